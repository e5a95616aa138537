import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { initSync } from '@ironcalc/wasm'
import { invalid } from '../base/errors.ts'
import { type Calculation, calculate } from './calculate.ts'
import { precedents } from './dependencies.ts'
import { type Worksheet, worksheet } from './worksheet.ts'

/** What a sheet without errors comes to: a value and a text for every cell. */
export type Evaluation = Calculation

/**
 * Computes a worksheet by a spreadsheet engine, IronCalc.
 *
 * @returns the value of each cell, the text that it shows, and a reader of numbers by address, range or name
 * @throws KindlingError `invalid-argument` for a sheet that `worksheet` refuses; and for a cell whose formula comes to an
 *   error: which cell, its formula, why, what it refers to and the way out
 *
 * @example
 * const { values, texts } = await evaluate(softmax)
 * values.D5 // 0.873138...
 * texts.D5  // '0.873139'
 */
export const evaluate = async (sheet: Worksheet): Promise<Evaluation> => {
  const checked = worksheet(sheet)
  await startEngine()
  const calculation = calculate(checked)
  const failed = Object.keys(checked.cells).filter((address) => !Object.hasOwn(calculation.values, address))
  if (failed.length > 0) throw cellError(checked, calculation, failed)
  requireNumbers(checked, calculation)
  return calculation
}

/** Excel leaves TRUE and FALSE out of sums over cells, LibreOffice counts them as 1 and 0. */
const requireNumbers = (sheet: Worksheet, { values }: Calculation): void => {
  for (const address of Object.keys(sheet.cells)) {
    const truth = precedents(sheet, address).find((other) => typeof values[other] === 'boolean')
    if (truth !== undefined)
      throw invalid(
        `worksheet '${sheet.name}', ${address}: the formula ${sheet.cells[address]!.formula} refers to ${truth}, which is ` +
          `${String(values[truth]).toUpperCase()}; spreadsheets reckon differently with that, so let ${truth} be ` +
          '1 or 0 by IF(…,1,0)',
      )
  }
}

let engine: Promise<unknown> | undefined

const startEngine = (): Promise<unknown> => {
  engine ??= readFile(createRequire(import.meta.url).resolve('@ironcalc/wasm/wasm_bg.wasm')).then((module) =>
    initSync({ module }),
  )
  return engine
}

/** An error spreads to whatever refers to it: the one to speak of is that which refers to none. */
const cellError = (sheet: Worksheet, { texts }: Calculation, failed: readonly string[]): Error => {
  const root = failed.find((address) => !precedents(sheet, address).some((other) => failed.includes(other)))!
  const error = texts[root]!
  const others = failed.length - 1
  const seen = precedents(sheet, root)
  const shown = seen.slice(0, 4).map((address) => `${address} is ${texts[address]}`)
  return invalid(
    `worksheet '${sheet.name}', ${root}: the formula ${sheet.cells[root]!.formula} comes to ${error}, ` +
      `${reasons[error] ?? 'an error'}` +
      `${shown.length > 0 ? ` (${shown.join(', ')}${seen.length > shown.length ? ', …' : ''})` : ''}; ` +
      `change ${seen.length > 0 ? 'what it refers to' : 'it'}, or give such a case its own answer by IF` +
      `${others > 0 ? `. ${others === 1 ? 'One more cell fails' : `${others} more cells fail`} because of it` : ''}`,
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
