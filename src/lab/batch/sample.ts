import { randomStream } from '../../data/index.ts'

/** Rows of numbers that a sheet may have before it is a sample: more than a person reads, and quick to compute. */
export const mostRows = 500

/**
 * Which of so many to show: all of them, or a sample without repetition, in their order.
 *
 * @param each rows that one of them takes
 */
export const sample = (count: number, each: number, seed: number): number[] => {
  const room = Math.max(1, Math.floor(mostRows / each))
  const all = randomStream(seed).permutation(count)
  return (count > room ? all.slice(0, room) : all).sort((a, b) => a - b)
}
