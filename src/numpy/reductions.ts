import { invalid } from '../base/errors.ts'
import { type DType, isFloat, kindOf } from '../tensor/dtype.ts'
import { type Axes, argmax as firstMax, argmin as firstMin, full, type Tensor, where } from '../tensor/index.ts'
import { normalizeAxes, normalizeAxis, reducedShape, show } from '../tensor/shape.ts'
import { multiply } from './arithmetic.ts'
import { type ArrayLike, asarray } from './array.ts'
import { quotientType, totalType } from './promotion.ts'
import { countOf, type ReduceOptions } from './ufunc.ts'

export interface ChoosingOptions extends ReduceOptions {
  /** Which elements count, in bool; it broadcasts. All by default. */
  readonly where?: ArrayLike
}
export interface TotalOptions extends ChoosingOptions {
  /** The type in which the result is computed; floats their own and integers int64 by default. */
  readonly dtype?: DType
  /** What the result starts from: 0 for sums and 1 for products by default. */
  readonly initial?: number
}

/** x, with a value in the place of elements that do not count. */
const counted = (x: Tensor, chosen: ArrayLike | undefined, value: number | boolean): Tensor =>
  chosen === undefined ? x : where(asarray(chosen), x, full([], value, { dtype: x.dtype })).broadcastTo(x.shape)

/** The sum along axes (all by default); integers and bool add up in int64. */
export function sum(x: ArrayLike, axis?: Axes, options: TotalOptions = {}): Tensor {
  const { keepdims = false, initial = 0, dtype } = options
  const given = asarray(x)
  const total = counted(given.cast(dtype ?? totalType(given.dtype)), options.where, 0).sum(axis, { keepdims })
  const typed = dtype ? total.cast(dtype) : total
  return initial === 0 ? typed : typed.add(initial)
}
/** The product along axes (all by default); integers and bool multiply in int64. */
export function prod(x: ArrayLike, axis?: Axes, options: TotalOptions = {}): Tensor {
  const { keepdims = false, initial = 1, dtype } = options
  const given = asarray(x)
  const product = counted(given.cast(dtype ?? totalType(given.dtype)), options.where, 1).prod(axis, { keepdims })
  const typed = dtype ? product.cast(dtype) : product
  return initial === 1 ? typed : typed.mul(initial)
}

/** How many elements along the axes count, in x's type. */
function numberOf(x: Tensor, axis: Axes, chosen: ArrayLike | undefined, keepdims: boolean): Tensor {
  if (chosen === undefined) return full([], countOf(x, normalizeAxes('mean', axis, x.ndim)), { dtype: x.dtype })
  return asarray(chosen).cast('bool').broadcastTo(x.shape).cast(x.dtype).sum(axis, { keepdims })
}

/** The arithmetic mean along axes (all by default); a float. NaN of nothing. */
export function mean(x: ArrayLike, axis?: Axes, options: ChoosingOptions & { readonly dtype?: DType } = {}): Tensor {
  const { keepdims = false, dtype } = options
  const given = asarray(x)
  const values = given.cast(dtype ?? quotientType(given.dtype))
  // float16 adds up in float32, as NumPy has it.
  const wide = values.dtype === 'float16' ? values.cast('float32') : values
  const total = counted(wide, options.where, 0).sum(axis, { keepdims })
  return total.div(numberOf(wide, axis, options.where, keepdims)).cast(values.dtype)
}

export interface SpreadOptions extends ChoosingOptions {
  /** What is subtracted from the number of elements in the divisor: 0 by default, 1 for a sample's. */
  readonly ddof?: number
}

/** The mean squared distance from the mean, along axes (all by default); a float. */
function variance(x: ArrayLike, axis?: Axes, options: SpreadOptions = {}): Tensor {
  const { keepdims = false, ddof = 0 } = options
  const given = asarray(x)
  const values = given.cast(quotientType(given.dtype))
  const wide = values.dtype === 'float16' ? values.cast('float32') : values
  const centre = mean(wide, axis, { keepdims: true, ...(options.where !== undefined && { where: options.where }) })
  const squares = counted(wide.sub(centre).square(), options.where, 0)
  const divisor = numberOf(wide, axis, options.where, keepdims).sub(ddof).maximum(0)
  return squares.sum(axis, { keepdims }).div(divisor).cast(values.dtype)
}
/** The square root of the variance, along axes (all by default); a float. */
export const std = (x: ArrayLike, axis?: Axes, options?: SpreadOptions): Tensor => {
  const spread = variance(x, axis, options)
  // Its gradient at 0 is one of those that meet there.
  const zero = spread.equal(0)
  return where(zero, 0, where(zero, 1, spread).sqrt())
}

export interface ExtremeOptions extends ChoosingOptions {
  /** A value that the result does not fall behind; needed with `where`, and where there are no elements. */
  readonly initial?: number
}

