import { isDateFormat, isValidFormat } from 'numfmt'
import { invalid } from '../base/errors.ts'
import { addressesOf, addressOf, areaOf, columnNumber, placeOf } from './address.ts'
import { checkReferences } from './dependencies.ts'
import { looksLikeNumber, parseFormula } from './formula.ts'

/** What a cell comes to. It holds a number or a text; a formula may come to TRUE or FALSE, too. */
export type CellValue = number | string | boolean

/** What a cell is for: it decides how the cell looks, and whether one may change it. */
export type CellRole =
  /** A value that the reader is meant to change. */
  | 'input'
  /** The title of a column, a row or a part of the sheet. */
  | 'heading'
  /** What a step of the computation comes to. */
  | 'result'
  /** What the sheet is about: the sum, the mean, the loss. */
  | 'total'

type CellContent =
  | { readonly value: number | string; readonly formula?: undefined }
  /** Begins with `=`; in Excel's notation with English names, commas and decimal points: `=EXP(B3)/SUM(C3:C7)`. */
  | { readonly formula: string; readonly value?: undefined }

/** A cell: a value or a formula, and how it looks. */
export type Cell = CellContent & {
  /** How a number is shown, by Excel's rules: `0.0000`, `0 %`. As many digits as it takes, by default. */
  readonly format?: string
  /** What a reader should know about this cell, in a sentence or two. */
  readonly note?: string
  readonly role?: CellRole
  /** By which it is known beside its address, in checks, `--set` and Excel's name box: a letter, then letters, digits, `_`. */
  readonly name?: string
}

/** A row of values of a chart: a range one cell wide or high. */
export type Series = { readonly label: string; readonly values: string }

/** A chart over ranges of the sheet; it follows its cells. */
export type Chart = {
  /** Lines through points in order, a bar for each x, or dots. */
  readonly kind: 'line' | 'bar' | 'scatter'
  readonly title: string
  /** The range along the horizontal axis: numbers for `line` and `scatter`, categories for `bar`. */
  readonly x: Series
  /** The vertical axis: what it measures, and its ends where they should not follow the values. */
  readonly y: { readonly label: string; readonly min?: number; readonly max?: number }
  /** Ranges as long as that of x. */
  readonly series: readonly Series[]
}

/** Reads numbers off a sheet that has been evaluated: by address, range or name of a cell, row by row. */
export type ReadNumbers = (range: string) => readonly number[]

/** A promise that the sheet makes: these cells are what the library itself computes. */
export type Check = {
  /** What is compared, in words: 'cross-entropy of the mean'. */
  readonly title: string
  /** An address, a range or the name of a cell. */
  readonly cells: string
  /**
   * Computes the same numbers by tensors and losses of this library, from the inputs that it reads off the sheet (so that the
   * promise holds when they are changed), in the order of the cells, row by row.
   */
  readonly expected: (read: ReadNumbers) => Promise<number | readonly number[]>
  /** Largest difference allowed, relative to the number or to 1, whichever is larger; 1e-6 by default. */
  readonly tolerance?: number
}

/** A computation laid out in cells. Make one by `worksheet`, which checks it. */
export type Worksheet = {
  /** By which it is called up: lower-case words with hyphens, `cat-dog`. */
  readonly name: string
  readonly title: string
  /** What it answers, in one line that ends with a question mark. */
  readonly question: string
  /** What a beginner needs to follow the sheet: Markdown, with mathematics between `$`, or `$$` on lines of its own. */
  readonly text: string
  /** By address. */
  readonly cells: Readonly<Record<string, Cell>>
  /** In characters, by the letters of the column, in files; otherwise a column is as wide as what it shows. */
  readonly widths: Readonly<Record<string, number>>
  readonly charts: readonly Chart[]
  readonly checks: readonly Check[]
}

/** A worksheet as one writes it down: what there is none of may be left out. */
export type WorksheetContent = Omit<Worksheet, 'widths' | 'charts' | 'checks'> &
  Partial<Pick<Worksheet, 'widths' | 'charts' | 'checks'>>

