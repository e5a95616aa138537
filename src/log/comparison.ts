import type { RunRecord } from '../learner/index.ts'
import { duration } from '../report/index.ts'
import { brief, fixed, listed, numberColumns, plain, table } from './markdown.ts'

interface Named {
  readonly name: string
  readonly record: RunRecord
}

/** Several runs side by side: what came of them, and what differs between them. */
export function comparisonOf(runs: readonly Named[]): string {
  const metrics = [...new Set(runs.flatMap(({ record }) => Object.keys(record.epochs.at(-1)?.metrics ?? {})))]
  const rows = runs.map(({ name, record }) => {
    const last = record.epochs.at(-1)
    return [
      plain(name),
      String(record.epochs.length),
      brief(last?.trainLoss),
      brief(last?.validLoss),
      ...metrics.map((metric) => fixed(last?.metrics[metric], 4)),
      duration(record.seconds),
    ]
  })
  return [
    table(numberColumns('run', 'epochs', 'train loss', 'valid loss', ...metrics.map(plain), 'time'), rows),
    ...comparable(runs),
    differences(runs),
  ].join('\n\n')
}

/** Whether the numbers can be held against each other, and then which is lowest. */
function* comparable(runs: readonly Named[]): Generator<string> {
  const losses = [...new Set(runs.map(({ record }) => record.loss.name))]
  const data = new Set(runs.map(({ record }) => record.data.digest))
  if (losses.length > 1)
    yield `The runs minimise different losses (${listed(losses.map(plain))}), so **their losses cannot be compared**; compare what they answer.`
  if (data.size > 1)
    yield 'The runs are judged by **different validation items**, so part of any difference may be due to those.'
  if (losses.length > 1 || data.size > 1) return
  const lossOf = ({ record }: Named): number => record.epochs.at(-1)?.validLoss ?? Number.NaN
  const measured = runs.filter((run) => Number.isFinite(lossOf(run))).toSorted((a, b) => lossOf(a) - lossOf(b))
  if (measured.length < 2) return
  const [best, next] = measured as [Named, Named]
  const seeds = new Set(runs.map(({ record }) => record.training.seed))
  yield `All are judged by the same pictures. The lowest validation loss is that of **${plain(best.name)}**, ` +
    `${brief(lossOf(best))}; next is ${plain(next.name)} with ${brief(lossOf(next))}. ` +
    (seeds.size > 1
      ? 'The seeds differ as well, and the seed alone moves a loss; a few runs of each would tell how much.'
      : 'One run of each says nothing of how much chance moves these numbers; more seeds would.')
}

/** The options in which the runs differ. */
function differences(runs: readonly Named[]): string {
  const options = runs.map(({ record }) => optionsOf(record))
  const names = [...new Set(options.flatMap((each) => Object.keys(each)))]
  const rows = names
    .map((name) => [name, ...options.map((each) => each[name] ?? '–')])
    .filter(([, ...values]) => new Set(values).size > 1)
  if (rows.length === 0) return 'The runs do not differ in any option.'
  const columns = numberColumns('what differs', ...runs.map(({ name }) => plain(name)))
  return table(
    columns,
    rows.map((row) => row.map(plain)),
  )
}

function optionsOf({ task, loss, architecture, training, data, versions, ended }: RunRecord): Record<string, string> {
  const { digest: _, reader: __, source, ...options } = data
  const all = {
    ...{ task, loss: loss.name, architecture: architecture.name, parameters: architecture.parameters },
    ...{ ...training, policy: undefined, ended, source: source.split('/').at(-1) },
    ...options,
    ...versions,
  }
  return Object.fromEntries(
    Object.entries(all).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, typeof value === 'string' ? value : JSON.stringify(value)]],
    ),
  )
}
