import { invalid } from '../../base/errors.ts'
import { identityPlus } from './maps.ts'
import { between, checkProbability, chosen, type GeometricTransform } from './transform.ts'

export interface WarpOptions {
  /** How far a corner moves at most, in halves of the picture's side; at most ⅓, and .2 by default. */
  readonly magnitude?: number
  /** Of looking from the left or right, and again of looking from above or below; .75 by default. */
  readonly p?: number
}

/** Looks at pictures from a side, from above or below, so that one edge becomes longer and the other one shorter. */
export function warp({ magnitude = 0.2, p = 0.75 }: WarpOptions = {}): GeometricTransform {
  checkProbability('warp', p)
  // Somewhat beyond ⅓ a corner of the picture can come to lie on the horizon.
  if (!(magnitude >= 0 && magnitude <= 1 / 3))
    throw invalid(`warp: magnitude is ${magnitude}; it must lie in 0…⅓ (.2 is usual)`)
  return {
    kind: 'geometric',
    name: 'warp',
    p: magnitude === 0 ? 0 : p,
    draws: 4,
    matrix: ([whichX, towardsX, whichY, towardsY]) => {
      const x = between(towardsX!, -magnitude, magnitude).mul(chosen(whichX!, p))
      const y = between(towardsY!, -magnitude, magnitude).mul(chosen(whichY!, p))
      // The corners (s, t), each ±1, of the source go to (s − s·t·y, t − s·t·x): the homography of these four is
      // [[1 − y², −xy, x], [−xy, 1 − x², y], [x, y, 1]], and this is its inverse, with a last element of 1.
      const [xx, yy] = [x.square(), y.square()]
      const depth = xx.add(yy).rsub(1)
      return identityPlus(
        [
          x.mul(y).mul(2).div(depth),
          [
            [0, 1, 0],
            [1, 0, 0],
            [0, 0, 0],
          ],
        ],
        [
          x.mul(xx.sub(yy).sub(1)).div(depth),
          [
            [0, 0, 1],
            [0, 0, 0],
            [1, 0, 0],
          ],
        ],
        [
          y.mul(yy.sub(xx).sub(1)).div(depth),
          [
            [0, 0, 0],
            [0, 0, 1],
            [0, 1, 0],
          ],
        ],
      )
    },
  }
}
