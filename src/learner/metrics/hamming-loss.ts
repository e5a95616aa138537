import { countMetric } from './counts.ts'
import type { PerClassMetric, ThresholdOptions } from './metric.ts'

/**
 * The share of pairs of item and class that are answered wrongly: 1 − accuracyMulti. Every class counts, with positives
 * or without. NaN over no items.
 *
 * @throws KindlingError `invalid-argument` for a threshold outside 0…1; from `update` for predictions that are no
 *   probabilities
 *
 * @example
 * const metric = hammingLoss()
 * metric.update({
 *   predictions: Float32Array.of(0.9, 0.3, 0.1, 0.4), targets: Float32Array.of(1, 0, 0, 1), classes: 2, items: 2,
 * })
 * metric.value() // 0.25
 */
export const hammingLoss = (options: ThresholdOptions = {}): PerClassMetric =>
  countMetric(
    'hammingLoss',
    options,
    ({ truePositives, trueNegatives, falsePositives, falseNegatives }) =>
      (falsePositives + falseNegatives) / (truePositives + trueNegatives + falsePositives + falseNegatives),
  )
