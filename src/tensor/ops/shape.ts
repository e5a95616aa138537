import { invalid } from '../../base/errors.ts'
import { promote } from '../dtype.ts'
import { primitive } from '../primitive.ts'
import {
  type Axes,
  broadcastShapes,
  checkShape,
  normalizeAxes,
  normalizeAxis,
  type Shape,
  sameShape,
  show,
  sizeOf,
} from '../shape.ts'
import type { Tensor } from '../tensor.ts'
import { cast } from './cast.ts'

const reshapeTo = primitive<{ shape: Shape }>({
  name: 'reshape',
  infer: ([x], { shape }) => ({ shape, dtype: x!.dtype }),
  emit: (e, [x], { inputs, attributes: { shape } }) => {
    // Leading axes that stay are written as 0, "as before": the program then holds for any batch size.
    const same = shape.findIndex((n, i) => n !== inputs[0]!.shape[i])
    const written = shape.includes(0) ? shape : shape.map((n, i) => (same < 0 || i < same ? 0 : n))
    return e.op('Reshape', [x!, e.ints(written)], { allowzero: shape.includes(0) ? 1 : 0 })
  },
  // Reshaped twice is reshaped once. Not when it is written: a gradient may be asked for the tensor between.
  lower: ({ inputs: [x], attributes: { shape } }) => {
    const { operation, storage } = x!
    return operation?.row.name === 'reshape' && !storage ? reshape(operation.inputs[0]!, shape) : undefined
  },
  work: () => 0,
  gradient: (g, { inputs: [x] }) => [reshape(g, x!.shape)],
})

/**
 * The same values, in row-major order, under another shape; one length may be −1 and follows from the others.
 *
 * @throws when the number of elements differs
 */
export function reshape(x: Tensor, shape: Shape): Tensor {
  const open = shape.indexOf(-1)
  const rest = sizeOf(shape.filter((_, i) => i !== open))
  const full = open < 0 ? shape : shape.map((n, i) => (i === open ? x.size / rest : n))
  if (sizeOf(full) !== x.size || !full.every((n) => Number.isInteger(n) && n >= 0))
    throw invalid(`reshape: shape ${show(x.shape)} has ${x.size} elements and does not fit into ${show(shape)}`)
  return sameShape(full, x.shape) ? x : reshapeTo([x], { shape: full })
}

/** All axes from `start` to `end` (included) as one; all of them by default. */
export function flatten(x: Tensor, start = 0, end = -1): Tensor {
  if (x.ndim === 0) return reshape(x, [1])
  const from = normalizeAxis('flatten', start, x.ndim)
  const to = normalizeAxis('flatten', end, x.ndim)
  return reshape(x, [...x.shape.slice(0, from), sizeOf(x.shape.slice(from, to + 1)), ...x.shape.slice(to + 1)])
}

/** Without the axes of length 1: all of them, or those named. */
export function squeeze(x: Tensor, axis?: Axes): Tensor {
  const axes = normalizeAxes('squeeze', axis, x.ndim).filter((i) => axis !== undefined || x.shape[i] === 1)
  for (const i of axes)
    if (x.shape[i] !== 1) throw invalid(`squeeze: axis ${i} of shape ${show(x.shape)} has length ${x.shape[i]}, not 1`)
  return reshape(
    x,
    x.shape.filter((_, i) => !axes.includes(i)),
  )
}

/** With new axes of length 1 at the given places of the result. */
export function expandDims(x: Tensor, axis: number | readonly number[]): Tensor {
  const list = typeof axis === 'number' ? [axis] : axis
  const axes = normalizeAxes('expandDims', list, x.ndim + list.length)
  const rest = [...x.shape]
  return reshape(
    x,
    Array.from({ length: x.ndim + axes.length }, (_, i) => (axes.includes(i) ? 1 : rest.shift()!)),
  )
}

const permuted = primitive<{ axes: readonly number[] }>({
  name: 'transpose',
  infer: ([x], { axes }) => ({ shape: axes.map((axis) => x!.shape[axis]!), dtype: x!.dtype }),
  emit: (e, [x], { attributes: { axes } }) => e.op('Transpose', [x!], { perm: axes }),
  gradient: (g, { attributes: { axes } }) => [transpose(g, invert(axes))],
})

