import { badData, invalid } from '../base/errors.ts'
import type { RandomStream } from './random.ts'

/** Decides which items an epoch visits, and in what order: positions in the loader's list, possibly more than once. */
export interface Sampler {
  /** How many positions an epoch has, for a list of `items`. */
  count(items: number): number
  /** The positions of one epoch; `random` belongs to it. */
  order(items: number, random: RandomStream): number[]
}

/** Every item once, in a new random order each epoch: what `shuffle: true` means. */
export const shuffledSampler: Sampler = {
  count: (items) => items,
  order: (items, random) => random.permutation(items),
}

/**
 * Draws with replacement, each item in proportion to its weight (as PyTorch's `WeightedRandomSampler`).
 *
 * @param weights one for each item, 0 or more
 * @param count draws in an epoch; as many as there are items by default
 * @throws KindlingError `invalid-argument` when a weight is negative or not finite, or all are 0
 * @example
 * weightedSampler(items.map(({ label }) => 1 / countOf[label])) // rare classes as often as frequent ones
 */
export function weightedSampler(weights: readonly number[], count = weights.length): Sampler {
  const wrong = weights.findIndex((weight) => !(weight >= 0 && Number.isFinite(weight)))
  if (wrong >= 0) throw invalid(`weightedSampler: weight ${wrong} is ${weights[wrong]}; it must be a number from 0`)
  if (!Number.isSafeInteger(count) || count < 1)
    throw invalid(`weightedSampler: count is ${count}; it must be a whole number from 1`)
  const upTo = new Float64Array(weights.length)
  let sum = 0
  for (const [i, weight] of weights.entries()) {
    sum += weight
    upTo[i] = sum
  }
  if (!(sum > 0)) throw invalid('weightedSampler: all weights are 0; at least one item must be drawn at times')
  return {
    count: (items) => {
      if (items !== weights.length)
        throw invalid(`weightedSampler: there are ${weights.length} weights for ${items} items; give one for each`)
      return count
    },
    order: (_, random) => Array.from({ length: count }, () => firstAbove(upTo, random.uniform(0, sum))),
  }
}

/** The first position whose value is above x. */
function firstAbove(ascending: Float64Array, x: number): number {
  let [low, high] = [0, ascending.length - 1]
  while (low < high) {
    const middle = (low + high) >> 1
    if (ascending[middle]! > x) high = middle
    else low = middle + 1
  }
  return low
}

/**
 * Repeats the items of rare classes until every class is visited as often as the most frequent one, and shuffles. Every item
 * is visited at least once each epoch. The last, incomplete round of a class is drawn anew each time.
 *
 * @param classes the class of each item: a label, an index; an item of several classes belongs to the one given here
 * @example
 * oversampler(items.map(({ label }) => label))
 */
export function oversampler(classes: readonly (string | number)[]): Sampler {
  const members = new Map<string | number, number[]>()
  for (const [i, name] of classes.entries()) {
    const known = members.get(name)
    if (known) known.push(i)
    else members.set(name, [i])
  }
  if (members.size === 0) throw badData('oversampler: there are no items')
  let most = 0
  for (const { length } of members.values()) most = Math.max(most, length)
  return {
    count: (items) => {
      if (items !== classes.length)
        throw invalid(`oversampler: there are ${classes.length} classes for ${items} items; give one for each`)
      return most * members.size
    },
    order: (_, random) => {
      const chosen = [...members.values()].flatMap((positions) => {
        const rounds = Array.from({ length: Math.floor(most / positions.length) }, () => positions)
        const rest = random.permutation(positions.length).slice(0, most % positions.length)
        return [...rounds.flat(), ...rest.map((i) => positions[i]!)]
      })
      return random.permutation(chosen.length).map((i) => chosen[i]!)
    },
  }
}
