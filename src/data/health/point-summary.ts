import type { Point } from '../placement.ts'
import { Range } from './number-summary.ts'
import { noneYet, type Side, type Sides } from './sides.ts'

interface Extent {
  readonly min: number
  readonly mean: number
  readonly max: number
}

/** What is said of items by points, in pixels of their pictures. */
export interface PointSummary {
  readonly kind: 'points'
  readonly items: Sides
  /** For each point, the items that have it and where it lies; NaN where no item has it. */
  readonly points: readonly { readonly present: Sides; readonly x: Extent; readonly y: Extent }[]
}

/** Counts points, item by item. */
export class PointTally {
  readonly passes = 1
  readonly #items = noneYet()
  readonly #points: readonly {
    readonly present: { train: number; valid: number }
    readonly x: Range
    readonly y: Range
  }[]

  constructor(count: number) {
    this.#points = Array.from({ length: count }, () => ({ present: noneYet(), x: new Range(), y: new Range() }))
  }

  add(value: readonly Point[], side: Side): void {
    this.#items[side]++
    for (const [i, point] of this.#points.entries()) {
      const [x, y] = value[i]!
      if (Number.isNaN(x + y)) continue
      point.present[side]++
      point.x.add(x)
      point.y.add(y)
    }
  }

  result(): PointSummary {
    return {
      kind: 'points',
      items: this.#items,
      points: this.#points.map(({ present, x, y }) => ({ present, x: x.result(), y: y.result() })),
    }
  }
}
