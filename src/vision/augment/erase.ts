import { invalid } from '../../base/errors.ts'
import { stack, where } from '../../tensor/index.ts'
import { inside } from './box.ts'
import { between, checkProbability, type PixelTransform } from './transform.ts'

export interface EraseOptions {
  /** .5 by default. */
  readonly p?: number
  /** The part of the picture that is covered at most, from 0 to 1; .3 by default. */
  readonly maxArea?: number
  /** The flattest form, as height over width, from 0 (excluded) to 1; .3 by default, and 1/.3 is the steepest. */
  readonly minAspect?: number
}

/**
 * Covers a random rectangle with a random colour (Zhong et al. 2020), so that a model learns not to rely on a single part
 * of a thing. Targets stay as they are: a point that is covered is still there.
 */
export function erase({ p = 0.5, maxArea = 0.3, minAspect = 0.3 }: EraseOptions = {}): PixelTransform {
  checkProbability('erase', p)
  if (!(maxArea >= 0 && maxArea <= 1)) throw invalid(`erase: maxArea is ${maxArea}; it must lie in 0…1`)
  if (!(minAspect > 0 && minAspect <= 1))
    throw invalid(`erase: minAspect is ${minAspect}; it must lie in 0…1 (0 excluded)`)
  const steepest = -Math.log(minAspect)
  return {
    kind: 'pixel',
    name: 'erase',
    p: maxArea === 0 ? 0 : p,
    draws: 8,
    apply: (images, [which, area, aspect, x, y, ...colour]) => {
      const [height, width] = [images.shape[2]!, images.shape[3]!]
      const pixels = area!.mul(maxArea * width * height).mul(which!.less(p).cast('float32'))
      const form = between(aspect!, -steepest, steepest).exp()
      const tall = pixels.mul(form).sqrt().round().clip(0, height)
      const wide = pixels.div(form).sqrt().round().clip(0, width)
      const left = x!.mul(wide.rsub(width + 1)).floor()
      const top = y!.mul(tall.rsub(height + 1)).floor()
      const covered = inside({ left, top, right: left.add(wide), bottom: top.add(tall) }, width, height)
      const paint = stack(colour, 1).mul(255).reshape([left.size, colour.length, 1, 1])
      return where(covered, paint, images)
    },
  }
}
