import type { Size } from '../placement.ts'

/** The sizes of pictures, in pixels. */
export interface SizeSummary {
  readonly width: Spread
  readonly height: Spread
  readonly landscape: number
  readonly portrait: number
  readonly square: number
  /** The most frequent sizes, first the most frequent of all. */
  readonly frequent: readonly (Size & { readonly count: number })[]
  /** Pictures of which a side is shorter than `tinySide`, and the names of some. */
  readonly tiny: { readonly count: number; readonly items: readonly string[] }
}

export interface Spread {
  readonly min: number
  readonly median: number
  readonly max: number
}

/** A picture with a shorter side than this, in pixels, is more likely a thumbnail or a broken file than a photograph. */
export const tinySide = 16

const named = 20
const frequent = 5

/** Collects the sizes of so many items: eight bytes for each. */
export class SizeTally {
  readonly #widths: Uint32Array
  readonly #heights: Uint32Array

  constructor(items: number) {
    this.#widths = new Uint32Array(items)
    this.#heights = new Uint32Array(items)
  }

  add(position: number, { width, height }: Size): void {
    this.#widths[position] = width
    this.#heights[position] = height
  }

  /** @returns undefined when no size is known */
  result(nameOf: (position: number) => string): SizeSummary | undefined {
    const shapes = { landscape: 0, portrait: 0, square: 0 }
    const counts = new Map<number, number>()
    const tiny: number[] = []
    let tinyCount = 0
    for (const [i, width] of this.#widths.entries()) {
      const height = this.#heights[i]!
      // 0 where the item could not be read.
      if (width === 0) continue
      shapes[width > height ? 'landscape' : width < height ? 'portrait' : 'square']++
      const key = width * 2 ** 24 + height
      counts.set(key, (counts.get(key) ?? 0) + 1)
      if (Math.min(width, height) < tinySide && tinyCount++ < named) tiny.push(i)
    }
    if (counts.size === 0) return undefined
    return {
      width: spread(this.#widths),
      height: spread(this.#heights),
      ...shapes,
      frequent: [...counts]
        .sort(([a, m], [b, n]) => n - m || a - b)
        .slice(0, frequent)
        .map(([key, count]) => ({ width: Math.floor(key / 2 ** 24), height: key % 2 ** 24, count })),
      tiny: { count: tinyCount, items: tiny.map(nameOf) },
    }
  }
}

function spread(lengths: Uint32Array): Spread {
  const known = lengths.filter((length) => length > 0).sort()
  return { min: known[0]!, median: known[(known.length - 1) >> 1]!, max: known.at(-1)! }
}
