import { readdir, realpath, stat } from 'node:fs/promises'
import { extname, join, resolve } from 'node:path'
import { badData, invalid } from '../../base/errors.ts'

/** The extensions of pictures that can be decoded, in lower case. */
export const pictureExtensions: readonly string[] = [
  '.jpg',
  '.jpeg',
  '.png',
  '.webp',
  '.gif',
  '.tif',
  '.tiff',
  '.avif',
  '.svg',
]

export interface FilesInOptions {
  /** Extensions in any case; those of pictures by default. */
  readonly extensions?: readonly string[]
  /** Whether files in folders below count too; true by default. */
  readonly recursive?: boolean
}

/**
 * A getter of items: the files under a folder, sorted by path, so that the order does not depend on the file system. What
 * is hidden (`.git`, `._photo.jpg`) is passed over; links to folders are followed.
 *
 * @returns absolute paths
 * @throws KindlingError `invalid-argument` when there are no extensions or one has no dot, `invalid-data` when the folder
 * cannot be read, or has no such file
 * @example
 * new DataBlock({ blocks: [imageBlock(), categoryBlock()], getItems: filesIn(), getX: (file) => file, getY: parentLabel() })
 */
export const filesIn = ({ extensions = pictureExtensions, recursive = true }: FilesInOptions = {}) => {
  const wanted = new Set(extensions.map((extension) => extension.toLowerCase()))
  if (wanted.size === 0) throw invalid("filesIn: extensions is empty; name at least one, like '.png'")
  for (const extension of wanted)
    if (!/^\.[^.]+$/.test(extension))
      throw invalid(
        `filesIn: extension '${extension}' must be a dot and what follows the last one in a name, like '.png'`,
      )
  return async (folder: string): Promise<string[]> => {
    const files: string[] = []
    let others = 0
    const look = async (path: string, above: readonly string[]): Promise<void> => {
      const real = await realpath(path)
      // A link to a folder that it lies in would lead round and round.
      if (above.includes(real)) return
      for (const entry of await readdir(path, { withFileTypes: true })) {
        if (entry.name.startsWith('.')) continue
        const full = join(path, entry.name)
        if (entry.isDirectory() || (entry.isSymbolicLink() && (await isFolder(full)))) {
          if (recursive) await look(full, [...above, real])
        } else if (wanted.has(extname(entry.name).toLowerCase())) files.push(full)
        else others++
      }
    }
    try {
      await look(resolve(folder), [])
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      throw badData(`filesIn: the folder ${folder} cannot be read (${reason}); check the path`, error)
    }
    if (files.length === 0)
      throw badData(
        `filesIn: ${folder} has no file that ends in ${[...wanted].join(', ')} (${others} others); ` +
          'check the folder, or name the extensions',
      )
    return files.sort()
  }
}

const isFolder = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  )
