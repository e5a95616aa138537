import { invalid } from '../base/errors.ts'
import type { DType } from '../tensor/dtype.ts'
import { full as filled, arange as range, type Shape, type Tensor, tensor } from '../tensor/index.ts'
import { checkShape } from '../tensor/shape.ts'
import { type ArrayLike, asarray, type TypeOption } from './array.ts'
import { where } from './comparison.ts'
import { type Lengths, shapeOf } from './lengths.ts'
import { inType, resultType } from './operands.ts'
import { isWhole, quotientType } from './promotion.ts'

/** An array of one repeated value, typed after the value unless `dtype` is given. */
export function full(shape: Lengths, value: ArrayLike, { dtype }: TypeOption = {}): Tensor {
  checkShape('full', shapeOf(shape))
  return asarray(value, dtype ? { dtype } : {}).broadcastTo(shapeOf(shape))
}
/** Zeros; float64 by default. */
export const zeros = (shape: Lengths, { dtype = 'float64' }: TypeOption = {}): Tensor => full(shape, 0, { dtype })
/** Ones; float64 by default. */
export const ones = (shape: Lengths, { dtype = 'float64' }: TypeOption = {}): Tensor => full(shape, 1, { dtype })
/** The same as `zeros`: an array whose values do not matter has to have some. */
export const empty = zeros

/** An array of one repeated value, of x's shape and type. */
export const fullLike = (x: ArrayLike, value: ArrayLike, { dtype }: TypeOption = {}): Tensor => {
  const given = asarray(x)
  return full(given.shape, value, { dtype: dtype ?? given.dtype })
}
/** Zeros of x's shape and type. */
export const zerosLike = (x: ArrayLike, options?: TypeOption): Tensor => fullLike(x, 0, options)
/** Ones of x's shape and type. */
export const onesLike = (x: ArrayLike, options?: TypeOption): Tensor => fullLike(x, 1, options)
/** The same as `zerosLike`. */
export const emptyLike = zerosLike

/** A matrix with ones on the k-th diagonal (above the main one for positive k); float64 by default. */
export function eye(rows: number, columns: number = rows, k = 0, { dtype = 'float64' }: TypeOption = {}): Tensor {
  checkShape('eye', [rows, columns])
  return range(columns)
    .equal(range(rows).reshape([rows, 1]).add(k))
    .cast(dtype)
}
/** The square matrix with ones on the main diagonal; float64 by default. */
export const identity = (n: number, options?: TypeOption): Tensor => eye(n, n, 0, options)

/**
 * Evenly spaced values: `arange(stop)`, `arange(start, stop)`, `arange(start, stop, step)`; `stop` is left out. Whole
 * numbers make int64, others float64.
 */
export function arange(start: number, stop?: number, step = 1, { dtype }: TypeOption = {}): Tensor {
  const whole = [start, stop ?? 0, step].every(isWhole)
  return range(start, stop, step, { dtype: dtype ?? (whole ? 'int64' : 'float64') })
}

export interface SpaceOptions extends TypeOption {
  /** Whether `stop` is the last value; true by default. */
  readonly endpoint?: boolean
}

/** `count` evenly spaced values from `start` to `stop`; both may be arrays, whose axes follow. float64 by default. */
export function linspace(
  start: ArrayLike,
  stop: ArrayLike,
  count = 50,
  { endpoint = true, dtype }: SpaceOptions = {},
): Tensor {
  const type = quotientType(resultType(start, stop))
  const [from, to] = [start, stop].map((x) => inType('linspace', x, type)) as [Tensor, Tensor]
  checkShape('linspace', [count])
  const rank = Math.max(from.ndim, to.ndim)
  const places = range(count).reshape([count, ...new Array<number>(rank).fill(1)])
  const parts = Math.max(1, endpoint ? count - 1 : count)
  const steps = places.cast(type).mul(to.sub(from).div(parts)).add(from)
  // The last value is `stop` itself, not what rounding makes of it.
  const spaced = endpoint && count > 1 ? where(places.equal(count - 1), to, steps) : steps
  if (!dtype) return spaced
  return dtype.startsWith('float') || dtype === 'bool' ? spaced.cast(dtype) : spaced.floor().cast(dtype)
}
/** `count` values from baseˢᵗᵃʳᵗ to baseˢᵗᵒᵖ whose exponents are evenly spaced. */
export function logspace(
  start: ArrayLike,
  stop: ArrayLike,
  count = 50,
  { endpoint = true, base = 10, dtype }: SpaceOptions & { readonly base?: number } = {},
): Tensor {
  const exponents = linspace(start, stop, count, { endpoint })
  const values = filled([], base, { dtype: exponents.dtype }).pow(exponents)
  return dtype ? values.cast(dtype) : values
}
/** `count` values from `start` to `stop`, each the same multiple of the one before; both of one sign. */
export function geomspace(
  start: number,
  stop: number,
  count = 50,
  { endpoint = true, dtype }: SpaceOptions = {},
): Tensor {
  if (!(start * stop > 0))
    throw invalid(`geomspace: start is ${start} and stop ${stop}; both must be positive, or both negative`)
  const [from, to] = [start, stop].map((x) => Math.log10(Math.abs(x))) as [number, number]
  const sizes = logspace(from, to, count, { endpoint })
  const places = range(count)
  const first = where(places.equal(0), Math.abs(start), sizes)
  const values = (endpoint && count > 1 ? where(places.equal(count - 1), Math.abs(stop), first) : first).mul(
    Math.sign(start),
  )
  return dtype ? values.cast(dtype) : values
}

