import { type Answer, widthOf } from '../data/index.ts'
import type { RunRecord } from '../learner/index.ts'
import type { Loss } from '../nn/index.ts'
import { fromOwned } from '../tensor/index.ts'
import type { ItemResult } from './item-results.ts'
import { brief, fixed, numberColumns, plain, table } from './markdown.ts'
import { isIndex } from './said-and-true.ts'

/** How the loss of one item arises, number by number. */
export interface Worksheet {
  /** A table whose last row is the total. */
  readonly markdown: string
  /** What the rows come to: the loss that the library reports for this item. */
  readonly total: number
  /** What is computed in each row, as a formula. */
  readonly formula: string
}

/** Rows of a table that grows too long would hide the total. */
const shownRows = 40

/**
 * The loss of one item, from the activations over the probabilities to the mean, in float64.
 *
 * @param loss computes what rows of an unknown loss come to
 */
export async function worksheetOf(record: RunRecord, result: ItemResult, loss: Loss): Promise<Worksheet> {
  const { answer } = record
  if (record.loss.name === 'binaryCrossEntropyWithLogits' && 'labels' in answer) return binary(answer.labels, result)
  if (record.loss.name === 'crossEntropy' && 'labels' in answer && isIndex(result.target))
    return categorical(answer.labels, result)
  if (record.loss.name === 'mse') return squares(answer, result)
  return parts(answer, result, loss)
}

function binary(labels: readonly string[], { activations, target }: ItemResult): Worksheet {
  const rows = labels.map((label, i) => {
    const [x, y] = [activations[i]!, target.data[i]!]
    // −y ln p − (1 − y) ln (1 − p) with p = 1 / (1 + e⁻ˣ), without overflow.
    return { label, x, y, p: 1 / (1 + Math.exp(-x)), loss: Math.max(x, 0) - x * y + Math.log1p(Math.exp(-Math.abs(x))) }
  })
  const total = rows.reduce((sum, { loss }) => sum + loss, 0) / rows.length
  return {
    total,
    formula: 'p = 1 / (1 + e^−x)\nloss = −ln p        where the target is 1\n       −ln (1 − p)  where it is 0',
    markdown: table(numberColumns('label', 'activation x', 'probability p', 'target', 'loss'), [
      ...shown(
        rows.toSorted((a, b) => b.loss - a.loss),
        ({ label, x, y, p, loss }) => [plain(label), fixed(x, 4), fixed(p, 6), String(y), fixed(loss, 6)],
        5,
      ),
      ['**mean**', '', '', '', `**${fixed(total, 6)}**`],
    ]),
  }
}

function categorical(labels: readonly string[], { activations, target }: ItemResult): Worksheet {
  const greatest = Math.max(...activations)
  const exps = Array.from(activations, (x) => Math.exp(x - greatest))
  const sum = exps.reduce((all, e) => all + e, 0)
  const right = target.data[0]!
  const total = Math.log(sum) - (activations[right]! - greatest)
  const rows = labels.map((label, i) => ({
    label,
    x: activations[i]!,
    e: exps[i]!,
    p: exps[i]! / sum,
    right: i === right,
  }))
  return {
    total,
    formula:
      'p = e^(x − max) / sum of all e^(x − max)   the same as with e^x, without overflow\nloss = −ln p of the right class',
    markdown: table(numberColumns('class', 'activation x', 'e^(x − max)', 'probability p', 'target'), [
      ...shown(
        rows.toSorted((a, b) => Number(b.right) - Number(a.right) || b.p - a.p),
        (row) => [plain(row.label), fixed(row.x, 4), fixed(row.e, 6), fixed(row.p, 6), row.right ? '1' : '0'],
        5,
      ),
      ['sum', '', fixed(sum, 6), '1.000000', '1'],
      ['**−ln p**', '', '', `**${fixed(total, 6)}**`, ''],
    ]),
  }
}

function squares(answer: Answer, { predictions, target }: ItemResult): Worksheet {
  const names = Array.from(predictions, (_, i) =>
    answer.kind === 'points'
      ? `point ${i >> 1}, ${i % 2 === 0 ? 'x' : 'y'}`
      : answer.kind === 'number'
        ? 'the number'
        : `number ${i}`,
  )
  const rows = names
    .map((name, i) => ({ name, said: predictions[i]!, truth: target.data[i]! }))
    .filter(({ truth }) => !Number.isNaN(truth))
    .map((row) => ({ ...row, square: (row.said - row.truth) ** 2 }))
  const total = rows.length === 0 ? 0 : rows.reduce((sum, { square }) => sum + square, 0) / rows.length
  return {
    total,
    formula: 'loss = (output − target)²',
    markdown: table(
      numberColumns(answer.kind === 'points' ? 'coordinate' : 'number', 'output', 'target', 'difference', 'square'),
      [
        ...shown(
          rows.toSorted((a, b) => b.square - a.square),
          ({ name, said, truth, square }) => [
            name,
            fixed(said, 6),
            fixed(truth, 6),
            fixed(said - truth, 6),
            fixed(square, 6),
          ],
          5,
        ),
        ['**mean**', '', '', '', `**${fixed(total, 6)}**`],
      ],
    ),
  }
}

/** What each part of an answer adds to the loss: that of the item when all other parts are as they should be. */
async function parts(answer: Answer, { activations, target }: ItemResult, loss: Loss): Promise<Worksheet> {
  const width = activations.length
  const of = async (outputs: Float32Array): Promise<number> =>
    loss
      .loss(fromOwned(outputs, [1, width]), fromOwned(target.data.slice() as typeof target.data, [1, ...target.shape]))
      .item() as Promise<number>
  let start = 0
  const spans = Object.entries(answer.kind === 'parts' ? answer.parts : { [answer.kind]: answer }).map(
    ([name, part]) => {
      const from = start
      start += answer.kind === 'parts' ? widthOf(part) : width
      return { name, from, to: start }
    },
  )
  const truth = Float32Array.from(target.data)
  const rows: { name: string; count: number; loss: number }[] = []
  for (const { name, from, to } of spans) {
    const outputs = truth.map((value, i) => (i >= from && i < to ? activations[i]! : Number.isNaN(value) ? 0 : value))
    rows.push({ name, count: to - from, loss: await of(outputs) })
  }
  const total = rows.reduce((sum, row) => sum + row.loss, 0)
  return {
    total,
    formula: 'loss of a part = its loss times its weight, while all other parts are as they should be',
    markdown: table(numberColumns('part', 'numbers', 'loss'), [
      ...rows.map((row) => [plain(row.name), String(row.count), brief(row.loss)]),
      ['**sum**', String(width), `**${brief(total)}**`],
    ]),
  }
}

/** Rows as cells; of very many the first, and how many are left out. */
function shown<R>(rows: readonly R[], cellsOf: (row: R) => string[], columns: number): string[][] {
  const cells = rows.slice(0, shownRows).map(cellsOf)
  const hidden = rows.length - shownRows
  return hidden > 0 ? [...cells, [`(${hidden} more)`, ...new Array<string>(columns - 1).fill('')]] : cells
}
