import { badData } from '../../base/errors.ts'
import { type Loss, regressionLoss, smoothL1Loss } from '../../nn/index.ts'
import type { Target, TargetBlock } from '../block.ts'
import { isRotation, type Matrix3 } from '../space/linear.ts'
import { rotationFromSix, sixFromRotation } from '../space/rotation.ts'

export interface RotationBlockOptions {
  /** Smooth L1 with β = 0.1 of the six numbers by default. */
  readonly loss?: Loss
}

/** As far as the numbers of a rotation may be off: files keep six digits or fewer. */
const tolerance = 1e-3

/**
 * A rotation in space for each item, such as a head's: nine numbers row by row, from the object's frame to the camera's, with
 * x to the right and y down. It is predicted as its first two columns, without the jumps that angles have, and made
 * perpendicular again in the answer (Zhou et al. 2019). When a picture is turned or mirrored, it turns along; mirroring takes
 * for granted that the object is symmetric in its own x, as heads are.
 *
 * @throws KindlingError `invalid-data` naming the item whose matrix is no rotation
 * @example
 * partsBlock({ centre: pointsBlock(), rotation: rotationBlock() })
 */
export function rotationBlock({
  loss = regressionLoss('smoothL1', smoothL1Loss, { beta: 0.1 }),
}: RotationBlockOptions = {}): TargetBlock<Matrix3> {
  const checked = (value: Matrix3, name: string): Matrix3 => {
    if (!Array.isArray(value) || value.length !== 9 || !isRotation(value, tolerance))
      throw badData(
        `rotationBlock: ${name} has ${JSON.stringify(value) ?? value}; it must be a rotation, nine numbers row by row with ` +
          'rows of length 1, perpendicular to each other',
      )
    return value
  }
  const target: Target<Matrix3> = {
    name: 'rotation',
    answer: { kind: 'rotation' },
    loss,
    moves: { kind: 'rotation' },
    encode: (value, _, name) => ({ data: Float32Array.from(sixFromRotation(checked(value, name))), shape: [6] }),
    decode: (encoded) =>
      rotationFromSix([encoded[0]!, encoded[1]!, encoded[2]!, encoded[3]!, encoded[4]!, encoded[5]!]),
    describe: (value) => `[${value.map((x) => x.toFixed(2)).join(' ')}]`,
  }
  return {
    name: 'rotation',
    async setup(values) {
      for await (const { value, name } of values) checked(value, name)
      return target
    },
  }
}
