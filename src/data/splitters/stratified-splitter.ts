import { badData } from '../../base/errors.ts'
import { randomStream } from '../random.ts'
import { checkFraction, type FractionOptions } from './random-splitter.ts'
import type { Splitter } from './splitter.ts'

/**
 * Splits at random so that every label has about the same share on both sides, for one label or several on each item
 * (iterative stratification: Sechidis, Tsoumakas, Vlahavas 2011). Items without a label are divided in the same proportion.
 *
 * A label that occurs once stays in training, where it can be learnt from.
 *
 * @param labelsOf the label of an item, or its labels
 * @throws KindlingError `invalid-argument` when the fraction is not between 0 and 1, `invalid-data` when a side would be
 * empty
 * @example
 * stratifiedSplitter(parentLabel, { validFraction: 0.25 })
 */
export function stratifiedSplitter<Item>(
  labelsOf: (item: Item) => string | undefined | readonly string[],
  { validFraction = 0.2, seed = 0 }: FractionOptions = {},
): Splitter<Item> {
  checkFraction('stratifiedSplitter', validFraction)
  return (items) => {
    const labels = items.map((item) => {
      const found = labelsOf(item)
      // What has no label is a class of its own here.
      const list = found === undefined ? [] : typeof found === 'string' ? [found] : found
      return list.length > 0 ? [...new Set(list)] : ['']
    })
    const valid = chosen(labels, validFraction, seed)
    if (valid.size === 0)
      throw badData(
        `stratifiedSplitter: a fraction of ${validFraction} of ${items.length} items, whose rarest labels occur once, ` +
          'leaves none for validation; give more items or a larger validFraction',
      )
    const positions = items.map((_, i) => i)
    return { train: positions.filter((i) => !valid.has(i)), valid: positions.filter((i) => valid.has(i)) }
  }
}

/** The label that fewest items still have is divided first, since later there is no choice left for it. */
function chosen(labels: readonly (readonly string[])[], fraction: number, seed: number): Set<number> {
  const order = randomStream(seed).permutation(labels.length)
  const open = new Map<string, Set<number>>()
  for (const i of order) for (const label of labels[i]!) open.set(label, (open.get(label) ?? new Set()).add(i))
  // How many more items of each label validation should have, and how many of all.
  const wanted = new Map([...open].map(([label, { size }]) => [label, size === 1 ? 0 : fraction * size]))
  let wantedItems = fraction * labels.length
  const valid = new Set<number>()
  const assigned = new Set<number>()
  while (open.size > 0) {
    let rarest: string | undefined
    for (const [label, { size }] of open)
      if (rarest === undefined || size < open.get(rarest)!.size || (size === open.get(rarest)!.size && label < rarest))
        rarest = label
    const members = [...open.get(rarest!)!]
    open.delete(rarest!)
    for (const [k, i] of members.entries()) {
      if (assigned.has(i)) continue
      assigned.add(i)
      for (const label of labels[i]!) open.get(label)?.delete(i)
      const need = wanted.get(rarest!)!
      // A remaining share of half an item and more is one; on the boundary the total decides.
      const takes = need > 0.5 || (need === 0.5 && wantedItems >= 0.5)
      if (takes && members.length - k > 0) {
        valid.add(i)
        wantedItems--
        for (const label of labels[i]!) wanted.set(label, wanted.get(label)! - 1)
      }
    }
    for (const [label, rest] of open) if (rest.size === 0) open.delete(label)
  }
  return valid
}
