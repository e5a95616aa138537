import { invalid } from '../base/errors.ts'
import { bytesOf, type DType, kindOf } from '../tensor/dtype.ts'

const isUnsigned = (dtype: DType): boolean => dtype === 'uint8' || dtype === 'uint32'

/**
 * The type in which two types meet, by NumPy's table: the least type that holds all values of both. Unlike the tensor's
 * own rule, int32 or int64 with float32 is float64.
 *
 * @example
 * promoteTypes('int32', 'float32') // 'float64'
 */
export function promoteTypes(a: DType, b: DType): DType {
  if (a === b || b === 'bool') return a
  if (a === 'bool') return b
  const [kindA, kindB] = [kindOf(a), kindOf(b)]
  if (kindA !== kindB) {
    const [whole, float] = kindA === 'integer' ? [a, b] : [b, a]
    // uint8 fits into every float; the other integers into float64 only.
    return whole === 'uint8' ? float : 'float64'
  }
  if (kindA === 'integer' && isUnsigned(a) !== isUnsigned(b)) {
    const [unsigned, signed] = isUnsigned(a) ? [a, b] : [b, a]
    return bytesOf(unsigned) < bytesOf(signed) ? signed : 'int64'
  }
  return bytesOf(a) >= bytesOf(b) ? a : b
}

/** Whether a number stands for an integer. −0 does not: integers have no negative zero. */
export const isWhole = (x: number | bigint): boolean =>
  typeof x === 'bigint' || (Number.isSafeInteger(x) && !Object.is(x, -0))

/** How far a cast may go: to the same type only, to one that holds every value, within or up a kind, or anywhere. */
export type Casting = 'no' | 'equiv' | 'safe' | 'same_kind' | 'unsafe'

const ladder = (dtype: DType): number =>
  kindOf(dtype) === 'bool' ? 0 : kindOf(dtype) === 'float' ? 3 : isUnsigned(dtype) ? 1 : 2

/** Whether values of one type can become another's: 'safe' by default, which means that all are kept. */
export function canCast(from: DType, to: DType, casting: Casting = 'safe'): boolean {
  if (casting === 'unsafe') return true
  if (casting === 'no' || casting === 'equiv') return from === to
  return promoteTypes(from, to) === to || (casting === 'same_kind' && ladder(from) <= ladder(to))
}

/** The type of functions of a real number: floats keep theirs, bool and uint8 make float16, other integers float64. */
export const realType = (dtype: DType): DType =>
  kindOf(dtype) === 'float' ? dtype : dtype === 'bool' || dtype === 'uint8' ? 'float16' : 'float64'

/** The type of quotients and means: floats keep theirs, everything else makes float64. */
export const quotientType = (dtype: DType): DType => (kindOf(dtype) === 'float' ? dtype : 'float64')

/** The type in which sums and products add up: floats keep theirs, everything else makes int64. */
export const totalType = (dtype: DType): DType => (kindOf(dtype) === 'float' ? dtype : 'int64')

/** A class of types, as NumPy's abstract types are called. */
export type Category =
  | 'bool'
  | 'integer'
  | 'signedinteger'
  | 'unsignedinteger'
  | 'floating'
  | 'inexact'
  | 'number'
  | 'generic'

/** Whether a type is another, or belongs to a class of types. */
export function issubdtype(dtype: DType, category: DType | Category): boolean {
  const kind = kindOf(dtype)
  if (category === 'generic' || dtype === category) return true
  if (category === 'number') return kind !== 'bool'
  if (category === 'integer') return kind === 'integer'
  if (category === 'signedinteger') return kind === 'integer' && !isUnsigned(dtype)
  if (category === 'unsignedinteger') return isUnsigned(dtype)
  return (category === 'floating' || category === 'inexact') && kind === 'float'
}

/** What a float type can hold. */
export interface FloatInfo {
  readonly bits: number
  /** The distance from 1 to the next number. */
  readonly eps: number
  readonly max: number
  readonly min: number
  /** The least positive number of full precision. */
  readonly tiny: number
  /** The least positive number. */
  readonly smallestSubnormal: number
}

/** Mantissa and exponent bits of the IEEE formats. */
const formats: Partial<Record<DType, readonly [mantissa: number, exponent: number]>> = {
  float16: [10, 5],
  float32: [23, 8],
  float64: [52, 11],
}

/** The limits of a float type. */
export function finfo(dtype: DType): FloatInfo {
  const format = formats[dtype]
  if (!format) throw invalid(`finfo: dtype is ${dtype}; it must be a float type; for integers there is iinfo`)
  const [mantissa, exponent] = format
  const bias = 2 ** (exponent - 1) - 1
  const max = (2 - 2 ** -mantissa) * 2 ** bias
  return {
    bits: bytesOf(dtype) * 8,
    eps: 2 ** -mantissa,
    max,
    min: -max,
    tiny: 2 ** (1 - bias),
    smallestSubnormal: 2 ** (1 - bias - mantissa),
  }
}

/** The limits of an integer type, exactly, as bigints. */
export function iinfo(dtype: DType): { readonly bits: number; readonly min: bigint; readonly max: bigint } {
  if (kindOf(dtype) !== 'integer')
    throw invalid(`iinfo: dtype is ${dtype}; it must be an integer type; for floats there is finfo`)
  const bits = bytesOf(dtype) * 8
  const values = isUnsigned(dtype) ? BigInt(bits) : BigInt(bits - 1)
  return { bits, min: isUnsigned(dtype) ? 0n : -(2n ** values), max: 2n ** values - 1n }
}
