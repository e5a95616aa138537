import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { invalid } from '../../../base/errors.ts'
import { appearanceOf, ContentIndex, digest } from './content-index.ts'
import { DiskLayer } from './disk-layer.ts'
import type { Kept } from './entry.ts'
import { MemoryLayer } from './memory-layer.ts'

export interface PictureCacheOptions {
  /** Where pictures are kept for later runs; made when it does not exist. Without it they are kept in memory only. */
  readonly folder?: string
  /**
   * What the folder may hold; 16 GiB by default. Two processes that fill it at once may exceed it by up to half, until one
   * of them, or the next, looks again.
   */
  readonly maxBytes?: number
  /** What may be kept in memory; 1 GiB by default: about 21,000 pictures of 128 × 128, 7,100 of 224 × 224. */
  readonly memoryBytes?: number
}

/** Decoded pictures, so that a second epoch does not decode them again. Made by `pictureCache`. */
export interface PictureCache {
  /**
   * What `make` makes of a picture, or what it once made.
   *
   * @param source path of a file, or its content
   * @param treatment names everything but the content that the result depends on
   * @returns shared with others: not to be written into
   */
  load<About>(
    source: string | Uint8Array,
    treatment: string,
    make: (content: Uint8Array) => Promise<Kept<About>>,
  ): Promise<Kept<About>>
}

/** Part of every key: to be raised when the same treatment gives other pixels, or entries another form. */
const version = 1

/**
 * Keeps decoded pictures in memory and, where there is a folder, on disk: ready for the batch where their transforms leave
 * nothing to chance, and otherwise scaled down as far as no random choice would show.
 *
 * An entry belongs to the content of a file, so a file that is replaced is decoded anew, and one that is moved is not. A
 * file that did not change since is not even read. Several processes may use one folder at the same time. When a limit is
 * reached, what is in stays in and the rest is decoded each time, except that files on disk which this process did not
 * use make room, least recently used first.
 *
 * @throws KindlingError `invalid-argument` when a limit is no number of bytes
 * @example
 * const cache = pictureCache({ folder: '.cache/pictures' })
 * new DataBlock({ blocks: [imageBlock({ cache }), categoryBlock()], … })
 */
export function pictureCache({
  folder,
  maxBytes = 2 ** 34,
  memoryBytes = 2 ** 30,
}: PictureCacheOptions = {}): PictureCache {
  for (const [name, bytes] of Object.entries({ maxBytes, memoryBytes }))
    if (!(bytes >= 0)) throw invalid(`pictureCache: ${name} is ${bytes}; it must be 0 or more`)
  const memory = new MemoryLayer(memoryBytes)
  const disk = folder === undefined ? undefined : new DiskLayer(folder, maxBytes)
  const index = new ContentIndex(folder === undefined ? undefined : join(folder, `index-${version}`))

  const kept = async (key: string): Promise<Kept<unknown> | undefined> => {
    const known = memory.get(key) ?? (await disk?.get(key))
    if (known) memory.put(key, known)
    return known
  }

  return {
    async load<About>(
      source: string | Uint8Array,
      treatment: string,
      make: (content: Uint8Array) => Promise<Kept<About>>,
    ): Promise<Kept<About>> {
      const keyOf = (content: string) => content + digest(`${version}\0${treatment}`).slice(0, 16)
      // Looked at before the file is read: should it change in between, this appearance is history.
      const appearance = typeof source === 'string' ? appearanceOf(source) : undefined
      const indexed = appearance && index.get(appearance.identity)
      const unread = indexed && (await kept(keyOf(indexed)))
      if (unread) return unread as Kept<About>

      const bytes = typeof source === 'string' ? await readFile(source) : source
      const content = digest(bytes)
      if (appearance?.isSettled) index.put(appearance.identity, content)
      const key = keyOf(content)
      const known = content === indexed ? undefined : await kept(key)
      if (known) return known as Kept<About>
      const made = await make(bytes)
      memory.put(key, made)
      await disk?.put(key, made)
      return made
    },
  }
}
