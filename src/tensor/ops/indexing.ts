import { invalid } from '../../base/errors.ts'
import { type DType, isFloat } from '../dtype.ts'
import type { Emitter } from '../emitter.ts'
import { type Apply, primitive } from '../primitive.ts'
import { type Axes, checkShape, normalizeAxes, normalizeAxis, type Shape, sameShape, show, sizeOf } from '../shape.ts'
import { Tensor } from '../tensor.ts'
import { cast } from './cast.ts'
import { arange, asTensor, full, type TensorLike, type TypeOption, tensor, zeros } from './creation.ts'
import { broadcastTo, concat, expandDims, flatten, reshape } from './shape.ts'

interface Slices {
  readonly axes: readonly number[]
  readonly starts: readonly number[]
  readonly ends: readonly number[]
  readonly steps: readonly number[]
}

const sliced = primitive<Slices>({
  name: 'slice',
  infer: ([x], { axes, starts, ends, steps }) => ({
    shape: x!.shape.map((n, axis) => {
      const i = axes.indexOf(axis)
      return i < 0 ? n : Math.max(0, Math.ceil((ends[i]! - starts[i]!) / steps[i]!))
    }),
    dtype: x!.dtype,
  }),
  emit: (e, [x], { attributes: { axes, starts, ends, steps } }) =>
    // An end before the first element cannot be written as a position from the front.
    e.op('Slice', [
      x!,
      e.ints(starts),
      e.ints(ends.map((end) => (end < 0 ? -(2 ** 31) : end))),
      e.ints(axes),
      e.ints(steps),
    ]),
  gradient: (g, { inputs: [x], attributes }) => [unslice(g, x!.shape, attributes)],
})

/** The transpose of slicing: `g` laid into zeros of `shape`. */
function unslice(g: Tensor, shape: Shape, { axes, starts, steps }: Slices): Tensor {
  let out = g
  for (const [i, axis] of axes.entries()) {
    const [start, step, count, length] = [starts[i]!, steps[i]!, g.shape[axis]!, shape[axis]!]
    if (Math.abs(step) !== 1 && count > 0) {
      // Spread: every element followed by |step| − 1 zeros, by padding a new axis and merging it.
      const gap = Math.abs(step)
      const spread = expandDims(out, axis + 1)
      const wide = pad(
        spread,
        spread.shape.map((_, a) => (a === axis + 1 ? [0, gap - 1] : [0, 0]) as [number, number]),
      )
      out = reshape(
        wide,
        out.shape.map((n, a) => (a === axis ? n * gap : n)),
      )
      out = narrow(out, axis, 0, (count - 1) * gap + 1)
    }
    if (step < 0) out = flip(out, axis)
    const first = step > 0 ? start : start + (count - 1) * step
    const used = out.shape[axis]!
    out = pad(
      out,
      out.shape.map((_, a) => (a === axis ? [first, length - first - used] : [0, 0]) as [number, number]),
    )
  }
  return out
}

/** A range of positions: `[start, stop]` or `[start, stop, step]`, with null for "from the end"; negative counts from the last. */
export type Range = readonly [number | null, number | null] | readonly [number | null, number | null, number]

/** What stands for an axis in `at`: a position, a range, all of it, a new axis, positions, or a mask. */
export type Index = number | Range | ':' | null | '...' | Tensor

/**
 * Indexing, as NumPy's brackets: one entry for each axis, from the first.
 *
 * - a number takes that position and drops the axis; negative counts from the last
 * - `[start, stop]` or `[start, stop, step]` takes a range; null leaves an end open
 * - `':'` takes all of an axis, `'...'` as many axes as needed, `null` makes a new one of length 1
 * - an integer tensor takes those positions; the axis is replaced by the tensor's axes (one such entry)
 *
 * For a bool mask use `where`, or `compress`, whose result has as many elements as the mask has trues.
 *
 * @example
 * x.at(0)                          // x[0]
 * x.at([1, null], -1)              // x[1:, -1]
 * x.at('...', [null, null, -1])    // x[..., ::-1]
 */
