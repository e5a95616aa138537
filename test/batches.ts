import fc from 'fast-check'
import type { MetricBatch } from '../src/learner/metrics/metric.ts'

/** Probabilities of few distinct values, so that many of them are equal, and 0 and 1 occur. */
const probability = fc.integer({ min: 0, max: 12 }).map((n) => Math.fround(n / 12))

/** Answers to items that have any number of labels, also none; classes without a positive item occur. */
export const multiLabelBatch = ({
  classes,
}: {
  classes?: number
} = {}): fc.Arbitrary<MetricBatch & { targets: Float32Array }> =>
  fc
    .record({ items: fc.integer({ min: 1, max: 20 }), classes: fc.integer({ min: 1, max: 4 }) })
    .map((size) => ({ ...size, classes: classes ?? size.classes }))
    .chain(({ items, classes }) => {
      const cells = { minLength: items * classes, maxLength: items * classes }
      return fc.record({
        predictions: fc.array(probability, cells).map((values) => Float32Array.from(values)),
        targets: fc.array(fc.constantFrom(0, 1), cells).map((values) => Float32Array.from(values)),
        classes: fc.constant(classes),
        items: fc.constant(items),
      })
    })

/** Answers to items that have one class each. */
export const singleLabelBatch = (): fc.Arbitrary<MetricBatch & { targets: Int32Array }> =>
  fc
    .record({ items: fc.integer({ min: 1, max: 20 }), classes: fc.integer({ min: 1, max: 5 }) })
    .chain(({ items, classes }) =>
      fc.record({
        predictions: fc
          .array(probability, { minLength: items * classes, maxLength: items * classes })
          .map((values) => Float32Array.from(values)),
        targets: fc
          .array(fc.integer({ min: 0, max: classes - 1 }), { minLength: items, maxLength: items })
          .map((values) => Int32Array.from(values)),
        classes: fc.constant(classes),
        items: fc.constant(items),
      }),
    )

/** The batch that has only the items from `start` to before `end`. */
export const itemsOf = (batch: MetricBatch, start: number, end: number): MetricBatch => {
  const perItem = batch.targets.length / batch.items
  return {
    predictions: batch.predictions.slice(start * batch.classes, end * batch.classes),
    targets: batch.targets.slice(start * perItem, end * perItem),
    classes: batch.classes,
    items: end - start,
  }
}

/** Rows of predictions and their class indices. */
export const singleLabel = (predictions: number[][], targets: number[]): MetricBatch => ({
  predictions: Float32Array.from(predictions.flat()),
  targets: Int32Array.from(targets),
  classes: predictions[0]?.length ?? 1,
  items: predictions.length,
})

/** Rows of predictions and rows of targets: labels, or the values of a regression. */
export const multiLabel = (predictions: number[][], targets: number[][]): MetricBatch & { targets: Float32Array } => ({
  predictions: Float32Array.from(predictions.flat()),
  targets: Float32Array.from(targets.flat()),
  classes: predictions[0]?.length ?? 1,
  items: predictions.length,
})

/** One class: the predictions and targets of its items. */
export const oneClass = (predictions: number[], targets: number[]): MetricBatch & { targets: Float32Array } =>
  multiLabel(
    predictions.map((value) => [value]),
    targets.map((value) => [value]),
  )