/**
 * Coordinates of a grid from those of its axes, one array for each.
 *
 * @param options `indexing`: 'xy' (default), where the first two axes are exchanged as in pictures, or 'ij'; `sparse`:
 *   with lengths of 1, so that they broadcast to the grid
 */
export function meshgrid(
  axes: readonly ArrayLike[],
  { indexing = 'xy', sparse = false }: { readonly indexing?: 'xy' | 'ij'; readonly sparse?: boolean } = {},
): Tensor[] {
  const given = axes.map((x) => asarray(x).flatten())
  const place = (i: number): number => (indexing === 'xy' && i < 2 && given.length > 1 ? 1 - i : i)
  const thin = given.map((x, i) => x.reshape(given.map((_, a) => (a === place(i) ? x.size : 1))))
  const shape = given.map((_, a) => given[place(a)]!.size)
  return sparse ? thin : thin.map((x) => x.broadcastTo(shape))
}

/**
 * An axis of `mgrid` and `ogrid`: `[start, stop]` or `[start, stop, step]` as in `arange`, or `{ start, stop, count }` as
 * in `linspace` (NumPy writes the count as an imaginary step).
 */
export type GridAxis =
  | readonly [start: number, stop: number, step?: number]
  | { readonly start: number; readonly stop: number; readonly count: number }

const gridAxis = (axis: GridAxis): Tensor =>
  'count' in axis ? linspace(axis.start, axis.stop, axis.count) : arange(axis[0], axis[1], axis[2] ?? 1)

/** The coordinates of a grid, those of several axes stacked along a new first one: `np.mgrid([0, 3], [0, 4])` is NumPy's `mgrid[0:3, 0:4]`. */
export const mgrid = (...axes: readonly GridAxis[]): Tensor => {
  const grid = meshgrid(axes.map(gridAxis), { indexing: 'ij' })
  return grid.length === 1 ? grid[0]! : asarray(grid)
}
/** The coordinates of a grid with lengths of 1, so that they broadcast to it. */
export const ogrid = (...axes: readonly GridAxis[]): Tensor[] =>
  meshgrid(axes.map(gridAxis), { indexing: 'ij', sparse: true })

/** The index along each axis at every place of a shape: int64 [number of axes, ...shape]. */
export function indices(shape: Shape, { dtype = 'int64' }: TypeOption = {}): Tensor {
  checkShape('indices', shape)
  if (shape.length === 0) return filled([0], 0, { dtype })
  return asarray(
    meshgrid(
      shape.map((n) => range(n)),
      { indexing: 'ij' },
    ),
  ).cast(dtype)
}

/**
 * An array whose values are a function of their place: `fn` is called once, with the index along each axis as an array.
 *
 * @param options `dtype` of the indices, float64 by default
 * @example
 * np.fromfunction((i, j) => np.add(i, j), [3, 3])
 */
export function fromfunction(
  fn: (...places: Tensor[]) => ArrayLike,
  shape: Shape,
  { dtype = 'float64' }: TypeOption = {},
): Tensor {
  const places = indices(shape, { dtype })
  return asarray(fn(...shape.map((_, i) => places.at(i))))
}

