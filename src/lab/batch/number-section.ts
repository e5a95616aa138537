import { huberLoss, l1Loss, mseLoss, smoothL1Loss } from '../../nn/index.ts'
import type { Tensor } from '../../tensor/index.ts'
import { fixed } from '../address.ts'
import type { ReadNumbers } from '../worksheet.ts'
import { float64, numbersOf } from '../worksheets/float64.ts'
import { itemLosses } from './item-losses.ts'
import { barChart, type Plan, type Section } from './section.ts'

export type NumberOptions = {
  readonly kind: 'mse' | 'l1' | 'smoothL1' | 'huber'
  /** The beta of smooth L1 or the delta of Huber. */
  readonly bend?: number
  readonly reduction?: 'mean' | 'sum' | undefined
}

type Reduced = { readonly reduction: 'none' | 'mean' | 'sum' }

type NumberLoss = {
  /** What the column is called. */
  readonly title: string
  /** A letter for the difference at which the loss bends, where it does. */
  readonly letter?: string
  readonly formula: (difference: string, bend: string) => string
  readonly loss: (output: Tensor, target: Tensor, bend: number, options: Reduced) => Tensor
  readonly text: string
}

const losses: Readonly<Record<NumberOptions['kind'], NumberLoss>> = {
  mse: {
    title: 'square',
    formula: (d) => `=${d}^2`,
    loss: (output, target, _, options) => mseLoss(output, target, options),
    text: 'The loss is the square of the difference: twice as far off costs four times as much.',
  },
  l1: {
    title: 'distance',
    formula: (d) => `=ABS(${d})`,
    loss: (output, target, _, options) => l1Loss(output, target, options),
    text: 'The loss is the difference without its sign: twice as far off costs twice as much.',
  },
  smoothL1: {
    title: 'smooth L1',
    letter: 'β',
    formula: (d, bend) => `=IF(ABS(${d})<${bend},${d}^2/2/${bend},ABS(${d})-${bend}/2)`,
    loss: (output, target, beta, options) => smoothL1Loss(output, target, { beta, ...options }),
    text: `The loss is $d^2 / 2\\beta$ for a difference $d$ smaller than $\\beta$, and $|d| - \\beta/2$ for a larger one: round at
the bottom, and beyond it a straight line.`,
  },
  huber: {
    title: 'Huber',
    letter: 'δ',
    formula: (d, bend) => `=IF(ABS(${d})<=${bend},${d}^2/2,${bend}*(ABS(${d})-${bend}/2))`,
    loss: (output, target, delta, options) => huberLoss(output, target, { delta, ...options }),
    text: `The loss is $d^2 / 2$ for a difference $d$ up to $\\delta$, and $\\delta (|d| - \\delta/2)$ for a larger one: round at the
bottom, and beyond it a straight line.`,
  },
}

/** A loss of differences: a row for each number of each unit. What is absent stands there as such, and does not count. */
export const numberSection = (
  { sheet, top, units, names }: Plan,
  { kind, bend = 1, reduction = 'mean' }: NumberOptions,
): Section => {
  const { title, letter, formula, loss, text } = losses[kind]
  const bendCell = letter === undefined ? undefined : `B${top}`
  if (letter !== undefined) {
    sheet.put(`A${top}`, letter)
    sheet.put(bendCell!, { value: bend, role: 'input', note: 'Where the curve becomes a straight line.' })
  }
  const targets = units.flatMap((unit) => unit.targets)
  const absent = targets.map((target) => Number.isNaN(target))
  const { details, items, below } = itemLosses(
    { sheet, top: letter === undefined ? top : top + 2, units, names },
    {
      item: { title: 'item', values: units.flatMap(({ name }) => names.map(() => name)) },
      name: { title: 'number', values: units.flatMap(() => names) },
      output: {
        title: 'output',
        note: 'What the model says. Change one and see what follows.',
        values: units.flatMap(({ outputs }) => outputs),
        role: 'input',
        format: '0.000000',
      },
      target: {
        title: 'target',
        note: 'What it should say.',
        values: targets.map((target) => (Number.isNaN(target) ? 'absent' : target)),
        role: 'input',
        format: '0.000000',
      },
      difference: {
        title: 'difference',
        formula: (row, _, index) => (absent[index] ? '="absent"' : `=${row.output}-${row.target}`),
        format: '0.000000',
      },
      loss: {
        title,
        formula: (row, _, index) =>
          absent[index] ? '="absent"' : formula(row.difference!, bendCell === undefined ? '' : fixed(bendCell)),
        format: '0.00000000',
        role: 'result',
      },
    },
  )
  const present = (column: string): string[] =>
    absent.flatMap((missing, index) => (missing ? [] : [details.cell(column, index)]))
  const values = (read: ReadNumbers, column: string) => float64(present(column).map((cell) => read(cell)[0]!))
  const range = details.range('loss')
  return {
    // Texts are not counted, nor added.
    formula: reduction === 'sum' ? `=SUM(${range})` : `=IF(COUNT(${range})=0,0,SUM(${range})/MAX(1,COUNT(${range})))`,
    below,
    expected: async (read) => {
      if (present('output').length === 0) return 0
      const at = bendCell === undefined ? bend : read(bendCell)[0]!
      return (await numbersOf(loss(values(read, 'output'), values(read, 'target'), at, { reduction })))[0]!
    },
    checks: [],
    charts: absent.includes(true)
      ? []
      : items
        ? barChart(
            'What each item costs',
            units.map(({ name }) => name),
            { label: 'item', values: items.range('item') },
            { label: 'loss', min: 0, values: items.range('loss') },
          )
        : barChart(
            'What each number costs',
            names,
            { label: 'number', values: details.range('name') },
            { label: 'loss', min: 0, values: range },
          ),
    text: `
The model gives numbers, and the loss looks at how far they are from what they should be. ${text}
${absent.includes(true) ? '\nWhere a target is absent, there is nothing to compare with: the row is left out, of the divisor of the mean, too.\n' : ''}`,
  }
}
