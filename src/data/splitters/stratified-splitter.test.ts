import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { randomStream } from '../random.ts'
import { randomSplitter } from './random-splitter.ts'
import { stratifiedSplitter } from './stratified-splitter.ts'

const itself = <Labels>(labels: Labels): Labels => labels
const fraction = fc.double({ min: 0.05, max: 0.95, noNaN: true })

function countsOf(items: readonly (readonly string[])[], positions: readonly number[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const i of positions) for (const label of new Set(items[i]!)) counts.set(label, (counts.get(label) ?? 0) + 1)
  return counts
}
const all = (items: readonly unknown[]): number[] => items.map((_, i) => i)

/** Labels of which few are frequent and many rare, two or three on most items: as in photographs. */
function photographs(n: number, seed: number): string[][] {
  const random = randomStream(seed)
  return Array.from({ length: n }, () =>
    Array.from({ length: random.integer(0, 3) }, () => `label ${Math.floor(40 * random.uniform() ** 3)}`),
  )
}

describe('stratifiedSplitter', () => {
  it('of single labels gives validation the share of each, rounded up or down, but leaves one in training', () => {
    const labels = fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e', undefined), { minLength: 1, maxLength: 120 })
    fc.assert(
      fc.property(labels, fraction, fc.nat(), (items, validFraction, seed) => {
        const each = items.map((label) => [label ?? ''])
        const sizes = countsOf(each, all(items))
        const wanted = new Map([...sizes].map(([label, size]) => [label, Math.min(validFraction * size, size - 1)]))
        const total = [...wanted.values()].reduce((a, b) => a + b)
        fc.pre(total >= 0.5)
        const { train, valid } = stratifiedSplitter(itself<string | undefined>, { validFraction, seed })(items)
        expect([...train, ...valid].toSorted((a, b) => a - b)).toEqual(all(items))
        const found = countsOf(each, valid)
        for (const [label, share] of wanted) {
          expect(found.get(label) ?? 0).toBeGreaterThanOrEqual(Math.floor(share + 1e-9))
          expect(found.get(label) ?? 0).toBeLessThanOrEqual(Math.ceil(share - 1e-9))
        }
        expect(Math.abs(valid.length - total)).toBeLessThanOrEqual(0.5 + 1e-6)
      }),
      { numRuns: 300 },
    )
  })

  it('has the share of all items although each label alone would round to none, or to too many', () => {
    const pairs = Array.from({ length: 100 }, (_, i) => `label ${i >> 1}`)
    expect(stratifiedSplitter(itself<string>, { validFraction: 0.2 })(pairs).valid).toHaveLength(20)
    expect(stratifiedSplitter(itself<string>, { validFraction: 0.3 })(pairs).valid).toHaveLength(30)
  })

  it('gives a label its share where that is a whole number, although 0.7 · 90 is 62.99999999999999', () => {
    const items = [...Array<string>(5).fill('a'), ...Array<string>(90).fill('b')]
    const { valid } = stratifiedSplitter(itself<string>, { validFraction: 0.7 })(items)
    expect(valid.filter((i) => items[i] === 'b')).toHaveLength(63)
  })

  it('of several labels comes at least a third nearer to the shares than a random split', () => {
    const deviation = (items: string[][], valid: readonly number[], validFraction: number): number => {
      const found = countsOf(items, valid)
      const sizes = [...countsOf(items, all(items))]
      return sizes.reduce((sum, [label, n]) => sum + Math.abs((found.get(label) ?? 0) - validFraction * n), 0)
    }
    for (const validFraction of [0.1, 0.2, 0.5]) {
      let [stratified, random] = [0, 0]
      for (let seed = 0; seed < 5; seed++) {
        const items = photographs(300, seed)
        const { valid } = stratifiedSplitter(itself<string[]>, { validFraction, seed })(items)
        stratified += deviation(items, valid, validFraction)
        random += deviation(items, randomSplitter({ validFraction, seed })(items).valid, validFraction)
        expect(Math.abs(valid.length / 300 - validFraction)).toBeLessThan(0.04)
      }
      expect(stratified).toBeLessThan((2 / 3) * random)
    }
  })

  it('leaves an item of every label in training, so what occurs once is learnt from', () => {
    const labels = fc.array(fc.subarray(['a', 'b', 'c', 'd', 'e', 'f']), { minLength: 2, maxLength: 30 })
    fc.assert(
      fc.property(labels, fraction, fc.nat(), (items, validFraction, seed) => {
        let split: { train: readonly number[] }
        try {
          split = stratifiedSplitter(itself<string[]>, { validFraction, seed })(items)
        } catch (error) {
          expect((error as Error).message).toContain('leaves none for validation')
          return
        }
        expect(new Set(countsOf(items, split.train).keys())).toEqual(new Set(countsOf(items, all(items)).keys()))
      }),
      { numRuns: 500 },
    )
  })

  it('divides items without a label in the same proportion', () => {
    const items = Array.from({ length: 100 }, (_, i) => (i < 40 ? [] : ['a']))
    const { valid } = stratifiedSplitter(itself<string[]>, { validFraction: 0.25 })(items)
    expect(valid.filter((i) => i < 40)).toHaveLength(10)
    expect(valid).toHaveLength(25)
  })

  it('counts a label that an item names twice once', () => {
    const items = Array.from({ length: 20 }, (_, i) => (i % 2 ? ['a', 'a'] : ['a']))
    expect(stratifiedSplitter(itself<string[]>)(items).valid).toHaveLength(4)
  })

  it('repeats for a seed and differs between seeds', () => {
    const items = photographs(100, 1)
    const split = (seed: number) => stratifiedSplitter(itself<string[]>, { seed })(items)
    expect(split(3)).toEqual(split(3))
    expect(split(3)).not.toEqual(split(4))
  })

  it('refuses to leave validation empty, and a fraction that is none', () => {
    expect(() => stratifiedSplitter(itself<string>)(['a', 'b', 'c'])).toThrow(
      'stratifiedSplitter: a fraction of 0.2 of 3 items leaves none for validation, since of every label one stays in ' +
        'training; give more items or a larger validFraction',
    )
    expect(() => stratifiedSplitter(itself<string>)([])).toThrow('of 0 items leaves none')
    expect(() => stratifiedSplitter(itself<string>, { validFraction: 0 })).toThrow(
      'stratifiedSplitter: validFraction is 0; it must lie between 0 and 1, like 0.2',
    )
  })
})
