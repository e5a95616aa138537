import { saveFile } from '../base/save.ts'
import { npyData, npyHeader } from '../tensor/npy.ts'
import { npzParts } from '../tensor/npz.ts'
import { type ArrayLike, asarray } from './array.ts'

/**
 * Writes an array as a .npy file, byte for byte what NumPy writes of the same array. The file is written whole or not at
 * all.
 *
 * @param path where it shall stand; .npy is added where it does not end so, as NumPy does
 * @throws KindlingError `write-failed` with the path and the reason; what stood there before is untouched
 *
 * @example
 * await save('x.npy', np.array([[1, 2], [3, 4]])) // int64
 */
export async function save(path: string, array: ArrayLike): Promise<void> {
  const given = asarray(array)
  await saveFile(withEnding(path, '.npy'), async (write) => {
    await write(npyHeader(given))
    await write(await npyData(given))
  })
}

/** Arrays by name, or a list, whose names are then `arr_0`, `arr_1` … as NumPy has them. */
export type Savable = Readonly<Record<string, ArrayLike>> | readonly ArrayLike[]

/**
 * Writes arrays as an .npz archive: a zip of .npy files, not compressed. The file is written whole or not at all.
 *
 * @param path where it shall stand; .npz is added where it does not end so, as NumPy does
 * @param arrays by name, or a list, whose names are then `arr_0`, `arr_1` …
 * @throws KindlingError `invalid-argument` when a name cannot stand in an archive; `write-failed` with the path and the
 *   reason: what stood there before is untouched
 *
 * @example
 * await savez('digits.npz', { images, labels })
 */
export const savez = (path: string, arrays: Savable): Promise<void> => saveArchive(path, arrays, false)

/** The same, deflated: smaller, and slower to write and to read. */
export const savezCompressed = (path: string, arrays: Savable): Promise<void> => saveArchive(path, arrays, true)

const saveArchive = (path: string, arrays: Savable, compressed: boolean): Promise<void> =>
  saveFile(withEnding(path, '.npz'), async (write) => {
    const named = Object.entries(arrays as Record<string, ArrayLike>).map(
      ([name, array]) => [Array.isArray(arrays) ? `arr_${name}` : name, asarray(array)] as const,
    )
    for await (const part of npzParts(Object.fromEntries(named), compressed)) await write(part)
  })

const withEnding = (path: string, ending: string): string => (path.endsWith(ending) ? path : `${path}${ending}`)
