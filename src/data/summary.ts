import type { Vocabulary } from './vocabulary.ts'

/** How often a class occurs. */
export type LabelCount = { readonly label: string; readonly train: number; readonly valid: number }

/** What a multi-label data set consists of, in numbers. */
export type LabelSummary = {
  /** Items on each side. */
  readonly items: { readonly train: number; readonly valid: number }
  /** Items that show none of the classes. */
  readonly withoutLabels: { readonly train: number; readonly valid: number }
  /** In the vocabulary's order. A class with no training item cannot be learned; one with no validation item not judged. */
  readonly classes: readonly LabelCount[]
}

type Labelled = { readonly labels: readonly string[] }

/**
 * Counts the labels on both sides of a split.
 *
 * @example
 * const { classes } = summarizeLabels(train, valid, vocabulary)
 * classes.filter(({ train }) => train === 0) // what cannot be learned from these items
 */
export const summarizeLabels = (
  train: readonly Labelled[],
  valid: readonly Labelled[],
  vocabulary: Vocabulary,
): LabelSummary => {
  const [inTrain, inValid] = [countLabels(train), countLabels(valid)]
  return {
    items: { train: train.length, valid: valid.length },
    withoutLabels: { train: countEmpty(train), valid: countEmpty(valid) },
    classes: vocabulary.labels.map((label) => ({
      label,
      train: inTrain.get(label) ?? 0,
      valid: inValid.get(label) ?? 0,
    })),
  }
}

const countEmpty = (items: readonly Labelled[]): number => items.filter(({ labels }) => labels.length === 0).length

const countLabels = (items: readonly Labelled[]): Map<string, number> => {
  const counts = new Map<string, number>()
  for (const { labels } of items) for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1)
  return counts
}