/**
 * A worksheet, after a look at everything that can be seen without computing: addresses, names, ranges, formats, and that
 * every formula can be read, refers to cells that hold something, and not to itself, however far around.
 *
 * @returns the same, with its cells in the order of reading, row by row
 * @throws KindlingError `invalid-argument` that names the sheet, the place, the value, the rule and the way out
 *
 * @example
 * worksheet({
 *   name: 'one-logarithm',
 *   title: 'One logarithm',
 *   question: 'What does a probability of 0.9 cost?',
 *   text: 'The loss is $-\\ln p$.',
 *   cells: {
 *     A1: { value: 'p', role: 'heading' },
 *     B1: { value: 0.9, role: 'input' },
 *     A2: { value: 'loss', role: 'heading' },
 *     B2: { formula: '=-LN(B1)', role: 'total', format: '0.000000', name: 'loss' },
 *   },
 *   checks: [{ title: 'the loss', cells: 'loss', expected: async (read) => -Math.log(read('B1')[0]!) }],
 * })
 */
export const worksheet = (content: WorksheetContent): Worksheet => {
  const { name, title, question, text, cells, widths = {}, charts = [], checks = [] } = content
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name))
    throw invalid(
      `worksheet: name is '${name}'; it must be lower-case words of letters and digits with hyphens between, such as cat-dog`,
    )
  const subject = `worksheet '${name}'`
  if (title.trim() === '') throw invalid(`${subject}: title is empty; give one`)
  if (text.trim() === '') throw invalid(`${subject}: text is empty; say what the sheet shows`)
  if (!/^[^\n]+\?$/.test(question))
    throw invalid(`${subject}: question is '${question}'; it must be one line that ends with a question mark`)

  const addresses = Object.keys(cells)
  if (addresses.length === 0) throw invalid(`${subject}: it has no cells; give at least one`)
  const named = new Map<string, string>()
  for (const address of addresses) {
    placeOf(address, subject)
    const cell = cells[address]!
    checkCell(`${subject}, ${address}`, cell)
    if (cell.name === undefined) continue
    const other = named.get(cell.name.toLowerCase())
    if (other !== undefined)
      throw invalid(`${subject}, ${address}: the name '${cell.name}' is that of ${other}, too; each cell needs its own`)
    named.set(cell.name.toLowerCase(), address)
  }
  const sheet: Worksheet = { name, title, question, text, cells: inReadingOrder(cells), widths, charts, checks }

  for (const [column, width] of Object.entries(widths)) {
    if (columnNumber(column) === undefined)
      throw invalid(`${subject}: widths has '${column}', which is no column; write letters from A to ZZ`)
    if (!(width >= 1 && width <= 255))
      throw invalid(`${subject}: column ${column} is ${width} wide; it must be from 1 to 255 characters`)
  }
  checkReferences(sheet)
  for (const chart of charts) checkChart(sheet, chart)
  for (const check of checks) {
    const place = `${subject}, check '${check.title}'`
    requireCells(sheet, check.cells, place)
    if (check.tolerance !== undefined && !(check.tolerance > 0 && check.tolerance < 1))
      throw invalid(`${place}: tolerance is ${check.tolerance}; it must lie between 0 and 1`)
  }
  return sheet
}

/**
 * The addresses that a range, an address or the name of a cell stands for, row by row.
 *
 * @param subject what an error message begins with
 * @throws KindlingError `invalid-argument` when it is none of these
 */
export const cellsOf = (sheet: Worksheet, range: string, subject = `worksheet '${sheet.name}'`): string[] => {
  if (/^[A-Z]{1,2}\d+(:|$)/.test(range)) return addressesOf(range, subject)
  const named = Object.entries(sheet.cells).filter(([, { name }]) => name !== undefined)
  const found = named.find(([, { name }]) => name!.toLowerCase() === range.toLowerCase())
  if (!found) {
    const names = named.map(([address, { name }]) => `${name} (${address})`)
    throw invalid(
      `${subject}: '${range}' is neither an address, nor a range, nor the name of a cell; ` +
        (names.length > 0 ? `the names are ${names.join(', ')}` : 'no cell of this sheet has a name'),
    )
  }
  return [found[0]]
}

/**
 * The sheet with other values in some of its inputs.
 *
 * @param inputs by address or name
 * @throws KindlingError `invalid-argument` for a cell that is no input, or a value of another kind than what it holds
 *
 * @example
 * await evaluate(withInputs(softmax, { B4: 3 }))
 */
