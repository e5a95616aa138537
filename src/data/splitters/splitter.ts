import { badData } from '../../base/errors.ts'

/** Which items train and which validate: positions in the list of items, no position on both sides. */
export type Split = { readonly train: readonly number[]; readonly valid: readonly number[] }

/** Divides items between training and validation. */
export type Splitter<Item> = (items: readonly Item[]) => Split

/**
 * A split by a decision for each item.
 *
 * @param wayOut what an error says when all items are on one side
 * @throws KindlingError `invalid-data` when a side would be empty
 */
export function splitBy<Item>(
  name: string,
  items: readonly Item[],
  isValid: (item: Item, position: number) => boolean,
  wayOut: string,
): Split {
  const train: number[] = []
  const valid: number[] = []
  for (const [i, item] of items.entries()) (isValid(item, i) ? valid : train).push(i)
  if (train.length === 0 || valid.length === 0)
    throw badData(
      `${name}: of ${items.length} items none is for ${train.length === 0 ? 'training' : 'validation'}; ${wayOut}`,
    )
  return { train, valid }
}
