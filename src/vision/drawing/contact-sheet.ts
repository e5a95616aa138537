import sharp from 'sharp'
import { markup } from '../../report/index.ts'
import { classColour } from './colours.ts'
import type { Drawing } from './draw-picture.ts'

/** A picture of the sheet and what stands below it: a line break in it stays one. */
export interface SheetCell {
  readonly drawing: Drawing
  readonly caption: string
}

export interface SheetOptions {
  readonly title: string
  /** Smaller, below the title. */
  readonly subtitle?: string
  /** Names of classes whose colours are explained, in the order of `classColour`. */
  readonly legend?: readonly string[]
  /** Pictures in a row; by default what makes the sheet a little wider than high. */
  readonly columns?: number
}

const margin = 28
const gap = 18
const captionSize = 15
const captionLine = 20
const captionLines = 2
const font = "font-family=\"'DejaVu Sans', 'Liberation Sans', Arial, Helvetica, sans-serif\""

/**
 * Pictures side by side on one sheet, as a PNG.
 *
 * @example
 * await contactSheet([{ drawing: await drawPicture(pixels), caption: 'dog, sofa' }], { title: 'a batch' })
 */
export async function contactSheet(
  cells: readonly SheetCell[],
  { title, subtitle = '', legend = [], columns = columnsFor(cells.length) }: SheetOptions,
): Promise<Buffer> {
  const side = {
    width: Math.max(...cells.map(({ drawing }) => drawing.width)),
    height: Math.max(...cells.map(({ drawing }) => drawing.height)),
  }
  const captions = cells.map(({ caption }) =>
    caption.split('\n').flatMap((part) => lines(part, side.width, captionSize, captionLines)),
  )
  const below = Math.max(...captions.map(({ length }) => length)) * captionLine + 6
  const across = Math.min(columns, cells.length)
  const width = Math.max(480, 2 * margin + across * side.width + (across - 1) * gap)
  const head = [
    ...lines(title, width - 2 * margin, 22, 1).map((text) => ({ text, size: 22, fill: '#16181d', weight: 600 })),
    ...lines(subtitle, width - 2 * margin, 14, 2).map((text) => ({ text, size: 14, fill: '#5b6270', weight: 400 })),
  ]
  let y = margin - 4
  const texts: string[] = []
  for (const { text, size, fill, weight } of head) {
    y += size + 6
    texts.push(
      `<text x="${margin}" y="${y - 4}" font-size="${size}" font-weight="${weight}" fill="${fill}">${markup(text)}</text>`,
    )
  }
  const keys = legendSvg(legend, width - 2 * margin, y + 14)
  texts.push(keys.svg)
  const top = keys.bottom + 16
  const rows = Math.ceil(cells.length / across)
  const height = top + rows * (side.height + below + gap) - gap + margin
  const pictures = cells.map(({ drawing }, i) => {
    const left = margin + (i % across) * (side.width + gap)
    const above = top + Math.floor(i / across) * (side.height + below + gap)
    for (const [at, text] of captions[i]!.entries())
      texts.push(
        `<text x="${left}" y="${above + side.height + captionSize + 5 + at * captionLine}" font-size="${captionSize}" ` +
          `fill="#16181d">${markup(text)}</text>`,
      )
    // In the middle of its cell, where pictures differ in size.
    return {
      input: drawing.png,
      left: left + ((side.width - drawing.width) >> 1),
      top: above + ((side.height - drawing.height) >> 1),
    }
  })
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" ${font}>${texts.join('')}</svg>`
  return sharp({ create: { width, height, channels: 3, background: '#ffffff' } })
    .composite([...pictures, { input: Buffer.from(svg), left: 0, top: 0 }])
    .png({ compressionLevel: 9 })
    .toBuffer()
}

/** A little wider than high, with as few empty places as that allows. */
function columnsFor(cells: number): number {
  const about = Math.sqrt(cells * 1.3)
  const cost = (columns: number): number =>
    Math.abs(Math.log(columns / about)) + (0.8 * (Math.ceil(cells / columns) * columns - cells)) / cells
  const choices = Array.from({ length: cells }, (_, i) => i + 1)
  return choices.reduce((best, columns) => (cost(columns) < cost(best) ? columns : best), 1)
}

function legendSvg(
  labels: readonly string[],
  width: number,
  top: number,
): { readonly svg: string; readonly bottom: number } {
  if (labels.length === 0) return { svg: '', bottom: top - 14 }
  let x = 0
  let y = top
  const keys = labels.map((label, i) => {
    const extent = 26 + emsOf(label) * 14 + 18
    if (x > 0 && x + extent > width) {
      x = 0
      y += 24
    }
    const left = margin + x
    x += extent
    const fill = label === 'background' ? '#ffffff' : classColour(i).css
    return (
      `<rect x="${left}" y="${y}" width="16" height="16" rx="3" fill="${fill}" stroke="#9aa1ad"/>` +
      `<text x="${left + 24}" y="${y + 13}" font-size="14" fill="#16181d">${markup(label)}</text>`
    )
  })
  return { svg: keys.join(''), bottom: y + 20 }
}

/** About how wide a text is, in ems: wide enough for most fonts. Ideographs and emoji take a whole one. */
const emsOf = (text: string): number =>
  [...text].reduce((sum, c) => sum + (c.codePointAt(0)! >= 0x1100 ? 1.05 : 0.6), 0)

/** A text in at most so many lines; what has no room is left out and shown by `…`. */
function lines(text: string, width: number, size: number, most: number): string[] {
  const fits = (line: string): boolean => emsOf(line) * size <= width
  const result: string[] = []
  let line = ''
  for (const word of text.split(/\s+/).filter(Boolean)) {
    const longer = line === '' ? word : `${line} ${word}`
    if (fits(longer) || line === '') line = longer
    else {
      result.push(line)
      line = word
    }
  }
  if (line !== '') result.push(line)
  const cut = (line: string): string => {
    const characters = [...line]
    while (characters.length > 0 && !fits(`${characters.join('')}…`)) characters.pop()
    return `${characters.join('').trimEnd()}…`
  }
  const kept = result.slice(0, most).map((each) => (fits(each) ? each : cut(each)))
  if (result.length > most) kept[most - 1] = cut(kept[most - 1]!.replace(/…$/, ''))
  return kept
}
