import type { RunRecord } from '../learner/index.ts'
import { duration } from '../report/index.ts'
import { type ChartLine, lineChart, lineColour } from '../report/plot/index.ts'
import { brief, counted, fixed, numberColumns, percent, plain, table } from './markdown.ts'

/** An epoch's row each, as training printed them. */
export function trainingTable({ epochs }: RunRecord): string {
  const metrics = Object.keys(epochs[0]?.metrics ?? {})
  return table(
    numberColumns('epoch', 'train loss', 'valid loss', ...metrics.map(plain), 'time'),
    epochs.map(({ epoch, trainLoss, validLoss, metrics: values, seconds }) => [
      String(epoch + 1),
      brief(trainLoss),
      brief(validLoss),
      ...metrics.map((name) => fixed(values[name], 4)),
      duration(seconds),
    ]),
  )
}

/** How far a loss must change to be more than chance, as a share of it. */
const noticeable = 0.02

/** How the training went, and what its curve can and cannot say. */
export function trainingSection(record: RunRecord): string {
  const { training, architecture, epochs, seconds, ended } = record
  const how =
    `The network is \`${architecture.name.replaceAll('`', '')}\` with ${architecture.parameters.toLocaleString('en')} parameters, ` +
    `trained from nothing with AdamW for ${counted(epochs.length, 'epoch')} of ${counted(Math.round(stepsPerEpoch(record)), 'step')} of ` +
    `${counted(training.batchSize, 'picture')}, at rates that rise to ${training.lr} and fall again (the one-cycle policy). ` +
    `It took ${spoken(seconds)}.`
  const early =
    ended === 'interrupted'
      ? [`It was interrupted: ${counted(training.epochs, 'epoch')} had been planned, so the rates never came down.`]
      : ended === 'diverged'
        ? [
            'It diverged: the loss became infinite or no number. The model is the one that the last good epoch left; a lower ' +
              'learning rate would be the first thing to try.',
          ]
        : []
  return [how, ...early, ...readings(record)].join('\n\n')
}

/** An epoch that was broken off has fewer. */
const stepsPerEpoch = ({ steps, epochs, ended, summary, training }: RunRecord): number =>
  ended === 'completed'
    ? steps.count / epochs.length
    : Math.max(1, Math.floor(summary.items.train / training.batchSize))

const spoken = (seconds: number): string =>
  seconds < 60 ? counted(Math.max(1, Math.round(seconds)), 'second') : counted(Math.round(seconds / 60), 'minute')

