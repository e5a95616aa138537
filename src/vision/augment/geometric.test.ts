import { describe, expect, it } from 'vitest'
import { expectClose } from '../../../test/close.ts'
import { Random, type Tensor, tensor } from '../../tensor/index.ts'
import { rotate, warp, zoom } from './index.ts'
import type { GeometricTransform } from './transform.ts'

const wide = { width: 90, height: 60 }
const square = { width: 64, height: 64 }

/** The map that a transform makes of given draws, as rows. */
const mapOf = async ({ matrix }: GeometricTransform, draws: readonly number[], size = square): Promise<number[][]> =>
  (
    (await matrix(
      draws.map((draw) => tensor([draw])),
      size,
    ).array()) as number[][][]
  )[0]!

const [sometimes, never, least, middle, most] = [0, 0.999999, 0, 0.5, 1]
const identity = [
  [1, 0, 0],
  [0, 1, 0],
]

describe('rotate', () => {
  it('turns by up to 10° either way unless told otherwise (closed form)', async () => {
    const [cos, sin] = [Math.cos(Math.PI / 18), Math.sin(Math.PI / 18)]
    expectClose(await mapOf(rotate(), [sometimes, most]), [cos, -sin, 0, sin, cos, 0])
    expectClose(await mapOf(rotate(), [sometimes, least]), [cos, sin, 0, -sin, cos, 0])
    expectClose(await mapOf(rotate({ maxDegrees: 90 }), [sometimes, most]), [0, -1, 0, 1, 0, 0])
  })

  it('keeps distances in pixels where pictures are not square', async () => {
    const [[a, b], [c, d]] = (await mapOf(rotate({ maxDegrees: 30 }), [sometimes, most], wide)) as [number[], number[]]
    const { width, height } = wide
    for (const [x, y] of [
      [0.5, 0.25],
      [-0.1, 0.8],
    ] as const) {
      const moved = Math.hypot(((a! * x + b! * y) * width) / 2, ((c! * x + d! * y) * height) / 2)
      expect(moved).toBeCloseTo(Math.hypot((x * width) / 2, (y * height) / 2), 4)
    }
  })

  it.each([-1, 181, Number.NaN])('refuses maxDegrees of %d', (maxDegrees) =>
    expect(() => rotate({ maxDegrees })).toThrow(`rotate: maxDegrees is ${maxDegrees}; it must lie in 0…180`),
  )
})

describe('zoom', () => {
  it('enlarges by 1 to 1.1 unless told otherwise, about a place from the left upper to the right lower corner', async () => {
    expectClose(await mapOf(zoom(), [sometimes, least, least, most]), identity)
    const [s, rest] = [1 / 1.1, 1 - 1 / 1.1]
    expectClose(await mapOf(zoom(), [sometimes, most, middle, middle]), [s, 0, 0, 0, s, 0])
    expectClose(await mapOf(zoom(), [sometimes, most, least, most]), [s, 0, -rest, 0, s, rest])
  })

  it('shows no more than the picture where it enlarges: corners stay inside', async () => {
    const [[a, , x], [, d, y]] = (await mapOf(zoom({ max: 3 }), [sometimes, most, 0.1, 0.9])) as [number[], number[]]
    for (const corner of [-1, 1]) {
      expect(Math.abs(a! * corner + x!)).toBeLessThanOrEqual(1)
      expect(Math.abs(d! * corner + y!)).toBeLessThanOrEqual(1)
    }
  })

  it.each([{ min: 0 }, { min: 2 }, { max: Number.POSITIVE_INFINITY }])('refuses %o', (options) =>
    expect(() => zoom(options)).toThrow('they are factors, above 0 and in this order'),
  )
})

describe('warp', () => {
  it("takes fastai's four corners back to those of the picture (its definition)", async () => {
    for (const [drawX, drawY] of [
      [most, middle],
      [middle, least],
      [0.9, 0.2],
      [least, most],
    ] as const) {
      const [x, y] = [drawX, drawY].map((draw) => 0.2 * (2 * draw - 1)) as [number, number]
      const map = await mapOf(warp(), [sometimes, drawX, sometimes, drawY])
      const corners = [
        [-1 - y, -1 - x, -1, -1],
        [-1 + y, 1 + x, -1, 1],
        [1 + y, -1 + x, 1, -1],
        [1 - y, 1 - x, 1, 1],
      ] as const
      for (const [fromX, fromY, toX, toY] of corners) {
        const [u, v, w] = map.map(([a, b, c]) => a! * fromX + b! * fromY + c!) as [number, number, number]
        expectClose([u / w, v / w], [toX, toY], { atol: 2e-6 })
      }
    }
  })

  it('at its strongest has its whole picture before the horizon', async () => {
    for (const drawX of [least, most])
      for (const drawY of [least, most]) {
        const map = await mapOf(warp({ magnitude: 1 / 3 }), [sometimes, drawX, sometimes, drawY])
        for (const x of [-1, 1])
          for (const y of [-1, 1]) expect(map[2]![0]! * x + map[2]![1]! * y + map[2]![2]!).toBeGreaterThan(0.1)
      }
  })

  it.each([-0.1, 0.4, Number.NaN])('refuses a magnitude of %d', (magnitude) =>
    expect(() => warp({ magnitude })).toThrow(`warp: magnitude is ${magnitude}; it must lie in 0…⅓`),
  )
})

describe.each([rotate(), zoom(), warp()])('$name', (transform) => {
  const isIdentity = (map: readonly number[][]): boolean =>
    map.every((row, i) => row.every((value, j) => value === (i === j ? 1 : 0)))

  it('is exactly the identity where it is not chosen', async () => {
    const draws = Array.from({ length: transform.draws }, () => never)
    expect(isIdentity(await mapOf(transform, draws, wide))).toBe(true)
  })

  it('changes three quarters of the pictures unless told otherwise, within four standard deviations', async () => {
    const n = 3000
    const draws = new Random(5).uniform([transform.draws, n]).split(transform.draws) as Tensor[]
    const maps = (await transform
      .matrix(
        draws.map((draw) => draw.reshape([n])),
        wide,
      )
      .array()) as number[][][]
    const changed = maps.filter((map) => !isIdentity(map)).length / n
    // A picture is warped along each axis with p, and so changed unless both are left out.
    const p = transform.name === 'warp' ? 1 - 0.25 ** 2 : 0.75
    expect(transform.p).toBe(0.75)
    expect(Math.abs(changed - p)).toBeLessThan(4 * Math.sqrt((p * (1 - p)) / n))
  })
})
