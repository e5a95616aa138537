import { badData, invalid } from '../base/errors.ts'
import { asDType, type DType, isFloat } from '../tensor/dtype.ts'
import type { Tensor } from '../tensor/tensor.ts'
import { checkCount, type Delimiter, type Row, signsOf, splitterOf, withoutComment } from './text-fields.ts'
import { linesOf, type TextSource } from './text-source.ts'
import { fitting, holds, parseScalar, placeOf, type Scalar, tensorOf } from './text-values.ts'

/** What a column may hold; no tensor holds texts, so that these are lists. */
export type ColumnType = DType | 'string'

/** Something for all columns, for each in order, or for some by name or place. */
export type PerColumn<T> = T | readonly T[] | Readonly<Record<string | number, T>>

export interface GenfromtxtOptions {
  /** The type of all columns, float64 by default; one for each; or null to find it in the values of each column. */
  readonly dtype?: ColumnType | readonly ColumnType[] | null
  /** Where a comment begins; '#' by default, null for no comments. */
  readonly comments?: string | null
  /** What separates fields; any white space by default. A number or a list are the widths of columns. */
  readonly delimiter?: Delimiter
  /** Lines to leave out at the beginning, whatever is in them; 0 by default. */
  readonly skipHeader?: number
  /** Rows to leave out at the end; 0 by default. Empty lines and comments do not count. */
  readonly skipFooter?: number
  /** The most rows to read; all by default. Not together with `skipFooter`. */
  readonly maxRows?: number
  /** Which columns to read, in which order: places, negative ones from the last, or names. */
  readonly usecols?: number | string | readonly (number | string)[]
  /** Whether the first line has the names of the columns (behind a comment sign too), or the names themselves. */
  readonly names?: true | string | readonly string[]
  /** Texts that stand for no value, beside the empty one; a string for all columns may have several, with commas. */
  readonly missingValues?: PerColumn<string>
  /** What stands for no value then; by default NaN, −1 for integers, false for bool, '' for texts. */
  readonly fillingValues?: PerColumn<Scalar | string>
  /** Whether a row with another number of columns is an error (the default), or left out, with a warning. */
  readonly invalidRaise?: boolean
  /** Whether a text that is no value counts as missing (the default, as in NumPy), or is an error. */
  readonly loose?: boolean
  /** Whether blanks around texts are left out; they are not by default. Around numbers they never count. */
  readonly autostrip?: boolean
  /** Whether to give a list of columns; false by default. */
  readonly unpack?: boolean
  /** The least number of axes: 0 by default, 1 or 2. Axes of length 1 go as far as it allows. */
  readonly ndmin?: 0 | 1 | 2
}

type Named = { readonly names: true | string | readonly string[] }
type Mixed = { readonly dtype: null | 'string' | readonly ColumnType[] }

/** A column that was read. */
export type Column = Tensor | readonly string[]

const caller = 'genfromtxt'

/**
 * Reads a table of numbers from text, some of which may be missing, as NumPy's function of that name does.
 *
 * One type gives a tensor [rows, columns]; `names`, several types or `dtype: null` give a record of columns by name (`f0`,
 * `f1` … where they have none), texts as lists of strings. Fields are not quoted: where they are, read with `loadtxt` and
 * its `quotechar`.
 *
 * @param source path of a UTF-8 file, or lines
 * @throws KindlingError `invalid-data` when the file cannot be read or has no rows, a row has another number of columns
 *   (each with its line, and the number found and expected) or a value no room in its type; `invalid-argument` when an
 *   option breaks a rule or names a column that is not there
 *
 * @example
 * await genfromtxt(['1,2', '3,'], { delimiter: ',' })                    // [[1, 2], [3, NaN]]
 * const { x, y } = await genfromtxt('points.csv', { delimiter: ',', names: true })
 */
