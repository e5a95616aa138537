import { fewPictures } from '../data/index.ts'
import { classReport, type RunJudgement, type RunRecord } from '../learner/index.ts'
import { shareInterval } from './interval.ts'
import type { ItemResult } from './item-results.ts'
import { brief, counted, fixed, listed, numberColumns, percent, plain, table } from './markdown.ts'
import { isIndex, saidAndTrue } from './said-and-true.ts'

/** How well the model answers on the validation pictures, and how sure one can be of that. */
export function learnedSection(record: RunRecord, results: readonly ItemResult[]): string {
  const { task, judgement } = record
  if (task === 'labels' || task === 'category') return labelsLearned(record, results)
  if (!judgement) return 'The training did not come to its end, so the model was not judged.'
  if (judgement.task === 'headPose') return posesLearned(judgement)
  if (judgement.task === 'points' || judgement.task === 'number') return numbersLearned(record, judgement)
  return ''
}

function labelsLearned(record: RunRecord, results: readonly ItemResult[]): string {
  const { answer, task } = record
  if (!('labels' in answer) || answer.kind === 'mask') return ''
  const { labels } = answer
  const thresholds = answer.thresholds
  const classes = labels.length
  const both = results.map((result) => saidAndTrue(answer, result)!)
  const hot = (result: ItemResult): Float32Array => {
    if (!isIndex(result.target)) return Float32Array.from(result.target.data)
    return new Float32Array(classes).fill(1, result.target.data[0], result.target.data[0]! + 1)
  }
  // Of one class for each picture, the most probable is answered, which no threshold says.
  const said = (i: number): Float32Array =>
    answer.kind === 'labels'
      ? results[i]!.predictions
      : Float32Array.from({ length: classes }, (_, c) => (both[i]!.said.includes(c) ? 1 : 0))
  const batch = (predictions: (i: number) => Float32Array) => ({
    predictions: joined(results.map((_, i) => predictions(i))),
    targets: joined(results.map(hot)),
    ...{ classes, items: results.length },
  })
  const answered = classReport(batch(said), labels, { threshold: answer.kind === 'labels' ? answer.thresholds : 0.5 })
  const ranked = classReport(
    batch((i) => results[i]!.predictions),
    labels,
  )
  const taught = new Map(
    record.summary.kind === 'labels' ? record.summary.classes.map(({ label, train }) => [label, train]) : [],
  )
  const rows = answered
    .map(({ label, support, precision, recall, f1 }, i) => ({
      ...{ label, support, precision, recall, f1, train: taught.get(label) ?? 0 },
      averagePrecision: ranked[i]!.averagePrecision,
      threshold: thresholds?.[i],
    }))
    .toSorted((a, b) => b.train - a.train)
  const cells = rows.map((row) => [
    plain(row.label),
    ...[row.train, row.support].map(String),
    ...[row.precision, row.recall, row.f1, row.averagePrecision].map((value) => fixed(value, 3)),
    ...(thresholds ? [fixed(row.threshold, 2)] : []),
  ])
  const none = noneRow(both)
  if (thresholds && none.support + none.said > 0)
    cells.push([
      ...['*none of these*', record.summary.kind === 'labels' ? String(record.summary.withoutLabels.train) : '–'],
      ...[String(none.support), fixed(none.precision, 3), fixed(none.recall, 3), fixed(none.f1, 3), '–', '–'],
    ])
  const right = both.filter((each) => each.right).length
  const names = [
    'train',
    'valid',
    'precision',
    'recall',
    'F1',
    'average precision',
    ...(thresholds ? ['threshold'] : []),
  ]
  return [
    `On the ${counted(results.length, 'validation picture')}:`,
    table(numberColumns('label', ...names), cells),
    ...(task === 'labels'
      ? severalRead(rows, none, right, results.length)
      : oneRead(rows, confusedIn(both, labels), right, results.length)),
    ...cautions(rows, results.length),
    ...(thresholds ? [thresholdsRead(thresholds)] : []),
  ].join('\n\n')
}

interface Row {
  readonly label: string
  readonly support: number
  readonly recall: number
  readonly averagePrecision: number
  readonly train: number
}
interface NoneRow {
  readonly support: number
  readonly said: number
  readonly precision: number
  readonly recall: number
  readonly f1: number
}
type Both = readonly NonNullable<ReturnType<typeof saidAndTrue>>[]

