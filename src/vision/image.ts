import { readFile } from 'node:fs/promises'
import sharp, { type Sharp } from 'sharp'
import { badData, invalid } from '../base/errors.ts'

/** How a picture that is not square is made so. */
export const resizeModes = ['crop', 'squish', 'pad'] as const
export type ResizeMode = (typeof resizeModes)[number]

/** A decoded picture: bytes of sRGB, plane by plane (all red, all green, all blue), rows from top to bottom. */
export type Pixels = { readonly data: Uint8Array<ArrayBuffer>; readonly shape: readonly [3, number, number] }

export type DecodeImageOptions = {
  /** Side of the square result, in pixels. */
  size: number
  /**
   * - `crop` (default, as in fastai): scales the shorter side to `size` and keeps the centre of the longer.
   * - `squish`: scales each side to `size`; proportions change, nothing is lost. Right for several labels per picture:
   *   what a crop cuts off is still in the labels, and would teach the model to see what is not there.
   * - `pad`: scales the longer side to `size` and fills up by reflection, as fastai does.
   */
  mode?: ResizeMode
}

/**
 * Reads a picture as [3, size, size] bytes, whatever it was: JPEG, PNG, WebP, GIF (the first frame), TIFF, AVIF or SVG, by
 * content and not by extension; grey, palette, CMYK or 16 bits a channel; with an ICC profile; transparent (shown on
 * white); turned by its EXIF orientation. Scaled bilinearly with antialiasing, like fastai's `Resize`.
 *
 * A file that ends early or is damaged is an error; one that merely breaks a rule of its format without harm, as many
 * photographs do, is not (sharp's `failOn: 'error'`).
 *
 * @param source path of a file, or its content
 * @throws KindlingError `invalid-data` naming the file and the reason; `invalid-argument` for a wrong option
 * @example
 * const { data, shape } = await decodeImage('cat.jpg', { size: 224 }) // shape [3, 224, 224]
 */
export const decodeImage = async (source: string | Uint8Array, options: DecodeImageOptions): Promise<Pixels> => {
  const { size, mode = 'crop' } = options
  if (!Number.isSafeInteger(size) || size < 1 || size > 16384) {
    throw invalid(`decodeImage: size is ${size}; it must be a whole number of pixels from 1 to 16384`)
  }
  if (!resizeModes.includes(mode)) {
    throw invalid(`decodeImage: mode is '${mode}'; it must be one of ${resizeModes.join(', ')}`)
  }
  const name = typeof source === 'string' ? source : 'the picture'
  try {
    // Read here and not by sharp, which remembers files by name and would not notice that one was replaced.
    const bytes = typeof source === 'string' ? await readFile(source) : source
    const image = sharp(bytes, { failOn: 'error', autoOrient: true }).flatten({ background: '#fff' })
    const { data, info } = await (await resized(image, size, mode))
      .toColourspace('srgb')
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true })
    return { data: planes(data, info.channels, size * size), shape: [3, size, size] }
  } catch (error) {
    const reason = error instanceof Error ? error.message.trim().replace(/\s*\n\s*/g, '; ') : String(error)
    throw badData(`${name} cannot be used as a picture (${reason}); replace the file or remove it from the data`, error)
  }
}

const resized = async (image: Sharp, size: number, mode: ResizeMode): Promise<Sharp> => {
  if (mode !== 'pad') {
    return image.resize(size, size, { fit: mode === 'crop' ? 'cover' : 'fill', kernel: 'linear' })
  }
  const { autoOrient: before } = await image.metadata()
  const scale = size / Math.max(before.width, before.height)
  const [width, height] = [before.width, before.height].map((side) => Math.max(1, Math.round(side * scale)))
  const left = Math.floor((size - width!) / 2)
  const top = Math.floor((size - height!) / 2)
  return image
    .resize(width!, height!, { fit: 'fill', kernel: 'linear' })
    .extend({ left, top, right: size - width! - left, bottom: size - height! - top, extendWith: 'mirror' })
}

/** From pixel after pixel to plane after plane. */
const planes = (interleaved: Uint8Array, channels: number, area: number): Uint8Array<ArrayBuffer> => {
  const data = new Uint8Array(3 * area)
  for (let channel = 0; channel < 3; channel++) {
    // One channel where the picture is grey: the same for red, green and blue.
    let from = channels >= 3 ? channel : 0
    for (let i = channel * area; i < (channel + 1) * area; i++, from += channels) data[i] = interleaved[from]!
  }
  return data
}
