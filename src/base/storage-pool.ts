/** What a storage counts at least: many small ones cost more than their bytes. */
const page = 4096

/**
 * Memory that was given back, kept for what is to come: in a training step each output finds the storage of the step before.
 * Pages that were touched already are written much faster than fresh ones, and nothing is left to the garbage collector.
 */
export class StoragePool {
  /** By size; the size given back last is the last one. */
  readonly #free = new Map<number, ArrayBuffer[]>()
  readonly #make: (size: number) => ArrayBuffer
  #bytes = 0

  /** @param make makes new storage: of zeros by default. */
  constructor(make: (size: number) => ArrayBuffer = (size) => new ArrayBuffer(size)) {
    this.#make = make
  }

  /** What the pool keeps, in bytes; each storage counts 4096 at least. */
  get bytes(): number {
    return this.#bytes
  }

  /** Storage of this size: used, with whatever it holds, or new. The pool forgets it. */
  take(size: number): ArrayBuffer {
    const list = this.#free.get(size)
    if (!list) return this.#make(size)
    const found = list.pop()!
    if (list.length === 0) this.#free.delete(size)
    this.#bytes -= Math.max(size, page)
    return found
  }

  /** Gives storage to the pool, which then keeps at most `limit` bytes: of what is too much, the sizes unused longest go. */
  give(storage: ArrayBuffer, limit: number): void {
    const size = storage.byteLength
    if (size === 0 || size > limit) return
    const list = this.#free.get(size) ?? []
    list.push(storage)
    this.#free.delete(size)
    this.#free.set(size, list)
    this.#bytes += Math.max(size, page)
    for (const [oldest, unused] of this.#free) {
      while (this.#bytes > limit && unused.pop()) this.#bytes -= Math.max(oldest, page)
      if (unused.length > 0) return
      this.#free.delete(oldest)
    }
  }
}
