import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { multiLabel, multiLabelBatch, oneClass, singleLabel } from '../../../test/batches.ts'
import { averagePrecision } from './average-precision.ts'
import type { MetricBatch, PerClassMetric } from './metric.ts'
import { cuts } from './ranking.ts'
import { rocAuc } from './roc-auc.ts'

const over = (metric: PerClassMetric, batch: MetricBatch): number => {
  metric.update(batch)
  return metric.value()
}

/** Σ (Rₙ − Rₙ₋₁) Pₙ, each recall and precision counted afresh over all items. */
const averagePrecisionByCounting = ({ predictions, targets }: MetricBatch): number => {
  const total = targets.filter((target) => target === 1).length
  let sum = 0
  let before = 0
  for (const threshold of [...new Set(predictions)].sort((a, b) => b - a)) {
    const answered = [...targets].filter((_, item) => predictions[item]! >= threshold)
    const right = answered.filter((target) => target === 1).length
    sum += (right / total - before) * (right / answered.length)
    before = right / total
  }
  return sum
}

/** The share of pairs of a positive and a negative item that stand in the right order; half for an equal pair. */
const areaByPairs = ({ predictions, targets }: MetricBatch): number => {
  const scores = (label: number) => [...predictions].filter((_, item) => targets[item] === label)
  const pairs = scores(1).flatMap((positive) => scores(0).map((negative) => (Math.sign(positive - negative) + 1) / 2))
  return pairs.reduce((sum, pair) => sum + pair, 0) / pairs.length
}

const oneClassBatch = multiLabelBatch({ classes: 1 })

describe('a ranking', () => {
  it('is cut between distinct scores only', () => {
    const ranking = { positives: Float32Array.of(0.25, 0.5, 0.5), negatives: Float32Array.of(0, 0.5, 0.75) }
    expect([...cuts(ranking)]).toEqual([
      { score: 0.75, truePositives: 0, falsePositives: 1 },
      { score: 0.5, truePositives: 2, falsePositives: 2 },
      { score: 0.25, truePositives: 3, falsePositives: 2 },
      { score: 0, truePositives: 3, falsePositives: 3 },
    ])
  })
})

describe('averagePrecision', () => {
  it("is 5/6 for the example of scikit-learn's documentation", () => {
    expect(over(averagePrecision(), oneClass([0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1]))).toBeCloseTo(5 / 6, 12)
  })

  it('does not depend on the order of items of equal score (by hand: one cut with precision 1/2)', () => {
    expect(over(averagePrecision(), oneClass([0.5, 0.5], [1, 0]))).toBe(0.5)
    expect(over(averagePrecision(), oneClass([0.5, 0.5], [0, 1]))).toBe(0.5)
  })

  it('equals recall and precision counted at every distinct score', () => {
    fc.assert(
      fc.property(oneClassBatch, (batch) => {
        const value = over(averagePrecision(), batch)
        if (batch.targets.includes(1)) expect(value).toBeCloseTo(averagePrecisionByCounting(batch), 12)
        else expect(value).toBeNaN()
      }),
    )
  })

  it('of a perfect ranking is 1', () => {
    fc.assert(
      fc.property(oneClassBatch, (batch) => {
        fc.pre(batch.targets.includes(1))
        const perfect = {
          ...batch,
          predictions: batch.predictions.map((p, item) => (batch.targets[item]! + p / 2) / 2),
        }
        expect(over(averagePrecision(), perfect)).toBe(1)
      }),
    )
  })

  it('of a ranking that knows nothing is the share of positive items', () => {
    expect(over(averagePrecision(), oneClass(new Array(8).fill(0.3), [1, 0, 0, 0, 1, 0, 0, 0]))).toBe(0.25)
  })

  it('micro ranks all pairs of item and class together (by hand)', () => {
    const batch = multiLabel(
      [
        [0.9, 0.2],
        [0.4, 0.6],
      ],
      [
        [1, 0],
        [1, 0],
      ],
    )
    expect(over(averagePrecision(), batch)).toBe(1)
    expect(over(averagePrecision({ average: 'micro' }), batch)).toBeCloseTo(1 / 2 + (1 / 2) * (2 / 3), 12)
  })

  it('of class indices ranks each class against all others (by hand)', () => {
    const metric = averagePrecision()
    metric.update(
      singleLabel(
        [
          [0.7, 0.3],
          [0.6, 0.4],
          [0.2, 0.8],
        ],
        [1, 0, 1],
      ),
    )
    expect([...metric.perClass()]).toEqual([1 / 2, (1 / 2) * 1 + (1 / 2) * (2 / 3)])
  })
})

describe('rocAuc', () => {
  it("is 3/4 for the example of scikit-learn's documentation", () => {
    expect(over(rocAuc(), oneClass([0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1]))).toBe(0.75)
  })

  it('is the share of rightly ordered pairs, an equal pair counting half', () => {
    fc.assert(
      fc.property(oneClassBatch, (batch) => {
        const value = over(rocAuc(), batch)
        if (batch.targets.includes(1) && batch.targets.includes(0)) expect(value).toBeCloseTo(areaByPairs(batch), 12)
        else expect(value).toBeNaN()
      }),
    )
  })

  it('of the reversed ranking is what it leaves', () => {
    fc.assert(
      fc.property(oneClassBatch, (batch) => {
        fc.pre(batch.targets.includes(1) && batch.targets.includes(0))
        const reversed = { ...batch, predictions: batch.predictions.map((p) => -p) }
        expect(over(rocAuc(), batch) + over(rocAuc(), reversed)).toBeCloseTo(1, 12)
      }),
    )
  })
})

describe.each([averagePrecision, rocAuc])('$name', (factory) => {
  it('sees only the order: any increasing function of the predictions gives the same', () => {
    fc.assert(
      fc.property(
        multiLabelBatch(),
        fc.constantFrom<(p: number) => number>(
          (p) => 10 * p - 3,
          Math.exp,
          Math.cbrt,
          (p) => p / 1024,
        ),
        (batch, increasing) => {
          const moved = { ...batch, predictions: batch.predictions.map(increasing) }
          expect(over(factory(), moved)).toEqual(over(factory(), batch))
        },
      ),
    )
  })
})
