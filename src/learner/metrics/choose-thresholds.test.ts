import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { multiLabel, multiLabelBatch, oneClass } from '../../../test/batches.ts'
import { chooseThresholds, type ThresholdCriterion } from './choose-thresholds.ts'
import { f1 } from './f-beta.ts'
import type { MetricBatch, PerClassMetric } from './metric.ts'
import { precision } from './precision.ts'
import { recall } from './recall.ts'

const choose = (batch: MetricBatch & { targets: Float32Array }, criterion: ThresholdCriterion) =>
  chooseThresholds(batch.predictions, batch.targets, batch.classes, { criterion })
const over = (metric: PerClassMetric, batch: MetricBatch): number => {
  metric.update(batch)
  return metric.value()
}
/** All that a threshold can do, tried out: the probabilities of the arbitrary are twelfths, so these cut everywhere. */
const sweep = Array.from({ length: 25 }, (_, index) => index / 24)
const oneClassBatch = multiLabelBatch({ classes: 1 })

describe('chooseThresholds', () => {
  it('puts the threshold halfway into the gap (by hand)', () => {
    const chosen = choose(oneClass([0.125, 0.25, 0.5, 0.75], [0, 0, 1, 1]), 'f1')
    expect(chosen).toEqual({ thresholds: [0.375], reached: [1], unchosen: [] })
  })

  it('reaches the F1 of the best threshold of a brute-force sweep, and says so', () => {
    fc.assert(
      fc.property(oneClassBatch, (batch) => {
        const best = Math.max(...sweep.map((threshold) => over(f1({ threshold }), batch)))
        const { thresholds, reached, unchosen } = choose(batch, 'f1')
        if (!(best > 0)) {
          expect({ thresholds, reached, unchosen }).toEqual({ thresholds: [0.5], reached: [Number.NaN], unchosen: [0] })
        } else {
          expect(over(f1({ threshold: thresholds }), batch)).toBe(best)
          expect(reached[0]).toBeCloseTo(best, 12)
        }
      }),
    )
  })

  it('with recallAtLeast finds that share, with no more answers than the highest threshold of a sweep that finds it', () => {
    fc.assert(
      fc.property(oneClassBatch, fc.constantFrom(0.1, 0.5, 0.8, 0.9, 1), (batch, recallAtLeast) => {
        const best = sweep.findLast((threshold) => over(recall({ threshold }), batch) >= recallAtLeast)
        fc.pre(best !== undefined)
        const { thresholds, reached } = choose(batch, { recallAtLeast })
        expect(over(recall({ threshold: thresholds }), batch)).toBe(over(recall({ threshold: best! }), batch))
        expect(over(precision({ threshold: thresholds }), batch)).toBe(over(precision({ threshold: best! }), batch))
        expect(reached[0]).toBeGreaterThanOrEqual(recallAtLeast)
      }),
    )
  })

  it('chooses for each class as for the class alone', () => {
    fc.assert(
      fc.property(multiLabelBatch({ classes: 3 }), (batch) => {
        const column = (values: Float32Array, index: number) => [...values].filter((_, cell) => cell % 3 === index)
        const alone = [0, 1, 2].map((index) =>
          choose(oneClass(column(batch.predictions, index), column(batch.targets, index)), 'f1'),
        )
        const chosen = choose(batch, 'f1')
        expect(chosen.thresholds).toEqual(alone.map(({ thresholds }) => thresholds[0]))
        expect(chosen.unchosen).toEqual([0, 1, 2].filter((index) => alone[index]!.unchosen.length > 0))
      }),
    )
  })

  it('keeps .5 for a class without a positive item and names the class', () => {
    const chosen = choose(
      multiLabel(
        [
          [0.25, 0.9],
          [0.75, 0.8],
        ],
        [
          [0, 0],
          [1, 0],
        ],
      ),
      'f1',
    )
    expect(chosen).toEqual({ thresholds: [0.5, 0.5], reached: [1, Number.NaN], unchosen: [1] })
  })

  it('lets a class that every item has pass, above 0', () => {
    expect(choose(oneClass([0.25, 0.5], [1, 1]), 'f1').thresholds).toEqual([0.125])
  })

  it('reaches what it can where positive items have probability 0', () => {
    expect(choose(oneClass([0, 0.5], [1, 1]), { recallAtLeast: 1 })).toEqual({
      thresholds: [0.25],
      reached: [0.5],
      unchosen: [],
    })
  })

  it('divides two probabilities that are neighbours in float32, also when the threshold is stored as float32', () => {
    const high = 0.5
    const low = Math.fround(0.5 - 2 ** -25)
    const { thresholds } = choose(oneClass([low, high], [0, 1]), 'f1')
    expect(Math.fround(thresholds[0]!)).toBe(thresholds[0])
    expect(low > thresholds[0]!).toBe(false)
    expect(high > thresholds[0]!).toBe(true)
  })

  it('refuses what it cannot work with', () => {
    expect(() => choose(oneClass([0.5], [1]), { recallAtLeast: 0 })).toThrow('recallAtLeast is 0')
    expect(() => choose(oneClass([0.5], [1]), { recallAtLeast: 90 })).toThrow('recallAtLeast is 90')
    expect(() => choose(oneClass([1.5], [1]), 'f1')).toThrow('a threshold needs probabilities in 0…1')
    expect(() => chooseThresholds(new Float32Array(5), new Float32Array(5), 2, { criterion: 'f1' })).toThrow(
      'predictions have 5 numbers',
    )
  })
})
