import { invalid } from '../../base/errors.ts'
import type { ItemTransform, RandomStream, Region, Size } from '../../data/index.ts'
import { sizeOf } from './size.ts'

export interface RandomResizedCropOptions {
  /** The smallest and largest part of the picture's area that a crop may have; 0.08 and 1 by default. */
  readonly minScale?: number
  readonly maxScale?: number
  /** The smallest and largest ratio of a crop's width to its height; 3/4 and 4/3 by default. */
  readonly ratio?: readonly [lowest: number, highest: number]
  /** Validation leaves out the margin of a picture that was made this much larger than the size; 0.14 by default. */
  readonly validationExtra?: number
}

/** Draws of a crop that would fit before the fallback. */
const attempts = 10

/**
 * In training a random part of each picture, of random size and proportions, scaled to one size (Szegedy et al. 2015,
 * "Going Deeper with Convolutions", as fastai's `RandomResizedCrop` has it). In validation the centre of the whole picture,
 * squished: the picture is thought to be scaled to size + ⌈max side · validationExtra / 8⌉ · 8, and the centre kept.
 *
 * @param size in pixels; one number stands for a square
 * @throws KindlingError `invalid-argument` naming the option that cannot be
 * @example
 * randomResizedCrop(224, { minScale: 0.35 })
 */
export function randomResizedCrop(
  size: number | Size,
  { minScale = 0.08, maxScale = 1, ratio = [3 / 4, 4 / 3], validationExtra = 0.14 }: RandomResizedCropOptions = {},
): ItemTransform {
  const target = sizeOf('randomResizedCrop', size)
  if (!(minScale > 0 && minScale <= maxScale && maxScale <= 1))
    throw invalid(
      `randomResizedCrop: minScale is ${minScale} and maxScale ${maxScale}; they must be parts of the area, ` +
        '0 < minScale ≤ maxScale ≤ 1',
    )
  const [lowest, highest] = ratio
  if (!(lowest > 0 && lowest <= highest && highest < Number.POSITIVE_INFINITY))
    throw invalid(`randomResizedCrop: ratio is [${ratio.join(', ')}]; both must be above 0, the lower one first`)
  if (!(validationExtra >= 0 && validationExtra < Number.POSITIVE_INFINITY))
    throw invalid(`randomResizedCrop: validationExtra is ${validationExtra}; it must be 0 or more`)

  const inTraining = (original: Size, random: RandomStream): Region => {
    const { width: w, height: h } = original
    for (let attempt = 0; attempt < attempts; attempt++) {
      const area = random.uniform(minScale, maxScale) * w * h
      const proportions = Math.exp(random.uniform(Math.log(lowest), Math.log(highest)))
      const width = Math.max(1, Math.round(Math.sqrt(area * proportions)))
      const height = Math.max(1, Math.round(Math.sqrt(area / proportions)))
      if (width <= w && height <= h)
        return { left: random.integer(0, w - width), top: random.integer(0, h - height), width, height }
    }
    return largest(original, lowest, highest)
  }

  const extra = Math.ceil((Math.max(target.width, target.height) * validationExtra) / 8) * 8
  const inValidation = ({ width: w, height: h }: Size): Region =>
    centred(
      { width: w, height: h },
      (w * target.width) / (target.width + extra),
      (h * target.height) / (target.height + extra),
    )

  return {
    name: 'randomResizedCrop',
    recipe: { kind: 'randomResizedCrop', ...target, minScale, maxScale, ratio: [lowest, highest], validationExtra },
    size: target,
    fill: 'reflect',
    isRandom: true,
    region: (original, random) => (random ? inTraining(original, random) : inValidation(original)),
  }
}

/** The largest part with proportions that are allowed, from the centre. */
function largest(original: Size, lowest: number, highest: number): Region {
  const { width: w, height: h } = original
  if (w / h < lowest) return centred(original, w, w / lowest)
  if (w / h > highest) return centred(original, h * highest, h)
  return centred(original, w, h)
}

const centred = (original: Size, width: number, height: number): Region => ({
  left: (original.width - width) / 2,
  top: (original.height - height) / 2,
  width,
  height,
})
