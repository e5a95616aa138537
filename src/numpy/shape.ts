import { invalid } from '../base/errors.ts'
import {
  type Axes,
  broadcastTo as broadcast,
  expandDims as expand,
  flip as flipOf,
  repeat as repeatOf,
  type Shape,
  squeeze as squeezeOf,
  type Tensor,
  tensor,
  tile as tileOf,
  transpose as transposeOf,
} from '../tensor/index.ts'
import { checkShape, normalizeAxis, broadcastShapes as shapesOf, show, sizeOf } from '../tensor/shape.ts'
import { type ArrayLike, asarray } from './array.ts'

/** The order of elements: 'C', the last axis fastest; 'F', the first axis fastest. */
export type Order = 'C' | 'F'

/** The same values under another shape, read and laid out in the given order; one length may be −1. */
export function reshape(x: ArrayLike, shape: number | Shape, { order = 'C' }: { readonly order?: Order } = {}): Tensor {
  const given = asarray(x)
  const lengths = typeof shape === 'number' ? [shape] : shape
  return order === 'C' ? given.reshape(lengths) : given.transpose().flatten().reshape(lengths.toReversed()).transpose()
}
/** All elements in one axis. */
export const ravel = (x: ArrayLike, options?: { readonly order?: Order }): Tensor => reshape(x, [-1], options)

/** The axes in another order; reversed by default. */
export const transpose = (x: ArrayLike, axes?: readonly number[]): Tensor => transposeOf(asarray(x), axes)
/** The last two axes exchanged. */
export const matrixTranspose = (x: ArrayLike): Tensor => asarray(x).swapAxes(-1, -2)

/** Axes moved to other places; those not named keep their order. */
export function moveaxis(
  x: ArrayLike,
  source: number | readonly number[],
  destination: number | readonly number[],
): Tensor {
  const given = asarray(x)
  const list = (axes: number | readonly number[]): number[] =>
    (typeof axes === 'number' ? [axes] : axes).map((axis) => normalizeAxis('moveaxis', axis, given.ndim))
  const [from, to] = [list(source), list(destination)]
  if (from.length !== to.length || new Set(from).size !== from.length || new Set(to).size !== to.length)
    throw invalid(`moveaxis: source ${show(from)} and destination ${show(to)} must name equally many axes, each once`)
  const order = given.shape.map((_, i) => i).filter((axis) => !from.includes(axis))
  for (const [i, place] of [...to.entries()].sort((a, b) => a[1] - b[1])) order.splice(place, 0, from[i]!)
  return given.transpose(order)
}
/** Two axes exchanged. */
export const swapaxes = (x: ArrayLike, a: number, b: number): Tensor => asarray(x).swapAxes(a, b)
/** An axis moved backwards until it stands before another. */
export function rollaxis(x: ArrayLike, axis: number, start = 0): Tensor {
  const given = asarray(x)
  const from = normalizeAxis('rollaxis', axis, given.ndim)
  const before = start < 0 ? start + given.ndim : start
  if (before < 0 || before > given.ndim)
    throw invalid(`rollaxis: start is ${start}; it must lie in ${-given.ndim}…${given.ndim}`)
  return moveaxis(given, from, from < before ? before - 1 : before)
}

/** Without the axes of length 1: all of them, or those named. */
export const squeeze = (x: ArrayLike, axis?: Axes): Tensor => squeezeOf(asarray(x), axis)
/** With new axes of length 1 at the given places of the result. */
export const expandDims = (x: ArrayLike, axis: number | readonly number[]): Tensor => expand(asarray(x), axis)

/** With at least one axis. */
export const atleast1d = (x: ArrayLike): Tensor => {
  const given = asarray(x)
  return given.ndim === 0 ? given.reshape([1]) : given
}
/** With at least two axes; new ones come first. */
export const atleast2d = (x: ArrayLike): Tensor => {
  const given = atleast1d(x)
  return given.ndim === 1 ? given.reshape([1, given.size]) : given
}
/** With at least three axes: [n] becomes [1, n, 1], [n, m] becomes [n, m, 1]. */
export const atleast3d = (x: ArrayLike): Tensor => {
  const given = atleast2d(x)
  return given.ndim === 2 ? given.reshape([...given.shape, 1]) : given
}

/** The shape to which all of these broadcast. */
export const broadcastShapes = (...shapes: readonly Shape[]): Shape =>
  shapes.reduce<Shape>((a, b) => shapesOf('broadcastShapes', a, b), [])
/** Repeated along axes of length 1, and along new leading axes, to fill `shape`. */
export const broadcastTo = (x: ArrayLike, shape: number | Shape): Tensor =>
  broadcast(asarray(x), typeof shape === 'number' ? [shape] : shape)
/** All of them in the shape to which they broadcast. */
export function broadcastArrays(...arrays: readonly ArrayLike[]): Tensor[] {
  const given = arrays.map((x) => asarray(x))
  const shape = broadcastShapes(...given.map((x) => x.shape))
  return given.map((x) => broadcast(x, shape))
}

/** The order reversed along axes (all by default). */
export const flip = (x: ArrayLike, axis?: Axes): Tensor => flipOf(asarray(x), axis)
/** Upside down: the first axis reversed. */
export const flipud = (x: ArrayLike): Tensor => flip(x, 0)
/** Left and right exchanged: the second axis reversed. */
export const fliplr = (x: ArrayLike): Tensor => flip(x, 1)

