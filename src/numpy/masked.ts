/**
 * Masked arrays: `np.ma`. Values and a mask of the same shape, true where there is no value.
 *
 * Elementwise functions take masked arrays through `apply`; what is reduced leaves masked elements out.
 */
import { invalid } from '../base/errors.ts'
import { type DType, kindOf, rangeOf } from '../tensor/dtype.ts'
import { type Axes, full, type Tensor, where } from '../tensor/index.ts'
import { show } from '../tensor/shape.ts'
import { add, divide, multiply, power, subtract } from './arithmetic.ts'
import { type ArrayLike, asarray, type TypeOption } from './array.ts'
import { equal, greater, greaterEqual, less, lessEqual, logicalAnd, logicalOr, notEqual } from './comparison.ts'
import { concatenate as joined } from './joining.ts'
import { quotientType } from './promotion.ts'
import { nanmedian } from './quantiles.ts'
import { max, mean, min, prod, type SpreadOptions, sum, var as variance } from './reductions.ts'
import type { ReduceOptions } from './ufunc.ts'

/** A masked array, or what an array can be made of. */
export type MaskedLike = MaskedArray | ArrayLike

const dataOf = (x: MaskedLike): Tensor => (x instanceof MaskedArray ? x.data : asarray(x))
const maskOf = (x: MaskedLike): Tensor =>
  x instanceof MaskedArray ? x.mask : full(asarray(x).shape, false, { dtype: 'bool' })

/** An array some of whose elements have no value. Made by `np.ma.array` and the functions beside it. */
export class MaskedArray {
  /** The values; where the mask is true, they mean nothing. */
  readonly data: Tensor
  /** True where there is no value; bool, of the shape of the values. */
  readonly mask: Tensor

  /** @internal */
  constructor(data: Tensor, mask: Tensor) {
    this.data = data
    this.mask = mask
  }

  get shape(): readonly number[] {
    return this.data.shape
  }
  get dtype(): Tensor['dtype'] {
    return this.data.dtype
  }

  /** The values, with `value` where there is none: by default what NumPy fills in (1e20, 999999, true). */
  filled(value?: number | boolean): Tensor {
    const kind = kindOf(this.dtype)
    const filling = value ?? (kind === 'float' ? 1e20 : kind === 'bool' ? true : this.dtype === 'uint8' ? 63 : 999999)
    return where(this.mask, full([], filling, { dtype: this.dtype }), this.data)
  }
  /** The values that there are, in row-major order; how many must be known. */
  compressed(): Promise<Tensor> {
    return this.data.flatten().compress(this.mask.flatten().logicalNot())
  }
  /** How many values there are, along axes (all by default). */
  count(axis?: Axes, options?: ReduceOptions): Tensor {
    return this.mask.logicalNot().sum(axis, options)
  }

  /** A reduction of the values that there are; masked where there are none. */
  #reduced(axis: Axes, options: ReduceOptions | undefined, of: (present: Tensor) => Tensor): MaskedArray {
    return new MaskedArray(of(this.mask.logicalNot()), this.mask.all(axis, options))
  }
  sum(axis?: Axes, options: ReduceOptions = {}): MaskedArray {
    return this.#reduced(axis, options, (present) => sum(this.data, axis, { ...options, where: present }))
  }
  prod(axis?: Axes, options: ReduceOptions = {}): MaskedArray {
    return this.#reduced(axis, options, (present) => prod(this.data, axis, { ...options, where: present }))
  }
  mean(axis?: Axes, options: ReduceOptions = {}): MaskedArray {
    return this.#reduced(axis, options, (present) => mean(this.data, axis, { ...options, where: present }))
  }
  var(axis?: Axes, options: Omit<SpreadOptions, 'where'> = {}): MaskedArray {
    const { ddof = 0, keepdims = false } = options
    const few = this.count(axis, { keepdims }).lessEqual(ddof)
    const spread = variance(this.data, axis, { ...options, where: this.mask.logicalNot() })
    return new MaskedArray(where(few, 0, spread), few)
  }
  std(axis?: Axes, options: Omit<SpreadOptions, 'where'> = {}): MaskedArray {
    const { data, mask } = this.var(axis, options)
    return new MaskedArray(data.sqrt(), mask)
  }
  min(axis?: Axes, options: ReduceOptions = {}): MaskedArray {
    return this.#extreme(axis, options, min, (dtype) =>
      kindOf(dtype) === 'float' ? Number.POSITIVE_INFINITY : rangeOf(dtype)[1],
    )
  }
  max(axis?: Axes, options: ReduceOptions = {}): MaskedArray {
    return this.#extreme(axis, options, max, (dtype) =>
      kindOf(dtype) === 'float' ? Number.NEGATIVE_INFINITY : rangeOf(dtype)[0],
    )
  }
  /** What never wins takes the place of what is masked. */
  #extreme(axis: Axes, options: ReduceOptions, of: typeof max, worst: (dtype: DType) => number): MaskedArray {
    const values = where(this.mask, full([], worst(this.dtype), { dtype: this.dtype }), this.data)
    return new MaskedArray(of(values, axis, options), this.mask.all(axis, options))
  }
  /** The middle of the values, along axes (all by default). */
  median(axis?: Axes, options: ReduceOptions = {}): MaskedArray {
    const values = this.data.cast(quotientType(this.dtype))
    return new MaskedArray(
      where(this.mask.all(axis, options), 0, nanmedian(where(this.mask, Number.NaN, values), axis, options)),
      this.mask.all(axis, options),
    )
  }
  /** Each value less the mean. */
  anom(axis?: Axes): MaskedArray {
    return this.sub(this.mean(axis, { keepdims: true }))
  }

  add(other: MaskedLike): MaskedArray {
    return apply(add, this, other)
  }
  sub(other: MaskedLike): MaskedArray {
    return apply(subtract, this, other)
  }
  mul(other: MaskedLike): MaskedArray {
    return apply(multiply, this, other)
  }
  /** Where the divisor is 0, there is no value. */
  div(other: MaskedLike): MaskedArray {
    const { data, mask } = apply(divide, this, other)
    return new MaskedArray(data, mask.logicalOr(dataOf(other).equal(0)))
  }
  pow(other: MaskedLike): MaskedArray {
    return apply(power, this, other)
  }

  /** Masked elements as null. */
  async tolist(): Promise<NestedValues> {
    const [values, mask] = await Promise.all([this.data.array(), this.mask.array()])
    return withNull(values as NestedValues, mask as NestedValues)
  }
}

