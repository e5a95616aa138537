import { invalid } from '../base/errors.ts'
import { saveFile } from '../base/save.ts'
import {
  type Answer,
  answered,
  type Batch,
  type Column,
  type DataLoader,
  type InputBlock,
  type Target,
  widthOf,
} from '../data/index.ts'
import type { LossWorksheetOptions } from '../lab/batch/index.ts'
import type { Worksheet } from '../lab/worksheet.ts'
import type { Loss, Module } from '../nn/index.ts'
import { AdamW, constant, type OneCycleOptions, type Optimizer, oneCycle, type Schedule } from '../optim/index.ts'
import { type Compiled, compile, exportOnnx, fromOwned, type Tensor } from '../tensor/index.ts'
import type { Callback, EpochRecord } from './callback.ts'
import { type Choice, chosenItems } from './chosen-items.ts'
import { Fit, type FitPlan } from './fit.ts'
import { type LossTerm, lossesOf, MeanLoss, termsOf } from './mean-loss.ts'
import { type ChosenThresholds, chooseThresholds, type Metric, type ThresholdCriterion } from './metrics/index.ts'
import { outputName, type PictureInput, writeMetadata } from './model-metadata.ts'
import { rememberModes } from './modes.ts'
import { decayGroups } from './parameter-groups.ts'
import { labelsAnswered, type Prediction, probabilitiesOf } from './prediction.ts'
import { reliableThresholds } from './reliable-thresholds.ts'

// biome-ignore lint/suspicious/noExplicitAny: a learner does not look at the items
export type Loader = DataLoader<any>

export interface LearnerOptions<X = unknown, Y = unknown> {
  /** Training batches, and validation batches if there are any. `prepare` and `target` are for `predict`, `nameOf` for `lab`. */
  readonly loaders: {
    readonly train: Loader
    readonly valid?: Loader | undefined
    readonly target?: Target<Y>
    prepare?(x: X, signal?: AbortSignal): ReturnType<InputBlock<X>['load']>
    // biome-ignore lint/suspicious/noExplicitAny: a learner does not look at the items
    nameOf?(item: any): string
  }
  readonly model: Module
  /** What is minimised; it also says how outputs become probabilities and answers. */
  readonly loss: Loss
  /** Computed on the validation set after each epoch, from probabilities. */
  readonly metrics?: readonly Metric[]
  /** Turns a batch as it comes, uint8 [N, 3, H, W], into what the model takes; part of the program, and of the export. */
  readonly preprocess?: (images: Tensor) => Tensor
  /**
   * Random changes of a batch in training, before `preprocess`: float32 [N, 3, H, W] of 0…255 and the targets, as
   * `augment(…)` makes it.
   */
  readonly augment?: (images: Tensor, targets: Tensor) => readonly [images: Tensor, targets: Tensor]
  /** AdamW without weight decay on biases and normalisation by default. */
  readonly optimizer?: (model: Module) => Optimizer
  readonly callbacks?: readonly Callback[]
  /** How predictions become answers, for `predict` and for the exported model; that of `loaders.target` by default. */
  readonly answer?: Answer
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
  /** [items, classes]; class indices are an Int32Array [items]. */
  readonly targets: Float32Array | Int32Array
  /** Numbers that the model gives for each item. */
  readonly classes: number
  readonly items: number
  /** The mean loss. */
  readonly loss: number
}

/** Of one batch, with the losses of the terms. */
type Evaluated = Omit<Predictions, 'loss'> & { readonly losses: Float32Array }

/**
 * Brings together data, a model and a loss, and trains.
 *
 * @example
 * const learn = new Learner({ loaders, model, loss: binaryCrossEntropyWithLogitsLoss(), metrics: [f1()] })
 * await learn.fitOneCycle(10, 1e-2)
 * const { predictions } = await learn.predictions()
 */
export class Learner<X = unknown, Y = unknown> {
  readonly loaders: LearnerOptions<X, Y>['loaders']
  readonly model: Module
  readonly loss: Loss
  readonly metrics: readonly Metric[]
  readonly optimizer: Optimizer
  readonly preprocess: (images: Tensor) => Tensor
  /** One record for each epoch ever trained. */
  readonly history: EpochRecord[] = []
  readonly pictures: PictureInput | undefined
  /** The probability above which each label is answered; 0.5 until `chooseThresholds`. */
  thresholds: readonly number[]
  readonly #answer: Answer | undefined
  readonly #callbacks: readonly Callback[]
  readonly #train: Compiled<[Tensor, Tensor], Tensor>
  readonly #evaluate: Compiled<[Tensor, Tensor], { losses: Tensor; predictions: Tensor }>
  readonly #terms: readonly LossTerm[]
  /** Epochs begun, over all fits: the order of training batches depends on it. */
  #epochs = 0
  readonly #predict: Compiled<[Tensor], Tensor>
  readonly #outputs: Compiled<[Tensor], Tensor>
  #fitting = false

