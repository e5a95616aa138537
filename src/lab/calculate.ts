import { Model } from '@ironcalc/wasm'
import { format } from 'numfmt'
import { invalid } from '../base/errors.ts'
import { placeOf } from './address.ts'
import { parseFormula } from './formula.ts'
import { type Cell, type CellValue, cellsOf, type ReadNumbers, type Worksheet } from './worksheet.ts'

/** What a sheet comes to, with its errors if there are some. */
export type Calculation = {
  /** By address; cells with an error are missing. Numbers have the 15 significant digits of a spreadsheet. */
  readonly values: Readonly<Record<string, CellValue>>
  /** By address: as the cell's format shows it; of cells with an error, the error: `#DIV/0!`. */
  readonly texts: Readonly<Record<string, string>>
  /** Reads numbers by address, range or name. */
  readonly read: ReadNumbers
}

/**
 * Computes a sheet by IronCalc, which must have been initialised. Nothing here needs Node, so that a page computes as the
 * command line does; there, `evaluate` is what one calls.
 *
 * @example
 * initSync({ module: bytes })
 * calculate(softmax).texts.D4 // '0.000491'
 */
export const calculate = (sheet: Worksheet): Calculation => {
  const model = new Model(sheet.name, 'en', 'UTC', 'en')
  try {
    const entries = Object.entries(sheet.cells).map(([address, cell]) => ({ address, cell, ...placeOf(address) }))
    model.pauseEvaluation()
    for (const { cell, row, column } of entries) model.setUserInput(0, row, column, asTyped(cell))
    model.resumeEvaluation()
    model.evaluate()

    const values: Record<string, CellValue> = {}
    const texts: Record<string, string> = {}
    for (const { address, cell, row, column } of entries) {
      const show = (format: string): string => {
        model.updateRangeStyle({ sheet: 0, row, column, width: 1, height: 1 }, 'num_fmt', format)
        return model.getFormattedCellValue(0, row, column)
      }
      const kind = model.getCellType(0, row, column)
      if (kind === kinds.number) {
        const value = Number(show(allDigits))
        values[address] = value
        // IronCalc's own formats sometimes round down: 0.10536052 to 0.105360.
        texts[address] = format(cell.format ?? 'General', value)
      } else {
        const text = show('general')
        texts[address] = text
        if (kind === kinds.truth) values[address] = text === 'TRUE'
        else if (kind === kinds.text) values[address] = text
      }
    }
    return { values, texts, read: reader(sheet, values) }
  } finally {
    model.free()
  }
}

/** IronCalc's names for kinds of cells, which its types leave as numbers. */
const kinds = { number: 1, text: 2, truth: 4 } as const

/** All that the engine's formatter gives; with two places for the exponent, it would write 1E+10100 for 1E+100. */
const allDigits = '0.00000000000000E+000'

/** The apostrophe keeps a text from being taken for a date or an amount of money. */
const asTyped = ({ formula, value }: Cell): string => {
  if (formula !== undefined) return parseFormula(formula).guarded
  return typeof value === 'string' ? `'${value}` : String(value)
}

const reader =
  (sheet: Worksheet, values: Readonly<Record<string, CellValue>>): ReadNumbers =>
  (range) =>
    cellsOf(sheet, range).map((address) => {
      const value = values[address]
      if (typeof value !== 'number')
        throw invalid(
          `worksheet '${sheet.name}': ${address} was read as a number, but it ` +
            `${value === undefined ? 'is empty or has an error' : `holds '${value}'`}; read cells that hold numbers`,
        )
      return value
    })
