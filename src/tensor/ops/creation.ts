import { invalid } from '../../base/errors.ts'
import { asDType, type DType, type HostArray, holds, hostArray, isFloat, kindOf, rangeOf } from '../dtype.ts'
import { checkShape, type Shape, show, sizeOf } from '../shape.ts'
import { type Nested, Tensor } from '../tensor.ts'
import { cast } from './cast.ts'
import { broadcastTo } from './shape.ts'

/** What may stand where a tensor is expected: a tensor, a number or boolean, nested arrays of them, a typed array. */
export type TensorLike = Tensor | Nested<number | boolean | bigint> | HostArray

export interface TypeOption {
  /** The element type; float32 by default. */
  readonly dtype?: DType
}

/**
 * A tensor of given values.
 *
 * The type follows from the values unless it is given: booleans make bool, typed arrays their own type (Uint8Array
 * uint8, BigInt64Array int64 …), bigints int64, numbers float32 (and so do mixtures).
 *
 * @param values a number, nested arrays of equal lengths, or a typed array
 * @param options `shape` for a typed array or flat list that holds more than one axis; `dtype`
 * @throws when nested arrays are ragged or the shape does not fit
 *
 * @example
 * tensor([[1, 2], [3, 4]])                                  // float32 [2, 2]
 * tensor(new Uint8Array(12), { shape: [1, 3, 2, 2] })       // uint8
 */
export function tensor(values: TensorLike, options: TypeOption & { readonly shape?: Shape } = {}): Tensor {
  if (values instanceof Tensor) return options.dtype ? cast(values, options.dtype) : values
  if (ArrayBuffer.isView(values)) {
    const dtype = typeOfArray(values)
    const shape = options.shape ?? [values.length]
    const wanted = asDType(options.dtype ?? dtype)
    if (wanted !== dtype) checkHeld('tensor', values, wanted)
    return fromHost(values.slice() as HostArray, dtype, shape, wanted)
  }
  const flat: (number | boolean | bigint)[] = []
  const shape = flattenNested(values, flat)
  const types = new Set(flat.map((value) => typeof value))
  const natural = types.size !== 1 || types.has('number') ? 'float32' : types.has('boolean') ? 'bool' : 'int64'
  const dtype = asDType(options.dtype ?? natural)
  const numbers = flat.map((value) => (typeof value === 'boolean' ? Number(value) : value))
  return fromHost(valuesOf('tensor', numbers, dtype), dtype, options.shape ?? shape)
}

/** Numbers as an array of a type; integers lose their fractions. */
function valuesOf(name: string, numbers: ArrayLike<number | bigint>, dtype: DType): HostArray {
  checkHeld(name, numbers, dtype)
  const data = hostArray(dtype, numbers.length)
  for (let i = 0; i < data.length; i++) {
    const value = numbers[i]!
    if (dtype === 'bool') data[i] = value ? 1 : 0
    else if (dtype === 'int64') data[i] = typeof value === 'bigint' ? value : BigInt(Math.trunc(value))
    else data[i] = Number(value)
  }
  return data
}

/** Refuses numbers that would wrap around in an integer type. */
function checkHeld(name: string, numbers: ArrayLike<number | bigint>, dtype: DType): void {
  if (kindOf(dtype) !== 'integer') return
  const [least, most] = dtype === 'int64' ? ['-2^63', '2^63 - 1'] : rangeOf(dtype)
  for (let i = 0; i < numbers.length; i++)
    if (!holds(dtype, numbers[i]!))
      throw invalid(`${name}: a value is ${numbers[i]}, which ${dtype} cannot hold; it must lie in ${least}…${most}`)
}

/**
 * A tensor over an array that the caller gives away: nothing is copied, and the array must not be used afterwards.
 *
 * @example
 * fromOwned(new Uint8Array(64 * 3 * 128 * 128), [64, 3, 128, 128])
 */
export function fromOwned(data: HostArray, shape: Shape, options: TypeOption = {}): Tensor {
  const { dtype = typeOfArray(data) } = options
  if (!(data instanceof hostArray(dtype, 0).constructor))
    throw invalid(`fromOwned: dtype is ${dtype}, whose values are not in a ${data.constructor.name}; cast() afterwards`)
  return fromHost(data, dtype, shape)
}

function fromHost(data: HostArray, natural: DType, shape: Shape, dtype: DType = natural): Tensor {
  checkShape('tensor', shape)
  if (sizeOf(shape) !== data.length)
    throw invalid(`tensor: shape ${show(shape)} has ${sizeOf(shape)} elements, but there are ${data.length} values`)
  // float16 has no array on this side: given as float32, its values become what they are when they are used.
  const held = natural === 'float16' ? 'float32' : natural
  return cast(new Tensor(shape, held, undefined, { host: data }), dtype)
}

