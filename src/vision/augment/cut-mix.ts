import { where } from '../../tensor/index.ts'
import { largerOfBeta } from './beta.ts'
import { inside } from './box.ts'
import { checkAlpha, type MixingTransform } from './transform.ts'

export interface CutMixOptions {
  /** How evenly pictures share, above 0: before rounding, shares have the distribution Beta(alpha, alpha). 1 by default. */
  readonly alpha?: number
}

/**
 * Replaces a rectangle of each picture by that of another one of its batch (Yun et al. 2019). The rectangle lies anywhere, and
 * may be cut by the edge. Targets are mixed as by `mixUp`, in the proportion of the pixels.
 */
export function cutMix({ alpha = 1 }: CutMixOptions = {}): MixingTransform {
  checkAlpha('cutMix', alpha)
  const larger = largerOfBeta(alpha)
  return {
    kind: 'mixing',
    name: 'cutMix',
    p: 1,
    draws: 3,
    mix: (images, partners, [draw, x, y]) => {
      const [height, width] = [images.shape[2]!, images.shape[3]!]
      // Even numbers below ½ give shares above ½, and by symmetry the others the rest.
      const upper = larger(draw!.mul(2).sub(1).abs())
      const share = where(draw!.less(0.5), upper, upper.rsub(1))
      const side = share.rsub(1).sqrt()
      const span = (centre: typeof side, length: number) => {
        const long = side.mul(length).round()
        const from = centre.mul(length).floor().sub(long.mul(0.5).floor())
        return [from.clip(0, length), from.add(long).clip(0, length)] as const
      }
      const [[left, right], [top, bottom]] = [span(x!, width), span(y!, height)]
      const covered = right.sub(left).mul(bottom.sub(top))
      return {
        images: where(inside({ left, top, right, bottom }, width, height), partners, images),
        share: covered.mul(-1 / (width * height)).add(1),
      }
    },
  }
}