/** Turned by `k` quarter turns, from the first of two axes towards the second. */
export function rot90(x: ArrayLike, k = 1, axes: readonly [number, number] = [0, 1]): Tensor {
  const given = asarray(x)
  const [a, b] = axes.map((axis) => normalizeAxis('rot90', axis, given.ndim)) as [number, number]
  if (a === b) throw invalid(`rot90: both axes are ${a}; they must differ`)
  const turns = ((k % 4) + 4) % 4
  if (turns === 0) return given
  if (turns === 2) return given.flip([a, b])
  return turns === 1 ? given.flip(b).swapAxes(a, b) : given.swapAxes(a, b).flip(b)
}

/** Elements moved along axes (in the flattened array by default); those that fall off come back on the other side. */
export function roll(x: ArrayLike, shift: number | readonly number[], axis?: number | readonly number[]): Tensor {
  const given = asarray(x)
  if (axis === undefined) {
    if (typeof shift !== 'number') throw invalid('roll: there are several shifts but no axis; name an axis for each')
    return given.roll(shift)
  }
  const axes = typeof axis === 'number' ? [axis] : axis
  const shifts = typeof shift === 'number' ? axes.map(() => shift) : shift
  const along = axes.length === 1 ? shifts.map(() => axes[0]!) : axes
  if (shifts.length !== along.length)
    throw invalid(`roll: there are ${shifts.length} shifts for ${axes.length} axes; give one for each`)
  return shifts.reduce((out, by, i) => out.roll(by, along[i]!), given)
}

/** The whole repeated along each axis. */
export const tile = (x: ArrayLike, times: number | readonly number[]): Tensor =>
  tileOf(asarray(x), typeof times === 'number' ? [times] : times)

/**
 * Each element repeated along an axis (of the flattened array by default).
 *
 * @param times how often: one number for all, or one for each position
 */
export function repeat(x: ArrayLike, times: number | readonly number[], axis?: number): Tensor {
  const given = asarray(x)
  if (typeof times === 'number') return repeatOf(given, times, axis)
  if (axis === undefined) return repeat(ravel(given), times, 0)
  const along = normalizeAxis('repeat', axis, given.ndim)
  const n = given.shape[along]!
  if (times.length !== n && times.length !== 1)
    throw invalid(`repeat: there are ${times.length} numbers of times for ${n} positions of axis ${along}`)
  checkShape('repeat: times', times)
  const positions = Array.from({ length: n }, (_, i) =>
    new Array<number>(times[times.length === 1 ? 0 : i]!).fill(i),
  ).flat()
  return given.take(tensor(positions, { dtype: 'int64' }), along)
}

/** The elements in row-major order, again and again, until `shape` is full; what is too much is left out. */
export function resize(x: ArrayLike, shape: number | Shape): Tensor {
  const flat = ravel(x)
  const lengths = checkShape('resize', typeof shape === 'number' ? [shape] : shape)
  const size = sizeOf(lengths)
  if (flat.size === 0) return broadcast(tensor(0, { dtype: flat.dtype }), lengths)
  return tileOf(flat, [Math.ceil(size / flat.size)])
    .narrow(0, 0, size)
    .reshape(lengths)
}

/**
 * Windows that slide over axes: the windowed axes keep as many positions as fit, and the windows' own axes come last.
 *
 * @param window lengths of the window, one for each of `axis` (all axes by default)
 * @example
 * slidingWindowView(np.arange(5), 3) // [[0, 1, 2], [1, 2, 3], [2, 3, 4]]
 */
export function slidingWindowView(x: ArrayLike, window: number | Shape, axis?: number | readonly number[]): Tensor {
  const given = asarray(x)
  const lengths = typeof window === 'number' ? [window] : window
  const named = axis === undefined ? given.shape.map((_, i) => i) : typeof axis === 'number' ? [axis] : axis
  const axes = named.map((a) => normalizeAxis('slidingWindowView', a, given.ndim))
  if (axes.length !== lengths.length)
    throw invalid(`slidingWindowView: window ${show(lengths)} must have one length for each of the axes ${show(axes)}`)
  return axes.reduce((out, along, i) => {
    const length = lengths[i]!
    const count = out.shape[along]! - length + 1
    if (!Number.isInteger(length) || length < 0 || count < 1)
      throw invalid(`slidingWindowView: a window of ${length} does not fit into axis ${along} of ${show(out.shape)}`)
    const positions = Array.from({ length: count }, (_, start) => Array.from({ length }, (_, j) => start + j))
    return out.take(tensor(positions, { dtype: 'int64' }), along).moveAxis(along + 1, -1)
  }, given)
}

/**
 * Elements at offset Σ index · stride, for every index of `shape`. NumPy makes a view of the memory; here the elements are
 * gathered, and strides count elements of the flattened array, not bytes.
 *
 * @throws when an offset lies outside the array
 * @example
 * asStrided(np.arange(5), [3, 3], [1, 1]) // [[0, 1, 2], [1, 2, 3], [2, 3, 4]]
 */
export function asStrided(x: ArrayLike, shape: Shape, strides: readonly number[]): Tensor {
  const flat = ravel(x)
  checkShape('asStrided', shape)
  if (shape.length !== strides.length || !strides.every(Number.isInteger))
    throw invalid(
      `asStrided: strides ${show(strides)} must be whole numbers of elements, one for each of ${show(shape)}`,
    )
  const offsets = shape.reduce<number[]>(
    (all, n, axis) => all.flatMap((base) => Array.from({ length: n }, (_, i) => base + i * strides[axis]!)),
    [0],
  )
  const outside = offsets.find((offset) => offset < 0 || offset >= flat.size)
  if (outside !== undefined)
    throw invalid(
      `asStrided: offset ${outside} lies outside the ${flat.size} elements; take smaller strides or lengths`,
    )
  return flat.take(tensor(offsets, { dtype: 'int64' })).reshape(shape)
}
