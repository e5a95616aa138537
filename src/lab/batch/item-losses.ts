import { columnName } from '../address.ts'
import type { Column, Table } from '../grid.ts'
import type { Plan } from './section.ts'

/**
 * Lays out a table with a row for each output of each unit, whose column `loss` holds losses or texts; and, of several units,
 * a table with the mean of each above it.
 */
export const itemLosses = (
  { sheet, top, units, names }: Plan,
  columns: Record<string, Column<string>>,
): { readonly details: Table<string>; readonly items: Table<string> | undefined; readonly below: number } => {
  if (units.length === 1) {
    const details = sheet.table(`A${top}`, columns)
    return { details, items: undefined, below: details.below }
  }
  const first = top + units.length + 3
  const letter = columnName(Object.keys(columns).indexOf('loss') + 1)
  const rows = (index: number): string =>
    `${letter}${first + 1 + index * names.length}:${letter}${first + (index + 1) * names.length}`
  const items = sheet.table<string>(`A${top}`, {
    item: { title: 'item', values: units.map(({ name }) => name) },
    loss: {
      title: 'loss',
      note: 'The mean of its rows below.',
      formula: (_row, _all, index) => `=IF(COUNT(${rows(index)})=0,0,SUM(${rows(index)})/MAX(1,COUNT(${rows(index)})))`,
      format: '0.000000',
      role: 'result',
    },
  })
  sheet.put(`A${first - 1}`, 'How each of them arises, number by number')
  const details = sheet.table(`A${first}`, columns)
  return { details, items, below: details.below }
}
