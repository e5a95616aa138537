import { createRequire } from 'node:module'
import { Command, CommanderError } from 'commander'
import { biwiCommand } from './biwi.ts'
import { equipped } from './command.ts'
import { dataCommand } from './data.ts'
import { demoCommand } from './demo.ts'
import { exitCodeHelp, exitCodes } from './exit-code.ts'
import { getCommand } from './get.ts'
import { labCommand } from './lab.ts'
import { logCommand } from './log.ts'
import { predictCommand } from './predict.ts'
import { trainCommand } from './train.ts'

const packageJson = createRequire(import.meta.url)('../../package.json') as { version: string; description: string }

const program = new Command('kindling')
  .description(packageJson.description)
  .version(packageJson.version)
  // With arguments and options beside the names, no room would be left for what the commands do.
  .configureHelp({ subcommandTerm: (command) => command.name() })
  .addHelpText('after', exitCodeHelp)

for (const command of [
  demoCommand(),
  trainCommand(),
  predictCommand(),
  dataCommand(),
  biwiCommand(),
  getCommand(),
  labCommand(),
  logCommand(),
]) {
  program.addCommand(equipped(command))
}
program.exitOverride()

// Help for somebody who has seen enough of it (`head`) is no failure. What a command does then, it says itself.
// Messages and progress that nobody reads any more are no reason to end a training either.
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
  })

try {
  await program.parseAsync()
} catch (error) {
  // commander has printed what is wrong; asking for help or the version is no error.
  if (!(error instanceof CommanderError)) throw error
  if (error.exitCode !== 0) {
    process.exitCode = exitCodes['invalid-argument']
    const message = error.message.replace(/^error: /, '')
    if (process.argv.includes('--json')) process.stdout.write(`${JSON.stringify({ error: message, exitCode: 2 })}\n`)
  }
}
