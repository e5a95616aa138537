import { describe, expect, it } from 'vitest'
import { expectClose } from '../../../test/close.ts'
import { tensor } from '../../tensor/index.ts'
import { composed, gridOf, identityPlus, mapped } from './maps.ts'

const affine = tensor([
  [
    [0.9, -0.2, 0.1],
    [0.3, 1.1, -0.05],
  ],
])
const homography = tensor([
  [
    [1, 0.1, 0.05],
    [-0.2, 0.8, 0.1],
    [0.25, -0.1, 1.2],
  ],
])

/** By the definition, in double precision. */
const apply = (map: readonly number[][], [x, y]: readonly [number, number]): [number, number] => {
  const [u, v, w] = [...map, [0, 0, 1]].slice(0, 3).map(([a, b, c]) => a! * x + b! * y + c!) as [number, number, number]
  return [u / w, v / w]
}
const rows = async (maps: typeof affine) => ((await maps.array()) as number[][][])[0]!

describe('maps of pictures', () => {
  it('are exactly the identity where all coefficients are 0', async () => {
    const change = [
      [1, 2, 3],
      [4, 5, 6],
    ] as const
    expect(await identityPlus([tensor([0, 0.5]), change]).array()).toEqual([
      [
        [1, 0, 0],
        [0, 1, 0],
      ],
      [
        [1.5, 1, 1.5],
        [2, 3.5, 3],
      ],
    ])
  })

  it('are composed so that the first one is applied last to a place of the result (by the definition)', async () => {
    for (const [first, second] of [
      [affine, homography],
      [homography, affine],
      [affine, affine],
      [homography, homography],
    ] as const) {
      const both = await rows(composed([first, second]))
      for (const place of [[0.3, -0.7] as const, [-1, 1] as const])
        expectClose(apply(both, place), apply(await rows(first), apply(await rows(second), place)))
    }
  })

  it('name for every pixel of the result its place in the source (by the definition), x before y', async () => {
    for (const map of [affine, homography]) {
      const grid = ((await gridOf(map, 3, 2).array()) as number[][][][])[0]!
      for (const [i, y] of [-0.5, 0.5].entries())
        for (const [j, x] of [-2 / 3, 0, 2 / 3].entries()) expectClose(grid[i]![j]!, apply(await rows(map), [x, y]))
    }
  })

  it('bring points to the places that they map to where the points were', async () => {
    for (const map of [affine, homography, composed([affine, homography])]) {
      const places = [[0.25, -0.5] as const, [-0.9, 0.8] as const, [0, 0] as const]
      const sources = await Promise.all(places.map(async (place) => apply(await rows(map), place)))
      expectClose(await mapped(map, tensor([sources])).points.data(), places.flat(), { atol: 1e-5 })
    }
  })

  it('tell a mirrored picture from one that is turned', async () => {
    const turned = tensor([
      [
        [-1, 0, 0],
        [0, 1, 0],
      ],
      [
        [-1, 0, 0],
        [0, -1, 0],
      ],
      [
        [0, 1, 0],
        [1, 0, 0],
      ],
    ])
    expect(await mapped(turned, tensor([[[0, 0]], [[0, 0]], [[0, 0]]])).mirrored.array()).toEqual([true, false, true])
  })

  it('have no place for a point beyond the horizon, whichever way the picture is mirrored', async () => {
    // Places (x, y) of the result show (x, y) / (1 + x): for the source's points with x above 1 there is no x above −1.
    for (const sign of [1, -1]) {
      const map = tensor([
        [
          [1, 0, 0],
          [0, sign, 0],
          [1, 0, 1],
        ],
      ])
      const { points } = mapped(
        map,
        tensor([
          [
            [1.5, 0.5],
            [0.25, 0.5],
            [1, 1],
            [Number.NaN, Number.NaN],
          ],
        ]),
      )
      const [beyond, seen, on, absent] = ((await points.array()) as number[][][])[0]!
      for (const point of [beyond, on, absent]) expect(point).toEqual([Number.NaN, Number.NaN])
      expectClose(seen!, [1 / 3, (sign * 2) / 3])
    }
  })
})
