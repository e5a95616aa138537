import { type Command, InvalidArgumentError } from 'commander'
import { printable } from '../report/index.ts'
import { exitCodeOf, exitCodes } from './exit-code.ts'

/** What a command works with besides its options. */
export interface CommandContext {
  /** Fires at Ctrl-C. */
  readonly signal: AbortSignal
  /** Prints for people: to standard output, or with `--json` to standard error, so that JSON has the last line to itself. */
  readonly print: (text?: string) => void
  /** Where `print` writes. */
  readonly output: NodeJS.WritableStream
}

export interface CommonOptions {
  readonly json?: boolean
}

/**
 * Runs a command: turns Ctrl-C into an AbortSignal (a second one ends the process at once), prints the result as JSON when
 * asked for, and errors as one line with an exit code that means something.
 *
 * @param work returns what `--json` prints; where it has an `exitCode`, the command ends with that
 */
export function action<A extends readonly unknown[], O extends CommonOptions>(
  work: (args: A, options: O, context: CommandContext) => Promise<object & { readonly exitCode?: number }>,
): (...params: unknown[]) => Promise<void> {
  return async (...params) => {
    const command = params.at(-1) as Command
    const options = command.opts() as O
    const interrupted = new AbortController()
    const onInterrupt = (): void => {
      if (interrupted.signal.aborted) process.exit(exitCodes.interrupted)
      process.stderr.write('\nStopping; press Ctrl-C again to stop at once.\n')
      stop()
    }
    const stop = (): void => interrupted.abort(new DOMException('interrupted', 'AbortError'))
    process.on('SIGINT', onInterrupt)
    const output = options.json ? process.stderr : process.stdout
    // Whoever read the result (`head`) has gone: what has been learnt is worth saving all the same.
    process.stdout.on('error', stop)
    try {
      const result = await work(params.slice(0, -2) as unknown as A, options, {
        signal: interrupted.signal,
        print: (text = '') => void output.write(`${printableLines(text)}\n`),
        output,
      })
      if (options.json) process.stdout.write(`${JSON.stringify(result)}\n`)
      process.exitCode = interrupted.signal.aborted ? exitCodes.interrupted : (result.exitCode ?? exitCodes.success)
    } catch (error) {
      process.exitCode = exitCodeOf(error)
      const message = error instanceof Error ? error.message : String(error)
      process.stderr.write(`kindling: ${printableLines(message)}\n`)
      if (process.exitCode === exitCodes.unexpected && error instanceof Error) process.stderr.write(`${error.stack}\n`)
      if (options.json) process.stdout.write(`${JSON.stringify({ error: message, exitCode: process.exitCode })}\n`)
    } finally {
      process.off('SIGINT', onInterrupt)
    }
  }
}

/** Gives a command, or each of its subcommands, what all have: `--json`, and an error for wrong usage instead of an exit. */
export function equipped(command: Command): Command {
  command.exitOverride()
  if (command.commands.length === 0)
    command.option('--json', 'print the result as one JSON object, the last line of standard output')
  for (const subcommand of command.commands) equipped(subcommand as Command)
  return command
}

/** Labels, file names and their errors come from strangers. */
const printableLines = (text: string): string => text.split('\n').map(printable).join('\n')

/** A parser of whole numbers for commander. */
export const wholeNumber =
  (least: number) =>
  (text: string): number => {
    const value = Number(text)
    if (!/^\d+$/.test(text) || !Number.isSafeInteger(value) || value < least)
      throw new InvalidArgumentError(`It must be a whole number from ${least}.`)
    return value
  }

/** A parser of positive numbers for commander. */
export const positiveNumber = (text: string): number => {
  const value = Number(text)
  if (!(value > 0 && Number.isFinite(value))) throw new InvalidArgumentError('It must be a positive number.')
  return value
}