function noneRow(both: Both): NoneRow {
  const [said, truth] = [both.filter((each) => each.said.length === 0), both.filter((each) => each.truth.length === 0)]
  const right = said.filter((each) => each.truth.length === 0).length
  return {
    support: truth.length,
    said: said.length,
    precision: right / said.length,
    recall: right / truth.length,
    f1: (2 * right) / (said.length + truth.length),
  }
}

function severalRead(rows: readonly Row[], none: NoneRow, right: number, items: number): string[] {
  const judged = rows.filter(({ support }) => support > 0)
  const mean = judged.reduce((sum, row) => sum + row.averagePrecision, 0) / judged.length
  const guessing = judged.reduce((sum, { support }) => sum + support / items, 0) / judged.length
  const verdict =
    mean > guessing + 0.1 * (1 - guessing)
      ? ''
      : ' That is hardly better: of these labels the model has learnt next to nothing.'
  return [
    `The mean average precision over ${counted(judged.length, 'label')} is **${mean.toFixed(3)}**; guessing comes to ` +
      `${guessing.toFixed(3)}.${verdict} It needs no threshold: it asks whether pictures with a label get a higher ` +
      `probability than those without.${extremes(judged)}`,
    `Exactly right, with every label and no other, are ${outOf(right, items)}.`,
    none.support === 0
      ? 'Every validation picture has a label, so whether the model can say *none* was **not judged**.'
      : `Of the pictures with none of the labels, ${outOf(Math.round(none.recall * none.support), none.support)} are answered with *none*` +
        `${none.said > 0 ? `; of the ${counted(none.said, 'answer')} *none*, ${percent(none.precision)} are right` : ''}.`,
  ]
}

function oneRead(rows: readonly Row[], confused: readonly string[], right: number, items: number): string[] {
  const most = Math.max(...rows.map(({ support }) => support)) / items
  const accuracy = right / items
  return [
    `Right are **${outOf(right, items)}**; answering the most frequent class always would be right of ${percent(most)}.` +
      `${accuracy <= most ? ' The model has learnt nothing that answering always the same would not do.' : ''}`,
    ...(confused.length > 0 ? [`Most often mistaken: ${listed(confused)}.`] : []),
  ]
}

/** Which label is told best and which worst, where there are several to choose from. */
function extremes(rows: readonly Row[]): string {
  const sorted = rows
    .filter(({ support }) => support >= fewPictures)
    .toSorted((a, b) => b.averagePrecision - a.averagePrecision)
  const [best, worst] = [sorted[0], sorted.at(-1)]
  if (!best || !worst || best.averagePrecision - worst.averagePrecision < 0.05) return ''
  const named = ({ label, averagePrecision }: Row): string => `${plain(label)} (${averagePrecision.toFixed(3)})`
  return ` ${named(best)} is told best, ${named(worst)} worst.`
}

/** What is mistaken for what, the most frequent first: `cat for dog (3)`. */
function confusedIn(both: Both, labels: readonly string[]): string[] {
  const counts = new Map<string, number>()
  for (const { said, truth, right } of both)
    if (!right) {
      const [actual, answer] = [truth, said].map(([i]) => (i === undefined ? '*none*' : plain(labels[i]!)))
      const mistake = `${actual} for ${answer}`
      counts.set(mistake, (counts.get(mistake) ?? 0) + 1)
    }
  return [...counts]
    .sort(([, m], [, n]) => n - m)
    .slice(0, 5)
    .map(([mistake, count]) => `${mistake} (${count})`)
}

/** What is too little to be sure of. */
function* cautions(rows: readonly Row[], items: number): Generator<string> {
  const few = rows.filter(({ support }) => support > 0 && support < fewPictures)
  const unseen = rows.filter(({ support }) => support === 0)
  const missed = rows.filter(({ support, recall }) => support > 0 && recall === 0)
  const names = (list: readonly Row[]): string => listed(list.map(({ label }) => plain(label)))
  if (missed.length > 0)
    yield `${names(missed)} ${missed.length === 1 ? 'was' : 'were'} **not found on a single picture** that shows ${missed.length === 1 ? 'it' : 'them'}.`
  if (few.length > 0)
    yield `${names(few)} ${few.length === 1 ? 'is' : 'are'} on fewer than ${fewPictures} validation pictures${few.length > 1 ? ' each' : ''}: ` +
      `${few.length === 1 ? 'its figures' : 'their figures'} could be quite different on others.`
  if (unseen.length > 0)
    yield `${names(unseen)} ${unseen.length === 1 ? 'is' : 'are'} on no validation picture, so nothing is known of how well ` +
      `${unseen.length === 1 ? 'it is' : 'they are'} answered.`
  if (items < 100)
    yield `All of this rests on ${counted(items, 'picture')}; a difference of a few percent between two runs would be chance.`
}

