import { loadPicture } from './load-picture.ts'
import { type ResizeMode, resize } from './resize.ts'
import type { Picture } from './sample.ts'

export interface DecodeImageOptions {
  /** Side of the square result, in pixels. */
  readonly size: number
  /** See `resize`; `crop` by default, which keeps the centre. */
  readonly mode?: ResizeMode
}

/**
 * Reads a picture as [3, size, size] bytes: `loadPicture` with one `resize`.
 *
 * @param source path of a file, or its content
 * @throws KindlingError `invalid-data` naming the file and the reason; `invalid-argument` for a wrong option
 * @example
 * const { data, shape } = await decodeImage('cat.jpg', { size: 224 }) // shape [3, 224, 224]
 */
export const decodeImage = async (source: string | Uint8Array, { size, mode }: DecodeImageOptions): Promise<Picture> =>
  loadPicture(source, [resize(size, mode)])
