import { invalid } from '../base/errors.ts'
import type { DType } from './dtype.ts'
import { arange, tensor } from './ops/creation.ts'
import { concat, reshape } from './ops/shape.ts'
import { argsort } from './ops/sorting.ts'
import { threefry } from './ops/threefry.ts'
import { checkShape, type Shape, sizeOf } from './shape.ts'
import type { Tensor } from './tensor.ts'
import { currentTrace } from './trace.ts'
import { Variable } from './variable.ts'

export interface DrawOptions {
  /** float32 by default. */
  readonly dtype?: DType
}

/**
 * A stream of random numbers: a function of a seed and of how many draws came before, and of nothing else, so a run
 * repeats exactly. Inside a compiled function every call draws anew.
 *
 * @example
 * const random = new Random(42)
 * const weights = random.normal([512, 1000], { std: 0.01 })
 */
export class Random {
  readonly seed: number
  #draws = 0
  /** Draws made by compiled functions, counted where they run. */
  readonly #compiled: Variable

  /** @param seed a whole number from 0 to 2⁵³ − 1 */
  constructor(seed: number) {
    if (!Number.isSafeInteger(seed) || seed < 0)
      throw invalid(`Random: seed is ${seed}; it must be a whole number from 0 to 2⁵³ − 1`)
    this.seed = seed
    this.#compiled = new Variable(tensor(0, { dtype: 'uint32' }))
  }

  /** @internal What a checkpoint keeps: the number of draws, eager and compiled. */
  get state(): { readonly draws: number; readonly compiled: Variable } {
    return { draws: this.#draws, compiled: this.#compiled }
  }

  /** @internal Goes on where a checkpoint stopped. */
  resume(draws: number, compiled: Tensor): void {
    this.#draws = draws
    this.#compiled.value = compiled
  }

  /** Random bits, uint32. */
  bits(shape: Shape): Tensor {
    checkShape('random', shape)
    const size = sizeOf(shape)
    // Compiled and eager draws are different streams of the same seed: the top bit of the key tells them apart.
    const inside = currentTrace() !== undefined
    const high = Math.floor(this.seed / 2 ** 32) + (inside ? 2 ** 31 : 0)
    const key = [this.seed % 2 ** 32, high].map((value) => tensor(value, { dtype: 'uint32' })) as [Tensor, Tensor]
    let draw: Tensor
    if (inside) {
      draw = this.#compiled.value
      this.#compiled.value = draw.add(1)
    } else draw = tensor(this.#draws++, { dtype: 'uint32' })
    const half = Math.ceil(size / 2)
    const block = threefry(key, [arange(half, undefined, 1, { dtype: 'uint32' }), draw])
    return reshape(reshape(block, [2 * half]).narrow(0, 0, size), shape)
  }

  /** Evenly distributed numbers, `low` included and `high` (1 by default) not, but for rounding; 24 random bits each. */
  uniform(
    shape: Shape,
    { low = 0, high = 1, dtype = 'float32' }: DrawOptions & { readonly low?: number; readonly high?: number } = {},
  ): Tensor {
    const unit = this.bits(shape)
      .shiftRight(8)
      .cast(dtype)
      .mul(2 ** -24)
    return unit.mul(high - low).add(low)
  }

  /** Normally distributed numbers (Box and Muller 1958), with mean 0 and standard deviation 1 by default. */
  normal(
    shape: Shape,
    { mean = 0, std = 1, dtype = 'float32' }: DrawOptions & { readonly mean?: number; readonly std?: number } = {},
  ): Tensor {
    const size = sizeOf(checkShape('random', shape))
    const half = Math.ceil(size / 2)
    const [u, v] = this.uniform([2, half], { dtype }).split(2)
    // 1 − u is never 0, so the logarithm is finite.
    const radius = u!.rsub(1).log().mul(-2).sqrt()
    const angle = v!.mul(2 * Math.PI)
    const both = concat([radius.mul(angle.cos()), radius.mul(angle.sin())], 1)
    return reshape(reshape(both, [2 * half]).narrow(0, 0, size), shape)
      .mul(std)
      .add(mean)
  }

  /** True with probability `p`. */
  bernoulli(shape: Shape, p: number): Tensor {
    if (!(p >= 0 && p <= 1)) throw invalid(`bernoulli: p is ${p}; it must lie in 0…1`)
    return this.uniform(shape).less(p)
  }

  /** The whole numbers from 0 to n − 1 in random order, int64 [n]. */
  permutation(n: number): Tensor {
    // Two words for each number: the second decides where the first are equal.
    const keys = this.bits([2, n]).cast('int64')
    const [first, second] = keys.split(2)
    return argsort(reshape(first!.mul(2 ** 21).add(second!.remainder(2 ** 21)), [n]))
  }
}
