import Table from 'cli-table3'
import { noBorders } from '../../report/no-borders.ts'
import { printable } from '../../report/printable.ts'
import { addressOf, columnName, placeOf } from '../address.ts'
import { columnWidths, spread, standsRight } from '../columns.ts'
import type { Evaluation } from '../evaluate.ts'
import type { Cell, Worksheet } from '../worksheet.ts'
import type { Style } from './style.ts'

/**
 * The cells as a spreadsheet shows them, with letters above and numbers beside them. Inputs stand in brackets, so that they
 * are seen without colours, too, and totals are followed by ◂. Columns for which the width does not suffice follow below, in the rows in
 * which they hold something.
 *
 * @param width in characters
 * @returns lines
 */
export const cellTable = (sheet: Worksheet, evaluation: Evaluation, width: number, style: Style): string[] => {
  const texts = Object.fromEntries(
    Object.entries(sheet.cells).map(([address, cell]) => [address, framed(cell, evaluation, address)]),
  )
  const lastRow = Math.max(...Object.keys(sheet.cells).map((address) => placeOf(address).row))
  const numberWidth = String(lastRow).length
  const layouts = gaps.map((gap) =>
    blocksOf(fitted(sheet, texts, width - numberWidth - gap, gap), width - numberWidth - gap, gap),
  )
  // Columns stand close together where that saves a block.
  const chosen = layouts[0]!.length > layouts[1]!.length ? 1 : 0
  return layouts[chosen]!.flatMap((block, index) => [
    ...(index > 0 ? [''] : []),
    ...tableOf(sheet, evaluation, texts, block, { lastRow, numberWidth, gap: gaps[chosen]! }, style),
  ])
}

type Width = { readonly column: number; readonly width: number }

/** Numbers keep a place free for what marks inputs and totals, so that their digits stand below each other. */
const framed = ({ role }: Cell, { texts, values }: Evaluation, address: string): string => {
  const text = printable(texts[address]!)
  if (role === 'input') return `[${text}]`
  if (role === 'total') return `${text}◂`
  return typeof values[address] === 'number' ? `${text} ` : text
}

/** Blanks between columns. */
const gaps = [2, 1]

/** Headings break into lines, the widest columns first, as far as it takes for all columns to fit. */
const fitted = (sheet: Worksheet, texts: Readonly<Record<string, string>>, room: number, gap: number): Width[] => {
  const natural = columnWidths({ cells: sheet.cells, widths: {} }, texts)
  const least: Record<string, number> = {}
  for (const [address, { role }] of Object.entries(sheet.cells)) {
    if (spread(sheet, address) > 1) continue
    const letters = columnName(placeOf(address).column)
    const needed =
      role === 'heading' ? Math.max(...texts[address]!.split(' ').map((word) => word.length)) : texts[address]!.length
    least[letters] = Math.max(least[letters] ?? 1, needed)
  }
  const widths = Object.entries(natural).map(([letters, width], i) => ({
    column: i + 1,
    width,
    least: least[letters] ?? 1,
  }))
  const total = (): number => widths.reduce((sum, { width }) => sum + width + gap, -gap)
  while (total() > room) {
    const widest = widths.filter(({ width, least }) => width > least).sort((a, b) => b.width - a.width)[0]
    if (!widest) break
    widest.width--
  }
  return widths
}

/** Columns side by side as far as there is room; later blocks begin with the first column again, which says what a row is. */
const blocksOf = (widths: readonly Width[], room: number, gap: number): Width[][] => {
  const [first, ...others] = widths as [Width, ...Width[]]
  const blocks: Width[][] = []
  let block = [first]
  const used = (): number => block.reduce((sum, { width }) => sum + width + gap, 0)
  for (const each of others) {
    if (block.length > 1 && used() + each.width > room) {
      blocks.push(block)
      block = [first]
    }
    block.push(each)
  }
  return [...blocks, block]
}

const tableOf = (
  sheet: Worksheet,
  { values }: Evaluation,
  texts: Readonly<Record<string, string>>,
  block: readonly Width[],
  { lastRow, numberWidth, gap }: { readonly lastRow: number; readonly numberWidth: number; readonly gap: number },
  style: Style,
): string[] => {
  const table = new Table({
    chars: noBorders,
    style: { 'padding-left': 0, 'padding-right': gap, head: [], border: [] },
    colWidths: [numberWidth + gap, ...block.map(({ width }) => width + gap)],
    wordWrap: true,
  })
  const rowNumber = (text: string): { content: string; hAlign: 'right' } => ({
    content: style.dim(text),
    hAlign: 'right',
  })
  table.push([
    rowNumber(''),
    ...block.map(({ column }) => ({ content: style.dim(columnName(column)), hAlign: 'center' as const })),
  ])
  const further = block.slice(1).some(({ column }, i) => column !== block[0]!.column + i + 1)
  for (let row = 1; row <= lastRow; row++) {
    // A further block leaves out the rows that have nothing in it.
    if (further && !block.slice(1).some(({ column }) => Object.hasOwn(sheet.cells, addressOf({ column, row }))))
      continue
    const cells: { content: string; hAlign: 'left' | 'right'; colSpan: number }[] = []
    for (let place = 0; place < block.length; ) {
      const { column } = block[place]!
      const address = addressOf({ column, row })
      const cell = sheet.cells[address]
      const wanted = cell ? spread(sheet, address) : 1
      // Of the columns that it spreads over, those that stand in this block.
      const span = block.slice(place).filter((other, i) => other.column === column + i && i < wanted).length
      // A title of the sheet would fill a narrow column with many lines; a label may take two.
      const cut = wanted > 1 && span === 1 && texts[address]!.length > 2 * block[place]!.width
      cells.push({
        content: cell && !cut ? painted(cell, texts[address]!, style) : '',
        hAlign: cell && standsRight(sheet, values, address) ? 'right' : 'left',
        colSpan: span,
      })
      place += span
    }
    table.push([rowNumber(String(row)), ...cells])
  }
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
}

const painted = ({ role }: Cell, text: string, style: Style): string => {
  switch (role) {
    case 'input':
      return style.input(text)
    case 'total':
      return style.total(text)
    case 'result':
    case 'heading':
      return style.bold(text)
    default:
      return text
  }
}
