import { axisY, dot, gridY, line, ruleY } from '@observablehq/plot'
import { invalid } from '../../base/errors.ts'
import { markup } from '../markup.ts'
import { apart } from './apart.ts'
import { drawPlot } from './draw-plot.ts'

/** A line of a chart. */
export interface ChartLine {
  /** Stands at its end. Without a name a line is drawn faintly, as the ground on which others are read. */
  readonly name?: string
  readonly points: readonly (readonly [x: number, y: number])[]
  /** As CSS writes it; see `lineColour`. */
  readonly colour: string
  readonly dashed?: boolean
  /** A dot for each point, where they are few and each was measured. */
  readonly dots?: boolean
}

export interface LineChartOptions {
  readonly title: string
  readonly subtitle?: string
  readonly x: { readonly label: string }
  readonly y: { readonly label: string }
  readonly lines: readonly ChartLine[]
}

const colours = ['#2f5fd0', '#d9480f', '#2b8a3e', '#9c36b5', '#0b7285', '#8a6100', '#c2255c', '#495057'] as const

/** The colour of line `i`: dark enough to be read as text on white. */
export const lineColour = (i: number): string => colours[i % colours.length]!

const size = { width: 720, height: 400 } as const
const edge = { left: 64, top: 34, bottom: 52 } as const
const labelHeight = 17
const characterWidth = 8.4
/** Beyond this ratio of largest to smallest, a linear axis would show the smaller ones as 0. */
const logarithmicFrom = 25
/** Of a faint line, the share of points that may leave the chart on either side. */
const outliers = 0.02

/**
 * Lines over one axis, each named where it ends, as an SVG document. The vertical axis begins at 0, or is logarithmic where
 * the values are positive and differ by more than a factor of 25. Outliers of faint lines may leave the chart.
 *
 * @throws KindlingError `invalid-argument` where there is no finite point
 * @example
 * lineChart({
 *   title: 'Loss',
 *   x: { label: 'epochs' },
 *   y: { label: 'loss' },
 *   lines: [{ name: 'validation', points: [[1, 0.7], [2, 0.4]], colour: lineColour(0), dots: true }],
 * })
 */
