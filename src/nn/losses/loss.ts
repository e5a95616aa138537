import { invalid } from '../../base/errors.ts'
import { type Threshold, thresholdsFor } from '../../base/threshold.ts'
import { sigmoid, softmax, Tensor, tensor } from '../../tensor/index.ts'
import { show } from '../../tensor/shape.ts'
import {
  type BinaryCrossEntropyWithLogitsOptions,
  binaryCrossEntropyWithLogits,
} from './binary-cross-entropy-with-logits.ts'
import { defaultIgnoreIndex } from './class-indices.ts'
import { type CrossEntropyOptions, crossEntropy } from './cross-entropy.ts'
import { type HuberOptions, huberLoss } from './huber-loss.ts'
import { l1Loss } from './l1-loss.ts'
import { mseLoss } from './mse-loss.ts'
import type { ReductionOption } from './reduction.ts'
import { type SmoothL1Options, smoothL1Loss } from './smooth-l1-loss.ts'

/**
 * What a learner needs to know of a loss: how to compute it, and how the outputs of a model that was trained with it become
 * answers. An object of this form with functions of one's own will do as well.
 */
export interface Loss {
  /** What it is called in tables and messages. */
  readonly name: string
  /** The number to minimise: a scalar, from the model's outputs and the targets. */
  loss(outputs: Tensor, targets: Tensor): Tensor
  /** What the outputs mean: probabilities, or the predicted numbers themselves. Of the outputs' shape. */
  activation(outputs: Tensor): Tensor
  /** The answers, from what `activation` returned. */
  decode(predictions: Tensor): Tensor
  /** By what `loss` divides for the targets of a batch, and so how much the batch counts; the number of its items by default. */
  weight?(targets: Float32Array | Int32Array): number | Promise<number>
  /** What `loss` computes, as data, where it is one of those below: from it a worksheet can be laid out. */
  readonly formula?: LossFormula
}

/** Which of this library's losses it is, and with which options. */
export type LossFormula =
  | { readonly kind: 'crossEntropy'; readonly options: Scalar<CrossEntropyOptions> }
  | { readonly kind: 'binaryCrossEntropyWithLogits'; readonly options: Scalar<BinaryCrossEntropyWithLogitsOptions> }
  | { readonly kind: 'mse' | 'l1'; readonly options: Scalar<ReductionOption> }
  | { readonly kind: 'smoothL1'; readonly options: Scalar<SmoothL1Options> }
  | { readonly kind: 'huber'; readonly options: Scalar<HuberOptions> }
  /** The weighted sum of the losses of several parts, whose outputs stand one after another along axis 1. */
  | { readonly kind: 'parts'; readonly parts: readonly LossPart[] }

/** A part of a loss of several parts. */
export interface LossPart {
  readonly name: string
  /** How many outputs belong to it. */
  readonly width: number
  readonly weight: number
  readonly loss: Loss
}

type Compute = Loss['loss']

/** Options of a loss that comes out as one number. */
type Scalar<Options extends ReductionOption> = Omit<Options, 'reduction'> & {
  /** 'mean' by default. */
  readonly reduction?: 'mean' | 'sum'
}

/**
 * A loss for questions with exactly one answer: softmax along axis 1 makes probabilities, and the answer is the most
 * probable class (of equal ones the first), int64 [N] or [N, d1, …].
 *
 * @param loss from outputs [N, C, …] and class indices [N, …] to a scalar
 * @example
 * const focal = singleLabelLoss('focal', (outputs, targets) => focalLoss(outputs, targets, { gamma: 3 }))
 */
export const singleLabelLoss = (name: string, loss: Compute): Loss => ({
  name,
  loss,
  activation: (outputs) => softmax(outputs, 1),
  decode: (predictions) => predictions.argmax(1),
})

export interface MultiLabelOptions {
  /** The probability above which a label is answered, for all classes or one for each; .5 by default. */
  readonly threshold?: Threshold
}

/**
 * A loss for questions with any number of answers, none included: sigmoid makes a probability of each output, and the
 * answers are the labels whose probability lies above the threshold, bool of the outputs' shape [N, C].
 *
 * @param loss from outputs [N, C] and targets of 0 and 1 [N, C] to a scalar
 * @example
 * const chapter4 = multiLabelLoss('mnist', (outputs, targets) => mnistLoss(outputs.sigmoid(), targets))
 */
