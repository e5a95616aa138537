import type { TargetSummary } from '../data/index.ts'
import type { Task } from './data-source.ts'
import { wrapped } from './prose.ts'
import { summarize } from './report-table.ts'

/** What there is to learn from and to judge by, in a few lines. */
export function dataInWords(summary: TargetSummary, task: Task): string {
  if (summary.kind === 'labels') return summarize(summary, { mayBeNone: task === 'labels' })
  const { train, valid } = summary.items
  return wrapped(`${train} pictures to learn from, ${valid} to judge by${eachHas(summary)}`)
}

function eachHas(summary: TargetSummary): string {
  if (summary.kind === 'points')
    return `; ${summary.points.length} ${summary.points.length === 1 ? 'point' : 'points'} on each`
  if (summary.kind !== 'numbers') return ''
  const { min, max } = summary.columns[0]!
  return `; the number is from ${Number(min.toPrecision(4))} to ${Number(max.toPrecision(4))}`
}