function typeOfArray(array: ArrayBufferView): DType {
  if (array instanceof Float32Array) return 'float32'
  if (array instanceof Uint8Array) return 'uint8'
  if (array instanceof Int32Array) return 'int32'
  if (array instanceof Float64Array) return 'float64'
  if (array instanceof BigInt64Array) return 'int64'
  if (array instanceof Uint32Array) return 'uint32'
  throw invalid(
    `tensor: values are a ${array.constructor.name}; it must be a Float32Array, Float64Array, Int32Array, ` +
      'BigInt64Array, Uint32Array or Uint8Array',
  )
}

function flattenNested(values: Nested<number | boolean | bigint>, flat: (number | boolean | bigint)[]): number[] {
  if (!Array.isArray(values)) {
    if (!['number', 'boolean', 'bigint'].includes(typeof values))
      throw invalid(`tensor: a value is ${String(values)} (${typeof values}); values must be numbers or booleans`)
    flat.push(values as number)
    return []
  }
  let shape: number[] | undefined
  for (const [i, item] of values.entries()) {
    const inner = flattenNested(item, flat)
    if (shape && inner.join() !== shape.join())
      throw invalid(
        `tensor: the nested arrays are ragged: item ${i} has shape ${show(inner)} where item 0 has ${show(shape)}`,
      )
    shape ??= inner
  }
  return [values.length, ...(shape ?? [])]
}

/** `value` as a tensor; bare numbers take the type of the tensor that they meet, if it can hold them. */
export function asTensor(value: TensorLike, like?: DType): Tensor {
  if (value instanceof Tensor) return value
  if (like === undefined || ArrayBuffer.isView(value)) return tensor(value)
  const flat: unknown[] = Array.isArray(value) ? value.flat(Number.POSITIVE_INFINITY) : [value]
  if (!flat.every((item) => typeof item === 'number')) return tensor(value)
  if (isFloat(like)) return tensor(value, { dtype: like })
  if (!flat.every(Number.isInteger)) return tensor(value, { dtype: 'float32' })
  const heldBy = (dtype: DType): boolean => kindOf(dtype) === 'integer' && flat.every((item) => holds(dtype, item))
  return tensor(value, { dtype: heldBy(like) ? like : heldBy('int64') ? 'int64' : 'float64' })
}

/** A tensor of one repeated value. */
export function full(shape: Shape, value: number | boolean, options: TypeOption = {}): Tensor {
  checkShape('full', shape)
  const scalar = tensor(value, { dtype: options.dtype ?? (typeof value === 'boolean' ? 'bool' : 'float32') })
  return broadcastTo(scalar, shape)
}

/** A tensor of zeros. */
export const zeros = (shape: Shape, options?: TypeOption): Tensor => full(shape, 0, { dtype: 'float32', ...options })

/** A tensor of ones. */
export const ones = (shape: Shape, options?: TypeOption): Tensor => full(shape, 1, { dtype: 'float32', ...options })

/** Zeros of the shape and type of `x`. */
export const zerosLike = (x: Tensor): Tensor => full(x.shape, 0, { dtype: x.dtype })

/** Ones of the shape and type of `x`. */
export const onesLike = (x: Tensor): Tensor => full(x.shape, 1, { dtype: x.dtype })

/**
 * A matrix with ones on a diagonal.
 *
 * @param rows number of rows
 * @param options `columns` (as many as rows by default), `offset` of the diagonal to the right, `dtype`
 */
export function eye(
  rows: number,
  options: TypeOption & { readonly columns?: number; readonly offset?: number } = {},
): Tensor {
  const { columns = rows, offset = 0, dtype = 'float32' } = options
  const row = arange(rows).reshape([rows, 1])
  return cast(arange(columns).equal(row.add(offset)), dtype)
}

/**
 * Evenly spaced values: `arange(stop)`, `arange(start, stop)`, `arange(start, stop, step)`; `stop` is left out.
 * Whole numbers make int64, others float32.
 *
 * @example
 * arange(2, 8, 2) // int64 [2, 4, 6]
 */
export function arange(start: number, stop?: number, step = 1, options: TypeOption = {}): Tensor {
  const [from, to] = stop === undefined ? [0, start] : [start, stop]
  if (step === 0 || ![from, to, step].every(Number.isFinite))
    throw invalid(`arange: from ${from} to ${to} by ${step}: all must be finite, and the step not 0`)
  const whole = [from, to, step].every(Number.isInteger)
  const length = Math.max(0, Math.ceil((to - from) / step))
  const dtype = options.dtype ?? (whole ? 'int64' : 'float32')
  const numbers = Float64Array.from({ length }, (_, i) => from + i * step)
  return fromHost(valuesOf('arange', numbers, dtype), dtype, [length])
}

/** `count` evenly spaced values from `start` to `stop`, both included. */
export function linspace(start: number, stop: number, count = 50, options: TypeOption = {}): Tensor {
  if (!Number.isInteger(count) || count < 0)
    throw invalid(`linspace: count is ${count}; it must be a whole number from 0`)
  const dtype = options.dtype ?? 'float32'
  const values = Float64Array.from({ length: count }, (_, i) =>
    i === count - 1 && count > 1 ? stop : start + ((stop - start) * i) / Math.max(1, count - 1),
  )
  checkHeld('linspace', values, dtype)
  return fromHost(values, 'float64', [count], dtype)
}