  constructor(options: LearnerOptions<X, Y>) {
    this.loaders = options.loaders
    this.model = options.model
    this.loss = options.loss
    this.#terms = termsOf(options.loss)
    this.metrics = options.metrics ?? []
    const twice = this.metrics.find(({ name }, i) => this.metrics.findIndex((metric) => metric.name === name) < i)
    if (twice)
      throw invalid(
        `Learner: two metrics are called '${twice.name}'; give each a name of its own, ` +
          `such as { ...metric, name: '${twice.name} 2' }`,
      )
    this.preprocess = options.preprocess ?? ((images) => images.cast('float32').div(255))
    this.optimizer = options.optimizer?.(options.model) ?? new AdamW(decayGroups(options.model), { lr: 1e-3 })
    this.#answer = options.answer ?? options.loaders.target?.answer
    this.pictures = options.pictures
    this.thresholds = this.labels.map(() => 0.5)
    this.#callbacks = options.callbacks ?? []
    this.#train = compile(
      (images: Tensor, targets: Tensor) => {
        const [seen, wanted] = options.augment?.(images.cast('float32'), targets) ?? [images, targets]
        const loss = this.loss.loss(this.forward(seen), wanted)
        this.optimizer.step(loss)
        return loss
      },
      { name: 'training step' },
    )
    this.#evaluate = compile(
      (images: Tensor, targets: Tensor) => {
        const outputs = this.forward(images)
        return { losses: lossesOf(this.#terms, outputs, targets), predictions: this.loss.activation(outputs) }
      },
      { name: 'validation step' },
    )
    this.#predict = compile((images: Tensor) => this.loss.activation(this.forward(images)), { name: 'prediction' })
    this.#outputs = compile((images: Tensor) => this.forward(images), { name: 'outputs' })
  }

  /** The classes in the order of the outputs; none where the model does not answer with labels. */
  get labels(): readonly string[] {
    return this.#answer && 'labels' in this.#answer ? this.#answer.labels : []
  }