export async function genfromtxt(
  source: TextSource,
  options: GenfromtxtOptions & Mixed,
): Promise<Record<string, Column>>
export async function genfromtxt(
  source: TextSource,
  options: GenfromtxtOptions & Named & { readonly dtype?: DType },
): Promise<Record<string, Tensor>>
export async function genfromtxt(
  source: TextSource,
  options: GenfromtxtOptions & { readonly dtype?: DType; readonly unpack: true },
): Promise<Tensor[]>
export async function genfromtxt(
  source: TextSource,
  options?: GenfromtxtOptions & { readonly dtype?: DType; readonly unpack?: false },
): Promise<Tensor>
export async function genfromtxt(
  source: TextSource,
  options: GenfromtxtOptions = {},
): Promise<Tensor | Tensor[] | Record<string, Column>> {
  checkOptions(options)
  const { dtype = 'float64', unpack = false, ndmin = 0 } = options
  const { title, lines } = await linesOf(source, caller)
  const table = tableOf(title, lines, options)
  const columns = table.places.map((place, i) => columnOf(table, place, i, options))
  if (options.names === undefined && typeof dtype === 'string' && dtype !== 'string') {
    const lists = columns.map(({ values }) => values as Scalar[])
    if (unpack) return lists.map((values) => tensorOf(values, [values.length], dtype))
    const shape = squeezed([table.rows.length, lists.length], ndmin)
    const values = table.rows.flatMap((_, row) => lists.map((list) => list[row]!))
    return tensorOf(values, shape, dtype)
  }
  return Object.fromEntries(
    columns.map(({ name, type, values }): [string, Column] => [
      name,
      type === 'string' ? (values as string[]) : tensorOf(values as Scalar[], [values.length], type),
    ]),
  )
}

/** The shape of a table whose axes of length 1 go, as long as so many are left. */
export const squeezed = (shape: readonly number[], least: number): readonly number[] => {
  if (least >= shape.length || !shape.includes(1)) return shape
  const kept = shape.filter((length) => length !== 1)
  return kept.length >= least ? kept : [1]
}

function checkOptions(options: GenfromtxtOptions): void {
  const { skipHeader = 0, skipFooter = 0, maxRows = Number.POSITIVE_INFINITY, dtype, names, unpack } = options
  checkCount(caller, 'skipHeader', skipHeader)
  checkCount(caller, 'skipFooter', skipFooter)
  checkCount(caller, 'maxRows', maxRows)
  if (skipFooter > 0 && options.maxRows !== undefined)
    throw invalid(`${caller}: skipFooter and maxRows cannot be given together; give the one that you mean`)
  const types = dtype === null || dtype === undefined ? [] : typeof dtype === 'string' ? [dtype] : dtype
  for (const type of types) if (type !== 'string') asDType(type)
  const isRecord = names !== undefined || dtype === null || dtype === 'string' || typeof dtype === 'object'
  if (unpack && isRecord)
    throw invalid(`${caller}: unpack is for a table of one type; this one is a record, whose columns are there by name`)
}

interface Table {
  readonly title: string
  readonly rows: readonly Row[]
  /** How many columns there are. */
  readonly count: number
  /** The columns to read: their places in a row, from 0. */
  readonly places: readonly number[]
  /** The name of a column at a place, where it has one. */
  readonly nameAt: (place: number) => string | undefined
  /** The names that options may use. */
  readonly names: readonly string[] | undefined
}

function tableOf(title: string, lines: readonly string[], options: GenfromtxtOptions): Table {
  const { rows, names } = rowsOf(title, lines, options)
  const count = options.names === true || rows.length === 0 ? names!.length : rows[0]!.fields.length
  const usecols =
    options.usecols === undefined || typeof options.usecols === 'object' ? options.usecols : [options.usecols]
  // Names may be those of the columns that are read, where these are given by their places.
  const isOfRead =
    names !== undefined &&
    names.length < count &&
    names.length === usecols?.length &&
    usecols.every((column) => typeof column === 'number')
  if (names && names.length !== count && !isOfRead)
    throw invalid(`${caller}: names has ${names.length}, and the rows of ${title} have ${count} columns; name them all`)
  const named = isOfRead ? undefined : names
  const places = usecols ? placesOf(usecols, count, named) : Array.from({ length: count }, (_, i) => i)
  // Rows may be longer or shorter, as long as they have what is read of them; a place from the last needs them all.
  const isCounted = !usecols || usecols.some((column) => typeof column === 'number' && column < 0)
  const reach = Math.max(...places) + 1
  const fits = ({ fields }: Row): boolean => (isCounted ? fields.length === count : fields.length >= reach)
  const valid = fittingRows(title, rows, fits, isCounted ? `${count}` : `at least ${reach}`, options)
  const nameAt = (place: number) => (isOfRead ? names[places.indexOf(place)] : names?.[place])
  return { title, rows: valid, count, places, nameAt, names: named }
}

