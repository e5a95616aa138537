import { invalid } from '../base/errors.ts'
import { saveFile } from '../base/save.ts'
import type { Batch, DataLoader } from '../data/index.ts'
import type { Loss, Module } from '../nn/index.ts'
import { AdamW, constant, type OneCycleOptions, type Optimizer, oneCycle, type Schedule } from '../optim/index.ts'
import { type Compiled, compile, exportOnnx, fromOwned, type Tensor } from '../tensor/index.ts'
import type { Callback, EpochRecord } from './callback.ts'
import { Fit, type FitPlan } from './fit.ts'
import { type ChosenThresholds, chooseThresholds, type Metric, type ThresholdCriterion } from './metrics/index.ts'
import { type PictureInput, writeMetadata } from './model-metadata.ts'
import { rememberModes } from './modes.ts'
import { decayGroups } from './parameter-groups.ts'
import { reliableThresholds } from './reliable-thresholds.ts'

// biome-ignore lint/suspicious/noExplicitAny: a learner does not look at the items
export type Loader = DataLoader<any>

export interface LearnerOptions {
  /** Training batches, and validation batches if there are any. */
  readonly loaders: { readonly train: Loader; readonly valid?: Loader | undefined }
  readonly model: Module
  /** What is minimised; it also says how outputs become probabilities and answers. */
  readonly loss: Loss
  /** Computed on the validation set after each epoch, from probabilities. */
  readonly metrics?: readonly Metric[]
  /** Turns a batch as it comes, uint8 [N, 3, H, W], into what the model takes; part of the program, and of the export. */
  readonly preprocess?: (images: Tensor) => Tensor
  /** AdamW without weight decay on biases and normalisation by default. */
  readonly optimizer?: (model: Module) => Optimizer
  readonly callbacks?: readonly Callback[]
  /** The classes in the order of the outputs, for answers in words and for the exported model. */
  readonly labels?: readonly string[]
  /** How pictures were brought to the size of the batches, for the exported model. */
  readonly pictures?: PictureInput
}

export interface FitOptions {
  /** Stops between two batches; the promise rejects with the signal's reason and the model keeps what it has learnt. */
  readonly signal?: AbortSignal | undefined
  readonly callbacks?: readonly Callback[]
}

/** Answers for a whole set, in the order of its items. */
export interface Predictions {
  /** After the activation, [items, classes]. */
  readonly predictions: Float32Array
  /** [items, classes] */
  readonly targets: Float32Array
  readonly classes: number
  readonly items: number
  /** The mean loss. */
  readonly loss: number
}

/**
 * Brings together data, a model and a loss, and trains.
 *
 * @example
 * const learn = new Learner({ loaders, model, loss: binaryCrossEntropyWithLogitsLoss(), metrics: [f1()] })
 * await learn.fitOneCycle(10, 1e-2)
 * const { predictions } = await learn.predictions()
 */
export class Learner {
  readonly loaders: LearnerOptions['loaders']
  readonly model: Module
  readonly loss: Loss
  readonly metrics: readonly Metric[]
  readonly optimizer: Optimizer
  readonly preprocess: (images: Tensor) => Tensor
  /** One record for each epoch ever trained. */
  readonly history: EpochRecord[] = []
  readonly labels: readonly string[]
  readonly pictures: PictureInput | undefined
  /** The probability above which each label is answered; 0.5 until `chooseThresholds`. */
  thresholds: readonly number[]
  readonly #callbacks: readonly Callback[]
  readonly #train: Compiled<[Tensor, Tensor], Tensor>
  readonly #evaluate: Compiled<[Tensor, Tensor], { loss: Tensor; predictions: Tensor }>
  /** Epochs begun, over all fits: the order of training batches depends on it. */
  #epochs = 0
  #fitting = false

