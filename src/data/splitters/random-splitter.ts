import { badData, invalid } from '../../base/errors.ts'
import { randomStream } from '../random.ts'
import type { Split, Splitter } from './splitter.ts'

export interface FractionOptions {
  /** Share of the items that validate, between 0 and 1; default 0.2. */
  readonly validFraction?: number
  /** Default 0. */
  readonly seed?: number
}

/** @throws KindlingError `invalid-argument` when the fraction does not lie between 0 and 1 */
export function checkFraction(name: string, fraction: number): void {
  if (!(fraction > 0 && fraction < 1))
    throw invalid(`${name}: validFraction is ${fraction}; it must lie between 0 and 1, like 0.2`)
}

/**
 * Splits at random (fastai's `RandomSplitter`): of n items, ⌊validFraction · n⌋ validate. The same seed and number of
 * items give the same split.
 *
 * @throws KindlingError `invalid-argument` when the fraction is not between 0 and 1, `invalid-data` when a side would be
 * empty
 * @example
 * randomSplitter({ seed: 42 })(items).valid.length // a fifth of them
 */
export const randomSplitter = ({ validFraction = 0.2, seed = 0 }: FractionOptions = {}): Splitter<unknown> => {
  checkFraction('randomSplitter', validFraction)
  return (items): Split => {
    const size = Math.floor(validFraction * items.length)
    if (size === 0) {
      throw badData(
        `randomSplitter: a fraction of ${validFraction} of ${items.length} items leaves none for validation; ` +
          `give at least ${Math.ceil(1 / validFraction)} items or a larger validFraction`,
      )
    }
    const order = randomStream(seed).permutation(items.length)
    return { train: order.slice(size), valid: order.slice(0, size) }
  }
}
