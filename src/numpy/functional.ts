import { invalid } from '../base/errors.ts'
import { full, stack, type Tensor, where } from '../tensor/index.ts'
import { normalizeAxis, sizeOf } from '../tensor/shape.ts'
import { type ArrayLike, asarray } from './array.ts'
import { broadcastArrays } from './shape.ts'

/**
 * What `fn` makes of every line along an axis. It is called once for each line with a tensor of one axis; what it returns
 * stands where the axis was.
 */
export function applyAlongAxis(fn: (line: Tensor) => ArrayLike, axis: number, x: ArrayLike): Tensor {
  const given = asarray(x)
  const along = normalizeAxis('applyAlongAxis', axis, given.ndim)
  const rest = given.shape.filter((_, i) => i !== along)
  const count = sizeOf(rest)
  if (count === 0) throw invalid('applyAlongAxis: there is no line along the axis, so what fn makes is not known')
  const lines = given.moveAxis(along, -1).reshape([count, given.shape[along]!])
  const results = stack(Array.from({ length: count }, (_, i) => asarray(fn(lines.at(i)))))
  const made = results.shape.slice(1)
  const laid = results.reshape([...rest, ...made])
  // The new axes come last and move to where the old one was.
  const order = [
    ...rest.slice(0, along).map((_, i) => i),
    ...made.map((_, i) => rest.length + i),
    ...rest.slice(along).map((_, i) => along + i),
  ]
  return laid.transpose(order)
}

/** What `fn` makes along one axis after another; axes that it drops are kept with length 1. */
export const applyOverAxes = (
  fn: (x: Tensor, axis: number) => Tensor,
  x: ArrayLike,
  axes: number | readonly number[],
): Tensor =>
  (typeof axes === 'number' ? [axes] : axes).reduce((out, axis) => {
    const along = normalizeAxis('applyOverAxes', axis, out.ndim)
    const made = fn(out, along)
    return made.ndim === out.ndim ? made : made.expandDims(along)
  }, asarray(x))

/** The function that applies to where each element falls: the last condition that holds chooses, else the one function more. */
export function piecewise(
  x: ArrayLike,
  conditions: readonly ArrayLike[],
  functions: readonly (number | ((x: Tensor) => ArrayLike))[],
): Tensor {
  const given = asarray(x)
  const more = functions.length - conditions.length
  if (more !== 0 && more !== 1)
    throw invalid(
      `piecewise: there are ${functions.length} functions for ${conditions.length} conditions; give one for each, or one more`,
    )
  const of = (fn: number | ((x: Tensor) => ArrayLike)): Tensor =>
    asarray(typeof fn === 'number' ? fn : fn(given)).cast(given.dtype)
  const otherwise = more === 1 ? of(functions.at(-1)!) : full([], 0, { dtype: given.dtype })
  return conditions
    .reduce<Tensor>((rest, condition, i) => where(asarray(condition), of(functions[i]!), rest), otherwise)
    .broadcastTo(given.shape)
}

/**
 * A function of numbers made one of arrays, which broadcast. It is called for every element, in JavaScript, so the arrays
 * are computed first; where it can be written with `np` functions, that is faster and has gradients.
 *
 * @example
 * const parity = np.vectorize((n) => (n % 2 === 0 ? 0 : 1))
 * await parity(np.arange(4)) // [0, 1, 0, 1]
 */
export const vectorize =
  (fn: (...values: number[]) => number | boolean) =>
  async (...arrays: readonly ArrayLike[]): Promise<Tensor> => {
    const given = broadcastArrays(...arrays)
    const values = await Promise.all(given.map((x) => x.data()))
    const size = given[0]?.size ?? 0
    const results = Array.from({ length: size }, (_, i) => fn(...values.map((list) => Number(list[i]))))
    return asarray(results).reshape(given[0]?.shape ?? [])
  }
