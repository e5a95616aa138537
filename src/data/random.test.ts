import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { randomStream } from './random.ts'

const key = fc.array(fc.maxSafeInteger(), { minLength: 1, maxLength: 4 })
const draws = (...parts: number[]) => {
  const random = randomStream(...parts)
  return Array.from({ length: 8 }, () => random.uniform())
}

describe('randomStream', () => {
  it('gives the same numbers for the same key', () => {
    fc.assert(
      fc.property(key, (parts) => {
        expect(draws(...parts)).toEqual(draws(...parts))
      }),
    )
  })

  it('gives different numbers for different keys', () => {
    fc.assert(
      fc.property(key, key, (a, b) => {
        fc.pre(JSON.stringify(a) !== JSON.stringify(b))
        expect(draws(...a)).not.toEqual(draws(...b))
      }),
    )
  })

  it('tells apart keys that a weak hash would mix up', () => {
    const keys = [[], [0], [0, 0], [1], [-1], [0, 1], [1, 0], [2 ** 32], [2 ** 32 + 1], [2 ** 53 - 1]]
    expect(new Set(keys.map((parts) => draws(...parts).join())).size).toBe(keys.length)
  })

  it('gives neighbouring keys unrelated numbers: first draws of 4000 indices look uniform (chi-squared, 64 cells)', () => {
    const cells = new Array<number>(64).fill(0)
    for (let index = 0; index < 4000; index++) cells[Math.floor(randomStream(0, index).uniform() * 64)]!++
    const expected = 4000 / 64
    const chiSquared = cells.reduce((sum, n) => sum + (n - expected) ** 2 / expected, 0)
    // The 0.999 quantile with 63 degrees of freedom is 103.4.
    expect(chiSquared).toBeLessThan(103.4)
  })

  it('permutes: every number once', () => {
    fc.assert(
      fc.property(key, fc.nat(200), (parts, n) => {
        const order = randomStream(...parts).permutation(n)
        expect(order.sort((a, b) => a - b)).toEqual(Array.from({ length: n }, (_, i) => i))
      }),
    )
  })

  it('reaches both ends of a range of whole numbers', () => {
    const random = randomStream(3)
    expect(new Set(Array.from({ length: 200 }, () => random.integer(2, 5)))).toEqual(new Set([2, 3, 4, 5]))
  })

  it('refuses a key that is no safe whole number', () => {
    expect(() => randomStream(0, 1.5)).toThrow('part 1 of the key is 1.5; it must be a safe whole number')
    expect(() => randomStream(Number.NaN)).toThrow('part 0')
    expect(() => randomStream(2 ** 53)).toThrow('part 0')
  })
})
