import { describe, expect, it } from 'vitest'
import { StepLosses } from './step-losses.ts'

const after = (losses: readonly number[]) => {
  const steps = new StepLosses()
  for (const loss of losses) steps.afterBatch({ loss })
  return steps.value()
}
const ramp = (n: number): number[] => Array.from({ length: n }, (_, i) => i)

describe('StepLosses', () => {
  it('keeps the loss of every step', () => {
    expect(after([3, 2, 4])).toEqual({ count: 3, every: 1, losses: [3, 2, 4] })
    expect(after([])).toEqual({ count: 0, every: 1, losses: [] })
  })

  it('of very many keeps means of neighbours, so that they stay few', () => {
    for (const n of [1023, 1024, 1025, 5000, 100_001]) {
      const { count, every, losses } = after(ramp(n))
      expect(count).toBe(n)
      expect(losses.length).toBe(Math.ceil(n / every))
      expect(losses.length).toBeGreaterThanOrEqual(Math.min(n, 512))
      expect(losses.length).toBeLessThanOrEqual(1024)
      // The mean of the whole numbers from i · every to the end of the group, in closed form.
      for (const [i, loss] of losses.entries())
        expect(loss).toBeCloseTo((i * every + Math.min(n, (i + 1) * every) - 1) / 2, 6)
    }
  })
})
