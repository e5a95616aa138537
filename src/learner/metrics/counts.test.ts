import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { multiLabel, multiLabelBatch, oneClass, singleLabel } from '../../../test/batches.ts'
import { accuracyMulti } from './accuracy-multi.ts'
import { f1, fBeta } from './f-beta.ts'
import { hammingLoss } from './hamming-loss.ts'
import { jaccard } from './jaccard.ts'
import type { MetricBatch, PerClassMetric } from './metric.ts'
import { precision } from './precision.ts'
import { recall } from './recall.ts'

const over = (metric: PerClassMetric, batch: MetricBatch): number => {
  metric.update(batch)
  return metric.value()
}

/** Class 0: 2 TP, 1 FP, 1 FN, 1 TN. Class 1: 1 TP, 0 FP, 2 FN, 2 TN. Class 2: no positive, 2 FP, 3 TN. */
const batch = multiLabel(
  [
    [0.9, 0.8, 0.6],
    [0.8, 0.2, 0.1],
    [0.7, 0.1, 0.9],
    [0.1, 0.3, 0.2],
    [0.2, 0.4, 0.3],
  ],
  [
    [1, 1, 0],
    [1, 1, 0],
    [0, 0, 0],
    [1, 1, 0],
    [0, 0, 0],
  ],
)

describe('metrics from counts', () => {
  it('of each class are as computed by hand, and NaN for the class without a positive item', () => {
    const per = (metric: PerClassMetric) => {
      metric.update(batch)
      return [...metric.perClass()]
    }
    expect(per(precision())).toEqual([2 / 3, 1, Number.NaN])
    expect(per(recall())).toEqual([2 / 3, 1 / 3, Number.NaN])
    expect(per(f1())).toEqual([4 / 6, 2 / 4, Number.NaN])
    expect(per(fBeta(2))).toEqual([10 / 15, 5 / 13, Number.NaN])
    expect(per(jaccard())).toEqual([2 / 4, 1 / 3, Number.NaN])
    expect(per(accuracyMulti())).toEqual([3 / 5, 3 / 5, 3 / 5])
    expect(per(hammingLoss())).toEqual([2 / 5, 2 / 5, 2 / 5])
  })

  it('macro is the mean of the classes with positive items (by hand)', () => {
    expect(over(precision(), batch)).toBeCloseTo((2 / 3 + 1) / 2, 12)
    expect(over(recall(), batch)).toBeCloseTo((2 / 3 + 1 / 3) / 2, 12)
    expect(over(f1(), batch)).toBeCloseTo((4 / 6 + 2 / 4) / 2, 12)
  })

  it('micro counts all pairs together, the false alarms of a class without positive items too (by hand)', () => {
    expect(over(precision({ average: 'micro' }), batch)).toBe(3 / 6)
    expect(over(recall({ average: 'micro' }), batch)).toBe(3 / 6)
    expect(over(f1({ average: 'micro' }), batch)).toBe(6 / 12)
    expect(over(jaccard({ average: 'micro' }), batch)).toBe(3 / 9)
  })

  it('of class indices count the most probable class (by hand)', () => {
    const indices = singleLabel(
      [
        [0.7, 0.3],
        [0.6, 0.4],
        [0.2, 0.8],
      ],
      [0, 1, 1],
    )
    const metric = precision()
    metric.update(indices)
    expect([...metric.perClass()]).toEqual([1 / 2, 1])
    expect(over(recall(), indices)).toBe((1 + 1 / 2) / 2)
    expect(over(accuracyMulti(), indices)).toBe(4 / 6)
  })

  it('precision is 0 for a class that is never answered though it occurs', () => {
    expect(over(precision(), oneClass([0.1, 0.2], [1, 0]))).toBe(0)
    expect(over(f1(), oneClass([0.1, 0.2], [1, 0]))).toBe(0)
  })

  it('a probability equal to the threshold is no answer, as in fastai', () => {
    expect(over(recall({ threshold: 0.5 }), oneClass([0.5], [1]))).toBe(0)
    expect(over(recall({ threshold: 0.4 }), oneClass([0.5], [1]))).toBe(1)
  })

  it('each class has its own threshold', () => {
    const two = multiLabel([[0.3, 0.3]], [[1, 1]])
    const metric = recall({ threshold: [0.2, 0.4] })
    metric.update(two)
    expect([...metric.perClass()]).toEqual([1, 0])
  })

  it('answering nothing reaches .95 of accuracyMulti where one of twenty labels is there', () => {
    const predictions = Array.from({ length: 20 }, () => new Array(20).fill(0))
    const targets = predictions.map((row, item) => row.map((_, index) => (index === item ? 1 : 0)))
    expect(over(accuracyMulti(), multiLabel(predictions, targets))).toBeCloseTo(0.95, 12)
  })

  it('F1 is the harmonic mean of precision and recall, and Jaccard is F1 / (2 − F1)', () => {
    fc.assert(
      fc.property(multiLabelBatch({ classes: 1 }), (one) => {
        const [p, r, f, j] = [precision(), recall(), f1(), jaccard()].map((metric) => over(metric, one)) as [
          number,
          number,
          number,
          number,
        ]
        if (Number.isNaN(p)) return
        expect(f).toBeCloseTo(p + r === 0 ? 0 : (2 * p * r) / (p + r), 12)
        expect(j).toBeCloseTo(f / (2 - f), 12)
      }),
    )
  })

  it('hammingLoss is what accuracyMulti leaves', () => {
    fc.assert(
      fc.property(multiLabelBatch(), (any) => {
        expect(over(accuracyMulti(), any) + over(hammingLoss(), any)).toBeCloseTo(1, 12)
      }),
    )
  })

  it('recall never rises with the threshold', () => {
    fc.assert(
      fc.property(multiLabelBatch({ classes: 1 }), fc.integer({ min: 0, max: 9 }), (one, tenth) => {
        const [low, high] = [tenth / 10, (tenth + 1) / 10]
        const lower = over(recall({ threshold: low }), one)
        if (Number.isNaN(lower)) return
        expect(over(recall({ threshold: high }), one)).toBeLessThanOrEqual(lower)
      }),
    )
  })

  it('fBeta refuses a beta that is not positive and finite, and says beta in its name', () => {
    for (const beta of [0, -1, Number.NaN, Number.POSITIVE_INFINITY])
      expect(() => fBeta(beta)).toThrow(`beta is ${beta}`)
    expect([f1().name, fBeta(2).name, fBeta(0.5).name]).toEqual(['f1', 'f2', 'f0.5'])
  })
})
