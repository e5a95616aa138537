import type { Random, Tensor } from '../tensor/index.ts'
import { checkCount } from './count.ts'
import { Module } from './module.ts'
import { Parameter } from './parameter.ts'

/**
 * A vector for each of `count` whole numbers: integers of any shape gain one axis, of length `features`.
 *
 * Weight [count, features], standard normal at first, as in PyTorch. A number that is no row of it is an error of the
 * run; negative ones count from the last row.
 *
 * @example
 * const words = new Embedding(10_000, 64, { random: new Random(42) })
 * words.forward(tensor([[3, 1], [4, 1]], { dtype: 'int64' })) // [2, 2, 64]
 */
export class Embedding extends Module {
  readonly weight: Parameter

  constructor(count: number, features: number, { random }: { readonly random: Random }) {
    super()
    this.weight = new Parameter(
      random.normal([checkCount('Embedding', 'count', count), checkCount('Embedding', 'features', features)]),
    )
  }

  override forward(x: Tensor): Tensor {
    return this.weight.value.take(x, 0)
  }
}
