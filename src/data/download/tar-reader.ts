import { Parser, type ReadEntry } from 'tar'
import type { EntryVisitor } from './archive-entry.ts'

// Of the libraries for tar, `tar` is the one that npm itself relies on; it knows every dialect, and in strict mode takes
// nothing for granted. Only its parser is used: what may be written, and where, is decided by us, for tar and zip alike.

const kinds: Record<string, string> = {
  File: 'file',
  OldFile: 'file',
  ContiguousFile: 'file',
  Directory: 'folder',
  GNUDumpDir: 'folder',
  SymbolicLink: 'a symbolic link',
  Link: 'a hard link',
  CharacterDevice: 'a device',
  BlockDevice: 'a device',
  FIFO: 'a pipe',
}

/**
 * Reads the entries of a tar archive in order.
 *
 * @param source its bytes, uncompressed
 * @throws Error in the words of the library when it is damaged; whatever `source` and `visit` throw
 */
export const readTar = async (source: AsyncIterable<Uint8Array>, visit: EntryVisitor): Promise<void> => {
  // Compressed once more, it would be unpacked where nobody counts.
  const parser = new Parser({ strict: true, brotli: false, zstd: false })
  let failure: { readonly error: unknown } | undefined
  const waiting = new Set<() => void>()
  const fail = (error: unknown): void => {
    failure ??= { error }
    for (const wake of waiting) wake()
  }
  /** What `work` gives, or the failure, if that comes first: the parser falls silent then. */
  const orFail = async <T>(work: Promise<T>): Promise<T> => {
    let wake = (): void => {}
    const failed = new Promise<void>((resolve) => (wake = resolve))
    waiting.add(wake)
    if (failure) wake()
    try {
      const result = await Promise.race([work, failed])
      if (failure) throw failure.error
      return result as T
    } finally {
      waiting.delete(wake)
    }
  }
  const next = (event: string): Promise<unknown> => new Promise((resolve) => parser.once(event, resolve))
  async function* contentOf(entry: ReadEntry): AsyncGenerator<Uint8Array, void, undefined> {
    const chunks = entry[Symbol.asyncIterator]()
    for (;;) {
      const { done, value } = await orFail(chunks.next())
      if (done) return
      yield value as Uint8Array
    }
  }

  let visits = Promise.resolve()
  let complete = false
  parser.on('error', fail)
  parser.on('eof', () => (complete = true))
  parser.on('ignoredEntry', (entry: ReadEntry) =>
    fail(new Error(`${JSON.stringify(entry.path)} is neither a file nor a folder (${entry.type})`)),
  )
  parser.on('entry', (entry: ReadEntry) => {
    const { path: name, type } = entry
    visits = visits
      .then(() => (failure ? undefined : visit({ name, kind: kinds[type] ?? type, content: contentOf(entry) })))
      .catch(fail)
      // The parser goes on when everything has been taken from the entry, wanted or not.
      .finally(() => entry.resume())
  })

  try {
    for await (const bytes of fromFirstBlock(source)) {
      // What follows the end is padding, which the parser would keep in memory.
      if (!complete && !parser.write(bytes)) await orFail(next('drain'))
      if (failure) break
    }
    const ended = next('end')
    parser.end()
    await orFail(ended)
  } catch (error) {
    fail(error)
  }
  // Whoever tidies up after a failure must not meet a visit that is still writing.
  await visits
  if (failure) throw (failure as { error: unknown }).error
  if (!complete) throw new Error('it ends in the middle')
}

/** The same bytes, the first block at once, of which it is known that it is not compressed again. */
async function* fromFirstBlock(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
  let first: Uint8Array | undefined = new Uint8Array(0)
  for await (const bytes of source) {
    if (first) {
      first = Buffer.concat([first, bytes])
      if (first.length < 512) continue
      if (first[0] === 0x1f && first[1] === 0x8b) throw new Error('it is compressed twice')
      yield first
      first = undefined
    } else yield bytes
  }
  if (first) throw new Error('it is too short for a tar archive')
}
