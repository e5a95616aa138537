import { invalid } from '../base/errors.ts'
import { isFloat } from '../tensor/dtype.ts'
import { arange, argsort as orderOf, sort as sorted, type Tensor, where, zeros } from '../tensor/index.ts'
import { normalizeAxis } from '../tensor/shape.ts'
import { type ArrayLike, asarray } from './array.ts'

/** Places along an axis, shaped to broadcast. */
export const placesAlong = (x: Tensor, axis: number): Tensor =>
  arange(x.shape[axis]!).reshape(x.shape.map((n, i) => (i === axis ? n : 1)))

const target = (name: string, x: ArrayLike, axis: number | null): [Tensor, number] => {
  const given = asarray(x)
  if (axis === null || given.ndim === 0) return [given.flatten(), 0]
  return [given, normalizeAxis(name, axis, given.ndim)]
}

/** The elements in rising order along an axis (the last by default, of the flattened array with null); NaN comes last. */
export function sort(x: ArrayLike, axis: number | null = -1): Tensor {
  const [given, along] = target('sort', x, axis)
  if (given.size === 0) return given
  if (!isFloat(given.dtype)) return sorted(given, along)
  const missing = given.isnan()
  const ordered = sorted(where(missing, Number.POSITIVE_INFINITY, given), along)
  const count = missing.sum(along, { keepdims: true }).rsub(given.shape[along]!)
  return where(placesAlong(given, along).greaterEqual(count), Number.NaN, ordered)
}

/** The positions that put the elements in rising order along an axis; equal ones stay in order, NaN comes last. */
export function argsort(x: ArrayLike, axis: number | null = -1): Tensor {
  const [given, along] = target('argsort', x, axis)
  if (given.size === 0) return zeros(given.shape, { dtype: 'int64' })
  if (!isFloat(given.dtype)) return orderOf(given, along)
  const missing = given.isnan()
  const order = orderOf(where(missing, Number.POSITIVE_INFINITY, given), along)
  // Infinities stand among the NaN now; a second, stable sort parts them.
  const late = orderOf(missing.cast('uint8').takeAlongAxis(order, along), along)
  return order.takeAlongAxis(late, along)
}

/**
 * The positions that sort by several keys: by the last one first, and by those before it where it is equal.
 *
 * @example
 * np.lexsort([firstNames, surnames]) // by surname, then by first name
 */
export function lexsort(keys: readonly ArrayLike[], axis = -1): Tensor {
  if (keys.length === 0) throw invalid('lexsort: there are no keys; give at least one')
  const [first, ...rest] = keys.map((key) => asarray(key))
  const along = normalizeAxis('lexsort', axis, first!.ndim)
  return rest.reduce(
    (order, key) => order.takeAlongAxis(argsort(key.takeAlongAxis(order, along), along), along),
    argsort(first!, along),
  )
}

const checkKth = (name: string, kth: number | readonly number[], length: number): void => {
  for (const k of typeof kth === 'number' ? [kth] : kth)
    if (!Number.isInteger(k) || k < -length || k >= length)
      throw invalid(`${name}: kth is ${k}; it must lie in ${-length}…${length - 1}`)
}
/** The elements so that the k-th is where sorting puts it, smaller ones before and larger ones behind; all are sorted. */
export function partition(x: ArrayLike, kth: number | readonly number[], axis: number | null = -1): Tensor {
  const [given, along] = target('partition', x, axis)
  checkKth('partition', kth, given.shape[along]!)
  return sort(given, along)
}
/** The positions that partition the elements; they sort them. */
export function argpartition(x: ArrayLike, kth: number | readonly number[], axis: number | null = -1): Tensor {
  const [given, along] = target('argpartition', x, axis)
  checkKth('argpartition', kth, given.shape[along]!)
  return argsort(given, along)
}

/** Whether a comes before b, where NaN comes behind everything. */
const before = (a: Tensor, b: Tensor): Tensor =>
  isFloat(a.dtype) ? a.less(b).logicalOr(b.isnan().logicalAnd(a.isnan().logicalNot())) : a.less(b)

/** Where `values` belong in a rising vector: a binary search of all of them at once. Both of one type. */
export function bisect(rising: Tensor, values: Tensor, right: boolean): Tensor {
  const n = rising.size
  let place = values.cast('bool').cast('int64').mul(0)
  if (n === 0) return place
  for (let step = 2 ** Math.floor(Math.log2(n)); step >= 1; step /= 2) {
    const next = place.add(step)
    const found = rising.take(next.sub(1).minimum(n - 1))
    const passed = right ? before(values, found).logicalNot() : before(found, values)
    place = where(next.lessEqual(n).logicalAnd(passed), next, place)
  }
  return place
}
