import sharp from 'sharp'
import { badData } from '../../base/errors.ts'
import { readWithin } from './file.ts'

/** A picture as the camera took it: bytes of sRGB, pixel after pixel, row by row. */
export interface RgbPicture {
  readonly width: number
  readonly height: number
  readonly data: Uint8Array
}

const fileLimit = 64 * 2 ** 20

/** 4096 × 4096; BIWI's pictures are 640 × 480. */
const pixelLimit = 2 ** 24

/**
 * Reads a frame's picture in full, PNG or JPEG, at its own size.
 *
 * @throws KindlingError `invalid-data` when it is missing, damaged or too large
 */
export const readPicture = async (path: string): Promise<RgbPicture> => {
  const bytes = await readWithin(path, fileLimit)
  try {
    const { data, info } = await sharp(bytes, { failOn: 'error', limitInputPixels: pixelLimit })
      .toColourspace('srgb')
      .removeAlpha()
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true })
    if (info.channels !== 3) throw new Error(`it has ${info.channels} channels`)
    return { width: info.width, height: info.height, data }
  } catch (error) {
    const reason = error instanceof Error ? error.message.trim().replace(/\s*\n\s*/g, '; ') : String(error)
    throw badData(`${path} cannot be used as a picture (${reason}); copy it again from the data set`, error)
  }
}
