import type { DType, HostArray } from '../tensor/dtype.ts'
import { cast, type Nested, stack, Tensor, tensor } from '../tensor/index.ts'
import { isWhole, promoteTypes } from './promotion.ts'

/** What may stand where an array is expected: a tensor, a number or boolean, nested lists of these, a typed array. */
export type ArrayLike = Tensor | HostArray | Nested<number | boolean | bigint | Tensor>

export interface TypeOption {
  /** The element type; it follows from the values by default. */
  readonly dtype?: DType
}

type Leaf = number | boolean | bigint | Tensor

function* leavesOf(values: Nested<Leaf>): Generator<Leaf> {
  if (Array.isArray(values)) for (const item of values) yield* leavesOf(item)
  else yield values as Leaf
}

/** The type of bare values: booleans make bool, whole numbers int64, others float64; nothing makes float64. */
function naturalType(leaves: readonly Leaf[]): DType {
  if (leaves.length === 0) return 'float64'
  if (leaves.every((leaf) => typeof leaf === 'boolean')) return 'bool'
  const whole = leaves.every((leaf) => typeof leaf === 'boolean' || isWhole(leaf as number | bigint))
  return whole ? 'int64' : 'float64'
}

/**
 * An array of given values, typed as NumPy types them: whole numbers make int64, others float64, booleans bool, typed
 * arrays their own type.
 *
 * JavaScript has one kind of number: `2.0` is whole, so `np.array([1.0, 2.0])` is int64. Say `{ dtype: 'float64' }`, or
 * `np.float64(2)`, where floats are meant.
 *
 * @param values a tensor, a number, nested lists of numbers or of tensors of one shape, a typed array
 * @throws when nested lists are ragged
 * @example
 * np.array([[1, 2], [3, 4]])          // int64 [2, 2]
 * np.array([1, 2.5])                  // float64 [2]
 * np.array([np.ones([3]), [1, 2, 3]]) // float64 [2, 3]
 */
export function array(values: ArrayLike, { dtype }: TypeOption = {}): Tensor {
  if (values instanceof Tensor) return dtype ? cast(values, dtype) : values
  if (ArrayBuffer.isView(values)) return tensor(values, dtype ? { dtype } : {})
  const leaves = [...leavesOf(values)]
  if (leaves.some((leaf) => leaf instanceof Tensor)) {
    const items = (values as readonly ArrayLike[]).map((item) => array(item))
    const common = dtype ?? items.map((item) => item.dtype).reduce(promoteTypes)
    return stack(items.map((item) => cast(item, common)))
  }
  return tensor(values as Nested<number | boolean | bigint>, { dtype: dtype ?? naturalType(leaves) })
}

/** The same as `array`: tensors never change, so nothing is copied. */
export const asarray = array

const scalarType =
  (dtype: DType) =>
  (value: ArrayLike): Tensor =>
    array(value, { dtype })

/** A value of this type, as NumPy's type of that name makes it: `np.float64(2)`. */
export const float64 = scalarType('float64')
/** A value of this type, as NumPy's type of that name makes it. */
export const float32 = scalarType('float32')
/** A value of this type, as NumPy's type of that name makes it. */
export const float16 = scalarType('float16')
/** A value of this type, as NumPy's type of that name makes it. */
export const int64 = scalarType('int64')
/** A value of this type, as NumPy's type of that name makes it. */
export const int32 = scalarType('int32')
/** A value of this type, as NumPy's type of that name makes it. */
export const uint32 = scalarType('uint32')
/** A value of this type, as NumPy's type of that name makes it. */
export const uint8 = scalarType('uint8')
/** A value of this type, as NumPy's type of that name makes it. */
export const bool = scalarType('bool')

/** The same values in another type; floats become integers by dropping the fraction. */
export const astype = (x: ArrayLike, dtype: DType): Tensor => array(x, { dtype })

/** The same array: tensors never change, so nobody needs a copy of one's own. */
export const copy = (x: ArrayLike): Tensor => array(x)

/** The lengths of the axes. */
export const shape = (x: ArrayLike): readonly number[] => array(x).shape
/** The number of axes. */
export const ndim = (x: ArrayLike): number => array(x).ndim
/** The number of elements, or of positions along one axis. */
export const size = (x: ArrayLike, axis?: number): number => {
  const given = array(x)
  return axis === undefined ? given.size : given.shape.at(axis)!
}
