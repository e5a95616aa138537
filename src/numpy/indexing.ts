import { invalid } from '../base/errors.ts'
import { arange, type Range, type Tensor, tensor, where } from '../tensor/index.ts'
import { broadcastShapes, normalizeAxis, show, sizeOf } from '../tensor/shape.ts'
import { type ArrayLike, asarray } from './array.ts'
import { concatenate } from './joining.ts'
import { meet } from './operands.ts'
import { type OutOfRange, within } from './searching.ts'

/** The slices at positions along an axis (elements of the flattened array by default), which the axis becomes. */
export function take(
  x: ArrayLike,
  positions: ArrayLike,
  axis?: number,
  { mode = 'raise' }: { readonly mode?: OutOfRange } = {},
): Tensor {
  const given = axis === undefined ? asarray(x).flatten() : asarray(x)
  const along = axis === undefined ? 0 : normalizeAxis('take', axis, given.ndim)
  return given.take(within('take', positions, given.shape[along]!, mode), along)
}

/** Lengths of 1 in other axes than `axis` stretch. */
function alongAxis(name: string, x: ArrayLike, positions: ArrayLike, axis: number | null): [Tensor, Tensor, number] {
  const given = axis === null ? asarray(x).flatten() : asarray(x)
  const places = asarray(positions).cast('int64')
  const along = normalizeAxis(name, axis ?? 0, given.ndim)
  if (places.ndim !== given.ndim)
    throw invalid(
      `${name}: positions have shape ${show(places.shape)}, but the array ${show(given.shape)}; give as many axes`,
    )
  const common = broadcastShapes(
    name,
    given.shape.map((n, i) => (i === along ? 1 : n)),
    places.shape.map((n, i) => (i === along ? 1 : n)),
  )
  const to = (n: number): number[] => common.map((length, i) => (i === along ? n : length))
  return [given.broadcastTo(to(given.shape[along]!)), places.broadcastTo(to(places.shape[along]!)), along]
}
/** One element for each position, along an axis (in the flattened array with null). */
export function takeAlongAxis(x: ArrayLike, positions: ArrayLike, axis: number | null = -1): Tensor {
  const [given, places, along] = alongAxis('takeAlongAxis', x, positions, axis)
  return given.takeAlongAxis(places, along)
}
/** The array with values at positions along an axis; values broadcast to the positions. */
export function putAlongAxis(x: ArrayLike, positions: ArrayLike, values: ArrayLike, axis: number | null): Tensor {
  const [given, places, along] = alongAxis('putAlongAxis', x, positions, axis)
  const updates = asarray(values).cast(given.dtype).broadcastTo(places.shape)
  return given.scatter(along, places, updates).reshape(asarray(x).shape)
}

/** Values again and again, until there are `count`. */
const cycled = (values: Tensor, positions: Tensor): Tensor =>
  values.flatten().take(positions.remainder(Math.max(1, values.size)))

/** The array with values at positions of its flattened form; too few values are used again. */
export function put(
  x: ArrayLike,
  positions: ArrayLike,
  values: ArrayLike,
  { mode = 'raise' }: { readonly mode?: OutOfRange } = {},
): Tensor {
  const given = asarray(x)
  const places = within('put', positions, given.size, mode).flatten()
  if (places.size === 0) return given
  const updates = cycled(asarray(values).cast(given.dtype), arange(places.size))
  return given.reshape([given.size]).scatter(0, places, updates).reshape(given.shape)
}
/** The array with values where the mask is true, one after another; too few values are used again. */
export function place(x: ArrayLike, mask: ArrayLike, values: ArrayLike): Tensor {
  const given = asarray(x)
  const flat = asarray(mask).cast('bool').flatten()
  const updates = cycled(asarray(values).cast(given.dtype), flat.cumsum(0).sub(1).maximum(0)).reshape(given.shape)
  return where(flat.reshape(given.shape), updates, given)
}
/** The array with values where the mask is true, each the one of its own place; too few values are used again. */
export function putmask(x: ArrayLike, mask: ArrayLike, values: ArrayLike): Tensor {
  const given = asarray(x)
  const updates = cycled(asarray(values).cast(given.dtype), arange(given.size)).reshape(given.shape)
  return where(asarray(mask).cast('bool'), updates, given)
}
/** `target` with the values of `source`, which broadcast; only where `where` holds. */
export function copyto(target: ArrayLike, source: ArrayLike, options: { readonly where?: ArrayLike } = {}): Tensor {
  const given = asarray(target)
  const values = asarray(source).cast(given.dtype).broadcastTo(given.shape)
  return options.where === undefined ? values : where(asarray(options.where).broadcastTo(given.shape), values, given)
}

