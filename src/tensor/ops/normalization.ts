import { invalid } from '../../base/errors.ts'
import { isFloat } from '../dtype.ts'
import { primitive } from '../primitive.ts'
import { sameShape, show } from '../shape.ts'
import type { Tensor } from '../tensor.ts'
import { reshape } from './shape.ts'

export interface BatchNormOptions {
  /** Scale, [C]; 1 by default. */
  readonly weight?: Tensor | undefined
  /** Shift, [C]; 0 by default. */
  readonly bias?: Tensor | undefined
  /** Added to the variance, against division by zero; 1e-5 by default. */
  readonly eps?: number
}

/** The mean and the population variance of each channel over a batch. */
export interface BatchStatistics {
  /** [C] */
  readonly mean: Tensor
  /** [C] */
  readonly variance: Tensor
}

/** All axes but that of the channels. */
const others = (x: Tensor): number[] => x.shape.flatMap((_, i) => (i === 1 ? [] : [i]))
/** [C] shaped to meet x. */
const perChannel = (c: Tensor, x: Tensor): Tensor => reshape(c, [-1, ...x.shape.slice(2).map(() => 1)])
const centre = (x: Tensor): Tensor => x.sub(x.mean(others(x), { keepdims: true }))
const varianceOf = (x: Tensor): Tensor =>
  centre(x)
    .sumSquare(others(x))
    .mul(x.shape[1]! / x.size)

/** The statistics that `batchNormTraining` normalises with. */
export const batchStatistics = (x: Tensor): BatchStatistics => ({ mean: x.mean(others(x)), variance: varianceOf(x) })

const normalized = primitive<{ eps: number }>({
  name: 'batchNormTraining',
  infer: ([x]) => x!,
  lower: ({ inputs: [x, weight, bias], attributes: { eps } }) => {
    const scale = weight!.mul(varianceOf(x!).add(eps).rsqrt())
    return centre(x!).mul(perChannel(scale, x!)).add(perChannel(bias!, x!))
  },
  // With x̂ the normalised input and m the pixels of a channel (Ioffe and Szegedy 2015):
  // dx = w/σ · (g − Σg/m − x̂·Σ(g·x̂)/m), written as one multiple of g, one of the centred x, and a constant per channel.
  gradient: (g, { inputs: [x, weight], attributes: { eps } }) => {
    const axes = others(x!)
    const m = x!.size / x!.shape[1]!
    const centred = centre(x!)
    const rstd = varianceOf(x!).add(eps).rsqrt()
    const sum = g.sum(axes)
    const sumHat = g.mul(centred).sum(axes).mul(rstd)
    const scale = weight!.mul(rstd)
    const slope = scale
      .mul(rstd)
      .mul(sumHat)
      .mul(-1 / m)
    const shift = scale.mul(sum).mul(-1 / m)
    const dx = g.mul(perChannel(scale, x!)).add(centred.mul(perChannel(slope, x!)).add(perChannel(shift, x!)))
    return [dx, sumHat, sum]
  },
})

function checkChannels(name: string, x: Tensor, tensors: Record<string, Tensor | undefined>): void {
  if (x.ndim < 2) throw invalid(`${name}: input has shape ${show(x.shape)}; it must be [N, C] or [N, C, …]`)
  for (const [argument, value] of Object.entries(tensors))
    if (value && !sameShape(value.shape, [x.shape[1]!]))
      throw invalid(
        `${name}: ${argument} has shape ${show(value.shape)}; input ${show(x.shape)} needs [${x.shape[1]}], one number for each channel`,
      )
}

/**
 * Normalises each channel with its own mean and variance over the batch (and the picture), then scales and shifts it.
 *
 * @param x [N, C] or [N, C, …]
 */
export function batchNormTraining(x: Tensor, { weight, bias, eps = 1e-5 }: BatchNormOptions = {}): Tensor {
  checkChannels('batchNormTraining', x, { weight, bias })
  if (!isFloat(x.dtype)) throw invalid(`batchNormTraining: input is ${x.dtype}; it must be a float type (cast it)`)
  const mean = x.mean(others(x))
  return normalized([x, weight ?? mean.mul(0).add(1), bias ?? mean.mul(0)], { eps })
}

/**
 * Normalises each channel with a given mean and variance, then scales and shifts it: batch normalisation after training.
 *
 * @param x [N, C] or [N, C, …]
 * @param statistics running mean and variance, each [C]
 */
export function batchNorm(
  x: Tensor,
  { mean, variance }: BatchStatistics,
  { weight, bias, eps = 1e-5 }: BatchNormOptions = {},
): Tensor {
  checkChannels('batchNorm', x, { mean, variance, weight, bias })
  const rstd = variance.add(eps).rsqrt()
  const scale = weight ? weight.mul(rstd) : rstd
  const shift = bias ? bias.sub(mean.mul(scale)) : mean.mul(scale).neg()
  return x.mul(perChannel(scale, x)).add(perChannel(shift, x))
}

export interface LayerNormOptions {
  /** Scale, of the normalised shape; 1 by default. */
  readonly weight?: Tensor | undefined
  /** Shift, of the normalised shape; 0 by default. */
  readonly bias?: Tensor | undefined
  /** 1e-5 by default. */
  readonly eps?: number
}

/**
 * Normalises over the last axes, those of `shape`, element by element of the others (Ba, Kiros and Hinton 2016).
 *
 * @param shape the lengths of the axes to normalise over
 */
export function layerNorm(
  x: Tensor,
  shape: readonly number[],
  { weight, bias, eps = 1e-5 }: LayerNormOptions = {},
): Tensor {
  if (shape.length === 0 || !sameShape(x.shape.slice(-shape.length), shape))
    throw invalid(`layerNorm: shape ${show(shape)} must be the last axes of the input, ${show(x.shape)}`)
  for (const [name, value] of Object.entries({ weight, bias }))
    if (value && !sameShape(value.shape, shape))
      throw invalid(`layerNorm: ${name} has shape ${show(value.shape)}; it must be ${show(shape)}`)
  const axes = shape.map((_, i) => i - shape.length)
  const centred = x.sub(x.mean(axes, { keepdims: true }))
  const rstd = centred.square().mean(axes, { keepdims: true }).add(eps).rsqrt()
  const y = centred.mul(rstd)
  const scaled = weight ? y.mul(weight) : y
  return bias ? scaled.add(bias) : scaled
}
