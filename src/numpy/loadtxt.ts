import { CsvError, parse } from 'csv-parse/sync'
import { badData, invalid } from '../base/errors.ts'
import { asDType, type DType } from '../tensor/dtype.ts'
import type { Tensor } from '../tensor/tensor.ts'
import { squeezed } from './genfromtxt.ts'
import { type Comments, checkCount, type Row, signsOf, splitterOf, withoutComment } from './text-fields.ts'
import { linesOf, type TextSource } from './text-source.ts'
import { parseScalar, placeOf, type Scalar, scalarIn, tensorOf } from './text-values.ts'

export interface LoadtxtOptions {
  /** The type of the array; float64 by default. */
  readonly dtype?: DType
  /** Where a comment begins; '#' by default, several in a list, null for no comments. */
  readonly comments?: Comments
  /** What separates fields; any white space by default. */
  readonly delimiter?: string
  /** Lines to leave out at the beginning, comments too; 0 by default. */
  readonly skiprows?: number
  /** Which columns to read, in which order; negative places count from the last. All by default. */
  readonly usecols?: number | readonly number[]
  /** The most rows to read; all by default. */
  readonly maxRows?: number
  /** What stands around fields that have a delimiter, a comment sign or a line break in them; nothing by default. */
  readonly quotechar?: string
  /** Whether to give a list of columns; false by default. */
  readonly unpack?: boolean
  /** The least number of axes: 0 by default, 1 or 2. Axes of length 1 go as far as it allows. */
  readonly ndmin?: 0 | 1 | 2
}

const caller = 'loadtxt'

/**
 * Reads a table of numbers from text, none of which may be missing, as NumPy's function of that name does: a tensor
 * [rows, columns].
 *
 * @param source path of a UTF-8 file, or lines
 * @throws KindlingError `invalid-data` with the line and column when a field is no value of the type, or a row has another
 *   number of columns than the first; when the file cannot be read or has no rows. `invalid-argument` when an option
 *   breaks a rule
 *
 * @example
 * await loadtxt(['1 2', '3 4'])                                                  // [[1, 2], [3, 4]]
 * await loadtxt('prices.csv', { delimiter: ',', quotechar: '"', skiprows: 1 })
 */
export async function loadtxt(
  source: TextSource,
  options: LoadtxtOptions & { readonly unpack: true },
): Promise<Tensor[]>
export async function loadtxt(
  source: TextSource,
  options?: LoadtxtOptions & { readonly unpack?: false },
): Promise<Tensor>
export async function loadtxt(source: TextSource, options: LoadtxtOptions = {}): Promise<Tensor | Tensor[]> {
  const { dtype = 'float64', skiprows = 0, maxRows = Number.POSITIVE_INFINITY, unpack = false, ndmin = 0 } = options
  asDType(dtype)
  checkCount(caller, 'skiprows', skiprows)
  checkCount(caller, 'maxRows', maxRows)
  const { title, lines } = await linesOf(source, caller)
  const rows = rowsOf(title, lines, skiprows, options).slice(0, maxRows)
  if (rows.length === 0)
    throw badData(
      `${title}: it has no rows${lines.length > 0 ? ' but what is skipped' : ''}; check the file and the options`,
    )
  const count = rows[0]!.fields.length
  const { usecols = Array.from({ length: count }, (_, i) => i) } = options
  const places = typeof usecols === 'number' ? [usecols] : usecols
  if (places.length === 0 || !places.every(Number.isInteger))
    throw invalid(`${caller}: usecols is [${places}]; it must have whole numbers, the places of columns`)
  for (const { fields, line } of rows) {
    if (options.usecols === undefined && fields.length !== count)
      throw badData(
        `${title}: line ${line} has ${fields.length} columns where line ${rows[0]!.line} has ${count}; mend it, or choose ` +
          'columns with usecols',
      )
    const outside = places.find((place) => fields.at(place) === undefined)
    if (outside !== undefined)
      throw badData(
        `${title}: line ${line} has ${fields.length} columns, and usecols has ${outside}; mend one of the two`,
      )
  }
  const columns = places.map((place) =>
    rows.map(({ fields, line }) => {
      const column = place < 0 ? place + fields.length : place
      return valueIn(fields[column]!, dtype, () => placeOf(title, line, column))
    }),
  )
  if (unpack) return columns.map((values) => tensorOf(values, [values.length], dtype))
  const values = rows.flatMap((_, row) => columns.map((column) => column[row]!))
  return tensorOf(values, squeezed([rows.length, columns.length], ndmin), dtype)
}

/** A bool may be a whole number too, as in NumPy. */
function valueIn(text: string, dtype: DType, place: () => string): Scalar {
  if (dtype !== 'bool') return scalarIn(text, dtype, place)
  const number = parseScalar(text, 'int64')
  return number === undefined ? scalarIn(text, dtype, place) : number !== 0n
}

function rowsOf(
  title: string,
  lines: readonly string[],
  skiprows: number,
  { comments = '#', delimiter, quotechar }: LoadtxtOptions,
): readonly Row[] {
  const signs = signsOf(comments, caller)
  if (quotechar !== undefined) return quotedRows(title, lines, skiprows, signs, delimiter, quotechar)
  const split = splitterOf(delimiter, caller)
  return lines.slice(skiprows).flatMap((line, i) => {
    const fields = split(withoutComment(line, signs))
    return fields.length > 0 ? [{ fields, line: skiprows + i + 1 }] : []
  })
}

function quotedRows(
  title: string,
  lines: readonly string[],
  skiprows: number,
  signs: readonly string[],
  delimiter: string | undefined,
  quotechar: string,
): readonly Row[] {
  if (delimiter === undefined || delimiter === '')
    throw invalid(`${caller}: quotechar is for fields with a delimiter between them; give delimiter, as in ','`)
  if (quotechar.length !== 1 || signs.length > 1)
    throw invalid(`${caller}: with quotechar, it is one character, and comments one sign or null`)
  try {
    const records = parse(lines.slice(skiprows).join('\n'), {
      delimiter,
      quote: quotechar,
      escape: quotechar,
      comment: signs[0] ?? null,
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
      record_delimiter: '\n',
      // The declared result does not know of `info`.
    }) as unknown as { record: string[]; info: { lines: number } }[]
    return records
      .map(({ record, info }) => ({ fields: record, line: skiprows + info.lines }))
      .filter(({ fields }) => fields.length > 1 || fields[0]!.trim() !== '')
  } catch (error) {
    if (error instanceof CsvError)
      throw badData(`${title}: it cannot be read with this quotechar: ${error.message}`, error)
    throw error
  }
}
