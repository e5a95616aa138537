import { invalid, KindlingError } from '../base/errors.ts'
import type { NumericType } from '../onnx/types.ts'

/** @internal Who keeps a buffer's values and is told when nobody needs them any more. */
export interface BufferOwner {
  /** @param ballast the handle's, which is for another one now. */
  forget(id: number, ballast?: ArrayBuffer): void
  /** Why there are no values any more, when there are none. */
  readonly ended: KindlingError | undefined
}

const abandoned = new FinalizationRegistry<{ readonly owner: BufferOwner; readonly id: number }>(({ owner, id }) =>
  owner.forget(id),
)

/**
 * A handle of an array that lives with an executor. Its memory is given back by `release()` or `using`, or when the handle
 * is garbage collected.
 */
export class ResidentBuffer {
  readonly dtype: NumericType
  readonly shape: readonly number[]
  readonly #owner: BufferOwner
  readonly #id: number
  #ballast: ArrayBuffer | undefined
  #released = false

  /**
   * @internal Executors make them: `Executor.upload` and `Executor.run`.
   * @param ballast makes the handle weigh as much as the values. The garbage collector of this thread cannot see those,
   *   and would let gigabytes of abandoned ones pile up behind handles of a few bytes.
   */
  constructor(owner: BufferOwner, id: number, dtype: NumericType, shape: readonly number[], ballast?: ArrayBuffer) {
    this.#owner = owner
    this.#id = id
    this.dtype = dtype
    this.shape = shape
    this.#ballast = ballast
    abandoned.register(this, { owner, id }, this)
  }

  /** Gives the memory back once the commands before this call have ended. A second call does nothing. */
  release(): void {
    if (this.#released) return
    this.#released = true
    abandoned.unregister(this)
    this.#owner.forget(this.#id, this.#ballast)
    this.#ballast = undefined
  }

  /** Whether `release()` was called. */
  get released(): boolean {
    return this.#released
  }

  [Symbol.dispose](): void {
    this.release()
  }

  /** @internal The number under which `owner` knows the buffer; `use` says who asks, for the error. */
  idFor(owner: BufferOwner, use: string): number {
    const what = `${use} is a buffer (${this.dtype} [${this.shape.join(', ')}])`
    if (this.#released) throw invalid(`${what} that was released; use it before release(), or upload the values again`)
    const { ended } = this.#owner
    if (ended) throw new KindlingError('runtime', `${what} whose values are lost: ${ended.message}`, { cause: ended })
    if (this.#owner !== owner)
      throw invalid(`${what} of another executor; read it there and upload its values to this one`)
    return this.#id
  }
}
