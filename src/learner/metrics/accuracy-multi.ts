import { countMetric } from './counts.ts'
import type { PerClassMetric, ThresholdOptions } from './metric.ts'

/**
 * The share of pairs of item and class that are answered rightly: the label is there and its probability exceeds the
 * threshold, or neither (fastai's `accuracy_multi`). It flatters sparse labels: where each item has 1 of 20 labels,
 * answering nothing at all reaches .95; look at `averagePrecision` or `f1` too. Every class counts, with positives or
 * without. NaN over no items.
 *
 * @throws KindlingError `invalid-argument` for a threshold outside 0…1; from `update` for predictions that are no
 *   probabilities
 *
 * @example
 * const metric = accuracyMulti({ threshold: 0.2 })
 * metric.update({
 *   predictions: Float32Array.of(0.9, 0.3, 0.1, 0.6), targets: Float32Array.of(1, 0, 0, 1), classes: 2, items: 2,
 * })
 * metric.value() // 0.75
 */
export const accuracyMulti = (options: ThresholdOptions = {}): PerClassMetric =>
  countMetric(
    'accuracyMulti',
    options,
    ({ truePositives, trueNegatives, falsePositives, falseNegatives }) =>
      (truePositives + trueNegatives) / (truePositives + trueNegatives + falsePositives + falseNegatives),
  )
