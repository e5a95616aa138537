import { invalid } from '../base/errors.ts'
import type { Tensor, Variable } from '../tensor/index.ts'
import { type AnyModule, Module } from './module.ts'

/**
 * Modules one after another, named by their positions: `0.weight`, `2.weight`.
 *
 * @typeParam Modules the types of the modules, so that `modules[0]` has its own
 * @example
 * const random = new Random(0)
 * const net = new Sequential(new Linear(4, 16, { random }), new ReLU(), new Linear(16, 3, { random }))
 * net.modules[0].weight.shape // [16, 4]
 * for (const module of net) console.log(module)
 */
export class Sequential<const Modules extends readonly Module[] = readonly Module[]>
  extends Module
  implements Iterable<Module>
{
  readonly modules: Modules

  constructor(...modules: Modules) {
    super()
    for (const [i, module] of modules.entries())
      if (!(module instanceof Module))
        throw invalid(`Sequential: argument ${i} is ${String(module)}; it must be a Module`)
    this.modules = modules
  }

  get length(): number {
    return this.modules.length
  }

  [Symbol.iterator](): IterableIterator<Module> {
    return this.modules[Symbol.iterator]()
  }

  override forward(x: Tensor): Tensor {
    return this.modules.reduce((value, module) => module.forward(value), x)
  }

  protected override *parts(): Generator<[string, AnyModule | Variable]> {
    for (const [i, module] of this.modules.entries()) yield [String(i), module]
  }
}
