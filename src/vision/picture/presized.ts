import { type ItemTransform, randomStream, type Size } from '../../data/index.ts'
import type { OpenPicture } from './open-picture.ts'
import type { Raster } from './raster.ts'
import { shrunk } from './sample.ts'

/** Enough draws to come close to the smallest rectangle that a transform chooses. */
const draws = 64

/**
 * How many of the original's pixels one of the result covers, at least, whatever a random transform chooses: finer detail
 * than that is never seen.
 */
function finestReduction(transform: ItemTransform, original: Size): number {
  const { size } = transform
  let finest = Number.POSITIVE_INFINITY
  for (let draw = 0; draw < draws; draw++) {
    const { width, height } = transform.region(original, randomStream(0, draw))
    finest = Math.min(finest, width / size.width, height / size.height)
  }
  return finest
}

/** A picture with no more pixels than a random transform can show. */
export async function presized(picture: OpenPicture, transform: ItemTransform): Promise<Raster> {
  const reduction = finestReduction(transform, picture.original)
  const raster = await picture.decode(reduction)
  if (reduction <= 1) return owned(raster)
  const pixels = (extent: number, covered: number) => Math.min(extent, Math.max(1, Math.round(covered / reduction)))
  return owned(
    await shrunk(raster, pixels(raster.width, raster.covers.width), pixels(raster.height, raster.covers.height)),
  )
}

/** In memory of its own, since a cache keeps it. */
function owned({ release, ...raster }: Raster): Raster {
  if (!release) return raster
  const data = new Uint8Array(raster.data)
  release()
  return { ...raster, data }
}
