import { availableParallelism } from 'node:os'

/** How long to look out for a message before sleeping, in milliseconds. Two can only be awake where there are two cores. */
const usualSpan = availableParallelism() > 1 ? 0.2 : 0

/** How many messages pass at most before looking out is tried again. */
const mostSkipped = 1000

/**
 * Executor and worker stay awake for a moment when they expect a message: on an idle machine, waking the two threads takes
 * 80 µs, several times what a small program takes; awake, they need 8 µs there and back. Who looks out in vain (the program
 * is a large one, the caller has other things to do, or others keep the processor busy, so that the awake one stands in the
 * other's way) does so ever less often.
 */
export class Lookout {
  readonly #span: number
  #until = 0
  #inVain = 0
  #skip = 0

  constructor(span = usualSpan) {
    this.#span = span
  }

  /** A message is expected. */
  begin(): void {
    if (this.#until > 0) return
    if (this.#skip > 0) this.#skip--
    else this.#until = performance.now() + this.#span
  }

  /** Whether to look once more. */
  goesOn(): boolean {
    if (this.#until === 0) return false
    if (performance.now() < this.#until) return true
    this.#until = 0
    this.#inVain = Math.min(2 * this.#inVain + 1, mostSkipped)
    this.#skip = this.#inVain
    return false
  }

  /** A message has come. */
  end(): void {
    if (this.#until === 0) return
    this.#until = 0
    this.#inVain = 0
  }
}
