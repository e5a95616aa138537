import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { apart } from './apart.ts'

describe('apart', () => {
  it('leaves alone what does not touch, and moves neighbours equally far', () => {
    expect(apart([10, 30], 10)).toEqual([10, 30])
    expect(apart([10, 12, 50], 6)).toEqual([8, 14, 50])
    expect(apart([12, 10], 6)).toEqual([14, 8])
    expect(apart([5, 5, 5], 4)).toEqual([1, 5, 9])
    expect(apart([], 4)).toEqual([])
  })

  it('always leaves the distance and the order, and the mean where it was', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 60 }), { minLength: 1, maxLength: 9 }), (places) => {
        const moved = apart(places, 7)
        const sorted = moved.toSorted((a, b) => a - b)
        for (const [i, place] of sorted.entries()) if (i > 0) expect(place - sorted[i - 1]!).toBeGreaterThan(7 - 1e-9)
        for (const [i, a] of places.entries())
          for (const [j, b] of places.entries()) if (a < b) expect(moved[i]!).toBeLessThan(moved[j]!)
        const mean = (all: readonly number[]) => all.reduce((sum, x) => sum + x, 0) / all.length
        expect(mean(moved)).toBeCloseTo(mean(places), 9)
      }),
    )
  })
})