/** Nested lists of values, with null where there is none. */
export type NestedValues = number | boolean | null | readonly NestedValues[]

const withNull = (values: NestedValues, mask: NestedValues): NestedValues =>
  Array.isArray(values) ? values.map((value, i) => withNull(value, (mask as NestedValues[])[i]!)) : mask ? null : values

/**
 * What a function makes of masked arrays, element by element: no value where an operand has none.
 *
 * @example
 * np.ma.apply(np.sqrt, masked)
 */
export function apply(fn: (...arrays: Tensor[]) => Tensor, ...arrays: readonly MaskedLike[]): MaskedArray {
  const data = fn(...arrays.map(dataOf))
  const mask = arrays
    .map(maskOf)
    .reduce((a, b) => a.logicalOr(b))
    .broadcastTo(data.shape)
  return new MaskedArray(data, mask)
}

/** A masked array of values; `mask` broadcasts, and is false everywhere by default. */
export function array(
  values: ArrayLike,
  { mask = false, dtype }: TypeOption & { readonly mask?: ArrayLike } = {},
): MaskedArray {
  const data = asarray(values, dtype ? { dtype } : {})
  const given = asarray(mask).cast('bool')
  if (given.ndim > data.ndim)
    throw invalid(`ma.array: the mask has shape ${show(given.shape)}, which does not broadcast to ${show(data.shape)}`)
  return new MaskedArray(data, given.broadcastTo(data.shape))
}

/** Masked where a condition holds. */
export function maskedWhere(condition: ArrayLike, x: MaskedLike): MaskedArray {
  const data = dataOf(x)
  return new MaskedArray(data, maskOf(x).logicalOr(asarray(condition)).broadcastTo(data.shape))
}
/** Masked where equal to a value. */
export const maskedEqual = (x: MaskedLike, value: ArrayLike): MaskedArray => maskedWhere(equal(dataOf(x), value), x)
/** Masked where not equal to a value. */
export const maskedNotEqual = (x: MaskedLike, value: ArrayLike): MaskedArray =>
  maskedWhere(notEqual(dataOf(x), value), x)
/** Masked where greater than a value. */
export const maskedGreater = (x: MaskedLike, value: ArrayLike): MaskedArray => maskedWhere(greater(dataOf(x), value), x)
/** Masked where greater than a value or equal. */
export const maskedGreaterEqual = (x: MaskedLike, value: ArrayLike): MaskedArray =>
  maskedWhere(greaterEqual(dataOf(x), value), x)
/** Masked where less than a value. */
export const maskedLess = (x: MaskedLike, value: ArrayLike): MaskedArray => maskedWhere(less(dataOf(x), value), x)
/** Masked where less than a value or equal. */
export const maskedLessEqual = (x: MaskedLike, value: ArrayLike): MaskedArray =>
  maskedWhere(lessEqual(dataOf(x), value), x)
/** Masked between two values, both included. */
export const maskedInside = (x: MaskedLike, low: number, high: number): MaskedArray =>
  maskedWhere(logicalAnd(greaterEqual(dataOf(x), Math.min(low, high)), lessEqual(dataOf(x), Math.max(low, high))), x)
/** Masked outside of two values. */
export const maskedOutside = (x: MaskedLike, low: number, high: number): MaskedArray =>
  maskedWhere(logicalOr(less(dataOf(x), Math.min(low, high)), greater(dataOf(x), Math.max(low, high))), x)
/** Masked where NaN or infinite. */
export const maskedInvalid = (x: MaskedLike): MaskedArray => maskedWhere(dataOf(x).isfinite().logicalNot(), x)

/** The values, whatever the mask. */
export const getdata = dataOf
/** The mask, false everywhere for what is not masked. */
export const getmaskarray = maskOf
/** One after another along an axis. */
export const concatenate = (arrays: readonly MaskedLike[], axis = 0): MaskedArray =>
  new MaskedArray(joined(arrays.map(dataOf), axis), joined(arrays.map(maskOf), axis))
