import { createReadStream } from 'node:fs'
import { basename } from 'node:path'
import { createInterface } from 'node:readline'
import { badData } from '../../base/errors.ts'

/**
 * A getter of items: the values of a file of JSON lines, one on each; empty lines are passed over.
 *
 * @param file path of the file, UTF-8
 * @returns what the lines hold; check them where their form matters
 * @throws KindlingError `invalid-data` when the file cannot be read, is empty, or a line is not JSON
 * @example
 * const records = (await readJsonLines('captions.jsonl')) as { file: string; caption: string }[]
 */
export async function readJsonLines(file: string): Promise<unknown[]> {
  const values: unknown[] = []
  let line = 0
  try {
    for await (const text of createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY })) {
      line++
      const content = line === 1 ? text.replace(/^\ufeff/, '') : text
      if (content.trim() === '') continue
      try {
        values.push(JSON.parse(content))
      } catch (error) {
        throw badData(`${basename(file)}: line ${line} is not JSON (${(error as Error).message})`, error)
      }
    }
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code !== 'invalid-data')
      throw badData(`${file} cannot be read (${error.message}); check the path`, error)
    throw error
  }
  if (values.length === 0) throw badData(`${basename(file)} is empty; it must have a JSON value on each line`)
  return values
}
