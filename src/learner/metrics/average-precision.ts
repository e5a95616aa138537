import type { AverageOptions, PerClassMetric } from './metric.ts'
import { cuts, type Ranking, rankMetric } from './ranking.ts'

/**
 * Average precision: the area under the steps of the precision-recall curve, Σₙ (Rₙ − Rₙ₋₁) Pₙ, where Rₙ and Pₙ are recall
 * and precision when all items of at least the n-th highest distinct score are answered (the definition that
 * scikit-learn documents for `average_precision_score`; no interpolation). It needs no threshold, and unlike accuracy it
 * is not flattered by sparse labels: a ranking by chance reaches the share of positive items, a perfect one 1.
 *
 * For a class without a positive item it is NaN, and such a class is left out of the macro mean.
 *
 * @example
 * const metric = averagePrecision()
 * metric.update({
 *   predictions: Float32Array.of(0.1, 0.4, 0.35, 0.8), targets: Float32Array.of(0, 0, 1, 1), classes: 1, items: 4,
 * })
 * metric.value() // 0.8333: 1/2 · 1/1 + 1/2 · 2/3
 */
export const averagePrecision = (options: AverageOptions = {}): PerClassMetric =>
  rankMetric('averagePrecision', options, averagePrecisionOf)

/** Average precision of one ranking; NaN where no item is positive. */
export const averagePrecisionOf = (ranking: Ranking): number => {
  const positives = ranking.positives.length
  if (positives === 0) return Number.NaN
  let sum = 0
  let found = 0
  for (const { truePositives, falsePositives } of cuts(ranking)) {
    sum += (truePositives - found) * (truePositives / (truePositives + falsePositives))
    found = truePositives
  }
  return sum / positives
}
