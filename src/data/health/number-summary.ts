import { noneYet, type Side, type Sides } from './sides.ts'

/** The bars of a histogram. */
const bins = 20

/** The numbers in one place of every item. */
export interface NumberColumn {
  readonly present: Sides
  /** Items in which it is missing (NaN). */
  readonly missing: Sides
  /** Over both sides; NaN where it is missing from every item. Equal where it never varies. */
  readonly min: number
  readonly mean: number
  readonly max: number
  /** How many numbers lie in each of equally wide intervals from `min` to `max`. */
  readonly histogram: { readonly train: readonly number[]; readonly valid: readonly number[] }
}

/** What is said of items by numbers. */
export interface NumberSummary {
  readonly kind: 'numbers'
  readonly items: Sides
  readonly columns: readonly NumberColumn[]
}

/** Least, greatest and mean, number by number. A zero has no sign here, in whichever order -0 and 0 come. */
export class Range {
  #count = 0
  #min = Number.POSITIVE_INFINITY
  #max = Number.NEGATIVE_INFINITY
  #mean = 0

  add(number: number): void {
    const x = number + 0
    this.#count++
    if (x < this.#min) this.#min = x
    if (x > this.#max) this.#max = x
    this.#mean += (x - this.#mean) / this.#count
  }

  result(): { readonly min: number; readonly mean: number; readonly max: number } {
    if (this.#count === 0) return { min: Number.NaN, mean: Number.NaN, max: Number.NaN }
    return { min: this.#min, mean: this.#mean, max: this.#max }
  }
}

class ColumnTally {
  readonly #range = new Range()
  readonly #present = noneYet()
  readonly #missing = noneYet()
  readonly #histogram = { train: new Array<number>(bins).fill(0), valid: new Array<number>(bins).fill(0) }

  look(x: number, side: Side): void {
    if (Number.isNaN(x)) this.#missing[side]++
    else {
      this.#present[side]++
      this.#range.add(x)
    }
  }

  /** Once the range is known. */
  sort(x: number, side: Side): void {
    if (Number.isNaN(x)) return
    const { min, max } = this.#range.result()
    const at = max > min ? Math.floor((bins * (x - min)) / (max - min)) : 0
    this.#histogram[side][Math.min(bins - 1, at)]!++
  }

  result(): NumberColumn {
    return { present: this.#present, missing: this.#missing, ...this.#range.result(), histogram: this.#histogram }
  }
}

/** Counts numbers: all items twice, since a histogram needs to know the range. Keeps none of them. */
export class NumberTally {
  readonly passes = 2
  readonly #columns: readonly ColumnTally[]
  readonly #items = noneYet()

  constructor(columns: number) {
    this.#columns = Array.from({ length: columns }, () => new ColumnTally())
  }

  add(value: number | readonly number[], side: Side, pass: number): void {
    const numbers = typeof value === 'number' ? [value] : value
    if (pass === 0) this.#items[side]++
    for (const [i, column] of this.#columns.entries())
      if (pass === 0) column.look(numbers[i]!, side)
      else column.sort(numbers[i]!, side)
  }

  result(): NumberSummary {
    return { kind: 'numbers', items: this.#items, columns: this.#columns.map((column) => column.result()) }
  }
}
