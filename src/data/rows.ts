import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { CsvError, parse } from 'csv-parse/sync'
import { badData, invalid } from '../base/errors.ts'

/** A row of a CSV, by the names of the columns. */
export type Row = Readonly<Record<string, string>>

/** Where rows come from: for errors, which name file and line. Rows made by hand have no entry. */
const origins = new WeakMap<Row, { readonly title: string; readonly line: number }>()

/** The line of the CSV in which a row ends, counted from 1; undefined for a row made by hand. */
export const lineOf = (row: Row): number | undefined => origins.get(row)?.line

/** `labels.csv: line 7`, or `the row` for one made by hand. */
export function originOf(row: Row): string {
  const origin = origins.get(row)
  return origin ? `${origin.title}: line ${origin.line}` : 'the row'
}

export interface ReadRowsOptions {
  /** The names of the columns, for a file without a header line. */
  readonly columns?: readonly string[]
}

/**
 * Reads a CSV with a header line: UTF-8 with or without a byte order mark, any line endings, quoted fields (RFC 4180).
 * Spaces around a field do not count, those inside quotes do; empty lines are passed over.
 *
 * @param csvFile path of the CSV
 * @returns a row for each line, in the order of the file
 * @throws KindlingError `invalid-data` when the file is missing, empty or no CSV, a column is named twice, or a row has too
 * few or too many columns; `invalid-argument` when `columns` is empty or names one twice
 * @example
 * const rows = await readRows('coco128/labels.csv')
 * rows[0]!.fname // 'train2017/000000000009.jpg'
 */
export async function readRows(csvFile: string, { columns: given }: ReadRowsOptions = {}): Promise<Row[]> {
  const title = basename(csvFile)
  if (given) checkNames(given)
  const records = recordsOf(await textOf(csvFile), title)
  const columns = given ?? records.shift()?.fields
  if (!columns) throw badData(`${title} is empty; it must have a header line like fname,labels`)
  if (records.length === 0)
    throw badData(`${title} ${given ? 'is empty' : 'has a header line but no rows'}; give it one row per picture`)
  const twice = repeated(columns)
  if (twice !== undefined)
    throw badData(`${title}: the header names column '${twice}' twice; every column needs a name of its own`)
  return records.map(({ fields, line }) => {
    if (fields.length !== columns.length) {
      const hint = fields.length > columns.length ? '; a name with a comma in it must be quoted' : ''
      const wanted = given ? `columns names ${columns.length}` : `the header has ${columns.length}`
      const count = `${fields.length} column${fields.length === 1 ? '' : 's'}`
      throw badData(`${title}: line ${line} has ${count} where ${wanted}${hint}`)
    }
    const row: Row = Object.fromEntries(columns.map((name, i) => [name, fields[i]!]))
    origins.set(row, { title, line })
    return row
  })
}

function checkNames(columns: readonly string[]): void {
  if (columns.length === 0) throw invalid('readRows: columns is empty; name the columns of the file, or leave it out')
  const twice = repeated(columns)
  if (twice !== undefined)
    throw invalid(`readRows: columns names '${twice}' twice; every column needs a name of its own`)
}

const repeated = (names: readonly string[]): string | undefined => names.find((name, i) => names.indexOf(name) !== i)

/**
 * What stands in a column.
 *
 * @throws KindlingError `invalid-data` when the row has no such column, naming those there are
 */
export function cell(row: Row, column: string): string {
  const text = Object.hasOwn(row, column) ? row[column] : undefined
  if (text !== undefined) return text
  const columns = Object.keys(row)
  throw badData(
    `${originOf(row)} has no column '${column}'; its columns are ${columns.map((c) => `'${c}'`).join(', ')}`,
  )
}

/** True, False, 1 or 0, in any case. */
export function truth(row: Row, column: string): boolean {
  const text = cell(row, column)
  const lower = text.trim().toLowerCase()
  if (lower === 'true' || lower === '1') return true
  if (lower === 'false' || lower === '0') return false
  throw badData(`${originOf(row)}, column '${column}': '${text}' is neither true nor false; write True, False, 1 or 0`)
}

async function textOf(csvFile: string): Promise<string> {
  let bytes: Buffer
  try {
    bytes = await readFile(csvFile)
  } catch (error) {
    throw badData(`${csvFile} cannot be read (${reason(error)}); check the path of the CSV`, error)
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (error) {
    throw badData(`${basename(csvFile)} is not UTF-8 text; save it as "CSV UTF-8"`, error)
  }
}

interface Fields {
  readonly fields: string[]
  readonly line: number
}

function recordsOf(text: string, title: string): Fields[] {
  try {
    const records = parse(text, {
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
      trim: true,
      record_delimiter: ['\r\n', '\n', '\r'],
      // The declared result does not know of `info`.
    }) as unknown as { record: string[]; info: { lines: number } }[]
    // The parser counts a return and a line feed inside quotes as two lines.
    let twice = 0
    return records.map(({ record, info }) => {
      for (const field of record) twice += field.split('\r\n').length - 1
      return { fields: record, line: info.lines - twice }
    })
  } catch (error) {
    if (error instanceof CsvError) throw badData(`${title} is not a valid CSV: ${error.message}`, error)
    throw error
  }
}

const reason = (error: unknown): string => (error instanceof Error ? error.message : String(error))
