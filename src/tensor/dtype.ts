import { invalid } from '../base/errors.ts'

/** Element types of tensors. `float16` exists in programs only: its values are read and written as float32. */
export type DType = 'float32' | 'float64' | 'float16' | 'int32' | 'int64' | 'uint32' | 'uint8' | 'bool'

/** The arrays in which tensor values are given and returned: bool as 0 and 1, float16 widened to float32. */
export type HostArray = Float32Array | Float64Array | Int32Array | BigInt64Array | Uint32Array | Uint8Array

export type Kind = 'bool' | 'integer' | 'float'

interface Properties {
  readonly kind: Kind
  readonly bytes: number
  /** The least and the largest whole number up to which all are held (as far as a JavaScript number can tell). */
  readonly range: readonly [number, number]
  readonly array: new (length: number) => HostArray
}

const properties: Record<DType, Properties> = {
  bool: { kind: 'bool', bytes: 1, range: [0, 1], array: Uint8Array },
  uint8: { kind: 'integer', bytes: 1, range: [0, 2 ** 8 - 1], array: Uint8Array },
  int32: { kind: 'integer', bytes: 4, range: [-(2 ** 31), 2 ** 31 - 1], array: Int32Array },
  uint32: { kind: 'integer', bytes: 4, range: [0, 2 ** 32 - 1], array: Uint32Array },
  int64: { kind: 'integer', bytes: 8, range: [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER], array: BigInt64Array },
  float16: { kind: 'float', bytes: 2, range: [-(2 ** 11), 2 ** 11], array: Float32Array },
  float32: { kind: 'float', bytes: 4, range: [-(2 ** 24), 2 ** 24], array: Float32Array },
  float64: { kind: 'float', bytes: 8, range: [-(2 ** 53), 2 ** 53], array: Float64Array },
}

export const dtypes = Object.keys(properties) as readonly DType[]
export const kindOf = (dtype: DType): Kind => properties[dtype].kind
export const bytesOf = (dtype: DType): number => properties[dtype].bytes
export const rangeOf = (dtype: DType): readonly [number, number] => properties[dtype].range
export const isFloat = (dtype: DType): boolean => kindOf(dtype) === 'float'

/** Whether an integer type holds a number, its fraction cut off. */
export const holds = (dtype: DType, value: number | bigint): boolean => {
  if (dtype === 'int64') return value >= -(2 ** 63) && value < 2 ** 63
  const [least, most] = rangeOf(dtype)
  return value > least - 1 && value < most + 1
}

/** A zeroed array of the kind that holds `length` values of `dtype`. */
export const hostArray = (dtype: DType, length: number): HostArray => new properties[dtype].array(length)

/**
 * Type promotion: the type in which two operands meet. Rows and columns in the order of `order`. Within a kind the wider
 * type wins; across kinds the float wins with its own width (an integer never widens float32 to float64, unlike NumPy,
 * because models are float32); uint32 with int32 needs int64, float16 with float32 gives float32.
 */
const order: readonly DType[] = ['bool', 'uint8', 'int32', 'uint32', 'int64', 'float16', 'float32', 'float64']
const table: Record<DType, readonly DType[]> = {
  bool: ['bool', 'uint8', 'int32', 'uint32', 'int64', 'float16', 'float32', 'float64'],
  uint8: ['uint8', 'uint8', 'int32', 'uint32', 'int64', 'float16', 'float32', 'float64'],
  int32: ['int32', 'int32', 'int32', 'int64', 'int64', 'float16', 'float32', 'float64'],
  uint32: ['uint32', 'uint32', 'int64', 'uint32', 'int64', 'float16', 'float32', 'float64'],
  int64: ['int64', 'int64', 'int64', 'int64', 'int64', 'float16', 'float32', 'float64'],
  float16: ['float16', 'float16', 'float16', 'float16', 'float16', 'float16', 'float32', 'float64'],
  float32: ['float32', 'float32', 'float32', 'float32', 'float32', 'float32', 'float32', 'float64'],
  float64: ['float64', 'float64', 'float64', 'float64', 'float64', 'float64', 'float64', 'float64'],
}

/** The type in which `a` and `b` meet: `promote('int64', 'float32')` is `'float32'`. */
export const promote = (a: DType, b: DType): DType => table[a][order.indexOf(b)]!

/** The type that functions of real numbers use for `dtype`: itself when it is a float, float32 otherwise. */
export const floating = (dtype: DType): DType => (isFloat(dtype) ? dtype : 'float32')

/** The type in which sums and products of `dtype` accumulate: itself for floats, int64 for integers and bool. */
export const accumulating = (dtype: DType): DType => (isFloat(dtype) ? dtype : 'int64')

/** Checks a type name that came from outside. */
export function asDType(name: string): DType {
  if (Object.hasOwn(properties, name)) return name as DType
  throw invalid(`dtype is '${name}'; it must be one of ${dtypes.join(', ')}`)
}
