import { type Tensor, tensor } from '../tensor/index.ts'
import { checkShape } from '../tensor/shape.ts'

/** A window of `length` values, float64, of the place from 0 to 1; a single value is 1. */
const window =
  (name: string, of: (place: number) => number) =>
  (length: number): Tensor => {
    checkShape(name, [length])
    return tensor(Float64Array.from({ length }, (_, i) => (length === 1 ? 1 : of(i / (length - 1)))))
  }
const turn = 2 * Math.PI

/** Bartlett's window: a triangle that is 0 at the ends. */
export const bartlett = window('bartlett', (x) => 1 - Math.abs(2 * x - 1))
/** Hann's window: a raised cosine that is 0 at the ends. */
export const hanning = window('hanning', (x) => 0.5 - 0.5 * Math.cos(turn * x))
/** Hamming's window: a raised cosine that is 0.08 at the ends. */
export const hamming = window('hamming', (x) => 0.54 - 0.46 * Math.cos(turn * x))
/** Blackman's window. */
export const blackman = window('blackman', (x) => 0.42 - 0.5 * Math.cos(turn * x) + 0.08 * Math.cos(2 * turn * x))

/** The modified Bessel function of the first kind and order 0, by its series. */
function bessel(x: number): number {
  let [sum, term] = [1, 1]
  for (let k = 1; term > sum * 1e-17; k++) {
    term *= (x / (2 * k)) ** 2
    sum += term
  }
  return sum
}
/** Kaiser's window of shape `beta`. */
export const kaiser = (length: number, beta: number): Tensor =>
  window('kaiser', (x) => bessel(beta * Math.sqrt(Math.max(0, 1 - (2 * x - 1) ** 2))) / bessel(beta))(length)
