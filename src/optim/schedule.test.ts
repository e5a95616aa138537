import { describe, expect, it } from 'vitest'
import { combined, constant, cosine, exponential, linear, oneCycle } from './schedule.ts'

describe('schedules, at the start, in the middle and at the end (closed forms)', () => {
  it.each([
    ['constant', constant(3), [3, 3, 3]],
    ['linear', linear(1, 3), [1, 2, 3]],
    ['cosine', cosine(1, 3), [1, 2, 3]],
    ['exponential', exponential(1, 100), [1, 10, 100]],
  ])('%s', (_, schedule, expected) => {
    for (const [i, value] of expected.entries()) expect(schedule(i / 2)).toBeCloseTo(value, 12)
  })

  it('cosine is a quarter of the way down at a third', () => {
    expect(cosine(1, 0)(1 / 3)).toBeCloseTo(0.75, 12)
  })
})

describe('oneCycle', () => {
  it("has fastai's corners: lr/25, lr, lr/1e5 and momentum .95, .85, .95", () => {
    const { lr, momentum } = oneCycle(1)
    for (const [progress, rate, m] of [
      [0, 1 / 25, 0.95],
      [0.25, 1, 0.85],
      [1, 1e-5, 0.95],
    ] as const) {
      expect(lr(progress)).toBeCloseTo(rate, 12)
      expect(momentum(progress)).toBeCloseTo(m, 12)
    }
  })

  it('with pctStart 0 only falls', () => {
    expect(oneCycle(1, { pctStart: 0 }).lr(0)).toBe(1)
  })

  it('refuses a share outside 0…1', () => {
    expect(() => oneCycle(1, { pctStart: 2 })).toThrow('oneCycle: pctStart is 2; it must lie in 0…1')
  })
})

describe('combined', () => {
  it('runs its pieces one after another, each from 0 to 1', () => {
    const schedule = combined([
      [0.25, linear(0, 1)],
      [0.75, linear(10, 20)],
    ])
    expect([0, 0.125, 0.25, 0.625, 1].map(schedule)).toEqual([0, 0.5, 10, 15, 20])
  })

  it('refuses shares that do not add up to 1', () => {
    expect(() => combined([[0.5, constant(1)]])).toThrow(/add up to 1/)
  })
})
