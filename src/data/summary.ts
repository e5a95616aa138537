import { type LabelSummary, LabelTally } from './health/label-summary.ts'
import type { Vocabulary } from './vocabulary.ts'

type Labelled = { readonly labels: readonly string[] }

/**
 * Counts the labels on both sides of a split.
 *
 * @example
 * const { classes } = summarizeLabels(train, valid, vocabulary)
 * classes.filter(({ train }) => train === 0) // what cannot be learnt from these items
 */
export const summarizeLabels = (
  train: readonly Labelled[],
  valid: readonly Labelled[],
  vocabulary: Vocabulary,
): LabelSummary => {
  const tally = new LabelTally(vocabulary.labels)
  for (const { labels } of train) tally.add(labels, 'train')
  for (const { labels } of valid) tally.add(labels, 'valid')
  return tally.result()
}
