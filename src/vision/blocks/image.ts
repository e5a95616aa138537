import type { InputBlock } from '../../data/index.ts'
import { loadPicture, type PictureCache } from '../picture/index.ts'

export interface ImageBlockOptions {
  /** Keeps decoded pictures, so that a second epoch need not decode them again; see `pictureCache`. */
  readonly cache?: PictureCache
}

/**
 * Pictures: paths, or the bytes of files, of any format that can be decoded. A batch holds uint8 [N, 3, height, width].
 *
 * @example
 * imageBlock({ cache: pictureCache({ folder: '.cache' }) })
 */
export const imageBlock = ({ cache }: ImageBlockOptions = {}): InputBlock<string | Uint8Array> => ({
  name: 'image',
  async load(source, { transforms, random, signal }) {
    // An original in full size, as summaries look at it, would drive much else out of the cache.
    const kept = transforms.length > 0 ? cache : undefined
    const { data, shape, placement } = await loadPicture(source, transforms, { random, signal, cache: kept })
    return { input: { data, shape }, placement }
  },
})
