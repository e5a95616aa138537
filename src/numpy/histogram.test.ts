import { describe, expect, it } from 'vitest'
import * as np from './index.ts'

describe('histogram', () => {
  it('counts what a loop over the bins counts', async () => {
    const values = Array.from({ length: 200 }, (_, i) => ((i * 7919) % 1000) / 100)
    const [counts, edges] = np.histogram(values, 7)
    const limits = Array.from(await edges.data(), Number)
    const wanted = limits
      .slice(1)
      .map((high, k) => values.filter((x) => x >= limits[k]! && (x < high || (k === 6 && x === high))).length)
    expect(await counts.array()).toEqual(wanted)
    expect(wanted.reduce((a, b) => a + b)).toBe(200)
  })

  it('refuses bins that are none', () => {
    expect(() => np.histogram([1], 0)).toThrow('bins is 0; it must be a whole number from 1, or a list of edges')
    expect(() => np.histogram([1], [2, 1])).toThrow('must rise')
    expect(() => np.histogram([1], 3, { range: [2, 1] })).toThrow('the smaller first')
    expect(() => np.histogram([1, 2], 3, { weights: [1] })).toThrow('there are 1 weights for 2 elements')
  })
})

describe('bincount', () => {
  it('refuses what is negative or not whole', async () => {
    await expect(np.bincount([1, -2])).rejects.toThrow('the array has -2; numbers must not be negative')
    await expect(np.bincount([0.5])).rejects.toThrow('the array is float64; it must be of whole numbers')
  })
})
