import { checkBatch } from './batch.ts'
import type { Metric } from './metric.ts'

/** A metric of the mean of something about each error, over all numbers of all items that are present: not NaN. */
export const meanOfErrors = (name: string, of: (error: number) => number, finish: (mean: number) => number): Metric => {
  let sum = 0
  let count = 0
  return {
    name,
    start() {
      sum = 0
      count = 0
    },
    update(batch) {
      checkBatch(name, batch, ['values'], 'it needs a Float32Array with a number for each prediction')
      batch.predictions.forEach((prediction, index) => {
        const target = batch.targets[index]!
        if (Number.isNaN(target)) return
        sum += of(prediction - target)
        count++
      })
    },
    value: () => finish(sum / count),
  }
}
