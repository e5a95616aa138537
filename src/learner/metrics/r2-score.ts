import { meanOfDefined } from './average.ts'
import { checkBatch, sameClasses } from './batch.ts'
import type { PerClassMetric } from './metric.ts'

/** What one output needs to remember: sums over the targets so far, with Welford's running mean of them. */
type Sums = { seen: number; mean: number; variation: number; squaredErrors: number }

/**
 * R², the coefficient of determination: 1 − Σ(target − prediction)² / Σ(target − mean)². 1 is perfect, 0 is as good as
 * always answering the mean of these targets, below is worse. One for each output (`perClass`), of which `value` is the
 * mean (scikit-learn's `uniform_average`). NaN for an output whose targets are all equal, which is left out of the mean.
 * A target of NaN is absent and left out.
 *
 * @example
 * const metric = r2Score()
 * metric.update({ predictions: Float32Array.of(1, 2, 4), targets: Float32Array.of(1, 2, 3), classes: 1, items: 3 })
 * metric.value() // 0.5: 1 − 1/2
 */
export const r2Score = (): PerClassMetric => {
  const name = 'r2Score'
  let outputs: Sums[] = []
  const perClass = () =>
    Float64Array.from(outputs, ({ variation, squaredErrors }) =>
      variation === 0 ? Number.NaN : 1 - squaredErrors / variation,
    )
  return {
    name,
    start() {
      outputs = []
    },
    update(batch) {
      checkBatch(name, batch, ['values'], 'it needs a Float32Array with a number for each prediction')
      sameClasses(name, outputs.length || undefined, batch.classes)
      if (outputs.length === 0) {
        outputs = Array.from({ length: batch.classes }, () => ({ seen: 0, mean: 0, variation: 0, squaredErrors: 0 }))
      }
      for (let item = 0; item < batch.items; item++) {
        outputs.forEach((sums, index) => {
          const target = batch.targets[item * batch.classes + index]!
          const prediction = batch.predictions[item * batch.classes + index]!
          if (Number.isNaN(target)) return
          const before = target - sums.mean
          sums.mean += before / ++sums.seen
          sums.variation += before * (target - sums.mean)
          sums.squaredErrors += (target - prediction) ** 2
        })
      }
    },
    perClass,
    value: () => meanOfDefined(perClass()),
  }
}
