import { describe, expect, it } from 'vitest'
import { tensor } from '../tensor/index.ts'
import { asSeenFrom } from './line-of-sight.ts'

const straight = [1, 0, 0, 0, 1, 0]

const seen = async (aside: [number, number], six: number[]): Promise<number[]> =>
  ((await asSeenFrom(tensor([aside]), tensor([six])).array()) as number[][])[0]!

describe('asSeenFrom', () => {
  it('leaves what is on the axis of the camera as it is', async () => {
    expect(await seen([0, 0], [0.6, 0, 0.8, 0, 1, 0])).toEqual([0.6, 0, 0.8, 0, 1, 0].map(Math.fround))
  })

  it('turns what is to the right by the angle at which it is seen', async () => {
    // At 45 degrees: about the vertical axis, which stays, so that (0, 0, 1) would come to (1, 0, 1) / √2.
    const half = Math.SQRT1_2
    const found = await seen([1, 0], straight)
    for (const [i, value] of [half, 0, -half, 0, 1, 0].entries()) expect(found[i]).toBeCloseTo(value, 6)
  })

  it.each([
    [0.3, -0.2],
    [-1.5, 0.7],
    [0, 2],
  ] as const)('gives the rotation about the cross product of the two directions (aside %s, %s)', async (x, y) => {
    // The matrix of a turn by θ about a unit vector, 1 + sin θ K + (1 − cos θ) K², column by column.
    const length = Math.hypot(x, y)
    const angle = Math.atan(length)
    const [kx, ky] = [-y / length, x / length]
    const cross = ([a, b, c]: readonly number[]): number[] => [ky * c!, -kx * c!, kx * b! - ky * a!]
    const turned = (u: readonly number[]): number[] => {
      const [once, twice] = [cross(u), cross(cross(u))]
      return u.map((value, i) => value + Math.sin(angle) * once[i]! + (1 - Math.cos(angle)) * twice[i]!)
    }
    const columns = [
      [0.36, 0.48, -0.8],
      [-0.8, 0.6, 0],
    ]
    const found = await seen([x, y], columns.flat())
    for (const [i, value] of columns.flatMap(turned).entries()) expect(found[i]).toBeCloseTo(value, 6)
  })
})
