import { badData, invalid } from '../base/errors.ts'
import { message } from './descriptors.ts'
import { EXTERNAL_DATA, type TensorProto } from './messages.ts'
import {
  bytesOf,
  elementCount,
  elementTypeCode,
  elementTypeOfCode,
  NUMERIC_TYPES,
  type NumericType,
  newTypedArray,
  type TypedArray,
  type TypedTensor,
} from './types.ts'

/** The field in which ONNX keeps the elements of a type when they are not in `rawData`. */
export const TYPED_FIELDS = {
  float32: 'floatData',
  float64: 'doubleData',
  float16: 'int32Data',
  bfloat16: 'int32Data',
  int8: 'int32Data',
  int16: 'int32Data',
  int32: 'int32Data',
  int64: 'int64Data',
  uint8: 'int32Data',
  uint16: 'int32Data',
  uint32: 'uint64Data',
  uint64: 'uint64Data',
  bool: 'int32Data',
  string: 'stringData',
} as const

const nameOf = (tensor: TensorProto): string => (tensor.name ? `tensor '${tensor.name}'` : 'tensor')

const numericTypeOf = (tensor: TensorProto): NumericType => {
  const dtype = elementTypeOfCode(tensor.dataType)
  if (dtype === undefined) throw badData(`${nameOf(tensor)}: data type ${tensor.dataType} is not supported`)
  if (dtype === 'string') throw badData(`${nameOf(tensor)}: strings have no typed array; read stringData`)
  return dtype
}

const copyRaw = (tensor: TensorProto, dtype: NumericType, count: number): TypedArray => {
  const { bytes } = NUMERIC_TYPES[dtype]
  if (tensor.rawData.length !== count * bytes)
    throw badData(
      `${nameOf(tensor)}: rawData has ${tensor.rawData.length} bytes, but ${dtype} [${tensor.dims.join(', ')}] takes ${count * bytes}`,
    )
  // A copy, because the bytes of a decoded file need not be aligned and keep the whole file in memory.
  const data = newTypedArray(dtype, count)
  bytesOf(data).set(tensor.rawData)
  return data
}

const copyTyped = (tensor: TensorProto, dtype: NumericType, count: number): TypedArray => {
  const field = TYPED_FIELDS[dtype]
  const values: readonly (number | bigint)[] = tensor[field]
  if (values.length !== count)
    throw badData(
      `${nameOf(tensor)}: ${field} has ${values.length} elements, but ${dtype} [${tensor.dims.join(', ')}] takes ${count}`,
    )
  const data = newTypedArray(dtype, count)
  if (dtype === 'uint32') for (let i = 0; i < count; i++) data[i] = Number(values[i])
  else (data as unknown as { set(values: readonly (number | bigint)[]): void }).set(values)
  return data
}

/**
 * The values of a tensor, copied: from `rawData`, or from the field of its type (`floatData`, `int32Data`, ...).
 * float16 and bfloat16 come as bit patterns.
 * @throws KindlingError 'invalid-data' for strings, data types that this library does not know, data in another file
 * (`readModel` in Node brings it in) and data whose length is not that of the shape.
 *
 * ```ts
 * tensorToTyped(decodeTensor(bytes)) // { dtype: 'float32', shape: [2, 3], data: Float32Array(6) }
 * ```
 */
export const tensorToTyped = (tensor: TensorProto): TypedTensor & { shape: number[] } => {
  const dtype = numericTypeOf(tensor)
  if (tensor.dataLocation === EXTERNAL_DATA) throw badData(`${nameOf(tensor)}: its data lies in another file`)
  const shape = tensor.dims.map(Number)
  const count = elementCount(shape)
  const raw = Object.hasOwn(tensor, 'rawData')
  return { dtype, shape, data: raw ? copyRaw(tensor, dtype, count) : copyTyped(tensor, dtype, count) }
}

/** Refuses data that is not of its type, or not as long as its shape says. */
export const assertTyped = (caller: string, { dtype, shape, data }: TypedTensor): void => {
  const { array } = NUMERIC_TYPES[dtype]
  if (!(data instanceof array))
    throw invalid(`${caller}: data is a ${data.constructor.name}, but ${dtype} takes a ${array.name}`)
  if (data.length !== elementCount(shape))
    throw invalid(
      `${caller}: data has ${data.length} elements, but shape [${shape.join(', ')}] takes ${elementCount(shape)}`,
    )
}

/**
 * The inverse of `tensorToTyped`: a tensor whose `rawData` is a view of the data, not a copy.
 * @throws KindlingError 'invalid-argument' when the data is not of the type, or not as long as the shape says.
 */
export const typedToTensor = (tensor: TypedTensor, name = ''): TensorProto => {
  assertTyped('typedToTensor', tensor)
  return message('TensorProto', {
    ...(name ? { name } : {}),
    dataType: elementTypeCode(tensor.dtype),
    dims: tensor.shape.map(BigInt),
    rawData: bytesOf(tensor.data),
  })
}
