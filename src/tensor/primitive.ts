import type { DType } from './dtype.ts'
import type { Emitter } from './emitter.ts'
import type { Shape } from './shape.ts'
import { Tensor } from './tensor.ts'

/** The shape and type of a tensor. */
export interface Typed {
  readonly shape: Shape
  readonly dtype: DType
}

/** One use of a row: its operands, its attributes, and the tensor that stands for the result. */
export interface Call<A = unknown> {
  readonly inputs: readonly Tensor[]
  readonly attributes: A
  readonly output: Tensor
}

/**
 * One operator, one row: everything that is known of a primitive.
 *
 * The gradient receives that of the result and returns those of the inputs, as more tensor code (so gradients have
 * gradients); undefined stands for an input through which nothing flows. Where mathematics gives none, the row says why.
 */
// biome-ignore lint/suspicious/noExplicitAny: the table holds rows of every attribute type
export type Row<A = any> = Rules<A> & (Emitted<A> | Lowered<A>)

interface Rules<A> {
  readonly name: string
  /** Shape and type of the result; what the operands must be is checked by the function that applies the row. */
  readonly infer: (inputs: readonly Tensor[], attributes: A) => Typed
  /** Multiplications or element updates of one call, where they are not the number of results. */
  readonly work?: ((call: Call<A>) => number) | undefined
  /** Once it has been computed, how it came to be is forgotten. */
  readonly forgets?: true
  readonly gradient: ((g: Tensor, call: Call<A>) => readonly (Tensor | undefined)[]) | { readonly none: string }
}

/** A row that becomes ONNX nodes, unless `lower` rewrites the call (types without a kernel, faster formulations). */
interface Emitted<A> {
  readonly emit: (e: Emitter, inputs: readonly string[], call: Call<A>) => string
  readonly lower?: ((call: Call<A>, e: Emitter) => Tensor | undefined) | undefined
}

/** A row that is always rewritten as tensor code: it exists for the sake of its gradient, or of its formulation. */
interface Lowered<A> {
  readonly emit?: undefined
  readonly lower: (call: Call<A>, e: Emitter) => Tensor
}

const rows = new Map<string, Row>()

/** The operator table: every row by its name, in the order of definition. */
export const operatorTable: ReadonlyMap<string, Row> = rows

/** Applies a row: checks and types the operands, computes nothing. */
export type Apply<A> = (inputs: readonly Tensor[], attributes: A) => Tensor

/** Adds a row to the operator table and returns the function that applies it. */
export function primitive<A>(row: Row<A>): Apply<A> {
  if (rows.has(row.name)) throw new Error(`operator table: there are two rows named ${row.name}`)
  rows.set(row.name, row)
  return (inputs, attributes) => {
    const { shape, dtype } = row.infer(inputs, attributes)
    return new Tensor(shape, dtype, { row, inputs, attributes })
  }
}
