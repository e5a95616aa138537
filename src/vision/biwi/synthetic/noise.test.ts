import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { noise } from './noise.ts'

const place = fc.double({ min: -1e4, max: 1e4, noNaN: true })

describe('noise', () => {
  it('is within −1…1, the same for the same place and seed, and without jumps', () => {
    fc.assert(
      fc.property(place, place, fc.integer(), (x, y, seed) => {
        const value = noise(x, y, seed)
        expect(Math.abs(value)).toBeLessThanOrEqual(1)
        expect(noise(x, y, seed)).toBe(value)
        // The steepest slope of 3t² − 2t³ is 1.5, between values that differ by 2 at most.
        expect(Math.abs(noise(x + 1e-3, y, seed) - value)).toBeLessThanOrEqual(3.01e-3)
        expect(Math.abs(noise(x, y + 1e-3, seed) - value)).toBeLessThanOrEqual(3.01e-3)
      }),
    )
  })

  it('has no lean to either side', () => {
    const values = Array.from({ length: 4000 }, (_, i) => noise(i % 80, Math.floor(i / 80), 3))
    expect(Math.abs(values.reduce((sum, value) => sum + value, 0) / values.length)).toBeLessThan(0.05)
  })
})
