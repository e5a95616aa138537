import * as Plot from '@observablehq/plot'
import { apart } from '../../../report/plot/apart.ts'
import type { Calculation } from '../../calculate.ts'
import { type Chart, cellsOf, type Worksheet } from '../../worksheet.ts'
import { plotClass } from '../plot-class.ts'

type Point = { readonly series: number; readonly x: number; readonly y: number; readonly text: string }

/** The colour of a series, light or dark as the page is. */
const colourOf = (series: number): string => `var(--series-${(series % 6) + 1})`

const labelHeight = 17
const characterWidth = 7.6
const letterWidth = 6.8
const digitWidth = 7.8
/** In narrower places, names at the ends of lines would leave too little for the lines. */
const roomForNames = 460

/**
 * Draws a chart of a worksheet into an element, as wide as it is. Cells without a number are gaps.
 *
 * @param place is emptied first
 */
export const drawChart = (place: HTMLElement, sheet: Worksheet, chart: Chart, { values, texts }: Calculation): void => {
  const width = Math.max(240, Math.floor(place.clientWidth))
  const number = (address: string): number => {
    const value = values[address]
    return typeof value === 'number' ? value : Number.NaN
  }
  const across = cellsOf(sheet, chart.x.values)
  const points = chart.series.flatMap(({ values: range }, series) =>
    cellsOf(sheet, range).map((address, i) => ({
      series,
      x: chart.kind === 'bar' ? i : number(across[i]!),
      y: number(address),
      text: texts[address]!,
    })),
  )
  const named = chart.series.length > 1 && chart.kind === 'line' && width >= roomForNames
  const drawing =
    chart.kind === 'bar'
      ? bars(
          chart,
          points,
          across.map((address) => texts[address]!),
          width,
        )
      : curves(chart, points, width, named)
  place.replaceChildren(...(chart.series.length > 1 && !named ? [legend(chart)] : []), drawing)
}

const common = ({ title, series, x }: Chart, width: number): Plot.PlotOptions => ({
  className: plotClass,
  width,
  height: Math.round(Math.min(340, Math.max(230, width * 0.62))),
  marginTop: 30,
  ariaLabel: `${title}: ${series.map(({ label }) => label).join(', ')} over ${x.label}`,
})

/** From the least to the greatest number, or as the chart says. */
const domainOf = ({ y: { min, max } }: Chart, points: readonly Point[], ground?: number): [number, number] => {
  const numbers = [...points.map(({ y }) => y).filter(Number.isFinite), ...(ground === undefined ? [] : [ground])]
  const least = min ?? Math.min(...numbers, ...(numbers.length === 0 ? [0] : []))
  const most = max ?? Math.max(...numbers, ...(numbers.length === 0 ? [1] : []))
  return least < most ? [least, most] : [least, least + 1]
}

const bars = (chart: Chart, points: readonly Point[], categories: readonly string[], width: number): Element => {
  const [low, high] = domainOf(chart, points, 0)
  // The number above the highest bar, or below the lowest, needs room.
  const room = (high - low) * 0.08
  const domain = [chart.y.min ?? (low < 0 ? low - room : low), chart.y.max ?? high + room]
  const grouped = chart.series.length > 1
  const left = 44
  const right = 10
  const band = (width - left - right) / categories.length
  const lengths = categories.map((category) => [...category].length)
  const longest = Math.max(...lengths)
  const slanted = lengths.some((length, i) => ((length + (lengths[i + 1] ?? 0)) / 2) * letterWidth + 6 > band)
  const shown = slanted ? Math.min(longest, 18) : longest
  const category = (i: number): string => {
    const characters = [...categories[i]!]
    return characters.length > shown ? `${characters.slice(0, shown - 1).join('')}…` : categories[i]!
  }
  const axis = {
    label: chart.x.label,
    labelAnchor: 'center',
    labelArrow: 'none',
    domain: categories.map((_, i) => i),
    tickFormat: category,
    ...(slanted && { tickRotate: -35 }),
  } as const
  const tall = points.filter(({ y }) => Number.isFinite(y))
  const place = grouped ? { fx: 'x', x: 'series' } : { x: 'x' }
  const label = labelsFor(points, band / chart.series.length)
  return Plot.plot({
    ...common(chart, width),
    marginLeft: left,
    marginRight: right,
    marginBottom: slanted ? 42 + shown * 4 : 44,
    ...(grouped
      ? { fx: { ...axis, padding: 0.2 }, x: { axis: null, domain: chart.series.map((_, i) => i), padding: 0.06 } }
      : { x: { ...axis, padding: 0.28 } }),
    y: { label: chart.y.label, labelArrow: 'none', domain, grid: true, ticks: 5 },
    marks: [
      Plot.barY(tall, { ...place, y: 'y', fill: ({ series }: Point) => colourOf(series), clip: true }),
      Plot.ruleY([0], { stroke: 'currentColor', strokeOpacity: 0.5 }),
      ...(['bottom', 'top'] as const).map((lineAnchor) =>
        Plot.text(tall, {
          ...place,
          y: ({ y }: Point) => Math.min(Math.max(y, domain[0]!), domain[1]!),
          text: label,
          lineAnchor,
          dy: lineAnchor === 'bottom' ? -5 : 5,
          filter: ({ y }: Point) => y < 0 === (lineAnchor === 'top'),
          fontVariant: 'tabular-nums',
        }),
      ),
      ...(grouped
        ? []
        : [
            Plot.text(
              points.filter(({ y }) => !Number.isFinite(y)),
              { x: 'x', y: () => 0, text: 'text', dy: -9, fill: 'var(--problem)' },
            ),
          ]),
    ],
  })
}

