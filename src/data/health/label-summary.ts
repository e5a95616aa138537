import { noneYet, type Side, type Sides } from './sides.ts'

/** How often a class occurs. */
export interface LabelCount extends Sides {
  readonly label: string
}

/** Two classes on the same item. */
export interface LabelPair {
  readonly labels: readonly [string, string]
  readonly count: number
}

/** What is said of items by classes, in numbers. */
export interface LabelSummary {
  readonly kind: 'labels'
  /** Items on each side. */
  readonly items: Sides
  /** Items that show none of the classes. */
  readonly withoutLabels: Sides
  /** In the vocabulary's order. A class with no training item cannot be learned; one with no validation item not judged. */
  readonly classes: readonly LabelCount[]
  /** Classes that occur together on either side, the most frequent pair first; none where an item has one class. */
  readonly pairs: readonly LabelPair[]
}

/** Counts labels, item by item. Its memory depends on the number of classes alone. */
export class LabelTally {
  readonly #labels: readonly string[]
  readonly #indexOf: ReadonlyMap<string, number>
  readonly #counts: { train: number; valid: number }[]
  readonly #pairs = new Map<number, number>()
  readonly #items = noneYet()
  readonly #withoutLabels = noneYet()

  constructor(labels: readonly string[]) {
    this.#labels = labels
    this.#indexOf = new Map(labels.map((label, i) => [label, i]))
    this.#counts = labels.map(noneYet)
  }

  /** @param value a class, several, or undefined for none */
  add(value: string | readonly string[] | undefined, side: Side): void {
    const given = value === undefined ? [] : typeof value === 'string' ? [value] : value
    const classes = [...new Set(given)].map((label) => this.#indexOf.get(label)!).sort((a, b) => a - b)
    this.#items[side]++
    if (classes.length === 0) this.#withoutLabels[side]++
    for (const [at, a] of classes.entries()) {
      this.#counts[a]![side]++
      for (const b of classes.slice(at + 1)) {
        const key = a * this.#labels.length + b
        this.#pairs.set(key, (this.#pairs.get(key) ?? 0) + 1)
      }
    }
  }

  result(): LabelSummary {
    const labels = this.#labels
    return {
      kind: 'labels',
      items: this.#items,
      withoutLabels: this.#withoutLabels,
      classes: labels.map((label, i) => ({ label, ...this.#counts[i]! })),
      pairs: [...this.#pairs]
        // Equally frequent ones in the vocabulary's order.
        .sort(([a, m], [b, n]) => n - m || a - b)
        .map(([key, count]) => ({
          labels: [labels[Math.floor(key / labels.length)]!, labels[key % labels.length]!],
          count,
        })),
    }
  }
}
