import { badData, invalid } from '../base/errors.ts'
import { randomStream } from './random.ts'

/** Which items train and which validate: positions in the list of items, no position on both sides. */
export type Split = { train: number[]; valid: number[] }

/** Divides items between training and validation. */
export type Splitter<Item> = (items: readonly Item[]) => Split

/**
 * Splits by what the items themselves say (fastai's `ColSplitter`).
 *
 * @throws KindlingError `invalid-data` when an item does not say, or one side would be empty
 * @example
 * columnSplitter()([{ valid: false }, { valid: true }]) // { train: [0], valid: [1] }
 */
export const columnSplitter =
  (): Splitter<{ readonly valid: boolean | undefined }> =>
  (items): Split => {
    const silent = items.filter(({ valid }) => valid === undefined).length
    if (silent > 0) {
      throw badData(
        `columnSplitter: ${silent} of ${items.length} items do not say whether they are for validation; ` +
          'add the column is_valid to the CSV, or use randomSplitter',
      )
    }
    const positions = items.map((_, i) => i)
    const train = positions.filter((i) => !items[i]!.valid)
    const valid = positions.filter((i) => items[i]!.valid)
    if (train.length === 0 || valid.length === 0) {
      const side = train.length === 0 ? 'training' : 'validation'
      throw badData(
        `columnSplitter: of ${items.length} items none is for ${side}; ` +
          'is_valid must be true for some and false for others, or use randomSplitter',
      )
    }
    return { train, valid }
  }

/**
 * Splits at random (fastai's `RandomSplitter`): of n items, ⌊validFraction · n⌋ validate. The same seed and number of
 * items give the same split.
 *
 * @param options.validFraction share of the items that validate, between 0 and 1; default 0.2
 * @param options.seed default 0
 * @throws KindlingError `invalid-argument` when the fraction is not between 0 and 1, `invalid-data` when a side would be
 * empty
 * @example
 * randomSplitter({ seed: 42 })(items).valid.length // a fifth of them
 */
export const randomSplitter = (options: { validFraction?: number; seed?: number } = {}): Splitter<unknown> => {
  const { validFraction = 0.2, seed = 0 } = options
  if (!(validFraction > 0 && validFraction < 1)) {
    throw invalid(`randomSplitter: validFraction is ${validFraction}; it must lie between 0 and 1, like 0.2`)
  }
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
