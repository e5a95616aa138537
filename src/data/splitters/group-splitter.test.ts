import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { randomStream } from '../random.ts'
import { groupSplitter } from './group-splitter.ts'

const itself = <Group>(group: Group): Group => group
const groups = fc.array(fc.integer({ min: 0, max: 7 }), { minLength: 2, maxLength: 80 })
const fraction = fc.double({ min: 0.05, max: 0.95, noNaN: true })
const at = <T>(list: readonly T[], positions: readonly number[]): T[] => positions.map((i) => list[i]!)

const sizesOf = (list: readonly number[]): number[] => {
  const sizes = new Map<number, number>()
  for (const group of list) sizes.set(group, (sizes.get(group) ?? 0) + 1)
  return [...sizes.values()]
}

/** The least distance from what is wanted that any choice of groups has, but for none and all: by trying each. */
const nearest = (sizes: readonly number[], wanted: number): number => {
  let best = Number.POSITIVE_INFINITY
  for (let choice = 1; choice < 2 ** sizes.length - 1; choice++) {
    const sum = sizes.reduce((total, size, i) => total + ((choice >> i) & 1) * size, 0)
    best = Math.min(best, Math.abs(sum - wanted))
  }
  return best
}

describe('groupSplitter', () => {
  it('puts every item on one side and no group on both', () => {
    fc.assert(
      fc.property(groups, fraction, fc.nat(), (list, validFraction, seed) => {
        fc.pre(new Set(list).size > 1)
        const { train, valid } = groupSplitter(itself<number>, { validFraction, seed })(list)
        expect([...train, ...valid].toSorted((a, b) => a - b)).toEqual(list.map((_, i) => i))
        const validating = new Set(at(list, valid))
        expect(at(list, train).filter((group) => validating.has(group))).toEqual([])
      }),
    )
  })

  it('reaches the fraction but for half of the largest group, or as nearly as whole groups can', () => {
    fc.assert(
      fc.property(groups, fraction, fc.nat(), (list, validFraction, seed) => {
        const sizes = sizesOf(list)
        fc.pre(sizes.length > 1)
        const wanted = validFraction * list.length
        const { valid } = groupSplitter(itself<number>, { validFraction, seed })(list)
        const allowed = Math.max(nearest(sizes, wanted), Math.max(...sizes) / 2)
        expect(Math.abs(valid.length - wanted)).toBeLessThanOrEqual(allowed + 1e-9)
      }),
      { numRuns: 300 },
    )
  })

  it('does not validate with a group that is most of the data', () => {
    const list = [...Array<string>(900).fill('large'), ...Array.from({ length: 100 }, (_, i) => `small ${i % 10}`)]
    for (let seed = 0; seed < 20; seed++)
      expect(groupSplitter(itself<string>, { validFraction: 0.05, seed })(list).valid).toHaveLength(50)
  })

  it('chooses the same groups whatever the order of the items', () => {
    const mixed = fc.array(fc.oneof(fc.integer({ min: 0, max: 5 }), fc.constantFrom('0', '1', 'a')), { minLength: 2 })
    fc.assert(
      fc.property(mixed, fc.nat(), (list, seed) => {
        fc.pre(new Set(list).size > 1)
        const split = groupSplitter(itself<string | number>, { seed })
        const other = at(list, randomStream(seed, 1).permutation(list.length))
        expect(new Set(at(other, split(other).valid))).toEqual(new Set(at(list, split(list).valid)))
      }),
    )
  })

  it('chooses other groups for another seed', () => {
    const list = Array.from({ length: 100 }, (_, i) => i % 20)
    const chosen = new Set(
      [0, 1, 2, 3, 4].map((seed) => String(at(list, groupSplitter(itself<number>, { seed })(list).valid))),
    )
    expect(chosen.size).toBeGreaterThan(1)
  })

  it('validates with the groups it is given, whatever their share', () => {
    const people = [13, 2, 13, 7, 2]
    expect(groupSplitter(itself<number>, { valid: [13] })(people)).toEqual({ train: [1, 3, 4], valid: [0, 2] })
    expect(groupSplitter(itself<number>, { valid: [2, 13] })(people).train).toEqual([3])
  })

  it('refuses groups that do not occur, naming those that do', () => {
    expect(() => groupSplitter(itself<number>, { valid: [1, 9] })([1, 2, 3])).toThrow(
      "groupSplitter: no item belongs to the group '9'; there are 1, 2, 3",
    )
    const many = Array.from({ length: 14 }, (_, i) => i)
    expect(() => groupSplitter(itself<number>, { valid: [99] })(many)).toThrow(
      'there are 0, 1, 2, 3, 4, 5, 6, 7, 8, 9 and 4 more',
    )
  })

  it('refuses to leave a side empty', () => {
    expect(() => groupSplitter(itself<string>)(['a', 'a', 'a'])).toThrow(
      'groupSplitter: of 3 items none is for training; there must be groups for both sides',
    )
    expect(() => groupSplitter(itself<string>, { valid: ['a'] })(['a', 'a'])).toThrow('of 2 items none is for training')
    expect(() => groupSplitter(itself<string>)([])).toThrow('of 0 items none')
    expect(() => groupSplitter(itself<string>, { valid: [] })).toThrow(
      'groupSplitter: valid is empty; name the groups that validate, or leave it out',
    )
    expect(() => groupSplitter(itself<string>, { validFraction: 1 })).toThrow(
      'groupSplitter: validFraction is 1; it must lie between 0 and 1, like 0.2',
    )
  })
})
