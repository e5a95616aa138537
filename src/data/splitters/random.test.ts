import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { columnSplitter, randomSplitter } from './splitter.ts'

const items = (n: number) => Array.from({ length: n }, (_, i) => i)

describe('columnSplitter', () => {
  it('follows what the items say', () => {
    const said = [true, false, false, true].map((valid) => ({ valid }))
    expect(columnSplitter()(said)).toEqual({ train: [1, 2], valid: [0, 3] })
  })

  it('refuses items that do not say', () => {
    const said = [{ valid: true }, { valid: undefined }, { valid: false }]
    expect(() => columnSplitter()(said)).toThrow('1 of 3 items do not say whether they are for validation')
  })

  it('refuses to leave a side empty', () => {
    expect(() => columnSplitter()([{ valid: true }])).toThrow('of 1 items none is for training')
    expect(() => columnSplitter()([{ valid: false }])).toThrow('of 1 items none is for validation')
    expect(() => columnSplitter()([])).toThrow('of 0 items none')
  })
})

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

  it('refuses to leave a side empty', () => {
    expect(() => randomSplitter()(items(4))).toThrow('a fraction of 0.2 of 4 items leaves none for validation')
    expect(() => randomSplitter({ validFraction: 0.9 })(items(1))).toThrow('leaves none')
    expect(() => randomSplitter()([])).toThrow('leaves none')
  })

  it.each([0, 1, -0.1, 20, Number.NaN])('refuses a fraction of %s', (validFraction) => {
    expect(() => randomSplitter({ validFraction })).toThrow('it must lie between 0 and 1')
  })
})
