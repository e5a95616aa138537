import { type ConvolutionOptions, convTranspose2d, type Pair, type Tensor } from '../tensor/index.ts'
import { type Conv2dOptions, kernelOf } from './conv2d.ts'
import { checkGroups } from './count.ts'
import { biasUniform, kaimingUniform } from './init.ts'
import { Module } from './module.ts'
import { Parameter } from './parameter.ts'

export interface ConvTranspose2dOptions extends Conv2dOptions {
  /** Rows and columns added to one side of the result; 0 by default. */
  readonly outputPadding?: Pair
}

/**
 * The transpose of a convolution, which makes pictures larger: [N, inputs, H, W] to [N, outputs, H′, W′], with the
 * options and defaults of `convTranspose2d`.
 *
 * Weight [inputs, outputs / groups, kh, kw] and bias [outputs], both uniform within ±1/√(outputs / groups · kh · kw) at
 * first, as in PyTorch.
 *
 * @example
 * const up = new ConvTranspose2d(64, 32, 2, { stride: 2, random: new Random(42) }) // twice the height and width
 */
export class ConvTranspose2d extends Module {
  readonly weight: Parameter
  readonly bias: Parameter | undefined
  readonly #options: Omit<ConvolutionOptions, 'bias'> & { readonly outputPadding?: Pair }

  constructor(
    inputs: number,
    outputs: number,
    kernel: Pair,
    { random, bias = true, ...options }: ConvTranspose2dOptions,
  ) {
    super()
    const { groups = 1 } = options
    checkGroups('ConvTranspose2d', 'inputs', inputs, groups)
    const shape = [
      inputs,
      checkGroups('ConvTranspose2d', 'outputs', outputs, groups),
      ...kernelOf('ConvTranspose2d', kernel),
    ]
    this.weight = new Parameter(kaimingUniform(shape, random, { slope: Math.sqrt(5) }))
    this.bias = bias ? new Parameter(biasUniform(shape, outputs, random)) : undefined
    this.#options = options
  }

  override forward(x: Tensor): Tensor {
    return convTranspose2d(x, this.weight.value, { ...this.#options, bias: this.bias?.value })
  }
}
