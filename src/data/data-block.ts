import { badData, invalid } from '../base/errors.ts'
import type { InputBlock, Named, Target, TargetBlock } from './block.ts'
import { DataLoader, type DataLoaderOptions } from './data-loader.ts'
import type { ItemTransform } from './item-transform.ts'
import type { Sampler } from './sampler.ts'
import { randomSplitter, type Split, type Splitter } from './splitters/index.ts'

export interface DataBlockOptions<Source, Item, X, Y, BatchTransform> {
  /** What is seen, and what is to be predicted. */
  readonly blocks: readonly [InputBlock<X>, TargetBlock<Y>]
  /** The items of a source, such as the files of a folder: `filesIn()`, `readRows`. */
  readonly getItems: (source: Source) => readonly Item[] | Promise<readonly Item[]>
  /** What the input block reads: for pictures a path, or the bytes of the file. */
  readonly getX: (item: Item) => X
  /** What is to be predicted of it: exactly this comes back from `predict`. */
  readonly getY: (item: Item) => Y | Promise<Y>
  /** A fifth at random by default. */
  readonly splitter?: Splitter<Item>
  /** What brings every picture to one size; applied one after another in a single resampling. */
  readonly itemTransforms?: readonly ItemTransform[]
  /** Random changes of whole batches in training, in the compiled graph. */
  readonly batchTransforms?: readonly BatchTransform[]
}

export interface DataLoadersOptions extends Pick<DataLoaderOptions<unknown>, 'prefetch' | 'workers' | 'onError'> {
  /** Items per batch; 64 by default. */
  readonly batchSize?: number
  /** Decides the order of training, what is random in an item, and the default split; 0 by default. */
  readonly seed?: number
  /** Another choice of training items than each once in random order, from the items and their positions. */
  readonly sampler?: (positions: readonly number[]) => Sampler
}

/** A data set, ready for a learner. */
export interface DataLoaders<Item = unknown, X = unknown, Y = unknown, BatchTransform = unknown> {
  /** In a new order each epoch, and in whole batches only (as long as there is one), as fastai has it. */
  readonly train: DataLoader<Item>
  /** In order and complete. */
  readonly valid: DataLoader<Item>
  /** All items, in the order in which `getItems` gave them. */
  readonly items: readonly Item[]
  readonly split: Split
  readonly input: InputBlock<X>
  readonly target: Target<Y>
  readonly itemTransforms: readonly ItemTransform[]
  readonly batchTransforms: readonly BatchTransform[]
  /** What the input block reads of an item. */
  getX(item: Item): X
  /** What is to be predicted of it. */
  getY(item: Item): Y | Promise<Y>
  /** What an item is called in errors and summaries. */
  nameOf(item: Item): string
  /** Makes an input ready as validation would, and says where its picture went. */
  prepare(x: X, signal?: AbortSignal): ReturnType<InputBlock<X>['load']>
}

/**
 * Says of a data set how its parts are found, told apart and made ready; it is then opened on a source.
 *
 * @example
 * const block = new DataBlock({
 *   blocks: [imageBlock(), categoryBlock()],
 *   getItems: filesIn(),
 *   getX: (file) => file,
 *   getY: parentLabel(),
 *   splitter: folderSplitter({ train: 'training', valid: 'testing' }),
 *   itemTransforms: [resize(64)],
 *   batchTransforms: augTransforms(),
 * })
 * const loaders = await block.dataLoaders('mnist', { batchSize: 64 })
 */
export class DataBlock<Source, Item, X, Y, BatchTransform = never> {
  readonly options: DataBlockOptions<Source, Item, X, Y, BatchTransform>

  constructor(options: DataBlockOptions<Source, Item, X, Y, BatchTransform>) {
    this.options = options
  }

  /**
   * Finds the items, divides them, learns what must be known of the targets, and makes the loaders.
   *
   * @throws KindlingError `invalid-data` when there are no items, a target cannot be used (named), or a side of the split
   * is empty
   */
  async dataLoaders(
    source: Source,
    { batchSize = 64, seed = 0, sampler, ...rest }: DataLoadersOptions = {},
  ): Promise<DataLoaders<Item, X, Y, BatchTransform>> {
    const { blocks, getItems, getX, getY, itemTransforms = [], batchTransforms = [] } = this.options
    const [input, block] = blocks
    const items = await getItems(source)
    if (items.length === 0)
      throw badData('DataBlock: getItems found nothing; check the source, or what getItems looks for')
    const split = checkedSplit((this.options.splitter ?? randomSplitter({ seed }))(items), items.length)
    const positions = new Map(items.map((item, i) => [item, i]))
    const nameOf = (item: Item): string => {
      const x = getX(item)
      return typeof x === 'string' ? x : `item ${positions.get(item) ?? ''}`.trim()
    }
    const target = await block.setup(valuesOf(items, getY, nameOf))
    const load: DataLoaderOptions<Item>['load'] = async (item, context) => {
      const { input: picture, placement } = await input.load(getX(item), { transforms: itemTransforms, ...context })
      return { input: picture, target: await target.encode(await getY(item), placement, nameOf(item)) }
    }
    const side = (chosen: readonly number[]): Item[] => chosen.map((i) => items[i]!)
    const common = { batchSize, seed, load, ...rest }
    const chosen = sampler?.(split.train)
    const perEpoch = chosen ? chosen.count(split.train.length) : split.train.length
    return {
      train: new DataLoader(side(split.train), {
        ...common,
        shuffle: true,
        ...(chosen && { sampler: chosen }),
        dropLast: perEpoch >= batchSize,
      }),
      valid: new DataLoader(side(split.valid), common),
      items,
      split,
      input,
      target,
      itemTransforms,
      batchTransforms,
      getX,
      getY,
      nameOf,
      prepare: (x, signal = new AbortController().signal) => input.load(x, { transforms: itemTransforms, signal }),
    }
  }
}

/** Can be gone through more than once, and keeps none of them. */
const valuesOf = <Item, Y>(
  items: readonly Item[],
  getY: (item: Item) => Y | Promise<Y>,
  nameOf: (item: Item) => string,
): AsyncIterable<Named<Y>> => ({
  async *[Symbol.asyncIterator]() {
    for (const item of items) {
      const value = getY(item)
      yield { value: value instanceof Promise ? await value : value, name: nameOf(item) }
    }
  },
})

/** A splitter may be anybody's. */
function checkedSplit(split: Split, count: number): Split {
  const seen = new Set<number>()
  for (const side of ['train', 'valid'] as const) {
    const positions = split[side]
    if (positions.length === 0) throw badData(`DataBlock: the splitter left the ${side} side empty`)
    for (const i of positions) {
      if (!Number.isInteger(i) || i < 0 || i >= count)
        throw invalid(`DataBlock: the splitter put item ${i} on the ${side} side, but there are items 0…${count - 1}`)
      if (seen.has(i)) throw invalid(`DataBlock: the splitter gave item ${i} twice; no item may be on both sides`)
      seen.add(i)
    }
  }
  return split
}
