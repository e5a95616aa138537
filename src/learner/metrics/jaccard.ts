import { countMetric, ratio, wherePositive } from './counts.ts'
import type { AverageOptions, PerClassMetric, ThresholdOptions } from './metric.ts'

/**
 * Jaccard index, intersection over union: of the items that have a class or are answered with it, the share for which
 * both are true, TP / (TP + FP + FN). NaN for a class without a positive item, which is left out of the macro mean.
 *
 * @throws KindlingError `invalid-argument` for a threshold outside 0…1; from `update` for predictions that are no
 *   probabilities, or a threshold with single-label targets
 *
 * @example
 * const metric = jaccard()
 * metric.update({
 *   predictions: Float32Array.of(0.9, 0.6, 0.1), targets: Float32Array.of(1, 0, 1), classes: 1, items: 3,
 * })
 * metric.value() // 0.3333
 */
export const jaccard = (options: ThresholdOptions & AverageOptions = {}): PerClassMetric =>
  countMetric(
    'jaccard',
    options,
    wherePositive(({ truePositives, falsePositives, falseNegatives }) =>
      ratio(truePositives, truePositives + falsePositives + falseNegatives),
    ),
  )
