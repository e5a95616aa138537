import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { multiLabel, oneClass } from '../../../test/batches.ts'
import { mae } from './mae.ts'
import type { Metric, MetricBatch } from './metric.ts'
import { r2Score } from './r2-score.ts'
import { rmse } from './rmse.ts'

const over = (metric: Metric, batch: MetricBatch): number => {
  metric.update(batch)
  return metric.value()
}

describe('metrics of a regression', () => {
  it('rmse and mae take all numbers of all items together (by hand)', () => {
    const batch = multiLabel(
      [
        [1, 5],
        [2, 2],
      ],
      [
        [4, 1],
        [2, 2],
      ],
    )
    expect(over(rmse(), batch)).toBeCloseTo(2.5, 12)
    expect(over(mae(), batch)).toBe(7 / 4)
  })

  it('r2Score is 1 minus unexplained over total variation (by hand)', () => {
    expect(over(r2Score(), oneClass([1, 2, 4], [1, 2, 3]))).toBe(0.5)
  })

  it("r2Score is the mean of the outputs (the example of scikit-learn's user guide, 0.936)", () => {
    const metric = r2Score()
    metric.update(
      multiLabel(
        [
          [0, 2],
          [-1, 2],
          [8, -5],
        ],
        [
          [0.5, 1],
          [-1, 1],
          [7, -6],
        ],
      ),
    )
    expect([...metric.perClass()].map((value) => value.toFixed(3))).toEqual(['0.965', '0.908'])
    expect(metric.value()).toBeCloseTo(0.9368, 4)
  })

  it('r2Score is 1 when perfect and 0 when always answering the mean', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 2, maxLength: 30 }), (targets) => {
        fc.pre(new Set(targets).size > 1)
        const mean = targets.reduce((sum, target) => sum + target, 0) / targets.length
        expect(over(r2Score(), oneClass(targets, targets))).toBe(1)
        expect(
          over(
            r2Score(),
            oneClass(
              targets.map(() => mean),
              targets,
            ),
          ),
        ).toBeCloseTo(0, 6)
      }),
    )
  })

  it('r2Score leaves out an output whose targets are all equal', () => {
    const metric = r2Score()
    metric.update(
      multiLabel(
        [
          [1, 5],
          [2, 5],
          [4, 5],
        ],
        [
          [1, 5],
          [2, 5],
          [3, 5],
        ],
      ),
    )
    expect([...metric.perClass()]).toEqual([0.5, Number.NaN])
    expect(metric.value()).toBe(0.5)
  })

  it('r2Score keeps its digits where the targets are large beside their variation', () => {
    const far = (values: number[]) => values.map((value) => value + 1_000_000)
    expect(over(r2Score(), oneClass(far([1, 2, 4]), far([1, 2, 3])))).toBeCloseTo(0.5, 9)
  })

  it('leave out targets that are NaN, that is absent (the metrics of the others alone)', () => {
    const absent = Number.NaN
    const predictions = [
      [1, 5],
      [2, 9],
      [4, 6],
      [9, 8],
    ]
    const targets = [
      [1, 4],
      [2, absent],
      [3, 8],
      [absent, 6],
    ]
    expect(over(rmse(), multiLabel(predictions, targets))).toBeCloseTo(Math.sqrt((1 + 1 + 4 + 4) / 6), 12)
    expect(over(mae(), multiLabel(predictions, targets))).toBe((1 + 1 + 2 + 2) / 6)
    const metric = r2Score()
    metric.update(multiLabel(predictions, targets))
    expect(metric.perClass()[0]).toBe(over(r2Score(), oneClass([1, 2, 4], [1, 2, 3])))
    expect(metric.perClass()[1]).toBeCloseTo(over(r2Score(), oneClass([5, 6, 8], [4, 8, 6])), 12)
  })

  it('are NaN where all targets are absent', () => {
    for (const metric of [rmse(), mae(), r2Score()])
      expect(over(metric, oneClass([1, 2], [Number.NaN, Number.NaN]))).toBeNaN()
  })
})
