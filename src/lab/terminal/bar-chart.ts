import { printable } from '../../report/printable.ts'
import type { Style } from './style.ts'

/** Bars of one or more series over categories. */
export type BarChart = {
  readonly title: string
  readonly y: { readonly label: string; readonly min?: number | undefined; readonly max?: number | undefined }
  readonly categories: readonly string[]
  readonly series: readonly {
    readonly label: string
    readonly values: readonly number[]
    /** As the cells show them. */
    readonly texts: readonly string[]
  }[]
}

/** A character that is filled from the left by one to eight eighths. */
const eighths = [' ', '▏', '▎', '▍', '▌', '▋', '▊', '▉', '█']

/**
 * A line for each category and series: its name, its value and a bar. The bars of negative numbers end where those of
 * positive ones begin.
 *
 * @param width of the whole, in characters
 * @returns lines
 */
export const barChart = ({ title, y, categories, series }: BarChart, width: number, style: Style): string[] => {
  const values = series.flatMap((each) => each.values.filter(Number.isFinite))
  const low = Math.min(0, y.min ?? 0, ...values)
  const high = Math.max(0, y.max ?? 0, ...values)
  const several = series.length > 1
  const names = categories.map(printable)
  const nameWidth = Math.max(...names.map((name) => name.length))
  const labelWidth = several ? Math.max(...series.map(({ label }) => label.length)) + 2 : 0
  const textWidth = Math.max(...series.flatMap(({ texts }) => texts.map((text) => text.length)))
  const room = Math.max(10, width - nameWidth - labelWidth - textWidth - 6)
  const left = high === low ? 0 : Math.round((room * -low) / (high - low))
  const scale =
    high === low ? 0 : Math.min(low < 0 ? left / -low : Infinity, high > 0 ? (room - left) / high : Infinity)

  const lines = names.flatMap((name, category) =>
    series.map(({ label, values, texts }, index) => {
      const start = index === 0 ? name : ''
      const bar = barOf(values[category]!, scale, left)
      const labelled = several ? `${label.padEnd(labelWidth - 2)}  ` : ''
      return `  ${start.padEnd(nameWidth)}  ${labelled}${texts[category]!.padStart(textWidth)}  ${style.series(bar, index)}`.trimEnd()
    }),
  )
  return [style.bold(title), style.dim(y.label), ...lines]
}

/** Negative bars are of whole characters: there is no character that is filled from the right by eighths. */
const barOf = (value: number, scale: number, left: number): string => {
  if (!Number.isFinite(value)) return ''
  if (value < 0) {
    const length = Math.round(-value * scale)
    return `${' '.repeat(left - length)}${'█'.repeat(length)}`
  }
  const filled = Math.round(value * scale * 8)
  return `${' '.repeat(left)}${'█'.repeat(Math.floor(filled / 8))}${filled % 8 === 0 ? '' : eighths[filled % 8]}`
}