export const multiLabelLoss = (name: string, loss: Compute, { threshold = 0.5 }: MultiLabelOptions = {}): Loss => {
  thresholdsFor(name, threshold, typeof threshold === 'number' ? 1 : threshold.length)
  return {
    name,
    loss,
    activation: (outputs) => sigmoid(outputs),
    decode: (predictions) => {
      const { shape, ndim } = predictions
      if (ndim < 2) throw invalid(`${name}: predictions have shape ${show(shape)}; they must be [N, C]`)
      const [, classes, ...places] = shape as [number, number, ...number[]]
      const thresholds = thresholdsFor(name, threshold, classes)
      // In float64, as the metrics compare: a threshold chosen on validation data may be very close to a probability.
      return predictions.greater(tensor(thresholds, { shape: [classes, ...places.map(() => 1)] }))
    },
  }
}

/**
 * A loss for numbers and points: the outputs are the answers. Targets may be NaN where a point is absent, which the losses
 * below leave out; a function of one's own must do so too.
 *
 * @param loss from outputs and targets of one shape to a scalar
 * @param options handed to `loss`
 * @example
 * const squared = regressionLoss('mse', mseLoss)
 * const robust = regressionLoss('huber', huberLoss, { delta: 0.1 })
 */
export const regressionLoss = <Options extends ReductionOption = ReductionOption>(
  name: string,
  loss: (outputs: Tensor, targets: Tensor, options?: Options) => Tensor,
  options?: Scalar<Options>,
): Loss => {
  const kind = numberLosses.get(loss)
  return {
    name,
    loss: (outputs, targets) => loss(outputs, targets, options as Options | undefined),
    activation: (outputs) => outputs,
    decode: (predictions) => predictions,
    // Ours are the mean over the numbers that are there.
    ...(kind && options?.reduction !== 'sum' && { weight: numbersPresent }),
    ...(kind && { formula: { kind, options: options ?? {} } as LossFormula }),
  }
}

const numbersPresent = (targets: Float32Array | Int32Array): number => {
  let present = 0
  for (const target of targets) if (!Number.isNaN(target)) present++
  return present
}

const numberLosses = new Map<unknown, LossFormula['kind']>([
  [mseLoss, 'mse'],
  [l1Loss, 'l1'],
  [smoothL1Loss, 'smoothL1'],
  [huberLoss, 'huber'],
])

/**
 * `crossEntropy` for a learner: see `singleLabelLoss`.
 *
 * @example
 * new Learner({ loaders, model, loss: crossEntropyLoss({ labelSmoothing: 0.1 }) })
 */
export const crossEntropyLoss = (options: Scalar<CrossEntropyOptions> = {}): Loss => ({
  ...singleLabelLoss('crossEntropy', (outputs, targets) => crossEntropy(outputs, targets, options)),
  ...(options.reduction !== 'sum' && { weight: (targets) => weightOfClasses(targets, options) }),
  formula: { kind: 'crossEntropy', options },
})

/** Of class probabilities, each item counts alike. */
const weightOfClasses = async (
  targets: Float32Array | Int32Array,
  { weight, ignoreIndex = defaultIgnoreIndex }: CrossEntropyOptions,
): Promise<number> => {
  if (targets instanceof Float32Array) return targets.length
  const weights = weight && (await (weight instanceof Tensor ? weight : tensor(weight)).data())
  let sum = 0
  for (const target of targets) if (target !== ignoreIndex) sum += weights ? Number(weights[target]) : 1
  return sum
}

/**
 * `binaryCrossEntropyWithLogits` for a learner: see `multiLabelLoss`.
 *
 * @example
 * new Learner({ loaders, model, loss: binaryCrossEntropyWithLogitsLoss({ threshold: 0.3 }) })
 */
export const binaryCrossEntropyWithLogitsLoss = ({
  threshold = 0.5,
  ...options
}: Scalar<BinaryCrossEntropyWithLogitsOptions> & MultiLabelOptions = {}): Loss => ({
  ...multiLabelLoss(
    'binaryCrossEntropyWithLogits',
    (outputs, targets) => binaryCrossEntropyWithLogits(outputs, targets, options),
    { threshold },
  ),
  formula: { kind: 'binaryCrossEntropyWithLogits', options },
})
