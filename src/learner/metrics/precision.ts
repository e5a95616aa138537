import { countMetric, ratio, wherePositive } from './counts.ts'
import type { AverageOptions, PerClassMetric, ThresholdOptions } from './metric.ts'

/**
 * Precision: of the items answered with a class, the share that has it, TP / (TP + FP). 0 for a class that has positive
 * items and is never answered. NaN for a class without a positive item, which is left out of the macro mean, so that
 * false alarms for it show only in the micro average.
 *
 * @throws KindlingError `invalid-argument` for a threshold outside 0…1; from `update` for predictions that are no
 *   probabilities, or a threshold with single-label targets
 *
 * @example
 * const metric = precision({ threshold: 0.5 })
 * metric.update({
 *   predictions: Float32Array.of(0.9, 0.6, 0.1), targets: Float32Array.of(1, 0, 1), classes: 1, items: 3,
 * })
 * metric.value() // 0.5
 */
export const precision = (options: ThresholdOptions & AverageOptions = {}): PerClassMetric =>
  countMetric(
    'precision',
    options,
    wherePositive(({ truePositives, falsePositives }) => ratio(truePositives, truePositives + falsePositives)),
  )
