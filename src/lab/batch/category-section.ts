import { type CrossEntropyOptions, crossEntropy } from '../../nn/index.ts'
import { tensor } from '../../tensor/index.ts'
import { columnName } from '../address.ts'
import type { Column } from '../grid.ts'
import type { ReadNumbers } from '../worksheet.ts'
import { float64, numbersOf } from '../worksheets/float64.ts'
import { barChart, type Plan, type Section } from './section.ts'

export type CategoryOptions = Pick<CrossEntropyOptions, 'labelSmoothing'> & {
  /** One for each class. */
  readonly weight?: readonly number[] | undefined
  readonly reduction?: 'mean' | 'sum' | undefined
  /** Whether targets are classes, not probabilities: the mean then divides by the weights of the classes. */
  readonly classes: boolean
}

/** Cross-entropy: a row for each class of each unit, and a row for each unit that sums them up. */
export const categorySection = (
  { sheet, top, units, names }: Plan,
  { labelSmoothing = 0, weight, reduction = 'mean', classes }: CategoryOptions,
): Section => {
  const width = names.length
  const first = top + units.length + 3
  const smooth = labelSmoothing > 0
  const byWeight = weight !== undefined && classes && reduction === 'mean'

  const columns: Record<string, Column<string>> = {
    item: { title: 'item', values: units.flatMap(({ name }) => names.map(() => name)) },
    name: { title: 'class', values: units.flatMap(() => names) },
    output: {
      title: 'activation',
      note: 'What the model gives for this class. Change one and see what follows.',
      values: units.flatMap(({ outputs }) => outputs),
      role: 'input',
      format: '0.0000',
    },
    exp: {
      title: 'exp',
      note: 'Of the activation minus the largest one: so nothing overflows, and the shares are the same.',
      formula: (row, _, index) => `=EXP(${row.output}-${unit('max', index)})`,
      format: '0.000000',
    },
    share: {
      title: 'softmax',
      formula: (row, _, index) => `=${row.exp}/${unit('sum', index)}`,
      format: '0.000000',
    },
    target: {
      title: 'target',
      note: classes ? 'A 1 at the class that it is.' : 'How probable each class should be.',
      values: units.flatMap(({ targets }) => targets),
      role: 'input',
      ...(classes && { format: '0' }),
    },
    ...(smooth && {
      smoothed: {
        title: 'smoothed',
        note: `Label smoothing: a part of ${labelSmoothing} of the target is spread evenly over all ${width} classes.`,
        formula: (row) => `=(1-${labelSmoothing})*${row.target}+${labelSmoothing}/${width}`,
        format: '0.0000',
      },
    }),
    cost: {
      title: '−ln softmax',
      note: 'As the logarithm of the sum, minus the activation: right for the smallest of shares, too.',
      formula: (row, _, index) => `=LN(${unit('sum', index)})-(${row.output}-${unit('max', index)})`,
      format: '0.000000',
    },
    ...(weight && {
      weight: {
        title: 'weight',
        note: 'How much this class counts.',
        values: units.flatMap(() => weight),
        role: 'input',
      },
    }),
    loss: {
      title: 'share of loss',
      note: 'The target times the cost: only a class that should have a share adds something.',
      formula: (row) => `=${smooth ? row.smoothed : row.target}*${row.cost}${weight ? `*${row.weight}` : ''}`,
      format: '0.000000',
    },
  }
  const letter = (key: string): string => columnName(Object.keys(columns).indexOf(key) + 1)
  const rows = (key: string, index: number): string =>
    `${letter(key)}${first + 1 + index * width}:${letter(key)}${first + (index + 1) * width}`
  const unitColumns: Record<string, Column<string>> = {
    item: { title: 'item', values: units.map(({ name }) => name) },
    max: {
      title: 'largest',
      note: 'The largest activation of the item.',
      formula: (_row, _all, index) => `=MAX(${rows('output', index)})`,
      format: '0.0000',
    },
    sum: {
      title: 'sum of exp',
      formula: (_row, _all, index) => `=SUM(${rows('exp', index)})`,
      format: '0.000000',
    },
    ...(byWeight && {
      weight: {
        title: 'weight',
        note: 'Of the class that it is; the mean divides by the sum of these.',
        formula: (_row, _all, index) => `=SUMPRODUCT(${rows('target', index)},${rows('weight', index)})`,
      },
    }),
    loss: {
      title: 'loss',
      note: 'Of the item: the sum of what its classes add.',
      formula: (_row, _all, index) => `=SUM(${rows('loss', index)})`,
      format: '0.000000',
      role: 'result',
    },
  }
  const unit = (key: string, index: number): string =>
    `$${columnName(Object.keys(unitColumns).indexOf(key) + 1)}$${top + 1 + Math.floor(index / width)}`

  const items = sheet.table(`A${top}`, unitColumns)
  sheet.put(`A${first - 1}`, 'How each of them arises, class by class')
  const details = sheet.table(`A${first}`, columns)

  const losses = (read: ReadNumbers, how: 'none' | 'mean' | 'sum') => {
    const targets = read(details.range('target'))
    const chosen = units.map((_, u) => {
      const row = targets.slice(u * width, (u + 1) * width)
      return row.indexOf(Math.max(...row))
    })
    return crossEntropy(
      float64(read(details.range('output')), [units.length, width]),
      classes ? tensor(chosen, { dtype: 'int32' }) : float64(targets, [units.length, width]),
      {
        labelSmoothing,
        reduction: how,
        ...(weight && { weight: read(details.range('weight')).slice(0, width) }),
      },
    )
  }
  return {
    formula: byWeight
      ? `=SUM(${items.range('loss')})/SUM(${items.range('weight')})`
      : `=${reduction === 'sum' ? 'SUM' : 'AVERAGE'}(${items.range('loss')})`,
    below: details.below,
    expected: async (read) => (await numbersOf(losses(read, reduction)))[0]!,
    checks: [
      {
        title: 'cross-entropy of each item',
        cells: items.range('loss'),
        expected: (read) => numbersOf(losses(read, 'none')),
      },
    ],
    charts:
      units.length === 1
        ? barChart(
            'Share of each class',
            names,
            { label: 'class', values: details.range('name') },
            { label: 'softmax', min: 0, max: 1, values: details.range('share') },
          )
        : barChart(
            'What each item costs',
            units.map(({ name }) => name),
            { label: 'item', values: items.range('item') },
            { label: 'loss', min: 0, values: items.range('loss') },
          ),
    text: `
Each item has one answer, so the classes compete: softmax turns the activations into shares that add up to 1,

$$p_i = \\frac{e^{a_i}}{\\sum_j e^{a_j}}$$

and the loss of the item is $-\\ln p$ of the class that it is. The largest activation is taken away from all of them first.
That changes no share, since only differences count, and it keeps the exponentials small enough to compute.
${
  smooth
    ? `
The target is smoothed: of the 1 at the right class, ${labelSmoothing} is spread evenly over all ${width} classes, so all their
logarithms count a little.
`
    : ''
}${
  weight
    ? `
Classes have weights: what a class adds is multiplied by its own.${byWeight ? ' The mean divides by the weights of the classes that are right, not by the number of items.' : ''}
`
    : ''
}`,
  }
}