/** An array of what an iterable or generator yields; `count` of its items, or all. */
export function fromiter(
  items: Iterable<number | boolean | bigint>,
  { dtype, count = Number.POSITIVE_INFINITY }: TypeOption & { readonly count?: number } = {},
): Tensor {
  const values: (number | boolean | bigint)[] = []
  for (const item of items) {
    if (values.length >= count) break
    values.push(item)
  }
  if (Number.isFinite(count) && values.length < count)
    throw invalid(`fromiter: the iterable ended after ${values.length} items; count asks for ${count}`)
  return asarray(values, dtype ? { dtype } : {})
}

/** An array over the bytes of a buffer, in the machine's own order of bytes. */
export function frombuffer(buffer: ArrayBuffer | Uint8Array, dtype: Exclude<DType, 'float16'> = 'float64'): Tensor {
  const bytes = new Uint8Array(buffer instanceof Uint8Array ? buffer : new Uint8Array(buffer)).slice()
  const kinds = {
    float64: Float64Array,
    float32: Float32Array,
    int64: BigInt64Array,
    int32: Int32Array,
    uint32: Uint32Array,
    uint8: Uint8Array,
    bool: Uint8Array,
  } as const
  const Kind = kinds[dtype]
  if (bytes.length % Kind.BYTES_PER_ELEMENT !== 0)
    throw invalid(
      `frombuffer: the buffer has ${bytes.length} bytes; ${dtype} needs a multiple of ${Kind.BYTES_PER_ELEMENT}`,
    )
  const values = tensor(new Kind(bytes.buffer))
  return dtype === 'bool' ? values.cast('bool') : values
}

/** The k-th diagonal of a matrix, or a matrix with the given diagonal and zeros elsewhere. */
export function diag(x: ArrayLike, k = 0): Tensor {
  const given = asarray(x)
  if (given.ndim === 2) return given.diagonal({ offset: k })
  if (given.ndim !== 1) throw invalid(`diag: the array has ${given.ndim} axes; it must have one or two`)
  const n = given.size + Math.abs(k)
  const column = k >= 0 ? range(n).sub(k) : range(n)
  const on = range(n).reshape([n, 1]).add(k).equal(range(n))
  if (given.size === 0) return filled([n, n], 0, { dtype: given.dtype })
  return where(on, given.take(column.clip(0, given.size - 1)), filled([], 0, { dtype: given.dtype }))
}
/** A matrix with all elements of x on its k-th diagonal. */
export const diagflat = (x: ArrayLike, k = 0): Tensor => diag(asarray(x).flatten(), k)

/** A matrix with ones up to the k-th diagonal and zeros above; float64 by default. */
export function tri(rows: number, columns = rows, k = 0, { dtype = 'float64' }: TypeOption = {}): Tensor {
  checkShape('tri', [rows, columns])
  return range(rows).reshape([rows, 1]).add(k).greaterEqual(range(columns)).cast(dtype)
}
const part = (x: ArrayLike, k: number, lower: boolean): Tensor => {
  const given = asarray(x)
  const square = given.ndim === 1 ? given.broadcastTo([given.size, given.size]) : given
  const [rows, columns] = square.shape.slice(-2) as [number, number]
  const below = tri(rows, columns, k, { dtype: 'bool' })
  const zero = filled([], 0, { dtype: given.dtype })
  return lower ? where(below, square, zero) : where(below, zero, square)
}
/** The lower triangle: elements above the k-th diagonal are 0. */
export const tril = (x: ArrayLike, k = 0): Tensor => part(x, k, true)
/** The upper triangle: elements below the k-th diagonal are 0. */
export const triu = (x: ArrayLike, k = 0): Tensor => part(x, k - 1, false)

/** The powers of the elements as columns, from n − 1 down to 0 (or up, with `increasing`). */
export function vander(
  x: ArrayLike,
  columns?: number,
  { increasing = false }: { readonly increasing?: boolean } = {},
): Tensor {
  const given = asarray(x)
  if (given.ndim !== 1) throw invalid(`vander: the array has ${given.ndim} axes; it must have one`)
  const count = columns ?? given.size
  checkShape('vander', [count])
  const wide =
    given.dtype === 'bool' || given.dtype === 'uint8' || given.dtype === 'int32' ? given.cast('int64') : given
  const column = wide.reshape([given.size, 1])
  let power = filled([given.size, 1], 1, { dtype: wide.dtype })
  const powers: Tensor[] = []
  for (let k = 0; k < count; k++) {
    powers.push(power)
    power = power.mul(column)
  }
  if (count === 0) return filled([given.size, 0], 0, { dtype: wide.dtype })
  return asarray((increasing ? powers : powers.reverse()).map((x) => x.flatten())).transpose()
}
