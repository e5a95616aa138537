import { type FileHandle, open } from 'node:fs/promises'
import { badData } from '../base/errors.ts'
import { readNpy } from '../tensor/npy.ts'
import { type NpzOptions, readNpz } from '../tensor/npz.ts'
import type { Tensor } from '../tensor/tensor.ts'

export type LoadOptions = NpzOptions

/**
 * Reads what `save` or `savez`, or NumPy, has written: a .npy file gives its array, an .npz archive a record of arrays.
 * Whether it is the one or the other is seen in the file; the ending of its name tells the compiler, and must agree.
 *
 * All versions of the format, byte orders and orders of axes are read. int8, int16 and uint16 become int32; uint64,
 * complex numbers, dates, texts, structured types and Python objects are refused, and nothing is ever unpickled.
 *
 * @param options of an archive: `names` of the arrays to be read, `maxBytes` that may come out of it
 * @throws KindlingError `invalid-data` when the file cannot be read, is damaged or holds something else: with the file,
 *   the byte, the rule that is broken and the way out
 *
 * @example
 * const x = await load('x.npy')
 * const { images, labels } = await load('digits.npz')
 */
export async function load(path: `${string}.npz`, options?: LoadOptions): Promise<Record<string, Tensor>>
export async function load(path: `${string}.npy`): Promise<Tensor>
export async function load(path: string, options?: LoadOptions): Promise<Tensor | Record<string, Tensor>>
export async function load(path: string, options?: LoadOptions): Promise<Tensor | Record<string, Tensor>> {
  const title = `'${path}'`
  const unreadable = (error: NodeJS.ErrnoException) =>
    badData(`${title} cannot be read (${error.code ?? error.message}); check the path`, error)
  const file = await open(path).catch((error: NodeJS.ErrnoException) => {
    throw unreadable(error)
  })
  try {
    const found = await file.stat()
    if (!found.isFile()) throw badData(`${title} is no file; give the path of a .npy or .npz file`)
    if (await isZip(file)) {
      if (path.endsWith('.npy'))
        throw badData(`${title} is an .npz archive; its name must not end with .npy: rename it`)
      return await readNpz(path, title, options)
    }
    if (path.endsWith('.npz') && (await isNpy(file)))
      throw badData(`${title} is a single array; its name must not end with .npz: rename it to .npy`)
    return await readNpy(file.createReadStream({ start: 0, autoClose: false }), found.size, title)
  } catch (error) {
    throw (error as NodeJS.ErrnoException).syscall ? unreadable(error as NodeJS.ErrnoException) : error
  } finally {
    await file.close()
  }
}

const begins = async (file: FileHandle, text: string): Promise<boolean> => {
  const { bytesRead, buffer } = await file.read(Buffer.alloc(text.length), 0, text.length, 0)
  return buffer.toString('latin1', 0, bytesRead) === text
}

const isNpy = (file: FileHandle): Promise<boolean> => begins(file, '\x93NUMPY')
/** An entry comes first, or, where there is none, the end of the directory. */
const isZip = async (file: FileHandle): Promise<boolean> =>
  (await begins(file, 'PK\x03\x04')) || (await begins(file, 'PK\x05\x06'))