/** For each place the element of the choice whose number stands there. All broadcast. */
export function choose(
  numbers: ArrayLike,
  choices: readonly ArrayLike[],
  { mode = 'raise' }: { readonly mode?: OutOfRange } = {},
): Tensor {
  if (choices.length === 0) throw invalid('choose: there are no choices; give at least one')
  const given = meet(
    'choose',
    choices.map((x) => asarray(x)),
  )
  const which = within('choose', numbers, choices.length, mode)
  const shape = [which, ...given].reduce<readonly number[]>((all, x) => broadcastShapes('choose', all, x.shape), [])
  const stacked = asarray(given.map((x) => x.broadcastTo(shape)))
  return stacked.takeAlongAxis(which.broadcastTo(shape).reshape([1, ...shape]), 0).reshape(shape)
}
/** For each place the element of the first choice whose condition holds there, else `otherwise` (0). All broadcast. */
export function select(
  conditions: readonly ArrayLike[],
  choices: readonly ArrayLike[],
  otherwise: ArrayLike = 0,
): Tensor {
  if (conditions.length !== choices.length || conditions.length === 0)
    throw invalid(`select: there are ${conditions.length} conditions and ${choices.length} choices; give one for each`)
  const [last, ...given] = meet('select', [otherwise, ...choices])
  return conditions.reduceRight<Tensor>((rest, condition, i) => where(asarray(condition), given[i]!, rest), last!)
}

/**
 * Index arrays that choose the product of positions: one array of positions for each axis.
 *
 * @example
 * np.at(a, ...np.ix_([0, 2], [1, 3])).get() // rows 0 and 2, columns 1 and 3
 */
export const ix_ = (...positions: readonly ArrayLike[]): Tensor[] =>
  positions.map((list, axis) => {
    const given = asarray(list)
    if (given.dtype === 'bool')
      throw invalid(`ix_: argument ${axis} is a bool mask; give positions: await np.flatnonzero(mask)`)
    return given.reshape(positions.map((_, i) => (i === axis ? given.size : 1)))
  })

/** The array with `value` on its main diagonal; of more than two axes, which must be equally long, where all indices are equal. */
export function fillDiagonal(
  x: ArrayLike,
  value: ArrayLike,
  { wrap = false }: { readonly wrap?: boolean } = {},
): Tensor {
  const given = asarray(x)
  if (given.ndim < 2)
    throw invalid(`fillDiagonal: the array has shape ${show(given.shape)}; it must have two axes or more`)
  if (given.ndim > 2 && new Set(given.shape).size > 1)
    throw invalid(`fillDiagonal: the axes of ${show(given.shape)} must be equally long, since there are more than two`)
  const [rows, columns] = given.shape as [number, number]
  const step =
    given.ndim === 2 ? columns + 1 : given.shape.reduce((sum, _, i) => sum + sizeOf(given.shape.slice(i + 1)), 0)
  const stop = wrap || given.ndim > 2 ? given.size : Math.min(rows, columns) * columns
  const places = arange(0, stop, step)
  return put(given, places, value)
}

/** Positions chosen along an axis: one, several, or a range. */
export type Positions = number | readonly number[] | { readonly range: Range }

function chosenOf(name: string, positions: Positions, length: number, most = length - 1): number[] {
  if (typeof positions === 'object' && 'range' in positions) {
    const [start, stop, step = 1] = positions.range
    const whole = Array.from({ length }, (_, i) => i)
    const from = (n: number | null, open: number): number =>
      n === null ? open : n < 0 ? n + length : Math.min(n, length)
    const chosen: number[] = []
    if (step > 0) for (let i = Math.max(0, from(start, 0)); i < from(stop, length); i += step) chosen.push(whole[i]!)
    else
      for (let i = Math.min(length - 1, from(start, length - 1)); i > from(stop, -1); i += step) chosen.push(whole[i]!)
    return chosen
  }
  const list = typeof positions === 'number' ? [positions] : positions
  return list.map((p) => {
    if (!Number.isInteger(p) || p < -length || p > most)
      throw invalid(`${name}: position ${p} is out of range; it must lie in ${-length}…${most}`)
    return p < 0 ? p + length : p
  })
}

/** The array without the slices at positions along an axis (elements of the flattened array by default). */
function remove(x: ArrayLike, positions: Positions, axis?: number): Tensor {
  const given = axis === undefined ? asarray(x).flatten() : asarray(x)
  const along = axis === undefined ? 0 : normalizeAxis('delete', axis, given.ndim)
  const n = given.shape[along]!
  const gone = new Set(chosenOf('delete', positions, n))
  const kept = Array.from({ length: n }, (_, i) => i).filter((i) => !gone.has(i))
  return given.take(tensor(kept, { dtype: 'int64' }), along)
}

/**
 * The array with values before positions along an axis (elements of the flattened array by default). Positions are those
 * of the array as it was.
 */
