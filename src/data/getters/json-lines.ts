import { createReadStream } from 'node:fs'
import { basename } from 'node:path'
import { badData, KindlingError } from '../../base/errors.ts'

/**
 * A getter of items: the values of a file of JSON lines, one on each; empty lines are passed over.
 *
 * @param file path of the file, UTF-8 with or without a byte order mark
 * @returns what the lines hold; check them where their form matters
 * @throws KindlingError `invalid-data` when the file cannot be read, is no UTF-8, is empty, or a line is not JSON
 * @example
 * const records = (await readJsonLines('captions.jsonl')) as { file: string; caption: string }[]
 */
export async function readJsonLines(file: string): Promise<unknown[]> {
  const values: unknown[] = []
  let line = 0
  for await (const text of linesOf(file)) {
    line++
    if (text.trim() === '') continue
    try {
      values.push(JSON.parse(text))
    } catch (error) {
      throw badData(`${basename(file)}: line ${line} is not JSON (${(error as Error).message})`, error)
    }
  }
  if (values.length === 0) throw badData(`${basename(file)} is empty; it must have a JSON value on each line`)
  return values
}

/** Not by node:readline, which would pass over what is not UTF-8. A return before the line feed is white space to JSON. */
async function* linesOf(file: string): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  const decode = (chunk?: Uint8Array): string => {
    try {
      return chunk ? decoder.decode(chunk, { stream: true }) : decoder.decode()
    } catch (error) {
      throw badData(`${basename(file)} is not UTF-8 text; save it as UTF-8`, error)
    }
  }
  let rest = ''
  try {
    for await (const chunk of createReadStream(file)) {
      const lines = (rest + decode(chunk)).split('\n')
      rest = lines.pop()!
      yield* lines
    }
  } catch (error) {
    if (error instanceof KindlingError) throw error
    const reason = error instanceof Error ? error.message : String(error)
    throw badData(`${file} cannot be read (${reason}); check the path`, error)
  }
  yield rest + decode()
}
