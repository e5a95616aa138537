import type { Style } from './style.ts'
import { tickLabels, ticks } from './ticks.ts'

/** Points of a series; what is not finite is left out, and a line is broken there. */
export type Points = { readonly label: string; readonly x: readonly number[]; readonly y: readonly number[] }

/** A chart of numbers over numbers. */
export type PointChart = {
  readonly title: string
  readonly x: string
  readonly y: { readonly label: string; readonly min?: number | undefined; readonly max?: number | undefined }
  readonly series: readonly Points[]
  /** Whether neighbouring points are joined. */
  readonly joined: boolean
}

/** Rows of a chart. */
const height = 12
/** A character of Braille has two columns and four rows of dots. */
const [dotsAcross, dotsDown] = [2, 4]
const dotBits = [
  [0x01, 0x08],
  [0x02, 0x10],
  [0x04, 0x20],
  [0x40, 0x80],
]

/**
 * A chart in dots of Braille, with round numbers at its axes. Of several series, each carries a letter from place to place,
 * so that they can be told apart without colours.
 *
 * @param width of the whole, in characters; at least 30
 * @returns lines
 */
export const pointChart = ({ title, x, y, series, joined }: PointChart, width: number, style: Style): string[] => {
  const finite = (numbers: readonly number[]): number[] => numbers.filter(Number.isFinite)
  const across = finite(series.flatMap((points) => points.x))
  const up = finite(series.flatMap((points) => points.y))
  if (across.length === 0 || up.length === 0) return [style.bold(title), '(no numbers to draw)']
  const [left, right] = [Math.min(...across), Math.max(...across)]
  const [low, high] = [y.min ?? Math.min(...up), y.max ?? Math.max(...up)]
  const yTicks = ticksNear(low, high)
  const [bottom, top] = [Math.min(low, yTicks[0]!), Math.max(high, yTicks.at(-1)!)]
  const xTicks = ticks(left, right, 7).filter((tick) => tick >= left && tick <= right)
  const yLabels = tickLabels(yTicks)
  const margin = Math.max(...yLabels.map((label) => label.length)) + 1
  const columns = Math.max(20, width - margin - 2)
  const column = (value: number): number =>
    right === left
      ? Math.floor((columns * dotsAcross) / 2)
      : ((value - left) / (right - left)) * (columns * dotsAcross - 1)
  const row = (value: number): number => ((top - value) / (top - bottom)) * (height * dotsDown - 1)

  const canvas = new Canvas(columns)
  series.forEach((points, index) => {
    let before: [number, number] | undefined
    points.x.forEach((value, i) => {
      const at: [number, number] = [column(value), row(points.y[i]!)]
      const drawn = at.every(Number.isFinite)
      if (drawn && joined && before) canvas.line(before, at, index)
      else if (drawn && joined) canvas.dot(at, index)
      else if (drawn) canvas.mark(at, series.length > 1 ? letter(index) : '•', index)
      before = drawn ? at : undefined
    })
  })
  if (joined && series.length > 1) {
    series.forEach((points, index) => {
      // Letters of different series keep out of each other's way.
      const every = Math.max(1, Math.floor(points.x.length / 4))
      const first = Math.floor((every * (index + 0.5)) / series.length)
      for (let i = first; i < points.x.length; i += every)
        canvas.mark([column(points.x[i]!), row(points.y[i]!)], letter(index), index)
    })
  }

  const labelAt = new Map(yTicks.map((tick, i) => [Math.floor(row(tick) / dotsDown), yLabels[i]!]))
  const lines = canvas.rows(style).map((text, i) => {
    const label = labelAt.get(i)
    return `${style.dim((label ?? '').padStart(margin))}${style.dim(label === undefined ? ' │' : ' ┤')}${text}`.trimEnd()
  })
  const legend = series.map(({ label }, index) =>
    style.series(series.length > 1 ? `${letter(index)} ${label}` : label, index),
  )
  return [
    style.bold(title),
    style.dim(y.label),
    ...lines,
    ...axis(xTicks, (tick) => Math.floor(column(tick) / dotsAcross), columns, margin, style),
    `${' '.repeat(margin + 2)}${style.dim(x.padStart(Math.floor((columns + x.length) / 2)))}`,
    ...(series.length > 1 ? [`${' '.repeat(margin + 2)}${legend.join('   ')}`] : []),
  ]
}

