import { invalid } from '../base/errors.ts'
import { type DType, type HostArray, isFloat } from '../tensor/dtype.ts'
import { concat, narrow } from '../tensor/index.ts'
import type { Shape } from '../tensor/shape.ts'
import type { Tensor } from '../tensor/tensor.ts'
import { type ArrayLike, asarray } from './array.ts'
import {
  asType,
  exactDecimal,
  type FloatType,
  floatText,
  positional,
  roundedDigits,
  roundedTo,
  scientific,
  shortestDecimal,
} from './decimal.ts'

export interface PrintOptions {
  /** The most digits after the point; 8 by default. */
  readonly precision?: number
  /** Arrays of more elements are shown by their edges; 1000 by default, Infinity for all. */
  readonly threshold?: number
  /** How many elements of each edge are then shown, along each axis; 3 by default. */
  readonly edgeitems?: number
  /** The most characters of a line; 75 by default. */
  readonly linewidth?: number
  /** Whether small numbers are shown as 0 where they round to it, instead of with an exponent; false by default. */
  readonly suppressSmall?: boolean
}

export interface StringOptions extends PrintOptions {
  /** What stands between elements; a space by default. */
  readonly separator?: string
  /** What will stand before the array, so that its lines begin below each other; nothing by default. */
  readonly prefix?: string
  /** What will stand after the array, for which the last line leaves room; nothing by default. */
  readonly suffix?: string
}

/**
 * An array as text, laid out as NumPy lays it out: in columns, with the digits that tell a number from all others of its
 * type, all with exponents where they range too widely.
 *
 * Asynchronous, because the values must be known. Options are arguments: there is no `set_printoptions`.
 *
 * @throws KindlingError `invalid-argument` when an option is no number that it may be
 *
 * @example
 * await array2string(tensor([[1, 2.5], [-3, 4]])) // '[[ 1.   2.5]\n [-3.   4. ]]'
 */
export async function array2string(a: ArrayLike, options: StringOptions = {}): Promise<string> {
  const { separator = ' ', prefix = '', suffix = '' } = options
  const settings = checked(options)
  const array = asarray(a)
  if (array.size === 0) return '[]'
  const edges = array.size > settings.threshold ? settings.edgeitems : Number.POSITIVE_INFINITY
  const shown = edgesOf(array, edges)
  const words = wordsOf(await shown.data(), array, settings)
  const isCut = array.shape.map((length) => length > 2 * edges)
  const width = settings.linewidth - suffix.length
  return laidOut(words, shown.shape, isCut, separator, width, ' '.repeat(prefix.length + 1))
}

/**
 * An array as `repr` shows it in NumPy: `array([1., 2.], dtype=float32)`; the type is left out where it is int64, float64
 * or bool.
 *
 * @example
 * await arrayRepr(tensor([1, 2])) // 'array([1., 2.], dtype=float32)'
 */
export async function arrayRepr(a: ArrayLike, options: PrintOptions = {}): Promise<string> {
  const { linewidth } = checked(options)
  const array = asarray(a)
  const { dtype, shape, size } = array
  const opening = 'array('
  const isImplied = size > 0 && (dtype === 'float64' || dtype === 'int64' || dtype === 'bool')
  const values =
    size > 0 || shape.length === 1
      ? await array2string(array, { ...options, separator: ', ', prefix: opening, suffix: isImplied ? ')' : ',' })
      : `[], shape=(${shape.join(', ')})`
  if (isImplied) return `${opening}${values})`
  const type = `dtype=${dtype})`
  const text = `${opening}${values},`
  const lastLine = text.length - (text.lastIndexOf('\n') + 1)
  return `${text}${lastLine + 1 + type.length > linewidth ? `\n${' '.repeat(opening.length)}` : ' '}${type}`
}

/**
 * An array as `str` and `print` show it in NumPy: `[1. 2.]`.
 *
 * @example
 * await arrayStr(tensor([1, 2])) // '[1. 2.]'
 */
export async function arrayStr(a: ArrayLike, options: PrintOptions = {}): Promise<string> {
  const array = asarray(a)
  if (array.ndim > 0) return array2string(array, options)
  const [value] = await array.data()
  return scalarText(value!, array.dtype)
}

/** A value as NumPy's scalar of that type is shown by `str`. */
export function scalarText(value: number | bigint, dtype: DType): string {
  if (isFloat(dtype)) return floatText(Number(value), dtype as FloatType)
  return dtype === 'bool' ? (value ? 'True' : 'False') : String(value)
}

type Settings = Required<PrintOptions>

function checked(options: PrintOptions): Settings {
  const { precision = 8, threshold = 1000, edgeitems = 3, linewidth = 75, suppressSmall = false } = options
  const least = { precision: 0, threshold: 0, edgeitems: 1, linewidth: 1 }
  for (const [name, value] of Object.entries({ precision, threshold, edgeitems, linewidth })) {
    const from = least[name as keyof typeof least]
    if (!(value >= from) || !(Number.isInteger(value) || value === Number.POSITIVE_INFINITY))
      throw invalid(`array2string: ${name} is ${value}; it must be a whole number from ${from}, or Infinity`)
  }
  return { precision, threshold, edgeitems, linewidth, suppressSmall }
}

