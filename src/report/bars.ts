import Table from 'cli-table3'
import { invalid } from '../base/errors.ts'
import { exceeds } from '../base/threshold.ts'
import { noBorders } from './no-borders.ts'
import { printable } from './printable.ts'

/** A label and how probable it is. */
export type Bar = {
  readonly label: string
  /** In 0…1. */
  readonly probability: number
  /** Above it the label is answered. Left out where the most probable class is the answer. */
  readonly threshold?: number | undefined
}

/**
 * A bar for each label, a line each and in the order given: ✓ where the label is answered, its name, its probability, and
 * a bar in which │ marks the threshold.
 *
 * @param rows the labels
 * @param options.width of the bars in characters, 30 by default
 * @returns lines, each ended by a line break; without control characters, whatever the labels hold
 * @throws KindlingError `invalid-argument` for a probability or threshold outside 0…1
 *
 * @example
 * process.stdout.write(bars([
 *   { label: 'mug', probability: 0.91, threshold: 0.5 },
 *   { label: 'pencil', probability: 0.12, threshold: 0.5 },
 * ], { width: 20 }))
 * // ✓ mug     0.910  ██████████│███████▎
 * //   pencil  0.120  ██▍       │
 */
export const bars = (rows: readonly Bar[], { width = 30 }: { readonly width?: number } = {}): string => {
  if (rows.length === 0) return ''
  const answers = rows.some(({ threshold }) => threshold !== undefined)
  const table = new Table({
    chars: noBorders,
    style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [] },
  })
  for (const { label, probability, threshold } of rows) {
    for (const [name, value] of [['probability', probability] as const, ['threshold', threshold ?? 0] as const]) {
      if (!(value >= 0 && value <= 1))
        throw invalid(`bars: the ${name} of '${printable(label)}' is ${value}; it must lie in 0…1`)
    }
    const tick = threshold !== undefined && exceeds(probability, threshold) ? '✓ ' : '  '
    const cells = [printable(label), `  ${probability.toFixed(3)}  `, barOf(probability, threshold, width)]
    table.push(answers ? [tick, ...cells] : cells)
  }
  return table
    .toString()
    .split('\n')
    .map((line) => `${line.trimEnd()}\n`)
    .join('')
}

/** A character that is filled from the left by none to eight eighths. */
const eighths = [' ', '▏', '▎', '▍', '▌', '▋', '▊', '▉', '█']

const barOf = (probability: number, threshold: number | undefined, width: number): string => {
  const mark = threshold === undefined ? -1 : Math.min(width - 1, Math.floor(threshold * width))
  return Array.from({ length: width }, (_, column) => {
    const filled = Math.min(8, Math.max(0, Math.round((probability * width - column) * 8)))
    return column === mark ? '│' : eighths[filled]
  }).join('')
}
