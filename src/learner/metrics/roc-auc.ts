import type { AverageOptions, PerClassMetric } from './metric.ts'
import { cuts, type Ranking, rankMetric } from './ranking.ts'

/**
 * Area under the receiver operating characteristic: the chance that an item with the class has a higher prediction than
 * one without, where equal predictions count half (Mann–Whitney). For single-label targets each class stands against
 * all others. For a class without a positive or without a negative item it is NaN and left out of the macro mean.
 *
 * @example
 * const metric = rocAuc()
 * metric.update({
 *   predictions: Float32Array.of(0.1, 0.4, 0.35, 0.8), targets: Float32Array.of(0, 0, 1, 1), classes: 1, items: 4,
 * })
 * metric.value() // 0.75
 */
export const rocAuc = (options: AverageOptions = {}): PerClassMetric => rankMetric('rocAuc', options, areaUnderRoc)

const areaUnderRoc = (ranking: Ranking): number => {
  const pairs = ranking.positives.length * ranking.negatives.length
  if (pairs === 0) return Number.NaN
  let area = 0
  let before = { truePositives: 0, falsePositives: 0 }
  for (const cut of cuts(ranking)) {
    area += (cut.falsePositives - before.falsePositives) * ((cut.truePositives + before.truePositives) / 2)
    before = cut
  }
  return area / pairs
}
