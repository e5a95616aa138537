import { invalid } from '../base/errors.ts'
import { saveFile } from '../base/save.ts'
import { show } from '../tensor/shape.ts'
import { type ArrayLike, asarray } from './array.ts'
import { piecesOf, type RowFormat, rowFormat } from './c-format.ts'

export interface SavetxtOptions {
  /**
   * How numbers are written, as C and Python have it: `%d`, `%.3f`, `%10.4e`, `%g`, `%s`; `%.18e` by default. One for all
   * columns, a list with one for each, or a whole row with a specifier for each column.
   */
  readonly fmt?: string | readonly string[]
  /** What stands between columns; a blank by default. */
  readonly delimiter?: string
  /** What ends a line; a line feed by default. */
  readonly newline?: string
  /** Text before the rows; none by default. Each of its lines begins with `comments`. */
  readonly header?: string
  /** Text after the rows; none by default. Each of its lines begins with `comments`. */
  readonly footer?: string
  /** What begins a line of header and footer; '# ' by default. */
  readonly comments?: string
}

/** Rows that are formatted before they are written. */
const rowsAtOnce = 1024

/**
 * Writes an array of one or two axes as text, a row to a line; one axis makes a column. The file is written whole or not
 * at all, as UTF-8.
 *
 * @throws KindlingError `invalid-argument` when the array has another number of axes, or `fmt` does not fit its columns or
 *   values; `write-failed` with the path and the reason: what stood there before is untouched
 *
 * @example
 * await savetxt('points.csv', points, { delimiter: ',', fmt: '%.3f', header: 'x,y', comments: '' })
 */
export async function savetxt(path: string, x: ArrayLike, options: SavetxtOptions = {}): Promise<void> {
  const { fmt = '%.18e', delimiter = ' ', newline = '\n', header = '', footer = '', comments = '# ' } = options
  if (path.endsWith('.gz'))
    throw invalid(`savetxt: the path ends with .gz, and nothing is compressed here; drop the ending`)
  const array = asarray(x)
  if (array.ndim !== 1 && array.ndim !== 2)
    throw invalid(`savetxt: the array has shape ${show(array.shape)}; it must have one axis or two: reshape it`)
  const [rows, columns] = [array.shape[0]!, array.shape[1] ?? 1]
  const row = formatOf(fmt, columns, delimiter, (pieces) => rowFormat(pieces, array.dtype, 'savetxt'))
  const values = await array.data()
  const note = (text: string): string =>
    text === '' ? '' : `${comments}${text.replaceAll('\n', `\n${comments}`)}${newline}`
  await saveFile(path, async (write) => {
    await write(note(header))
    for (let first = 0; first < rows; first += rowsAtOnce) {
      const length = Math.min(rowsAtOnce, rows - first)
      const lines = Array.from({ length }, (_, i) => {
        const start = (first + i) * columns
        return `${row.format(Array.from(values.subarray(start, start + columns) as Iterable<number | bigint>))}${newline}`
      })
      await write(lines.join(''))
    }
    await write(note(footer))
  })
}

type Pieces = ReturnType<typeof piecesOf>

function formatOf(
  fmt: string | readonly string[],
  columns: number,
  delimiter: string,
  make: (pieces: Pieces) => RowFormat,
): RowFormat {
  const counted = (format: string): Pieces => piecesOf(format, 'savetxt')
  const specifiers = (pieces: Pieces): number => pieces.filter((piece) => typeof piece !== 'string').length
  const joined = (formats: readonly Pieces[]): RowFormat =>
    make(formats.flatMap((pieces, i) => (i > 0 ? [delimiter, ...pieces] : pieces)))
  if (typeof fmt !== 'string') {
    if (fmt.length !== columns)
      throw invalid(`savetxt: fmt has ${fmt.length} formats, and the array ${columns} columns; give one for each`)
    const formats = fmt.map(counted)
    const wrong = formats.findIndex((pieces) => specifiers(pieces) !== 1)
    if (wrong >= 0) throw invalid(`savetxt: fmt '${fmt[wrong]}' must have one specifier, as %.3f is`)
    return joined(formats)
  }
  const pieces = counted(fmt)
  const count = specifiers(pieces)
  if (count === 1) return joined(Array.from({ length: columns }, () => pieces))
  if (count === columns) return make(pieces)
  throw invalid(
    `savetxt: fmt '${fmt}' has ${count} specifiers, and the array ${columns} columns; give one, or one for each`,
  )
}
