import { describe, expect, it } from 'vitest'
import { colour, distance, hex, shade } from './colour.ts'

describe('a colour in OKLCH', () => {
  // Reference values of CSS Color 4 (oklch of the sRGB primaries), rounded.
  it.each([
    ['#ffffff', 1, 0, 0],
    ['#000000', 0, 0, 0],
    ['#ff0000', 0.62796, 0.25768, 29.234],
    ['#00ff00', 0.86644, 0.29483, 142.495],
    ['#0000ff', 0.45201, 0.31321, 264.052],
    ['#808080', 0.59987, 0, 0],
  ])('%s is oklch(%f %f %f)', (expected, l, c, h) => {
    const parts = (text: string) => [1, 3, 5].map((i) => Number.parseInt(text.slice(i, i + 2), 16))
    const actual = parts(hex(colour(l, c, h)))
    for (const [i, value] of parts(expected).entries()) expect(Math.abs(actual[i]! - value)).toBeLessThanOrEqual(1)
  })

  it('outside sRGB is clipped to it', () => {
    expect(hex(colour(0.9, 0.4, 30))).toMatch(/^#[0-9a-f]{6}$/)
  })

  it('is at distance 1 from black to white, and 0 from itself', () => {
    expect(distance(colour(0, 0, 0), colour(1, 0, 0))).toBe(1)
    expect(distance(colour(0.5, 0.1, 20), colour(0.5, 0.1, 380))).toBeCloseTo(0)
    expect(distance(colour(0.5, 0.1, 0), colour(0.5, 0.1, 180))).toBeCloseTo(0.2)
  })

  it('is shaded lighter and darker in the same hue', () => {
    expect(shade(colour(0.5, 0.1, 77), 0.2)).toMatchObject({ l: 0.7, h: 77 })
    expect(shade(colour(0.5, 0.1, 77), -0.2)).toMatchObject({ l: 0.3, h: 77 })
    expect(shade(colour(0.9, 0.1, 77), 0.5).l).toBeLessThan(1)
  })
})