export function at(x: Tensor, ...indices: Index[]): Tensor {
  const used = indices.filter((index) => index !== null && index !== '...').length
  if (used > x.ndim) throw invalid(`at: there are ${used} indices for the ${x.ndim} axes of shape ${show(x.shape)}`)
  const dots = indices.indexOf('...')
  const fill = new Array<Index>(x.ndim - used).fill(':')
  const full = dots < 0 ? [...indices, ...fill] : [...indices.slice(0, dots), ...fill, ...indices.slice(dots + 1)]

  const slices = { axes: [] as number[], starts: [] as number[], ends: [] as number[], steps: [] as number[] }
  const keep: (number | 'new' | { positions: Tensor; axis: number })[] = []
  let axis = 0
  for (const index of full) {
    if (index === null) {
      keep.push('new')
      continue
    }
    if (index === '...') throw invalid("at: '...' may stand only once")
    const length = x.shape[axis]!
    if (index instanceof Tensor) {
      if (index.dtype === 'bool')
        throw invalid(
          'at: an index is a bool mask, whose result has no fixed shape; use where(), or await x.compress(mask)',
        )
      keep.push({ positions: index, axis })
    } else if (typeof index === 'number') {
      const position = normalizePosition(index, length, axis)
      push(slices, axis, position, position + 1, 1)
    } else {
      if (index !== ':') {
        const [start, stop, step] = resolveRange(index, length)
        if (start !== 0 || stop !== length || step !== 1) push(slices, axis, start, stop, step)
      }
      keep.push(axis)
    }
    axis++
  }
  const cut = slices.axes.length === 0 ? x : sliced([x], slices)
  const pointed = keep.filter((k) => typeof k === 'object')
  if (pointed.length > 1)
    throw invalid('at: there are several integer tensors among the indices; use one, or takeAlongAxis')
  // Positions replace their axis; then dropped and new axes are a reshape.
  let out = cut
  for (const { positions, axis: along } of pointed) out = take(out, positions, along)
  const shape = keep.flatMap((k) => (k === 'new' ? [1] : typeof k === 'object' ? k.positions.shape : [cut.shape[k]!]))
  return reshape(out, shape)
}

const push = (
  { axes, starts, ends, steps }: { axes: number[]; starts: number[]; ends: number[]; steps: number[] },
  ...[axis, start, end, step]: readonly [number, number, number, number]
): void => {
  axes.push(axis)
  starts.push(start)
  ends.push(end)
  steps.push(step)
}

function normalizePosition(index: number, length: number, axis: number): number {
  if (!Number.isInteger(index) || index < -length || index >= length)
    throw invalid(`at: index ${index} is out of range for axis ${axis} of length ${length}`)
  return index < 0 ? index + length : index
}

/** Python's rules for slices: bounds are clamped, so a range never fails. */
function resolveRange(range: Range, length: number): [number, number, number] {
  const [from, to, step = 1] = range
  if (range.length < 2 || range.length > 3 || ![from ?? 0, to ?? 0].every(Number.isInteger))
    throw invalid(
      `at: a range is [${range}]; it must be [start, stop] or [start, stop, step], of whole numbers or null`,
    )
  if (!Number.isInteger(step) || step === 0)
    throw invalid(`at: the step of a range is ${step}; it must be a whole number, not 0`)
  const clamp = (value: number): number => {
    const position = value < 0 ? value + length : value
    return step > 0 ? Math.min(Math.max(position, 0), length) : Math.min(Math.max(position, -1), length - 1)
  }
  const start = from === null ? (step > 0 ? 0 : length - 1) : clamp(from)
  const stop = to === null ? (step > 0 ? length : -1) : clamp(to)
  // Nothing is written in one way, because a start before the first element would count from the last.
  return (stop - start) * step > 0 ? [start, stop, step] : [0, 0, 1]
}

/** Positions `start` to `stop` (left out) of one axis. */
export function narrow(x: Tensor, axis: number, start: number, stop: number): Tensor {
  const along = normalizeAxis('narrow', axis, x.ndim)
  if (!(start >= 0 && start <= stop && stop <= x.shape[along]!))
    throw invalid(`narrow: ${start}…${stop} does not lie within axis ${along} of length ${x.shape[along]}`)
  if (start === 0 && stop === x.shape[along]) return x
  return sliced([x], { axes: [along], starts: [start], ends: [stop], steps: [1] })
}

/** Every `step`-th element of several axes from `starts`, up to `ends` (left out): one node for a convolution's tap. */
export const stridedSlice = (x: Tensor, slices: Slices): Tensor => sliced([x], slices)

/** The order along axes reversed (all by default). */
export function flip(x: Tensor, axis?: Axes): Tensor {
  const axes = normalizeAxes('flip', axis, x.ndim).filter((a) => x.shape[a]! > 1)
  if (axes.length === 0) return x
  return sliced([x], {
    axes,
    starts: axes.map((a) => x.shape[a]! - 1),
    ends: axes.map(() => -1),
    steps: axes.map(() => -1),
  })
}

