import { invalid } from '../../base/errors.ts'
import { matmul, stack, tensor } from '../../tensor/index.ts'
import { between, checkProbability, chosen, type PixelTransform } from './transform.ts'

export interface ColourOptions {
  /** How far each of the three channels is made stronger or weaker at most, as a share; .3 by default. */
  readonly tint?: number
  /** How far colours are made paler or more vivid at most, as a share; 1 may take all colour away; .8 by default. */
  readonly saturation?: number
  /** .75 by default. */
  readonly p?: number
}

/** How much each channel counts for brightness (ITU-R BT.601): each row makes of a colour its grey. */
const greyness = tensor([0, 1, 2].map(() => [0.299, 0.587, 0.114]))
const identity = tensor([
  [1, 0, 0],
  [0, 1, 0],
  [0, 0, 1],
])

/**
 * Another tint and another saturation, for what has no colour of its own: hair, clothes, walls and light.
 *
 *     x′ = (grey + saturation · (x − grey)) · tint of the channel, cut off at 0 and 255
 */
export function colour({ tint = 0.3, saturation = 0.8, p = 0.75 }: ColourOptions = {}): PixelTransform {
  checkProbability('colour', p)
  for (const [name, share] of Object.entries({ tint, saturation }))
    if (!(share >= 0 && share <= 1)) throw invalid(`colour: ${name} is ${share}; it must lie in 0…1`)
  return {
    kind: 'pixel',
    name: 'colour',
    p: tint === 0 && saturation === 0 ? 0 : p,
    draws: 5,
    apply: (images, [which, vivid, ...tints]) => {
      const [n, , height, width] = images.shape as [number, number, number, number]
      const changed = chosen(which!, p)
      const vividness = between(vivid!, -saturation, saturation).mul(changed).add(1).reshape([n, 1, 1])
      const strength = stack(
        tints.map((draw) => between(draw, -tint, tint).mul(changed).add(1)),
        1,
      ).reshape([n, 3, 1])
      // Both are linear in the three channels, and a product of matrices goes over the pixels once.
      const matrix = greyness.add(identity.sub(greyness).mul(vividness)).mul(strength)
      return matmul(matrix, images.reshape([n, 3, height * width]))
        .clip(0, 255)
        .reshape(images.shape)
    },
  }
}
