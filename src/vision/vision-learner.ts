import { invalid } from '../base/errors.ts'
import { type Answer, type DataLoaders, type ItemTransform, widthOf } from '../data/index.ts'
import {
  accuracy,
  averagePrecision,
  type Callback,
  f1,
  Learner,
  type Metric,
  mae,
  noneRecall,
  type PictureInput,
  rmse,
} from '../learner/index.ts'
import { type Loss, Module, resnet18, resnet34, resnet50 } from '../nn/index.ts'
import { Random, type Tensor } from '../tensor/index.ts'
import { augment, type BatchTransform } from './augment/index.ts'
import { imagenetStatistics, normalize } from './normalize.ts'
import { pointsNetwork } from './points-network.ts'
import { smallResNet } from './small-resnet.ts'

/** The networks that can be trained from nothing, by name. */
export const architectures = {
  small: (classes: number, random: Random): Module => smallResNet({ classes, random }),
  resnet18: (classes: number, random: Random): Module => resnet18({ classes, random }),
  resnet34: (classes: number, random: Random): Module => resnet34({ classes, random }),
  resnet50: (classes: number, random: Random): Module => resnet50({ classes, random }),
  points: (coordinates: number, random: Random): Module => pointsNetwork({ points: coordinates / 2, random }),
} as const

export type Architecture = keyof typeof architectures

export interface VisionLearnerOptions {
  /**
   * 'small' by default: a residual network of 0.2 million parameters that two cores can train in minutes. 'points' finds the
   * points of a `pointsBlock`: a map of places for each of them, where 'small' sees what there is better than where.
   */
  readonly architecture?: Architecture | Module
  /** Decides the initial weights and what is random in training; 0 by default. */
  readonly seed?: number
  /** By default what suits the answer and fits a line of 80 characters. */
  readonly metrics?: readonly Metric[]
  /** The one that the target suggests by default. */
  readonly loss?: Loss
  /** Lowest and highest output, for numbers and points: a sigmoid brings the outputs between them (fastai's `y_range`). */
  readonly range?: readonly [low: number, high: number]
  readonly callbacks?: readonly Callback[]
}

/**
 * A learner for pictures. What is to be predicted decides the number of outputs, the loss, the activation, the metrics and
 * how answers are read.
 *
 * @throws KindlingError `invalid-argument` when an option cannot be, or the item transforms do not end in one size
 * @example
 * const loaders = await block.dataLoaders('photos/labels.csv', { batchSize: 32 })
 * const learn = visionLearner(loaders)
 * await learn.fitOneCycle(10, 1e-2)
 * const { value } = await learn.predict('street.jpg') // of the type that getY returns
 */
export function visionLearner<Item, X, Y>(
  loaders: DataLoaders<Item, X, Y, BatchTransform>,
  { architecture = 'small', seed = 0, metrics, loss, range, callbacks }: VisionLearnerOptions = {},
): Learner<X, Y> {
  if (typeof architecture === 'string' && !Object.hasOwn(architectures, architecture))
    throw invalid(
      `visionLearner: architecture is '${architecture}'; it must be one of ${Object.keys(architectures).join(', ')}`,
    )
  const { target, batchTransforms } = loaders
  const { answer } = target
  if (architecture === 'points' && answer.kind !== 'points')
    throw invalid(
      `visionLearner: architecture is 'points', but what is to be predicted is of kind '${answer.kind}'; take another, ` +
        'or predict points with a pointsBlock',
    )
  if (architecture === 'points' && range)
    throw invalid(
      `visionLearner: range is [${range}], but the architecture 'points' answers with places in the picture, in −1…1; leave it out`,
    )
  const random = new Random(seed)
  const model = typeof architecture === 'string' ? architectures[architecture](widthOf(answer), random) : architecture
  return new Learner<X, Y>({
    loaders,
    model: range ? new Ranged(model, range) : model,
    loss: loss ?? target.loss,
    metrics: metrics ?? usualMetrics(answer),
    preprocess: normalize(imagenetStatistics),
    pictures: picturesOf(loaders.itemTransforms),
    ...(batchTransforms.length > 0 && { augment: augment(batchTransforms, target.moves, new Random(seed)) }),
    ...(callbacks && { callbacks }),
  })
}

function picturesOf(transforms: readonly ItemTransform[]): PictureInput {
  const last = transforms.at(-1)
  if (!last)
    throw invalid(
      'visionLearner: there are no itemTransforms, so pictures differ in size; give the DataBlock one, like resize(128)',
    )
  const { width, height } = last.size
  return { width, height, transforms: transforms.map(({ recipe }) => recipe) }
}

function usualMetrics(answer: Answer): Metric[] {
  switch (answer.kind) {
    case 'labels':
      return [f1(), averagePrecision(), noneRecall()]
    case 'category':
      return answer.thresholds ? [f1(), averagePrecision(), noneRecall()] : [accuracy()]
    case 'number':
    case 'numbers':
    case 'points':
      return [rmse(), mae()]
    case 'rotation':
    case 'mask':
    case 'parts':
      return []
  }
}

/** A model whose outputs a sigmoid brings between two numbers. */
class Ranged extends Module {
  readonly model: Module
  readonly #low: number
  readonly #high: number

  constructor(model: Module, [low, high]: readonly [number, number]) {
    super()
    if (!(low < high && Number.isFinite(high - low)))
      throw invalid(`visionLearner: range is [${low}, ${high}]; the first number must be below the second`)
    this.model = model
    this.#low = low
    this.#high = high
  }

  override forward(x: Tensor): Tensor {
    return this.model
      .forward(x)
      .sigmoid()
      .mul(this.#high - this.#low)
      .add(this.#low)
  }
}
