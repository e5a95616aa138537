import type { Grid } from '../grid.ts'
import type { Chart, Check, ReadNumbers } from '../worksheet.ts'

/** An item, or a place of one, with numbers to be compared: activations or predictions, and what they should be. */
export type Unit = {
  readonly name: string
  readonly outputs: readonly number[]
  /** As many; NaN where there is nothing to compare with. A class index is a 1 at its class. */
  readonly targets: readonly number[]
}

/** Where to lay a section out, and from what. */
export type Plan = {
  readonly sheet: Grid
  /** The row of its first heading. */
  readonly top: number
  readonly units: readonly Unit[]
  /** Of the outputs. */
  readonly names: readonly string[]
}

/** A loss laid out in cells. */
export type Section = {
  /** What the loss is, from the cells laid out: `=AVERAGE(F9:F12)`. */
  readonly formula: string
  /** The first free row below it. */
  readonly below: number
  /** The loss by the library, from the inputs as they stand. */
  readonly expected: (read: ReadNumbers) => Promise<number>
  readonly checks: readonly Check[]
  readonly charts: readonly Chart[]
  /** Paragraphs on how the columns follow from each other. */
  readonly text: string
}

/** As many bars as one can tell apart. */
const mostBars = 30

/** A bar chart, where there are a few bars with names of their own; else none. */
export const barChart = (
  title: string,
  names: readonly string[],
  x: { readonly label: string; readonly values: string },
  y: Chart['y'] & { readonly values: string },
): Chart[] => {
  if (names.length < 2 || names.length > mostBars || new Set(names).size < names.length) return []
  const { values, ...axis } = y
  return [{ kind: 'bar', title, x, y: axis, series: [{ label: axis.label, values }] }]
}
