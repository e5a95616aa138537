import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { shareInterval } from './interval.ts'

describe('shareInterval', () => {
  it('ends at the shares of which what was seen is 1.96 standard errors away: Wilson’s definition', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5000 }), fc.double({ min: 0, max: 1, noNaN: true }), (of, fraction) => {
        const seen = Math.round(fraction * of)
        const [low, high] = shareInterval(seen, of)
        expect(low).toBeLessThanOrEqual(seen / of + 1e-12)
        expect(high).toBeGreaterThanOrEqual(seen / of - 1e-12)
        for (const end of [low, high]) {
          if (end <= 1e-9 || end >= 1 - 1e-9) continue
          expect(Math.abs(seen / of - end) / Math.sqrt((end * (1 - end)) / of)).toBeCloseTo(1.959964, 5)
        }
      }),
    )
  })

  it('of none and of all reaches 0 and 1', () => {
    expect(shareInterval(0, 20)[0]).toBe(0)
    expect(shareInterval(20, 20)[1]).toBe(1)
  })
})
