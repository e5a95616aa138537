import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { itemsOf, multiLabel, multiLabelBatch, oneClass, singleLabel, singleLabelBatch } from '../../../test/batches.ts'
import { KindlingError } from '../../base/errors.ts'
import {
  accuracy,
  accuracyMulti,
  averagePrecision,
  errorRate,
  f1,
  fBeta,
  hammingLoss,
  jaccard,
  type Metric,
  type MetricBatch,
  mae,
  noneRecall,
  type PerClassMetric,
  precision,
  r2Score,
  recall,
  rmse,
  rocAuc,
  topKAccuracy,
} from './index.ts'

const singleLabelOnly = [accuracy, errorRate, () => topKAccuracy(1)]
const perClass: ((options?: { average?: 'macro' | 'micro' }) => PerClassMetric)[] = [
  precision,
  recall,
  f1,
  (options) => fBeta(2, options),
  jaccard,
  averagePrecision,
  rocAuc,
]
const ofEachCell = [accuracyMulti, hammingLoss]
const regression = [rmse, mae, r2Score]
const named = (factories: (() => Metric)[]): [string, () => Metric][] =>
  factories.map((factory) => [factory().name, factory])

const over = (metric: Metric, ...batches: MetricBatch[]): number => {
  metric.start()
  for (const batch of batches) metric.update(batch)
  return metric.value()
}

const errorOf = (action: () => void): KindlingError => {
  try {
    action()
  } catch (error) {
    expect(error).toBeInstanceOf(KindlingError)
    return error as KindlingError
  }
  throw new Error('nothing was thrown')
}

/** Any cut of the items into two batches must give what one batch gives. */
const expectSameInParts = (factory: () => Metric, batch: MetricBatch, at: number) => {
  const whole = over(factory(), batch)
  const parts = over(factory(), itemsOf(batch, 0, at), itemsOf(batch, at, batch.items))
  if (Number.isNaN(whole)) expect(parts).toBeNaN()
  else expect(parts).toBeCloseTo(whole, 9)
}

const everyMultiLabel = [...perClass, ...ofEachCell, noneRecall]
const everySingleLabel = [...singleLabelOnly, ...perClass, ...ofEachCell]
const micro = perClass.map((factory) => () => factory({ average: 'micro' }))

describe('every metric', () => {
  it.each(named([...everyMultiLabel, ...micro, ...regression]))(
    '%s does not depend on how the items were divided into batches',
    (_, factory) => {
      fc.assert(
        fc.property(multiLabelBatch(), fc.nat(20), (batch, at) =>
          expectSameInParts(factory, batch, Math.min(at, batch.items)),
        ),
      )
    },
  )

  it.each(named(everySingleLabel))('%s of class indices does not depend on the division into batches', (_, factory) => {
    fc.assert(
      fc.property(singleLabelBatch(), fc.nat(20), (batch, at) =>
        expectSameInParts(factory, batch, Math.min(at, batch.items)),
      ),
    )
  })

  it.each(named([...singleLabelOnly, ...everyMultiLabel, ...micro, ...regression]))(
    '%s over no items is NaN',
    (_, factory) => {
      expect(factory().value()).toBeNaN()
    },
  )

  it.each(named([...everyMultiLabel, ...regression]))('%s forgets everything at start', (_, factory) => {
    fc.assert(
      fc.property(multiLabelBatch(), multiLabelBatch(), (before, batch) => {
        const metric = factory()
        metric.start()
        metric.update(before)
        expect(over(metric, batch)).toEqual(over(factory(), batch))
      }),
    )
  })

  it.each(named([averagePrecision, rocAuc]))(
    '%s keeps its own copy of a batch whose arrays are used again',
    (_, factory) => {
      const batch = oneClass([0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1])
      const metric = factory()
      metric.update(batch)
      const before = metric.value()
      batch.predictions.fill(0)
      batch.targets.fill(0)
      expect(metric.value()).toBe(before)
    },
  )

  it.each(named([...everyMultiLabel, ...regression]))(
    '%s stops at a prediction that is not finite',
    (name, factory) => {
      const error = errorOf(() =>
        factory().update(
          multiLabel(
            [
              [0.1, 0.2],
              [0.3, Number.NaN],
            ],
            [
              [0, 1],
              [0, 1],
            ],
          ),
        ),
      )
      expect(error.code).toBe('diverged')
      expect(error.message).toContain(`${name}: the prediction of item 1 for class 1 is NaN`)
    },
  )

  it.each(named([...everyMultiLabel, ...regression]))(
    '%s refuses lengths that do not fit together',
    (name, factory) => {
      const batch = { predictions: new Float32Array(5), targets: new Float32Array(6), classes: 3, items: 2 }
      expect(errorOf(() => factory().update(batch)).message).toBe(
        `${name}: predictions have 5 numbers, but 2 items of 3 classes need 6`,
      )
      const short = { predictions: new Float32Array(6), targets: new Float32Array(2), classes: 3, items: 2 }
      expect(errorOf(() => factory().update(short)).message).toContain('for one class per item give an Int32Array')
    },
  )
})

