import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { randomSplitter } from './random-splitter.ts'

const items = (n: number): number[] => Array.from({ length: n }, (_, i) => i)

describe('randomSplitter', () => {
  it('puts every item on one side, ⌊fraction · n⌋ for validation', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 10, max: 300 }),
        fc.double({ min: 0.1, max: 0.9, noNaN: true }),
        fc.nat(),
        (n, f, seed) => {
          const { train, valid } = randomSplitter({ validFraction: f, seed })(items(n))
          expect(valid).toHaveLength(Math.floor(f * n))
          expect([...train, ...valid].sort((a, b) => a - b)).toEqual(items(n))
        },
      ),
    )
  })

  it('repeats for a seed and differs between seeds; a fifth by default', () => {
    expect(randomSplitter({ seed: 1 })(items(50))).toEqual(randomSplitter({ seed: 1 })(items(50)))
    expect(randomSplitter({ seed: 1 })(items(50))).not.toEqual(randomSplitter({ seed: 2 })(items(50)))
    expect(randomSplitter()(items(50)).valid).toHaveLength(10)
  })

  it('gives every place the same chance', () => {
    const counts = new Array<number>(10).fill(0)
    for (let seed = 0; seed < 2000; seed++) for (const i of randomSplitter({ seed })(items(10)).valid) counts[i]!++
    // Binomial: 400 ± 5 · √(2000 · 0.2 · 0.8).
    for (const count of counts) expect(Math.abs(count - 400)).toBeLessThan(90)
  })

  it('refuses to leave a side empty, and says how many items it takes', () => {
    expect(() => randomSplitter()(items(4))).toThrow(
      'randomSplitter: a fraction of 0.2 of 4 items leaves none for validation; give at least 5 items or a larger validFraction',
    )
    expect(() => randomSplitter({ validFraction: 0.9 })(items(1))).toThrow('leaves none')
    expect(() => randomSplitter()([])).toThrow('leaves none')
    expect(randomSplitter()(items(5)).valid).toHaveLength(1)
  })

  it.each([0, 1, -0.1, 20, Number.NaN])('refuses a fraction of %s', (validFraction) => {
    expect(() => randomSplitter({ validFraction })).toThrow(
      `randomSplitter: validFraction is ${validFraction}; it must lie between 0 and 1, like 0.2`,
    )
  })
})