function thresholdsRead(thresholds: readonly number[]): string {
  const chosen = thresholds.filter((threshold) => threshold !== 0.5).length
  return chosen === 0
    ? 'A label is answered above a probability of 0.5.'
    : `A label is answered above its threshold. For ${chosen === thresholds.length ? 'each label' : `${chosen} of the ${thresholds.length} labels`} it is the one with the best ` +
        'F1 on these very pictures, which flatters precision, recall and F1 a little' +
        `${chosen < thresholds.length ? '; for the others, where none could be told reliably, it is 0.5' : ''}.`
}

/** `17 of 19 (89.5 %; of all such pictures, with 95 % confidence, 68.6 to 97.1 %)` */
function outOf(seen: number, of: number): string {
  const [low, high] = shareInterval(seen, of)
  return `${seen.toLocaleString('en')} of ${of.toLocaleString('en')} (${percent(seen / of)}; of all such pictures, with 95 % confidence, ${(100 * low).toFixed(1)} to ${percent(high)})`
}

function numbersLearned(
  { summary, answer, task }: RunRecord,
  { meanError, medianError, guessing }: Extract<RunJudgement, { meanError: number }>,
): string {
  const points = task === 'points' && answer.kind === 'points'
  const unit = points ? ' pixels of the pictures that the model sees' : ''
  const share = meanError / guessing
  return [
    table(numberColumns('on the validation pictures', points ? 'error in pixels' : 'error'), [
      ['mean', brief(meanError)],
      ['median', brief(medianError)],
      ['mean, when the mean is answered always', brief(guessing)],
    ]),
    `Over ${counted(summary.items.valid, 'validation picture')} the answer is on average **${brief(meanError)}**${unit} off, half of ` +
      `them less than ${brief(medianError)}. ` +
      `Answering the mean of these pictures always would be ${brief(guessing)} off` +
      (share < 0.9
        ? `, so the model leaves ${percent(share)} of that error.`
        : share < 1
          ? ': **hardly worse**, so the model has learnt next to nothing.'
          : ': **better than this model**, which has learnt nothing that carries over.') +
      (medianError < meanError / 2 ? ' The mean is far above the median: a few large mistakes make it up.' : ''),
  ].join('\n\n')
}

function posesLearned({ errors, guessing }: Extract<RunJudgement, { task: 'headPose' }>): string {
  const row = (name: string, of: (e: typeof errors) => number, digits: number): string[] => [
    name,
    fixed(of(errors), digits),
    fixed(of(guessing), digits),
  ]
  const { meanDegrees } = errors.rotation
  return [
    table(numberColumns('', 'this model', 'answering the mean always'), [
      row('centre, median, pixels', ({ centre }) => centre.medianPixels, 2),
      row('centre, mean, pixels', ({ centre }) => centre.meanPixels, 2),
      row('centre, median, mm', ({ centre }) => centre.medianMillimetres, 1),
      row('rotation, mean, degrees', ({ rotation }) => rotation.meanDegrees, 2),
      row('rotation, median, degrees', ({ rotation }) => rotation.medianDegrees, 2),
      row('yaw, mean, degrees', ({ rotation }) => rotation.yaw, 2),
      row('pitch, mean, degrees', ({ rotation }) => rotation.pitch, 2),
      row('roll, mean, degrees', ({ rotation }) => rotation.roll, 2),
    ]),
    `On the ${counted(errors.frames, 'picture')} of people held out, the rotation is on average **${meanDegrees.toFixed(2)}°** off ` +
      `(answering the mean always: ${guessing.rotation.meanDegrees.toFixed(2)}°) and the head's centre ` +
      `**${errors.centre.meanPixels.toFixed(1)} pixels** (${guessing.centre.meanPixels.toFixed(1)}).` +
      (meanDegrees > 0.9 * guessing.rotation.meanDegrees
        ? ' Of how a head is turned, the model has learnt next to nothing.'
        : '') +
      ' Pictures of one person resemble each other, so what counts is the number of people rather than that of pictures.',
  ].join('\n\n')
}

function joined(rows: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(rows.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const row of rows) {
    all.set(row, at)
    at += row.length
  }
  return all
}
