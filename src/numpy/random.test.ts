import { describe, expect, it } from 'vitest'
import { expectClose } from '../../test/close.ts'
import type { Tensor } from '../tensor/index.ts'
import * as np from './index.ts'

const count = 20_000
const momentsOf = async (x: Tensor): Promise<[mean: number, variance: number]> => {
  const values = Array.from(await x.data(), Number)
  const mean = values.reduce((a, b) => a + b, 0) / values.length
  return [mean, values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / (values.length - 1)]
}
const rng = () => np.random.defaultRng(11)

describe('defaultRng', () => {
  it('repeats its numbers for a seed, and only for it', async () => {
    const draw = (seed: number) => np.random.defaultRng(seed).normal(0, 1, 5).array()
    expect(await draw(1)).toEqual(await draw(1))
    expect(await draw(1)).not.toEqual(await draw(2))
  })

  it('draws anew each time', async () => {
    const one = rng()
    expect(await one.random(3).array()).not.toEqual(await one.random(3).array())
  })

  it('draws doubles of 53 bits', async () => {
    const values = Array.from(await rng().random(1000).data(), Number)
    expect(values.every((x) => x >= 0 && x < 1 && Number.isInteger(x * 2 ** 53))).toBe(true)
    // Of 24 or 32 bits, all would be whole multiples of 2⁻³².
    expect(values.filter((x) => !Number.isInteger(x * 2 ** 32)).length).toBeGreaterThan(900)
  })
})

describe('distributions', () => {
  // Mean and variance are the textbook's; the sample's mean strays by σ/√n, and is allowed four of these.
  it.each<[string, (g: np.random.Generator) => Tensor, number, number]>([
    ['uniform', (g) => g.uniform(-1, 3, count), 1, 16 / 12],
    ['integers', (g) => g.integers(1, 7, count), 3.5, 35 / 12],
    ['normal', (g) => g.normal(2, 3, count), 2, 9],
    ['lognormal', (g) => g.lognormal(0, 0.5, count), Math.exp(0.125), (Math.exp(0.25) - 1) * Math.exp(0.25)],
    ['exponential', (g) => g.exponential(2, count), 2, 4],
    ['laplace', (g) => g.laplace(1, 2, count), 1, 8],
    ['logistic', (g) => g.logistic(1, 0.5, count), 1, (0.25 * Math.PI ** 2) / 3],
    ['gumbel', (g) => g.gumbel(0, 1, count), np.eulerGamma, Math.PI ** 2 / 6],
    ['rayleigh', (g) => g.rayleigh(2, count), 2 * Math.sqrt(Math.PI / 2), (2 - Math.PI / 2) * 4],
    ['weibull', (g) => g.weibull(1, count), 1, 1],
    ['pareto', (g) => g.pareto(6, count), 1 / 5, 6 / (25 * 4)],
    ['power', (g) => g.power(3, count), 3 / 4, 3 / (16 * 5)],
    ['triangular', (g) => g.triangular(0, 1, 4, count), 5 / 3, (0 + 1 + 16 - 0 - 0 - 4) / 18],
    ['gamma', (g) => g.gamma(2.5, 2, count), 5, 10],
    ['gamma of a shape below 1', (g) => g.gamma(0.4, 1, count), 0.4, 0.4],
    ['beta', (g) => g.beta(2, 3, count), 0.4, 6 / (25 * 6)],
    ['chisquare', (g) => g.chisquare(3, count), 3, 6],
    ['f', (g) => g.f(4, 20, count), 20 / 18, (2 * 400 * 22) / (4 * 324 * 16)],
    ['standardT', (g) => g.standardT(12, count), 0, 12 / 10],
    ['poisson', (g) => g.poisson(3.5, count), 3.5, 3.5],
    ['poisson of a large mean', (g) => g.poisson(4000, count), 4000, 4000],
    ['binomial', (g) => g.binomial(20, 0.3, count), 6, 4.2],
    ['geometric', (g) => g.geometric(0.25, count), 4, 12],
  ])('%s has its mean and variance', async (_, draw, mean, variance) => {
    const [m, v] = await momentsOf(draw(rng()))
    expectClose([m], [mean], { rtol: 0, atol: 4 * Math.sqrt(variance / count) })
    expectClose([v], [variance], { rtol: 0.15, atol: 0 })
  })

  it('standardCauchy has its quartiles at −1 and 1', async () => {
    const [low, high] = Array.from(await np.percentile(rng().standardCauchy(count), [25, 75]).data(), Number)
    expectClose([low!, high!], [-1, 1], { atol: 0.08 })
  })

  it('poisson and binomial have their probabilities', async () => {
    const counts = Array.from(await np.bincount(rng().poisson(1, count)).then((c) => c.data()), Number)
    expectClose(
      counts.slice(0, 4).map((n) => n / count),
      [1, 1, 1 / 2, 1 / 6].map((p) => p / Math.E),
      { rtol: 0, atol: 0.015 },
    )
    expect(await rng().binomial(5, 0, 3).array()).toEqual([0, 0, 0])
    expect(await rng().binomial(5, 1, 3).array()).toEqual([5, 5, 5])
    expect(await rng().poisson(0, 2).array()).toEqual([0, 0])
  })

  it('dirichlet and multinomial add up', async () => {
    const shares = rng().dirichlet([1, 2, 3], 2000)
    expectClose(await np.sum(shares, -1).data(), new Array(2000).fill(1))
    expectClose(await np.mean(shares, 0).data(), [1 / 6, 2 / 6, 3 / 6], { rtol: 0, atol: 0.02 })
    const thrown = rng().multinomial(600, [1 / 6, 1 / 3, 1 / 2], 50)
    expect(new Set(Array.from(await np.sum(thrown, -1).data(), Number))).toEqual(new Set([600]))
    expectClose(await np.mean(thrown, 0).data(), [100, 200, 300], { rtol: 0, atol: 8 })
  })

  it('multivariateNormal has its covariance', async () => {
    const drawn = await rng().multivariateNormal(
      [1, -1],
      [
        [2, 0.8],
        [0.8, 1],
      ],
      count,
    )
    expectClose(await np.mean(drawn, 0).data(), [1, -1], { rtol: 0, atol: 0.05 })
    expectClose(await np.cov(drawn, undefined, { rowvar: false }).data(), [2, 0.8, 0.8, 1], { rtol: 0, atol: 0.08 })
  })
})

