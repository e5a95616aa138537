import type { Kept } from './entry.ts'

/**
 * Keeps what comes first, up to a limit, and nothing that comes later: in epochs over all items every other policy would
 * throw out each item just before it is needed.
 */
export class MemoryLayer {
  readonly #maxBytes: number
  readonly #kept = new Map<string, Kept<unknown>>()
  #bytes = 0

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes
  }

  get(key: string): Kept<unknown> | undefined {
    return this.#kept.get(key)
  }

  put(key: string, kept: Kept<unknown>): void {
    const { byteLength } = kept.data.buffer
    if (this.#kept.has(key) || this.#bytes + byteLength > this.#maxBytes) return
    this.#kept.set(key, kept)
    this.#bytes += byteLength
  }
}