  constructor(options: LearnerOptions) {
    this.loaders = options.loaders
    this.model = options.model
    this.loss = options.loss
    this.metrics = options.metrics ?? []
    this.preprocess = options.preprocess ?? ((images) => images.cast('float32').div(255))
    this.optimizer = options.optimizer?.(options.model) ?? new AdamW(decayGroups(options.model), { lr: 1e-3 })
    this.labels = options.labels ?? []
    this.pictures = options.pictures
    this.thresholds = this.labels.map(() => 0.5)
    this.#callbacks = options.callbacks ?? []
    this.#train = compile(
      (images: Tensor, targets: Tensor) => {
        const loss = this.loss.loss(this.forward(images), targets)
        this.optimizer.step(loss)
        return loss
      },
      { name: 'training step' },
    )
    this.#evaluate = compile(
      (images: Tensor, targets: Tensor) => {
        const outputs = this.forward(images)
        return { loss: this.loss.loss(outputs, targets), predictions: this.loss.activation(outputs) }
      },
      { name: 'validation step' },
    )
  }

  /** From a batch as it comes to the model's outputs. */
  forward(images: Tensor): Tensor {
    return this.model.forward(this.preprocess(images))
  }

  /**
   * Trains for a number of epochs at one learning rate, or along a schedule.
   *
   * @param lr a rate, or a schedule of rates over the whole fit
   * @throws KindlingError `diverged` when the loss is no longer a finite number; the model then holds what it held when the
   *   epoch began
   */
  async fit(epochs: number, lr: number | Schedule = 1e-3, options: FitOptions = {}): Promise<EpochRecord[]> {
    return this.#fit(epochs, { lr: typeof lr === 'number' ? constant(checkRate('fit', 'lr', lr)) : lr }, options)
  }

  /** Trains with the one-cycle policy: the rate rises to `lrMax` and falls again, the momentum the other way. */
  async fitOneCycle(epochs: number, lrMax = 1e-3, options: FitOptions & OneCycleOptions = {}): Promise<EpochRecord[]> {
    return this.#fit(epochs, oneCycle(checkRate('fitOneCycle', 'lrMax', lrMax), options), options)
  }

  async #fit(
    epochs: number,
    schedules: FitPlan['schedules'],
    { signal, callbacks = [] }: FitOptions,
  ): Promise<EpochRecord[]> {
    if (this.#fitting) throw invalid('fit: this learner is training already; await that fit before you begin another')
    this.#fitting = true
    try {
      return await new Fit(this, {
        epochs,
        schedules,
        callbacks: [...this.#callbacks, ...callbacks],
        signal,
        step: async (batch) => (await this.#train(...tensorsOf(batch))).item(),
        batches: () => this.loaders.train.epoch(this.#epochs++, { signal }),
      }).run()
    } finally {
      this.#fitting = false
    }
  }

  /** The loss and the metrics on the validation set, or on another. */
  async validate({ loader, signal }: { loader?: Loader; signal?: AbortSignal | undefined } = {}): Promise<{
    loss: number
    metrics: Record<string, number>
  }> {
    for (const metric of this.metrics) metric.start()
    let sum = 0
    let items = 0
    for await (const part of this.#evaluated(loader, signal)) {
      sum += part.loss * part.items
      items += part.items
      for (const metric of this.metrics) metric.update(part)
    }
    return {
      loss: sum / items,
      metrics: Object.fromEntries(this.metrics.map((metric) => [metric.name, metric.value()])),
    }
  }

  /** Probabilities and targets of all items of the validation set, or of another, in their order. */
  async predictions({
    loader,
    signal,
  }: {
    loader?: Loader
    signal?: AbortSignal | undefined
  } = {}): Promise<Predictions> {
    const parts: Predictions[] = []
    for await (const part of this.#evaluated(loader, signal)) parts.push(part)
    const items = parts.reduce((sum, part) => sum + part.items, 0)
    const classes = parts[0]!.classes
    const all = (key: 'predictions' | 'targets'): Float32Array => {
      const joined = new Float32Array(items * classes)
      let offset = 0
      for (const part of parts) {
        joined.set(part[key], offset)
        offset += part[key].length
      }
      return joined
    }
    return {
      predictions: all('predictions'),
      targets: all('targets'),
      classes,
      items,
      loss: parts.reduce((sum, part) => sum + part.loss * part.items, 0) / items,
    }
  }

  async *#evaluated(loader = this.loaders.valid, signal?: AbortSignal): AsyncGenerator<Predictions> {
    if (!loader) throw invalid('validate: there is no validation set; give the learner one, or pass a loader')
    const restoreModes = rememberModes(this.model)
    this.model.eval()
    try {
      for await (const batch of loader.epoch(0, { signal })) {
        const { loss, predictions } = await this.#evaluate(...tensorsOf(batch))
        yield {
          loss: await loss.item(),
          predictions: (await predictions.data()) as Float32Array,
          targets: batch.targets,
          items: batch.items.length,
          classes: predictions.size / batch.items.length,
        }
      }
    } finally {
      restoreModes()
    }
  }

  /**
   * Chooses the probability above which each label is answered, on the validation set, and keeps it for the export. The
   * threshold stays 0.5 for a label that fewer than `atLeast` validation items have, since the best one for so few is
   * chance, and for one whose best F1 is hardly better than that of answering it always.
   *
   * @param criterion 'f1' (default): the highest F1 of each class; `{ recallAtLeast }`: as few answers as reach that recall
   * @param atLeast 10 by default
   * @returns also the classes for which nothing was chosen
   */
  async chooseThresholds({
    criterion = 'f1',
    atLeast = 10,
    signal,
  }: {
    readonly criterion?: ThresholdCriterion
    readonly atLeast?: number
    readonly signal?: AbortSignal | undefined
  } = {}): Promise<ChosenThresholds> {
    const { predictions, targets, classes } = await this.predictions({ signal })
    const best = chooseThresholds(predictions, targets, classes, { criterion })
    const chosen = reliableThresholds(best, targets, { criterion, atLeast })
    this.thresholds = chosen.thresholds
    return chosen
  }

  /**
   * Writes the model as one ONNX file: preprocessing, network and activation in the graph; labels, thresholds, the
   * treatment of pictures and where the model comes from in its metadata. The batch size stays open.
   *
   * @param path where; a file that is there is replaced only when the new one is complete
   */
  async export(path: string): Promise<void> {
    const { pictures, labels } = this
    if (!pictures) throw invalid('export: the learner does not know the size of its pictures; give it `pictures`')
    if (labels.length === 0) throw invalid('export: the learner does not know its labels; give it `labels`')
    const restoreModes = rememberModes(this.model)
    this.model.eval()
    try {
      const bytes = await exportOnnx((images) => ({ probabilities: this.#probabilities(images) }), {
        inputs: [{ name: 'images', dtype: 'uint8', shape: [3, pictures.size, pictures.size] }],
        metadata: writeMetadata({
          labels,
          thresholds: this.thresholds,
          pictures,
          provenance: { library: 'kindling', epochs: this.history.length, last: this.history.at(-1) },
        }),
      })
      await saveFile(path, bytes)
    } finally {
      restoreModes()
    }
  }

  #probabilities(images: Tensor): Tensor {
    const probabilities = this.loss.activation(this.forward(images))
    if (probabilities.shape[1] !== this.labels.length)
      throw invalid(
        `export: the model has ${probabilities.shape[1]} outputs for ${this.labels.length} labels ` +
          `(shape [${probabilities.shape.join(', ')}] for two pictures); there must be one for each`,
      )
    return probabilities
  }

  /** Frees the compiled programs. The learner can go on; it then compiles them again. */
  dispose(): void {
    this.#train.dispose()
    this.#evaluate.dispose()
  }
}

const checkRate = (caller: string, argument: string, rate: number): number => {
  if (!(rate >= 0 && Number.isFinite(rate)))
    throw invalid(`${caller}: ${argument} is ${rate}; it must be a number from 0`)
  return rate
}

const tensorsOf = ({ images, imageShape, targets, targetShape }: Batch<unknown>): [Tensor, Tensor] => [
  fromOwned(images, imageShape),
  fromOwned(targets, targetShape),
]
