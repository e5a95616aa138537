import { invalid } from '../../base/errors.ts'
import { identityPlus } from './maps.ts'
import { between, checkProbability, chosen, type GeometricTransform } from './transform.ts'

export interface RotateOptions {
  /** The largest angle either way, in degrees; 10 by default. */
  readonly maxDegrees?: number
  /** .75 by default. */
  readonly p?: number
}

/** Turns pictures about their centre. What is round stays round, also where pictures are not square. */
export function rotate({ maxDegrees = 10, p = 0.75 }: RotateOptions = {}): GeometricTransform {
  checkProbability('rotate', p)
  if (!(maxDegrees >= 0 && maxDegrees <= 180))
    throw invalid(`rotate: maxDegrees is ${maxDegrees}; it must lie in 0…180`)
  const most = (maxDegrees * Math.PI) / 180
  return {
    kind: 'geometric',
    name: 'rotate',
    p: most === 0 ? 0 : p,
    draws: 2,
    matrix: ([which, angle], { width, height }) => {
      const turn = between(angle!, -most, most).mul(chosen(which!, p))
      return identityPlus(
        [
          turn.cos().sub(1),
          [
            [1, 0, 0],
            [0, 1, 0],
          ],
        ],
        [
          turn.sin(),
          [
            [0, -height / width, 0],
            [width / height, 0, 0],
          ],
        ],
      )
    },
  }
}
