import { availableParallelism } from 'node:os'
import { badData, invalid, KindlingError } from '../base/errors.ts'
import { Ahead } from './ahead.ts'
import { type Column, collate } from './column.ts'
import { type RandomStream, randomStream } from './random.ts'
import { type Sampler, shuffledSampler } from './sampler.ts'

/** One item, ready for a model: a picture [3, height, width], and what is to be said of it. */
export type Sample = { readonly input: Column; readonly target: Column }

/** What loading an item may need. */
export type LoadContext = {
  readonly signal: AbortSignal
  /**
   * The random numbers of this visit: they depend on seed, epoch and place in the epoch alone. Only in training, that is
   * with `shuffle` or a sampler.
   */
  readonly random?: RandomStream | undefined
}

/** Makes one item ready. A rejection with a KindlingError `invalid-data` means that this item is unusable. */
export type Load<Item> = (item: Item, context: LoadContext) => Promise<Sample>

/** What a model is trained on in one step. The arrays own their memory: they may be transferred to a worker. */
export type Batch<Item> = {
  /** [N, …]: for pictures uint8 [N, 3, H, W]. */
  readonly inputs: Column
  /** [N, …], of the type that the items' targets have. */
  readonly targets: Column
  /** The N items. */
  readonly items: readonly Item[]
  /** Their positions in the loader's list. */
  readonly indices: readonly number[]
  /** The places of the epoch that have been used up with this batch: an epoch that begins `from` here goes on after it. */
  readonly cursor: number
}

/** An item that could not be loaded, and why. */
export type Failure<Item> = { readonly item: Item; readonly index: number; readonly error: KindlingError }

/** Items under way beside those that other threads work on. */
const onThisThread = 1

export type DataLoaderOptions<Item> = {
  /** Items per batch; default 64. */
  batchSize?: number
  load: Load<Item>
  /** A new random order each epoch; default false, the order of the list. */
  shuffle?: boolean
  /** Another choice of items and order than `shuffle` makes, such as `weightedSampler(…)`. */
  sampler?: Sampler
  /** With the number of the epoch it decides the order; default 0. */
  seed?: number
  /** Leaves out what does not fill a last batch, so that every batch has the same shape; default false. */
  dropLast?: boolean
  /** How many batches are made ready ahead of the one in use; default 2. */
  prefetch?: number
  /**
   * How many items libuv's threads are kept busy with; default the number of cores. One more is under way, because each item
   * comes back to this thread between reading, decoding and scaling. libuv's own limit is UV_THREADPOOL_SIZE.
   */
  workers?: number
  /** Whether an unusable item stops the epoch (default) or is recorded in `failures` and left out. */
  onError?: 'stop' | 'skip'
}

export type EpochOptions = {
  /** Ends the epoch with `signal.reason`. */
  readonly signal?: AbortSignal | undefined
  /** The `cursor` of the batch after which the epoch goes on; default 0, its beginning. */
  readonly from?: number
}

/**
 * Turns a list of items into batches: loads in parallel and ahead of their use, and hands out in an order that depends
 * on seed and epoch alone, whichever item is ready first.
 *
 * @throws KindlingError `invalid-argument` when there are no items, or an option is out of range
 * @example
 * const loader = new DataLoader(files, {
 *   load: async (file, { random }) => ({ input: await loadPicture(file, { random }), target: targetOf(file) }),
 *   shuffle: true,
 * })
 * for await (const { inputs, targets } of loader.epoch(0)) await step(inputs, targets)
 */
export class DataLoader<Item> {
  readonly items: readonly Item[]
  readonly batchSize: number
  readonly #options: Required<Omit<DataLoaderOptions<Item>, 'sampler' | 'shuffle'>>
  readonly #sampler: Sampler | undefined
  readonly #failures = new Map<number, Failure<Item>>()

  constructor(items: readonly Item[], options: DataLoaderOptions<Item>) {
    const { shuffle = false, sampler, ...rest } = options
    const all = {
      batchSize: 64,
      seed: 0,
      dropLast: false,
      prefetch: 2,
      workers: availableParallelism(),
      onError: 'stop' as const,
      ...rest,
    }
    for (const [name, least] of [
      ['batchSize', 1],
      ['workers', 1],
      ['prefetch', 0],
    ] as const) {
      if (!Number.isSafeInteger(all[name]) || all[name] < least) {
        throw invalid(`DataLoader: ${name} is ${all[name]}; it must be a whole number of at least ${least}`)
      }
    }
    if (!Number.isSafeInteger(all.seed)) throw invalid(`DataLoader: seed is ${all.seed}; it must be a whole number`)
    if (all.onError !== 'stop' && all.onError !== 'skip') {
      throw invalid(`DataLoader: onError is '${all.onError}'; it must be 'stop' or 'skip'`)
    }
    if (items.length === 0) throw invalid('DataLoader: items is empty; there must be at least one')
    this.items = items
    this.batchSize = all.batchSize
    this.#options = all
    this.#sampler = sampler ?? (shuffle ? shuffledSampler : undefined)
    if (all.dropLast && this.#places < all.batchSize) {
      throw invalid(
        `DataLoader: ${this.#places} items do not fill one batch of ${all.batchSize}, and dropLast leaves out the rest; ` +
          'use a smaller batchSize or dropLast: false',
      )
    }
  }

