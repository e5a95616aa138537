import { invalid } from '../../base/errors.ts'
import { accumulating, type DType, floating } from '../dtype.ts'
import type { Emitter } from '../emitter.ts'
import { type Apply, type Call, primitive } from '../primitive.ts'
import { type Axes, normalizeAxes, normalizeAxis, reducedShape, show, sizeOf } from '../shape.ts'
import type { Tensor } from '../tensor.ts'
import { cast } from './cast.ts'
import { eye } from './creation.ts'
import { where } from './selection.ts'
import { broadcastTo, expandDims, reshape, transpose } from './shape.ts'

export interface ReduceOptions {
  /** Keeps the reduced axes, with length 1; false by default. */
  readonly keepdims?: boolean
}

interface Reduction {
  readonly axes: readonly number[]
  readonly keepdims: boolean
}

/** `g`, of the shape of a reduced result, stretched along the reduced axes again. */
const spread = (g: Tensor, x: Tensor, { axes }: Reduction): Tensor =>
  broadcastTo(reshape(g, reducedShape(x.shape, axes, true)), x.shape)

/** A result as it would be with the reduced axes kept. */
const kept = (y: Tensor, x: Tensor, { axes }: Reduction): Tensor => reshape(y, reducedShape(x.shape, axes, true))

function reduction(
  name: string,
  type: string,
  gradient: (g: Tensor, call: Call<Reduction> & { readonly x: Tensor }) => Tensor,
  {
    at,
    nonEmpty = false,
    ofOne = (e, x) => e.op('Identity', [x]),
  }: {
    at: (dtype: DType) => DType
    nonEmpty?: boolean
    /** What it is of single elements. */
    ofOne?: (e: Emitter, x: string) => string
  },
) {
  const apply = primitive<Reduction>({
    name,
    infer: ([x], { axes, keepdims }) => ({ shape: reducedShape(x!.shape, axes, keepdims), dtype: x!.dtype }),
    emit: (e, [x], { attributes: { axes, keepdims }, inputs }) => {
      if (axes.length === 0 || (keepdims && axes.every((axis) => inputs[0]!.shape[axis] === 1))) return ofOne(e, x!)
      return e.op(type, [x!, e.ints(axes)], { keepdims: keepdims ? 1 : 0 })
    },
    work: ({ inputs: [x] }) => x!.size,
    gradient: (g, call) => [gradient(g, { ...call, x: call.inputs[0]! })],
  })
  return (x: Tensor, axis?: Axes, { keepdims = false }: ReduceOptions = {}): Tensor => {
    const axes = normalizeAxes(name, axis, x.ndim)
    if (nonEmpty && axes.some((a) => x.shape[a] === 0))
      throw invalid(`${name}: shape ${show(x.shape)} has no elements along the reduced axes, so there is no ${name}`)
    return apply([cast(x, at(x.dtype))], { axes, keepdims })
  }
}

/** The sum along axes (all by default); integers and bool add up in int64. */
export const sum = reduction('sum', 'ReduceSum', (g, { x, attributes }) => spread(g, x, attributes), {
  at: accumulating,
})

/** The sum of the squares along axes (all by default), in one pass over the memory; integers add up in int64. */
export const sumSquare = reduction(
  'sumSquare',
  'ReduceSumSquare',
  (g, { x, attributes }) => x.mul(kept(g.mul(2), x, attributes)),
  { at: accumulating, ofOne: (e, x) => e.op('Mul', [x, x]) },
)

/** The arithmetic mean along axes (all by default); of integers in float32. */
export const mean = reduction(
  'mean',
  'ReduceMean',
  (g, { x, output, attributes }) => spread(g.mul(output.size / x.size), x, attributes),
  { at: floating, nonEmpty: true },
)

/**
 * For each element the product of the others along axes, given the product of all. A row of its own, since which case an
 * element is in says nothing of how its value changes.
 */
