import { readFile } from 'node:fs/promises'
import { badData, KindlingError } from '../../base/errors.ts'
import type { ItemTransform, RandomStream, Size } from '../../data/index.ts'
import type { PictureCache } from './cache/picture-cache.ts'
import { compose } from './compose.ts'
import { openPicture } from './open-picture.ts'
import { presized } from './presized.ts'
import { whole } from './raster.ts'
import { type Picture, sample } from './sample.ts'

export interface LoadPictureOptions {
  /** What the transforms draw from, in training; without it they choose as in validation. */
  readonly random?: RandomStream | undefined
  readonly signal?: AbortSignal | undefined
  /** Keeps decoded pictures; what is returned may then be shared: not to be written into. */
  readonly cache?: PictureCache | undefined
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
  { random, signal, cache }: LoadPictureOptions = {},
): Promise<Picture> {
  signal?.throwIfAborted()
  const transform = transforms.length > 0 ? compose(transforms) : unchangedSize
  try {
    if (cache) return await fromCache(cache, source, transform, random, signal)
    // Read here and not by sharp, which remembers files by name and would not notice that one was replaced.
    const bytes = typeof source === 'string' ? await readFile(source, { signal }) : source
    return await fromContent(bytes, transform, random, signal)
  } catch (error) {
    signal?.throwIfAborted()
    throw error instanceof KindlingError ? error : unusable(source, error)
  }
}

/** What is asked of an item transform here; without any, a picture keeps its size. */
type Choice = Pick<ItemTransform, 'recipe' | 'fill' | 'isRandom' | 'region'> & { readonly size?: Size }
const unchangedSize: Choice = { recipe: { kind: 'unchanged' }, fill: 'reflect', isRandom: false, region: whole }

async function fromContent(
  bytes: Uint8Array,
  transform: Choice,
  random: RandomStream | undefined,
  signal: AbortSignal | undefined,
): Promise<Picture> {
  const picture = await openPicture(bytes)
  signal?.throwIfAborted()
  const { size = picture.original, fill } = transform
  const region = transform.region(picture.original, random)
  const raster = await picture.decode(Math.min(region.width / size.width, region.height / size.height))
  try {
    signal?.throwIfAborted()
    return await sample(raster, region, size, fill)
  } finally {
    raster.release?.()
  }
}

async function fromCache(
  cache: PictureCache,
  source: string | Uint8Array,
  transform: Choice,
  random: RandomStream | undefined,
  signal: AbortSignal | undefined,
): Promise<Picture> {
  if (random && isResizing(transform)) {
    const { data, about } = await cache.load(source, treatment('presized', transform), async (bytes) => {
      const { data, ...about } = await presized(await openPicture(bytes), transform)
      return { data, about }
    })
    signal?.throwIfAborted()
    const raster = { ...about, data }
    return sample(raster, transform.region(raster.original, random), transform.size, transform.fill)
  }
  const { data, about: placement } = await cache.load(source, treatment('placed', transform), async (bytes) => {
    const { data, placement } = await fromContent(bytes, transform, undefined, signal)
    return { data, about: placement }
  })
  return { data, shape: [3, placement.size.height, placement.size.width], placement }
}

const isResizing = (transform: Choice): transform is ItemTransform => transform.isRandom && transform.size !== undefined

const treatment = (kind: string, { recipe }: Choice): string => JSON.stringify([kind, recipe])

/** @param source path of a file, or its content */
export function unusable(source: string | Uint8Array, error: unknown): KindlingError {
  const name = typeof source === 'string' ? source : 'the picture'
  const reason = error instanceof Error ? error.message.trim().replace(/\s*\n\s*/g, '; ') : String(error)
  return badData(`${name} cannot be used as a picture (${reason}); replace the file or remove it from the data`, error)
}
