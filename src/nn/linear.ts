import { invalid } from '../base/errors.ts'
import type { Random, Tensor } from '../tensor/index.ts'
import { checkCount } from './count.ts'
import { biasUniform, kaimingUniform } from './init.ts'
import { Module } from './module.ts'
import { Parameter } from './parameter.ts'

export interface LinearOptions {
  /** Where the initial values come from. */
  readonly random: Random
  /** Whether a bias is added; true by default. */
  readonly bias?: boolean
}

/**
 * y = x·Wᵀ + b over the last axis: [..., inputs] to [..., outputs].
 *
 * Weight [outputs, inputs] and bias [outputs], both uniform within ±1/√inputs at first, as in PyTorch.
 *
 * @example
 * const head = new Linear(512, 20, { random: new Random(42) })
 * const logits = head.forward(features) // [N, 512] to [N, 20]
 */
export class Linear extends Module {
  readonly weight: Parameter
  readonly bias: Parameter | undefined

  constructor(inputs: number, outputs: number, { random, bias = true }: LinearOptions) {
    super()
    const shape = [checkCount('Linear', 'outputs', outputs), checkCount('Linear', 'inputs', inputs)]
    this.weight = new Parameter(kaimingUniform(shape, random, { slope: Math.sqrt(5) }))
    this.bias = bias ? new Parameter(biasUniform(shape, outputs, random)) : undefined
  }

  override forward(x: Tensor): Tensor {
    const inputs = this.weight.shape[1]
    if (x.shape.at(-1) !== inputs)
      throw invalid(`Linear: input has shape [${x.shape.join(', ')}]; its last axis must have length ${inputs}`)
    const y = x.matmul(this.weight.value.transpose())
    return this.bias ? y.add(this.bias.value) : y
  }
}