const productOfOthers: Apply<{ readonly axes: readonly number[] }> = primitive({
  name: 'productOfOthers',
  infer: ([x]) => x!,
  lower: ({ inputs: [x, y], attributes: { axes } }) => {
    // It is y / x, except where factors are zero: with one zero only its place has any, with two none.
    const zero = x!.equal(0)
    const zeros = zero.cast(x!.dtype).sum(axes, { keepdims: true })
    const rest = where(zero, 1, x!).prod(axes, { keepdims: true })
    const plain = y!.div(where(zero, 1, x!))
    return where(zero, where(zeros.equal(1), rest, 0), where(zeros.equal(0), plain, 0))
  },
  // All of it flows through x, of which y is the product.
  gradient: (g, { inputs: [x], attributes: { axes } }) => {
    const order = [...x!.shape.keys()].filter((axis) => !axes.includes(axis)).concat(axes)
    const along = sizeOf(axes.map((axis) => x!.shape[axis]!))
    const outer = x!.shape.filter((_, axis) => !axes.includes(axis))
    const lists = (t: Tensor): Tensor => reshape(transpose(t, order), [...outer, along])
    // Row i is the list with 1 in place i, so that its product is that of the others.
    const own = eye(along, { dtype: 'bool' })
    const factors = where(own, 1, expandDims(lists(x!), -2))
    const rows = productOfOthers([factors, factors.prod(-1, { keepdims: true })], { axes: [factors.ndim - 1] })
    const flow = where(own, 0, expandDims(lists(g), -1).mul(rows)).sum(-2)
    const moved = order.map((axis) => x!.shape[axis]!)
    return [
      transpose(
        reshape(flow, moved),
        order.map((_, axis) => order.indexOf(axis)),
      ),
      undefined,
    ]
  },
})

/** The product along axes (all by default); integers multiply in int64. */
export const prod = reduction(
  'prod',
  'ReduceProd',
  (g, { x, output, attributes }) =>
    spread(g, x, attributes).mul(productOfOthers([x, kept(output, x, attributes)], attributes)),
  { at: accumulating },
)

/** Where several elements are extreme, they share the gradient equally, as in PyTorch's amax and amin. */
const extremeGradient = (g: Tensor, { x, output, attributes }: Call<Reduction> & { readonly x: Tensor }): Tensor => {
  const hits = x.equal(kept(output, x, attributes)).cast(g.dtype)
  return kept(g, x, attributes).mul(hits.div(hits.sum(attributes.axes, { keepdims: true })))
}

/** uint32 has no kernel. */
const whole = (dtype: DType): DType => (dtype === 'uint32' ? 'int64' : dtype)

const largest = reduction('max', 'ReduceMax', extremeGradient, { at: whole, nonEmpty: true })
const smallest = reduction('min', 'ReduceMin', extremeGradient, { at: whole, nonEmpty: true })

/** The largest element along axes (all by default). Elements that are NaN may be passed over. */
export const max = (x: Tensor, axis?: Axes, options?: ReduceOptions): Tensor => cast(largest(x, axis, options), x.dtype)
/** The smallest element along axes (all by default). Elements that are NaN may be passed over. */
export const min = (x: Tensor, axis?: Axes, options?: ReduceOptions): Tensor =>
  cast(smallest(x, axis, options), x.dtype)

/** ln Σ eˣ along axes (all by default), without overflow. */
export const logsumexp = reduction(
  'logsumexp',
  'ReduceLogSumExp',
  // eˣ divided by its sum, of numbers less the largest: the result itself has lost digits where it is large.
  (g, { x, attributes }) => {
    const e = x.sub(x.max(attributes.axes, { keepdims: true }).detach()).exp()
    return kept(g, x, attributes).mul(e.div(e.sum(attributes.axes, { keepdims: true })))
  },
  { at: floating, nonEmpty: true },
)

export interface VarianceOptions extends ReduceOptions {
  /** What is subtracted from the count in the divisor: 0 for the population's variance (default), 1 for a sample's. */
  readonly correction?: number
}

/** The mean squared distance from the mean, along axes (all by default). */
export function variance(x: Tensor, axis?: Axes, { correction = 0, keepdims = false }: VarianceOptions = {}): Tensor {
  const centred = x.sub(x.mean(axis, { keepdims: true }))
  const count = sizeOf(normalizeAxes('var', axis, x.ndim).map((a) => x.shape[a]!))
  if (count <= correction)
    throw invalid(`var: ${count} elements and correction ${correction} leave nothing to divide by`)
  return centred.sumSquare(axis, { keepdims }).mul(1 / (count - correction))
}

