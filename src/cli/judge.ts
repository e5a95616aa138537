import type { LabelSummary } from '../data/index.ts'
import {
  averagePrecision,
  type ClassRow,
  classReport,
  type Learner,
  type Metric,
  noneRecall,
} from '../learner/index.ts'
import type { CommandContext } from './command.ts'
import { wrapped } from './prose.ts'
import { reportTable } from './report-table.ts'

/** How well a model answers on the validation pictures. */
export interface Judgement {
  /** The mean over the labels. */
  readonly averagePrecision: number
  /** Of the pictures without labels, the share that is answered so; NaN where there are none. */
  readonly noneRecall: number
  /** Above which probability each label is answered. */
  readonly thresholds: Readonly<Record<string, number>>
  readonly classes: readonly ClassRow[]
}

/** Judges the model on the validation pictures, and prints what came of it, with what guessing would come to. */
export async function judge(
  learn: Learner,
  summary: LabelSummary,
  { print, signal }: CommandContext,
): Promise<Judgement> {
  const { labels, thresholds } = learn
  const answers = await learn.predictions({ signal })
  const measured = (metric: Metric): number => {
    metric.update(answers)
    return metric.value()
  }
  const judgement = {
    averagePrecision: measured(averagePrecision()),
    noneRecall: measured(noneRecall({ threshold: thresholds })),
    thresholds: Object.fromEntries(labels.map((label, i) => [label, thresholds[i]!])),
    classes: classReport(answers, labels, { threshold: thresholds }),
  }
  const judged = judgement.classes.filter(({ support }) => support > 0)
  const guessing = judged.reduce((sum, { support }) => sum + support / answers.items, 0) / judged.length

  print(`\nOn the ${answers.items} validation pictures:\n`)
  print(reportTable(judgement.classes, summary))
  const chosen = thresholds.filter((threshold) => threshold !== 0.5).length
  print(
    `\n${wrapped(
      chosen === 0
        ? 'A label is answered above 0.5.'
        : `A label is answered above its threshold: for ${chosen} of the ${labels.length} the one with the best F1 on these ` +
            'very pictures, which flatters precision, recall and F1 a little' +
            `${chosen < labels.length ? '; for the others, on which too little is known, 0.5' : ''}. ` +
            'Average precision needs no threshold.',
    )}`,
  )
  print(
    `\naverage precision, mean over ${judged.length} labels: ${judgement.averagePrecision.toFixed(3)} ` +
      `(guessing: ${guessing.toFixed(3)})`,
  )
  const missed = judged.filter(({ recall }) => recall === 0).length
  if (missed > 0)
    print(
      wrapped(
        `${missed} of the ${judged.length} labels were not found on a single picture that shows them: ` +
          'they need more training pictures, or more epochs',
      ),
    )
  print(
    Number.isNaN(judgement.noneRecall)
      ? 'every validation picture has a label, so "none" could not be judged'
      : `pictures with none of the labels that are answered so: ${(100 * judgement.noneRecall).toFixed(1)} %`,
  )
  return judgement
}
