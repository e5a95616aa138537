import { identityPlus } from './maps.ts'
import { checkProbability, chosen, type GeometricTransform } from './transform.ts'

export interface FlipOptions {
  /** .5 by default. */
  readonly p?: number
}

/** Mirrors pictures left to right. Where the target names pairs of points to swap, such as left and right eye, it swaps them. */
export const horizontalFlip = ({ p = 0.5 }: FlipOptions = {}): GeometricTransform => mirror('horizontalFlip', 'x', p)

/** Turns pictures upside down, in the manner of a mirror. */
export const verticalFlip = ({ p = 0.5 }: FlipOptions = {}): GeometricTransform => mirror('verticalFlip', 'y', p)

function mirror(name: string, axis: 'x' | 'y', p: number): GeometricTransform {
  checkProbability(name, p)
  return {
    kind: 'geometric',
    name,
    p,
    draws: 1,
    mirrors: axis,
    matrix: ([which]) =>
      identityPlus([
        chosen(which!, p),
        [
          [axis === 'x' ? -2 : 0, 0, 0],
          [0, axis === 'y' ? -2 : 0, 0],
        ],
      ]),
  }
}
