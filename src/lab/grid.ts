import { invalid } from '../base/errors.ts'
import { addressOf, type Place, placeOf } from './address.ts'
import type { Cell, CellRole } from './worksheet.ts'

/** A column of a table: its values, or a formula for each row. */
export type Column<K extends string> = {
  /** The heading. */
  readonly title: string
  /** At the heading. */
  readonly note?: string
  /** How the column's numbers are shown, the total's too. */
  readonly format?: string
  /** Of the cells of the rows; with formulas, `result` is usual. */
  readonly role?: CellRole
  /** The cell below the rows, from the range of the column: `(range) => ({ formula: `=SUM(${range})`, name: 'loss' })`. */
  readonly total?: (range: string) => Cell
} & (
  | { readonly values: readonly (number | string)[]; readonly formula?: undefined }
  | {
      /**
       * @param row the address of each column in this row: `C4`
       * @param all the range of each column, which stays where it is when one copies the formula down: `C$4:C$8`
       * @param index of the row, counted from 0
       */
      readonly formula: (row: Readonly<Record<K, string>>, all: Readonly<Record<K, string>>, index: number) => string
      readonly values?: undefined
    }
)

/** Where a table stands. */
export type Table<K extends string> = {
  /** The cells of a column, without heading and total: `C4:C8`. */
  range(column: K): string
  /** A cell of a column; rows are counted from 0. */
  cell(column: K, row: number): string
  /** The cell of a column's total. */
  total(column: K): string
  /** The number of the first row below the table and its totals. */
  readonly below: number
}

/** Cells being laid out. */
export type Grid = {
  /** What was laid out so far, for `worksheet({ cells })`. */
  readonly cells: Readonly<Record<string, Cell>>
  /**
   * Lays a cell, or a heading when only words are given.
   *
   * @returns its address
   * @throws KindlingError `invalid-argument` when something lies there already
   */
  put(address: string, cell: Cell | string): string
  /**
   * Lays a table: a row of headings, the rows, and a row of totals where a column has one. Columns stand side by side in the
   * order of the object.
   *
   * @param at the address of the first heading
   * @param columns by names of one's own, by which formulas refer to them
   * @param options.rows how many; as many as the values, where a column has some
   * @param options.totals the words at the totals, in the first column
   * @throws KindlingError `invalid-argument` when columns have different numbers of values, or the table overlaps another cell
   */
  table<const K extends string>(
    at: string,
    columns: { readonly [P in K]: Column<K> },
    options?: { readonly rows?: number; readonly totals?: string },
  ): Table<K>
}

/**
 * An empty grid, for laying out the cells of a worksheet so that its source reads like the sheet.
 *
 * @example
 * const sheet = grid()
 * const outputs = sheet.table('A3', {
 *   label: { title: 'class', values: ['cat', 'dog'], role: 'heading' },
 *   output: { title: 'output', values: [-4.9, 2.6], role: 'input' },
 *   exp: { title: 'exp', formula: (row) => `=EXP(${row.output})`, total: (range) => ({ formula: `=SUM(${range})` }) },
 *   softmax: { title: 'softmax', formula: (row, all) => `=${row.exp}/SUM(${all.exp})`, format: '0.0000', role: 'result' },
 * }, { totals: 'sum' })
 * sheet.put('A8', 'largest')
 * sheet.put('B8', { formula: `=MAX(${outputs.range('softmax')})`, role: 'total', name: 'largest' })
 * sheet.cells.D4 // { formula: '=C4/SUM(C$4:C$5)', format: '0.0000', role: 'result' }
 */
export const grid = (): Grid => {
  const cells: Record<string, Cell> = {}
  const put = (address: string, content: Cell | string): string => {
    placeOf(address, 'grid')
    if (Object.hasOwn(cells, address))
      throw invalid(`grid: ${address} holds '${shown(cells[address]!)}' already; choose a free cell`)
    cells[address] = typeof content === 'string' ? { value: content, role: 'heading' } : content
    return address
  }
  return { cells, put, table: (at, columns, options = {}) => tableOn(put, placeOf(at, 'grid'), columns, options) }
}

const tableOn = <K extends string>(
  put: Grid['put'],
  { column: left, row: top }: Place,
  columns: { readonly [P in K]: Column<K> },
  { rows: given, totals }: { readonly rows?: number; readonly totals?: string },
): Table<K> => {
  const keys = Object.keys(columns) as K[]
  const subject = `grid, table at ${addressOf({ column: left, row: top })}`
  const rows = given ?? keys.map((key) => columns[key].values?.length).find((length) => length !== undefined)
  if (rows === undefined || !(rows >= 1))
    throw invalid(`${subject}: it has ${rows ?? 'no'} rows; give a column values, or give rows, at least 1`)

  const at = (key: K, row: number): string => addressOf({ column: left + position(key), row })
  const position = (key: K): number => {
    const index = keys.indexOf(key)
    if (index < 0) throw invalid(`${subject}: it has no column '${key}'; the columns are ${keys.join(', ')}`)
    return index
  }
  const range = (key: K): string => `${at(key, top + 1)}:${at(key, top + rows)}`
  const each = (entry: (key: K) => string): Record<K, string> =>
    Object.fromEntries(keys.map((key) => [key, entry(key)])) as Record<K, string>
  const all = each((key) => range(key).replaceAll(/\d+/g, '$$$&'))
  const totalRow = top + rows + 1
  const hasTotals = keys.some((key) => columns[key].total !== undefined)

  for (const key of keys) {
    const { title, note, format, role, total, values, formula } = columns[key]
    const look = { ...(format !== undefined && { format }), ...(role !== undefined && { role }) }
    if (values && values.length !== rows)
      throw invalid(`${subject}: column '${key}' has ${values.length} values for ${rows} rows; give as many`)
    put(at(key, top), { value: title, role: 'heading', ...(note !== undefined && { note }) })
    for (let index = 0; index < rows; index++) {
      const row = each((other) => at(other, top + 1 + index))
      put(row[key], { ...(values ? { value: values[index]! } : { formula: formula!(row, all, index) }), ...look })
    }
    if (total) put(at(key, totalRow), { ...(format !== undefined && { format }), role: 'result', ...total(range(key)) })
  }
  if (totals !== undefined) put(at(keys[0]!, totalRow), totals)

  return {
    range,
    cell: (key, row) => {
      if (!(Number.isInteger(row) && row >= 0 && row < rows))
        throw invalid(`${subject}: it has no row ${row}; rows are counted from 0 to ${rows - 1}`)
      return at(key, top + 1 + row)
    },
    total: (key) => {
      if (!columns[key]?.total) throw invalid(`${subject}: column '${key}' has no total; give it one`)
      return at(key, totalRow)
    },
    below: hasTotals || totals !== undefined ? totalRow + 1 : totalRow,
  }
}

const shown = ({ value, formula }: Cell): string => String(formula ?? value)
