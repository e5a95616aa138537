import { readFile } from 'node:fs/promises'
import { badData, invalid } from '../base/errors.ts'

/** Where text comes from: the path of a file (UTF-8), or its lines. As in NumPy, a string is always a path. */
export type TextSource = string | Iterable<string>

export interface Lines {
  /** What errors call the text: the path in quotes, or `lines`. */
  readonly title: string
  /** The lines without their ends; the first is number 1. */
  readonly lines: readonly string[]
}

/** A string of JavaScript has at most 2²⁹ − 24 characters. */
const longestText = 2 ** 29 - 24

/**
 * The lines of a source: any line endings, a byte order mark or none.
 *
 * @throws KindlingError `invalid-data` when a file cannot be read or is not UTF-8 text
 */
export async function linesOf(source: TextSource, caller: string): Promise<Lines> {
  if (typeof source === 'string') return { title: `'${source}'`, lines: splitLines(await textOf(source)) }
  if (typeof source?.[Symbol.iterator] !== 'function')
    throw invalid(`${caller}: source is ${String(source)}; it must be the path of a file, or a list of lines`)
  return { title: 'lines', lines: [...source].map((line) => line.replace(/\r?\n$|\r$/, '')) }
}

function splitLines(text: string): string[] {
  const lines = text.split(/\r\n|\n|\r/)
  if (lines.at(-1) === '') lines.pop()
  return lines
}

async function textOf(path: string): Promise<string> {
  const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    throw badData(`'${path}' cannot be read (${error.code ?? error.message}); check the path`, error)
  })
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) throw badData(`'${path}' is compressed by gzip; unpack it`)
  if (bytes.length > longestText)
    throw badData(`'${path}' has ${bytes.length} bytes; at most ${longestText} can be read at once: split it`)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (error) {
    throw badData(`'${path}' is not UTF-8 text; convert it`, error)
  }
}