describe('a metric per class', () => {
  it.each(named(perClass))('%s of one class is the macro and the micro average over that class', (_, factory) => {
    const withAverage = factory as (typeof perClass)[number]
    fc.assert(
      fc.property(multiLabelBatch({ classes: 1 }), (batch) => {
        const metric = withAverage()
        const value = over(metric, batch)
        expect([...metric.perClass()]).toEqual([value])
        expect(over(withAverage({ average: 'micro' }), batch)).toEqual(value)
      }),
    )
  })

  it.each(named(perClass))('%s of each class is that of the class alone', (_, factory) => {
    const make = factory as (typeof perClass)[number]
    fc.assert(
      fc.property(multiLabelBatch(), (batch) => {
        const metric = make()
        metric.update(batch)
        const column = (values: Float32Array, index: number) =>
          [...values].filter((_, cell) => cell % batch.classes === index)
        const alone = Array.from({ length: batch.classes }, (_, index) =>
          over(make(), oneClass(column(batch.predictions, index), column(batch.targets, index))),
        )
        expect([...metric.perClass()]).toEqual(alone)
      }),
    )
  })

  it.each(named(perClass))(
    '%s of class indices is that of the same indices written as 0 and 1, where answers agree',
    (_, factory) => {
      // One class above one half and the others below: then argmax and the threshold answer the same.
      const indices = singleLabel(
        [
          [0.8, 0.1, 0.1],
          [0.2, 0.7, 0.1],
          [0.6, 0.3, 0.1],
        ],
        [0, 1, 1],
      )
      const labels = { ...indices, targets: Float32Array.of(1, 0, 0, 0, 1, 0, 0, 1, 0) }
      expect(over(factory(), indices)).toBe(over(factory(), labels))
    },
  )

  it.each(named(perClass))(
    '%s of a class without a positive item is NaN and left out of the macro mean',
    (_, factory) => {
      const metric = factory() as PerClassMetric
      const value = over(
        metric,
        multiLabel(
          [
            [0.9, 0.9],
            [0.2, 0.1],
            [0.7, 0.3],
          ],
          [
            [1, 0],
            [0, 0],
            [0, 0],
          ],
        ),
      )
      expect(metric.perClass()[1]).toBeNaN()
      expect(value).toBe(metric.perClass()[0])
    },
  )

  it.each(named(perClass))('%s says Micro in its name when it is', (name, factory) => {
    expect((factory as (typeof perClass)[number])({ average: 'micro' }).name).toBe(`${name}Micro`)
  })

  it('refuses batches with different numbers of classes', () => {
    for (const factory of perClass) {
      const metric = factory()
      metric.update(multiLabel([[0.5, 0.5]], [[1, 0]]))
      expect(errorOf(() => metric.update(oneClass([0.5], [1]))).message).toContain(
        'has 1 classes, but the batches before it had 2',
      )
    }
  })
})

describe('targets', () => {
  it.each(named(singleLabelOnly))('%s refuses several labels per item and says what to use', (name, factory) => {
    const error = errorOf(() => factory().update(multiLabel([[0.9, 0.1]], [[1, 0]])))
    expect(error.message).toMatch(new RegExp(`^${name}: targets are numbers for each item and class.*; use `))
  })

  it.each(named([noneRecall, ...regression]))('%s refuses class indices', (_, factory) => {
    expect(errorOf(() => factory().update(singleLabel([[0.9, 0.1]], [0]))).message).toContain(
      'targets are class indices',
    )
  })

  it.each(named(everySingleLabel))('%s refuses a class index out of range', (_, factory) => {
    for (const target of [-1, 2]) {
      expect(errorOf(() => factory().update(singleLabel([[0.9, 0.1]], [target]))).message).toContain(
        `the target of item 0 is class ${target}, but there are 2 classes; class indices must lie in 0…1`,
      )
    }
  })

  it.each(named(everyMultiLabel))('%s refuses a label that is neither 0 nor 1', (_, factory) => {
    expect(errorOf(() => factory().update(multiLabel([[0.9, 0.1]], [[1, 0.5]]))).message).toContain(
      'the target of item 0 for class 1 is 0.5; it must be 1 where the item has the label and 0 where not',
    )
  })
})

describe('thresholds', () => {
  const thresholded: ((options: { threshold: number | number[] }) => Metric)[] = [
    accuracyMulti,
    hammingLoss,
    precision,
    recall,
    f1,
    jaccard,
    noneRecall,
  ]
  const cases = thresholded.map((factory): [string, typeof factory] => [factory({ threshold: 0.5 }).name, factory])

  it.each(cases)('%s with one threshold equals that with the same for each class', (_, factory) => {
    fc.assert(
      fc.property(multiLabelBatch({ classes: 3 }), fc.integer({ min: 0, max: 10 }), (batch, tenth) => {
        const threshold = tenth / 10
        const each = factory({ threshold: [threshold, threshold, threshold] })
        expect(over(factory({ threshold }), batch)).toEqual(over(each, batch))
      }),
    )
  })

  it.each(cases)('%s refuses a threshold outside 0…1 and the wrong number of them', (name, factory) => {
    expect(errorOf(() => factory({ threshold: 1.5 })).message).toContain(`${name}: threshold is 1.5`)
    const batch = multiLabel([[0.5, 0.5]], [[1, 0]])
    expect(errorOf(() => factory({ threshold: [0.5, Number.NaN] }).update(batch)).message).toContain(
      'of class 1 is NaN',
    )
    expect(errorOf(() => factory({ threshold: [0.5] }).update(batch)).message).toContain(
      'threshold has 1 entries, but there are 2 classes',
    )
  })

  it.each(cases)('%s refuses logits', (_, factory) => {
    expect(errorOf(() => factory({ threshold: 0.5 }).update(multiLabel([[2.5, 0.1]], [[1, 0]]))).message).toContain(
      'item 0 for class 0 is 2.5; a threshold needs probabilities in 0…1, so apply the activation (sigmoid) first',
    )
  })

  it('are refused where the most probable class is the answer', () => {
    expect(errorOf(() => f1({ threshold: 0.3 }).update(singleLabel([[0.9, 0.1]], [0]))).message).toContain(
      'leave the threshold out',
    )
  })
})
