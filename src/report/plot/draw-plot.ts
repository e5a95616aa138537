import { type PlotOptions, plot } from '@observablehq/plot'
import { parseHTML } from 'linkedom'
import { markup } from '../markup.ts'

/** A scale of the plot: from a value to pixels of the picture. */
type Scale = (value: number) => number

export interface DrawPlotOptions extends Omit<PlotOptions, 'document' | 'title' | 'subtitle' | 'caption' | 'figure'> {
  /** Above the plot. */
  readonly title?: string
  /** Smaller, below the title. */
  readonly subtitle?: string
  /** What is drawn over the plot besides its marks, as SVG: for labels whose place depends on the scales. */
  readonly over?: (scales: { readonly x: Scale; readonly y: Scale }) => string
}

const font = "'DejaVu Sans', 'Liberation Sans', Arial, Helvetica, sans-serif"
const margin = 20
const titleSize = 19
const subtitleSize = 13

/**
 * Draws a plot of Observable Plot as one SVG file, dark on white, with its title in it. There need be no browser.
 *
 * @param options Plot's own, besides title, subtitle and `over`; 720 × 400 pixels by default
 * @returns the SVG document
 * @example
 * await saveFile('counts.svg', drawPlot({ title: 'Items per class', marks: [Plot.barX(rows, { x: 'count', y: 'label' })] }))
 */
export function drawPlot({ title, subtitle, over, ...options }: DrawPlotOptions): string {
  const { document } = parseHTML('<!doctype html><html><body></body></html>')
  const width = options.width ?? 720
  const height = options.height ?? 400
  const svg = plot({
    ...options,
    width,
    height,
    document: document as unknown as NonNullable<PlotOptions['document']>,
    style: { fontFamily: font, fontSize: '13px', color: '#2b2f38', background: 'none', overflow: 'visible' },
  })
  const x = svg.scale('x')
  const y = svg.scale('y')
  const drawn = over && x && y ? over({ x: scaleOf(x), y: scaleOf(y) }) : ''
  let top = 0
  const head = [
    ...(title === undefined ? [] : [{ text: title, size: titleSize, fill: '#16181d', weight: 600 }]),
    ...(subtitle === undefined ? [] : [{ text: subtitle, size: subtitleSize, fill: '#5b6270', weight: 400 }]),
  ].map(({ text, size, fill, weight }) => {
    top += size + 8
    return (
      `<text x="${margin}" y="${margin / 2 + top}" font-size="${size}" font-weight="${weight}" fill="${fill}">` +
      `${markup(text)}</text>`
    )
  })
  if (head.length > 0) top += margin
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${top + height}" ` +
    `viewBox="0 0 ${width} ${top + height}" font-family="${font}">` +
    `<rect width="100%" height="100%" fill="#ffffff"/>${head.join('')}` +
    `<g transform="translate(0 ${top})">${svg.outerHTML}${drawn}</g></svg>\n`
  )
}

const scaleOf =
  (scale: { readonly apply: (input: number) => unknown }): Scale =>
  (value) =>
    scale.apply(value) as number
