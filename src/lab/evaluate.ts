import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { initSync } from '@ironcalc/wasm'
import { invalid } from '../base/errors.ts'
import { type Calculation, calculate } from './calculate.ts'
import { problemOf } from './problem.ts'
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
  const problem = problemOf(checked, calculation)
  if (problem !== undefined) throw invalid(`worksheet '${checked.name}', ${problem}`)
  return calculation
}

let engine: Promise<unknown> | undefined

const startEngine = (): Promise<unknown> => {
  engine ??= readFile(createRequire(import.meta.url).resolve('@ironcalc/wasm/wasm_bg.wasm')).then((module) =>
    initSync({ module }),
  )
  return engine
}
