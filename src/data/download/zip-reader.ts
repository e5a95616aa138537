import { crc32 } from 'node:zlib'
import yauzl from 'yauzl'
import type { EntryVisitor } from './archive-entry.ts'

// yauzl reads the central directory, as the format demands (readers that stream take what was deleted for present), never
// trusts a size in a header, has one small dependency, and leaves the writing to us.

/** The kinds of file in the mode of Unix. */
const unixKinds = new Map([
  [0o100000, 'file'],
  [0o040000, 'folder'],
  [0o120000, 'a symbolic link'],
  [0o010000, 'a pipe'],
  [0o020000, 'a device'],
  [0o060000, 'a device'],
  [0o140000, 'a socket'],
])

/**
 * Reads the entries of a zip archive in the order of its directory.
 *
 * @throws Error in the words of the library when it is damaged or encrypted; whatever `visit` throws
 */
export const readZip = async (path: string, visit: EntryVisitor): Promise<void> => {
  const zip = await yauzl.openPromise(path, { autoClose: false, decodeStrings: false })
  try {
    for await (const entry of zip.eachEntry()) {
      const name = yauzl.getFileNameLowLevel(entry.generalPurposeBitFlag, entry.fileNameRaw, entry.extraFields, true)
      const mode = (entry.externalFileAttributes >>> 16) & 0o170000
      const named = name.endsWith('/') ? 'folder' : 'file'
      // What was not made on Unix has no mode.
      const kind = mode === 0 ? named : (unixKinds.get(mode) ?? 'something unknown')
      if ((kind === 'file' || kind === 'folder') && kind !== named)
        throw new Error(`${JSON.stringify(name)} is a ${kind} with the name of a ${named}`)
      await visit({ name, kind, content: contentOf(zip, entry, name) })
    }
  } finally {
    zip.close()
  }
}

async function* contentOf(
  zip: yauzl.ZipFile,
  entry: yauzl.Entry,
  name: string,
): AsyncGenerator<Uint8Array, void, undefined> {
  let checksum = 0
  for await (const bytes of (await zip.openReadStreamPromise(entry)) as AsyncIterable<Buffer>) {
    checksum = crc32(bytes, checksum)
    yield bytes
  }
  if (checksum !== entry.crc32) throw new Error(`${JSON.stringify(name)} is damaged: its CRC-32 is another`)
}
