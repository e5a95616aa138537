import { invalid } from '../base/errors.ts'
import type { ResidentBuffer } from '../runtime/index.ts'
import type { DType, HostArray } from './dtype.ts'
import type { Methods } from './methods.ts'
import type { Row } from './primitive.ts'
import { type Shape, show, sizeOf } from './shape.ts'

/** How a tensor comes to be: a row of the operator table applied to other tensors. */
export interface Operation {
  readonly row: Row
  readonly inputs: readonly Tensor[]
  readonly attributes: unknown
}

/** Where the values of a tensor are: in an array on this side, or in a buffer of the executor. */
export type Storage = { readonly host: HostArray } | { readonly resident: ResidentBuffer }

/** Values as nested arrays: what `array()` returns and `tensor()` takes. */
export type Nested<T> = T | readonly Nested<T>[]

/**
 * A shape, a type, and how the values come to be. Tensors are immutable, lazy and cheap: writing an expression checks
 * shapes and types and runs nothing; `data()`, `array()`, `item()` and `realize()` run what is missing, once.
 *
 * Every function of this library whose first argument is a tensor is also a method.
 *
 * @example
 * const x = tensor([[1, 2], [3, 4]])
 * await x.mul(2).sum(0).array() // [8, 12]
 */
export class Tensor {
  readonly shape: Shape
  readonly dtype: DType
  /** @internal How to compute it; undefined for a leaf (given values, an argument of a compiled function). */
  operation: Operation | undefined
  /** @internal Its values, once they exist. */
  storage: Storage | undefined

  /** @internal Tensors are made by `tensor()`, by the other creation functions, and by operators. */
  constructor(shape: Shape, dtype: DType, operation?: Operation, storage?: Storage) {
    this.shape = shape
    this.dtype = dtype
    this.operation = operation
    this.storage = storage
  }

  /** The number of axes. */
  get ndim(): number {
    return this.shape.length
  }

  /** The number of elements. */
  get size(): number {
    return sizeOf(this.shape)
  }

  /** Runs what is missing and returns the values in row-major order, in an array of the caller's own. */
  async data(options?: RunOptions): Promise<HostArray> {
    const [values] = await engine().read([this], options)
    return values!
  }

  /** Runs what is missing and returns the values as nested arrays of numbers (booleans for bool). */
  async array(options?: RunOptions): Promise<Nested<number | boolean>> {
    return nest(await this.data(options), this.shape, this.dtype)
  }

  /** Runs what is missing and returns the value of a tensor of one element, as a number. */
  async item(options?: RunOptions): Promise<number> {
    if (this.size !== 1)
      throw invalid(`item: the tensor has ${this.size} elements (shape ${show(this.shape)}); it must have one`)
    return Number((await this.data(options))[0])
  }

  /** Runs what is missing, keeps the result with the executor, and returns this tensor. */
  async realize(options?: RunOptions): Promise<this> {
    await engine().realize([this], options)
    return this
  }

  /** Gives the values' memory back at once; the tensor cannot be used afterwards unless it can be computed again. */
  dispose(): void {
    if (this.storage && 'resident' in this.storage) this.storage.resident.release()
    this.storage = undefined
  }

  [Symbol.dispose](): void {
    this.dispose()
  }

  toString(): string {
    return `Tensor(${show(this.shape)}, ${this.dtype})`
  }

  /** What `console.log` prints in Node. */
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.toString()
  }
}

/** Every operator whose first argument is a tensor, as a method. */
export interface Tensor extends Methods {}

export interface RunOptions {
  /** Stops waiting: the run is dropped if it has not begun, and the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined
}

/** What runs expressions; `realize.ts` installs it, so that this file does not depend on how things are run. */
export interface Engine {
  realize(tensors: readonly Tensor[], options?: RunOptions): Promise<void>
  read(tensors: readonly Tensor[], options?: RunOptions): Promise<HostArray[]>
}

let installed: Engine | undefined

/** @internal */
export const installEngine = (engine: Engine): void => {
  installed = engine
}

const engine = (): Engine => {
  if (!installed) throw new Error('kindling: the engine is not installed; import from "kindling"')
  return installed
}

function nest(values: HostArray, shape: Shape, dtype: DType): Nested<number | boolean> {
  let next = 0
  const build = (axis: number): Nested<number | boolean> => {
    if (axis === shape.length) {
      const value = values[next++]!
      return dtype === 'bool' ? value !== 0 : Number(value)
    }
    return Array.from({ length: shape[axis]! }, () => build(axis + 1))
  }
  return build(0)
}
