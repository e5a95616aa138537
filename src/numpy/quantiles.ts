import { invalid } from '../base/errors.ts'
import { type Axes, type Tensor, tensor, where } from '../tensor/index.ts'
import { normalizeAxes, reducedShape, show } from '../tensor/shape.ts'
import { type ArrayLike, asarray } from './array.ts'
import { quotientType } from './promotion.ts'
import { sort } from './sorting.ts'
import type { ReduceOptions } from './ufunc.ts'

/** How a quantile that falls between two elements is chosen; the names are NumPy's (Hyndman and Fan 1996). */
export type QuantileMethod =
  | 'inverted_cdf'
  | 'averaged_inverted_cdf'
  | 'closest_observation'
  | 'interpolated_inverted_cdf'
  | 'hazen'
  | 'weibull'
  | 'linear'
  | 'median_unbiased'
  | 'normal_unbiased'
  | 'lower'
  | 'higher'
  | 'midpoint'
  | 'nearest'

export interface QuantileOptions extends ReduceOptions {
  /** 'linear' by default. */
  readonly method?: QuantileMethod
}

/** Of n elements in order, the position of quantile q (counted from 0) and the weight of the element behind it. */
function placeOf(q: number, n: number, method: QuantileMethod): [place: number, weight: number] {
  const split = (virtual: number): [number, number] => {
    if (virtual <= 0) return [0, 0]
    if (virtual >= n - 1) return [n - 1, 0]
    return [Math.floor(virtual), virtual - Math.floor(virtual)]
  }
  /** The continuous methods differ in two constants. */
  const between = (alpha: number, beta: number): [number, number] => split(n * q + alpha + q * (1 - alpha - beta) - 1)
  const linear = (n - 1) * q
  const step = n * q - 1
  switch (method) {
    case 'linear':
      return split(linear)
    case 'lower':
      return [Math.floor(linear), 0]
    case 'higher':
      return [Math.ceil(linear), 0]
    case 'midpoint':
      return [Math.floor(linear), linear % 1 === 0 ? 0 : 0.5]
    case 'nearest': {
      const low = Math.floor(linear)
      const fraction = linear - low
      return [fraction > 0.5 || (fraction === 0.5 && low % 2 === 1) ? low + 1 : low, 0]
    }
    case 'inverted_cdf':
      return split(Math.ceil(step))
    case 'averaged_inverted_cdf': {
      const whole = step % 1 === 0
      const [place] = split(whole ? step : Math.ceil(step))
      return [place, whole && step >= 0 && step < n - 1 ? 0.5 : 0]
    }
    case 'closest_observation': {
      const virtual = step - 0.5
      const place = Math.floor(virtual)
      return split(virtual % 1 === 0 && Math.abs(place) % 2 === 1 ? place : place + 1)
    }
    case 'interpolated_inverted_cdf':
      return between(0, 1)
    case 'hazen':
      return between(0.5, 0.5)
    case 'weibull':
      return between(0, 0)
    case 'median_unbiased':
      return between(1 / 3, 1 / 3)
    case 'normal_unbiased':
      return between(3 / 8, 3 / 8)
  }
  throw invalid(`quantile: method is '${String(method)}'; it must be one of NumPy's, such as 'linear' or 'nearest'`)
}

/** The axes to reduce as one last axis of sorted elements, and the shape of the result. */
function lastSorted(
  name: string,
  x: ArrayLike,
  axis: Axes,
  keepdims: boolean,
): [sorted: Tensor, shape: readonly number[]] {
  const given = asarray(x)
  const axes = normalizeAxes(name, axis, given.ndim)
  const rest = given.shape.map((_, i) => i).filter((i) => !axes.includes(i))
  const values = given
    .cast(quotientType(given.dtype))
    .transpose([...rest, ...axes])
    .reshape([...rest.map((i) => given.shape[i]!), axes.reduce((n, i) => n * given.shape[i]!, 1)])
  if (values.shape.at(-1) === 0)
    throw invalid(`${name}: shape ${show(given.shape)} has no elements along the axes, so there is no ${name}`)
  return [sort(values, -1), reducedShape(given.shape, axes, keepdims)]
}

const fractionsOf = (name: string, q: number | readonly number[], most: number): readonly number[] => {
  const list = typeof q === 'number' ? [q] : q
  for (const one of list)
    if (!(one >= 0 && one <= most)) throw invalid(`${name}: q is ${one}; it must lie in 0…${most}`)
  return list.map((one) => one / most)
}

