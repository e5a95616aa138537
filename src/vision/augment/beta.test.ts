import { describe, expect, it } from 'vitest'
import { compile, linspace, Random, type Tensor } from '../../tensor/index.ts'
import { largerOfBeta } from './beta.ts'

/** The distribution function of Beta(α, α), in closed form. */
const distributions = [
  { alpha: 0.5, upTo: (x: number) => (2 / Math.PI) * Math.asin(Math.sqrt(x)) },
  { alpha: 1, upTo: (x: number) => x },
  { alpha: 2, upTo: (x: number) => x * x * (3 - 2 * x) },
  { alpha: 3, upTo: (x: number) => x ** 3 * (10 - 15 * x + 6 * x * x) },
]

describe('largerOfBeta', () => {
  it.each(distributions)('for alpha = $alpha has the quantiles of the closed form', async ({ alpha, upTo }) => {
    const draws = await linspace(0, 1, 1001).data()
    const found = await largerOfBeta(alpha)(linspace(0, 1, 1001)).data()
    // A share above y leaves a smaller one below 1 − y, which half of all draws of Beta(α, α) are on either side.
    for (const [i, share] of Array.from(found as Float32Array).entries())
      expect(Math.abs(2 * upTo(1 - share) - Number(draws[i]))).toBeLessThan(2e-4)
  })

  it.each([0.05, 0.4, 20, 1000])('for alpha = %d has the mean square of Beta(alpha, alpha)', async (alpha) => {
    const n = 40_000
    const step = compile((draw: Tensor) => largerOfBeta(alpha)(draw))
    const shares = Array.from((await (await step(new Random(4).uniform([n]))).data()) as Float32Array)
    step.dispose()
    for (const share of shares) if (!(share >= 0.5 && share <= 1)) expect.fail(`a share is ${share}`)
    // The variance of Beta(α, α) is 1 / (4 (2α + 1)), and (x − ½)² is the same for x and 1 − x.
    const spread = shares.reduce((sum, share) => sum + (share - 0.5) ** 2, 0) / n
    expect(spread * 4 * (2 * alpha + 1)).toBeGreaterThan(0.96)
    expect(spread * 4 * (2 * alpha + 1)).toBeLessThan(1.04)
  })
})
