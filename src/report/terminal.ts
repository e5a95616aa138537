import type { WriteStream } from 'node:tty'

/** Whether lines on this stream can be drawn over: it is a terminal, and not one that says it is dumb. */
export const isTerminal = (output: NodeJS.WritableStream): boolean =>
  (output as Partial<WriteStream>).isTTY === true && process.env.TERM !== 'dumb'

/** The text in bold where the stream shows it so; `NO_COLOR` is respected. */
export const bold = (text: string, output: NodeJS.WritableStream): string =>
  isTerminal(output) && (output as Partial<WriteStream>).hasColors?.() ? `\x1b[1m${text}\x1b[22m` : text