function quantileOf(
  name: string,
  x: ArrayLike,
  q: number | readonly number[],
  most: number,
  axis: Axes,
  { method = 'linear', keepdims = false }: QuantileOptions,
): Tensor {
  const fractions = fractionsOf(name, q, most)
  const [sorted, shape] = lastSorted(name, x, axis, keepdims)
  const n = sorted.shape.at(-1)!
  const places = fractions.map((fraction) => placeOf(fraction, n, method))
  const at = (shift: number): Tensor =>
    sorted.take(
      tensor(
        places.map(([place, weight]) => place + (weight > 0 ? shift : 0)),
        { dtype: 'int64' },
      ),
      -1,
    )
  const weights = tensor(
    places.map(([, weight]) => weight),
    { dtype: 'float64' },
  ).cast(sorted.dtype)
  const [low, high] = [at(0), at(1)]
  // Equal ends stay as they are, also infinite ones.
  const mixed = where(low.equal(high), low, low.add(high.sub(low).mul(weights)))
  // NaN is sorted to the end, and makes all of it NaN.
  const found = where(sorted.narrow(-1, n - 1, n).isnan(), Number.NaN, mixed)
  return (typeof q === 'number' ? found : found.moveAxis(-1, 0)).reshape(
    typeof q === 'number' ? shape : [fractions.length, ...shape],
  )
}

/**
 * The values below which fractions of the elements lie, along axes (all by default).
 *
 * @param q fractions in 0…1; for a list the first axis of the result has one entry for each
 */
export const quantile = (
  x: ArrayLike,
  q: number | readonly number[],
  axis?: Axes,
  options: QuantileOptions = {},
): Tensor => quantileOf('quantile', x, q, 1, axis, options)
/** The values below which so many of a hundred elements lie, along axes (all by default); q in 0…100. */
export const percentile = (
  x: ArrayLike,
  q: number | readonly number[],
  axis?: Axes,
  options: QuantileOptions = {},
): Tensor => quantileOf('percentile', x, q, 100, axis, options)
/** The middle element, or the mean of the two in the middle, along axes (all by default); NaN where one is. */
export const median = (x: ArrayLike, axis?: Axes, options: ReduceOptions = {}): Tensor =>
  quantileOf('median', x, 0.5, 1, axis, options)

/** As many elements are left as are not NaN, which only the program knows: so places are computed in it. */
function nanQuantileOf(
  name: string,
  x: ArrayLike,
  q: number | readonly number[],
  most: number,
  axis: Axes,
  { keepdims = false }: ReduceOptions,
): Tensor {
  const fractions = fractionsOf(name, q, most)
  const [sorted, shape] = lastSorted(name, x, axis, keepdims)
  const count = sorted.isnan().logicalNot().sum(-1, { keepdims: true })
  const virtual = count
    .sub(1)
    .maximum(0)
    .cast('float64')
    .mul(tensor(fractions, { dtype: 'float64' }))
  const place = virtual.floor().cast('int64')
  const weight = virtual.sub(virtual.floor()).cast(sorted.dtype)
  const lead = sorted.shape.slice(0, -1)
  const pick = (at: Tensor): Tensor => sorted.takeAlongAxis(at.broadcastTo([...lead, fractions.length]), -1)
  const low = pick(place)
  const high = pick(place.add(1).minimum(count.sub(1).maximum(0)))
  const mixed = where(low.equal(high), low, low.add(high.sub(low).mul(weight)))
  return (typeof q === 'number' ? mixed : mixed.moveAxis(-1, 0)).reshape(
    typeof q === 'number' ? shape : [fractions.length, ...shape],
  )
}
/** As `quantile`, linearly between elements, NaN left out; NaN where nothing is left. */
export const nanquantile = (
  x: ArrayLike,
  q: number | readonly number[],
  axis?: Axes,
  options: ReduceOptions = {},
): Tensor => nanQuantileOf('nanquantile', x, q, 1, axis, options)
/** As `percentile`, linearly between elements, NaN left out; NaN where nothing is left. */
export const nanpercentile = (
  x: ArrayLike,
  q: number | readonly number[],
  axis?: Axes,
  options: ReduceOptions = {},
): Tensor => nanQuantileOf('nanpercentile', x, q, 100, axis, options)
/** As `median`, NaN left out; NaN where nothing is left. */
export const nanmedian = (x: ArrayLike, axis?: Axes, options: ReduceOptions = {}): Tensor =>
  nanQuantileOf('nanmedian', x, 0.5, 1, axis, options)