/** What the losses say, a paragraph each. */
function* readings({ epochs, summary }: RunRecord): Generator<string> {
  const measured = epochs.filter(
    (row): row is typeof row & { validLoss: number } => row.validLoss !== undefined && Number.isFinite(row.validLoss),
  )
  const [first, last] = [measured[0], measured.at(-1)]
  if (!first || !last) return yield 'There is no validation loss, so what carries over to other pictures is not known.'
  if (measured.length === 1)
    return yield `There is a single epoch, so there is no curve to read: the validation loss after it is ${brief(last.validLoss)}.`
  const best = measured.reduce((a, b) => (b.validLoss < a.validLoss ? b : a))
  const fell = 1 - last.validLoss / first.validLoss
  const from = `from ${brief(first.validLoss)} after the first epoch to ${brief(last.validLoss)}`
  const rose = last.validLoss > best.validLoss * (1 + noticeable)
  if (fell > noticeable)
    yield `The validation loss, on pictures that training never saw, went ${from}: ${percent(fell)} less.`
  else
    yield `The validation loss went ${from}: **no improvement** on pictures that were not trained on. ` +
      (fallen(first, last)
        ? `The training loss fell all the while (${brief(first.trainLoss)} to ${brief(last.trainLoss)}), so what it gained was ` +
          'learnt by heart: more data, or `--augment`, may help.'
        : `The training loss hardly moved either (${brief(first.trainLoss)} to ${brief(last.trainLoss)}): nothing was learnt yet. ` +
          'More epochs, or another learning rate, may help.')
  const after = epochs.filter(({ epoch }) => epoch > best.epoch)
  if (rose && fallen(best, last))
    yield `From epoch ${best.epoch + 1} on, where it was ${brief(best.validLoss)}, the validation loss **rises while the ` +
      `training loss falls** (${brief(best.trainLoss)} to ${brief(last.trainLoss)}): overfitting. The model of epoch ` +
      `${best.epoch + 1} would have been better by its loss; fewer epochs, more data or \`--augment\` are the ways out.`
  else if (rose)
    yield `It was lowest after epoch ${best.epoch + 1} (${brief(best.validLoss)}) and is ` +
      `${percent(last.validLoss / best.validLoss - 1)} higher after the last; with ${counted(summary.items.valid, 'validation picture')} ` +
      'some of that may be chance.'
  else if (after.length === 0 && measured.length > 2) {
    const before = measured.at(-2)!
    const step = 1 - last.validLoss / before.validLoss
    if (step > noticeable)
      yield `It was still falling in the last epoch (by ${percent(step)}), although the rate was near 0 by then: a longer ` +
        'training may well go further.'
  }
  if (!rose && last.trainLoss < last.validLoss / 1.5)
    yield `The training loss is ${brief(last.trainLoss)}, well below the validation loss: the model knows its training ` +
      'pictures better than new ones. As long as the validation loss falls, that is no harm.'
}

const fallen = (from: { readonly trainLoss: number }, to: { readonly trainLoss: number }): boolean =>
  to.trainLoss < from.trainLoss * (1 - noticeable)

/** What a chart calls the loss. */
const lossName = ({ loss }: RunRecord): string =>
  ({ binaryCrossEntropyWithLogits: 'binary cross-entropy', crossEntropy: 'cross-entropy', mse: 'mean squared error' })[
    loss.name
  ] ?? loss.name

/** The losses of one run: every step faintly, each epoch's boldly. */
export function curveOf(record: RunRecord): string {
  return lineChart({
    title: 'The loss in training',
    subtitle: `faint: ${record.steps.every === 1 ? 'each step' : `means of ${record.steps.every} steps`}; bold: smoothed at the end of each epoch`,
    x: { label: 'epochs' },
    y: { label: lossName(record) },
    lines: [
      { points: stepPoints(record), colour: lineColour(0) },
      { name: 'training', points: epochPoints(record, 'trainLoss'), colour: lineColour(0) },
      { name: 'validation', points: epochPoints(record, 'validLoss'), colour: lineColour(1), dots: true },
    ],
  })
}

/** The validation losses of several runs, with their training losses dashed. */
export function curvesOf(runs: readonly { readonly name: string; readonly record: RunRecord }[]): string {
  const names = [...new Set(runs.map(({ record }) => lossName(record)))]
  return lineChart({
    title: 'The validation loss of the runs',
    subtitle: 'dashed: their training loss, smoothed at the end of each epoch',
    x: { label: 'epochs' },
    y: { label: names.length === 1 ? names[0]! : 'loss (of different kinds)' },
    lines: runs.flatMap(({ name, record }, i): ChartLine[] => [
      { points: epochPoints(record, 'trainLoss'), colour: lineColour(i), dashed: true },
      { name, points: epochPoints(record, 'validLoss'), colour: lineColour(i), dots: true },
    ]),
  })
}

function stepPoints(record: RunRecord): [number, number][] {
  const { steps } = record
  const perEpoch = stepsPerEpoch(record)
  return steps.losses.map((loss, i) => [((i + 0.5) * steps.every) / perEpoch, loss])
}

const epochPoints = ({ epochs }: RunRecord, loss: 'trainLoss' | 'validLoss'): [number, number][] =>
  epochs.map((row) => [row.epoch + 1, row[loss] ?? Number.NaN])
