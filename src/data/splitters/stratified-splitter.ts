import { badData } from '../../base/errors.ts'
import { randomStream } from '../random.ts'
import { checkFraction, type FractionOptions } from './random-splitter.ts'
import type { Splitter } from './splitter.ts'

/**
 * Splits at random so that every label has about the same share on both sides, for one label or several on each item
 * (iterative stratification: Sechidis, Tsoumakas, Vlahavas 2011). Items without a label are divided in the same proportion.
 *
 * Of every label at least one item stays in training, where it can be learnt from; so a label that occurs once stays there.
 * With one label on each item, validation has the exact share of each, rounded up or down, and of all of them together.
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
        `stratifiedSplitter: a fraction of ${validFraction} of ${items.length} items leaves none for validation, since of ` +
          'every label one stays in training; give more items or a larger validFraction',
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
  const inTraining = new Map([...open].map(([label, { size }]) => [label, size]))
  // How many more items of each label validation should have.
  const wanted = new Map([...open].map(([label, { size }]) => [label, Math.min(fraction * size, size - 1)]))
  // The parts of items that labels before should have had, and did not get: two halves make one item of a later label.
  let owed = 0
  const valid = new Set<number>()
  while (open.size > 0) {
    const rarest = rarestOf(open)
    const members = [...open.get(rarest)!]
    const share = Math.min(Math.max(wanted.get(rarest)!, 0), members.length)
    // A sum of fractions may miss a whole number by a rounding error.
    let count = Math.floor(share + 1e-9)
    owed += share - count
    if (owed >= 0.5 && share - count > 1e-9) {
      count++
      owed--
    }
    for (const i of members) {
      for (const label of labels[i]!) open.get(label)!.delete(i)
      if (count === 0 || labels[i]!.some((label) => inTraining.get(label) === 1)) continue
      count--
      valid.add(i)
      for (const label of labels[i]!) {
        inTraining.set(label, inTraining.get(label)! - 1)
        wanted.set(label, wanted.get(label)! - 1)
      }
    }
    for (const [label, rest] of open) if (rest.size === 0) open.delete(label)
  }
  return valid
}

/** The label of fewest items; of equal ones the first by name. */
function rarestOf(open: ReadonlyMap<string, ReadonlySet<number>>): string {
  let [rarest, least] = ['', Number.POSITIVE_INFINITY]
  for (const [label, { size }] of open)
    if (size < least || (size === least && label < rarest)) [rarest, least] = [label, size]
  return rarest
}
