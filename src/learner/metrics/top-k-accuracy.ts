import { invalid } from '../../base/errors.ts'
import { checkBatch } from './batch.ts'
import type { Metric } from './metric.ts'

/**
 * The share of items whose right class is among the `k` most probable ones. Single-label; of equally probable classes
 * the earlier ranks higher, so that `topKAccuracy(1)` is `accuracy`. Its name says k: `top5Accuracy`. NaN over no items.
 *
 * @param k how many answers are allowed; 5 by default, as in fastai
 * @throws KindlingError `invalid-argument` for a `k` that is no whole number of at least 1; from `update` for more answers
 *   than there are classes and for multi-label targets
 *
 * @example
 * const metric = topKAccuracy(2)
 * metric.update({ predictions: Float32Array.of(0.5, 0.3, 0.2), targets: Int32Array.of(1), classes: 3, items: 1 })
 * metric.value() // 1
 */
export const topKAccuracy = (k = 5): Metric => {
  if (!Number.isInteger(k) || k < 1) throw invalid(`topKAccuracy: k is ${k}; it must be a whole number of at least 1`)
  const name = `top${k}Accuracy`
  let passed = 0
  let seen = 0
  return {
    name,
    start() {
      passed = 0
      seen = 0
    },
    update(batch) {
      checkBatch(name, batch, ['index'], 'use averagePrecision for several labels per item')
      const { predictions, targets, classes, items } = batch
      if (k > classes)
        throw invalid(`topKAccuracy: k is ${k}, but there are only ${classes} classes; choose a smaller k`)
      for (let item = 0; item < items; item++) {
        if (rankOf(predictions.subarray(item * classes, (item + 1) * classes), targets[item]!) < k) passed++
      }
      seen += items
    },
    value: () => passed / seen,
  }
}

/** How many classes stand before the given one. */
const rankOf = (row: Float32Array, index: number): number => {
  let before = 0
  for (let other = 0; other < row.length; other++) {
    if (row[other]! > row[index]! || (row[other] === row[index] && other < index)) before++
  }
  return before
}
