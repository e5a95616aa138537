import { describe, expect, it } from 'vitest'
import { mostRows, sample } from './sample.ts'

describe('sample', () => {
  it('takes all where there is room', () => {
    expect(sample(3, 4, 0)).toEqual([0, 1, 2])
    expect(sample(mostRows / 2, 2, 0)).toHaveLength(mostRows / 2)
  })

  it('takes as many as there is room for, in their order, none twice', () => {
    const chosen = sample(10_000, 7, 0)
    expect(chosen).toHaveLength(Math.floor(mostRows / 7))
    expect(new Set(chosen).size).toBe(chosen.length)
    expect(chosen).toEqual(chosen.toSorted((a, b) => a - b))
    expect(chosen.at(-1)).toBeGreaterThan(5000)
  })

  it('takes one where not even that has room', () => expect(sample(9, 2 * mostRows, 3)).toHaveLength(1))

  it('takes the same by the same seed, and others by another', () => {
    expect(sample(10_000, 1, 5)).toEqual(sample(10_000, 1, 5))
    expect(sample(10_000, 1, 5)).not.toEqual(sample(10_000, 1, 6))
  })
})
