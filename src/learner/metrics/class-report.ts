import { invalid } from '../../base/errors.ts'
import { averagePrecision } from './average-precision.ts'
import { f1 } from './f-beta.ts'
import type { MetricBatch, ThresholdOptions } from './metric.ts'
import { precision } from './precision.ts'
import { recall } from './recall.ts'

/** How well one class is answered; the scores are NaN for a class without a positive item. */
export type ClassRow = {
  readonly label: string
  /** How many items have the label. */
  readonly support: number
  readonly precision: number
  readonly recall: number
  readonly f1: number
  readonly averagePrecision: number
}

/**
 * One row per class for the table that says what a model can and cannot do, in the order of `labels`.
 *
 * @param batch predictions and targets of the whole validation set
 * @param labels the name of each class
 * @throws KindlingError `invalid-argument` when the labels are not one per class, and as the metrics do
 *
 * @example
 * classReport(
 *   { predictions: Float32Array.of(0.9, 0.6, 0.1, 0.8), targets: Float32Array.of(1, 0, 0, 1), classes: 2, items: 2 },
 *   ['cat', 'dog'],
 *   { threshold: 0.5 },
 * )
 * // [{ label: 'cat', support: 1, precision: 1, recall: 1, f1: 1, averagePrecision: 1 },
 * //  { label: 'dog', support: 1, precision: 0.5, recall: 1, f1: 0.6667, averagePrecision: 1 }]
 */
export const classReport = (
  batch: MetricBatch,
  labels: readonly string[],
  options: ThresholdOptions = {},
): ClassRow[] => {
  if (labels.length !== batch.classes) {
    throw invalid(`classReport: there are ${labels.length} labels for ${batch.classes} classes; give one per class`)
  }
  const scores = [precision(options), recall(options), f1(options), averagePrecision()].map((metric) => {
    metric.update(batch)
    return metric.perClass()
  })
  const support = supportOf(batch)
  return labels.map((label, index) => {
    const [precision, recall, f1, averagePrecision] = scores.map((score) => score[index]!) as [
      number,
      number,
      number,
      number,
    ]
    return { label, support: support[index]!, precision, recall, f1, averagePrecision }
  })
}

const supportOf = ({ targets, classes }: MetricBatch): number[] => {
  const support = new Array<number>(classes).fill(0)
  if (targets instanceof Int32Array) for (const target of targets) support[target]!++
  else for (const [cell, target] of targets.entries()) support[cell % classes]! += target
  return support
}
