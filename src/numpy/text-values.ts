import { badData } from '../base/errors.ts'
import { type DType, hostArray, isFloat, rangeOf } from '../tensor/dtype.ts'
import { cast, fromOwned } from '../tensor/index.ts'
import type { Shape } from '../tensor/shape.ts'
import type { Tensor } from '../tensor/tensor.ts'

export type Scalar = number | bigint | boolean

/** A number as Python's `float` and `int` read it: no hexadecimal digits, underscores only between digits. */
const digits = '\\d+(?:_\\d+)*'
const wholeForm = new RegExp(`^[+-]?${digits}$`)
const floatForm = new RegExp(`^[+-]?(?:${digits}\\.?(?:${digits})?|\\.${digits})(?:e[+-]?${digits})?$`, 'i')
const specialForm = /^([+-]?)(nan|inf|infinity)$/i

/** The value of a text in a type, or undefined where it is none: a bool is True or False, an integer has no point. */
export function parseScalar(text: string, dtype: DType): Scalar | undefined {
  const bare = text.trim()
  if (dtype === 'bool') return /^true$/i.test(bare) ? true : /^false$/i.test(bare) ? false : undefined
  if (!isFloat(dtype)) return wholeForm.test(bare) ? BigInt(bare.replace(/[+_]/g, '')) : undefined
  if (floatForm.test(bare)) return Number(bare.replaceAll('_', ''))
  const [, sign, word] = specialForm.exec(bare) ?? []
  if (word === undefined) return undefined
  return word.toLowerCase() === 'nan' ? Number.NaN : sign === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY
}

/** Whether a type has room for a whole number. */
export function holds(dtype: DType, value: bigint): boolean {
  if (dtype === 'int64') return BigInt.asIntN(64, value) === value
  const [least, most] = rangeOf(dtype)
  return value >= BigInt(least) && value <= BigInt(most)
}

/** A tensor of values that were read. */
export function tensorOf(values: readonly Scalar[], shape: Shape, dtype: DType): Tensor {
  const data = hostArray(dtype, values.length)
  for (let i = 0; i < data.length; i++) data[i] = dtype === 'int64' ? BigInt(values[i]!) : Number(values[i])
  return dtype === 'float16' ? cast(fromOwned(data, shape), dtype) : fromOwned(data, shape, { dtype })
}

/** Where a field stands, in words: `'data.csv': line 3, column 2`. */
export const placeOf = (title: string, line: number, column: number, name?: string): string =>
  `${title}: line ${line}, column ${column + 1}${name === undefined ? '' : ` ('${name}')`}`

/**
 * The value of a field that must have one.
 *
 * @throws KindlingError `invalid-data` with the place when the text is no value of the type
 */
export function scalarIn(text: string, dtype: DType, place: () => string): Scalar {
  const value = parseScalar(text, dtype)
  if (value === undefined)
    throw badData(`${place()} is ${JSON.stringify(text.slice(0, 100))}, which is no ${dtype}${hint(text, dtype)}`)
  return fitting(value, dtype, place)
}

/** @throws KindlingError `invalid-data` with the place when a whole number has no room in its type */
export function fitting(value: Scalar, dtype: DType, place: () => string): Scalar {
  if (typeof value !== 'bigint' || isFloat(dtype) || dtype === 'bool' || holds(dtype, value)) return value
  throw badData(`${place()} is ${value}, for which ${dtype} has no room; choose a wider dtype`)
}

const hint = (text: string, dtype: DType): string =>
  !isFloat(dtype) && parseScalar(text, 'float64') !== undefined ? "; read it with dtype 'float64', and cast" : ''
