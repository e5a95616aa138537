import { shareOfItems } from './accuracy.ts'
import type { Metric } from './metric.ts'

/**
 * The share of items whose most probable class is a wrong one: 1 − accuracy. Single-label. NaN over no items.
 *
 * @throws KindlingError `invalid-argument` from `update` for multi-label targets
 *
 * @example
 * const metric = errorRate()
 * metric.update({
 *   predictions: Float32Array.of(0.9, 0.1, 0.4, 0.6), targets: Int32Array.of(0, 1), classes: 2, items: 2,
 * })
 * metric.value() // 0
 */
export const errorRate = (): Metric => shareOfItems('errorRate', (answer, target) => answer !== target)
