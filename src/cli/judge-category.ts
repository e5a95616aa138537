import type { LabelSummary } from '../data/index.ts'
import { type ClassRow, classReport, type Learner, type Predictions } from '../learner/index.ts'
import type { CommandContext } from './command.ts'
import { wrapped } from './prose.ts'
import { reportTable } from './report-table.ts'

/** How well a model tells classes apart. */
export interface CategoryJudgement {
  /** The share of validation pictures whose most probable class is the right one. */
  readonly accuracy: number
  readonly classes: readonly ClassRow[]
  /** What is mistaken for what, the most frequent first. */
  readonly confused: readonly Confusion[]
}

export interface Confusion {
  readonly actual: string
  readonly answered: string
  readonly count: number
}

/** Judges a model of one class for each picture on the validation pictures, and prints what came of it. */
export async function judgeCategory(
  learn: Learner,
  summary: LabelSummary,
  { print, signal }: CommandContext,
): Promise<CategoryJudgement> {
  const { labels } = learn
  const answers = await learn.predictions({ signal })
  const confused = confusions(answers, labels)
  const wrong = confused.reduce((sum, { count }) => sum + count, 0)
  const accuracy = 1 - wrong / answers.items
  const classes = classReport(answers, labels)
  const mostFrequent = Math.max(...classes.map(({ support }) => support)) / answers.items

  print(`\nOn the ${answers.items} validation pictures:\n`)
  print(reportTable(classes, summary))
  print(
    `\naccuracy: ${percent(accuracy)}, ${answers.items - wrong} of ${answers.items} ` +
      `(answering the most frequent class always: ${percent(mostFrequent)})`,
  )
  if (confused.length > 0)
    print(
      wrapped(
        `most often mistaken: ${confused
          .slice(0, 5)
          .map(({ actual, answered, count }) => `${actual} for ${answered} (${count})`)
          .join(', ')}`,
      ),
    )
  return { accuracy, classes, confused }
}

/** Every wrong answer, counted. */
export function confusions(
  { predictions, targets, classes, items }: Pick<Predictions, 'predictions' | 'targets' | 'classes' | 'items'>,
  labels: readonly string[],
): Confusion[] {
  const counts = new Map<number, number>()
  for (let i = 0; i < items; i++) {
    const row = predictions.subarray(i * classes, (i + 1) * classes)
    const answered = row.indexOf(Math.max(...row))
    const actual = targets[i]!
    if (answered !== actual) counts.set(actual * classes + answered, (counts.get(actual * classes + answered) ?? 0) + 1)
  }
  return [...counts]
    .sort(([a, m], [b, n]) => n - m || a - b)
    .map(([key, count]) => ({
      actual: labels[Math.floor(key / classes)]!,
      answered: labels[key % classes]!,
      count,
    }))
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`
