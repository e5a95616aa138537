import type { Sides } from './sides.ts'

/** Items that are the same picture. */
export interface DuplicateGroup {
  readonly items: readonly string[]
  /** How many of them are on each side. */
  readonly on: Sides
  /** Whether different things are said of them. */
  readonly conflicting: boolean
}

/** Contents that occur more than once. */
export interface Duplicates {
  /** Items that could be left out without losing a picture, on the same side as another copy. */
  readonly surplus: Sides
  /** Items of the validation side that a model has seen in training. */
  readonly across: number
  /** Contents of which different things are said. */
  readonly conflicting: number
  /** Some of them, those across the sides first. */
  readonly groups: readonly DuplicateGroup[]
}

/** How many groups are named: a set with more of them needs a tool, not a list. */
const namedGroups = 50
const namedItems = 8

/** Finds equal contents by their digests: a digest for each item is all that is kept. */
export class DuplicateFinder {
  readonly #first = new Map<string, number>()
  /** By the position of the first item; only where there is a second. */
  readonly #groups = new Map<number, number[]>()

  add(position: number, digest: string): void {
    const first = this.#first.get(digest)
    if (first === undefined) this.#first.set(digest, position)
    else {
      const group = this.#groups.get(first)
      if (group) group.push(position)
      else this.#groups.set(first, [first, position])
    }
  }

  /**
   * @param describe what is said of an item, in words
   * @param sideOf undefined for an item on neither side
   */
  async result(
    nameOf: (position: number) => string,
    sideOf: (position: number) => 'train' | 'valid' | undefined,
    describe: (position: number) => Promise<string>,
  ): Promise<Duplicates> {
    const surplus = { train: 0, valid: 0 }
    let across = 0
    let conflicts = 0
    const groups: DuplicateGroup[] = []
    for (const unordered of this.#groups.values()) {
      // Items are looked at side by side, so they come in any order.
      const positions = unordered.toSorted((a, b) => a - b)
      const on = { train: 0, valid: 0 }
      for (const position of positions) {
        const side = sideOf(position)
        if (side) on[side]++
      }
      surplus.train += Math.max(0, on.train - 1)
      surplus.valid += Math.max(0, on.valid - 1)
      if (on.train > 0) across += on.valid
      const first = await describe(positions[0]!)
      let conflicting = false
      for (const position of positions.slice(1)) conflicting ||= (await describe(position)) !== first
      if (conflicting) conflicts++
      groups.push({ items: positions.slice(0, namedItems).map(nameOf), on, conflicting })
    }
    const rank = ({ on, conflicting }: DuplicateGroup): number =>
      (on.train > 0 && on.valid > 0 ? 2 : 0) + (conflicting ? 1 : 0)
    groups.sort((a, b) => rank(b) - rank(a) || (a.items[0]! < b.items[0]! ? -1 : 1))
    return { surplus, across, conflicting: conflicts, groups: groups.slice(0, namedGroups) }
  }
}