/** Elements moved `shift` places along an axis (of the flattened tensor by default); those that fall off come back in front. */
export function roll(x: Tensor, shift: number, axis?: number): Tensor {
  if (axis === undefined) return reshape(roll(flatten(x), shift, 0), x.shape)
  const along = normalizeAxis('roll', axis, x.ndim)
  const length = x.shape[along]!
  if (length === 0) return x
  const cut = (((-shift % length) + length) % length) % length
  return cut === 0 ? x : concat([narrow(x, along, cut, length), narrow(x, along, 0, cut)], along)
}

/** How many elements to add before and after each axis. */
export type Padding = readonly (readonly [number, number])[]

interface PadAttributes {
  readonly width: Padding
  readonly value: number
}

const padded = primitive<PadAttributes>({
  name: 'pad',
  infer: ([x], { width }) => ({ shape: x!.shape.map((n, i) => n + width[i]![0] + width[i]![1]), dtype: x!.dtype }),
  emit: (e, [x], { attributes: { width, value }, output: { dtype } }) =>
    e.op('Pad', [
      x!,
      e.ints([...width.map(([before]) => before), ...width.map(([, after]) => after)]),
      value === 0 ? '' : e.scalar(dtype, value),
    ]),
  gradient: (g, { inputs: [x], attributes: { width } }) => [
    sliced([g], {
      axes: width.map((_, i) => i),
      starts: width.map(([before]) => before),
      ends: width.map(([before], i) => before + x!.shape[i]!),
      steps: width.map(() => 1),
    }),
  ],
})

/**
 * x with elements added around it.
 *
 * @param width `[before, after]` for each axis
 * @param options `mode`: 'constant' (default, of `value`, 0), 'edge' (the outermost element repeated), 'reflect' (mirrored,
 *   without repeating the outermost) or 'wrap' (from the other side)
 */
export function pad(
  x: Tensor,
  width: Padding,
  {
    mode = 'constant',
    value = 0,
  }: { readonly mode?: 'constant' | 'edge' | 'reflect' | 'wrap'; readonly value?: number } = {},
): Tensor {
  if (width.length !== x.ndim)
    throw invalid(`pad: there are ${width.length} pairs of widths for the ${x.ndim} axes of shape ${show(x.shape)}`)
  for (const pair of width)
    if (!pair.every((n) => Number.isInteger(n) && n >= 0))
      throw invalid(`pad: widths ${show(pair)} must be whole numbers from 0`)
  if (width.every(([before, after]) => before === 0 && after === 0)) return x
  if (mode === 'constant') return padded([x], { width, value })
  // The other modes point at elements that exist, axis by axis.
  return width.reduce((out, [before, after], axis) => {
    const n = x.shape[axis]!
    if (before === 0 && after === 0) return out
    if (n === 0 || (mode === 'reflect' && n === 1))
      throw invalid(`pad: axis ${axis} of length ${n} has nothing to ${mode === 'reflect' ? 'mirror' : 'repeat'}`)
    const positions = Array.from({ length: n + before + after }, (_, i) => {
      const p = i - before
      if (mode === 'edge') return Math.min(Math.max(p, 0), n - 1)
      if (mode === 'wrap') return ((p % n) + n) % n
      const period = 2 * (n - 1)
      const m = ((p % period) + period) % period
      return m < n ? m : period - m
    })
    return take(out, tensor(positions, { dtype: 'int64' }), axis)
  }, x)
}

const gathered = primitive<{ axis: number }>({
  name: 'take',
  infer: ([x, positions], { axis }) => ({
    shape: [...x!.shape.slice(0, axis), ...positions!.shape, ...x!.shape.slice(axis + 1)],
    dtype: x!.dtype,
  }),
  emit: (e, [x, positions], { attributes: { axis } }) => e.op('Gather', [x!, positions!], { axis }),
  gradient: (g, { inputs: [x, positions], attributes: { axis } }) => [
    indexAdd(full(x!.shape, 0, { dtype: g.dtype }), axis, positions!, g),
    undefined,
  ],
})

/** Positions as ONNX takes them. */
function positionsOf(name: string, positions: TensorLike): Tensor {
  const given =
    Array.isArray(positions) || typeof positions === 'number'
      ? tensor(positions, { dtype: 'int64' })
      : asTensor(positions)
  if (given.dtype === 'bool' || isFloat(given.dtype))
    throw invalid(`${name}: positions are ${given.dtype}; they must be integers`)
  return given.dtype === 'int32' || given.dtype === 'int64' ? given : cast(given, 'int64')
}

