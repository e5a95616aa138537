import { badData } from '../../base/errors.ts'
import { type ClassMap, type Target, type TargetBlock, Vocabulary } from '../../data/index.ts'
import { crossEntropyLoss } from '../../nn/index.ts'
import { loadMask } from '../picture/index.ts'

export interface MaskBlockOptions {
  /** The classes in the order of their values in the mask: value 0 is the first. */
  readonly classes: readonly string[]
}

/** The value of pixels that belong to no class, and are left out of the loss. */
export const ignoredPixel = 255

/**
 * A class for each pixel: a picture file whose values are the classes' numbers, or such a map itself. It is placed by the
 * same rectangle as its picture, with the nearest pixel's class. Pixels of value 255 are left out of the loss.
 *
 * The loss is cross-entropy at each pixel, for a model that gives [N, classes, H, W].
 *
 * @throws KindlingError `invalid-data` naming the mask and the value that is no class
 * @example
 * maskBlock({ classes: ['background', 'road', 'car'] }) // getY returns the path of a PNG
 */
export function maskBlock({ classes }: MaskBlockOptions): TargetBlock<string | ClassMap> {
  const labels = new Vocabulary(classes, { order: 'kept' }).labels
  const target: Target<string | ClassMap> = {
    name: 'mask',
    answer: { kind: 'mask', labels },
    loss: crossEntropyLoss({ ignoreIndex: ignoredPixel }),
    moves: { kind: 'mask' },
    async encode(value, placement, name) {
      const { data, shape } = await loadMask(value, placement)
      const wrong = data.findIndex((pixel) => pixel >= labels.length && pixel !== ignoredPixel)
      if (wrong >= 0)
        throw badData(
          `maskBlock: the mask of ${name} has the value ${data[wrong]} at row ${Math.floor(wrong / shape[1]!)}, column ` +
            `${wrong % shape[1]!}, but there are ${labels.length} classes; values must be 0…${labels.length - 1}, or ` +
            `${ignoredPixel} for pixels to leave out`,
        )
      return { data, shape }
    },
    decode: (encoded, { size: { width, height } }) => ({ data: Uint8Array.from(encoded), shape: [height, width] }),
    describe: (value) => (typeof value === 'string' ? value : `a map of ${value.shape.join(' × ')}`),
  }
  return { name: 'mask', setup: async () => target }
}