  /** Items that an epoch visits. */
  get #places(): number {
    return this.#sampler?.count(this.items.length) ?? this.items.length
  }

  /** Batches in an epoch, as far as it is known which items are unusable. */
  get length(): number {
    const usable = (this.#places * (this.items.length - this.#failures.size)) / this.items.length
    const batches = usable / this.batchSize
    return this.#options.dropLast ? Math.floor(batches) : Math.ceil(batches)
  }

  /** The items found unusable so far and left out, in the order of the list; they are not tried again. */
  get failures(): readonly Failure<Item>[] {
    return [...this.#failures.values()].sort((a, b) => a.index - b.index)
  }

  /** The positions of the items in the order in which an epoch visits them. */
  order(epoch: number): number[] {
    const random = randomStream(this.#options.seed, epoch)
    return this.#sampler?.order(this.items.length, random) ?? this.items.map((_, i) => i)
  }

  /** Makes one item ready as validation would. */
  load(item: Item, signal: AbortSignal = new AbortController().signal): Promise<Sample> {
    return this.#options.load(item, { signal })
  }

  /**
   * The batches of one epoch. Leaving the loop early, or aborting, stops all loading ahead. Unusable items that are left
   * out are replaced by those that follow, so that only the last batch is ever smaller.
   *
   * @param epoch number of the epoch, 0 for the first
   * @throws KindlingError `invalid-data` when an item is unusable and `onError` is `stop`, when too few items are usable,
   * or when inputs or targets differ in shape
   */
  async *epoch(epoch = 0, { signal, from = 0 }: EpochOptions = {}): AsyncGenerator<Batch<Item>, void, undefined> {
    const { batchSize, prefetch, dropLast, onError, workers, load, seed } = this.#options
    const order = this.order(epoch)
    if (!Number.isSafeInteger(from) || from < 0 || from > order.length)
      throw invalid(`DataLoader: from is ${from}; it must be the cursor of a batch, 0…${order.length}`)
    const random = (place: number): RandomStream | undefined => this.#sampler && randomStream(seed, epoch, place)
    let current: Loaded[] = []
    let usable = 0
    const ahead = new Ahead(
      placesFrom(from, order.length).filter((place) => !this.#failures.has(order[place]!)),
      (place, signal) => load(this.items[order[place]!]!, { signal, random: random(place) }),
      workers + onThisThread,
      signal,
    )
    try {
      for (;;) {
        const outcome = await ahead.take(batchSize - current.length + prefetch * batchSize)
        if (!outcome) break
        const index = order[outcome.place]!
        if ('error' in outcome) {
          const { error } = outcome
          if (onError === 'stop' || !(error instanceof KindlingError && error.code === 'invalid-data')) throw error
          this.#failures.set(index, { item: this.items[index]!, index, error })
          continue
        }
        usable++
        current.push({ index, place: outcome.place, sample: outcome.value })
        if (current.length < batchSize) continue
        const batch = this.#batchOf(current)
        current = []
        ahead.fill(prefetch * batchSize)
        yield batch
      }
      // An epoch that was taken up again near its end may have nothing left.
      if (from === 0 && (usable === 0 || (dropLast && usable < batchSize))) throw this.#tooFew(usable)
      if (current.length > 0 && !dropLast) yield this.#batchOf(current)
    } finally {
      ahead.stop()
    }
  }

  #batchOf(loaded: readonly Loaded[]): Batch<Item> {
    const indices = loaded.map(({ index }) => index)
    return {
      inputs: collate(
        'input',
        loaded.map(({ sample }) => sample.input),
        indices,
      ),
      targets: collate(
        'target',
        loaded.map(({ sample }) => sample.target),
        indices,
      ),
      items: indices.map((index) => this.items[index]!),
      indices,
      cursor: loaded.at(-1)!.place + 1,
    }
  }

  #tooFew(usable: number): KindlingError {
    const first = this.failures[0]
    const why = first ? ` The first of ${this.#failures.size} unusable ones: ${first.error.message}` : ''
    return badData(
      `DataLoader: of ${this.items.length} items ${usable} can be used, too few for a batch of ${this.batchSize}.${why}`,
      first?.error,
    )
  }
}

type Loaded = { readonly index: number; readonly place: number; readonly sample: Sample }

const placesFrom = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i)
