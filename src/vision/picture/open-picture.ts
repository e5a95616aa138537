import sharp, { type Sharp } from 'sharp'
import type { Region, Size } from '../../data/index.ts'
import { ordinaryJpegHeader } from './jpeg-header.ts'
import { type Raster, whole } from './raster.ts'
import { turboDecode } from './turbo.ts'

/** A picture whose size is known and whose pixels are not decoded yet. */
export interface OpenPicture {
  /** As it is shown: the EXIF orientation is applied. */
  readonly original: Size
  /**
   * @param reduction how many of the original's pixels one of the result will cover, along the axis where these are fewer:
   *   JPEGs are decoded at a quarter or an eighth of their size where that leaves enough
   */
  decode(reduction?: number): Promise<Raster>
}

/** How many decoded pixels must be left for one of the result, so that the reduction does not show. */
const reserve = 1.5

/** More pixels than this are sharp's, which decodes strip by strip and has a limit. */
const largestForTurbo = 2 ** 26

/** sharp's limit is on pixels; damage is an error, a broken rule without harm is not. */
const decoder = (bytes: Uint8Array): Sharp => sharp(bytes, { failOn: 'error', autoOrient: true })

/** @throws whatever sharp says about a file that is no picture, or a damaged one */
export async function openPicture(bytes: Uint8Array): Promise<OpenPicture> {
  const header = ordinaryJpegHeader(bytes)
  if (header && header.width * header.height <= largestForTurbo) {
    return {
      original: header,
      decode: async (reduction = 1) => {
        const shrink = shrinkFor(reduction)
        // libvips shrinks while it decodes, which from a quarter on saves more than libjpeg-turbo would.
        const decoded = shrink === 1 ? await turboDecode(bytes, header) : undefined
        if (!decoded) return decodeJpeg(bytes, header, 1, shrink)
        return { ...decoded, ...header, channels: 3, original: header, covers: whole(header) }
      },
    }
  }
  const { format, orientation = 1, autoOrient } = await decoder(bytes).metadata()
  const original = { width: autoOrient.width, height: autoOrient.height }
  return {
    original,
    decode: (reduction = 1) =>
      format === 'jpeg'
        ? decodeJpeg(bytes, original, orientation, shrinkFor(reduction))
        : rasterOf(decoder(bytes), original, whole(original)),
  }
}

const shrinkFor = (reduction: number): 1 | 4 | 8 => (reduction >= 8 * reserve ? 8 : reduction >= 4 * reserve ? 4 : 1)

/**
 * libjpeg decodes at 1/4 or 1/8 from the coefficients; libvips leaves out the last rows and columns where the stored size
 * is no multiple. Asked for exactly that size, sharp resamples no further.
 */
function decodeJpeg(bytes: Uint8Array, original: Size, orientation: number, shrink: 1 | 4 | 8): Promise<Raster> {
  if (shrink === 1) return rasterOf(decoder(bytes), original, whole(original))
  const [width, height] = [Math.floor(original.width / shrink), Math.floor(original.height / shrink)]
  // Where the picture is turned or mirrored, the last stored rows and columns are not the last that are shown.
  const covers: Region = {
    left: mirroredAcross.has(orientation) ? original.width - width * shrink : 0,
    top: mirroredDown.has(orientation) ? original.height - height * shrink : 0,
    width: width * shrink,
    height: height * shrink,
  }
  return rasterOf(decoder(bytes).resize(width, height, { fit: 'fill', kernel: 'linear' }), original, covers)
}

/** EXIF orientations that show the last of the stored rows or columns at the left edge, and at the upper edge. */
const mirroredAcross: ReadonlySet<number> = new Set([2, 3, 6, 7])
const mirroredDown: ReadonlySet<number> = new Set([3, 4, 7, 8])

async function rasterOf(image: Sharp, original: Size, covers: Region): Promise<Raster> {
  const { data, info } = await image
    .flatten({ background: '#fff' })
    .toColourspace('srgb')
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true })
  const { width, height, channels } = info
  return { data, width, height, channels: channels === 1 ? 1 : 3, original, covers }
}
