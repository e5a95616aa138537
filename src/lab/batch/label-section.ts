import { binaryCrossEntropyWithLogits } from '../../nn/index.ts'
import type { Column } from '../grid.ts'
import type { ReadNumbers } from '../worksheet.ts'
import { float64, numbersOf } from '../worksheets/float64.ts'
import { itemLosses } from './item-losses.ts'
import { barChart, type Plan, type Section } from './section.ts'

export type LabelOptions = {
  /** One for each output of each unit. */
  readonly weight?: readonly number[] | undefined
  /** One for each output of each unit. */
  readonly posWeight?: readonly number[] | undefined
  readonly reduction?: 'mean' | 'sum' | undefined
}

/** Binary cross-entropy: a row for each label of each unit. */
export const labelSection = (
  { sheet, top, units, names }: Plan,
  { weight, posWeight, reduction = 'mean' }: LabelOptions,
): Section => {
  const at = (column: string, note: string, values: readonly number[] | undefined): Record<string, Column<string>> =>
    values ? { [column]: { title: column === 'weight' ? 'weight' : 'pos_weight', note, values, role: 'input' } } : {}
  const columns: Record<string, Column<string>> = {
    item: { title: 'item', values: units.flatMap(({ name }) => names.map(() => name)) },
    name: { title: 'label', values: units.flatMap(() => names) },
    output: {
      title: 'activation',
      note: 'What the model gives for this label. Change one and see what follows.',
      values: units.flatMap(({ outputs }) => outputs),
      role: 'input',
      format: '0.0000',
    },
    p: {
      title: 'p',
      note: 'Sigmoid of the activation: how sure the model is of this label.',
      formula: ({ output }) =>
        `=IF(${output}>0,1/(1+EXP(-ABS(${output}))),EXP(-ABS(${output}))/(1+EXP(-ABS(${output}))))`,
      format: '0.000000',
    },
    target: {
      title: 'target',
      note: '1 if the label belongs to the item, 0 if not.',
      values: units.flatMap(({ targets }) => targets),
      role: 'input',
    },
    yes: {
      title: '−ln p',
      note: 'What it costs if the label belongs to the item, written so that nothing overflows.',
      formula: ({ output }) => `=MAX(-${output},0)+LN(1+EXP(-ABS(${output})))`,
      format: '0.000000',
    },
    no: {
      title: '−ln (1−p)',
      note: 'What it costs if it does not.',
      formula: ({ output }) => `=MAX(${output},0)+LN(1+EXP(-ABS(${output})))`,
      format: '0.000000',
    },
    ...at('posWeight', 'How much a target of 1 counts, against one of 0.', posWeight),
    ...at('weight', 'How much this number counts.', weight),
    loss: {
      title: 'loss',
      note: 'One of the two, as the target says.',
      formula: (row) =>
        `=${weight ? `${row.weight}*(` : ''}${posWeight ? `${row.posWeight}*` : ''}${row.target}*${row.yes}+(1-${row.target})*${row.no}${weight ? ')' : ''}`,
      format: '0.000000',
      role: 'result',
    },
  }
  const { details, items, below } = itemLosses({ sheet, top, units, names }, columns)

  const losses = (read: ReadNumbers, how: 'none' | 'mean' | 'sum') =>
    binaryCrossEntropyWithLogits(float64(read(details.range('output'))), float64(read(details.range('target'))), {
      reduction: how,
      ...(weight && { weight: read(details.range('weight')) }),
      ...(posWeight && { posWeight: read(details.range('posWeight')) }),
    })
  return {
    formula: `=${reduction === 'sum' ? 'SUM' : 'AVERAGE'}(${details.range('loss')})`,
    below,
    expected: async (read) => (await numbersOf(losses(read, reduction)))[0]!,
    checks: [
      {
        title: 'binary cross-entropy of each label',
        cells: details.range('loss'),
        expected: (read) => numbersOf(losses(read, 'none')),
      },
    ],
    charts: items
      ? barChart(
          'What each item costs',
          units.map(({ name }) => name),
          { label: 'item', values: items.range('item') },
          { label: 'loss', min: 0, values: items.range('loss') },
        )
      : barChart(
          'What each label costs',
          names,
          { label: 'label', values: details.range('name') },
          { label: 'loss', min: 0, values: details.range('loss') },
        ),
    text: `
Each label is a question of its own: does it belong to the item? Sigmoid makes a probability of its activation $a$,

$$p = \\frac{1}{1 + e^{-a}}$$

and the loss is $-\\ln p$ where the label belongs to the item, $-\\ln (1 - p)$ where it does not. An item may have several
labels, or none. The ${reduction === 'sum' ? 'sum' : 'mean'} goes over all labels of all items.
${posWeight ? '\nWhere the target is 1, the loss is multiplied by pos_weight; the mean divides by the number of rows all the same.\n' : ''}${weight ? '\nEach row is multiplied by its weight; the mean divides by the number of rows all the same.\n' : ''}`,
  }
}
