import type { Module } from '../nn/index.ts'
import { isFloat } from '../tensor/dtype.ts'
import { realize, type Tensor, type Variable } from '../tensor/index.ts'

/** The values of a model's parameters and buffers at one moment. */
export class Snapshot {
  readonly #values: readonly (readonly [Variable, Tensor])[]

  private constructor(values: readonly (readonly [Variable, Tensor])[]) {
    this.#values = values
  }

  /** Remembers what the model holds now. Tensors are immutable, so nothing is copied until training writes elsewhere. */
  static async of(model: Module): Promise<Snapshot> {
    const values = variablesOf(model).map(([, variable]) => [variable, variable.value] as const)
    await realize(...values.map(([, tensor]) => tensor))
    return new Snapshot(values)
  }

  /** Puts the values back. */
  restore(): void {
    for (const [variable, tensor] of this.#values) variable.value = tensor
  }

  /** The names of the parameters and buffers that hold NaN or infinity, in the model's order. */
  static async notFinite(model: Module): Promise<string[]> {
    const named = variablesOf(model).filter(([, variable]) => isFloat(variable.dtype))
    const finite = named.map(([, variable]) => variable.value.isfinite().all())
    await realize(...finite)
    const answers = await Promise.all(finite.map((tensor) => tensor.item()))
    return named.flatMap(([name], i) => (answers[i] ? [] : [name]))
  }
}

const variablesOf = (model: Module): [string, Variable][] => [...model.namedParameters(), ...model.namedBuffers()]
