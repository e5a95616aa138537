import { invalid, KindlingError } from '../../base/errors.ts'
import type { MetricBatch } from './metric.ts'

/** What the targets of a batch are: a class index for each item, 0 or 1 for each item and class, or any numbers. */
type TargetKind = 'index' | 'labels' | 'values'

/**
 * Checks that the parts of a batch fit together and that its targets are of one of the kinds that the metric takes.
 *
 * @param metric the name that an error message begins with
 * @param kinds of targets that the metric takes; for another kind the error says `wayOut`
 * @throws KindlingError `invalid-argument`, or `diverged` when a prediction is not finite
 */
export const checkBatch = (
  metric: string,
  batch: MetricBatch,
  kinds: readonly TargetKind[],
  wayOut = 'choose a metric for such targets',
): void => {
  const { predictions, targets, classes, items } = batch
  const cells = items * classes
  if (predictions.length !== cells) {
    throw invalid(
      `${metric}: predictions have ${predictions.length} numbers, but ${items} items of ${classes} classes need ${cells}`,
    )
  }
  const broken = predictions.findIndex((value) => !Number.isFinite(value))
  if (broken >= 0) {
    throw new KindlingError(
      'diverged',
      `${metric}: the prediction of item ${Math.floor(broken / classes)} for class ${broken % classes} is ` +
        `${predictions[broken]}; predictions must be finite. Lower the learning rate, or look for such numbers in the data`,
    )
  }
  if (targets instanceof Int32Array) checkIndices(metric, targets, batch, kinds, wayOut)
  else checkCells(metric, targets, batch, kinds, wayOut)
}

const checkIndices = (
  metric: string,
  targets: Int32Array,
  { classes, items }: MetricBatch,
  kinds: readonly TargetKind[],
  wayOut: string,
): void => {
  if (!kinds.includes('index')) {
    throw invalid(`${metric}: targets are class indices (an Int32Array), one class per item; ${wayOut}`)
  }
  if (targets.length !== items) {
    throw invalid(
      `${metric}: targets have ${targets.length} class indices, but there are ${items} items; ` +
        'for several labels per item give a Float32Array of 0 and 1 for each item and class',
    )
  }
  const outside = targets.findIndex((target) => target < 0 || target >= classes)
  if (outside >= 0) {
    throw invalid(
      `${metric}: the target of item ${outside} is class ${targets[outside]}, but there are ${classes} classes; ` +
        `class indices must lie in 0…${classes - 1}`,
    )
  }
}

const checkCells = (
  metric: string,
  targets: Float32Array,
  { classes, items }: MetricBatch,
  kinds: readonly TargetKind[],
  wayOut: string,
): void => {
  if (!kinds.includes('labels') && !kinds.includes('values')) {
    throw invalid(`${metric}: targets are numbers for each item and class (a Float32Array); ${wayOut}`)
  }
  if (targets.length !== items * classes) {
    throw invalid(
      `${metric}: targets have ${targets.length} numbers, but ${items} items of ${classes} classes need ` +
        `${items * classes}; for one class per item give an Int32Array of class indices`,
    )
  }
  if (kinds.includes('values')) return
  const other = targets.findIndex((target) => target !== 0 && target !== 1)
  if (other >= 0) {
    throw invalid(
      `${metric}: the target of item ${Math.floor(other / classes)} for class ${other % classes} is ${targets[other]}; ` +
        'it must be 1 where the item has the label and 0 where not',
    )
  }
}

/** The number of classes, which must not change while a metric is being fed. */
export const sameClasses = (metric: string, before: number | undefined, now: number): number => {
  if (before !== undefined && before !== now) {
    throw invalid(
      `${metric}: this batch has ${now} classes, but the batches before it had ${before}; call start() between data sets`,
    )
  }
  return now
}
