import { describe, expect, it } from 'vitest'
import { grad, type Tensor, tensor } from '../tensor/index.ts'
import { centres, meanPlaces } from './mean-places.ts'

const numbers = async (x: Tensor): Promise<number[]> => Array.from(await x.data(), Number)

/** A map [height][width] that is `far` at one pixel, or several, and 0 elsewhere. */
const peak = (height: number, width: number, at: readonly (readonly [x: number, y: number])[], far = 60): number[][] =>
  Array.from({ length: height }, (_, y) =>
    Array.from({ length: width }, (_, x) => (at.some(([px, py]) => px === x && py === y) ? far : 0)),
  )

describe('meanPlaces', () => {
  it('is the middle of the picture where a map prefers no place', async () => {
    expect(await numbers(meanPlaces(tensor([[peak(3, 4, [])]])))).toEqual([0, 0].map((zero) => expect.closeTo(zero, 6)))
  })

  it("is the centre of the pixel that stands out, in −1…1 over the map's edges: x, y of one map after another", async () => {
    const maps = tensor([
      [peak(2, 4, [[0, 0]]), peak(2, 4, [[3, 0]])],
      [peak(2, 4, [[1, 1]]), peak(2, 4, [[2, 1]])],
    ])
    const found = meanPlaces(maps)
    expect(found.shape).toEqual([2, 4])
    const expected = [-0.75, -0.5, 0.75, -0.5, -0.25, 0.5, 0.25, 0.5]
    expect(await numbers(found)).toEqual(expected.map((x) => expect.closeTo(x, 5)))
  })

  it('lies between pixels that stand out as much as each other', async () => {
    const found = meanPlaces(
      tensor([
        [
          peak(4, 4, [
            [0, 1],
            [1, 1],
          ]),
        ],
      ]),
    )
    expect(await numbers(found)).toEqual([-0.5, -0.25].map((x) => expect.closeTo(x, 5)))
  })

  it('has a gradient that lifts the map on the side to which the place shall go', async () => {
    const map = tensor([[peak(1, 4, [])]])
    const slopes = await numbers(grad(meanPlaces(map).narrow(1, 0, 1).sum(), [map])[0]!)
    // The place is Σ softmax · x, whose derivative at equal values is (x − 0) / 4.
    expect(slopes).toEqual([-0.75, -0.25, 0.25, 0.75].map((x) => expect.closeTo(x / 4, 6)))
  })
})

describe('centres', () => {
  it('are those of n equal pixels from −1 to 1', async () => {
    expect(await numbers(centres(4))).toEqual([-0.75, -0.25, 0.25, 0.75].map((x) => expect.closeTo(x, 6)))
    expect(await numbers(centres(1))).toEqual([0])
  })
})
