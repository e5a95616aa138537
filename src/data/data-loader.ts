import { availableParallelism } from 'node:os'
import { badData, invalid, KindlingError } from '../base/errors.ts'
import { randomStream } from './random.ts'

/** One item's input, decoded: bytes and their shape, for a picture [3, height, width]. */
export type Sample = { readonly data: Uint8Array; readonly shape: readonly number[] }

/** Decodes one item. A rejection with a KindlingError `invalid-data` means that this item is unusable. */
export type Load<Item> = (item: Item, signal: AbortSignal) => Promise<Sample>

/** What a model is trained on in one step. The arrays own their memory: they may be transferred to a worker. */
export type Batch<Item> = {
  /** Shape `imageShape`, [N, 3, H, W]. */
  readonly images: Uint8Array<ArrayBuffer>
  readonly imageShape: readonly number[]
  /** Shape [N, C]. */
  readonly targets: Float32Array<ArrayBuffer>
  readonly targetShape: readonly [number, number]
  /** The N items. */
  readonly items: readonly Item[]
  /** Their positions in the loader's list. */
  readonly indices: readonly number[]
}

/** An item that could not be loaded, and why. */
export type Failure<Item> = { readonly item: Item; readonly index: number; readonly error: KindlingError }

export type DataLoaderOptions<Item> = {
  /** Items per batch; default 64. */
  batchSize?: number
  load: Load<Item>
  /** The target of an item, shape [C]. */
  target: (item: Item) => Float32Array
  /** A new random order each epoch; default false, the order of the list. */
  shuffle?: boolean
  /** With the number of the epoch it decides the order; default 0. */
  seed?: number
  /** Leaves out what does not fill a last batch, so that every batch has the same shape; default false. */
  dropLast?: boolean
  /** How many batches are made ready ahead of the one in use; default 2. */
  prefetch?: number
  /** How many items are loaded at once; default the number of cores. sharp's own limit is UV_THREADPOOL_SIZE. */
  workers?: number
  /** Whether an unusable item stops the epoch (default) or is recorded in `failures` and left out. */
  onError?: 'stop' | 'skip'
}

/**
 * Turns a list of items into batches: loads in parallel and ahead of their use, and hands out in an order that depends
 * on seed and epoch alone, whichever item is ready first.
 *
 * @throws KindlingError `invalid-argument` when there are no items, or an option is out of range
 * @example
 * const loader = new DataLoader(items, {
 *   load: (item) => decodeImage(item.file, { size: 128 }),
 *   target: (item) => vocabulary.encode(item.labels, item.file),
 *   shuffle: true,
 * })
 * for await (const { images, targets } of loader.epoch(0)) await step(images, targets)
 */
export class DataLoader<Item> {
  readonly items: readonly Item[]
  readonly batchSize: number
  readonly #options: Required<DataLoaderOptions<Item>>
  readonly #failures = new Map<number, Failure<Item>>()