/** The square root of a sum of squares. Where that is 0, so is its gradient: one of the slopes that meet there. */
function root(x: Tensor): Tensor {
  const zero = x.equal(0)
  return where(zero, 0, where(zero, 1, x).sqrt())
}

/** The square root of the variance, along axes (all by default); where it is 0, so is its gradient. */
export const std = (x: Tensor, axis?: Axes, options?: VarianceOptions): Tensor => root(variance(x, axis, options))

export interface NormOptions extends ReduceOptions {
  /** 1, 2 (default) or Infinity. */
  readonly ord?: number
}

/** The length of the vectors along axes (all by default): (Σ|x|ᵖ)^(1/p). That of order 2 has gradient 0 at 0. */
export function norm(x: Tensor, axis?: Axes, { ord = 2, keepdims = false }: NormOptions = {}): Tensor {
  const dtype = floating(x.dtype)
  if (dtype !== x.dtype) return norm(cast(x, dtype), axis, { ord, keepdims })
  if (ord === 2) return root(x.square().sum(axis, { keepdims }))
  if (ord === 1) return x.abs().sum(axis, { keepdims })
  if (ord === Number.POSITIVE_INFINITY) return x.abs().max(axis, { keepdims })
  if (!(ord > 0)) throw invalid(`norm: ord is ${ord}; it must be positive, or Infinity`)
  return x
    .abs()
    .pow(ord)
    .sum(axis, { keepdims })
    .pow(1 / ord)
}

/** Whether any element is true (not zero), along axes (all by default). */
export const any = (x: Tensor, axis?: Axes, options?: ReduceOptions): Tensor =>
  x.size === 0 ? cast(sum(x, axis, options), 'bool') : max(cast(x, 'bool'), axis, options)
/** Whether all elements are true (not zero), along axes (all by default). */
export const all = (x: Tensor, axis?: Axes, options?: ReduceOptions): Tensor =>
  x.size === 0 ? cast(prod(x, axis, options), 'bool') : min(cast(x, 'bool'), axis, options)

function argExtreme(name: string, type: string) {
  const apply = primitive<{ axis: number; keepdims: boolean }>({
    name,
    infer: ([x], { axis, keepdims }) => ({ shape: reducedShape(x!.shape, [axis], keepdims), dtype: 'int64' }),
    emit: (e, [x], { attributes: { axis, keepdims } }) => e.op(type, [x!], { axis, keepdims: keepdims ? 1 : 0 }),
    work: ({ inputs: [x] }) => x!.size,
    gradient: { none: 'positions are whole numbers' },
  })
  return (x: Tensor, axis?: number, { keepdims = false }: ReduceOptions = {}): Tensor => {
    if (x.size === 0) throw invalid(`${name}: shape ${show(x.shape)} has no elements`)
    const source = x.dtype === 'bool' ? cast(x, 'uint8') : cast(x, whole(x.dtype))
    if (axis === undefined) {
      const flat = apply([reshape(source, [x.size])], { axis: 0, keepdims: false })
      return keepdims
        ? reshape(
            flat,
            x.shape.map(() => 1),
          )
        : flat
    }
    return apply([source], { axis: normalizeAxis(name, axis, x.ndim), keepdims })
  }
}

/** The position of the largest element along an axis (in the flattened tensor by default); the first of several. */
export const argmax = argExtreme('argmax', 'ArgMax')
/** The position of the smallest element along an axis (in the flattened tensor by default); the first of several. */
export const argmin = argExtreme('argmin', 'ArgMin')

const cumulated: Apply<{ axis: number; reverse: boolean }> = primitive({
  name: 'cumsum',
  infer: ([x]) => x!,
  emit: (e, [x], { attributes: { axis, reverse } }) =>
    e.op('CumSum', [x!, e.scalar('int64', axis)], { reverse: reverse ? 1 : 0 }),
  gradient: (g, { attributes: { axis, reverse } }) => [cumulated([g], { axis, reverse: !reverse })],
})

/** Running sums along an axis (of the flattened tensor by default). */
export const cumsum = (x: Tensor, axis?: number): Tensor =>
  axis === undefined
    ? cumsum(reshape(x, [x.size]), 0)
    : cumulated([cast(x, accumulating(x.dtype))], { axis: normalizeAxis('cumsum', axis, x.ndim), reverse: false })