/** Round numbers for an axis, without those that would leave much of it empty. */
const ticksNear = (low: number, high: number): number[] => {
  const all = ticks(low, high, 7)
  const slack = (all[1]! - all[0]!) / 3
  const near = all.filter((tick) => tick >= low - slack && tick <= high + slack)
  return near.length > 1 ? near : all
}

const letter = (index: number): string => String.fromCharCode(97 + (index % 26))

const axis = (
  numbers: readonly number[],
  column: (tick: number) => number,
  columns: number,
  margin: number,
  style: Style,
): string[] => {
  const rule = Array.from({ length: columns }, () => '─')
  const labels = Array.from({ length: margin + 2 + columns + 4 }, () => ' ')
  tickLabels(numbers).forEach((label, i) => {
    const at = column(numbers[i]!)
    rule[at] = '┬'
    const start = Math.max(0, margin + 2 + at - Math.floor(label.length / 2))
    // A label that would touch its neighbour is left out.
    if (labels.slice(Math.max(0, start - 1), start + label.length + 1).some((character) => character !== ' ')) return
    for (const [j, character] of [...label].entries()) labels[start + j] = character
  })
  return [style.dim(`${' '.repeat(margin + 1)}└${rule.join('')}`), style.dim(labels.join('').trimEnd())]
}

/** Dots and letters, by the character that they stand in. */
class Canvas {
  readonly #columns: number
  readonly #dots: Uint8Array
  readonly #series: Int16Array
  readonly #marks: (string | undefined)[]

  constructor(columns: number) {
    this.#columns = columns
    this.#dots = new Uint8Array(columns * height)
    this.#series = new Int16Array(columns * height)
    this.#marks = new Array<string | undefined>(columns * height)
  }

  dot([x, y]: readonly [number, number], series: number): void {
    const place = this.#place(x, y)
    if (place === undefined) return
    this.#dots[place]! |= dotBits[Math.round(y) % dotsDown]![Math.round(x) % dotsAcross]!
    this.#series[place] = series
  }

  mark([x, y]: readonly [number, number], text: string, series: number): void {
    const place = this.#place(x, y)
    if (place === undefined) return
    this.#marks[place] = text
    this.#series[place] = series
  }

  line(from: readonly [number, number], to: readonly [number, number], series: number): void {
    const steps = Math.max(1, Math.ceil(Math.max(Math.abs(to[0] - from[0]), Math.abs(to[1] - from[1]))))
    // Far outside of the chart, steps are not worth taking one by one.
    const least = Math.min(steps, 4096)
    for (let i = 0; i <= least; i++) {
      const part = i / least
      this.dot([from[0] + (to[0] - from[0]) * part, from[1] + (to[1] - from[1]) * part], series)
    }
  }

  rows(style: Style): string[] {
    return Array.from({ length: height }, (_, row) =>
      Array.from({ length: this.#columns }, (_, column) => {
        const place = row * this.#columns + column
        const text =
          this.#marks[place] ?? (this.#dots[place] ? String.fromCharCode(0x2800 + this.#dots[place]) : undefined)
        return text === undefined ? ' ' : style.series(text, this.#series[place]!)
      }).join(''),
    )
  }

  #place(x: number, y: number): number | undefined {
    const column = Math.floor(Math.round(x) / dotsAcross)
    const row = Math.floor(Math.round(y) / dotsDown)
    return column >= 0 && column < this.#columns && row >= 0 && row < height ? row * this.#columns + column : undefined
  }
}
