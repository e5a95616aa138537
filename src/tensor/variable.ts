import { invalid } from '../base/errors.ts'
import type { DType } from './dtype.ts'
import { type Shape, sameShape, show } from './shape.ts'
import type { Tensor } from './tensor.ts'
import { currentTrace } from './trace.ts'

/** What variables held that were assigned after a call was made, for as long as the call has to wait. */
export type Earlier = Map<Variable, Tensor>

/** Those of all calls that wait, in their order. */
export const waitingCalls = new Set<Earlier>()

/**
 * A cell that holds a tensor and may be given another of the same shape and type: a parameter, a running statistic, an
 * optimizer's moment, the key of a random stream. Inside a compiled function its value lives with the executor and is
 * updated there in place.
 *
 * @example
 * const count = new Variable(tensor(0))
 * const step = compile(() => { count.value = count.value.add(1) })
 * await step()
 * await count.value.item() // 1
 */
export class Variable {
  readonly shape: Shape
  readonly dtype: DType
  #tensor: Tensor
  #seen = true

  constructor(value: Tensor) {
    this.shape = value.shape
    this.dtype = value.dtype
    this.#tensor = value
  }

  /** The tensor held now. Tensors read earlier keep their values when the variable is given another. */
  get value(): Tensor {
    const trace = currentTrace()
    if (trace) return trace.read(this)
    this.#seen = true
    return this.#tensor
  }

  set value(next: Tensor) {
    if (!sameShape(next.shape, this.shape) || next.dtype !== this.dtype)
      throw invalid(
        `variable: it holds ${this.dtype} ${show(this.shape)} and cannot take ${next.dtype} ${show(next.shape)}`,
      )
    const trace = currentTrace()
    if (trace) trace.write(this, next)
    else {
      for (const earlier of waitingCalls) if (!earlier.has(this)) earlier.set(this, this.#tensor)
      this.#tensor = next.operation ? next.detach() : next
      this.#seen = true
    }
  }

  /** @internal The tensor, for the code that runs compiled functions; with `earlier`, the one that a call is to find. */
  peek(earlier?: Earlier): Tensor {
    return earlier?.get(this) ?? this.#tensor
  }

  /** @internal Whether somebody may still hold the tensor, so that its buffer must not be overwritten. */
  get seen(): boolean {
    return this.#seen
  }

  /** @internal Gives the variable the tensor that a compiled function left in it. */
  replace(tensor: Tensor): void {
    this.#tensor = tensor
    this.#seen = false
  }

  /** @internal Gives the variable a tensor back that somebody may still hold. */
  restore(tensor: Tensor): void {
    this.#tensor = tensor
    this.#seen = true
  }
}
