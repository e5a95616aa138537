import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { smoothLoss } from './smooth-loss.ts'

describe('smoothLoss', () => {
  it('weighs each loss beta times as much as the one after it (by hand)', () => {
    const smooth = smoothLoss(0.5)
    for (const loss of [8, 4, 1]) smooth.add(loss)
    expect(smooth.value()).toBeCloseTo((0.25 * 8 + 0.5 * 4 + 1) / 1.75, 12)
  })

  it('has no bias towards zero: equal losses are their own average from the first on', () => {
    fc.assert(
      fc.property(fc.double({ min: -100, max: 100, noNaN: true }), fc.integer({ min: 1, max: 300 }), (loss, count) => {
        const smooth = smoothLoss()
        for (let i = 0; i < count; i++) smooth.add(loss)
        expect(smooth.value()).toBeCloseTo(loss, 9)
      }),
    )
  })

  it('is NaN before the first loss, and shows a loss that is NaN', () => {
    const smooth = smoothLoss()
    expect(smooth.value()).toBeNaN()
    smooth.add(1)
    smooth.add(Number.NaN)
    expect(smooth.value()).toBeNaN()
  })
})