  /** How predictions become answers, with the thresholds of now. */
  get answer(): Answer | undefined {
    const answer = this.#answer
    return answer && 'thresholds' in answer ? { ...answer, thresholds: this.thresholds } : answer
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
    const mean = new MeanLoss(this.#terms)
    for await (const part of this.#evaluated(loader, signal)) {
      await mean.add(part)
      for (const metric of this.metrics) metric.update(part)
    }
    return {
      loss: mean.value(),
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
    const parts: Evaluated[] = []
    const mean = new MeanLoss(this.#terms)
    for await (const part of this.#evaluated(loader, signal)) {
      await mean.add(part)
      parts.push(part)
    }
    const items = parts.reduce((sum, part) => sum + part.items, 0)
    const classes = parts[0]!.classes
    return {
      predictions: joined(parts.map(({ predictions }) => predictions)),
      targets: joined(parts.map(({ targets }) => targets)),
      classes,
      items,
      loss: mean.value(),
    }
  }

  async *#evaluated(loader = this.loaders.valid, signal?: AbortSignal): AsyncGenerator<Evaluated> {
    if (!loader) throw invalid('validate: there is no validation set; give the learner one, or pass a loader')
    const restoreModes = rememberModes(this.model)
    this.model.eval()
    try {
      for await (const batch of loader.epoch(0, { signal })) {
        const { losses, predictions } = await this.#evaluate(...tensorsOf(batch))
        yield {
          losses: (await losses.data()) as Float32Array,
          predictions: (await predictions.data()) as Float32Array,
          targets: batch.targets.data as Float32Array | Int32Array,
          items: batch.items.length,
          classes: predictions.size / batch.items.length,
        }
      }
    } finally {
      restoreModes()
    }
  }

  /**
   * The answer for one input: exactly what `getY` returns for an item like it.
   *
   * @param x what `getX` returns: for pictures a path, or the bytes of a file
   * @throws KindlingError `invalid-data` when the input cannot be read
   * @example
   * const { value, probabilities } = await learn.predict('street.jpg')
   */
  async predict(x: X, { signal }: { readonly signal?: AbortSignal } = {}): Promise<Prediction<Y>> {
    const { answer } = this
    const { prepare } = this.loaders
    if (!prepare || !answer)
      throw invalid('predict: the learner does not know how inputs are read; give it loaders that a DataBlock made')
    const { input, placement } = await prepare(x, signal)
    const restoreModes = rememberModes(this.model)
    this.model.eval()
    try {
      const row = (await this.#predict(fromOwned(input.data.slice(), [1, ...input.shape])).then((p) =>
        p.data(),
      )) as Float32Array
      const value = answered(answer, row, placement)
      return { value: value as Y, labels: labelsAnswered(value), probabilities: probabilitiesOf(answer, row) }
    } finally {
      restoreModes()
    }
  }

  /**
   * The loss of items of the validation set as a worksheet: their outputs and targets, and how the loss arises from them, down
   * to the mean. Its cell `loss` is what `validate` reports for these items; of more than fit into a sheet a sample is shown.
   *
   * @param which a position in the validation set, or several; a file; or whether to take an item
   * @throws KindlingError `invalid-argument` when there is no such item; or no worksheet for the loss, which is named
   * @example
   * import { page, xlsx } from 'kindling/lab'
   *
   * const sheet = await learn.lab('street.jpg')
   * await writeFile('street.xlsx', await xlsx(sheet))
   * await writeFile('street.html', await page(sheet))
   */
  async lab(
    which: Choice,
    { signal, ...options }: LossWorksheetOptions & { readonly signal?: AbortSignal | undefined } = {},
  ): Promise<Worksheet> {
    const { valid } = this.loaders
    if (!valid) throw invalid('lab: there is no validation set to take items from; give the learner one')
    const { loader, names } = chosenItems(valid, which, this.loaders.nameOf?.bind(this.loaders))
    const outputs: Column<Float32Array<ArrayBuffer>>[] = []
    const targets: Column[] = []
    const items: string[] = []
    const restoreModes = rememberModes(this.model)
    this.model.eval()
    try {
      for await (const batch of loader.epoch(0, { signal })) {
        const given = await this.#outputs(tensorsOf(batch)[0])
        outputs.push({ data: (await given.data()) as Float32Array<ArrayBuffer>, shape: given.shape })
        targets.push(batch.targets)
        items.push(...batch.indices.map((i) => names[i]!))
      }
    } finally {
      restoreModes()
    }
    // A spreadsheet engine is large, and whoever only trains does not wait for it.
    const { joinRows, lossWorksheet } = await import('../lab/batch/index.ts')
    return lossWorksheet(
      {
        items,
        outputs: joinRows(outputs),
        targets: joinRows(targets),
        loss: this.loss,
        answer: this.answer,
      },
      options,
    )
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
    const { answer } = this
    if (answer && !('thresholds' in answer && answer.thresholds))
      throw invalid(
        `chooseThresholds: this learner answers with ${answer.kind}, which have no thresholds; they belong to several ` +
          'labels, or to a category that may be none',
      )
    const { predictions, targets, classes } = await this.predictions({ signal })
    if (targets instanceof Int32Array)
      throw invalid('chooseThresholds: targets are class indices, which have no thresholds')
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
    const { pictures, answer } = this
    if (!pictures) throw invalid('export: the learner does not know the size of its pictures; give it `pictures`')
    if (!answer) throw invalid('export: the learner does not know what it answers; give it `answer`')
    const restoreModes = rememberModes(this.model)
    this.model.eval()
    try {
      const bytes = await exportOnnx((images) => ({ [outputName(answer)]: this.#answering(images, answer) }), {
        inputs: [{ name: 'images', dtype: 'uint8', shape: [3, pictures.height, pictures.width] }],
        metadata: writeMetadata({
          answer,
          pictures,
          provenance: { library: 'kindling', epochs: this.history.length, last: this.history.at(-1) },
        }),
      })
      await saveFile(path, bytes)
    } finally {
      restoreModes()
    }
  }

  #answering(images: Tensor, answer: Answer): Tensor {
    const predictions = this.loss.activation(this.forward(images))
    if (predictions.shape[1] !== widthOf(answer))
      throw invalid(
        `export: the model has ${predictions.shape[1]} outputs where its answer, ${answer.kind}, needs ` +
          `${widthOf(answer)} (shape [${predictions.shape.join(', ')}] for two pictures)`,
      )
    return predictions
  }

  /** Frees the compiled programs. The learner can go on; it then compiles them again. */
  dispose(): void {
    this.#train.dispose()
    this.#evaluate.dispose()
    this.#predict.dispose()
    this.#outputs.dispose()
  }
}

const checkRate = (caller: string, argument: string, rate: number): number => {
  if (!(rate >= 0 && Number.isFinite(rate)))
    throw invalid(`${caller}: ${argument} is ${rate}; it must be a number from 0`)
  return rate
}

const tensorsOf = ({ inputs, targets }: Batch<unknown>): [Tensor, Tensor] => [
  fromOwned(inputs.data, inputs.shape),
  fromOwned(targets.data, targets.shape),
]

function joined<A extends Float32Array | Int32Array>(parts: readonly A[]): A {
  const length = parts.reduce((sum, part) => sum + part.length, 0)
  const all = new (parts[0]!.constructor as new (length: number) => A)(length)
  let offset = 0
  for (const part of parts) {
    all.set(part, offset)
    offset += part.length
  }
  return all
}
