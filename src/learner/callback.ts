import type { Learner } from './learner.ts'

/** What a callback may look at. */
export interface FitState {
  readonly learner: Learner
  /** Counted from 0. */
  readonly epoch: number
  readonly epochs: number
  /** Steps taken in this fit. */
  readonly step: number
  /** Steps that this fit will take. */
  readonly steps: number
  /** The learning rate of the last group. */
  readonly lr: number
}

/** What came of an epoch. */
export interface EpochRecord {
  readonly epoch: number
  /** The training loss, smoothed over the last batches. */
  readonly trainLoss: number
  /** The mean loss over the validation items; undefined without a validation set. */
  readonly validLoss?: number | undefined
  /** Metrics by name; NaN where the data does not define one. */
  readonly metrics: Readonly<Record<string, number>>
  readonly seconds: number
}

/**
 * The events of training, in the order in which they happen. A callback is an object with some of these names; it may be
 * asynchronous, and training waits for it. The forward pass, the gradients and the update are one program, so nothing
 * happens between them.
 */
export interface Callback {
  beforeFit?(state: FitState): void | Promise<void>
  beforeEpoch?(state: FitState): void | Promise<void>
  beforeBatch?(state: FitState): void | Promise<void>
  /** `loss` is that of the batch; it is reported a step or two late, so that the next batch need not wait. */
  afterBatch?(state: FitState & { readonly loss: number; readonly smoothLoss: number }): void | Promise<void>
  beforeValidate?(state: FitState): void | Promise<void>
  afterValidate?(state: FitState): void | Promise<void>
  afterEpoch?(state: FitState & { readonly record: EpochRecord }): void | Promise<void>
  /** However the fit ended: also after an error or an abort. */
  afterFit?(state: FitState): void | Promise<void>
}
