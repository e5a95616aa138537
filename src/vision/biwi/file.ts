import { open } from 'node:fs/promises'
import { badData } from '../../base/errors.ts'

/**
 * The content of a file of which no more than `limit` bytes make sense: a larger one is refused before it is read.
 *
 * @throws KindlingError `invalid-data` when it is missing, unreadable or too large
 */
export const readWithin = async (path: string, limit: number): Promise<Uint8Array<ArrayBuffer>> => {
  try {
    const file = await open(path)
    try {
      const there = await file.stat()
      if (!there.isFile()) throw badData(`${path} is no file; check the path`)
      if (there.size > limit) {
        throw badData(`${path} has ${there.size} bytes, and a file of its kind at most ${limit}; check the path`)
      }
      return new Uint8Array(await file.readFile())
    } finally {
      await file.close()
    }
  } catch (error) {
    if (!(error instanceof Error && 'syscall' in error)) throw error
    const missing = 'code' in error && error.code === 'ENOENT'
    throw badData(
      missing
        ? `${path} is missing; copy it from the data set, or check the folder`
        : `${path} cannot be read (${error.message})`,
      error,
    )
  }
}

/** The same as text; the formats are ASCII, and other bytes become characters that no number has. */
export const readTextWithin = async (path: string, limit: number): Promise<string> =>
  new TextDecoder('latin1').decode(await readWithin(path, limit))