describe('choice', () => {
  it('without replacement takes nothing twice', async () => {
    const drawn = Array.from(await rng().choice(50, 50, { replace: false }).data(), Number)
    expect([...drawn].sort((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, i) => i))
    expect(drawn).not.toEqual([...drawn].sort((a, b) => a - b))
  })

  it('follows probabilities', async () => {
    const drawn = Array.from(
      await rng()
        .choice([10, 20, 30], count, { p: [0.5, 0, 0.5] })
        .data(),
      Number,
    )
    expect(new Set(drawn)).toEqual(new Set([10, 30]))
    expectClose([drawn.filter((x) => x === 10).length / count], [0.5], { rtol: 0, atol: 0.015 })
    const few = rng().choice(4, 2, { replace: false, p: [0, 0.5, 0, 0.5] })
    expect(new Set(Array.from(await few.data(), Number))).toEqual(new Set([1, 3]))
  })

  it('refuses more than there are, and probabilities that are none', () => {
    expect(() => rng().choice(3, 4, { replace: false })).toThrow('4 are wanted without replacement, but there are 3')
    expect(() => rng().choice(2, 1, { p: [0.5, 0.6] })).toThrow('their sum is 1.1')
    expect(() => rng().choice(3, 1, { p: [0.5, 0.5] })).toThrow('there are 2 probabilities for 3 elements')
  })
})

describe('permutation, shuffle and permuted', () => {
  it('keep all elements', async () => {
    const x = np.arange(12).reshape([4, 3])
    const rows = ((await rng().permutation(x).array()) as number[][]).map(String).sort()
    expect(rows).toEqual(((await x.array()) as number[][]).map(String).sort())
    const lines = (await rng().permuted(x, 1).array()) as number[][]
    expect(lines.map((line) => [...line].sort((a, b) => a - b))).toEqual(await x.array())
  })

  it('leave the array as it was', async () => {
    const x = np.arange(100)
    const shuffled = rng().shuffle(x)
    expect(await shuffled.array()).not.toEqual(await x.array())
    expect(await np.sort(shuffled).array()).toEqual(await x.array())
  })
})

describe('arguments', () => {
  it('are refused with their rule', () => {
    expect(() => rng().integers(3, 3)).toThrow('at least one number lie between')
    expect(() => rng().poisson(-1)).toThrow('poisson: lambda is -1')
    expect(() => rng().geometric(0)).toThrow('geometric: p is 0')
    expect(() => rng().triangular(0, 5, 4)).toThrow('must rise')
    expect(() => np.random.defaultRng(-1)).toThrow('seed is -1')
  })
})
