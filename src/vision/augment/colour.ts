import { invalid } from '../../base/errors.ts'
import { stack } from '../../tensor/index.ts'
import { between, checkProbability, chosen, type PixelTransform, perImage } from './transform.ts'

export interface ColourOptions {
  /** How far each of the three channels is made stronger or weaker at most, as a share; .3 by default. */
  readonly tint?: number
  /** How far colours are made paler or more vivid at most, as a share; 1 may take all colour away; .8 by default. */
  readonly saturation?: number
  /** .75 by default. */
  readonly p?: number
}

/** How much each channel counts for brightness (ITU-R BT.601). */
const luma = [0.299, 0.587, 0.114]

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
    apply: (images, [which, vivid, red, green, blue]) => {
      const changed = chosen(which!, p)
      const channels = [0, 1, 2].map((c) => images.narrow(1, c, c + 1))
      const grey = channels.map((x, c) => x.mul(luma[c]!)).reduce((sum, x) => sum.add(x))
      const vividness = perImage(between(vivid!, -saturation, saturation).mul(changed).add(1))
      const tints = stack(
        [red, green, blue].map((draw) => between(draw!, -tint, tint).mul(changed).add(1)),
        1,
      )
      return images
        .sub(grey)
        .mul(vividness)
        .add(grey)
        .mul(tints.reshape([-1, 3, 1, 1]))
        .clip(0, 255)
    },
  }
}