  constructor(items: readonly Item[], options: DataLoaderOptions<Item>) {
    const all: Required<DataLoaderOptions<Item>> = {
      load: options.load,
      target: options.target,
      batchSize: options.batchSize ?? 64,
      shuffle: options.shuffle ?? false,
      seed: options.seed ?? 0,
      dropLast: options.dropLast ?? false,
      prefetch: options.prefetch ?? 2,
      workers: options.workers ?? availableParallelism(),
      onError: options.onError ?? 'stop',
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
    if (all.dropLast && items.length < all.batchSize) {
      throw invalid(
        `DataLoader: ${items.length} items do not fill one batch of ${all.batchSize}, and dropLast leaves out the rest; ` +
          'use a smaller batchSize or dropLast: false',
      )
    }
    this.items = items
    this.batchSize = all.batchSize
    this.#options = all
  }

  /** Batches in an epoch, as far as it is known which items are unusable. */
  get length(): number {
    const batches = (this.items.length - this.#failures.size) / this.batchSize
    return this.#options.dropLast ? Math.floor(batches) : Math.ceil(batches)
  }

  /** The items found unusable so far and left out, in the order of the list; they are not tried again. */
  get failures(): readonly Failure<Item>[] {
    return [...this.#failures.values()].sort((a, b) => a.index - b.index)
  }

  /** The positions of the items in the order in which an epoch visits them. */
  order(epoch: number): number[] {
    const { shuffle, seed } = this.#options
    return shuffle ? randomStream(seed, epoch).permutation(this.items.length) : this.items.map((_, i) => i)
  }

  /**
   * The batches of one epoch. Leaving the loop early, or aborting, stops all loading ahead. Unusable items that are left
   * out are replaced by those that follow, so that only the last batch is ever smaller.
   *
   * @param epoch number of the epoch, 0 for the first
   * @param options.signal ends the epoch with `signal.reason`
   * @throws KindlingError `invalid-data` when an item is unusable and `onError` is `stop`, when too few items are usable,
   * or when samples or targets differ in shape
   */
  async *epoch(
    epoch = 0,
    options: { signal?: AbortSignal | undefined } = {},
  ): AsyncGenerator<Batch<Item>, void, undefined> {
    const { batchSize, prefetch, dropLast, onError } = this.#options
    let current: Loaded[] = []
    let usable = 0
    const ahead = new Ahead(
      this.order(epoch).filter((index) => !this.#failures.has(index)),
      (index, signal) => this.#options.load(this.items[index]!, signal),
      this.#options.workers,
      options.signal,
    )
    try {
      for (;;) {
        const outcome = await ahead.take(batchSize - current.length + prefetch * batchSize)
        if (!outcome) break
        const { index } = outcome
        if ('error' in outcome) {
          const { error } = outcome
          if (onError === 'stop' || !(error instanceof KindlingError && error.code === 'invalid-data')) throw error
          this.#failures.set(index, { item: this.items[index]!, index, error })
          continue
        }
        usable++
        current.push(outcome)
        if (current.length < batchSize) continue
        const batch = this.#collate(current)
        current = []
        ahead.fill(prefetch * batchSize)
        yield batch
      }
      if (usable === 0 || (dropLast && usable < batchSize)) throw this.#tooFew(usable)
      if (current.length > 0 && !dropLast) yield this.#collate(current)
    } finally {
      ahead.stop()
    }
  }

  #collate(loaded: readonly Loaded[]): Batch<Item> {
    const indices = loaded.map(({ index }) => index)
    const items = indices.map((index) => this.items[index]!)
    const { shape } = loaded[0]!.sample
    const each = shape.reduce((product, extent) => product * extent, 1)
    const images = new Uint8Array(loaded.length * each)
    const rows = items.map((item) => this.#options.target(item))
    const width = rows[0]!.length
    const targets = new Float32Array(loaded.length * width)
    for (const [i, { index, sample }] of loaded.entries()) {
      const sameShape =
        sample.shape.length === shape.length && sample.shape.every((extent, axis) => extent === shape[axis])
      if (!sameShape || sample.data.length !== each) {
        throw badData(
          `DataLoader: item ${index} has shape [${sample.shape.join(', ')}] and ${sample.data.length} bytes, but item ` +
            `${indices[0]} of the same batch has shape [${shape.join(', ')}]; load must return one shape for all`,
        )
      }
      if (rows[i]!.length !== width) {
        throw badData(
          `DataLoader: the target of item ${index} has length ${rows[i]!.length}, but that of item ${indices[0]} of the ` +
            `same batch ${width}; target must return one length for all`,
        )
      }
      images.set(sample.data, i * each)
      targets.set(rows[i]!, i * width)
    }
    return {
      images,
      imageShape: [loaded.length, ...shape],
      targets,
      targetShape: [loaded.length, width],
      items,
      indices,
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

type Loaded = { readonly index: number; readonly sample: Sample }
type Outcome = Loaded | { readonly index: number; readonly error: unknown }
type Entry = { readonly settled: Promise<Outcome>; settle(outcome: Outcome): void; readonly index: number }

/** Loads in order, `workers` at a time and no further ahead of `take` than it is told. */
class Ahead {
  readonly #order: readonly number[]
  readonly #load: (index: number, signal: AbortSignal) => Promise<Sample>
  readonly #workers: number
  readonly #outer: AbortSignal | undefined
  readonly #inner = new AbortController()
  /** Started and not yet taken, in order. */
  readonly #entries: Entry[] = []
  #next = 0
  #running = 0
  /** How many entries there may be. */
  #depth = 0

  constructor(
    order: readonly number[],
    load: (index: number, signal: AbortSignal) => Promise<Sample>,
    workers: number,
    signal: AbortSignal | undefined,
  ) {
    this.#order = order
    this.#load = load
    this.#workers = workers
    this.#outer = signal
    signal?.addEventListener('abort', this.#abort)
  }

  /** The next item's outcome, or undefined after the last; meanwhile loads up to `depth` items, this one included. */
  async take(depth: number): Promise<Outcome | undefined> {
    this.#outer?.throwIfAborted()
    this.fill(depth)
    const head = this.#entries[0]
    if (!head) return undefined
    const outcome = await head.settled
    this.#entries.shift()
    this.#depth--
    return outcome
  }

  /** Goes on loading until `depth` items are loaded or under way. */
  fill(depth: number): void {
    this.#depth = depth
    this.#pump()
  }

  stop(): void {
    this.#outer?.removeEventListener('abort', this.#abort)
    this.#inner.abort()
  }

  readonly #abort = (): void => {
    this.#inner.abort(this.#outer?.reason)
    // A load that does not heed the signal must not hold up whoever waits for it.
    for (const { index, settle } of this.#entries) settle({ index, error: this.#outer?.reason })
  }

  #pump(): void {
    while (
      this.#running < this.#workers &&
      this.#next < this.#order.length &&
      this.#entries.length < this.#depth &&
      !this.#inner.signal.aborted
    ) {
      this.#start(this.#order[this.#next++]!)
    }
  }

  #start(index: number): void {
    let settle: (outcome: Outcome) => void = () => {}
    const settled = new Promise<Outcome>((resolve) => {
      settle = resolve
    })
    this.#entries.push({ index, settled, settle })
    this.#running++
    const run = async () => this.#load(index, this.#inner.signal)
    run()
      .then(
        (sample) => settle({ index, sample }),
        (error: unknown) => settle({ index, error }),
      )
      .finally(() => {
        this.#running--
        this.#pump()
      })
  }
}
