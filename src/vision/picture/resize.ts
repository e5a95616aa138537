import { invalid } from '../../base/errors.ts'
import type { ItemTransform, Region, Size } from '../../data/index.ts'
import { sizeOf } from './size.ts'

/** How a picture of other proportions is made to fit. */
export const resizeModes = ['crop', 'squish', 'pad'] as const
export type ResizeMode = (typeof resizeModes)[number]

/** What may stand where a rectangle reaches beyond the picture. */
export const fills = ['reflect', 'zeros', 'edge'] as const
export type Fill = ItemTransform['fill']

export interface ResizeOptions {
  /** What `pad` puts beside the picture: its reflection (default, as in fastai), black, or its outermost pixels. */
  readonly fill?: Fill
}

/**
 * Brings every picture to one size, as fastai's `Resize` does.
 *
 * @param size in pixels; one number stands for a square
 * @param mode
 * - `crop` (default): the largest part of the right proportions, from a random place in training and from the centre
 *   otherwise.
 * - `squish`: the whole picture; its proportions change and nothing is lost. Right for several labels per picture: what a
 *   crop cuts off is still in the labels, and would teach the model to see what is not there.
 * - `pad`: the whole picture in its proportions, at a random place in training and in the centre otherwise; `fill` stands
 *   beside it.
 * @throws KindlingError `invalid-argument` naming what cannot be
 * @example
 * resize(224)                                          // 224 × 224, cropped
 * resize({ width: 320, height: 240 }, 'pad', { fill: 'zeros' })
 */
export function resize(
  size: number | Size,
  mode: ResizeMode = 'crop',
  { fill = 'reflect' }: ResizeOptions = {},
): ItemTransform {
  const target = sizeOf('resize', size)
  if (!resizeModes.includes(mode))
    throw invalid(`resize: mode is '${mode}'; it must be one of ${resizeModes.join(', ')}`)
  if (!fills.includes(fill)) throw invalid(`resize: fill is '${fill}'; it must be one of ${fills.join(', ')}`)
  return {
    name: `resize(${mode})`,
    recipe: { kind: 'resize', ...target, mode, fill },
    size: target,
    fill,
    isRandom: mode !== 'squish',
    region(original, random): Region {
      if (mode === 'squish') return { left: 0, top: 0, width: original.width, height: original.height }
      const [x, y] = [original.width / target.width, original.height / target.height]
      /** Pixels of the original for one of the result. */
      const scale = mode === 'crop' ? Math.min(x, y) : Math.max(x, y)
      const [width, height] = [scale * target.width, scale * target.height]
      const [across, down] = random ? [random.uniform(), random.uniform()] : [0.5, 0.5]
      return { left: across * (original.width - width), top: down * (original.height - height), width, height }
    },
  }
}