/**
 * The slices of x at the given positions along an axis, which the axes of `positions` replace.
 *
 * Positions must lie in −n…n−1 for an axis of length n: they are checked when the program runs, where an error names
 * the node; nothing is clamped.
 *
 * @example
 * table.take([2, 0, 2]) // rows 2, 0 and 2
 */
export function take(x: Tensor, positions: TensorLike, axis = 0): Tensor {
  return gathered([x, positionsOf('take', positions)], { axis: normalizeAxis('take', axis, x.ndim) })
}

const gatheredAlong = primitive<{ axis: number }>({
  name: 'takeAlongAxis',
  infer: ([x, positions]) => ({ shape: positions!.shape, dtype: x!.dtype }),
  emit: (e, [x, positions], { attributes: { axis } }) => e.op('GatherElements', [x!, positions!], { axis }),
  gradient: (g, { inputs: [x, positions], attributes: { axis } }) => [
    scatterAdd(full(x!.shape, 0, { dtype: g.dtype }), axis, positions!, g),
    undefined,
  ],
})

/** One element for each position, along an axis: `positions` has x's number of axes, and lengths up to x's. */
export function takeAlongAxis(x: Tensor, positions: TensorLike, axis: number): Tensor {
  const along = normalizeAxis('takeAlongAxis', axis, x.ndim)
  const where = positionsOf('takeAlongAxis', positions)
  checkAlong('takeAlongAxis', x.shape, where.shape, along)
  return gatheredAlong([x, where], { axis: along })
}

function checkAlong(name: string, shape: Shape, positions: Shape, axis: number): void {
  if (positions.length !== shape.length || positions.some((n, i) => i !== axis && n > shape[i]!))
    throw invalid(
      `${name}: positions have shape ${show(positions)}, which must have the axes of ${show(shape)} ` +
        `and be no longer, except along axis ${axis}`,
    )
}

/** Scatters in `wide` for a type that has no kernel. */
const viaWide = (
  e: Emitter,
  dtype: DType,
  wide: DType,
  x: string,
  updates: string,
  scatter: (x: string, updates: string) => string,
): string => e.cast(scatter(e.cast(x, wide), e.cast(updates, wide)), dtype)

/** Scattering has no kernel for float16. */
const viaFloat32 = (
  e: Emitter,
  dtype: DType,
  x: string,
  updates: string,
  scatter: (x: string, updates: string) => string,
): string => (dtype === 'float16' ? viaWide(e, dtype, 'float32', x, updates, scatter) : scatter(x, updates))

const scattered = primitive<{ axis: number }>({
  name: 'scatterAdd',
  infer: ([x]) => x!,
  emit: (e, [x, positions, updates], { attributes: { axis }, output: { dtype } }) =>
    viaFloat32(e, dtype, x!, updates!, (a, b) =>
      e.op('ScatterElements', [a, positions!, b], { axis, reduction: 'add' }),
    ),
  gradient: (g, { inputs: [, positions], attributes: { axis } }) => [g, undefined, takeAlongAxis(g, positions!, axis)],
})

/** Positions and updates as scattering takes them. */
function scattering(name: string, x: Tensor, axis: number, positions: TensorLike, updates: Tensor) {
  const along = normalizeAxis(name, axis, x.ndim)
  const where = positionsOf(name, positions)
  checkAlong(name, x.shape, where.shape, along)
  if (!sameShape(where.shape, updates.shape))
    throw invalid(
      `${name}: updates have shape ${show(updates.shape)}; it must be that of the positions, ${show(where.shape)}`,
    )
  return { operands: [x, where, cast(updates, x.dtype)] as const, along }
}

/** x with each update added at its position along an axis; positions may repeat. */
export function scatterAdd(x: Tensor, axis: number, positions: TensorLike, updates: Tensor): Tensor {
  const { operands, along } = scattering('scatterAdd', x, axis, positions, updates)
  return scattered(operands, { axis: along })
}

const replaced: Apply<{ axis: number }> = primitive({
  name: 'scatter',
  infer: ([x]) => x!,
  emit: (e, [x, positions, updates], { attributes: { axis }, output: { dtype } }) =>
    viaFloat32(e, dtype, x!, updates!, (a, b) => e.op('ScatterElements', [a, positions!, b], { axis })),
  gradient: (g, { inputs: [, positions, updates], attributes: { axis } }) => [
    replaced([g, positions!, full(updates!.shape, 0, { dtype: g.dtype })], { axis }),
    undefined,
    takeAlongAxis(g, positions!, axis),
  ],
})

/** x with each update in the place of what stood at its position along an axis; of equal positions the last holds. */
export function scatter(x: Tensor, axis: number, positions: TensorLike, updates: Tensor): Tensor {
  const { operands, along } = scattering('scatter', x, axis, positions, updates)
  return replaced(operands, { axis: along })
}

