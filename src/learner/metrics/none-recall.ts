import { exceeds, thresholdsFor } from '../../base/threshold.ts'
import { checkBatch } from './batch.ts'
import type { Metric, ThresholdOptions } from './metric.ts'
import { checkProbabilities } from './probabilities.ts'

/**
 * Of the items that have no label, the share answered with no label: how honest the model is about "none of these".
 * Multi-label. NaN where every item has a label: then the data cannot tell.
 *
 * @throws KindlingError `invalid-argument` for a threshold outside 0…1; from `update` for single-label targets or
 *   predictions that are no probabilities
 *
 * @example
 * const metric = noneRecall({ threshold: 0.5 })
 * metric.update({
 *   predictions: Float32Array.of(0.1, 0.2, 0.7, 0.1, 0.9, 0.1), targets: Float32Array.of(0, 0, 0, 0, 1, 0), classes: 2, items: 3,
 * })
 * metric.value() // 0.5
 */
export const noneRecall = ({ threshold = 0.5 }: ThresholdOptions = {}): Metric => {
  const name = 'noneRecall'
  if (typeof threshold === 'number') thresholdsFor(name, threshold, 1)
  let answeredNone = 0
  let empty = 0
  return {
    name,
    start() {
      answeredNone = 0
      empty = 0
    },
    update(batch) {
      checkBatch(name, batch, ['labels'], 'it needs a Float32Array of 0 and 1, in which an item may have no label')
      checkProbabilities(name, batch.predictions, batch.classes)
      const { classes, items } = batch
      const thresholds = thresholdsFor(name, threshold, classes)
      for (let item = 0; item < items; item++) {
        const row = batch.predictions.subarray(item * classes, (item + 1) * classes)
        if (batch.targets.subarray(item * classes, (item + 1) * classes).includes(1)) continue
        empty++
        if (!row.some((probability, index) => exceeds(probability, thresholds[index]!))) answeredNone++
      }
    },
    value: () => answeredNone / empty,
  }
}
