import { badData } from '../base/errors.ts'
import { locationFault } from './location.ts'
import { EXTERNAL_DATA, type TensorProto } from './messages.ts'
import { quote, shapeText } from './names.ts'
import { TYPED_FIELDS } from './tensor-data.ts'
import { type ElementType, elementTypeOfCode, NUMERIC_TYPES } from './types.ts'

/** The largest file that protobuf allows. */
export const MAX_FILE_BYTES = 2 ** 31 - 1

const DATA_FIELDS = ['floatData', 'int32Data', 'stringData', 'int64Data', 'doubleData', 'uint64Data'] as const

/** The values that a type may have where its elements are stored in a wider one. */
const RANGES: Partial<Record<ElementType, readonly [number, number]>> = {
  float16: [0, 0xffff],
  bfloat16: [0, 0xffff],
  int8: [-0x80, 0x7f],
  int16: [-0x8000, 0x7fff],
  uint8: [0, 0xff],
  uint16: [0, 0xffff],
  uint32: [0, 0xffffffff],
  bool: [0, 1],
}

/** Where a tensor's data lies in another file. */
export interface ExternalData {
  readonly location: string
  readonly offset: number
  /** Undefined means up to the end of the file. */
  readonly length: number | undefined
}

/** The element type with a code, for a place that must have one. */
export const checkElementType = (code: number, where: string): ElementType => {
  const dtype = elementTypeOfCode(code)
  if (dtype === undefined)
    throw badData(
      code === 0
        ? `${where}: the data type is undefined`
        : `${where}: data type ${code} of ONNX is not supported; supported are ${[...Object.keys(NUMERIC_TYPES), 'string'].join(', ')}`,
    )
  return dtype
}

/** The number of elements of a shape. Refuses negative sizes, and counts that a number cannot hold exactly. */
export const checkShape = (dims: readonly bigint[], where: string): number => {
  let count = 1n
  for (const [axis, size] of dims.entries()) {
    if (size < 0n) throw badData(`${where}: dimension ${axis} of shape ${shapeText(dims)} is negative`)
    if (size > Number.MAX_SAFE_INTEGER)
      throw badData(`${where}: dimension ${axis} of shape ${shapeText(dims)} overflows`)
    // Kept small, so that a long shape costs no long arithmetic: what is too large stays too large.
    if (count <= Number.MAX_SAFE_INTEGER) count *= size
    else if (size === 0n) count = 0n
  }
  if (count > Number.MAX_SAFE_INTEGER)
    throw badData(`${where}: shape ${shapeText(dims)} overflows: it has more than 2^53 elements`)
  return Number(count)
}

const checkNumber = (text: string, key: string, where: string): number => {
  const value = Number(text)
  if (!/^\d{1,16}$/.test(text) || !Number.isSafeInteger(value))
    throw badData(`${where}: externalData ${key} is ${quote(text)}; it must be a whole number of bytes`)
  return value
}

/** Where the data of an external tensor is said to lie. Refuses a location outside the model's folder by its text alone. */
export const checkExternalData = (tensor: TensorProto, where: string): ExternalData => {
  const entries = new Map<string, string>()
  for (const { key, value } of tensor.externalData) {
    if (entries.has(key)) throw badData(`${where}: externalData has ${quote(key)} twice`)
    entries.set(key, value)
  }
  const location = entries.get('location')
  if (location === undefined) throw badData(`${where}: externalData has no location`)
  const fault = locationFault(location)
  if (fault) throw badData(`${where}: externalData location ${quote(location)} ${fault}`)
  const length = entries.get('length')
  return {
    location,
    offset: checkNumber(entries.get('offset') ?? '0', 'offset', where),
    length: length === undefined ? undefined : checkNumber(length, 'length', where),
  }
}

const checkLength = (where: string, field: string, has: number, takes: number, what: string): void => {
  if (has !== takes) throw badData(`${where}: ${field} has ${has} ${what}, but its shape and data type take ${takes}`)
}

const checkRange = (values: ArrayLike<number | bigint>, dtype: ElementType, where: string): void => {
  const range = RANGES[dtype]
  if (!range) return
  const [low, high] = range
  for (let index = 0; index < values.length; index++) {
    const value = values[index]!
    if (value < low || value > high) throw badData(`${where}: element ${index} is ${value}, which is no ${dtype}`)
  }
}

/** Refuses raw bytes that no element has: of all types only bool has such. */
export const checkRaw = (bytes: Uint8Array, dtype: ElementType, where: string): void => {
  if (dtype === 'bool') checkRange(bytes, dtype, where)
}

/**
 * Refuses a tensor that does not hold what it says: an unknown type, a shape that is negative or overflows, data of the
 * wrong length, in the wrong field or in two places.
 * @param external whether data in another file can be read, which is so when the folder of the model is known.
 */
export const checkTensor = (tensor: TensorProto, where: string, external: boolean): void => {
  const dtype = checkElementType(tensor.dataType, where)
  const count = checkShape(tensor.dims, where)
  if (Object.hasOwn(tensor, 'segment')) throw badData(`${where}: tensors in segments are not supported`)
  const bytes = dtype === 'string' ? undefined : count * NUMERIC_TYPES[dtype].bytes
  if (bytes !== undefined && bytes > MAX_FILE_BYTES)
    throw badData(`${where}: ${dtype} ${shapeText(tensor.dims)} takes ${bytes} bytes; at most 2 GiB are allowed`)

  const raw = Object.hasOwn(tensor, 'rawData')
  const filled = DATA_FIELDS.filter((field) => tensor[field].length > 0)
  if (tensor.dataLocation === EXTERNAL_DATA) {
    if (bytes === undefined) throw badData(`${where}: strings cannot lie in another file`)
    if (raw || filled.length > 0) throw badData(`${where}: has data here and in another file`)
    const { length } = checkExternalData(tensor, where)
    if (length !== undefined) checkLength(where, 'externalData', length, bytes, 'bytes')
    if (!external)
      throw badData(
        `${where}: its data lies in another file, which can be read only where the model is read from a file`,
      )
    return
  }
  if (tensor.dataLocation !== 0) throw badData(`${where}: dataLocation ${tensor.dataLocation} is unknown`)
  if (tensor.externalData.length > 0) throw badData(`${where}: has externalData, but its dataLocation is not external`)
  if (raw) {
    if (bytes === undefined) throw badData(`${where}: strings cannot be rawData`)
    if (filled.length > 0) throw badData(`${where}: has data in rawData and in ${filled[0]}`)
    checkLength(where, 'rawData', tensor.rawData.length, bytes, 'bytes')
    checkRaw(tensor.rawData, dtype, where)
    return
  }
  const field = TYPED_FIELDS[dtype]
  for (const other of filled)
    if (other !== field) throw badData(`${where}: ${dtype} has its data in ${other}; it belongs in ${field} or rawData`)
  checkLength(where, field, tensor[field].length, count, 'elements')
  if (field === 'int32Data' || field === 'uint64Data') checkRange(tensor[field], dtype, where)
}
