import { addressOf, columnNumber, placeOf } from '../address.ts'
import type { Worksheet } from '../worksheet.ts'

/**
 * The formulas of a sheet in the order of columns; one that was copied down a column is listed once, for all its cells.
 *
 * @returns cells and formula: `['C4:C8', '=EXP(C4)']`
 */
export const formulaList = ({ cells }: Worksheet): (readonly [cells: string, formula: string])[] => {
  const places = Object.keys(cells)
    .filter((address) => cells[address]!.formula !== undefined)
    .map((address) => placeOf(address))
    .sort((a, b) => a.column - b.column || a.row - b.row)
  const list: { from: string; to: string; formula: string; relative: string; row: number; column: number }[] = []
  for (const { column, row } of places) {
    const address = addressOf({ column, row })
    const formula = cells[address]!.formula!
    const relative = relativeTo(formula, column, row)
    const before = list.at(-1)
    if (before && before.column === column && before.row === row - 1 && before.relative === relative) {
      before.to = address
      before.row = row
    } else list.push({ from: address, to: address, formula, relative, row, column })
  }
  return list.map(({ from, to, formula }) => [from === to ? from : `${from}:${to}`, formula])
}

/** The formula with references as distances, so that copies of it are equal. Texts in it are none of its references. */
const relativeTo = (formula: string, column: number, row: number): string =>
  formula.replaceAll(
    /"(?:[^"]|"")*"|(\$?)([A-Z]{1,2})(\$?)(\d+)/g,
    (whole, fixedColumn: string | undefined, letters: string, fixedRow: string, digits: string) =>
      fixedColumn === undefined
        ? whole
        : `<${fixedColumn ? letters : columnNumber(letters)! - column},${fixedRow ? digits : `${Number(digits) - row}~`}>`,
  )
