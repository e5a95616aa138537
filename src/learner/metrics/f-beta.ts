import { invalid } from '../../base/errors.ts'
import { countMetric, ratio, wherePositive } from './counts.ts'
import type { AverageOptions, PerClassMetric, ThresholdOptions } from './metric.ts'

/**
 * F-beta: the harmonic mean of precision and recall in which recall weighs `beta` times as much,
 * (1 + β²) TP / ((1 + β²) TP + β² FN + FP). 0 where nothing is answered rightly; NaN for a class without a positive item,
 * which is left out of the macro mean. Its name says beta: `f2`.
 *
 * @throws KindlingError `invalid-argument` for a `beta` that is not positive or a threshold outside 0…1; from `update` for
 *   predictions that are no probabilities, or a threshold with single-label targets
 *
 * @example
 * const metric = fBeta(2)
 * metric.update({
 *   predictions: Float32Array.of(0.9, 0.6, 0.1), targets: Float32Array.of(1, 0, 1), classes: 1, items: 3,
 * })
 * metric.value() // 0.5
 */
export const fBeta = (beta: number, options: ThresholdOptions & AverageOptions = {}): PerClassMetric => {
  if (!(beta > 0 && beta < Number.POSITIVE_INFINITY)) {
    throw invalid(`fBeta: beta is ${beta}; it must be positive: 1 for equal weights, 2 where recall matters more`)
  }
  const weight = beta * beta
  return countMetric(
    `f${beta}`,
    options,
    wherePositive(({ truePositives, falsePositives, falseNegatives }) => {
      const right = (1 + weight) * truePositives
      return ratio(right, right + weight * falseNegatives + falsePositives)
    }),
  )
}

/**
 * F1: the harmonic mean of precision and recall, 2 TP / (2 TP + FN + FP); `fBeta(1)`.
 *
 * @example
 * const metric = f1({ threshold: 0.5, average: 'micro' })
 * metric.update({
 *   predictions: Float32Array.of(0.9, 0.6, 0.1), targets: Float32Array.of(1, 0, 1), classes: 1, items: 3,
 * })
 * metric.value() // 0.5
 */
export const f1 = (options: ThresholdOptions & AverageOptions = {}): PerClassMetric => fBeta(1, options)
