import { badData, invalid } from '../base/errors.ts'
import { exceeds, type Threshold, thresholdsFor } from '../base/threshold.ts'

export interface VocabularyOptions {
  /** 'sorted' (default), or 'kept': the order in which labels are given, or first occur. */
  readonly order?: 'sorted' | 'kept'
}

/**
 * The classes of a data set in a fixed order: class `i` of every output, metric and exported model is `labels[i]`.
 * Items may show any number of classes, none included.
 */
export class Vocabulary {
  /** In sorted order by default (by code unit, so that it does not depend on the machine's language). */
  readonly labels: readonly string[]
  readonly #indexOf: ReadonlyMap<string, number>

  /**
   * @param labels every label once
   * @param options.order 'sorted' (default), or 'kept': as they are given, such as small, medium, large
   * @throws KindlingError `invalid-argument` when there is none, or one is empty or given twice
   * @example
   * new Vocabulary(['dog', 'cat']).labels // ['cat', 'dog']
   */
  constructor(labels: Iterable<string>, { order = 'sorted' }: VocabularyOptions = {}) {
    const given = [...labels]
    const sorted = given.toSorted()
    if (sorted.length === 0) throw invalid('Vocabulary: labels is empty; there must be at least one class')
    if (sorted[0] === '') throw invalid("Vocabulary: a label is ''; an item without labels needs no label for that")
    const twice = sorted.find((label, i) => label === sorted[i - 1])
    if (twice !== undefined) throw invalid(`Vocabulary: label '${twice}' is given twice; each must occur once`)
    this.labels = order === 'sorted' ? sorted : given
    this.#indexOf = new Map(this.labels.map((label, i) => [label, i]))
  }

  /**
   * The labels that occur in these items.
   *
   * @throws KindlingError `invalid-data` when no item has any
   * @example
   * Vocabulary.of(await readLabels('labels.csv'))
   */
  static of(items: Iterable<{ readonly labels: readonly string[] }>, options: VocabularyOptions = {}): Vocabulary {
    const found = new Set<string>()
    for (const { labels } of items) for (const label of labels) found.add(label)
    if (found.size === 0) throw badData('Vocabulary: none of the items has a label; there must be at least one class')
    return new Vocabulary(found, options)
  }

  /** How many classes there are. */
  get size(): number {
    return this.labels.length
  }

  /**
   * The class index of a label, 0 … size − 1.
   *
   * @param item what carries the label, for the message: a file name
   * @throws KindlingError `invalid-data` when the label is not in the vocabulary
   */
  indexOf(label: string, item?: string): number {
    const index = this.#indexOf.get(label)
    if (index !== undefined) return index
    const where = item === undefined ? '' : ` of ${item}`
    throw badData(
      `label '${label}'${where} is not in the vocabulary. ${this.#suggest(label)} ` +
        'Correct the label, or build the vocabulary from items that have it',
    )
  }

  /**
   * Labels as a multi-hot vector of shape [size]: 1 for each class shown, 0 elsewhere; all 0 for none.
   *
   * @param item what carries the labels, for the message: a file name
   * @throws KindlingError `invalid-data` when a label is not in the vocabulary
   * @example
   * new Vocabulary(['cat', 'dog', 'owl']).encode(['owl', 'cat']) // Float32Array [1, 0, 1]
   */
  encode(labels: Iterable<string>, item?: string): Float32Array<ArrayBuffer> {
    const target = new Float32Array(this.size)
    for (const label of labels) target[this.indexOf(label, item)] = 1
    return target
  }

  /**
   * The labels whose value is above their threshold, in the vocabulary's order.
   *
   * @param values shape [size]: a multi-hot vector or probabilities
   * @param threshold for all classes or one for each; default 0.5
   * @throws KindlingError `invalid-argument` when there are not `size` values, or a threshold is out of range
   * @example
   * new Vocabulary(['cat', 'dog', 'owl']).decode([0.9, 0.2, 0.7]) // ['cat', 'owl']
   */
  decode(values: ArrayLike<number>, threshold: Threshold = 0.5): string[] {
    if (values.length !== this.size) {
      throw invalid(`Vocabulary.decode: values has length ${values.length}; there are ${this.size} classes`)
    }
    const thresholds = thresholdsFor('Vocabulary.decode', threshold, this.size)
    return this.labels.filter((_, i) => exceeds(values[i]!, thresholds[i]!))
  }

  #suggest(label: string): string {
    if (this.size <= 12) return `It has: ${this.labels.join(', ')}.`
    const near = this.labels
      .map((known) => ({ known, distance: editDistance(label.toLowerCase(), known.toLowerCase()) }))
      .sort((a, b) => a.distance - b.distance)
      .slice(0, 3)
    return `It has ${this.size} labels; the closest are ${near.map(({ known }) => known).join(', ')}.`
  }
}

/** Levenshtein's distance: insertions, deletions and substitutions, each counted 1. */
const editDistance = (a: string, b: string): number => {
  let above = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      row.push(Math.min(above[j]! + 1, row[j - 1]! + 1, above[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)))
    }
    above = row
  }
  return above[b.length]!
}
