import { invalid } from '../base/errors.ts'
import { concat, type Tensor, tensor, where } from '../tensor/index.ts'
import { normalizeAxis, show } from '../tensor/shape.ts'
import { type ArrayLike, asarray } from './array.ts'
import { notEqual } from './comparison.ts'
import { concatenate } from './joining.ts'
import { meet } from './operands.ts'
import { quotientType } from './promotion.ts'
import { argsort, bisect } from './sorting.ts'

/** The differences of neighbours along an axis, n times over; of bool, whether they differ. */
export function diff(
  x: ArrayLike,
  n = 1,
  axis = -1,
  { prepend, append }: { readonly prepend?: ArrayLike; readonly append?: ArrayLike } = {},
): Tensor {
  if (!Number.isInteger(n) || n < 0) throw invalid(`diff: n is ${n}; it must be a whole number from 0`)
  const given = asarray(x)
  const along = normalizeAxis('diff', axis, given.ndim)
  const laid = (values: ArrayLike): Tensor => {
    const added = asarray(values)
    return added.ndim === 0 ? added.broadcastTo(given.shape.map((length, i) => (i === along ? 1 : length))) : added
  }
  const pieces = [
    ...(prepend === undefined ? [] : [laid(prepend)]),
    given,
    ...(append === undefined ? [] : [laid(append)]),
  ]
  let out = pieces.length === 1 ? given : concatenate(pieces, along)
  for (let round = 0; round < n; round++) {
    const length = out.shape[along]!
    if (length === 0) break
    const [later, earlier] = [out.narrow(along, 1, length), out.narrow(along, 0, length - 1)]
    out = given.dtype === 'bool' ? notEqual(later, earlier) : later.sub(earlier)
  }
  return out
}

/** The differences of neighbours in the flattened array, with more values before and behind. */
export function ediff1d(
  x: ArrayLike,
  options: { readonly toBegin?: ArrayLike; readonly toEnd?: ArrayLike } = {},
): Tensor {
  const steps = diff(asarray(x).flatten())
  const more = (values: ArrayLike | undefined): Tensor[] =>
    values === undefined ? [] : [asarray(values).flatten().cast(steps.dtype)]
  return concat([...more(options.toBegin), steps, ...more(options.toEnd)])
}

/** Distances: one number for all steps, or the coordinates of the positions. */
export type Spacing = number | ArrayLike

/**
 * The slope along axes (all by default), by central differences inside and one-sided ones at the ends, both of second
 * order inside also for uneven distances.
 *
 * @param spacing distances or coordinates: one for all axes, or a list with one for each of `axis`
 * @param options `edgeOrder`: 1 (default) or 2 at the ends
 * @returns one array for one axis, otherwise a list
 */
export function gradient(
  x: ArrayLike,
  spacing: Spacing | readonly Spacing[] = 1,
  options: { readonly axis?: number | readonly number[]; readonly edgeOrder?: 1 | 2 } = {},
): Tensor | Tensor[] {
  const given = asarray(x)
  const values = given.cast(quotientType(given.dtype))
  const { axis, edgeOrder = 1 } = options
  const axes = (axis === undefined ? given.shape.map((_, i) => i) : typeof axis === 'number' ? [axis] : axis).map((a) =>
    normalizeAxis('gradient', a, given.ndim),
  )
  const list =
    Array.isArray(spacing) && spacing.length === axes.length && (axes.length > 1 || typeof spacing[0] !== 'number')
  const slopes = axes.map((along, i) =>
    slope(values, along, (list ? (spacing as Spacing[])[i] : spacing) as Spacing, edgeOrder),
  )
  return slopes.length === 1 ? slopes[0]! : slopes
}

