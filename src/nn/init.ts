import { invalid } from '../base/errors.ts'
import type { Random, Shape, Tensor } from '../tensor/index.ts'

/**
 * How many inputs feed one output of a weight, and how many outputs one input feeds: for [O, I, kh, kw] these are
 * I·kh·kw and O·kh·kw.
 */
export function fans(shape: Shape): { readonly fanIn: number; readonly fanOut: number } {
  if (shape.length < 2 || shape.includes(0))
    throw invalid(
      `initialisation: shape [${shape.join(', ')}] connects nothing; it must have two axes or more, [outputs, inputs, …], none of them empty`,
    )
  const field = shape.slice(2).reduce((a, b) => a * b, 1)
  return { fanIn: shape[1]! * field, fanOut: shape[0]! * field }
}

const gains = {
  linear: () => 1,
  sigmoid: () => 1,
  tanh: () => 5 / 3,
  relu: () => Math.SQRT2,
  leakyRelu: (slope: number) => Math.sqrt(2 / (1 + slope ** 2)),
  selu: () => 3 / 4,
}

/** What follows a layer: decides by how much its outputs must be larger to keep their variance. */
export type Nonlinearity = keyof typeof gains

/**
 * The factor by which the standard deviation of weights makes up for what a nonlinearity takes, with PyTorch's values:
 * 1 for linear and sigmoid, 5/3 for tanh, √2 for ReLU, √(2/(1 + slope²)) for leaky ReLU, 3/4 for SELU.
 *
 * @param slope of leaky ReLU below zero; 0.01 by default
 */
export function gainOf(nonlinearity: Nonlinearity, slope = 0.01): number {
  const gain = gains[nonlinearity] as ((slope: number) => number) | undefined
  if (!gain)
    throw invalid(`gainOf: nonlinearity is '${nonlinearity}'; it must be one of ${Object.keys(gains).join(', ')}`)
  return gain(slope)
}

export interface KaimingOptions {
  /** Whether to keep the variance going forward ('fanIn', default) or the gradient's going backward ('fanOut'). */
  readonly mode?: 'fanIn' | 'fanOut'
  /** What follows the layer; 'leakyRelu' by default, with a slope of 0, which is ReLU. */
  readonly nonlinearity?: Nonlinearity
  /** The slope of leaky ReLU below zero; 0 by default. */
  readonly slope?: number
}

const kaimingStd = (
  shape: Shape,
  { mode = 'fanIn', nonlinearity = 'leakyRelu', slope = 0 }: KaimingOptions,
): number => {
  const fan = fans(shape)[mode] as number | undefined
  if (fan === undefined) throw invalid(`initialisation: mode is '${mode}'; it must be 'fanIn' or 'fanOut'`)
  return gainOf(nonlinearity, slope) / Math.sqrt(fan)
}

/**
 * Normal, with the standard deviation gain/√fan that keeps the variance from layer to layer (He et al. 2015).
 *
 * @example
 * conv.weight.value = kaimingNormal(conv.weight.shape, random, { mode: 'fanOut', nonlinearity: 'relu' })
 */
export const kaimingNormal = (shape: Shape, random: Random, options: KaimingOptions = {}): Tensor =>
  random.normal(shape, { std: kaimingStd(shape, options) })

/** Uniform within ±√3·gain/√fan, whose standard deviation is that of `kaimingNormal` (He et al. 2015). */
export function kaimingUniform(shape: Shape, random: Random, options: KaimingOptions = {}): Tensor {
  const bound = Math.sqrt(3) * kaimingStd(shape, options)
  return random.uniform(shape, { low: -bound, high: bound })
}

export interface XavierOptions {
  /** A factor for all; 1 by default. See `gainOf`. */
  readonly gain?: number
}

const xavierStd = (shape: Shape, { gain = 1 }: XavierOptions): number => {
  const { fanIn, fanOut } = fans(shape)
  return gain * Math.sqrt(2 / (fanIn + fanOut))
}

/** Normal, with the standard deviation gain·√(2/(fanIn + fanOut)) that balances both directions (Glorot and Bengio 2010). */
export const xavierNormal = (shape: Shape, random: Random, options: XavierOptions = {}): Tensor =>
  random.normal(shape, { std: xavierStd(shape, options) })

/** Uniform within ±gain·√(6/(fanIn + fanOut)) (Glorot and Bengio 2010). */
export function xavierUniform(shape: Shape, random: Random, options: XavierOptions = {}): Tensor {
  const bound = Math.sqrt(3) * xavierStd(shape, options)
  return random.uniform(shape, { low: -bound, high: bound })
}

/** PyTorch's default for the `count` biases of a layer with weight `shape`: uniform within ±1/√fanIn. */
export function biasUniform(shape: Shape, count: number, random: Random): Tensor {
  const bound = 1 / Math.sqrt(fans(shape).fanIn)
  return random.uniform([count], { low: -bound, high: bound })
}
