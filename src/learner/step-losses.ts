import type { Callback } from './callback.ts'
import type { RunRecord } from './run-record.ts'

/** More would not be seen in a curve. */
const most = 1024

/**
 * Keeps the training loss of every step, and of very many steps means of so many neighbours that they stay few.
 *
 * @example
 * const losses = new StepLosses()
 * await learn.fitOneCycle(10, 1e-2, { callbacks: [losses] })
 * losses.value() // { count, every, losses }
 */
export class StepLosses implements Callback {
  #count = 0
  #every = 1
  #sums: number[] = []

  afterBatch({ loss }: { readonly loss: number }): void {
    const at = Math.floor(this.#count / this.#every)
    this.#sums[at] = (this.#sums[at] ?? 0) + loss
    this.#count++
    if (this.#count < most * this.#every) return
    const sums = this.#sums
    this.#sums = Array.from({ length: most / 2 }, (_, i) => sums[2 * i]! + sums[2 * i + 1]!)
    this.#every *= 2
  }

  value(): RunRecord['steps'] {
    const steps = (i: number): number => Math.min(this.#every, this.#count - i * this.#every)
    return { count: this.#count, every: this.#every, losses: this.#sums.map((sum, i) => sum / steps(i)) }
  }
}
