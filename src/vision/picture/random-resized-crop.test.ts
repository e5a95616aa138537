import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { randomStream, type Size } from '../../data/index.ts'
import { randomResizedCrop } from './random-resized-crop.ts'

const square: Size = { width: 1000, height: 1000 }
const side = fc.integer({ min: 1, max: 3000 })

describe('randomResizedCrop', () => {
  it('chooses whole pixels inside the picture', () => {
    fc.assert(
      fc.property(side, side, fc.nat(), (width, height, seed) => {
        const region = randomResizedCrop(224).region({ width, height }, randomStream(seed))
        expect(region.width).toBeGreaterThan(0)
        expect(region.height).toBeGreaterThan(0)
        expect(region.left).toBeGreaterThanOrEqual(0)
        expect(region.top).toBeGreaterThanOrEqual(0)
        expect(region.left + region.width).toBeLessThanOrEqual(width + 1e-9)
        expect(region.top + region.height).toBeLessThanOrEqual(height + 1e-9)
      }),
    )
  })

  it('has an area and proportions within their limits, to the pixel', () => {
    fc.assert(
      fc.property(fc.integer({ min: 300, max: 3000 }), fc.nat(), (width, seed) => {
        const original = { width, height: Math.round(width * 0.9) }
        const region = randomResizedCrop(224, { minScale: 0.2, maxScale: 0.5 }).region(original, randomStream(seed))
        const area = (region.width * region.height) / (original.width * original.height)
        const pixel = 2 / Math.min(region.width, region.height)
        expect(area).toBeGreaterThan(0.2 * (1 - pixel))
        expect(area).toBeLessThan(0.5 * (1 + pixel))
        expect(region.width / region.height).toBeGreaterThan((3 / 4) * (1 - pixel))
        expect(region.width / region.height).toBeLessThan((4 / 3) * (1 + pixel))
      }),
    )
  })

  it('draws areas evenly, and proportions evenly in their logarithm', () => {
    // Small enough always to fit at once, so the distributions are the ones that are drawn from.
    const transform = randomResizedCrop(224, { minScale: 0.1, maxScale: 0.5 })
    const regions = Array.from({ length: 4000 }, (_, i) => transform.region(square, randomStream(3, i)))
    const areas = regions.map(({ width, height }) => (width * height) / 1e6)
    const logs = regions.map(({ width, height }) => Math.log(width / height))
    const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
    const standardError = (range: number) => range / Math.sqrt(12 * regions.length)
    expect(Math.abs(mean(areas) - 0.3)).toBeLessThan(4 * standardError(0.4))
    expect(Math.abs(mean(logs))).toBeLessThan(4 * standardError(2 * Math.log(4 / 3)))
    const spread = Math.sqrt(mean(areas.map((area) => (area - 0.3) ** 2)))
    expect(spread).toBeCloseTo(0.4 / Math.sqrt(12), 2)
  })

  it('falls back on the largest part of allowed proportions, from the centre', () => {
    const transform = randomResizedCrop(224, { minScale: 0.99 })
    const wide = transform.region({ width: 1000, height: 100 }, randomStream(1))
    expect(wide.left).toBeCloseTo((1000 - 400 / 3) / 2, 9)
    expect(wide.width).toBeCloseTo(400 / 3, 9)
    expect([wide.top, wide.height]).toEqual([0, 100])
    expect(transform.region({ width: 75, height: 1000 }, randomStream(1))).toEqual({
      left: 0,
      top: 450,
      width: 75,
      height: 100,
    })
  })

  it('keeps in validation the centre of the whole picture, squished to size + 14 %, as fastai does', () => {
    // ⌈224 · 0.14 / 8⌉ · 8 = 32, so 224 of 256.
    expect(randomResizedCrop(224).region({ width: 512, height: 256 })).toEqual({
      left: 32,
      top: 16,
      width: 448,
      height: 224,
    })
    expect(randomResizedCrop(224, { validationExtra: 0 }).region({ width: 30, height: 20 })).toEqual({
      left: 0,
      top: 0,
      width: 30,
      height: 20,
    })
  })

  it.each([
    [{ minScale: 0 }, 'minScale is 0'],
    [{ minScale: 0.6, maxScale: 0.5 }, 'minScale is 0.6 and maxScale 0.5'],
    [{ maxScale: 1.1 }, 'maxScale 1.1'],
    [{ ratio: [2, 1] as const }, 'ratio is [2, 1]'],
    [{ validationExtra: -1 }, 'validationExtra is -1'],
  ])('refuses %o', (options, message) => expect(() => randomResizedCrop(8, options)).toThrow(message))
})
