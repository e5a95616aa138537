import { invalid } from '../../base/errors.ts'
import { primitive } from '../primitive.ts'
import { normalizeAxis, show } from '../shape.ts'
import type { Tensor } from '../tensor.ts'
import { cast } from './cast.ts'
import { tensor } from './creation.ts'
import { takeAlongAxis } from './indexing.ts'

const positionsOfTop = primitive<{ axis: number; count: number; largest: boolean }>({
  name: 'topKPositions',
  infer: ([x], { axis, count }) => ({ shape: x!.shape.map((n, i) => (i === axis ? count : n)), dtype: 'int64' }),
  emit: (e, [x], { attributes: { axis, count, largest } }) =>
    e.ops('TopK', [x!, e.ints([count])], 2, { axis, largest: largest ? 1 : 0, sorted: 1 })[1]!,
  work: ({ inputs: [x] }) => x!.size * 8,
  gradient: () => [undefined],
})

/** Types that TopK has no kernel for, in one that it has and that keeps their order. */
const sortable = (x: Tensor): Tensor =>
  x.dtype === 'bool' ? cast(x, 'uint8') : x.dtype === 'uint32' ? cast(x, 'int64') : x

/**
 * The `count` largest elements along an axis (the last by default), in falling order, and where they stand; with
 * `largest: false` the smallest, rising. Of equal elements the first comes first.
 *
 * @returns `values` (through which gradients flow) and `positions` (int64)
 */
export function topK(
  x: Tensor,
  count: number,
  axis = -1,
  { largest = true }: { readonly largest?: boolean } = {},
): { values: Tensor; positions: Tensor } {
  const along = normalizeAxis('topK', axis, x.ndim)
  if (!Number.isInteger(count) || count < 0 || count > x.shape[along]!)
    throw invalid(`topK: count is ${count}; axis ${along} of ${show(x.shape)} has ${x.shape[along]} elements`)
  const positions = positionsOfTop([sortable(x)], { axis: along, count, largest })
  return { values: takeAlongAxis(x, positions, along), positions }
}

export interface SortOptions {
  /** From the largest to the smallest; false by default. */
  readonly descending?: boolean
}

/** The elements in rising order along an axis (the last by default). */
export const sort = (x: Tensor, axis = -1, { descending = false }: SortOptions = {}): Tensor =>
  topK(x, x.shape[normalizeAxis('sort', axis, x.ndim)]!, axis, { largest: descending }).values

/** The positions that would put the elements in rising order along an axis (the last by default). */
export const argsort = (x: Tensor, axis = -1, { descending = false }: SortOptions = {}): Tensor =>
  topK(x, x.shape[normalizeAxis('argsort', axis, x.ndim)]!, axis, { largest: descending }).positions

export interface Unique {
  /** The different values, rising. */
  readonly values: Tensor
  /** How often each occurs, int64. */
  readonly counts: Tensor
  /** For each element of the flattened input, the position of its value, int64. */
  readonly inverse: Tensor
}

/**
 * The different elements of x. How many there are is known only afterwards, so it is computed at once.
 *
 * @example
 * const { values } = await unique(tensor([3, 1, 3])) // [1, 3]
 */
export async function unique(x: Tensor): Promise<Unique> {
  const flat = x.flatten()
  const sorted = sort(flat)
  const order = argsort(flat)
  const data = await sorted.data()
  const places = await order.data()
  const starts: number[] = []
  for (let i = 0; i < data.length; i++) if (i === 0 || data[i] !== data[i - 1]) starts.push(i)
  const inverse = new Array<number>(data.length)
  for (const [k, start] of starts.entries())
    for (let i = start; i < (starts[k + 1] ?? data.length); i++) inverse[Number(places[i])] = k
  return {
    values: sorted.take(tensor(starts, { dtype: 'int64' })),
    counts: tensor(
      starts.map((start, k) => (starts[k + 1] ?? data.length) - start),
      { dtype: 'int64' },
    ),
    inverse: tensor(inverse, { dtype: 'int64' }),
  }
}
