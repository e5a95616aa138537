import { invalid } from '../base/errors.ts'
import { layerNorm, ones, type Shape, type Tensor, zeros } from '../tensor/index.ts'
import { checkCount } from './count.ts'
import { Module } from './module.ts'
import { Parameter } from './parameter.ts'

/**
 * Normalises over the last axes, those of `shape`, then scales and shifts (Ba, Kiros and Hinton 2016).
 *
 * Weight (ones at first) and bias (zeros) have `shape`; eps is 1e-5 by default.
 *
 * @example
 * new LayerNorm(512).forward(x) // x [N, 512]: each row for itself
 */
export class LayerNorm extends Module {
  readonly weight: Parameter
  readonly bias: Parameter
  readonly #eps: number

  constructor(shape: number | Shape, { eps = 1e-5 }: { readonly eps?: number } = {}) {
    super()
    const full = typeof shape === 'number' ? [shape] : shape
    if (full.length === 0) throw invalid('LayerNorm: shape is []; it must name at least one axis')
    for (const length of full) checkCount('LayerNorm', 'shape', length)
    if (!(eps >= 0)) throw invalid(`LayerNorm: eps is ${eps}; it must be a number from 0`)
    this.weight = new Parameter(ones(full))
    this.bias = new Parameter(zeros(full))
    this.#eps = eps
  }

  override forward(x: Tensor): Tensor {
    return layerNorm(x, this.weight.shape, { weight: this.weight.value, bias: this.bias.value, eps: this.#eps })
  }
}