const invert = (axes: readonly number[]): number[] => {
  const inverse = new Array<number>(axes.length)
  for (const [to, from] of axes.entries()) inverse[from] = to
  return inverse
}

/** The axes in another order; reversed by default. */
export function transpose(x: Tensor, axes?: readonly number[]): Tensor {
  const order = (axes ?? x.shape.map((_, i) => x.ndim - 1 - i)).map((axis) => normalizeAxis('transpose', axis, x.ndim))
  if (order.length !== x.ndim || new Set(order).size !== x.ndim)
    throw invalid(`transpose: axes ${show(axes ?? [])} must name each of the ${x.ndim} axes once`)
  if (order.every((axis, i) => axis === i)) return x
  // Moving axes of length 1 only is a reshape, which costs nothing.
  const long = order.filter((axis) => x.shape[axis] !== 1)
  if (long.every((axis, i) => i === 0 || axis > long[i - 1]!))
    return reshape(
      x,
      order.map((axis) => x.shape[axis]!),
    )
  return permuted([x], { axes: order })
}

/** Two axes exchanged. */
export function swapAxes(x: Tensor, a: number, b: number): Tensor {
  const order = x.shape.map((_, i) => i)
  const from = normalizeAxis('swapAxes', a, x.ndim)
  const to = normalizeAxis('swapAxes', b, x.ndim)
  order[from] = to
  order[to] = from
  return transpose(x, order)
}

/** One axis moved to another place. */
export function moveAxis(x: Tensor, source: number, destination: number): Tensor {
  const from = normalizeAxis('moveAxis', source, x.ndim)
  const order = x.shape.map((_, i) => i).filter((i) => i !== from)
  order.splice(normalizeAxis('moveAxis', destination, x.ndim), 0, from)
  return transpose(x, order)
}

const expanded = primitive<{ shape: Shape }>({
  name: 'broadcastTo',
  infer: ([x], { shape }) => ({ shape, dtype: x!.dtype }),
  emit: (e, [x], { attributes: { shape } }) => e.op('Expand', [x!, e.ints(shape)]),
  lower: ({ inputs: [x], attributes: { shape } }) => {
    const thin = unexpanded(x!)
    return thin === x ? undefined : broadcastTo(thin, shape)
  },
  gradient: (g, { inputs: [x] }) => [sumTo(g, x!.shape)],
})

/** x repeated along axes of length 1, and along new leading axes, to fill `shape`. */
export function broadcastTo(x: Tensor, shape: Shape): Tensor {
  checkShape('broadcastTo', shape)
  if (sameShape(x.shape, shape)) return x
  if (!sameShape(broadcastShapes('broadcastTo', x.shape, shape), shape))
    throw invalid(`broadcastTo: shape ${show(x.shape)} does not broadcast to ${show(shape)}`)
  return expanded([x], { shape })
}

/** What `x` was broadcast from, if it was and has not been computed. */
export const unexpanded = (x: Tensor): Tensor =>
  x.operation?.row.name === 'broadcastTo' && !x.storage ? x.operation.inputs[0]! : x

/** The sum over all axes along which `shape` was broadcast to that of `x`: the transpose of `broadcastTo`. */
export function sumTo(x: Tensor, shape: Shape): Tensor {
  if (sameShape(x.shape, shape)) return x
  const lead = x.ndim - shape.length
  const axes = x.shape.flatMap((n, i) => (i < lead || (shape[i - lead] === 1 && n !== 1) ? [i] : []))
  return reshape(x.sum(axes), shape)
}

const joined = primitive<{ axis: number }>({
  name: 'concat',
  infer: (inputs, { axis }) => ({
    shape: inputs[0]!.shape.map((n, i) => (i === axis ? inputs.reduce((sum, { shape }) => sum + shape[axis]!, 0) : n)),
    dtype: inputs[0]!.dtype,
  }),
  emit: (e, inputs, { attributes: { axis } }) => (inputs.length === 1 ? inputs[0]! : e.op('Concat', inputs, { axis })),
  gradient: (g, { inputs, attributes: { axis } }) => {
    return split(
      g,
      inputs.map(({ shape }) => shape[axis]!),
      axis,
    )
  },
})

