import { isFloat } from '../tensor/dtype.ts'
import { type Axes, type Tensor, where } from '../tensor/index.ts'
import { type ArrayLike, asarray } from './array.ts'
import {
  argmax,
  argmin,
  cumprod,
  cumsum,
  max,
  mean,
  min,
  prod,
  type SpreadOptions,
  std,
  sum,
  var as variance,
} from './reductions.ts'
import type { ReduceOptions } from './ufunc.ts'

/** x with a value in the place of NaN. */
const without = (x: Tensor, value: number): Tensor => (isFloat(x.dtype) ? where(x.isnan(), value, x) : x)
const present = (x: Tensor): Tensor => x.isnan().logicalNot()

/** The sum along axes (all by default), NaN left out. */
export const nansum = (x: ArrayLike, axis?: Axes, options?: ReduceOptions): Tensor =>
  sum(without(asarray(x), 0), axis, options)
/** The product along axes (all by default), NaN left out. */
export const nanprod = (x: ArrayLike, axis?: Axes, options?: ReduceOptions): Tensor =>
  prod(without(asarray(x), 1), axis, options)
/** Running sums along an axis (of the flattened array by default), NaN counted as 0. */
export const nancumsum = (x: ArrayLike, axis?: number): Tensor => cumsum(without(asarray(x), 0), axis)
/** Running products along an axis (of the flattened array by default), NaN counted as 1. */
export const nancumprod = (x: ArrayLike, axis?: number): Tensor => cumprod(without(asarray(x), 1), axis)
/** The mean along axes (all by default), NaN left out; NaN where nothing is left. */
export const nanmean = (x: ArrayLike, axis?: Axes, options: ReduceOptions = {}): Tensor => {
  const given = asarray(x)
  return mean(given, axis, { ...options, where: present(given) })
}
/** The variance along axes (all by default), NaN left out; NaN where nothing is left. */
export const nanvar = (x: ArrayLike, axis?: Axes, options: Omit<SpreadOptions, 'where'> = {}): Tensor => {
  const given = asarray(x)
  return spread(variance, given, axis, options)
}
/** The standard deviation along axes (all by default), NaN left out; NaN where nothing is left. */
export const nanstd = (x: ArrayLike, axis?: Axes, options: Omit<SpreadOptions, 'where'> = {}): Tensor =>
  spread(std, asarray(x), axis, options)

/** NaN where no more elements are left than `ddof`. */
function spread(of: typeof variance, x: Tensor, axis: Axes, options: Omit<SpreadOptions, 'where'>): Tensor {
  const { ddof = 0, keepdims = false } = options
  const here = present(x)
  const enough = here.sum(axis, { keepdims }).greater(ddof)
  return where(enough, of(x, axis, { ...options, where: here }), Number.NaN)
}

const extreme =
  (of: typeof max, least: number) =>
  (x: ArrayLike, axis?: Axes, options?: ReduceOptions): Tensor => {
    const given = asarray(x)
    if (!isFloat(given.dtype)) return of(given, axis, options)
    return where(given.isnan().all(axis, options), Number.NaN, of(without(given, least), axis, options))
  }
/** The largest element along axes (all by default), NaN left out; NaN where there is nothing else. */
export const nanmax = extreme(max, Number.NEGATIVE_INFINITY)
/** The smallest element along axes (all by default), NaN left out; NaN where there is nothing else. */
export const nanmin = extreme(min, Number.POSITIVE_INFINITY)

/** Where all elements are NaN, NumPy refuses; here the first position is given, because values are not known. */
const argExtreme =
  (of: typeof argmax, least: number) =>
  (x: ArrayLike, axis?: number, options?: ReduceOptions): Tensor => {
    const given = asarray(x)
    if (!isFloat(given.dtype)) return of(given, axis, options)
    // An infinity that is really there comes before the NaN that stand for one only if these are told apart.
    const plain = of(without(given, least), axis, options)
    const only = given.equal(least).logicalOr(given.isnan()).all(axis, options)
    return where(only, argmax(present(given), axis, options), plain)
  }
/** The position of the largest element, NaN left out; the first position where there is nothing else. */
export const nanargmax = argExtreme(argmax, Number.NEGATIVE_INFINITY)
/** The position of the smallest element, NaN left out; the first position where there is nothing else. */
export const nanargmin = argExtreme(argmin, Number.POSITIVE_INFINITY)
