import { type CellStyle, type Cell as FileCell, type SheetChart, type WriteSheet, writeXlsx } from 'hucre/xlsx'
import { addressOf, areaOf, fixed, placeOf } from './address.ts'
import { columnWidths, spread, standsRight } from './columns.ts'
import { type Evaluation, evaluate } from './evaluate.ts'
import { plainText } from './plain-text.ts'
import type { Cell, CellRole, Chart, Worksheet } from './worksheet.ts'

/**
 * A worksheet as an Excel file: the cells with their formulas, each with what it comes to beside it, so that a viewer that
 * does not compute shows it, too; formats, notes as comments, inputs in yellow, names of cells, charts that follow the
 * cells; the text on a second sheet.
 *
 * @returns the bytes of the .xlsx; the same for the same sheet
 * @throws KindlingError `invalid-argument`, as `evaluate`
 *
 * @example
 * await saveFile('softmax.xlsx', await xlsx(softmax))
 */
export const xlsx = async (sheet: Worksheet): Promise<Uint8Array> => workbook(sheet, await evaluate(sheet))

/** The file with these results beside the formulas. */
export const workbook = (sheet: Worksheet, evaluation: Pick<Evaluation, 'values' | 'texts'>): Promise<Uint8Array> =>
  writeXlsx({
    sheets: [cellSheet(sheet, evaluation), textSheet(sheet)],
    namedRanges: Object.entries(sheet.cells).flatMap(([address, { name }]) =>
      name === undefined ? [] : [{ name, range: onSheet(sheet, address) }],
    ),
    properties: { title: sheet.title, creator: 'Kindling', created: epoch, modified: epoch },
  })

/** Files are compared byte by byte; when they were written says nothing about them. */
const epoch = new Date('2020-01-01T00:00:00Z')

const cellSheet = (sheet: Worksheet, { values, texts }: Pick<Evaluation, 'values' | 'texts'>): WriteSheet => {
  const cells = new Map<string, Partial<FileCell>>()
  for (const [address, cell] of Object.entries(sheet.cells)) {
    const { row, column } = placeOf(address)
    const { value, formula, note } = cell
    const result = values[address]
    cells.set(`${row - 1},${column - 1}`, {
      ...(formula === undefined
        ? { value: value! }
        : { formula: formula.slice(1), ...(result !== undefined && { formulaResult: result }) }),
      style: styleOf(cell, spread(sheet, address) > 1, standsRight(sheet, values, address)),
      ...(note !== undefined && { comment: { text: note } }),
    })
  }
  const widths = Object.values(columnWidths(sheet, texts))
  return {
    name: sheet.name,
    cells,
    // Bold digits and the margins of a cell need some room more than the characters.
    columns: widths.map((width) => ({ width: width + 3 })),
    charts: sheet.charts.map((chart, index) => chartOf(sheet, chart, widths.length + 1, index)),
    pageSetup: { orientation: 'landscape', fitToPage: true, fitToWidth: 1, fitToHeight: 0 },
  }
}

const font = { name: 'Calibri', size: 11 } as const

const styleOf = ({ role, format }: Cell, runsOn: boolean, right: boolean): CellStyle => ({
  font,
  ...(format !== undefined && { numFmt: format }),
  ...(right && { alignment: { horizontal: 'right' } }),
  // A colour would end where the cell ends, in the middle of the words.
  ...(role === 'heading' && runsOn ? { font: { ...font, bold: true } } : role !== undefined && looks[role]),
})

const fill = (rgb: string): CellStyle => ({ fill: { type: 'pattern', pattern: 'solid', fgColor: { rgb } } })

const looks: Readonly<Record<CellRole, CellStyle>> = {
  input: { ...fill('FFF2CC'), font: { ...font, color: { rgb: '1F3FA8' } } },
  heading: { ...fill('E8EEF4'), font: { ...font, bold: true } },
  result: { font: { ...font, bold: true } },
  total: {
    ...fill('DDEBD3'),
    font: { ...font, bold: true },
    border: { top: { style: 'thin' }, bottom: { style: 'double' } },
  },
}

/** Charts stand one below the other to the right of the cells. */
const chartHeight = 18
const chartWidth = 9

const chartOf = (sheet: Worksheet, { kind, title, x, y, series }: Chart, column: number, index: number): SheetChart => {
  const row = index * (chartHeight + 1)
  return {
    type: kind === 'bar' ? 'column' : 'scatter',
    ...(kind === 'line' && { scatterStyle: 'line' as const }),
    ...(kind === 'scatter' && { scatterStyle: 'marker' as const }),
    title,
    titleFontSize: 12,
    legend: series.length > 1 ? 'bottom' : false,
    series: series.map(({ label, values }, i) => ({
      name: label,
      values: onSheet(sheet, values),
      categories: onSheet(sheet, x.values),
      color: palette[i % palette.length]!,
      ...(kind === 'line' && { marker: { symbol: 'none' as const }, stroke: { width: 2 }, smooth: false }),
      ...(kind === 'scatter' && { marker: { symbol: 'circle' as const, size: 6 } }),
    })),
    axes: {
      x: { ...axis, title: x.label },
      y: {
        ...axis,
        title: y.label,
        gridlines: { major: true },
        scale: { ...(y.min !== undefined && { min: y.min }), ...(y.max !== undefined && { max: y.max }) },
      },
    },
    anchor: { from: { row, col: column }, to: { row: row + chartHeight, col: column + chartWidth } },
  }
}

const axis = {
  // At the edge, also where the axis crosses the other in the middle.
  tickLblPos: 'low',
  // The format of the cells has more digits than an axis has room for.
  numberFormat: { formatCode: 'General', sourceLinked: false },
  majorTickMark: 'out',
  minorTickMark: 'none',
} as const

/** Told apart by those who see colours differently, too (Okabe and Ito 2008). */
const palette = ['0072B2', 'D55E00', '009E73', 'CC79A7', 'E69F00', '56B4E9'] as const

/** A range of the sheet in a reference from elsewhere: `'cat-dog'!$B$3:$B$7`. */
const onSheet = (sheet: Worksheet, range: string): string => {
  const { from, to } = areaOf(range)
  const single = from.row === to.row && from.column === to.column
  return `'${sheet.name}'!${fixed(single ? addressOf(from) : range)}`
}

/** A page's width of text. */
const lineLength = 75

const textSheet = ({ title, question, text }: Worksheet): WriteSheet => {
  const lines = [title, question, '', ...plainText(text).flatMap((paragraph) => [paragraph, ''])].slice(0, -1)
  return {
    name: 'about',
    columns: [{ width: lineLength }],
    cells: new Map(
      lines.map((line, row) => [
        `${row},0`,
        {
          value: line,
          style: {
            alignment: { wrapText: true, vertical: 'top' },
            font: { ...font, bold: row === 0, italic: row === 1 },
          },
        },
      ]),
    ),
    // Not every program makes a row as high as the text that wraps in it.
    rowDefs: new Map(
      lines.map((line, row) => [row, { height: 16 * Math.max(1, Math.ceil(line.length / lineLength)) }]),
    ),
    view: { showGridLines: false },
    pageSetup: { fitToPage: true, fitToWidth: 1, fitToHeight: 0 },
  }
}
