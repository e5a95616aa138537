import type { Threshold } from '../../base/threshold.ts'

/** The answers to one batch of items, and what they should have been. */
export type MetricBatch = {
  /** [items, classes], row by row: probabilities, that is after the activation (for points: the coordinates). */
  readonly predictions: Float32Array
  /**
   * An `Int32Array` of [items] holds the index of the class of each item (single-label). A `Float32Array` of
   * [items, classes] holds 1 where an item has a label and 0 where not (multi-label), or the values of a regression.
   */
  readonly targets: Float32Array | Int32Array
  /** Numbers per item in `predictions`. */
  readonly classes: number
  readonly items: number
}

/**
 * A number that says how good the answers to a whole validation set are. It is fed batch by batch, and its value is that
 * of all items together, so it does not depend on how the items were divided into batches.
 *
 * @example
 * const metric = accuracy()
 * for await (const batch of batches) metric.update(batch)
 * console.log(metric.name, metric.value())
 */
export type Metric = {
  /** What the column of the table and the key in JSON are called. */
  readonly name: string
  /** Forgets everything, before a validation set begins. A new metric has forgotten everything. */
  start(): void
  /**
   * Takes the batch in; its arrays may be reused afterwards.
   *
   * @throws KindlingError `invalid-argument` when lengths or targets do not fit together, `diverged` when a prediction is
   *   not finite
   */
  update(batch: MetricBatch): void
  /** The metric over all batches since `start`; NaN where it is not defined, as over no items. */
  value(): number
}

/** A metric that is also known for each class. */
export type PerClassMetric = Metric & {
  /** [classes]; NaN for a class of which the metric is not defined; empty before the first batch. */
  perClass(): Float64Array
}

/** How the classes become one number. */
export type AverageOptions = {
  /**
   * `macro` (default): the mean over the classes; a class without a positive item is left out of it.
   * `micro`: all pairs of item and class are thrown together and counted as one class; the name then ends in `Micro`.
   */
  readonly average?: 'macro' | 'micro'
}

export type ThresholdOptions = {
  /** The probability above which a label is answered, for all classes or one per class; .5 by default. Multi-label only. */
  readonly threshold?: Threshold
}