/** The rows of data, and the names of columns that stand before them or were given. */
function rowsOf(
  title: string,
  lines: readonly string[],
  { comments = '#', delimiter, skipHeader = 0, skipFooter = 0, ...options }: GenfromtxtOptions,
): { readonly rows: readonly Row[]; readonly names: readonly string[] | undefined } {
  const signs = signsOf(comments, caller)
  const split = splitterOf(delimiter, caller)
  let names = typeof options.names === 'string' ? options.names.split(',') : options.names
  const rows: Row[] = []
  for (let i = skipHeader; i < lines.length; i++) {
    if (names === true) {
      // The names may stand behind a comment sign: `# x y`.
      const parts = signs.length > 0 ? lines[i]!.split(signs[0]!) : [lines[i]!]
      const found = split(parts.length > 1 ? parts.slice(1).join('') : parts[0]!)
      if (found.length > 0) names = found
      continue
    }
    const fields = split(withoutComment(lines[i]!, signs))
    if (fields.length > 0) rows.push({ fields, line: i + 1 })
  }
  if (skipFooter > 0) rows.splice(Math.max(0, rows.length - skipFooter))
  if (names === true || (rows.length === 0 && names === undefined))
    throw badData(
      `${title}: it has no rows${lines.length > 0 ? ' but what is skipped' : ''}; check the file and the options`,
    )
  const known = names?.map((name, i) => name.trim() || `f${i}`)
  const twice = known?.find((name, i) => known.indexOf(name) !== i)
  if (twice !== undefined)
    throw badData(`${title}: the name '${twice}' stands for two columns; give names of your own with names`)
  return { rows, names: known }
}

/** The rows that fit, up to `maxRows`; others are an error, or left out with a warning. */
function fittingRows(
  title: string,
  rows: readonly Row[],
  fits: (row: Row) => boolean,
  expected: string,
  { maxRows = Number.POSITIVE_INFINITY, invalidRaise = true }: GenfromtxtOptions,
): readonly Row[] {
  const valid: Row[] = []
  const wrong: Row[] = []
  for (const row of rows) {
    if (valid.length >= maxRows) break
    if (fits(row)) valid.push(row)
    else wrong.push(row)
  }
  if (wrong.length === 0) return valid
  const named = wrong.slice(0, 5).map(({ fields, line }) => `line ${line} has ${fields.length}`)
  const fault =
    `${title}: ${wrong.length === 1 ? '1 row has' : `${wrong.length} rows have`} another number of columns than the ` +
    `expected ${expected}: ${named.join(', ')}${wrong.length > named.length ? ', …' : ''}`
  if (invalidRaise) throw badData(`${fault}; mend them, or leave them out with invalidRaise: false`)
  process.emitWarning(`${caller}: ${fault}; they are left out`)
  return valid
}

function placesOf(
  usecols: readonly (number | string)[],
  count: number,
  names: readonly string[] | undefined,
): readonly number[] {
  if (usecols.length === 0) throw invalid(`${caller}: usecols is empty; name the columns, or leave it out`)
  return usecols.map((column) => placeIn(column, 'usecols', count, names))
}

/** The place of a column that an option names. */
function placeIn(column: number | string, option: string, count: number, names: readonly string[] | undefined): number {
  if (typeof column === 'string') {
    const place = names?.indexOf(column) ?? -1
    if (place >= 0) return place
    const there = names ? `the names are ${names.map((name) => `'${name}'`).join(', ')}` : 'the columns have no names'
    throw invalid(`${caller}: ${option} has '${column}', but ${there}`)
  }
  if (Number.isInteger(column) && column >= -count && column < count) return column < 0 ? column + count : column
  throw invalid(
    `${caller}: ${option} has column ${column}; with ${count} columns it must lie in ${-count}…${count - 1}`,
  )
}

