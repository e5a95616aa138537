import type { Calculation } from './calculate.ts'
import { precedents } from './dependencies.ts'
import type { Worksheet } from './worksheet.ts'

type Results = Pick<Calculation, 'values' | 'texts'>

/**
 * What is wrong with what a sheet comes to: a cell with an error, or one that reckons with TRUE or FALSE. Nothing here needs
 * Node, so that a page says the same as the command line.
 *
 * @param calculation from `calculate`
 * @returns a sentence: which cell, its formula, why, what it refers to and the way out; undefined where nothing is wrong
 *
 * @example
 * problemOf(sheet, calculate(sheet)) // 'B1: the formula =LN(A1) comes to #NUM!, no number: … (A1 is -1); …'
 */
export const problemOf = (sheet: Worksheet, calculation: Results): string | undefined => {
  const failed = Object.keys(sheet.cells).filter((address) => !Object.hasOwn(calculation.values, address))
  return failed.length > 0 ? cellError(sheet, calculation, failed) : reckonedTruth(sheet, calculation)
}

/** Excel leaves TRUE and FALSE out of sums over cells, LibreOffice counts them as 1 and 0. */
const reckonedTruth = (sheet: Worksheet, { values }: Results): string | undefined => {
  for (const address of Object.keys(sheet.cells)) {
    const truth = precedents(sheet, address).find((other) => typeof values[other] === 'boolean')
    if (truth !== undefined)
      return (
        `${address}: the formula ${sheet.cells[address]!.formula} refers to ${truth}, which is ` +
        `${String(values[truth]).toUpperCase()}; spreadsheets reckon differently with that, so let ${truth} be ` +
        '1 or 0 by IF(…,1,0)'
      )
  }
  return undefined
}

/** An error spreads to whatever refers to it: the one to speak of is that which refers to none. */
const cellError = (sheet: Worksheet, { texts }: Results, failed: readonly string[]): string => {
  const root = failed.find((address) => !precedents(sheet, address).some((other) => failed.includes(other)))!
  const error = texts[root]!
  const others = failed.length - 1
  const seen = precedents(sheet, root)
  const shown = seen.slice(0, 4).map((address) => `${address} is ${texts[address]}`)
  return (
    `${root}: the formula ${sheet.cells[root]!.formula} comes to ${error}, ` +
    `${reasons[error] ?? 'an error'}` +
    `${shown.length > 0 ? ` (${shown.join(', ')}${seen.length > shown.length ? ', …' : ''})` : ''}; ` +
    `change ${seen.length > 0 ? 'what it refers to' : 'it'}, or give such a case its own answer by IF` +
    `${others > 0 ? `. ${others === 1 ? 'One more cell fails' : `${others} more cells fail`} because of it` : ''}`
  )
}

const reasons: Readonly<Record<string, string>> = {
  '#DIV/0!': 'a division by zero, or a mean of nothing',
  '#NUM!':
    'no number: a logarithm of what is not positive, a root of what is negative, or more than a spreadsheet holds',
  '#VALUE!': 'a text where a number must stand, or ranges of different sizes',
  '#N/A': 'a value that was looked for and is not there',
  '#REF!': 'a place outside of the range',
  '#SPILL!': 'several values in one cell',
}