/** What stands at a bar: the number as its cell shows it; shorter where bars are narrow, and nothing where that is no use. */
const labelsFor = (points: readonly Point[], room: number): ((point: Point) => string) => {
  const forms = [({ text }: Point) => text, ({ y }: Point) => shortNumber(y)]
  const fits = (form: (point: Point) => string): boolean =>
    Math.max(...points.map((point) => form(point).length)) * digitWidth + 4 < room
  return forms.find(fits) ?? (() => '')
}

/** Two digits, or whole; what would need more than three decimals is about 0. */
const shortNumber = (value: number): string => {
  if (value !== 0 && Math.abs(value) < 0.0005) return '≈0'
  return Math.abs(value) >= 10 ? value.toFixed(0) : String(Number(Number(value.toPrecision(2)).toFixed(3)))
}

const curves = (chart: Chart, points: readonly Point[], width: number, named: boolean): Element => {
  const domain = domainOf(chart, points)
  const longest = Math.max(...chart.series.map(({ label }) => [...label].length))
  const right = named ? 22 + characterWidth * longest : 16
  const joined = chart.kind === 'line'
  const series = chart.series.map((_, i) => points.filter((point) => point.series === i))
  const drawing = Plot.plot({
    ...common(chart, width),
    marginLeft: 48,
    marginRight: right,
    marginBottom: 44,
    x: { label: chart.x.label, labelAnchor: 'center', labelArrow: 'none', ticks: Math.max(3, Math.round(width / 90)) },
    y: { label: chart.y.label, labelArrow: 'none', domain, grid: true, nice: chart.y.max === undefined, ticks: 6 },
    marks: [
      ...(domain[0] <= 0 && domain[1] >= 0 ? [Plot.ruleY([0], { stroke: 'currentColor', strokeOpacity: 0.5 })] : []),
      ...series.map((each, i) =>
        joined
          ? Plot.line(each, { x: 'x', y: 'y', stroke: colourOf(i), strokeWidth: 2.4, clip: true })
          : Plot.dot(each, { x: 'x', y: 'y', fill: colourOf(i), r: 4, clip: true }),
      ),
    ],
  })
  if (named) nameLines(drawing, chart, series)
  return drawing
}

/** Each line has its name where it ends, or where it leaves the chart. */
const nameLines = (
  drawing: (SVGSVGElement | HTMLElement) & Plot.Plot,
  chart: Chart,
  series: readonly (readonly Point[])[],
): void => {
  const [x, y] = [drawing.scale('x')!, drawing.scale('y')!]
  const [low, high] = y.domain as [number, number]
  const ends = series.flatMap((points, i) => {
    const last = points.findLast((point) => Number.isFinite(point.x) && point.y >= low && point.y <= high)
    return last === undefined ? [] : [{ i, x: x.apply(last.x) as number, y: y.apply(last.y) as number }]
  })
  const places = apart(
    ends.map((end) => end.y),
    labelHeight,
  )
  const rightmost = Math.max(...ends.map((end) => end.x))
  for (const [k, end] of ends.entries()) {
    const text = document.createElementNS('http://www.w3.org/2000/svg', 'text')
    text.setAttribute('class', 'name')
    text.setAttribute('text-anchor', 'start')
    text.setAttribute('x', String(rightmost + 9))
    text.setAttribute('y', String(places[k]! + 4))
    text.setAttribute('fill', colourOf(end.i))
    text.textContent = chart.series[end.i]!.label
    drawing.append(text)
  }
}

const legend = (chart: Chart): Element => {
  const list = document.createElement('ul')
  list.className = 'series'
  for (const [i, { label }] of chart.series.entries()) {
    const entry = document.createElement('li')
    const swatch = document.createElement('span')
    swatch.style.background = colourOf(i)
    entry.append(swatch, label)
    list.append(entry)
  }
  return list
}
