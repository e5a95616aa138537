import { invalid } from '../base/errors.ts'
import { type Evaluation, evaluate } from './evaluate.ts'
import { type Check, cellsOf, type Worksheet } from './worksheet.ts'

/** A cell that is not what the library computes. */
export type Difference = {
  readonly cell: string
  /** What the sheet has. */
  readonly sheet: number
  /** What the library computes. */
  readonly library: number
}

/** How a check went. */
export type CheckOutcome = {
  readonly title: string
  readonly cells: readonly string[]
  readonly tolerance: number
  /** The largest difference among all cells, relative to the library's number or to 1, whichever is larger. */
  readonly largest: number
  /** The cells that differ by more than the tolerance. */
  readonly differences: readonly Difference[]
}

/** What `check` found. */
export type CheckReport = {
  readonly agrees: boolean
  readonly outcomes: readonly CheckOutcome[]
  readonly evaluation: Evaluation
}

const usualTolerance = 1e-6

/**
 * Evaluates a worksheet and compares it with what the library itself computes from the same inputs.
 *
 * @throws KindlingError `invalid-argument`, as `evaluate`; or when a check computes another number of values than it has cells
 *
 * @example
 * const { agrees, outcomes } = await check(softmax)
 * outcomes[0] // { title: 'softmax', cells: ['D4', …], tolerance: 1e-6, largest: 3e-16, differences: [] }
 */
export const check = async (sheet: Worksheet): Promise<CheckReport> => {
  const evaluation = await evaluate(sheet)
  const outcomes: CheckOutcome[] = []
  for (const each of sheet.checks) outcomes.push(await outcomeOf(sheet, each, evaluation))
  return { agrees: outcomes.every(({ differences }) => differences.length === 0), outcomes, evaluation }
}

const outcomeOf = async (
  sheet: Worksheet,
  { title, cells: range, expected, tolerance = usualTolerance }: Check,
  { read }: Evaluation,
): Promise<CheckOutcome> => {
  const subject = `worksheet '${sheet.name}', check '${title}'`
  const cells = cellsOf(sheet, range, subject)
  const shown = read(range)
  const answer = await expected(read)
  const library = typeof answer === 'number' ? [answer] : answer
  if (library.length !== cells.length)
    throw invalid(
      `${subject}: it computes ${library.length} numbers for ${cells.length} cells, ${range}; compute as many`,
    )
  const distances = library.map((number, i) => Math.abs(shown[i]! - number) / Math.max(1, Math.abs(number)))
  return {
    title,
    cells,
    tolerance,
    largest: Math.max(...distances),
    // What is no number differs, too.
    differences: cells
      .map((cell, i) => ({ cell, sheet: shown[i]!, library: library[i]! }))
      .filter((_, i) => !(distances[i]! <= tolerance)),
  }
}