const gathering = primitive<{ axis: number; by: 'mul' | 'min' | 'max' }>({
  name: 'scatterReduce',
  infer: ([x]) => x!,
  emit: (e, [x, positions, updates], { attributes: { axis, by }, output: { dtype } }) => {
    const node = (a: string, b: string) => e.op('ScatterElements', [a, positions!, b], { axis, reduction: by })
    return dtype === 'bool' ? viaWide(e, dtype, 'uint8', x!, updates!, node) : viaFloat32(e, dtype, x!, updates!, node)
  },
  gradient: {
    none: 'an element may meet several updates; compose what is meant of scatterAdd, takeAlongAxis and where',
  },
})

/** x with each update multiplied into its position along an axis, or with the smaller or larger of both there. */
export function scatterReduce(
  x: Tensor,
  axis: number,
  positions: TensorLike,
  updates: Tensor,
  by: 'mul' | 'min' | 'max',
): Tensor {
  const { operands, along } = scattering('scatterReduce', x, axis, positions, updates)
  return gathering(operands, { axis: along, by })
}

const rowsAdded = primitive<undefined>({
  name: 'indexAdd',
  infer: ([x]) => x!,
  emit: (e, [x, positions, updates], { output: { dtype } }) => {
    const points = e.cast(e.op('Unsqueeze', [positions!, e.ints([-1])]), 'int64')
    return viaFloat32(e, dtype, x!, updates!, (a, b) => e.op('ScatterND', [a, points, b], { reduction: 'add' }))
  },
  gradient: (g, { inputs: [, positions] }) => [g, undefined, take(g, positions!, 0)],
})

/** x with whole slices added at positions along an axis: the transpose of `take`. */
export function indexAdd(x: Tensor, axis: number, positions: TensorLike, updates: Tensor): Tensor {
  const along = normalizeAxis('indexAdd', axis, x.ndim)
  const where = positionsOf('indexAdd', positions)
  const expected = [...x.shape.slice(0, along), ...where.shape, ...x.shape.slice(along + 1)]
  if (!sameShape(updates.shape, expected))
    throw invalid(`indexAdd: updates have shape ${show(updates.shape)}; it must be ${show(expected)}`)
  if (along === 0) {
    const wrapped = where.add(where.less(0).cast(where.dtype).mul(x.shape[0]!))
    return rowsAdded([x, wrapped, cast(updates, x.dtype)], undefined)
  }
  // Elements along an inner axis: every element of the slice gets its own position.
  const flat = reshape(updates, [...x.shape.slice(0, along), where.size, ...x.shape.slice(along + 1)])
  const column = reshape(
    where,
    flat.shape.map((n, i) => (i === along ? n : 1)),
  )
  return scatterAdd(x, along, broadcastTo(column, flat.shape), flat)
}

/**
 * Classes as vectors with a one in the place of the class.
 *
 * @param x integers of any shape, from 0 to `classes` − 1 (others give zeros)
 * @param options `dtype` of the result, float32 by default
 * @returns one more axis, of length `classes`
 */
export function oneHot(x: Tensor, classes: number, { dtype = 'float32' }: TypeOption = {}): Tensor {
  checkShape('oneHot: classes', [classes])
  return cast(
    expandDims(positionsOf('oneHot', x.dtype === 'bool' ? cast(x, 'int64') : x), x.ndim).equal(arange(classes)),
    dtype,
  )
}

/**
 * The elements of x where the mask is true, in row-major order, in one axis. The mask is computed first, because the
 * shape of the result depends on it; gradients flow through the elements taken.
 *
 * @param mask bool, of x's leading axes
 * @example
 * await scores.compress(labels.equal(1))
 */
export async function compress(x: Tensor, mask: Tensor): Promise<Tensor> {
  if (mask.dtype !== 'bool') throw invalid(`compress: the mask is ${mask.dtype}; it must be bool`)
  if (!sameShape(mask.shape, x.shape.slice(0, mask.ndim)))
    throw invalid(
      `compress: the mask has shape ${show(mask.shape)}, which are not the leading axes of ${show(x.shape)}`,
    )
  const values = await mask.data()
  const positions: number[] = []
  for (let i = 0; i < values.length; i++) if (values[i]) positions.push(i)
  const rest = x.shape.slice(mask.ndim)
  if (positions.length === 0) return zeros([0, ...rest], { dtype: x.dtype })
  return take(reshape(x, [sizeOf(mask.shape), ...rest]), tensor(positions, { dtype: 'int64' }), 0)
}
