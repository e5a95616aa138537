import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64'
import { uniformInt } from 'pure-rand/distribution/uniformInt'
import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus'
import { invalid } from '../base/errors.ts'

/** Draws from one stream of pseudo-random numbers; every draw moves the stream on. */
export type RandomStream = {
  /** A number in [low, high). */
  uniform(low?: number, high?: number): number
  /** A whole number in [low, high], both ends included. */
  integer(low: number, high: number): number
  /** True with this probability. */
  chance(probability: number): boolean
  /** One of the choices, all equally likely. */
  pick<T>(choices: readonly T[]): T
  /** The numbers 0…n−1 in random order (Fisher–Yates). */
  permutation(n: number): number[]
}

/**
 * The stream of random numbers that belongs to a key: the same key gives the same numbers, whatever was drawn elsewhere
 * before. Use a seed and counters as the key (seed, epoch, index), so that a result does not depend on the order of work.
 *
 * The generator is pure-rand's xoroshiro128+; its 128 bits of state are hashed from the key.
 *
 * @param key safe whole numbers, the first usually a seed
 * @throws KindlingError `invalid-argument` when a part of the key is no safe whole number
 * @example
 * randomStream(42, 0).permutation(5) // the order of five items in epoch 0 of seed 42
 */
export const randomStream = (...key: number[]): RandomStream => {
  const generator = xoroshiro128plusFromState(stateOf(key))
  const uniform = (low = 0, high = 1) => low + (high - low) * uniformFloat64(generator)
  const integer = (low: number, high: number) => uniformInt(generator, low, high)
  return {
    uniform,
    integer,
    chance: (probability) => uniform() < probability,
    pick: (choices) => choices[integer(0, choices.length - 1)]!,
    permutation: (n) => {
      const order = Array.from({ length: n }, (_, i) => i)
      for (let i = n - 1; i > 0; i--) {
        const j = integer(0, i)
        const other = order[j]!
        order[j] = order[i]!
        order[i] = other
      }
      return order
    },
  }
}

const stateOf = (key: readonly number[]): number[] => {
  const words = key.flatMap((part, position) => {
    if (!Number.isSafeInteger(part)) {
      throw invalid(`randomStream: part ${position} of the key is ${part}; it must be a safe whole number, like a seed`)
    }
    return [part | 0, Math.floor(part / 2 ** 32) | 0]
  })
  // Each of the four words of state hashes the whole key, from its own start.
  const state = [1, 2, 3, 4].map((start) => [...words, words.length].reduce(mix, Math.imul(start, 0x9e3779b1)))
  // All zeros is the one state that xoroshiro never leaves.
  return state.some((word) => word !== 0) ? state : [1, 0, 0, 0]
}

/** A step of MurmurHash3 (x86, 32 bits), then its finaliser, so that neighbouring keys give unrelated words. */
const mix = (hash: number, word: number): number => {
  let k = Math.imul(word, 0xcc9e2d51)
  k = Math.imul((k << 15) | (k >>> 17), 0x1b873593)
  let h = hash ^ k
  h = (Math.imul((h << 13) | (h >>> 19), 5) + 0xe6546b64) | 0
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return h ^ (h >>> 16)
}
