import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { createGunzip } from 'node:zlib'
import { badData } from '../../base/errors.ts'
import type { EntryVisitor } from './archive-entry.ts'
import { readTar } from './tar-reader.ts'
import { readZip } from './zip-reader.ts'

/** How much is read and unpacked at once, in bytes: each step has a price of its own. */
const chunk = 2 ** 18

export interface ArchiveReader {
  /** Of the archive itself, in bytes. */
  readonly size: number
  /**
   * Calls `visit` with each entry.
   *
   * @param unpacking called with how many bytes have come out of a compression that spans entries; may throw
   */
  read(visit: EntryVisitor, unpacking: (bytes: number) => void): Promise<void>
}

/**
 * The reader for an archive, chosen by its first bytes: names and servers' types are often wrong.
 *
 * @throws KindlingError `invalid-data` when it cannot be opened, or is none
 */
export const archiveReader = async (path: string): Promise<ArchiveReader> => {
  const { size, start } = await startOf(path)
  const has = (text: string, offset = 0): boolean => start.toString('latin1', offset, offset + text.length) === text

  if (has('\x1f\x8b')) return { size, read: (visit, unpacking) => readGzippedTar(path, visit, unpacking) }
  if (has('PK\x03\x04') || has('PK\x05\x06')) return { size, read: (visit) => readZip(path, visit) }
  if (has('ustar', 257))
    return { size, read: (visit) => readTar(createReadStream(path, { highWaterMark: chunk }), visit) }
  const shown = start.length === 0 ? 'it is empty' : `it begins with ${JSON.stringify(start.toString('latin1', 0, 24))}`
  throw badData(`${path}: it is no .tgz, .tar or .zip archive (${shown}); download it again`)
}

const startOf = async (path: string): Promise<{ size: number; start: Buffer }> => {
  try {
    const file = await open(path)
    try {
      const { size } = await file.stat()
      const { buffer, bytesRead } = await file.read(Buffer.alloc(512), 0, 512, 0)
      return { size, start: buffer.subarray(0, bytesRead) }
    } finally {
      await file.close()
    }
  } catch (error) {
    throw badData(`${path}: it cannot be read (${(error as Error).message}); check the path`, error)
  }
}

const readGzippedTar = async (path: string, visit: EntryVisitor, unpacking: (bytes: number) => void): Promise<void> => {
  const file = createReadStream(path, { highWaterMark: chunk })
  const gunzip = createGunzip({ chunkSize: chunk })
  file.once('error', (error) => gunzip.destroy(error))
  try {
    // Not a pipeline: when the reader stops early, that reports an aborted stream instead of the reason.
    await readTar(observed(file.pipe(gunzip), unpacking), visit)
  } finally {
    file.destroy()
    gunzip.destroy()
  }
}

async function* observed(
  source: AsyncIterable<Uint8Array>,
  observe: (bytes: number) => void,
): AsyncGenerator<Uint8Array, void, undefined> {
  for await (const bytes of source) {
    observe(bytes.length)
    yield bytes
  }
}