/** The parts of an array that are shown: along each axis the first and the last `count`. */
const edgesOf = (array: Tensor, count: number): Tensor =>
  array.shape.reduce(
    (x, length, axis) =>
      length > 2 * count ? concat([narrow(x, axis, 0, count), narrow(x, axis, length - count, length)], axis) : x,
    array,
  )

/** Each value as a word; all have one width, but for the value of an array of no axes. */
function wordsOf(values: HostArray, { dtype, ndim }: Tensor, settings: Settings): string[] {
  const list = Array.from(values as Iterable<number | bigint>)
  if (isFloat(dtype)) return floatWords(list as number[], dtype as FloatType, settings)
  const words = list.map((value) => scalarText(value, dtype))
  const width = dtype === 'bool' ? (ndim > 0 ? 5 : 0) : longest(words)
  return words.map((word) => word.padStart(width))
}

function floatWords(values: readonly number[], type: FloatType, { precision, suppressSmall }: Settings): string[] {
  const finite = values.filter(Number.isFinite)
  const magnitudes = finite.map(Math.abs).filter((x) => x > 0)
  const largest = magnitudes.reduce((a, b) => Math.max(a, b), 0)
  const smallest = magnitudes.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY)
  // Compared in the type of the array, as NumPy 2 does.
  const isWide = smallest < asType(1e-4, type) || asType(largest / smallest, type) > 1000
  const hasExponent = magnitudes.length > 0 && (largest >= asType(1e8, type) || (!suppressSmall && isWide))
  const words = hasExponent ? withExponents(finite, type, precision) : withoutExponents(finite, type, precision)
  // Where a value is not finite, the column is as wide as the longest of nan, inf and -inf that is there.
  const special = values.includes(Number.NEGATIVE_INFINITY) ? 4 : 3
  const width = Math.max(words[0]?.length ?? 0, finite.length < values.length ? special : 0)
  let next = 0
  return values.map((x) => (Number.isFinite(x) ? words[next++]! : floatText(x, type)).padStart(width))
}

/** As many digits as the number that needs most, and of all others as many as they truly have: 0.1 is 9.998e-02 there. */
function withExponents(values: readonly number[], type: FloatType, precision: number): string[] {
  const needed = values.map((x) => {
    const shortest = shortestDecimal(x, type)
    return shortest.digits.length <= precision + 1 ? shortest : roundedDigits(exactDecimal(x), precision + 1)
  })
  const count = Math.max(1, longest(needed.map(({ digits }) => digits)))
  const decimals = needed.map((digits, i) =>
    digits.digits.length === count ? digits : roundedDigits(exactDecimal(values[i]!), count),
  )
  const exponent = longest(decimals.map((digits) => scientific(digits).exponent)) - 2
  const parts = decimals.map((digits) => scientific(digits, count - 1, exponent))
  const width = longest(parts.map(({ mantissa }) => mantissa))
  return parts.map(({ mantissa, exponent: power }) => `${mantissa.padStart(width)}${power}`)
}

/** As few digits as each number needs, but all of those before the point, with the points below each other. */
function withoutExponents(values: readonly number[], type: FloatType, precision: number): string[] {
  const parts = values.map((x) => {
    const shortest = shortestDecimal(x, type)
    const places = shortest.digits.length - shortest.point
    const isExact = places >= 0 && places <= precision
    const digits = isExact ? shortest : roundedTo(exactDecimal(x), places < 0 ? 0 : precision)
    return positional(digits).split('.') as [string, string]
  })
  const whole = longest(parts.map(([before]) => before))
  const fraction = longest(parts.map(([, after]) => after))
  return parts.map(([before, after]) => `${before.padStart(whole)}.${after.padEnd(fraction)}`)
}

const longest = (words: readonly string[]): number => words.reduce((most, { length }) => Math.max(most, length), 0)

/** The words in brackets, one level for each axis. */
function laidOut(
  words: readonly string[],
  shape: Shape,
  isCut: readonly boolean[],
  separator: string,
  linewidth: number,
  firstIndent: string,
): string {
  let next = 0
  const dots = '...'
  const between = separator.trimEnd()

  /** The last axis: words, as many in a line as fit. */
  const row = (length: number, cutHere: boolean, indent: string, width: number): string => {
    const items = Array.from({ length }, () => words[next++]!)
    if (cutHere) items.splice(length / 2, 0, dots)
    const most = width - Math.max(between.length, 1)
    const lines: string[] = []
    let line = indent
    for (const [i, item] of items.entries()) {
      if (line.length + item.length > most && line.length > indent.length) {
        lines.push(line.trimEnd())
        line = indent
      }
      line += i < items.length - 1 ? `${item}${separator}` : item
    }
    return [...lines, line].join('\n')
  }

  const level = (axis: number, indent: string, width: number): string => {
    if (axis === shape.length) return words[next++]!
    const length = shape[axis]!
    let inside: string
    if (axis === shape.length - 1) inside = row(length, isCut[axis]!, indent, width)
    else {
      const items = Array.from({ length }, () => `${indent}${level(axis + 1, `${indent} `, width - 1)}`)
      if (isCut[axis]) items.splice(length / 2, 0, `${indent}${dots}`)
      inside = items.join(`${between}${'\n'.repeat(shape.length - axis - 1)}`)
    }
    return `[${inside.slice(indent.length)}]`
  }
  return level(0, firstIndent, linewidth)
}
