import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Command } from 'commander'
import { badData } from '../base/errors.ts'
import { action, type CommonOptions } from './command.ts'
import { type OpenRun, openRun } from './open-run.ts'
import { shownPath } from './prose.ts'

interface LogOptions extends CommonOptions {
  readonly run: readonly string[]
  readonly output: string
  readonly title?: string
  readonly template?: string
}

/** `kindling log`: what runs have to tell, as a post. */
export const logCommand = (): Command =>
  new Command('log')
    .description('write a post about a run: question, data, loss, training, what was learned, the worst mistakes')
    .requiredOption(
      '--run <model>',
      'a model that was trained here, or the record beside it; several are compared',
      (path: string, before: readonly string[] = []) => [...before, path],
    )
    .option('-o, --output <folder>', 'a new folder for index.md and its pictures', 'log')
    .option('--title <text>', 'what the post is called')
    .option('--template <file>', 'a template of your own, in Liquid')
    .addHelpText(
      'after',
      `
Examples:
  $ kindling log --run tags.onnx -o posts/tags
  $ kindling log --run small.onnx --run resnet18.onnx --title 'Is larger better?'
  $ kindling log --run tags.onnx --template my-post.md --json

The post has front matter for a site generator. docs/learning-log.md lists the
fields of a template.`,
    )
    .action(
      action<[], LogOptions>(async (_, { run, output, title, template }, { print, signal }) => {
        const text =
          template === undefined
            ? undefined
            : await readFile(template, 'utf8').catch((error: Error) => {
                throw badData(`the template ${template} cannot be read (${error.message})`, error)
              })
        const runs: OpenRun[] = []
        try {
          for (const path of run) runs.push(await openRun(path))
          // What draws is large, and no other command waits for it.
          const { writeLog } = await import('../log/index.ts')
          const written = await writeLog(runs, output, {
            ...(title !== undefined && { title }),
            ...(text !== undefined && { template: { text, name: shownPath(template!) } }),
            signal,
          })
          print(`${written.title}\n`)
          for (const file of written.files) print(`  ${shownPath(join(output, file))}`)
          const [worst] = written.worst
          print(`\nThe worst mistake: ${shownPath(worst!.file)}, with a loss of ${worst!.loss.toPrecision(4)}`)
          return { folder: output, ...written }
        } finally {
          for (const { predictor } of runs) predictor.dispose()
        }
      }),
    )
