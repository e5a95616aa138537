import { markup } from '../../report/markup.ts'
import { addressOf, columnName, placeOf } from '../address.ts'
import { columnWidths, lastColumn, spread, standsRight } from '../columns.ts'
import type { Evaluation } from '../evaluate.ts'
import type { Worksheet } from '../worksheet.ts'
import { labelOf } from './labels.ts'
import { sliderRange } from './slider-range.ts'

/**
 * The cells of a worksheet as an HTML table that looks like a spreadsheet: letters above, numbers at the left, an input in
 * each cell that may be changed. The script of the page finds cells by their addresses, which are their ids.
 */
export const tableHtml = (sheet: Worksheet, { values, texts }: Evaluation): string => {
  const columns = Array.from({ length: lastColumn(sheet) }, (_, i) => i + 1)
  const rows = Math.max(...Object.keys(sheet.cells).map((address) => placeOf(address).row))
  const body = Array.from({ length: rows }, (_, i) => {
    const cells: string[] = []
    for (let column = 1; column <= columns.length; ) {
      const address = addressOf({ column, row: i + 1 })
      const right = standsRight(sheet, values, address)
      // Words at the right of their column would, over several columns, stand above another one.
      const span = Object.hasOwn(sheet.cells, address) && !right ? spread(sheet, address) : 1
      cells.push(cellHtml(sheet, address, span, texts[address] ?? '', right))
      column += span
    }
    return `<tr><th scope="row">${i + 1}</th>${cells.join('')}</tr>`
  })
  return (
    `<table class="grid" role="grid" aria-label="${markup(sheet.title)}">` +
    `<colgroup><col>${columns.map(() => '<col>').join('')}</colgroup>` +
    `<thead><tr><td></td>${columns.map((column) => `<th scope="col">${columnName(column)}</th>`).join('')}</tr></thead>` +
    `<tbody>${body.join('\n')}</tbody></table>`
  )
}

/** How wide its columns are: rules of the page's style, since nothing else may style it. */
export const tableStyle = (sheet: Worksheet, { texts }: Evaluation): string => {
  const widths = Object.values(columnWidths(sheet, texts))
  const rules = widths.map((width, i) => `.grid col:nth-child(${i + 2}){width:calc(${Math.max(width, 4)}ch + 1.5em)}`)
  const all = widths.reduce((sum, width) => sum + Math.max(width, 4), 0)
  const margins = 1.5 * widths.length + 2.8
  // On paper one cannot scroll; a digit is about 0.64 of the size of the letters wide.
  const paper = `@media print{.grid{font-size:min(9pt, calc(178mm / ${(0.64 * all + margins).toFixed(1)}))}}`
  return `${rules.join('')}.grid{width:calc(${all}ch + ${margins.toFixed(1)}em)}${paper}`
}

const cellHtml = (sheet: Worksheet, address: string, span: number, text: string, right: boolean): string => {
  const cell = sheet.cells[address]
  if (cell === undefined) return `<td id="${address}" tabindex="-1"></td>`
  const { role, value, note } = cell
  const classes = [role ?? 'plain', right ? 'right' : 'left', ...(note === undefined ? [] : ['noted'])]
  const label = [address, labelOf(sheet, address)].filter((part) => part !== undefined).join(', ')
  const described = note === undefined ? '' : ` aria-describedby="note-${address}"`
  const attributes = `id="${address}" class="${classes.join(' ')}"${span > 1 ? ` colspan="${span}"` : ''}`
  if (role !== 'input') return `<td ${attributes} tabindex="-1"${described}>${markup(text)}</td>`
  // Telephones leave the minus out of their keys for decimal numbers.
  const keys = typeof value === 'number' && sliderRange(sheet, address).min >= 0 ? ' inputmode="decimal"' : ''
  return (
    `<td ${attributes}><input type="text" value="${markup(text)}" aria-label="${markup(label)}"${described}${keys} ` +
    'autocomplete="off" spellcheck="false"></td>'
  )
}
