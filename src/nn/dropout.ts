import { invalid } from '../base/errors.ts'
import type { Random, Tensor } from '../tensor/index.ts'
import { Module } from './module.ts'

/**
 * In training, sets each element to zero with probability `p` and scales the others by 1/(1 − p), so that their sum keeps
 * its expectation (Srivastava et al. 2014); afterwards changes nothing.
 *
 * @example
 * const dropout = new Dropout(0.25, { random: new Random(42) })
 */
export class Dropout extends Module {
  readonly #p: number
  readonly #random: Random

  /** @param options `random` draws which elements; a compiled step draws anew at every call */
  constructor(p: number, { random }: { readonly random: Random }) {
    super()
    if (!(p >= 0 && p < 1)) throw invalid(`Dropout: p is ${p}; it must lie in 0…1 (1 excluded)`)
    this.#p = p
    this.#random = random
  }

  override forward(x: Tensor): Tensor {
    if (!this.training || this.#p === 0) return x
    const kept = this.#random.bernoulli(x.shape, 1 - this.#p).cast(x.dtype)
    return x.mul(kept.mul(1 / (1 - this.#p)))
  }
}
