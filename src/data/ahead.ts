/** What became of one task: its result, or its error. */
export type Outcome<T> = { readonly place: number } & ({ readonly value: T } | { readonly error: unknown })

type Entry<T> = { readonly settled: Promise<Outcome<T>>; settle(outcome: Outcome<T>): void; readonly place: number }

/** Runs tasks in order, `workers` at a time and no further ahead of `take` than it is told. */
export class Ahead<T> {
  readonly #places: readonly number[]
  readonly #task: (place: number, signal: AbortSignal) => Promise<T>
  readonly #workers: number
  readonly #outer: AbortSignal | undefined
  readonly #inner = new AbortController()
  /** Started and not yet taken, in order. */
  readonly #entries: Entry<T>[] = []
  #next = 0
  #running = 0
  /** How many entries there may be. */
  #depth = 0

  /** @param places what the task is called with, in this order */
  constructor(
    places: readonly number[],
    task: (place: number, signal: AbortSignal) => Promise<T>,
    workers: number,
    signal: AbortSignal | undefined,
  ) {
    this.#places = places
    this.#task = task
    this.#workers = workers
    this.#outer = signal
    signal?.addEventListener('abort', this.#abort)
  }

  /** The next outcome, or undefined after the last; meanwhile up to `depth` tasks, this one included, are run ahead. */
  async take(depth: number): Promise<Outcome<T> | undefined> {
    this.#outer?.throwIfAborted()
    this.fill(depth)
    const head = this.#entries[0]
    if (!head) return undefined
    const outcome = await head.settled
    this.#entries.shift()
    this.#depth--
    return outcome
  }

  /** Goes on until `depth` tasks have ended or are under way. */
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
    // A task that does not heed the signal must not hold up whoever waits for it.
    for (const { place, settle } of this.#entries) settle({ place, error: this.#outer?.reason })
  }

  #pump(): void {
    while (
      this.#running < this.#workers &&
      this.#next < this.#places.length &&
      this.#entries.length < this.#depth &&
      !this.#inner.signal.aborted
    ) {
      this.#start(this.#places[this.#next++]!)
    }
  }

  #start(place: number): void {
    let settle: (outcome: Outcome<T>) => void = () => {}
    const settled = new Promise<Outcome<T>>((resolve) => {
      settle = resolve
    })
    this.#entries.push({ place, settled, settle })
    this.#running++
    const run = async () => this.#task(place, this.#inner.signal)
    run()
      .then(
        (value) => settle({ place, value }),
        (error: unknown) => settle({ place, error }),
      )
      .finally(() => {
        this.#running--
        this.#pump()
      })
  }
}
