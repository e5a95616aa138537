import { Readable } from 'node:stream'
import { crc32 } from 'node:zlib'
import yauzl from 'yauzl'
import yazl from 'yazl'
import { badData, invalid, KindlingError } from '../base/errors.ts'
import { bytesOf } from './dtype.ts'
import { npyData, npyHeader, readNpy } from './npy.ts'
import type { Tensor } from './tensor.ts'

export interface NpzOptions {
  /** Only these arrays; all by default. What else the archive holds is not looked into. */
  readonly names?: readonly string[]
  /**
   * How many bytes may come out of an archive that is shorter than that; 4 GiB by default. An archive that claims more,
   * as a decompression bomb does, is refused before anything is unpacked.
   */
  readonly maxBytes?: number
}

const suffix = '.npy'
/** Zip knows no dates before; NumPy writes this one, and files with the same arrays are the same. */
const noDate = new Date(1980, 0, 1)

/**
 * The arrays of an .npz archive, a zip of .npy files, stored or deflated.
 *
 * @param source path of a file, or its bytes
 * @param title what errors call it
 * @throws KindlingError `invalid-data` when it cannot be read, is damaged or encrypted, holds a name twice, a name that
 *   is a path out of a folder, something other than arrays, or more than `maxBytes`; `invalid-argument` when `names` has
 *   one that is not there
 *
 * @example
 * const { x } = await readNpz('arrays.npz', 'arrays.npz', { names: ['x'] })
 */
export async function readNpz(
  source: string | Uint8Array,
  title: string,
  { names, maxBytes = 2 ** 32 }: NpzOptions = {},
): Promise<Record<string, Tensor>> {
  if (!(maxBytes >= 0)) throw invalid(`${title}: maxBytes is ${maxBytes}; it must be a number of bytes from 0`)
  // Names are checked by the library: those that lead out of a folder are refused.
  const options = { autoClose: false, decodeStrings: true }
  const opening =
    typeof source === 'string'
      ? yauzl.openPromise(source, options)
      : yauzl.fromBufferPromise(Buffer.from(source.buffer, source.byteOffset, source.byteLength), options)
  const zip = await opening.catch((error: Error) => {
    throw badData(`${title}: it cannot be read as a zip archive: ${error.message}`, error)
  })
  try {
    const members = await membersOf(zip, title)
    const chosen = names ? named(members, names, title) : members
    const bytes = [...chosen.values()].reduce((sum, entry) => sum + entry.uncompressedSize, 0)
    if (bytes > Math.max(maxBytes, zip.fileSize))
      throw badData(
        `${title}: ${bytes} bytes would come out of its ${zip.fileSize}, and maxBytes is ${maxBytes}; raise it, or ` +
          'choose arrays with names',
      )
    const arrays: [string, Tensor][] = []
    for (const [name, entry] of chosen) {
      const place = `${title}: '${name}'`
      if (!entry.fileName.endsWith(suffix))
        throw badData(`${place} is no array: it does not end with ${suffix}; choose those to be read with names`)
      arrays.push([name, await readNpy(contentOf(zip, entry, place), entry.uncompressedSize, place)])
    }
    return Object.fromEntries(arrays)
  } catch (error) {
    // What the library says of a damaged archive.
    throw error instanceof KindlingError ? error : badData(`${title}: ${(error as Error).message}`, error)
  } finally {
    zip.close()
  }
}

/** What the archive holds, by the names of the arrays, in its order. */
async function membersOf(zip: yauzl.ZipFile, title: string): Promise<Map<string, yauzl.Entry>> {
  const members = new Map<string, yauzl.Entry>()
  for await (const entry of zip.eachEntry()) {
    const { fileName } = entry
    const name = fileName.endsWith(suffix) ? fileName.slice(0, -suffix.length) : fileName
    if (members.has(name)) throw badData(`${title}: it holds '${name}' twice, and which of the two is meant is unclear`)
    members.set(name, entry)
  }
  return members
}

function named(
  members: ReadonlyMap<string, yauzl.Entry>,
  names: readonly string[],
  title: string,
): Map<string, yauzl.Entry> {
  return new Map(
    names.map((name) => {
      const entry = members.get(name)
      if (entry) return [name, entry]
      throw invalid(`${title}: names has '${name}'; the archive holds ${[...members.keys()].join(', ') || 'nothing'}`)
    }),
  )
}

async function* contentOf(zip: yauzl.ZipFile, entry: yauzl.Entry, place: string): AsyncGenerator<Uint8Array> {
  let checksum = 0
  for await (const bytes of (await zip.openReadStreamPromise(entry)) as AsyncIterable<Buffer>) {
    checksum = crc32(bytes, checksum)
    yield bytes
  }
  if (checksum !== entry.crc32) throw badData(`${place} is damaged: its CRC-32 is another`)
}

/**
 * The parts of an .npz archive. A tensor is computed when its turn comes, so that one at a time is in memory.
 *
 * @param compressed whether the arrays are deflated
 * @throws KindlingError `invalid-argument` when a name cannot stand in an archive
 */
export async function* npzParts(
  arrays: Readonly<Record<string, Tensor>>,
  compressed: boolean,
): AsyncGenerator<Uint8Array> {
  Object.keys(arrays).forEach(checkName)
  const zip = new yazl.ZipFile()
  const output = zip.outputStream as Readable
  zip.on('error', (error: Error) => output.destroy(error))
  for (const [name, array] of Object.entries(arrays)) {
    const header = npyHeader(array)
    const size = header.length + array.size * bytesOf(array.dtype)
    const options = { compress: compressed, size, mtime: noDate, forceDosTimestamp: true }
    zip.addReadStreamLazy(`${name}${suffix}`, options, (take) => {
      npyData(array).then(
        (data) => take(null, Readable.from([header, data].filter(({ length }) => length > 0))),
        (error: unknown) => take(error, output),
      )
    })
  }
  zip.end()
  for await (const part of output) yield part as Buffer
}

function checkName(name: string): void {
  const isPath = /\\|^\/|^[a-zA-Z]:|(^|\/)\.\.(\/|$)/.test(name)
  if (name.length === 0 || name.length > 1000 || name.includes('\0') || isPath)
    throw invalid(
      `savez: ${JSON.stringify(name.slice(0, 100))} cannot name an array in an archive; a name has 1 to 1000 ` +
        'characters, no backslash or NUL, and is no path from a root or out of a folder',
    )
}

/**
 * The arrays of an .npz archive in memory, as `load` reads them from a file.
 *
 * @param bytes the archive
 * @throws KindlingError as `load` does
 * @example
 * const { x } = await fromNpz(await toNpz({ x: tensor([1, 2]) }))
 */
export const fromNpz = (bytes: Uint8Array, options?: NpzOptions): Promise<Record<string, Tensor>> =>
  readNpz(bytes, '.npz archive', options)

/**
 * Tensors as an .npz archive in memory, as `savez` writes it to a file.
 *
 * @param options `compressed`: whether the arrays are deflated; they are not by default
 * @throws KindlingError as `savez` does
 */
export async function toNpz(
  arrays: Readonly<Record<string, Tensor>>,
  { compressed = false }: { readonly compressed?: boolean } = {},
): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  for await (const part of npzParts(arrays, compressed)) parts.push(part)
  return Buffer.concat(parts)
}