/** Tensors put one after another along an axis that they have; other lengths must agree. */
export function concat(tensors: readonly Tensor[], axis = 0): Tensor {
  const first = tensors[0]
  if (!first) throw invalid('concat: there are no tensors; give at least one')
  const along = normalizeAxis('concat', axis, first.ndim)
  for (const [i, { shape }] of tensors.entries())
    if (shape.length !== first.ndim || shape.some((n, a) => a !== along && n !== first.shape[a]))
      throw invalid(
        `concat: tensor ${i} has shape ${show(shape)} where tensor 0 has ${show(first.shape)}; ` +
          `all lengths but that of axis ${along} must agree`,
      )
  const dtype = tensors.map((t) => t.dtype).reduce(promote)
  return tensors.length === 1
    ? first
    : joined(
        tensors.map((t) => cast(t, dtype)),
        { axis: along },
      )
}

/** Tensors of one shape put side by side along a new axis. */
export function stack(tensors: readonly Tensor[], axis = 0): Tensor {
  const first = tensors[0]
  if (!first) throw invalid('stack: there are no tensors; give at least one')
  for (const [i, { shape }] of tensors.entries())
    if (!sameShape(shape, first.shape))
      throw invalid(`stack: tensor ${i} has shape ${show(shape)} where tensor 0 has ${show(first.shape)}`)
  return concat(
    tensors.map((t) => expandDims(t, axis)),
    axis,
  )
}

/** Pieces along an axis: a number of equal ones, or of the given lengths. */
export function split(x: Tensor, sections: number | readonly number[], axis = 0): Tensor[] {
  const along = normalizeAxis('split', axis, x.ndim)
  const length = x.shape[along]!
  if (typeof sections === 'number' && (!Number.isInteger(sections) || sections < 1 || length % sections !== 0))
    throw invalid(`split: axis ${along} of length ${length} cannot be cut into ${sections} equal pieces`)
  const lengths = typeof sections === 'number' ? new Array<number>(sections).fill(length / sections) : sections
  if (lengths.reduce((a, b) => a + b, 0) !== length)
    throw invalid(`split: lengths ${show(lengths)} do not add up to ${length}, the length of axis ${along}`)
  const ends = lengths.map((_, i) => lengths.slice(0, i + 1).reduce((a, b) => a + b, 0))
  return lengths.map((n, i) => x.narrow(along, ends[i]! - n, ends[i]!))
}

/** x repeated whole along each axis, as NumPy's tile. */
export function tile(x: Tensor, repeats: readonly number[]): Tensor {
  const rank = Math.max(x.ndim, repeats.length)
  const shape = [...new Array<number>(rank - x.ndim).fill(1), ...x.shape]
  const times = [...new Array<number>(rank - repeats.length).fill(1), ...repeats]
  checkShape('tile: repeats', times)
  // Each axis [n] becomes [times, n], broadcast from [1, n].
  const split = shape.flatMap((n) => [1, n])
  const wide = shape.flatMap((n, i) => [times[i]!, n])
  return reshape(
    broadcastTo(reshape(x, split), wide),
    shape.map((n, i) => n * times[i]!),
  )
}

/** Each element repeated `times` along an axis (of the flattened tensor by default), as NumPy's repeat. */
export function repeat(x: Tensor, times: number, axis?: number): Tensor {
  if (axis === undefined) return repeat(flatten(x), times, 0)
  const along = normalizeAxis('repeat', axis, x.ndim)
  checkShape('repeat: times', [times])
  const wide = [...x.shape.slice(0, along + 1), times, ...x.shape.slice(along + 1)]
  return reshape(
    broadcastTo(expandDims(x, along + 1), wide),
    x.shape.map((n, i) => (i === along ? n * times : n)),
  )
}
