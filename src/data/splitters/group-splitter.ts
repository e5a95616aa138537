import { badData, invalid } from '../../base/errors.ts'
import { randomStream } from '../random.ts'
import { checkFraction, type FractionOptions } from './random-splitter.ts'
import { type Splitter, splitBy } from './splitter.ts'

/**
 * Splits so that no group is on both sides: the pictures of one person, one video, one patient resemble each other, and a
 * model that has seen some of them is not tested by the others.
 *
 * @param groupOf what an item belongs to
 * @param options.valid the groups that validate. By default they are drawn at random, so that about `validFraction` of the
 * items validate: off by no more than half of the largest group, where the groups allow it
 * @throws KindlingError `invalid-data` when a group named in `valid` does not occur, or one side would be empty
 * @example
 * groupSplitter(({ person }: BiwiFrame) => person, { valid: [13] })
 */
export function groupSplitter<Item, Group extends string | number>(
  groupOf: (item: Item) => Group,
  { valid, validFraction = 0.2, seed = 0 }: FractionOptions & { readonly valid?: readonly Group[] } = {},
): Splitter<Item> {
  checkFraction('groupSplitter', validFraction)
  if (valid?.length === 0)
    throw invalid('groupSplitter: valid is empty; name the groups that validate, or leave it out')
  return (items) => {
    const groups = items.map((item) => groupOf(item))
    const sizes = new Map<Group, number>()
    for (const group of groups) sizes.set(group, (sizes.get(group) ?? 0) + 1)
    const unknown = valid?.find((group) => !sizes.has(group))
    if (unknown !== undefined)
      throw badData(`groupSplitter: no item belongs to the group '${unknown}'; there are ${listed([...sizes.keys()])}`)
    const chosen = new Set(valid ?? drawn(sizes, validFraction * items.length, seed))
    return splitBy('groupSplitter', items, (_, i) => chosen.has(groups[i]!), 'there must be groups for both sides')
  }
}

/**
 * Groups in random order, each if the sum of their sizes then comes nearer to what is wanted. There is one at least, and
 * never all.
 */
function drawn<Group>(sizes: ReadonlyMap<Group, number>, wanted: number, seed: number): Group[] {
  // In an order that does not depend on that of the items.
  const groups = [...sizes.keys()].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))
  const order = randomStream(seed).permutation(groups.length)
  const chosen = new Set<Group>()
  let sum = 0
  for (const i of order) {
    const next = sum + sizes.get(groups[i]!)!
    if (Math.abs(next - wanted) > Math.abs(sum - wanted)) continue
    chosen.add(groups[i]!)
    sum = next
  }
  const distance = (change: (size: number) => number) => (a: Group, b: Group) =>
    Math.abs(change(sizes.get(a)!) - wanted) - Math.abs(change(sizes.get(b)!) - wanted)
  const inOrder = order.map((i) => groups[i]!)
  if (chosen.size === 0) return inOrder.sort(distance((size) => size)).slice(0, 1)
  if (chosen.size === groups.length) return inOrder.sort(distance((size) => sum - size)).slice(1)
  return [...chosen]
}

const listed = (groups: readonly unknown[]): string =>
  groups.length > 10 ? `${groups.slice(0, 10).join(', ')} and ${groups.length - 10} more` : groups.join(', ')
