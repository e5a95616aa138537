import { invalid } from '../base/errors.ts'
import type { DType } from '../tensor/dtype.ts'
import { type Axes, concat, full, type Tensor } from '../tensor/index.ts'
import { normalizeAxes, normalizeAxis, sizeOf } from '../tensor/shape.ts'
import { type ArrayLike, asarray } from './array.ts'
import { meet } from './operands.ts'
import { at } from './update.ts'

/** A function of one number, element by element. */
export type Unary = (x: ArrayLike) => Tensor

/** A question to two numbers, element by element, answered in bool. */
export interface Relation {
  (x: ArrayLike, y: ArrayLike): Tensor
  /** Every element of x with every element of y: shape [...x, ...y]. */
  outer(x: ArrayLike, y: ArrayLike): Tensor
}

export interface ReduceOptions {
  /** Keeps the reduced axes, with length 1; false by default. */
  readonly keepdims?: boolean
}

/** A function of two numbers, element by element, whose result can be an operand again. */
export interface Binary extends Relation {
  /** The elements along axes put together to one: axis 0 by default, all with null. */
  reduce(x: ArrayLike, axis?: Axes | null, options?: ReduceOptions): Tensor
  /** What `reduce` makes of the elements so far, at each position of an axis. */
  accumulate(x: ArrayLike, axis?: number): Tensor
  /** `reduce` of the slices from each position to the next; a position that is not before the next stands alone. */
  reduceat(x: ArrayLike, positions: readonly number[], axis?: number): Tensor
}

/** A function of two numbers that can also be applied at positions of an array, some of them several times. */
export interface Scattering extends Binary {
  /**
   * A new array in which the elements at `positions` of the first axis have been put together with `y`; unlike NumPy's,
   * it leaves `x` as it was. For other axes and several there is `np.at`.
   */
  at(x: ArrayLike, positions: ArrayLike, y: ArrayLike): Tensor
}

interface Rule {
  readonly name: string
  /** Of two operands of one type. */
  readonly of: (a: Tensor, b: Tensor) => Tensor
  /** The type in which operands of a type are taken; itself by default. */
  readonly at?: (dtype: DType) => DType
  /** Whether operands may be grouped and ordered at will. Otherwise it goes from left to right. */
  readonly commutes?: boolean
  /** What the function makes of no elements. */
  readonly identity?: number
  /** A faster way to reduce. */
  readonly reduce?: (x: Tensor, axes: readonly number[], options: ReduceOptions) => Tensor
  /** A faster way to accumulate. */
  readonly accumulate?: (x: Tensor, axis: number) => Tensor
}

/** A function of two numbers; operands meet by NumPy's promotion and broadcast. */
export function relation(
  name: string,
  of: (a: Tensor, b: Tensor) => Tensor,
  meeting: (x: ArrayLike, y: ArrayLike) => readonly Tensor[] = (x, y) => meet(name, [x, y]),
): Relation {
  const apply = (x: ArrayLike, y: ArrayLike): Tensor => {
    const [a, b] = meeting(x, y)
    return of(a!, b!)
  }
  const outer = (x: ArrayLike, y: ArrayLike): Tensor => {
    const [a, b] = meeting(x, y)
    return of(a!.reshape([...a!.shape, ...b!.shape.map(() => 1)]), b!)
  }
  return Object.assign(apply, { outer })
}

/** A function of two numbers, with what can be made of it along axes. */
export function binary(rule: Rule): Binary {
  const { name, of, at: typed = (dtype) => dtype } = rule
  const apply = relation(name, of, (x, y) => meet(name, [x, y], typed))

  const fold = (x: Tensor, axis: number): Tensor => {
    const n = x.shape[axis]!
    if (n === 0) {
      if (rule.identity === undefined)
        throw invalid(`${name}.reduce: axis ${axis} has no elements, and ${name} of nothing is not defined`)
      return full(
        x.shape.map((length, i) => (i === axis ? 1 : length)),
        rule.identity,
        { dtype: x.dtype },
      )
    }
    if (n === 1) return x
    if (!rule.commutes)
      return Array.from({ length: n - 1 }, (_, i) => i + 1).reduce(
        (left, i) => of(left, x.narrow(axis, i, i + 1)),
        x.narrow(axis, 0, 1),
      )
    const half = Math.floor(n / 2)
    const pairs = of(x.narrow(axis, 0, half), x.narrow(axis, half, 2 * half))
    return fold(n % 2 === 0 ? pairs : concat([pairs, x.narrow(axis, n - 1, n)], axis), axis)
  }

  const reduce = (x: ArrayLike, axis: Axes | null = 0, { keepdims = false }: ReduceOptions = {}): Tensor => {
    const given = asarray(x)
    const taken = given.cast(typed(given.dtype))
    const axes = normalizeAxes(`${name}.reduce`, axis ?? undefined, given.ndim)
    if (rule.reduce) return rule.reduce(taken, axes, { keepdims })
    const folded = axes.reduce((out, along) => fold(out, along), taken)
    return keepdims ? folded : folded.squeeze(axes)
  }

  const accumulate = (x: ArrayLike, axis = 0): Tensor => {
    const given = asarray(x)
    const taken = given.cast(typed(given.dtype))
    const along = normalizeAxis(`${name}.accumulate`, axis, given.ndim)
    if (rule.accumulate) return rule.accumulate(taken, along)
    const n = taken.shape[along]!
    if (!rule.commutes) {
      const parts: Tensor[] = []
      for (let i = 0; i < n; i++) {
        const next = taken.narrow(along, i, i + 1)
        parts.push(i === 0 ? next : of(parts[i - 1]!, next))
      }
      return parts.length === 0 ? taken : concat(parts, along)
    }
    // Each round doubles how many elements every position has seen (Hillis and Steele 1986).
    let out = taken
    for (let reach = 1; reach < n; reach *= 2)
      out = concat(
        [out.narrow(along, 0, reach), of(out.narrow(along, 0, n - reach), out.narrow(along, reach, n))],
        along,
      )
    return out
  }

  const reduceat = (x: ArrayLike, positions: readonly number[], axis = 0): Tensor => {
    const given = asarray(x)
    const along = normalizeAxis(`${name}.reduceat`, axis, given.ndim)
    const n = given.shape[along]!
    const wrong = positions.find((p) => !Number.isInteger(p) || p < 0 || p >= n)
    if (wrong !== undefined)
      throw invalid(`${name}.reduceat: position ${wrong} is out of range for axis ${along} of length ${n}`)
    return concat(
      positions.map((start, i) => {
        const next = positions[i + 1] ?? n
        return reduce(given.narrow(along, start, next > start ? next : start + 1), along, { keepdims: true })
      }),
      along,
    )
  }

  return Object.assign(apply, { reduce, accumulate, reduceat })
}

/** A function of two numbers that `np.at` knows how to apply at positions. */
export function scattering(rule: Rule, by: 'add' | 'multiply' | 'minimum' | 'maximum'): Scattering {
  return Object.assign(binary(rule), {
    at: (x: ArrayLike, positions: ArrayLike, y: ArrayLike): Tensor => at(x, asarray(positions))[by](y),
  })
}

/** A function of one number. */
export const unary =
  (name: string, of: (x: Tensor) => Tensor, typed: (dtype: DType) => DType = (dtype) => dtype): Unary =>
  (x) =>
    of(meet(name, [x], typed)[0]!)

/** The number of elements along axes. */
export const countOf = (x: Tensor, axes: readonly number[]): number => sizeOf(axes.map((axis) => x.shape[axis]!))
