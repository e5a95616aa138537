import { type Calculation, calculate } from '../../calculate.ts'
import { problemOf } from '../../problem.ts'
import { type Worksheet, withInputs } from '../../worksheet.ts'

/** A worksheet that is being changed, and what it comes to at the moment. */
export type LiveSheet = {
  /** As the file has it. */
  readonly original: Worksheet
  readonly sheet: Worksheet
  readonly calculation: Calculation
  /** What is wrong with what it comes to, in a sentence. */
  readonly problem: string | undefined
  /** @throws KindlingError for a value that the input cannot hold; the sheet stays as it is */
  change(address: string, value: number | string): void
  reset(): void
  /** Is told whenever the sheet has changed. */
  follow(listener: () => void): void
}

export const liveSheet = (original: Worksheet): LiveSheet => {
  let sheet = original
  let calculation = calculate(sheet)
  const listeners: (() => void)[] = []
  const become = (next: Worksheet): void => {
    calculation = calculate(next)
    sheet = next
    for (const listener of listeners) listener()
  }
  return {
    original,
    get sheet() {
      return sheet
    },
    get calculation() {
      return calculation
    },
    get problem() {
      return problemOf(sheet, calculation)
    },
    change: (address, value) => become(withInputs(sheet, { [address]: value })),
    reset: () => become(original),
    follow: (listener) => listeners.push(listener),
  }
}
