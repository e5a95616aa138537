import { type ConvolutionOptions, conv2d, type Pair, type Random, type Tensor } from '../tensor/index.ts'
import { checkCount, checkGroups } from './count.ts'
import { biasUniform, kaimingUniform } from './init.ts'
import { Module } from './module.ts'
import { Parameter } from './parameter.ts'

export interface Conv2dOptions extends Omit<ConvolutionOptions, 'bias'> {
  /** Where the initial values come from. */
  readonly random: Random
  /** Whether a bias is added; true by default. */
  readonly bias?: boolean
}

/** A kernel's height and width, checked. */
export const kernelOf = (layer: string, kernel: Pair): readonly [number, number] => {
  const [height, width] = typeof kernel === 'number' ? [kernel, kernel] : kernel
  return [checkCount(layer, 'kernel', height), checkCount(layer, 'kernel', width)]
}

/**
 * Two-dimensional convolution: [N, inputs, H, W] to [N, outputs, H′, W′], with the options and defaults of `conv2d`.
 *
 * Weight [outputs, inputs / groups, kh, kw] and bias [outputs], both uniform within ±1/√(inputs / groups · kh · kw) at
 * first, as in PyTorch.
 *
 * @example
 * const stem = new Conv2d(3, 64, 7, { stride: 2, padding: 3, bias: false, random: new Random(42) })
 */
export class Conv2d extends Module {
  readonly weight: Parameter
  readonly bias: Parameter | undefined
  readonly #options: ConvolutionOptions

  constructor(inputs: number, outputs: number, kernel: Pair, { random, bias = true, ...options }: Conv2dOptions) {
    super()
    const { groups = 1 } = options
    checkGroups('Conv2d', 'outputs', outputs, groups)
    const shape = [outputs, checkGroups('Conv2d', 'inputs', inputs, groups), ...kernelOf('Conv2d', kernel)]
    this.weight = new Parameter(kaimingUniform(shape, random, { slope: Math.sqrt(5) }))
    this.bias = bias ? new Parameter(biasUniform(shape, outputs, random)) : undefined
    this.#options = options
  }

  override forward(x: Tensor): Tensor {
    return conv2d(x, this.weight.value, { ...this.#options, bias: this.bias?.value })
  }
}
