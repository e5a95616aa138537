import { invalid } from '../base/errors.ts'

/** Any typed array that can hold the elements of a tensor. */
export type TypedArray =
  | Float32Array
  | Float64Array
  | Int8Array
  | Int16Array
  | Int32Array
  | BigInt64Array
  | Uint8Array
  | Uint16Array
  | Uint32Array
  | BigUint64Array

interface ElementTypeRow {
  /** `TensorProto.DataType` of the ONNX specification. */
  readonly code: number
  readonly bytes: number
  readonly array: {
    readonly BYTES_PER_ELEMENT: number
    new (length: number): TypedArray
    new (buffer: ArrayBufferLike, byteOffset?: number, length?: number): TypedArray
  }
}

/** The element types that have a typed array: all but `string`. float16 and bfloat16 are their bit patterns. */
export const NUMERIC_TYPES = {
  float32: { code: 1, bytes: 4, array: Float32Array },
  float64: { code: 11, bytes: 8, array: Float64Array },
  float16: { code: 10, bytes: 2, array: Uint16Array },
  bfloat16: { code: 16, bytes: 2, array: Uint16Array },
  int8: { code: 3, bytes: 1, array: Int8Array },
  int16: { code: 5, bytes: 2, array: Int16Array },
  int32: { code: 6, bytes: 4, array: Int32Array },
  int64: { code: 7, bytes: 8, array: BigInt64Array },
  uint8: { code: 2, bytes: 1, array: Uint8Array },
  uint16: { code: 4, bytes: 2, array: Uint16Array },
  uint32: { code: 12, bytes: 4, array: Uint32Array },
  uint64: { code: 13, bytes: 8, array: BigUint64Array },
  bool: { code: 9, bytes: 1, array: Uint8Array },
} as const satisfies Record<string, ElementTypeRow>

/** An element type whose values lie in a typed array. */
export type NumericType = keyof typeof NUMERIC_TYPES

/** The element types of ONNX tensors that this library knows, by NumPy's names. */
export type ElementType = NumericType | 'string'

/** The typed array of an element type: `ArrayOf<'int64'>` is `BigInt64Array`. */
export type ArrayOf<T extends NumericType> = InstanceType<(typeof NUMERIC_TYPES)[T]['array']>

/** A tensor's values with its shape, row-major. */
export interface TypedTensor {
  readonly dtype: NumericType
  readonly shape: readonly number[]
  readonly data: TypedArray
}

const STRING_CODE = 8

/** The code of `TensorProto.DataType` for an element type: 1 for float32. */
export const elementTypeCode = (dtype: ElementType): number =>
  dtype === 'string' ? STRING_CODE : NUMERIC_TYPES[dtype].code

const byCode: ReadonlyMap<number, ElementType> = new Map<number, ElementType>([
  ...Object.entries(NUMERIC_TYPES).map(([name, { code }]) => [code, name as NumericType] as const),
  [STRING_CODE, 'string'],
])

/** The element type with a code of `TensorProto.DataType`, or undefined where this library has none (0, complex, 4 and 8-bit floats, 4-bit integers). */
export const elementTypeOfCode = (code: number): ElementType | undefined => byCode.get(code)

/**
 * The bytes that one element takes; a bool takes one.
 * @throws KindlingError for `string`, whose elements have no fixed size.
 */
export const bytesPerElement = (dtype: ElementType): number => {
  if (dtype === 'string') throw invalid('bytesPerElement: dtype is string, whose elements have no fixed size')
  return NUMERIC_TYPES[dtype].bytes
}

/**
 * A typed array of zeros for an element type.
 *
 * ```ts
 * newTypedArray('int64', 3) // BigInt64Array [0n, 0n, 0n]
 * ```
 */
export const newTypedArray = <T extends NumericType>(dtype: T, length: number): ArrayOf<T> =>
  new NUMERIC_TYPES[dtype].array(length) as ArrayOf<T>

/** The bytes of a typed array, without a copy. Little-endian, as ONNX wants them and as every machine with JavaScript has them. */
export const bytesOf = (data: TypedArray): Uint8Array => new Uint8Array(data.buffer, data.byteOffset, data.byteLength)

/** The number of elements of a shape: the product of its dimensions, 1 for a scalar. */
export const elementCount = (shape: readonly number[]): number => shape.reduce((product, size) => product * size, 1)