export function insert(x: ArrayLike, positions: Positions, values: ArrayLike, axis?: number): Tensor {
  const given = axis === undefined ? asarray(x).flatten() : asarray(x)
  const along = axis === undefined ? 0 : normalizeAxis('insert', axis, given.ndim)
  const n = given.shape[along]!
  const places = chosenOf('insert', positions, n, n)
  const single = places.length === 1
  const filled = asarray(values).cast(given.dtype)
  // One position takes as many slices as there are; for a bare number they come along the first axis.
  const padded = filled.reshape([...new Array<number>(Math.max(0, given.ndim - filled.ndim)).fill(1), ...filled.shape])
  const added = typeof positions === 'number' ? padded.moveAxis(0, along) : padded
  const count = single ? added.shape[along]! : places.length
  const spread = added.broadcastTo(given.shape.map((length, i) => (i === along ? count : length)))
  const before = single ? new Array<number>(count).fill(places[0]!) : places
  const order = before.map((p, i) => [p, i] as const).sort((a, b) => a[0] - b[0] || a[1] - b[1])
  const source: number[] = []
  let next = 0
  for (let i = 0; i <= n; i++) {
    while (next < order.length && order[next]![0] === i) source.push(n + order[next++]![1])
    if (i < n) source.push(i)
  }
  return concatenate([given, spread], along).take(tensor(source, { dtype: 'int64' }), along)
}

/** Index arrays of the main diagonal of an array of `axes` axes of length n. */
export const diagIndices = (n: number, axes = 2): Tensor[] => Array.from({ length: axes }, () => arange(n))

function triangle(rows: number, columns: number, holds: (i: number, j: number) => boolean): [Tensor, Tensor] {
  const [is, js]: [number[], number[]] = [[], []]
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < columns; j++)
      if (holds(i, j)) {
        is.push(i)
        js.push(j)
      }
  return [tensor(is, { dtype: 'int64' }), tensor(js, { dtype: 'int64' })]
}
/** Index arrays of the lower triangle of an n × m matrix, up to its k-th diagonal. */
export const trilIndices = (n: number, k = 0, m = n): [Tensor, Tensor] => triangle(n, m, (i, j) => j - i <= k)
/** Index arrays of the upper triangle of an n × m matrix, from its k-th diagonal on. */
export const triuIndices = (n: number, k = 0, m = n): [Tensor, Tensor] => triangle(n, m, (i, j) => j - i >= k)

const matrixOf = (name: string, x: ArrayLike): readonly [number, number] => {
  const given = asarray(x)
  if (given.ndim !== 2) throw invalid(`${name}: the array has shape ${show(given.shape)}; it must have two axes`)
  return given.shape as [number, number]
}
/** Index arrays of the main diagonal of x, whose axes must be equally long. */
export function diagIndicesFrom(x: ArrayLike): Tensor[] {
  const given = asarray(x)
  if (given.ndim < 2 || new Set(given.shape).size > 1)
    throw invalid(
      `diagIndicesFrom: the array has shape ${show(given.shape)}; it must have two axes or more, equally long`,
    )
  return diagIndices(given.shape[0]!, given.ndim)
}
/** Index arrays of the lower triangle of x, up to its k-th diagonal. */
export const trilIndicesFrom = (x: ArrayLike, k = 0): [Tensor, Tensor] => {
  const [n, m] = matrixOf('trilIndicesFrom', x)
  return trilIndices(n, k, m)
}
/** Index arrays of the upper triangle of x, from its k-th diagonal on. */
export const triuIndicesFrom = (x: ArrayLike, k = 0): [Tensor, Tensor] => {
  const [n, m] = matrixOf('triuIndicesFrom', x)
  return triuIndices(n, k, m)
}

/** All indices of a shape, in row-major order. */
export function* ndindex(...shape: readonly number[]): Generator<number[]> {
  const size = sizeOf(shape)
  for (let flat = 0; flat < size; flat++) yield indexAt(flat, shape)
}
const indexAt = (flat: number, shape: readonly number[]): number[] => {
  const index = new Array<number>(shape.length)
  let rest = flat
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    index[axis] = rest % shape[axis]!
    rest = Math.floor(rest / shape[axis]!)
  }
  return index
}
/**
 * Index and value of every element, in row-major order; computes the array first.
 *
 * @example
 * for await (const [[i, j], value] of np.ndenumerate(a)) console.log(i, j, value)
 */
export async function* ndenumerate(x: ArrayLike): AsyncGenerator<[index: number[], value: number]> {
  const given = asarray(x)
  const values = await given.data()
  for (let flat = 0; flat < values.length; flat++) yield [indexAt(flat, given.shape), Number(values[flat])]
}

/** The array without zeros at its ends ('f' the front, 'b' the back, both by default). */
export async function trimZeros(x: ArrayLike, trim: 'f' | 'b' | 'fb' = 'fb'): Promise<Tensor> {
  const given = asarray(x)
  if (given.ndim !== 1) throw invalid(`trimZeros: the array has shape ${show(given.shape)}; it must have one axis`)
  const values = Array.from(await given.data(), Number)
  const first = trim.includes('f') ? values.findIndex((value) => value !== 0) : 0
  if (first < 0 || values.every((value) => value === 0)) return given.narrow(0, 0, 0)
  const last = trim.includes('b') ? values.findLastIndex((value) => value !== 0) : values.length - 1
  return given.narrow(0, first, last + 1)
}

export { remove as delete }
