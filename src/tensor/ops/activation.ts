import { floating } from '../dtype.ts'
import { primitive } from '../primitive.ts'
import { normalizeAxis } from '../shape.ts'
import type { Tensor } from '../tensor.ts'
import { cast } from './cast.ts'
import { where } from './selection.ts'

const asFloat = (x: Tensor): Tensor => cast(x, floating(x.dtype))

const logistic = primitive<undefined>({
  name: 'sigmoid',
  infer: ([x]) => x!,
  emit: (e, [x]) => e.op('Sigmoid', [x!]),
  // The kernel for float64 has the precision of float32, and ONNX Runtime fuses x·Sigmoid(x) into one that it lacks.
  lower: ({ inputs: [x] }) => (x!.dtype === 'float64' ? x!.neg().exp().add(1).reciprocal() : undefined),
  gradient: (g, { output: y }) => [g.mul(y).mul(y.rsub(1))],
})
/** The logistic function, 1 / (1 + e⁻ˣ). */
export const sigmoid = (x: Tensor): Tensor => logistic([asFloat(x)], undefined)

const rectified = primitive<undefined>({
  name: 'relu',
  infer: ([x]) => x!,
  emit: (e, [x]) => e.op('Relu', [x!]),
  gradient: (g, { output: y }) => [g.mul(y.greater(0).cast(g.dtype))],
})
/** max(x, 0); its gradient is 0 at 0. */
export const relu = (x: Tensor): Tensor => rectified([asFloat(x)], undefined)

const softplusOf = primitive<undefined>({
  name: 'softplus',
  infer: ([x]) => x!,
  emit: (e, [x]) => e.op('Softplus', [x!]),
  lower: ({ inputs: [x] }) => (x!.dtype === 'float64' ? x!.relu().add(x!.abs().neg().exp().log1p()) : undefined),
  gradient: (g, { inputs: [x] }) => [g.mul(x!.sigmoid())],
})
/** ln(1 + eˣ), without overflow. */
export const softplus = (x: Tensor): Tensor => softplusOf([asFloat(x)], undefined)

/** ln(sigmoid(x)), without overflow. */
export const logSigmoid = (x: Tensor): Tensor => asFloat(x).neg().softplus().neg()

/** x where it is positive, slope·x elsewhere. */
export const leakyRelu = (x: Tensor, slope = 0.01): Tensor => where(x.greater(0), x, x.mul(slope))

/** x where it is positive, alpha·(eˣ − 1) elsewhere. */
export const elu = (x: Tensor, alpha = 1): Tensor => where(x.greater(0), x, x.minimum(0).expm1().mul(alpha))

/** x·Φ(x), with the normal distribution function Φ (Hendrycks and Gimpel 2016); `approximate: 'tanh'` for their other form. */
export function gelu(x: Tensor, { approximate = 'none' }: { readonly approximate?: 'none' | 'tanh' } = {}): Tensor {
  if (approximate === 'none') return x.mul(0.5).mul(x.mul(Math.SQRT1_2).erf().add(1))
  const inner = x.add(x.mul(x).mul(x).mul(0.044715)).mul(Math.sqrt(2 / Math.PI))
  return x.mul(0.5).mul(inner.tanh().add(1))
}

/** x·sigmoid(x), also called swish. */
export const silu = (x: Tensor): Tensor => x.mul(x.sigmoid())

/** x·clip(x + 3, 0, 6) / 6 (Howard et al. 2019). */
export const hardSwish = (x: Tensor): Tensor => x.mul(x.add(3).clip(0, 6)).mul(1 / 6)

const softmaxOf = primitive<{ axis: number }>({
  name: 'softmax',
  infer: ([x]) => x!,
  emit: (e, [x], { attributes }) => e.op('Softmax', [x!], { axis: attributes.axis }),
  gradient: (g, { output: y, attributes: { axis } }) => {
    const gy = g.mul(y)
    return [gy.sub(y.mul(gy.sum(axis, { keepdims: true })))]
  },
})
/** eˣ divided by its sum along `axis` (the last by default), without overflow. */
export const softmax = (x: Tensor, axis = -1): Tensor => softmaxOf([asFloat(x)], { axis: axisOf('softmax', x, axis) })

const logSoftmaxOf = primitive<{ axis: number }>({
  name: 'logSoftmax',
  infer: ([x]) => x!,
  emit: (e, [x], { attributes }) => e.op('LogSoftmax', [x!], { axis: attributes.axis }),
  gradient: (g, { output: y, attributes: { axis } }) => [g.sub(y.exp().mul(g.sum(axis, { keepdims: true })))],
})
/** The logarithm of softmax, without overflow. */
export const logSoftmax = (x: Tensor, axis = -1): Tensor =>
  logSoftmaxOf([asFloat(x)], { axis: axisOf('logSoftmax', x, axis) })

const axisOf = (name: string, x: Tensor, axis: number): number => normalizeAxis(name, axis, x.ndim)
