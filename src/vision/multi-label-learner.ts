import { invalid } from '../base/errors.ts'
import { averagePrecision, type Callback, f1, Learner, type Metric, noneRecall } from '../learner/index.ts'
import { binaryCrossEntropyWithLogitsLoss, type Module, resnet18, resnet34, resnet50 } from '../nn/index.ts'
import { Random } from '../tensor/index.ts'
import type { LoaderOptions, MultiLabelImages } from './multi-label-images.ts'
import { imagenetStatistics, normalize } from './normalize.ts'
import { smallResNet } from './small-resnet.ts'

/** The networks that can be trained from nothing, by name. */
export const architectures = {
  small: (classes: number, random: Random): Module => smallResNet({ classes, random }),
  resnet18: (classes: number, random: Random): Module => resnet18({ classes, random }),
  resnet34: (classes: number, random: Random): Module => resnet34({ classes, random }),
  resnet50: (classes: number, random: Random): Module => resnet50({ classes, random }),
} as const

export type Architecture = keyof typeof architectures

export interface MultiLabelLearnerOptions extends LoaderOptions {
  /** 'small' by default: a residual network of 0.7 million parameters that two cores can train in minutes. */
  readonly architecture?: Architecture | Module
  /** Decides the initial weights; 0 by default. */
  readonly seed?: number
  /** By default F1 (above 0.5), average precision and the recall of "none": what fits a line of 80 characters. */
  readonly metrics?: readonly Metric[]
  readonly callbacks?: readonly Callback[]
}

/**
 * A learner for pictures with any number of labels, none included: every class is a question of its own, so the loss is
 * binary cross-entropy and the activation a sigmoid.
 *
 * @example
 * const data = await multiLabelImages({ csv: 'labels.csv', size: 96 })
 * const learn = multiLabelLearner(data)
 * await learn.fitOneCycle(10, 1e-2)
 * await learn.chooseThresholds()
 * await learn.export('tags.onnx')
 */
export function multiLabelLearner(data: MultiLabelImages, options: MultiLabelLearnerOptions = {}): Learner {
  const { architecture = 'small', seed = 0, metrics, callbacks, ...loaderOptions } = options
  if (typeof architecture === 'string' && !(architecture in architectures))
    throw invalid(
      `multiLabelLearner: architecture is '${architecture}'; it must be one of ${Object.keys(architectures).join(', ')}`,
    )
  const { labels } = data.vocabulary
  const model =
    typeof architecture === 'string' ? architectures[architecture](labels.length, new Random(seed)) : architecture
  return new Learner({
    loaders: data.dataLoaders(loaderOptions),
    model,
    loss: binaryCrossEntropyWithLogitsLoss(),
    metrics: metrics ?? [f1(), averagePrecision(), noneRecall()],
    preprocess: normalize(imagenetStatistics),
    labels,
    pictures: data.pictures,
    ...(callbacks && { callbacks }),
  })
}
