import { countMetric, ratio, wherePositive } from './counts.ts'
import type { AverageOptions, PerClassMetric, ThresholdOptions } from './metric.ts'

/**
 * Recall: of the items that have a class, the share that is answered with it, TP / (TP + FN). NaN for a class without a
 * positive item, which is left out of the macro mean.
 *
 * @throws KindlingError `invalid-argument` for a threshold outside 0…1; from `update` for predictions that are no
 *   probabilities, or a threshold with single-label targets
 *
 * @example
 * const metric = recall({ threshold: 0.5 })
 * metric.update({
 *   predictions: Float32Array.of(0.9, 0.6, 0.1), targets: Float32Array.of(1, 0, 1), classes: 1, items: 3,
 * })
 * metric.value() // 0.5
 */
export const recall = (options: ThresholdOptions & AverageOptions = {}): PerClassMetric =>
  countMetric(
    'recall',
    options,
    wherePositive(({ truePositives, falseNegatives }) => ratio(truePositives, truePositives + falseNegatives)),
  )
