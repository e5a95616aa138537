import Table from 'cli-table3'
import { fewPictures, type LabelSummary } from '../data/index.ts'
import type { ClassRow } from '../learner/index.ts'
import { wrapped } from './prose.ts'

const plain = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '  ',
}

/** A table longer than a screen says less. */
const shownRows = 24

/** How well each label is answered, the most frequent first, beside the number of pictures that taught it. */
export function reportTable(rows: readonly ClassRow[], { classes }: LabelSummary): string {
  const table = new Table({
    chars: plain,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
    head: ['label', 'train', 'valid', 'precision', 'recall', 'f1', 'average precision'],
    colAligns: ['left', 'right', 'right', 'right', 'right', 'right', 'right'],
  })
  const share = (value: number): string => (Number.isNaN(value) ? '-' : value.toFixed(3))
  const taught = new Map(classes.map(({ label, train }) => [label, train]))
  const sorted = [...rows].sort((a, b) => taught.get(b.label)! - taught.get(a.label)!)
  for (const { label, support, precision, recall, f1, averagePrecision } of sorted.slice(0, shownRows))
    table.push([label, taught.get(label), support, ...[precision, recall, f1, averagePrecision].map(share)])
  const hidden = sorted.length - shownRows
  return hidden > 0 ? `${table}\n(and ${hidden} labels with fewer training pictures; --json has them all)` : `${table}`
}

/**
 * What the data consists of, and what cannot be learnt or judged from it, in a few lines.
 *
 * @param mayBeNone whether a picture may have none of the labels, or any number of them; otherwise it has one class
 */
export function summarize(
  { items, withoutLabels, classes }: Pick<LabelSummary, 'items' | 'withoutLabels' | 'classes'>,
  { mayBeNone = true }: { readonly mayBeNone?: boolean } = {},
): string {
  const labelsWith = (holds: (row: LabelSummary['classes'][number]) => boolean): string[] =>
    classes.filter(holds).map(({ label }) => label)
  const counts = classes.map(({ train }) => train).sort((a, b) => a - b)
  const few = labelsWith(({ train }) => train > 0 && train < fewPictures).length
  const unlearnable = labelsWith(({ train }) => train === 0)
  const unjudged = labelsWith(({ valid }) => valid === 0)
  const noun = mayBeNone ? 'labels' : 'classes'
  return [
    mayBeNone
      ? `${items.train} pictures to learn from (${withoutLabels.train} of them without a label), ` +
        `${items.valid} to judge by (${withoutLabels.valid})`
      : `${items.train} pictures to learn from, ${items.valid} to judge by`,
    counts[0] === counts.at(-1)
      ? `${classes.length} ${noun}, on ${counts[0]} training pictures each`
      : `${classes.length} ${noun}, on ${counts[0]} to ${counts.at(-1)} training pictures each ` +
        `(half of them on ${counts[Math.floor((counts.length - 1) / 2)]} or fewer)`,
    few > 0 &&
      `  ${few} of them on fewer than ${fewPictures} training pictures: too few for a network that starts from nothing`,
    unlearnable.length > 0 && `  on no training picture, so they cannot be learnt: ${listed(unlearnable)}`,
    unjudged.length > 0 && `  on no validation picture, so they cannot be judged: ${listed(unjudged)}`,
    mayBeNone &&
      withoutLabels.train === 0 &&
      '  every training picture has a label: what "none" looks like is not taught',
  ]
    .filter((line) => line !== false)
    .map(wrapped)
    .join('\n')
}

const listed = (labels: readonly string[]): string =>
  labels.length > 8 ? `${labels.slice(0, 8).join(', ')} and ${labels.length - 8} more` : labels.join(', ')
