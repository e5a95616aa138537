import { grad, type Tensor, tensor } from '../src/tensor/index.ts'
import { expectClose } from './close.ts'

/** A function of tensors, and where it is differentiated. */
export interface Differentiable {
  readonly f: (...inputs: Tensor[]) => Tensor
  readonly shapes: readonly (readonly number[])[]
  /** Between which numbers the inputs lie: one pair for all, or one for each. */
  readonly range?: readonly [number, number] | readonly (readonly [number, number])[]
  /** Half the distance of the two points; 1e-5 by default. */
  readonly step?: number
  /** 1e-6 by default, absolute and relative. */
  readonly tolerance?: number
}

const size = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1)

/** Numbers from `low` to `high`, evenly spaced and out of order: none are equal, none is 0, none a whole number. */
export function spread(count: number, [low, high]: readonly [number, number], seed: number): Float64Array {
  const values = Float64Array.from({ length: count }, (_, i) => {
    const value = low + ((high - low) * (i + 0.531)) / count
    return Math.abs(value - Math.round(value)) < 0.02 ? value + 0.03 : value
  })
  let state = seed * 2654435761 + 12345
  for (let i = count - 1; i > 0; i--) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    const j = state % (i + 1)
    ;[values[i], values[j]] = [values[j]!, values[i]!]
  }
  return values
}

const rangesOf = ({ range = [-2, 2], shapes }: Differentiable): (readonly [number, number])[] =>
  shapes.map((_, i) => (typeof range[0] === 'number' ? range : range[i]) as readonly [number, number])

/** The numbers at which a function is differentiated. */
export const pointOf = (one: Differentiable): Float64Array[] => {
  const ranges = rangesOf(one)
  return one.shapes.map((shape, i) => spread(size(shape), ranges[i]!, i + 1))
}

export const inputsOf = (one: Differentiable, values: readonly Float64Array[]): Tensor[] =>
  values.map((data, i) => tensor(data, { shape: one.shapes[i]! }))

/** One number from all the elements of a tensor, each weighed differently. */
const weighed = (y: Tensor, seed: number): Tensor =>
  y.mul(tensor(spread(y.size, [-1, 1], seed), { shape: y.shape }).cast(y.dtype)).sum()

/** The number that is differentiated: the elements of f, weighed. */
export const scalarOf =
  ({ f }: Differentiable): Differentiable['f'] =>
  (...inputs) =>
    weighed(f(...inputs), 17)

/** The same of its gradient: differentiating it gives second derivatives. */
export const slopeOf = (one: Differentiable): Differentiable['f'] => {
  const scalar = scalarOf(one)
  return (...inputs) =>
    grad(scalar(...inputs), inputs)
      .map((g, i) => weighed(g, 23 + i))
      .reduce((a, b) => a.add(b))
}

/** The gradient by differences of f at points on either side, in float64: [f(x + h) − f(x − h)] / 2h for each element. */
async function differences(
  scalar: Differentiable['f'],
  one: Differentiable,
  at: readonly Float64Array[],
): Promise<number[][]> {
  const { step = 1e-5 } = one
  const valueAt = (input: number, element: number, move: number): Promise<number> => {
    const moved = at.map((data, i) => (i === input ? data.with(element, data[element]! + move) : data))
    return scalar(...inputsOf(one, moved)).item()
  }
  return Promise.all(
    at.map((data, input) =>
      Promise.all(
        Array.from(data, async (_, element) => {
          const [above, below] = await Promise.all([valueAt(input, element, step), valueAt(input, element, -step)])
          return (above - below) / (2 * step)
        }),
      ),
    ),
  )
}

/** Fails unless the gradient of a function of scalars' sums is that by differences. */
export async function expectGradient(scalar: Differentiable['f'], one: Differentiable): Promise<void> {
  const { tolerance = 1e-6 } = one
  const at = pointOf(one)
  const inputs = inputsOf(one, at)
  const gradients = grad(scalar(...inputs), inputs)
  const [found, wanted] = await Promise.all([Promise.all(gradients.map((g) => g.data())), differences(scalar, one, at)])
  for (const [i, g] of gradients.entries()) {
    expectClose(g.shape, inputs[i]!.shape, {}, `shape of gradient ${i}`)
    const atol = tolerance * Math.max(1, ...wanted[i]!.map(Math.abs))
    expectClose(found[i]!, wanted[i]!, { rtol: tolerance, atol }, `gradient of input ${i}`)
  }
}
