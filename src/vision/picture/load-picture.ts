import { readFile } from 'node:fs/promises'
import { badData, KindlingError } from '../../base/errors.ts'
import type { ItemTransform, RandomStream, Region, Size } from '../../data/index.ts'
import { compose } from './compose.ts'
import { openPicture } from './open-picture.ts'
import { whole } from './raster.ts'
import { type Picture, sample } from './sample.ts'

export interface LoadPictureOptions {
  /** What the transforms draw from, in training; without it they choose as in validation. */
  readonly random?: RandomStream | undefined
  readonly signal?: AbortSignal | undefined
}

/**
 * Reads a picture as [3, height, width] bytes, whatever it was: JPEG, PNG, WebP, GIF (the first frame), TIFF, AVIF or SVG,
 * by content and not by extension; grey, palette, CMYK or 16 bits a channel; with an ICC profile; transparent (shown on
 * white); turned by its EXIF orientation. Scaled bilinearly with antialiasing.
 *
 * Ordinary JPEGs are decoded by libjpeg-turbo where it runs, everything else by sharp.
 *
 * A file that ends early or is damaged is an error; one that merely breaks a rule of its format without harm, as many
 * photographs do, is not.
 *
 * @param source path of a file, or its content
 * @param transforms each chooses its rectangle in what the one before made; the picture is resampled once. Without any it
 *   stays as it is
 * @returns the picture and which rectangle of the original it shows
 * @throws KindlingError `invalid-data` naming the file and the reason
 * @example
 * const { data, shape } = await loadPicture('cat.jpg', [resize(224)]) // shape [3, 224, 224]
 */
export async function loadPicture(
  source: string | Uint8Array,
  transforms: readonly ItemTransform[] = [],
  { random, signal }: LoadPictureOptions = {},
): Promise<Picture> {
  signal?.throwIfAborted()
  try {
    // Read here and not by sharp, which remembers files by name and would not notice that one was replaced.
    const bytes = typeof source === 'string' ? await readFile(source, { signal }) : source
    const picture = await openPicture(bytes)
    signal?.throwIfAborted()
    const { region, size, fill } = chosen(transforms, picture.original, random)
    const raster = await picture.decode(Math.min(region.width / size.width, region.height / size.height))
    signal?.throwIfAborted()
    return await sample(raster, region, size, fill)
  } catch (error) {
    signal?.throwIfAborted()
    throw error instanceof KindlingError ? error : unusable(source, error)
  }
}

function chosen(
  transforms: readonly ItemTransform[],
  original: Size,
  random: RandomStream | undefined,
): { region: Region; size: Size; fill: ItemTransform['fill'] } {
  if (transforms.length === 0) return { region: whole(original), size: original, fill: 'reflect' }
  const transform = compose(transforms)
  return { region: transform.region(original, random), size: transform.size, fill: transform.fill }
}

/** @param source path of a file, or its content */
export function unusable(source: string | Uint8Array, error: unknown): KindlingError {
  const name = typeof source === 'string' ? source : 'the picture'
  const reason = error instanceof Error ? error.message.trim().replace(/\s*\n\s*/g, '; ') : String(error)
  return badData(`${name} cannot be used as a picture (${reason}); replace the file or remove it from the data`, error)
}
