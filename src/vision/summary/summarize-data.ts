import {
  type Column,
  checkData,
  type DataBlock,
  DataBlock as DataBlockOf,
  type DataLoaders,
  type ItemTransform,
  type Placement,
  randomSplitter,
  randomStream,
  type Target,
  type TargetBlock,
  widthOf,
} from '../../data/index.ts'
import { fromOwned, Random, type Tensor } from '../../tensor/index.ts'
import { augment, type BatchTransform } from '../augment/index.ts'
import { drawPicture, overlayOf } from '../drawing/index.ts'
import { imagenetStatistics, normalize } from '../normalize.ts'
import { DataSummary } from './data-summary.ts'
import { changeInWords, drawnChanges } from './drawn-changes.ts'
import { inspectPicture } from './inspect-picture.ts'
import {
  type DataFailure,
  described,
  preview,
  previewNumbers,
  rangeOf,
  StepFailed,
  type StepOutput,
  type StepPicture,
  StepRecorder,
} from './step.ts'

export interface SummarizeDataOptions {
  /** The item that is followed, by its position among all; the first one that trains by default. */
  readonly item?: number
  /** Pictures of the batch; 6 by default. */
  readonly batchSize?: number
  /** Decides the split (where the block has no splitter), the batch and what is random; 0 by default. */
  readonly seed?: number
  /** Whether every item is read and checked as well; true by default. */
  readonly check?: boolean
  readonly signal?: AbortSignal | undefined
  /** Called after each item that was checked. */
  readonly onProgress?: (done: number, of: number) => void
}

/**
 * Answers "how is the data set being loaded?": does every step on the way from the source to the model by itself, for one
 * item and one batch, and says of each what it was given, what it gave, and how long it took. Then every item is read, and
 * what is wrong with the set is said.
 *
 * A step that fails ends the steps: `failure` names it, the item, the value and the way out.
 *
 * @throws the signal's reason when it is aborted; what is no fault of the data
 * @example
 * const summary = await summarizeData(block, 'photos/labels.csv')
 * console.log(summary.text())
 * await saveFile('summary.html', summary.html())
 */
export async function summarizeData<Source, Item, X, Y>(
  block: DataBlock<Source, Item, X, Y, BatchTransform>,
  source: Source,
  options: SummarizeDataOptions = {},
): Promise<DataSummary> {
  const { check = true, signal = new AbortController().signal, onProgress } = options
  const recorder = new StepRecorder()
  const title = preview(source)
  let loaders: DataLoaders<Item, X, Y, BatchTransform> | undefined
  let failure: DataFailure | undefined
  try {
    loaders = await openSteps(recorder, block, source, options)
    await itemSteps(recorder, loaders, options, signal)
    await batchSteps(recorder, loaders, options, signal)
  } catch (error) {
    if (!(error instanceof StepFailed)) throw error
    failure = error.failure
  }
  if (!loaders || !check) return new DataSummary({ title, steps: recorder.steps, failure, health: undefined })
  const health = await checkData(loaders, {
    inspect: inspectPicture(loaders.input),
    signal,
    ...(onProgress && { onProgress }),
  })
  const [broken] = health.unusable.first
  // Training would come to this item sooner or later, and stop.
  if (broken) failure ??= { step: 'decode', item: broken.item, message: broken.message }
  return new DataSummary({ title, steps: recorder.steps, failure, health })
}

