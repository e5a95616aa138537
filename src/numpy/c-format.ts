import { invalid } from '../base/errors.ts'
import { type DType, isFloat } from '../tensor/dtype.ts'
import { exactDecimal, positional, roundedDigits, roundedTo, scientific } from './decimal.ts'
import { scalarText } from './printing.ts'

/** Turns a value into text. */
export type Formatter = (value: number | bigint) => string

type Piece = string | Specifier

interface Specifier {
  readonly text: string
  readonly flags: string
  readonly width: number
  readonly precision: number | undefined
  readonly conversion: string
}

const form = /%([-+ #0]*)(\d*)(?:\.(\d*))?[hlL]?([a-zA-Z%])/g
const most = 1000

/**
 * The pieces of a format of C and Python: text, and specifiers such as `%d`, `%8.3f` or `%-10s`.
 *
 * @throws KindlingError `invalid-argument` when a specifier is unknown or unfinished
 */
export function piecesOf(format: string, caller: string): Piece[] {
  const pieces: Piece[] = []
  const addText = (text: string): void => {
    if (text.includes('%'))
      throw invalid(`${caller}: fmt '${format}' has a % that begins no specifier; write %% for a per cent sign`)
    if (text) pieces.push(text)
  }
  let end = 0
  for (const match of format.matchAll(form)) {
    const [text, flags = '', width = '', precision, conversion = ''] = match
    addText(format.slice(end, match.index))
    end = match.index + text.length
    if (conversion === '%') {
      pieces.push('%')
      continue
    }
    if (!'diuoxXeEfFgGs'.includes(conversion))
      throw invalid(`${caller}: fmt '${format}' has ${text}; the conversions are d i u o x X e E f F g G s and %%`)
    if (Number(width) > most || Number(precision) > most)
      throw invalid(`${caller}: fmt '${format}' has ${text}; a width or precision is at most ${most}`)
    pieces.push({
      text,
      flags,
      width: Number(width),
      precision: precision === undefined ? undefined : Number(precision),
      conversion,
    })
  }
  addText(format.slice(end))
  return pieces
}

/** The formatters of a row: one for each specifier, with the text before it, and after the last. */
export interface RowFormat {
  readonly count: number
  readonly format: (values: readonly (number | bigint)[]) => string
}

/** @throws KindlingError `invalid-argument` when a specifier cannot show values of the type */
export function rowFormat(pieces: readonly Piece[], dtype: DType, caller: string): RowFormat {
  const parts = pieces.map((piece) => (typeof piece === 'string' ? piece : formatterOf(piece, dtype, caller)))
  return {
    count: parts.filter((part) => typeof part !== 'string').length,
    format: (values) => {
      let next = 0
      return parts.map((part) => (typeof part === 'string' ? part : part(values[next++]!))).join('')
    },
  }
}

function formatterOf(specifier: Specifier, dtype: DType, caller: string): Formatter {
  const { text, conversion, precision } = specifier
  switch (conversion) {
    case 's':
      return (value) => padded('', scalarText(value, dtype).slice(0, precision), specifier, false)
    case 'd':
    case 'i':
    case 'u':
      return (value) => whole(integerOf(value, text, caller), 10, specifier)
    case 'o':
    case 'x':
    case 'X':
      if (isFloat(dtype))
        throw invalid(`${caller}: fmt ${text} shows whole numbers, and the array is ${dtype}; cast it`)
      return (value) => whole(BigInt(value), conversion === 'o' ? 8 : 16, specifier)
    default:
      return (value) => real(Number(value), specifier)
  }
}

function integerOf(value: number | bigint, text: string, caller: string): bigint {
  if (typeof value === 'number' && !Number.isFinite(value))
    throw invalid(`${caller}: fmt ${text} shows whole numbers, and a value is ${value}; choose %f, %g or %s`)
  return typeof value === 'number' ? BigInt(Math.trunc(value)) : value
}

function whole(value: bigint, radix: number, specifier: Specifier): string {
  const { flags, precision = 0, conversion } = specifier
  const magnitude = (value < 0n ? -value : value).toString(radix).padStart(precision, '0')
  const mark = radix === 10 || !flags.includes('#') ? '' : radix === 8 ? '0o' : '0x'
  const text = `${mark}${magnitude}`
  return padded(signOf(value < 0n, flags), conversion === 'X' ? text.toUpperCase() : text, specifier, true)
}

function real(value: number, specifier: Specifier): string {
  const { flags, precision = 6, conversion } = specifier
  const isNegative = value < 0 || Object.is(value, -0)
  const magnitude = Math.abs(value)
  const text = Number.isFinite(value)
    ? digitsOf(magnitude, precision, conversion.toLowerCase(), flags.includes('#'))
    : Number.isNaN(value)
      ? 'nan'
      : 'inf'
  const isUpper = conversion === conversion.toUpperCase()
  return padded(signOf(isNegative, flags), isUpper ? text.toUpperCase() : text, specifier, true)
}

/** @param keepsPoint whether a point stands even without digits after it, and `g` keeps zeros at the end */
function digitsOf(x: number, precision: number, conversion: string, keepsPoint: boolean): string {
  const exact = exactDecimal(x)
  const bare = (text: string): string => (keepsPoint ? text : text.replace(/\.$/, ''))
  const withExponent = (places: number, isTrimmed: boolean): string => {
    const { mantissa, exponent } = scientific(roundedDigits(exact, places + 1), isTrimmed ? 0 : places)
    return `${bare(mantissa)}${exponent}`
  }
  if (conversion === 'f') return bare(positional(roundedTo(exact, precision), precision))
  if (conversion === 'e') return withExponent(precision, false)
  const count = Math.max(1, precision)
  const { digits, point } = roundedDigits(exact, count)
  const power = digits === '' ? 0 : point - 1
  if (power < -4 || power >= count) return withExponent(count - 1, !keepsPoint)
  const places = count - 1 - power
  return bare(positional(roundedTo(exact, places), keepsPoint ? places : 0))
}

const signOf = (isNegative: boolean, flags: string): string =>
  isNegative ? '-' : flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : ''

function padded(sign: string, text: string, { flags, width }: Specifier, takesZeros: boolean): string {
  if (flags.includes('-')) return `${sign}${text}`.padEnd(width)
  if (!takesZeros || !flags.includes('0')) return `${sign}${text}`.padStart(width)
  const mark = /^0[ox]/i.exec(text)?.[0] ?? ''
  return `${sign}${mark}${text.slice(mark.length).padStart(width - sign.length - mark.length, '0')}`
}
