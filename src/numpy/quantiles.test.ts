import { describe, expect, it } from 'vitest'
import * as np from './index.ts'

describe('quantile', () => {
  it("by 'closest_observation' is the observation nearest to n·q, of two the one of even rank (Hyndman and Fan, 2)", async () => {
    const list = [7, 1, 4, 9, 2, 8]
    const sorted = [...list].sort((a, b) => a - b)
    for (const q of [0, 0.05, 0.25, 0.4, 0.5, 0.75, 11 / 12, 1]) {
      const rank = list.length * q
      const [low, high] = [Math.floor(rank), Math.ceil(rank)]
      const nearest = rank - low === high - rank && low !== high ? (low % 2 === 0 ? low : high) : Math.round(rank)
      const wanted = sorted[Math.min(Math.max(nearest, 1), list.length) - 1]!
      expect(await np.quantile(list, q, undefined, { method: 'closest_observation' }).item(), `q ${q}`).toBe(wanted)
    }
  })

  it('stays infinite between equal infinities', async () => {
    const inf = Number.POSITIVE_INFINITY
    expect(await np.quantile([inf, 1, inf], 0.75).item()).toBe(inf)
  })

  it('refuses fractions outside of 0…1, unknown methods and nothing', () => {
    expect(() => np.quantile([1], 1.5)).toThrow('quantile: q is 1.5; it must lie in 0…1')
    expect(() => np.percentile([1], [50, 101])).toThrow('percentile: q is 101; it must lie in 0…100')
    expect(() => np.quantile([1], 0.5, undefined, { method: 'closest' as 'nearest' })).toThrow("method is 'closest'")
    expect(() => np.median([])).toThrow('there is no median')
  })
})