/** From the source to items, sides and what must be known of the targets. */
async function openSteps<Source, Item, X, Y>(
  recorder: StepRecorder,
  { options }: DataBlock<Source, Item, X, Y, BatchTransform>,
  source: Source,
  { batchSize = 6, seed = 0 }: SummarizeDataOptions,
): Promise<DataLoaders<Item, X, Y, BatchTransform>> {
  const { blocks, getItems, splitter = randomSplitter({ seed }) } = options
  const items = await recorder.run(
    { name: 'getItems', does: 'finds the items', input: preview(source) },
    () => getItems(source),
    (found) => ({ output: `${count(found.length, 'item')}; the first: ${preview(found[0])}` }),
  )
  const split = await recorder.run(
    { name: 'splitter', does: 'decides which train and which validate', input: count(items.length, 'item') },
    () => splitter(items),
    ({ train, valid }) => ({
      output: `${train.length} train, ${valid.length} validate`,
      details: leftOut(items, train, valid),
    }),
  )
  const [input, targetBlock] = blocks
  // All targets are gone through; when one cannot be used, this is the item it belongs to.
  let current: { readonly item: Item; readonly value?: Y } | undefined
  const getY = async (item: Item): Promise<Y> => {
    current = { item }
    const value = await options.getY(item)
    current = { item, value }
    return value
  }
  const nameOf = (item: Item): string => {
    const x = options.getX(item)
    return typeof x === 'string' ? x : `item ${items.indexOf(item)}`
  }
  const watched: TargetBlock<Y> = {
    name: targetBlock.name,
    async setup(values) {
      const target = await targetBlock.setup(values)
      current = undefined
      return target
    },
  }
  const loaders = await recorder.run(
    {
      name: 'blocks',
      does: 'learn from all targets what must be known',
      input: `${input.name} → ${targetBlock.name}`,
      item: () => current && nameOf(current.item),
      value: () => current && preview('value' in current ? current.value : current.item),
    },
    () =>
      new DataBlockOf<Source, Item, X, Y, BatchTransform>({
        ...options,
        getY,
        blocks: [input, watched],
        getItems: () => items,
        splitter: () => split,
      }).dataLoaders(source, { batchSize, seed, workers: 2 }),
    ({ target }) => targetOutput(target),
  )
  return { ...loaders, getY: options.getY }
}

const leftOut = (items: readonly unknown[], train: readonly number[], valid: readonly number[]): string[] => {
  const rest = items.length - train.length - valid.length
  return rest > 0 ? [`${count(rest, 'item')} on neither side`] : []
}

function targetOutput<Y>({ name, answer, loss }: Target<Y>): StepOutput {
  const labels = 'labels' in answer ? answer.labels : []
  const width = widthOf(answer)
  return {
    output: labels.length > 0 ? `${name}: ${count(labels.length, 'class', 'classes')}` : name,
    details: [
      ...(labels.length > 0 ? [`vocabulary: ${preview(labels.join(', '), 300)}`] : []),
      `loss: ${loss.name}; a model needs ${count(width, 'output')}${answer.kind === 'mask' ? ' for each pixel' : ''}`,
    ],
  }
}

/** One item from its file to what is collated. */
async function itemSteps<Item, X, Y>(
  recorder: StepRecorder,
  loaders: DataLoaders<Item, X, Y, BatchTransform>,
  { item: position = loaders.split.train[0]!, seed = 0 }: SummarizeDataOptions,
  signal: AbortSignal,
): Promise<void> {
  const { items, input, target, itemTransforms, getX, getY, nameOf } = loaders
  const item = items[position]!
  const about = { item: () => nameOf(item) }
  const x = await recorder.run(
    { name: 'getX', does: 'says what is read of an item', input: preview(item), ...about },
    () => getX(item),
    (path) => ({ output: preview(path) }),
  )
  await recorder.run(
    { name: 'decode', does: 'reads the whole picture', input: preview(x), ...about },
    () => input.load(x, { transforms: [], signal }),
    async ({ input: whole }) => ({
      output: `a picture of ${sizeOf(whole)} pixels`,
      ...described(whole),
      pictures: await pictures([{ column: whole, caption: 'the original' }]),
    }),
  )
  const placed = await recorder.run(
    {
      name: 'itemTransforms',
      does: 'bring every picture to one size',
      input: itemTransforms.map(({ name }) => name).join(', ') || 'none',
      ...about,
    },
    () => input.load(x, { transforms: itemTransforms, random: randomStream(seed, 0), signal }),
    ({ input: picture, placement }) => ({
      output: placementInWords(placement),
      ...described(picture),
      details: randomness(itemTransforms),
    }),
  )
  const y = await recorder.run(
    { name: 'getY', does: 'says what is to be predicted of it', input: preview(item), ...about },
    () => getY(item),
    (value) => ({ output: preview(value), type: typeOf(value) }),
  )
  await recorder.run(
    {
      name: 'encode',
      does: 'makes of it what a model is trained with',
      input: preview(target.describe(y)),
      value: () => preview(y),
      ...about,
    },
    () => target.encode(y, placed.placement, nameOf(item)),
    async (encoded) => ({
      output: encodedInWords(encoded, target),
      ...described(encoded),
      details: [`read back: ${preview(target.describe(target.decode(encoded.data, placed.placement)))}`],
      pictures: await pictures([
        { column: placed.input, caption: preview(target.describe(y), 60), encoded: encoded.data, target },
      ]),
    }),
  )
}

