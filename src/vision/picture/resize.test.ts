import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { randomStream, type Size } from '../../data/index.ts'
import { type Fill, type ResizeMode, resize, resizeModes } from './resize.ts'

const photograph: Size = { width: 640, height: 480 }
const side = fc.integer({ min: 1, max: 3000 })
const size = fc.record({ width: side, height: side })

describe('resize', () => {
  it('crop, the default, keeps the centre in validation', () =>
    expect(resize(128).region(photograph)).toEqual({ left: 80, top: 0, width: 480, height: 480 }))

  it('squish keeps everything, in training too', () =>
    expect(resize(128, 'squish').region(photograph, randomStream(1))).toEqual({ left: 0, top: 0, ...photograph }))

  it('pad reaches beyond the picture on both sides alike in validation', () =>
    expect(resize(128, 'pad').region(photograph)).toEqual({ left: 0, top: -80, width: 640, height: 640 }))

  it('crop stays inside, touches two opposite edges, and has the proportions of the result', () => {
    fc.assert(
      fc.property(size, size, fc.option(fc.nat()), (original, target, seed) => {
        const random = seed === null ? undefined : randomStream(seed)
        const { left, top, width, height } = resize(target).region(original, random)
        expect(width / height).toBeCloseTo(target.width / target.height, 6)
        expect(Math.max(width / original.width, height / original.height)).toBeCloseTo(1, 9)
        for (const [start, extent, whole] of [
          [left, width, original.width],
          [top, height, original.height],
        ] as const) {
          expect(start).toBeGreaterThanOrEqual(-1e-6)
          expect(start + extent).toBeLessThanOrEqual(whole + 1e-6)
        }
      }),
    )
  })

  it('pad holds the whole picture and is no larger than it must be', () => {
    fc.assert(
      fc.property(size, size, fc.option(fc.nat()), (original, target, seed) => {
        const random = seed === null ? undefined : randomStream(seed)
        const { left, top, width, height } = resize(target, 'pad').region(original, random)
        expect(width / height).toBeCloseTo(target.width / target.height, 6)
        expect(Math.min(width / original.width, height / original.height)).toBeCloseTo(1, 9)
        for (const [start, extent, whole] of [
          [left, width, original.width],
          [top, height, original.height],
        ] as const) {
          expect(start).toBeLessThanOrEqual(1e-6)
          expect(start + extent).toBeGreaterThanOrEqual(whole - 1e-6)
        }
      }),
    )
  })

  it.each<ResizeMode>(['crop', 'pad'])('%s chooses a place in training, all alike', (mode) => {
    const draws = Array.from({ length: 4000 }, (_, i) => {
      const region = resize(128, mode).region(photograph, randomStream(7, i))
      return mode === 'crop' ? region.left / 160 : -region.top / 160
    })
    // The mean and variance of a uniform distribution on [0, 1), within four standard errors.
    const mean = draws.reduce((sum, draw) => sum + draw, 0) / draws.length
    const variance = draws.reduce((sum, draw) => sum + (draw - mean) ** 2, 0) / draws.length
    expect(Math.abs(mean - 1 / 2)).toBeLessThan(4 / Math.sqrt(12 * draws.length))
    expect(Math.abs(variance - 1 / 12)).toBeLessThan(4 / Math.sqrt(180 * draws.length))
  })

  it('says what it is, and whether it draws', () => {
    expect(resizeModes.map((mode) => [resize(8, mode).name, resize(8, mode).isRandom])).toEqual([
      ['resize(crop)', true],
      ['resize(squish)', false],
      ['resize(pad)', true],
    ])
  })

  it('refuses what cannot be', () => {
    for (const wrong of [0, 1.5, -3, Number.NaN, 20000])
      expect(() => resize(wrong)).toThrow(`resize: size is ${wrong}; each side must be a whole number of pixels`)
    expect(() => resize({ width: 8, height: 0 })).toThrow('resize: size is 8 × 0')
    expect(() => resize(8, 'stretch' as ResizeMode)).toThrow("mode is 'stretch'; it must be one of crop, squish, pad")
    expect(() => resize(8, 'pad', { fill: 'blue' as Fill })).toThrow("fill is 'blue'; it must be one of reflect")
  })
})
