import { invalid } from '../../base/errors.ts'
import { exceeds, type Threshold, thresholdsFor } from '../../base/threshold.ts'
import { mostProbable } from './answer.ts'
import { meanOfDefined } from './average.ts'
import { checkBatch, sameClasses } from './batch.ts'
import type { AverageOptions, MetricBatch, PerClassMetric, ThresholdOptions } from './metric.ts'
import { checkProbabilities } from './probabilities.ts'

/** How often a class was answered and was there, answered and was not there, and so on. */
export type Counts = {
  truePositives: number
  falsePositives: number
  falseNegatives: number
  trueNegatives: number
}

const none = (): Counts => ({ truePositives: 0, falsePositives: 0, falseNegatives: 0, trueNegatives: 0 })

/** a / b, and 0 where b is 0: nothing was answered, so nothing was answered rightly. */
export const ratio = (a: number, b: number): number => (b === 0 ? 0 : a / b)

/** A score of counts that has a meaning only where the class occurs; NaN elsewhere. */
export const wherePositive =
  (score: (counts: Counts) => number) =>
  (counts: Counts): number =>
    counts.truePositives + counts.falseNegatives === 0 ? Number.NaN : score(counts)

/**
 * A metric that follows from the counts of each class. Multi-label targets: a label is answered where its probability
 * exceeds its threshold. Class indices: the most probable class is answered, and a threshold is refused.
 */
export const countMetric = (
  name: string,
  { threshold, average = 'macro' }: ThresholdOptions & AverageOptions,
  score: (counts: Counts) => number,
): PerClassMetric => {
  if (typeof threshold === 'number') thresholdsFor(name, threshold, 1)
  let byClass: Counts[] = []
  const perClass = () => Float64Array.from(byClass, score)
  return {
    name: average === 'micro' ? `${name}Micro` : name,
    start() {
      byClass = []
    },
    update(batch) {
      checkBatch(name, batch, ['index', 'labels'])
      sameClasses(name, byClass.length || undefined, batch.classes)
      if (byClass.length === 0) byClass = Array.from({ length: batch.classes }, none)
      if (batch.targets instanceof Int32Array) {
        if (threshold !== undefined) {
          throw invalid(
            `${name}: threshold is ${threshold}, but targets are class indices, where the most probable class is the ` +
              'answer; leave the threshold out',
          )
        }
        countIndices(byClass, batch, batch.targets)
      } else countLabels(name, byClass, batch, batch.targets, threshold ?? 0.5)
    },
    perClass,
    value: () =>
      average === 'micro' ? (byClass.length ? score(total(byClass)) : Number.NaN) : meanOfDefined(perClass()),
  }
}

const countIndices = (byClass: Counts[], { predictions, classes, items }: MetricBatch, targets: Int32Array): void => {
  for (let item = 0; item < items; item++) {
    const target = targets[item]!
    const answer = mostProbable(predictions, item, classes)
    for (const counts of byClass) counts.trueNegatives++
    if (answer === target) move(byClass[target]!, 'truePositives')
    else {
      move(byClass[target]!, 'falseNegatives')
      move(byClass[answer]!, 'falsePositives')
    }
  }
}

const move = (counts: Counts, to: keyof Counts): void => {
  counts.trueNegatives--
  counts[to]++
}

const countLabels = (
  name: string,
  byClass: Counts[],
  { predictions, classes, items }: MetricBatch,
  targets: Float32Array,
  threshold: Threshold,
): void => {
  checkProbabilities(name, predictions, classes)
  const thresholds = thresholdsFor(name, threshold, classes)
  for (let index = 0; index < classes; index++) {
    const counts = byClass[index]!
    for (let cell = index; cell < items * classes; cell += classes) {
      const answered = exceeds(predictions[cell]!, thresholds[index]!)
      if (targets[cell] === 1) counts[answered ? 'truePositives' : 'falseNegatives']++
      else counts[answered ? 'falsePositives' : 'trueNegatives']++
    }
  }
}

const total = (byClass: Counts[]): Counts => {
  const sum = none()
  for (const counts of byClass) for (const key of Object.keys(sum) as (keyof Counts)[]) sum[key] += counts[key]
  return sum
}
