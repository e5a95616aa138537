import { mostProbable } from './answer.ts'
import { checkBatch } from './batch.ts'
import type { Metric } from './metric.ts'

/**
 * The share of items whose most probable class is the right one. Single-label; of equally probable classes the first is
 * the answer. NaN over no items.
 *
 * @throws KindlingError `invalid-argument` from `update` for multi-label targets, which `accuracyMulti` takes
 *
 * @example
 * const metric = accuracy()
 * metric.update({
 *   predictions: Float32Array.of(0.9, 0.1, 0.4, 0.6), targets: Int32Array.of(0, 0), classes: 2, items: 2,
 * })
 * metric.value() // 0.5
 */
export const accuracy = (): Metric => shareOfItems('accuracy', (answer, target) => answer === target)

/** A metric that is the share of items whose answered class and target pass a test. */
export const shareOfItems = (name: string, passes: (answer: number, target: number) => boolean): Metric => {
  let passed = 0
  let seen = 0
  return {
    name,
    start() {
      passed = 0
      seen = 0
    },
    update(batch) {
      checkBatch(name, batch, ['index'], 'use accuracyMulti for several labels per item')
      for (let item = 0; item < batch.items; item++) {
        if (passes(mostProbable(batch.predictions, item, batch.classes), batch.targets[item]!)) passed++
      }
      seen += batch.items
    },
    value: () => passed / seen,
  }
}