function extreme(name: 'max' | 'min') {
  return (x: ArrayLike, axis?: Axes, options: ExtremeOptions = {}): Tensor => {
    const { keepdims = false, initial } = options
    const given = asarray(x)
    const axes = normalizeAxes(name, axis, given.ndim)
    if (options.where !== undefined && initial === undefined)
      throw invalid(`${name}: there is a where but no initial; what is the ${name} where nothing counts?`)
    if (axes.some((a) => given.shape[a] === 0) && initial !== undefined)
      return full(reducedShape(given.shape, axes, keepdims), initial, { dtype: given.dtype })
    const values = counted(given, options.where, initial ?? 0)
    const plain = name === 'max' ? values.max(axes, { keepdims }) : values.min(axes, { keepdims })
    const found = isFloat(given.dtype) ? where(values.isnan().any(axes, { keepdims }), Number.NaN, plain) : plain
    if (initial === undefined) return found
    return (name === 'max' ? found.maximum(initial) : found.minimum(initial)).cast(given.dtype)
  }
}
/** The largest element along axes (all by default); NaN where one is. */
export const max = extreme('max')
/** The smallest element along axes (all by default); NaN where one is. */
export const min = extreme('min')
/** The distance from the smallest to the largest element, along axes (all by default). */
export const ptp = (x: ArrayLike, axis?: Axes, options?: ReduceOptions): Tensor =>
  max(x, axis, options).sub(min(x, axis, options))

function argExtreme(of: (x: Tensor, axis?: number, options?: ReduceOptions) => Tensor) {
  return (x: ArrayLike, axis?: number, options: ReduceOptions = {}): Tensor => {
    const given = asarray(x)
    const place = of(given, axis, options)
    if (!isFloat(given.dtype)) return place
    const missing = given.isnan()
    return where(missing.any(axis, options), firstMax(missing, axis, options), place)
  }
}
/** The position of the largest element along an axis (in the flattened array by default): the first, or the first NaN. */
export const argmax = argExtreme(firstMax)
/** The position of the smallest element along an axis (in the flattened array by default): the first, or the first NaN. */
export const argmin = argExtreme(firstMin)

/** Whether any element is true (not 0), along axes (all by default). */
export const any = (x: ArrayLike, axis?: Axes, options: ChoosingOptions = {}): Tensor =>
  counted(asarray(x).cast('bool'), options.where, false).any(axis, { keepdims: options.keepdims ?? false })
/** Whether all elements are true (not 0), along axes (all by default). */
export const all = (x: ArrayLike, axis?: Axes, options: ChoosingOptions = {}): Tensor =>
  counted(asarray(x).cast('bool'), options.where, true).all(axis, { keepdims: options.keepdims ?? false })
/** How many elements are not 0, along axes (all by default); int64. */
export const countNonzero = (x: ArrayLike, axis?: Axes, options?: ReduceOptions): Tensor =>
  asarray(x).cast('bool').sum(axis, options)

/** Running sums along an axis (of the flattened array by default). */
export function cumsum(x: ArrayLike, axis?: number, { dtype }: { readonly dtype?: DType } = {}): Tensor {
  const given = asarray(x)
  return given.cast(dtype ?? totalType(given.dtype)).cumsum(axis)
}
/** Running products along an axis (of the flattened array by default). */
export function cumprod(x: ArrayLike, axis?: number, { dtype }: { readonly dtype?: DType } = {}): Tensor {
  const given = asarray(x)
  const values = given.cast(dtype ?? totalType(given.dtype))
  return axis === undefined ? multiply.accumulate(values.reshape([values.size]), 0) : multiply.accumulate(values, axis)
}

/** The mean along axes (all by default), each element counted with its weight. */
export function average(
  x: ArrayLike,
  axis?: number,
  { weights, keepdims = false }: ReduceOptions & { readonly weights?: ArrayLike } = {},
): Tensor {
  if (weights === undefined) return mean(x, axis, { keepdims })
  const given = asarray(x)
  const values = given.cast(quotientType(given.dtype))
  const weight = asarray(weights)
  const along = axis === undefined ? undefined : normalizeAxis('average', axis, given.ndim)
  const fits = weight.ndim === 1 && along !== undefined && weight.size === given.shape[along]
  if (!fits && show(weight.shape) !== show(given.shape))
    throw invalid(
      `average: weights have shape ${show(weight.shape)}; it must be that of the array, ${show(given.shape)}, ` +
        'or one weight for each position of the axis',
    )
  const laid = fits ? weight.reshape(given.shape.map((n, i) => (i === along ? n : 1))) : weight
  const dtype = kindOf(weight.dtype) === 'float' && weight.dtype === 'float64' ? 'float64' : values.dtype
  const scale = laid.cast(dtype).broadcastTo(given.shape)
  return values.cast(dtype).mul(scale).sum(axis, { keepdims }).div(scale.sum(axis, { keepdims }))
}

export { max as amax, min as amin, variance as var }