/** A batch from its items to what the model is given. */
async function batchSteps<Item, X, Y>(
  recorder: StepRecorder,
  loaders: DataLoaders<Item, X, Y, BatchTransform>,
  { seed = 0 }: SummarizeDataOptions,
  signal: AbortSignal,
): Promise<void> {
  const { train, target, batchTransforms, nameOf } = loaders
  let current: string | undefined
  const batch = await recorder.run(
    {
      name: 'batch',
      does: 'loads several items and puts them one after another',
      input: count(Math.min(train.batchSize, train.items.length), 'item'),
      item: () => current,
    },
    async () => {
      // One by one first, so that a failure has a name.
      for (const index of train.order(0).slice(0, train.batchSize)) {
        current = nameOf(train.items[index]!)
        await train.load(train.items[index]!, signal)
      }
      current = undefined
      for await (const first of train.epoch(0, { signal })) return first
      throw new Error('an epoch has no batch')
    },
    async ({ inputs, targets }) => ({
      output: 'pictures and targets',
      ...described(inputs),
      details: [targetsInWords(targets)],
      pictures: await batchPictures(inputs, targets, target),
    }),
  )
  const [count_, , height, width] = batch.inputs.shape as [number, number, number, number]
  // ONNX Runtime starts with the first program, and its start is no part of a step.
  await fromOwned(new Float32Array(1), [1]).add(1).data()
  const images = fromOwned(batch.inputs.data, batch.inputs.shape).cast('float32')
  const targets = fromOwned(batch.targets.data, batch.targets.shape)
  const changed = await recorder.run(
    {
      name: 'batchTransforms',
      does: 'change the batch at random, in training only',
      input: batchTransforms.map(({ name, p }) => `${name} ${p < 1 ? `(p ${p})` : ''}`.trim()).join(', ') || 'none',
    },
    async () => {
      if (batchTransforms.length === 0) return { inputs: batch.inputs, targets: batch.targets }
      const [pictures, wanted] = augment(batchTransforms, target.moves, new Random(seed))(images, targets)
      return { inputs: await columnOf(pictures), targets: await columnOf(wanted) }
    },
    async ({ inputs, targets: wanted }) => {
      if (batchTransforms.length === 0) return { output: 'the batch as it is' }
      const drawn = await drawnChanges(batchTransforms, count_, { width, height }, seed)
      const words = drawn?.map(changeInWords) ?? batch.items.map(() => 'mixed')
      return {
        output: 'what was drawn for each picture:',
        ...described(inputs),
        details: [
          ...words.map((word, i) => `${i + 1}: ${word}, ${lightInWords(batch.inputs, inputs, i)}`),
          targetsInWords(wanted),
        ],
        pictures: await batchPictures(inputs, wanted, target, words),
      }
    },
  )
  const seen = await recorder.run(
    {
      name: 'normalize',
      does: 'brings the channels to mean 0 and deviation 1, as over ImageNet',
      input: 'bytes of 0…255',
    },
    () => columnOf(normalize(imagenetStatistics)(fromOwned(changed.inputs.data.slice(), changed.inputs.shape))),
    (normalized) => ({ output: 'what the model is given', ...described(normalized) }),
  )
  await recorder.run(
    {
      name: 'loss',
      does: `${target.loss.name} of a model that answers 0 everywhere`,
      input: targetsInWords(changed.targets),
    },
    async () => {
      const outputs = widthOf(target.answer)
      const shape = target.answer.kind === 'mask' ? [count_, outputs, height, width] : [seen.shape[0]!, outputs]
      const zeros = fromOwned(new Float32Array(shape.reduce((a, b) => a * b, 1)), shape)
      const wanted = fromOwned(changed.targets.data.slice(), changed.targets.shape)
      return target.loss.loss(zeros, wanted).item()
    },
    (loss) => ({
      output: Number.isFinite(loss)
        ? `${loss.toFixed(4)}: the loss suits the targets; training begins about here`
        : `${loss}: training would diverge; look at the range of the targets`,
    }),
  )
}