/**
 * What an option says of a column, if it does.
 *
 * @param order of the columns that are read, from which a list counts
 */
function optionOf<T>(
  value: PerColumn<T> | undefined,
  option: string,
  { names, count }: Table,
  place: number,
  order: number,
): T | undefined {
  if (value === undefined) return undefined
  if (Array.isArray(value)) return value[order] as T | undefined
  if (typeof value !== 'object' || value === null) return value as T
  for (const [key, entry] of Object.entries(value as Record<string, T>)) {
    const column = names?.includes(key) || !/^-?\d+$/.test(key) ? key : Number(key)
    if (placeIn(column, option, count, names) === place) return entry
  }
  return undefined
}

interface ReadColumn {
  readonly name: string
  readonly type: ColumnType
  readonly values: readonly (Scalar | string)[]
}

function columnOf(table: Table, place: number, order: number, options: GenfromtxtOptions): ReadColumn {
  const { dtype = 'float64', loose = true, autostrip = false } = options
  const { title, rows, nameAt } = table
  if (Array.isArray(dtype) && dtype.length !== table.places.length)
    throw invalid(`${caller}: dtype has ${dtype.length} types, and ${table.places.length} columns are read`)
  const ownMissing = optionOf(options.missingValues, 'missingValues', table, place, order)
  const alone = typeof options.missingValues === 'string'
  const absent = new Set(['', ...(alone ? ownMissing!.split(',') : [ownMissing ?? '']).map((text) => text.trim())])
  const texts = rows.map(({ fields }) => fields[place]!)
  const isMissing = texts.map((text) => absent.has(text.trim()))
  const type =
    dtype === null ? typeOf(texts.filter((_, i) => !isMissing[i])) : typeof dtype === 'string' ? dtype : dtype[order]!
  const name = nameAt(place) ?? `f${order}`
  const filling = optionOf(options.fillingValues, 'fillingValues', table, place, order)
  if (type === 'string') {
    const instead = filling === undefined ? '' : String(filling)
    return { name, type, values: texts.map((text, i) => (isMissing[i] ? instead : autostrip ? text.trim() : text)) }
  }
  const placeAt = (row: number) => () => placeOf(title, rows[row]!.line, place, nameAt(place))
  const values = texts.map((text, i): Scalar => {
    const value = isMissing[i] ? undefined : parseScalar(text, type)
    if (value !== undefined) return fitting(value, type, placeAt(i))
    if (!isMissing[i] && !loose)
      throw badData(
        `${placeAt(i)()} is ${JSON.stringify(text.slice(0, 100))}, which is no ${type}; name it in missingValues`,
      )
    return filled(filling, type, placeAt(i))
  })
  return { name, type, values }
}

/** What stands in a column where there is no value. */
function filled(filling: Scalar | string | undefined, type: DType, place: () => string): Scalar {
  if (filling === undefined) {
    if (isFloat(type)) return Number.NaN
    if (type === 'bool') return false
    if (holds(type, -1n)) return -1n
    throw badData(`${place()} has no value, and ${type} has no −1 to say so; give fillingValues`)
  }
  if (type === 'bool' && typeof filling === 'boolean') return filling
  const isWhole = typeof filling === 'bigint' || (typeof filling === 'number' && Number.isInteger(filling))
  if (isFloat(type) && typeof filling === 'number') return filling
  if (type !== 'bool' && isWhole && (isFloat(type) || holds(type, BigInt(filling)))) return filling
  throw invalid(`${caller}: fillingValues has ${JSON.stringify(String(filling))}, which is no ${type}`)
}

/** The narrowest type that all texts of a column have: bool, int64, float64, string. With none it is float64. */
function typeOf(texts: readonly string[]): ColumnType {
  if (texts.length === 0) return 'float64'
  const isAll = (type: DType): boolean =>
    texts.every((text) => {
      const value = parseScalar(text, type)
      return value !== undefined && (typeof value !== 'bigint' || holds(type, value))
    })
  return (['bool', 'int64', 'float64'] as const).find(isAll) ?? 'string'
}
