import { printable } from '../../report/printable.ts'
import type { Evaluation } from '../evaluate.ts'
import { plainText } from '../plain-text.ts'
import { type Chart, cellsOf, type Worksheet } from '../worksheet.ts'
import { barChart } from './bar-chart.ts'
import { cellTable } from './cell-table.ts'
import { formulaList } from './formula-list.ts'
import { pointChart } from './point-chart.ts'
import { type Style, styleFor } from './style.ts'

export interface DrawWorksheetOptions {
  /** For which it is drawn: its width (80 where it has none) and its colours. Standard output by default. */
  readonly output?: NodeJS.WritableStream
  /** Whether the formulas are listed below; false by default. */
  readonly formulas?: boolean
}

/**
 * A worksheet for the terminal: its text, the cells as a spreadsheet shows them, charts in characters, notes, and the
 * formulas on request.
 *
 * @param evaluation what its cells come to, from `evaluate`
 * @returns lines, the last one ended, too
 *
 * @example
 * process.stdout.write(drawWorksheet(softmax, await evaluate(softmax)))
 */
export const drawWorksheet = (
  sheet: Worksheet,
  evaluation: Evaluation,
  { output = process.stdout, formulas = false }: DrawWorksheetOptions = {},
): string => {
  const style = styleFor(output)
  const width = Math.max(40, (output as Partial<NodeJS.WriteStream>).columns ?? 80)
  const parts = [
    [style.bold(sheet.title), ...wrapped(sheet.question, width)],
    ...plainText(sheet.text).map((paragraph) => wrapped(paragraph, Math.min(width, widestText))),
    [...cellTable(sheet, evaluation, width, style), '', ...legend(sheet, width, style)],
    ...sheet.charts.map((chart) => chartLines(sheet, chart, evaluation, Math.min(width, widestChart), style)),
    list('Notes', notesOf(sheet), width, style),
    formulas ? list('Formulas', formulaList(sheet), width, style) : [],
  ]
  return parts
    .filter((part) => part.length > 0)
    .map((part) => `${part.join('\n')}\n`)
    .join('\n')
}

/** Longer lines are hard to read. */
const widestText = 100
const widestChart = 100

const legend = ({ cells }: Worksheet, width: number, style: Style): string[] => {
  const input = Object.keys(cells).find((address) => cells[address]!.role === 'input')
  const total = Object.values(cells).some(({ role }) => role === 'total')
  const parts = [
    ...(input === undefined ? [] : [`[ ] may be changed: --set ${input}=…`]),
    ...(total ? ['◂ is what it comes to'] : []),
  ]
  return parts.flatMap((part) => wrapped(part, width)).map(style.dim)
}

const notesOf = ({ cells }: Worksheet): (readonly [string, string])[] =>
  Object.entries(cells).flatMap(([address, { note }]) => (note === undefined ? [] : [[address, note] as const]))

const chartLines = (
  sheet: Worksheet,
  chart: Chart,
  { values, texts }: Evaluation,
  width: number,
  style: Style,
): string[] => {
  const numbers = (range: string): number[] => cellsOf(sheet, range).map((address) => numberOf(values[address]))
  const words = (range: string): string[] => cellsOf(sheet, range).map((address) => printable(texts[address]!))
  const { kind, title, x, y } = chart
  return kind === 'bar'
    ? barChart(
        {
          title,
          y,
          categories: words(x.values),
          series: chart.series.map(({ label, values: range }) => ({
            label,
            values: numbers(range),
            texts: words(range),
          })),
        },
        width,
        style,
      )
    : pointChart(
        {
          title,
          x: x.label,
          y,
          joined: kind === 'line',
          series: chart.series.map(({ label, values: range }) => ({ label, x: numbers(x.values), y: numbers(range) })),
        },
        width,
        style,
      )
}

/** A text among the numbers, such as 'overflow', is a gap. */
const numberOf = (value: unknown): number => (typeof value === 'number' ? value : Number.NaN)

const list = (
  title: string,
  entries: readonly (readonly [string, string])[],
  width: number,
  style: Style,
): string[] => {
  if (entries.length === 0) return []
  const indent = Math.max(...entries.map(([cells]) => cells.length)) + 4
  return [
    style.bold(title),
    ...entries.flatMap(([cells, text]) =>
      wrapped(text, Math.min(width, widestText) - indent).map((line, i) =>
        i === 0 ? `  ${cells.padEnd(indent - 2)}${line}` : `${' '.repeat(indent)}${line}`,
      ),
    ),
  ]
}

/** Lines no longer than the width; those after the first keep the indentation, and that of an item. */
const wrapped = (text: string, width: number): string[] => {
  const indent = /^ */.exec(text)![0]
  const hanging = text.trimStart().startsWith('• ') ? `${indent}  ` : indent
  const lines: string[] = []
  let line = indent
  for (const word of text.trim().split(/ +/)) {
    const longer = line.trim() === '' ? line + word : `${line} ${word}`
    if (longer.length > width && line.trim() !== '') {
      lines.push(line)
      line = hanging + word
    } else line = longer
  }
  return [...lines, line]
}