export function lineChart({ title, subtitle, x, y, lines }: LineChartOptions): string {
  const shown = lines
    .map((each) => ({ ...each, points: each.points.filter((point) => point.every(Number.isFinite)) }))
    .filter(({ points }) => points.length > 0)
  const named = shown.filter((each): each is typeof each & { name: string } => each.name !== undefined)
  const read = valuesOf(named.length > 0 ? named : shown)
  if (read.length === 0)
    throw invalid(`lineChart: '${title}' has no finite point; give at least one line with one point`)
  const faint = valuesOf(shown.filter(({ name }) => name === undefined)).sort((a, b) => a - b)
  const quantile = (share: number): number[] =>
    faint.length === 0 ? [] : [faint[Math.round(share * (faint.length - 1))]!]
  const logarithmic = [...read, ...faint].every((value) => value > 0) && ratioOf(read) > logarithmicFrom
  const least = Math.min(...read, ...quantile(logarithmic ? outliers : 0))
  const most = Math.max(...read, ...quantile(1 - outliers))
  const domain = logarithmic
    ? [least / 1.25, most * 1.1]
    : [Math.min(0, least), most > least || most > 0 ? most * 1.04 : 1]
  const ticks = logarithmic ? logarithmicTicks(domain as [number, number]) : undefined
  const across = shown.flatMap(({ points }) => points.map(([place]) => place))
  const span = [Math.floor(Math.min(...across)), Math.max(...across)] as const
  // Between two epochs there is none.
  const whole = named.every(({ points }) => points.every(([place]) => Number.isInteger(place)))
  const longest = Math.max(0, ...named.map(({ name }) => [...name].length))
  const right = 26 + characterWidth * longest
  return drawPlot({
    title,
    ...(subtitle !== undefined && { subtitle }),
    ...size,
    marginLeft: edge.left,
    marginRight: right,
    marginTop: edge.top,
    marginBottom: edge.bottom,
    x: {
      label: null,
      domain: span,
      ...(whole ? { ticks: wholeTicks(span), tickFormat: String } : { tickSpacing: 70 }),
    },
    y: { label: null, domain, type: logarithmic ? 'log' : 'linear' },
    marks: [
      // A logarithmic scale has its own mind about which ticks are labelled, unless the texts are given.
      ...(ticks
        ? [gridY(ticks), axisY(ticks, { label: null, text: ticks.map(plainNumber) })]
        : [gridY(), axisY({ label: null, tickFormat: plainNumber })]),
      ...(logarithmic ? [] : [ruleY([0], { stroke: '#8b93a1' })]),
      ...shown.map(({ points, name, colour, dashed }) =>
        line(points, {
          stroke: colour,
          ...(name === undefined ? { strokeWidth: 1, strokeOpacity: 0.3, clip: true } : { strokeWidth: 2.2 }),
          ...(dashed && { strokeDasharray: '6 4' }),
        }),
      ),
      ...shown.flatMap(({ points, colour, dots }) => (dots ? [dot(points, { fill: colour, r: 3.4 })] : [])),
    ],
    over: (scales) => {
      const ends = named.map(({ points }) => points.at(-1)!)
      const places = apart(
        ends.map(([, value]) => scales.y(value)),
        labelHeight,
      )
      const names = named.map(({ name, colour }, i) =>
        text(scales.x(ends[i]![0]) + 10, places[i]! + 4.5, name, { fill: colour, weight: 600 }),
      )
      const middle = (edge.left + size.width - right) / 2
      return [
        ...names,
        text(20, 14, logarithmic ? `${y.label}, logarithmic` : y.label, {}),
        text(middle, size.height - 10, x.label, { anchor: 'middle' }),
      ].join('')
    },
  })
}

const valuesOf = (lines: readonly Pick<ChartLine, 'points'>[]): number[] =>
  lines.flatMap(({ points }) => points.map(([, value]) => value))

const ratioOf = (values: readonly number[]): number => Math.max(...values) / Math.min(...values)

/** 1, 2 and 5 of every power of ten; only the powers where those would be too many. */
function logarithmicTicks([low, high]: readonly [number, number]): number[] {
  const powers = Array.from({ length: 80 }, (_, i) => i - 40)
  const within = (factors: readonly number[]): number[] =>
    powers
      .flatMap((power) => factors.map((factor) => Number(`${factor}e${power}`)))
      .filter((tick) => tick >= low && tick <= high)
  const fine = within([1, 2, 5])
  return fine.length <= 11 ? fine : within([1])
}

/** At most a dozen. */
function wholeTicks([low, high]: readonly [number, number]): number[] {
  const steps = Array.from({ length: 9 }, (_, power) => [1, 2, 5].map((factor) => factor * 10 ** power)).flat()
  const step = steps.find((each) => (high - low) / each <= 11)!
  const first = Math.ceil(low / step) * step
  return Array.from({ length: Math.floor((high - first) / step) + 1 }, (_, i) => first + i * step)
}

/** `0.05`, and beyond a few digits `5e-7`. */
const plainNumber = (value: number): string =>
  value !== 0 && (Math.abs(value) < 1e-4 || Math.abs(value) >= 1e6)
    ? value.toExponential().replace('+', '')
    : String(Number(value.toPrecision(6)))

const text = (
  x: number,
  y: number,
  content: string,
  { fill = '#2b2f38', weight = 400, anchor = 'start' }: { fill?: string; weight?: number; anchor?: string },
): string =>
  `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" font-size="13" font-weight="${weight}" fill="${fill}" ` +
  `text-anchor="${anchor}">${markup(content)}</text>`