/** Classes by name, since a row of zeros and ones is hard to read. */
function encodedInWords<Y>({ data, shape }: Column, { answer }: Target<Y>): string {
  if (answer.kind === 'mask') return `a class for each of ${shape.join(' × ')} pixels`
  if (answer.kind === 'category' && shape.length === 0)
    return `${data[0]}, the place of ${answer.labels[data[0]!]} in the vocabulary`
  if (answer.kind !== 'labels' && answer.kind !== 'category') return previewNumbers(data)
  const shown = answer.labels.filter((_, i) => data[i] === 1)
  return `${shown.length === 0 ? '0 for all' : `1 for ${shown.join(', ')}; 0 for the other`} ${data.length - shown.length} classes`
}

const columnOf = async (x: Tensor): Promise<Column> => {
  const data = (await x.data()) as Column['data']
  return { data, shape: x.shape }
}

const targetsInWords = (targets: Column): string => {
  const { type, shape } = described(targets)
  return `targets: ${type} [${shape!.join(', ')}]`
}

/** The mean of a picture's bytes before and after. */
function lightInWords(before: Column, after: Column, i: number): string {
  const each = before.data.length / before.shape[0]!
  const mean = ({ data }: Column): number => rangeOf(data.subarray(i * each, (i + 1) * each)).mean
  return `brightness ${mean(before).toFixed(0)} → ${mean(after).toFixed(0)}`
}

function placementInWords({ original, region, size }: Placement): string {
  const all =
    region.left === 0 && region.top === 0 && region.width === original.width && region.height === original.height
  const part = all
    ? `all of ${original.width} × ${original.height}`
    : `${number(region.width)} × ${number(region.height)} from (${number(region.left)}, ${number(region.top)}) of ` +
      `${original.width} × ${original.height}`
  return `${part} → ${size.width} × ${size.height}`
}

function randomness(transforms: readonly ItemTransform[]): string[] {
  if (transforms.length === 0) return ['pictures keep their sizes; a batch needs one size for all: add resize(…)']
  return transforms.some(({ isRandom }) => isRandom)
    ? ['another part each time in training; always the same part in validation']
    : ['the same part each time']
}

interface Shown<Y> {
  readonly column: Column
  readonly caption: string
  readonly encoded?: ArrayLike<number>
  readonly target?: Target<Y>
}

const pictures = <Y>(shown: readonly Shown<Y>[]): Promise<StepPicture[]> =>
  Promise.all(
    shown
      // A block for anything but pictures has nothing to show.
      .filter(({ column: { shape } }) => shape.length === 3 && shape[0] === 3)
      .map(async ({ column, caption, encoded, target }) => {
        const [, height, width] = column.shape as [3, number, number]
        const overlay = encoded && target ? overlayOf(target.answer, encoded, [height, width]) : undefined
        const drawing = await drawPicture({ data: bytesOf(column), shape: [3, height, width] }, overlay)
        return { ...drawing, caption: overlay?.caption || caption }
      }),
  )

async function batchPictures<Y>(
  inputs: Column,
  targets: Column,
  target: Target<Y>,
  captions: readonly string[] = [],
): Promise<StepPicture[]> {
  const count = inputs.shape[0]!
  const [input, wanted] = [inputs.data.length / count, targets.data.length / count]
  return pictures(
    Array.from({ length: count }, (_, i) => ({
      column: {
        data: inputs.data.subarray(i * input, (i + 1) * input) as Column['data'],
        shape: inputs.shape.slice(1),
      },
      caption: captions[i] ?? '',
      encoded: targets.data.subarray(i * wanted, (i + 1) * wanted),
      target,
    })),
  )
}

/** Changed pictures are no whole numbers. */
const bytesOf = ({ data }: Column): Uint8Array<ArrayBuffer> =>
  data instanceof Uint8Array ? data : Uint8Array.from(data, (x) => Math.min(255, Math.max(0, Math.round(x))))

const typeOf = (value: unknown): string =>
  value === undefined ? 'none' : Array.isArray(value) ? `array of ${value.length}` : typeof value
const sizeOf = ({ shape }: Column): string => (shape.length === 3 ? `${shape[2]} × ${shape[1]}` : shape.join(' × '))
const number = (x: number): string => String(Math.round(10 * x) / 10)
const count = (n: number, noun: string, nouns = `${noun}s`): string => `${n} ${n === 1 ? noun : nouns}`
