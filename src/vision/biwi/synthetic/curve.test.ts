import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { curve, smoothStep } from './curve.ts'

const points = fc
  .uniqueArray(fc.tuple(fc.integer({ min: -1000, max: 1000 }), fc.integer({ min: -50, max: 50 })), {
    minLength: 2,
    maxLength: 9,
    selector: ([at]) => at,
  })
  .map((pairs) => pairs.sort(([a], [b]) => a - b))

describe('curve', () => {
  it('goes through its points', () => {
    fc.assert(
      fc.property(points, (given) => {
        const f = curve(given)
        for (const [at, value] of given) expect(f(at)).toBeCloseTo(value, 9)
      }),
    )
  })

  it('stays between the values of two neighbouring points, and is constant beyond the ends', () => {
    fc.assert(
      fc.property(points, fc.double({ min: -0.5, max: 1.5, noNaN: true }), (given, share) => {
        const [first, last] = [given[0]!, given.at(-1)!]
        const at = first[0] + (last[0] - first[0]) * share
        const after = given.findIndex(([x]) => x >= at)
        const around = after === -1 ? [last] : after === 0 ? [first] : [given[after - 1]!, given[after]!]
        const values = around.map(([, value]) => value)
        expect(curve(given)(at)).toBeGreaterThanOrEqual(Math.min(...values) - 1e-9)
        expect(curve(given)(at)).toBeLessThanOrEqual(Math.max(...values) + 1e-9)
      }),
    )
  })
})

describe('smoothStep', () => {
  it('rises from 0 to 1, or falls where its ends are swapped', () => {
    expect([-1, 0, 1, 2, 3].map((x) => smoothStep(0, 2, x))).toEqual([0, 0, 0.5, 1, 1])
    expect([-1, 0, 1, 2, 3].map((x) => smoothStep(2, 0, x))).toEqual([1, 1, 0.5, 0, 0])
  })
})