export const withInputs = (sheet: Worksheet, inputs: Readonly<Record<string, number | string>>): Worksheet => {
  const subject = `worksheet '${sheet.name}'`
  const cells: Record<string, Cell> = { ...sheet.cells }
  for (const [key, value] of Object.entries(inputs)) {
    const addresses = cellsOf(sheet, key, subject)
    const address = addresses[0]!
    const cell = sheet.cells[address]
    if (addresses.length > 1)
      throw invalid(`${subject}: '${key}' is a range; set its cells one by one, such as ${address}`)
    if (cell?.role !== 'input' || cell.value === undefined) {
      const all = Object.keys(sheet.cells).filter((each) => sheet.cells[each]!.role === 'input')
      throw invalid(`${subject}: ${key} is no input; the inputs are ${all.join(', ') || 'none'}`)
    }
    if (typeof value !== typeof cell.value)
      throw invalid(`${subject}: ${key} is set to '${value}', a ${typeof value}; it holds a ${typeof cell.value}`)
    cells[address] = { ...cell, value }
    checkCell(`${subject}, ${address}`, cells[address])
  }
  return { ...sheet, cells }
}

const checkCell = (place: string, cell: Cell): void => {
  const { value, formula, format, note, role, name } = cell
  if ((value === undefined) === (formula === undefined))
    throw invalid(
      `${place}: a cell holds either a value or a formula; this one has ${value === undefined ? 'neither' : 'both'}`,
    )
  if (typeof value === 'number' && !Number.isFinite(value))
    throw invalid(`${place}: the value is ${value}; a spreadsheet holds finite numbers only`)
  if (typeof value === 'string') {
    if (value === '') throw invalid(`${place}: the value is an empty text; leave the cell out`)
    if (/[\n\r\t]/.test(value))
      throw invalid(`${place}: the text has a line break or tab; write one line, and more in a note`)
    if (value.startsWith('=')) throw invalid(`${place}: the text begins with '='; give it as formula`)
    if (looksLikeNumber(value))
      throw invalid(
        `${place}: the value is the text '${value}', which spreadsheets may take for a number; give it as a number`,
      )
  }
  if (formula !== undefined) parseFormula(formula, place)
  if (role === 'input' && formula !== undefined)
    throw invalid(`${place}: an input holds a formula, ${formula}; what one may change must be a value`)
  if (role === 'total' && formula === undefined)
    throw invalid(`${place}: a total holds a value; it must be computed by a formula`)
  if (format !== undefined && !isNumberFormat(format))
    throw invalid(
      `${place}: the format is '${format}'; write one for numbers, without sections and colours, such as 0.0000 or 0 %`,
    )
  if (note !== undefined && note.trim() === '') throw invalid(`${place}: the note is empty; leave it out`)
  if (
    name !== undefined &&
    (!/^[A-Za-z][A-Za-z0-9_]*$/.test(name) || /^([A-Za-z]{1,3}\d+|[RrCc]|true|false)$/i.test(name))
  )
    throw invalid(
      `${place}: the name is '${name}'; it must be a letter followed by letters, digits or _, and must not look like an address`,
    )
}

const isNumberFormat = (format: string): boolean =>
  /[0#]/.test(format) && !/[;[\]\n\r]/.test(format) && isValidFormat(format) && !isDateFormat(format)

const checkChart = (sheet: Worksheet, { title, x, y, series }: Chart): void => {
  const subject = `worksheet '${sheet.name}', chart '${title}'`
  if (series.length === 0) throw invalid(`${subject}: it has no series; give at least one`)
  const length = requireLine(sheet, x.values, `${subject}, x`)
  for (const { label, values } of series) {
    const place = `${subject}, series '${label}'`
    const own = requireLine(sheet, values, place)
    if (own !== length)
      throw invalid(`${place}: ${values} has ${own} cells, but x, ${x.values}, has ${length}; they must be as many`)
  }
  if (y.min !== undefined && y.max !== undefined && !(y.min < y.max))
    throw invalid(`${subject}: y runs from ${y.min} to ${y.max}; min must be below max`)
}

const requireLine = (sheet: Worksheet, range: string, subject: string): number => {
  const { from, to } = areaOf(range, subject)
  if (from.row !== to.row && from.column !== to.column)
    throw invalid(`${subject}: ${range} is a block; it must be one cell wide or one cell high`)
  return requireCells(sheet, range, subject).length
}

const requireCells = (sheet: Worksheet, range: string, subject: string): string[] => {
  const addresses = cellsOf(sheet, range, subject)
  const missing = addresses.find((address) => !Object.hasOwn(sheet.cells, address))
  if (missing !== undefined)
    throw invalid(`${subject}: ${range} has the cell ${missing}, which is empty; name cells that hold something`)
  return addresses
}

const inReadingOrder = (cells: Worksheet['cells']): Worksheet['cells'] =>
  Object.fromEntries(
    Object.keys(cells)
      .map((address) => placeOf(address))
      .sort((a, b) => a.row - b.row || a.column - b.column)
      .map((place) => [addressOf(place), cells[addressOf(place)]!]),
  )