function slope(x: Tensor, axis: number, spacing: Spacing, edgeOrder: 1 | 2): Tensor {
  const n = x.shape[axis]!
  if (n < edgeOrder + 1)
    throw invalid(
      `gradient: axis ${axis} of ${show(x.shape)} has ${n} positions; edgeOrder ${edgeOrder} needs ${edgeOrder + 1}`,
    )
  const column = (t: Tensor): Tensor => t.reshape(x.shape.map((_, i) => (i === axis ? t.size : 1)))
  const cut = (start: number, stop: number): Tensor => x.narrow(axis, start, stop)
  const coordinates = asarray(spacing).cast(x.dtype)
  if (coordinates.ndim > 0 && coordinates.size !== n)
    throw invalid(`gradient: there are ${coordinates.size} coordinates for the ${n} positions of axis ${axis}`)
  const steps = coordinates.ndim === 0 ? coordinates.broadcastTo([n - 1]) : diff(coordinates)
  const step = (start: number, stop: number): Tensor => column(steps.narrow(0, start, stop))
  const first = cut(1, 2).sub(cut(0, 1)).div(step(0, 1))
  const last = cut(n - 1, n)
    .sub(cut(n - 2, n - 1))
    .div(step(n - 2, n - 1))
  if (n === 2) return concat([first, last], axis)
  // With steps a before and b behind: (a²·f₊ + (b² − a²)·f₀ − b²·f₋) / (ab(a + b)).
  const [a, b] = [step(0, n - 2), step(1, n - 1)]
  const [low, mid, high] = [cut(0, n - 2), cut(1, n - 1), cut(2, n)]
  const inner = mid.sub(low).div(a).mul(b).add(high.sub(mid).div(b).mul(a)).div(a.add(b))
  if (edgeOrder === 1) return concat([first, inner, last], axis)
  // The parabola through three points, at its end.
  const end = (f0: Tensor, f1: Tensor, f2: Tensor, h1: Tensor, h2: Tensor): Tensor => {
    const [near, far] = [f1.sub(f0).div(h1), f2.sub(f1).div(h2)]
    return near.add(near.sub(far).mul(h1).div(h1.add(h2)))
  }
  return concat(
    [
      end(cut(0, 1), cut(1, 2), cut(2, 3), step(0, 1), step(1, 2)),
      inner,
      end(cut(n - 1, n), cut(n - 2, n - 1), cut(n - 3, n - 2), step(n - 2, n - 1).neg(), step(n - 3, n - 2).neg()),
    ],
    axis,
  )
}

/** The integral along an axis by trapezoids. */
export function trapezoid(
  y: ArrayLike,
  x?: ArrayLike,
  { dx = 1, axis = -1 }: { readonly dx?: number; readonly axis?: number } = {},
): Tensor {
  const given = asarray(y)
  const values = given.cast(quotientType(given.dtype))
  const along = normalizeAxis('trapezoid', axis, given.ndim)
  const n = given.shape[along]!
  const means = values
    .narrow(along, 1, n)
    .add(values.narrow(along, 0, n - 1))
    .mul(0.5)
  if (x === undefined) return means.mul(dx).sum(along)
  const steps = diff(asarray(x).cast(values.dtype))
  const laid = steps.ndim === 1 ? steps.reshape(given.shape.map((_, i) => (i === along ? n - 1 : 1))) : steps
  return means.mul(laid).sum(along)
}

/**
 * Linear interpolation between points whose x-coordinates rise.
 *
 * @param options `left` and `right`: values beyond the ends (the outermost by default); `period` of the x-coordinates,
 *   which may then stand in any order
 */
export function interp(
  x: ArrayLike,
  xs: ArrayLike,
  ys: ArrayLike,
  options: { readonly left?: number; readonly right?: number; readonly period?: number } = {},
): Tensor {
  const [at, places, values] = meet('interp', [asarray(x), asarray(xs), asarray(ys)], () => 'float64') as [
    Tensor,
    Tensor,
    Tensor,
  ]
  if (places.ndim !== 1 || places.size !== values.size || places.size === 0)
    throw invalid(
      `interp: xs and ys have shapes ${show(places.shape)} and ${show(values.shape)}; give as many of each, in one axis`,
    )
  const { period } = options
  if (period !== undefined) {
    if (!(period > 0)) throw invalid(`interp: period is ${period}; it must be positive`)
    const turned = places.remainder(period)
    const order = argsort(turned)
    const [sortedX, sortedY] = [turned.take(order), values.take(order)]
    const n = places.size
    const end = (t: Tensor, i: number): Tensor => t.narrow(0, i, i + 1)
    return interp(
      at.remainder(period),
      concat([end(sortedX, n - 1).sub(period), sortedX, end(sortedX, 0).add(period)]),
      concat([end(sortedY, n - 1), sortedY, end(sortedY, 0)]),
    )
  }
  const n = places.size
  const after = bisect(places, at, true).clip(1, Math.max(1, n - 1))
  const [x0, x1] = [places.take(after.sub(1)), places.take(after.minimum(n - 1))]
  const [y0, y1] = [values.take(after.sub(1)), values.take(after.minimum(n - 1))]
  const width = x1.sub(x0)
  const inside = y0.add(at.sub(x0).mul(y1.sub(y0).div(where(width.equal(0), 1, width))))
  const edge = (i: number): Tensor => places.narrow(0, i, i + 1).reshape([])
  const end = (i: number, given: number | undefined): Tensor =>
    given === undefined ? values.narrow(0, i, i + 1).reshape([]) : tensor(given, { dtype: 'float64' })
  const above = where(
    at.greater(edge(n - 1)),
    end(n - 1, options.right),
    where(at.equal(edge(n - 1)), end(n - 1, undefined), inside),
  )
  return where(at.less(edge(0)), end(0, options.left), above)
}
