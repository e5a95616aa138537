import { meanOfDefined } from './average.ts'
import { checkBatch, sameClasses } from './batch.ts'
import type { AverageOptions, MetricBatch, PerClassMetric } from './metric.ts'

/** The predictions for one class, apart for the items that have it and for those that have not, each in ascending order. */
export type Ranking = { readonly positives: Float32Array; readonly negatives: Float32Array }

/** The items whose score is at least `score`: how many of them have the class, how many have not. */
export type Cut = { readonly score: number; readonly truePositives: number; readonly falsePositives: number }

/** Every way to cut the ranking, from the highest score down. Items of equal score are on the same side of each cut. */
export function* cuts({ positives, negatives }: Ranking): Generator<Cut> {
  let truePositives = 0
  let falsePositives = 0
  while (truePositives < positives.length || falsePositives < negatives.length) {
    const score = Math.max(
      positives[positives.length - 1 - truePositives] ?? Number.NEGATIVE_INFINITY,
      negatives[negatives.length - 1 - falsePositives] ?? Number.NEGATIVE_INFINITY,
    )
    while (positives[positives.length - 1 - truePositives] === score) truePositives++
    while (negatives[negatives.length - 1 - falsePositives] === score) falsePositives++
    yield { score, truePositives, falsePositives }
  }
}

/** The ranking of one class over all batches, or with `index` 'all' that of every pair of item and class together. */
export const rankingOf = (batches: readonly MetricBatch[], index: number | 'all'): Ranking => {
  const positives: number[] = []
  const negatives: number[] = []
  for (const { predictions, targets, classes } of batches) {
    const [first, step] = index === 'all' ? [0, 1] : [index, classes]
    for (let cell = first; cell < predictions.length; cell += step) {
      const isPositive =
        targets instanceof Int32Array ? targets[Math.floor(cell / classes)] === cell % classes : targets[cell] === 1
      ;(isPositive ? positives : negatives).push(predictions[cell]!)
    }
  }
  return { positives: Float32Array.from(positives).sort(), negatives: Float32Array.from(negatives).sort() }
}

/** A metric of how far the items with a class are ranked above those without. It keeps all predictions until `start`. */
export const rankMetric = (
  name: string,
  { average = 'macro' }: AverageOptions,
  score: (ranking: Ranking) => number,
): PerClassMetric => {
  let batches: MetricBatch[] = []
  const perClass = () =>
    Float64Array.from({ length: batches[0]?.classes ?? 0 }, (_, index) => score(rankingOf(batches, index)))
  return {
    name: average === 'micro' ? `${name}Micro` : name,
    start() {
      batches = []
    },
    update(batch) {
      checkBatch(name, batch, ['index', 'labels'])
      sameClasses(name, batches[0]?.classes, batch.classes)
      batches.push({ ...batch, predictions: batch.predictions.slice(), targets: batch.targets.slice() })
    },
    perClass,
    value: () => (average === 'micro' ? score(rankingOf(batches, 'all')) : meanOfDefined(perClass())),
  }
}
