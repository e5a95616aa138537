import { invalid } from '../base/errors.ts'
import { where as choose, at as part, Tensor, tensor, zeros } from '../tensor/index.ts'
import { show, sizeOf } from '../tensor/shape.ts'
import { type ArrayLike, asarray } from './array.ts'
import { type Lengths, shapeOf } from './lengths.ts'
import { meet } from './operands.ts'
import { bisect } from './sorting.ts'

export type Side = 'left' | 'right'

/**
 * Where values belong in a rising vector: before equal elements ('left', default) or behind them ('right'); int64.
 *
 * @param options `sorter`: the positions that put the vector in rising order, where it is not
 */
export function searchsorted(
  rising: ArrayLike,
  values: ArrayLike,
  { side = 'left', sorter }: { readonly side?: Side; readonly sorter?: ArrayLike } = {},
): Tensor {
  const [keys, wanted] = meet('searchsorted', [asarray(rising), values])
  if (keys!.ndim !== 1) throw invalid(`searchsorted: the vector has shape ${show(keys!.shape)}; it must have one axis`)
  return bisect(sorter === undefined ? keys! : keys!.take(asarray(sorter)), wanted!, side === 'right')
}

/**
 * The interval of each value among the edges `bins`, rising or falling: i where bins[i−1] ≤ x < bins[i] (with `right`
 * bins[i−1] < x ≤ bins[i]; for falling edges the other way round).
 */
export function digitize(x: ArrayLike, bins: ArrayLike, { right = false }: { readonly right?: boolean } = {}): Tensor {
  const [values, edges] = meet('digitize', [asarray(x), asarray(bins)])
  if (edges!.ndim !== 1) throw invalid(`digitize: bins have shape ${show(edges!.shape)}; they must have one axis`)
  const n = edges!.size
  const rising = bisect(edges!, values!, !right)
  if (n < 2) return rising
  const falling = bisect(edges!.flip(0), values!, !right).rsub(n)
  return choose(part(edges!, 0).greater(part(edges!, n - 1)), falling, rising)
}

/** Positions of the elements that are not 0, by axis: one int64 array for each. How many there are must be known. */
export async function nonzero(x: ArrayLike): Promise<Tensor[]> {
  const given = asarray(x)
  if (given.ndim === 0) throw invalid('nonzero: the array is a scalar; use atleast1d')
  return unravelIndex(await flatnonzero(given), given.shape)
}
/** Positions in the flattened array of the elements that are not 0. */
export async function flatnonzero(x: ArrayLike): Promise<Tensor> {
  const given = asarray(x)
  const values = await given.cast('bool').data()
  const places: number[] = []
  for (let i = 0; i < values.length; i++) if (values[i]) places.push(i)
  return tensor(places, { dtype: 'int64' })
}
/** Positions of the elements that are not 0, one row for each: int64 [count, number of axes]. */
export async function argwhere(x: ArrayLike): Promise<Tensor> {
  const given = asarray(x)
  const places = await flatnonzero(given)
  if (given.ndim === 0) return zeros([places.size, 0], { dtype: 'int64' })
  return asarray(unravelIndex(places, given.shape)).transpose()
}
/** The elements of x where the condition holds, in row-major order. */
export async function extract(condition: ArrayLike, x: ArrayLike): Promise<Tensor> {
  return asarray(x)
    .flatten()
    .take(await flatnonzero(condition))
}
/** The slices along an axis where the condition holds; elements of the flattened array by default. */
export async function compress(condition: ArrayLike, x: ArrayLike, axis?: number): Promise<Tensor> {
  const given = axis === undefined ? asarray(x).flatten() : asarray(x)
  return given.take(await flatnonzero(condition), axis ?? 0)
}

/** The index along each axis of positions in the flattened array. */
export function unravelIndex(positions: ArrayLike, shape: Lengths): Tensor[] {
  const lengths = shapeOf(shape)
  const given = asarray(positions).cast('int64')
  return lengths.map((n, axis) => {
    const stride = sizeOf(lengths.slice(axis + 1))
    return given.floorDivide(Math.max(stride, 1)).remainder(Math.max(n, 1))
  })
}
/** Positions in the flattened array from the index along each axis; `mode` says what happens beyond the ends. */
export function ravelMultiIndex(
  indices: readonly ArrayLike[],
  shape: Lengths,
  { mode = 'raise' }: { readonly mode?: OutOfRange } = {},
): Tensor {
  const lengths = shapeOf(shape)
  if (indices.length !== lengths.length)
    throw invalid(`ravelMultiIndex: there are ${indices.length} arrays of indices for shape ${show(lengths)}`)
  return indices
    .map((index, axis) => within('ravelMultiIndex', index, lengths[axis]!, mode).mul(sizeOf(lengths.slice(axis + 1))))
    .reduce((a, b) => a.add(b), zeros([], { dtype: 'int64' }))
}

/** What happens to positions beyond the ends: an error, counting on from the other end, or the end. */
export type OutOfRange = 'raise' | 'wrap' | 'clip'

/** Positions as int64. With 'raise', numbers are checked at once, and tensors when the program runs. */
export function within(name: string, positions: ArrayLike, length: number, mode: OutOfRange): Tensor {
  const given = asarray(positions)
  if (given.dtype.startsWith('float') && given.size > 0)
    throw invalid(`${name}: positions are ${given.dtype}; they must be integers`)
  const whole = given.cast('int64')
  if (mode === 'wrap') return whole.remainder(length)
  if (mode === 'clip') return whole.clip(0, length - 1)
  if (positions instanceof Tensor) return whole
  const list: unknown[] = typeof positions === 'object' ? [...(positions as Iterable<unknown>)].flat(9) : [positions]
  for (const p of list)
    if (Number(p) < -length || Number(p) >= length)
      throw invalid(
        `${name}: position ${p} is out of range for a length of ${length}; it must lie in ${-length}…${length - 1}`,
      )
  return whole
}
