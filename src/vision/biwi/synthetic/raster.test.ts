import { describe, expect, it } from 'vitest'
import { Raster } from './raster.ts'

/** A square from two faces that look at the viewer, from (x, y) to (x + side, y + side). */
const square = (x: number, y: number, side: number, near: number) => [
  [x, y, near],
  [x, y + side, near],
  [x + side, y + side, near],
  [x + side, y, near],
]
const faces = (...firsts: number[]) => Uint32Array.from(firsts.flatMap((k) => [k, k + 1, k + 2, k, k + 2, k + 3]))
const points = (...of: number[][][]) => Float32Array.from(of.flat(2))
/** How many samples show a square: a face or the one after it. */
const count = (raster: Raster, face: number) =>
  raster.face.filter((f, i) => raster.nearness[i]! > 0 && (f === face || f === face + 1)).length

describe('Raster', () => {
  it('covers the samples whose middle lies within a face, and knows how near they are', () => {
    const raster = new Raster(20, 10)
    raster.clear()
    raster.draw(points(square(2.6, 3, 4, 0.25)), faces(0), new Uint8Array(2))
    const seen = [...raster.nearness.keys()].filter((i) => raster.nearness[i]! > 0)
    // Middles from 3.5 to 6.5 across, and from 3.5 to 6.5 down.
    const expected = [3, 4, 5, 6].flatMap((y) => [3, 4, 5, 6].map((x) => 20 * y + x))
    expect(seen).toEqual(expected)
    for (const i of seen) expect(raster.nearness[i]).toBeCloseTo(0.25, 6)
  })

  it('shows the nearer of two faces, whichever is drawn first', () => {
    const [far, close] = [square(0, 0, 8, 0.1), square(4, 0, 8, 0.2)]
    for (const [first, second, front] of [[far, close, 2] as const, [close, far, 0] as const]) {
      const raster = new Raster(16, 8)
      raster.clear()
      raster.draw(points(first, second), faces(0, 4), new Uint8Array(4))
      expect(count(raster, front)).toBe(64)
      expect(count(raster, 2 - front)).toBe(32)
    }
  })

  it('leaves out faces that turn their back, unless they are seen from both sides', () => {
    const back = square(1, 1, 4, 0.1).reverse()
    for (const [twoSided, seen] of [[0, 0] as const, [1, 16] as const]) {
      const raster = new Raster(8, 8)
      raster.clear()
      raster.draw(points(back), faces(0), Uint8Array.of(twoSided, twoSided))
      expect(count(raster, 0)).toBe(seen)
    }
  })

  it('cuts faces at the edges, leaves out what is behind the viewer, and forgets all of it when cleared', () => {
    const raster = new Raster(8, 8)
    raster.clear()
    raster.draw(points(square(-50, -50, 100, 0.1), square(0, 0, 4, 0)), faces(0, 4), new Uint8Array(4))
    expect(count(raster, 0)).toBe(64)
    raster.clear()
    expect(count(raster, 0)).toBe(0)
    expect(Math.max(...raster.nearness)).toBe(0)
  })
})
