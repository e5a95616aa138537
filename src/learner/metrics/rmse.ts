import type { Metric } from './metric.ts'
import { meanOfErrors } from './regression.ts'

/**
 * Root of the mean squared error over all numbers of all items, in the unit of the targets. A target of NaN is absent and
 * left out. NaN over no items.
 *
 * @example
 * const metric = rmse()
 * metric.update({ predictions: Float32Array.of(1, 5), targets: Float32Array.of(4, 1), classes: 2, items: 1 })
 * metric.value() // 3.5355: √((9 + 16) / 2)
 */
export const rmse = (): Metric => meanOfErrors('rmse', (error) => error * error, Math.sqrt)
