import { addressOf, columnName, placeOf } from './address.ts'
import type { CellValue, Worksheet } from './worksheet.ts'

/** The last column that holds something, counted from 1. */
export const lastColumn = ({ cells }: Pick<Worksheet, 'cells'>): number =>
  Math.max(...Object.keys(cells).map((address) => placeOf(address).column))

/**
 * Over how many columns a cell may spread: a text runs on over the empty cells to its right, as it does in spreadsheets, but
 * not out of the sheet. The heading of a column of numbers stays above them.
 *
 * @returns at least 1
 */
export const spread = (sheet: Pick<Worksheet, 'cells'>, address: string): number => {
  if (typeof sheet.cells[address]!.value !== 'string') return 1
  const { column, row } = placeOf(address)
  const below = sheet.cells[addressOf({ column, row: row + 1 })]
  if (sheet.cells[address]!.role === 'heading' && below && typeof below.value !== 'string') return 1
  const end = lastColumn(sheet)
  let next = column + 1
  while (next <= end && !Object.hasOwn(sheet.cells, addressOf({ column: next, row }))) next++
  return next - column
}

/** Whether a cell stands right in its column, as numbers do and the headings above them. */
export const standsRight = (
  { cells }: Pick<Worksheet, 'cells'>,
  values: Readonly<Record<string, CellValue>>,
  address: string,
): boolean => {
  if (typeof values[address] !== 'string') return true
  const { column, row } = placeOf(address)
  return cells[address]!.role === 'heading' && typeof values[addressOf({ column, row: row + 1 })] === 'number'
}

/**
 * How wide each column is, in characters: as the sheet says, or as wide as the longest of what it shows; texts that may run
 * on do not count.
 *
 * @param texts what each cell shows
 * @returns by the letters of the column, from A to the last that holds something
 */
export const columnWidths = (
  sheet: Pick<Worksheet, 'cells' | 'widths'>,
  texts: Readonly<Record<string, string>>,
): Readonly<Record<string, number>> => {
  const widths: Record<string, number> = {}
  for (let column = 1; column <= lastColumn(sheet); column++) widths[columnName(column)] = 1
  for (const address of Object.keys(sheet.cells)) {
    if (spread(sheet, address) > 1) continue
    const letters = columnName(placeOf(address).column)
    widths[letters] = Math.max(widths[letters]!, [...(texts[address] ?? '')].length)
  }
  return { ...widths, ...sheet.widths }
}
