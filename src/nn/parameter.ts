import { guarded, Variable } from '../tensor/index.ts'

/**
 * A variable that training changes.
 *
 * @example
 * const weight = new Parameter(random.normal([10, 784], { std: 0.01 }))
 * weight.frozen = true // optimizers leave it as it is
 */
export class Parameter extends Variable {
  #frozen = false

  /** Whether optimizers leave it as it is; false at first. Compiled functions notice a change. */
  get frozen(): boolean {
    return guarded(() => this.#frozen)
  }

  set frozen(frozen: boolean) {
    this.#frozen = frozen
  }
}
