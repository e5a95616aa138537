import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DataLoader } from './data-loader.ts'
import { randomStream } from './random.ts'
import { oversampler, shuffledSampler, weightedSampler } from './sampler.ts'

const random = (seed = 0) => randomStream(seed)
const shares = (positions: readonly number[], n: number): number[] =>
  Array.from({ length: n }, (_, i) => positions.filter((p) => p === i).length / positions.length)

describe('shuffledSampler', () => {
  it('visits every item once', () =>
    expect(shuffledSampler.order(20, random()).toSorted((a, b) => a - b)).toEqual([...Array(20).keys()]))
})

describe('weightedSampler', () => {
  it('draws items in proportion to their weights, and never those of weight 0', () => {
    const found = shares(weightedSampler([1, 0, 3, 0, 4], 40_000).order(5, random()), 5)
    expect([found[1], found[3]]).toEqual([0, 0])
    for (const [i, share] of [1, 0, 3, 0, 4].map((weight) => weight / 8).entries())
      expect(Math.abs(found[i]! - share)).toBeLessThan(0.01) // Four standard deviations of 40,000 draws.
  })

  it('draws as many as there are items by default', () => {
    expect(weightedSampler([1, 1, 1]).count(3)).toBe(3)
    expect(weightedSampler([1, 1, 1]).order(3, random())).toHaveLength(3)
  })

  it.each([
    [[1, -1], 'weight 1 is -1; it must be a number from 0'],
    [[Number.NaN], 'weight 0 is NaN'],
    [[0, 0], 'all weights are 0'],
  ])('refuses the weights %s', (weights, message) => expect(() => weightedSampler(weights)).toThrow(message))

  it('refuses another number of items than weights', () =>
    expect(() => weightedSampler([1, 1]).count(3)).toThrow('there are 2 weights for 3 items'))

  it.each([0, 1.5, Number.NaN])('refuses %s draws', (count) =>
    expect(() => weightedSampler([1, 1], count)).toThrow(
      `weightedSampler: count is ${count}; it must be a whole number from 1`,
    ),
  )
})

describe('oversampler', () => {
  it('visits every class equally often and every item at least once', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 60 }),
        fc.nat(),
        (classes, seed) => {
          const sampler = oversampler(classes)
          const order = sampler.order(classes.length, random(seed))
          expect(order).toHaveLength(sampler.count(classes.length))
          expect(new Set(order).size).toBe(classes.length)
          const counts = new Map<string, number>()
          for (const i of order) counts.set(classes[i]!, (counts.get(classes[i]!) ?? 0) + 1)
          expect(new Set(counts.values()).size).toBe(1)
        },
      ),
    )
  })

  it('draws anew what completes the share of a class', () => {
    const sampler = oversampler(['rare', 'rare', 'often', 'often', 'often'])
    const twice = new Set(
      Array.from({ length: 20 }, (_, seed) => {
        const rare = sampler.order(5, random(seed)).filter((i) => i < 2)
        return rare.filter((i) => i === 0).length
      }),
    )
    expect(twice).toEqual(new Set([1, 2]))
  })

  it('takes any number of classes', () => {
    const classes = Array.from({ length: 200_000 }, (_, i) => i)
    expect(oversampler(classes).count(classes.length)).toBe(200_000)
  })

  it('refuses no items, and another number of them than classes', () => {
    expect(() => oversampler([])).toThrow('oversampler: there are no items')
    expect(() => oversampler(['a', 'b']).count(3)).toThrow('there are 2 classes for 3 items; give one for each')
  })
})

describe('a DataLoader with a sampler', () => {
  it('visits what the sampler says, and counts its batches', async () => {
    const loader = new DataLoader(['rare', 'frequent', 'frequent', 'frequent'], {
      batchSize: 2,
      sampler: oversampler(['rare', 'frequent', 'frequent', 'frequent']),
      load: async () => ({
        input: { data: new Uint8Array(1), shape: [1] },
        target: { data: new Float32Array(1), shape: [1] },
      }),
    })
    expect(loader.length).toBe(3)
    const items = []
    for await (const batch of loader.epoch(0)) items.push(...batch.items)
    expect(items.toSorted()).toEqual(['frequent', 'frequent', 'frequent', 'rare', 'rare', 'rare'])
  })
})
