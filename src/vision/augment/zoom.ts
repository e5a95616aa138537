import { invalid } from '../../base/errors.ts'
import { identityPlus } from './maps.ts'
import { between, checkProbability, chosen, type GeometricTransform } from './transform.ts'

export interface ZoomOptions {
  /** The least factor, above 0; 1 by default, and below that pictures shrink. */
  readonly min?: number
  /** The largest factor; 1.1 by default. */
  readonly max?: number
  /** .75 by default. */
  readonly p?: number
}

/** Enlarges pictures, about a random place in them. */
export function zoom({ min = 1, max = 1.1, p = 0.75 }: ZoomOptions = {}): GeometricTransform {
  checkProbability('zoom', p)
  if (!(min > 0 && min <= max && max < Number.POSITIVE_INFINITY))
    throw invalid(`zoom: min is ${min} and max ${max}; they are factors, above 0 and in this order`)
  return {
    kind: 'geometric',
    name: 'zoom',
    p: min === 1 && max === 1 ? 0 : p,
    draws: 4,
    matrix: ([which, factor, x, y]) => {
      // A factor of f shows 1/f of the picture, and the rest is shared out between its two sides.
      const rest = between(factor!, min, max).reciprocal().rsub(1).mul(chosen(which!, p))
      return identityPlus(
        [
          rest.neg(),
          [
            [1, 0, 0],
            [0, 1, 0],
          ],
        ],
        [
          rest.mul(between(x!, -1, 1)),
          [
            [0, 0, 1],
            [0, 0, 0],
          ],
        ],
        [
          rest.mul(between(y!, -1, 1)),
          [
            [0, 0, 0],
            [0, 0, 1],
          ],
        ],
      )
    },
  }
}
