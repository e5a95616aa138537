import { describe, expect, it } from 'vitest'
import { type Named, type Placement, type Point, unchanged } from '../../data/index.ts'
import { pointsBlock } from './points.ts'

async function* values(...all: (readonly Point[])[]): AsyncGenerator<Named<readonly Point[]>> {
  for (const [i, value] of all.entries()) yield { value, name: `${i}.jpg` }
}
const whole = unchanged({ width: 8, height: 4 })
const absent: Point = [Number.NaN, Number.NaN]

describe('pointsBlock', () => {
  it('encodes pixels in −1…1 over the edges: the corners are (−1, −1) and (1, 1)', async () => {
    const target = await pointsBlock().setup(
      values([
        [0, 0],
        [8, 4],
        [4, 1],
      ]),
    )
    expect(
      target.encode(
        [
          [0, 0],
          [8, 4],
          [4, 1],
        ],
        whole,
        'a.jpg',
      ),
    ).toEqual({
      data: Float32Array.of(-1, -1, 1, 1, 0, -0.5),
      shape: [6],
    })
    expect(target.answer).toEqual({ kind: 'points', count: 3 })
  })

  it('moves points with the rectangle that their picture is cut to, and back', async () => {
    const crop: Placement = {
      original: { width: 8, height: 4 },
      region: { left: 2, top: 0, width: 4, height: 4 },
      size: { width: 64, height: 64 },
    }
    const target = await pointsBlock().setup(values([[3, 1]]))
    const { data } = await target.encode([[3, 1]], crop, 'a.jpg')
    expect([...data]).toEqual([-0.5, -0.5])
    expect(target.decode(data, crop)).toEqual([[3, 1]])
  })

  it('marks a point that the cut leaves outside as absent, or keeps it when told to', async () => {
    const right: Placement = { ...whole, region: { left: 4, top: 0, width: 4, height: 4 } }
    const points: Point[] = [
      [1, 1],
      [6, 1],
    ]
    const absentOnes = await pointsBlock().setup(values(points))
    expect([...(await absentOnes.encode(points, right, 'a.jpg')).data]).toEqual([Number.NaN, Number.NaN, 0, -0.5])
    const kept = await pointsBlock({ outside: 'keep' }).setup(values(points))
    expect([...(await kept.encode(points, right, 'a.jpg')).data]).toEqual([-2.5, -0.5, 0, -0.5])
  })

  it('says how points move: their number, and which a mirrored picture exchanges', async () => {
    const target = await pointsBlock({ swap: [[0, 1]] }).setup(
      values([
        [1, 1],
        [2, 2],
        [3, 3],
      ]),
    )
    expect(target.moves).toEqual({ kind: 'points', count: 3, swap: [[0, 1]], outside: 'absent' })
  })

  it('describes points, and absent ones', async () => {
    const target = await pointsBlock().setup(values([[1, 1], absent]))
    expect(target.describe([[1.26, 3], absent])).toBe('(1.3, 3) absent')
  })

  it.each<[string, (readonly Point[])[], string]>([
    [
      'another number of points than the first item has',
      [
        [[1, 1]],
        [
          [1, 1],
          [2, 2],
        ],
      ],
      '1.jpg has 2 points where others have 1',
    ],
    ['what is no list of points', [7 as unknown as Point[]], '0.jpg has no points'],
    [
      'a point that is none',
      [[[1, Number.POSITIVE_INFINITY]]],
      'point 0 of 0.jpg is [1,null]; it must be [x, y] in pixels',
    ],
    ['no points', [[]], 'the first item has no points'],
    ['points that are all absent', [[absent], [absent]], 'every point of every item is absent'],
  ])('refuses %s', async (_, all, message) => {
    await expect(pointsBlock().setup(values(...all))).rejects.toThrow(message)
  })

  it('refuses pairs that name a point twice or one that there is not', async () => {
    const setup = (swap: [number, number][]) =>
      pointsBlock({ swap }).setup(
        values([
          [1, 1],
          [2, 2],
        ]),
      )
    await expect(setup([[0, 2]])).rejects.toThrow('swap names point 2, which is not among 0…1 or is named twice')
    await expect(setup([[0, 0]])).rejects.toThrow('swap names point 0')
  })
})
