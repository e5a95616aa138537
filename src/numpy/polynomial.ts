import { invalid } from '../base/errors.ts'
import { concat, full, type Tensor, tensor } from '../tensor/index.ts'
import { show } from '../tensor/shape.ts'
import { type ArrayLike, asarray } from './array.ts'
import { vander } from './creation.ts'
import { type Complex, eigvals, lstsq } from './decompositions.ts'
import { meet } from './operands.ts'
import { convolve } from './statistics.ts'

/** Coefficients, that of the highest power first. */
const coefficients = (name: string, p: ArrayLike): Tensor => {
  const given = asarray(p)
  if (given.ndim > 1) throw invalid(`${name}: coefficients have shape ${show(given.shape)}; they stand in one axis`)
  return given.flatten()
}

/** The value of a polynomial at x; coefficients from the highest power down. */
export function polyval(p: ArrayLike, x: ArrayLike): Tensor {
  const [factors, at] = meet('polyval', [coefficients('polyval', p), asarray(x)]) as [Tensor, Tensor]
  let sum = full(at.shape, 0, { dtype: at.dtype })
  for (let i = 0; i < factors.size; i++) sum = sum.mul(at).add(factors.at(i))
  return sum
}

/** Both with as many coefficients. */
function aligned(name: string, a: ArrayLike, b: ArrayLike): [Tensor, Tensor] {
  const [p, q] = meet(name, [coefficients(name, a), coefficients(name, b)]) as [Tensor, Tensor]
  const length = Math.max(p.size, q.size)
  return [p, q].map((x) => x.pad([[length - x.size, 0]])) as [Tensor, Tensor]
}
/** The sum of two polynomials. */
export const polyadd = (a: ArrayLike, b: ArrayLike): Tensor => {
  const [p, q] = aligned('polyadd', a, b)
  return p.add(q)
}
/** The difference of two polynomials. */
export const polysub = (a: ArrayLike, b: ArrayLike): Tensor => {
  const [p, q] = aligned('polysub', a, b)
  return p.sub(q)
}
/** The product of two polynomials. */
export const polymul = (a: ArrayLike, b: ArrayLike): Tensor =>
  convolve(coefficients('polymul', a), coefficients('polymul', b))
/** Quotient and remainder of two polynomials; the remainder keeps its leading zeros. */
export function polydiv(a: ArrayLike, b: ArrayLike): [quotient: Tensor, remainder: Tensor] {
  const [p, q] = meet('polydiv', [coefficients('polydiv', a), coefficients('polydiv', b)], (dtype) =>
    dtype === 'float32' ? dtype : 'float64',
  ) as [Tensor, Tensor]
  const steps = p.size - q.size + 1
  if (steps < 1) return [full([1], 0, { dtype: p.dtype }), p]
  const lead = q.narrow(0, 0, 1)
  let rest = p
  const quotient: Tensor[] = []
  for (let k = 0; k < steps; k++) {
    const factor = rest.narrow(0, k, k + 1).div(lead)
    quotient.push(factor)
    rest = rest.sub(q.mul(factor).pad([[k, p.size - q.size - k]]))
  }
  return [concat(quotient), q.size === 1 ? full([1], 0, { dtype: p.dtype }) : rest.narrow(0, steps, p.size)]
}
/** The m-th derivative of a polynomial. */
export function polyder(p: ArrayLike, m = 1): Tensor {
  let out = coefficients('polyder', p)
  for (let round = 0; round < m && out.size > 0; round++) {
    const n = out.size - 1
    const powers = tensor(
      Array.from({ length: n }, (_, i) => n - i),
      { dtype: out.dtype },
    )
    out = out.narrow(0, 0, n).mul(powers)
  }
  return out
}
/** The m-th integral of a polynomial, with constants of integration (0). */
export function polyint(p: ArrayLike, m = 1, constants: number | readonly number[] = 0): Tensor {
  const given = coefficients('polyint', p)
  let out = given.dtype.startsWith('float') ? given : given.cast('float64')
  for (let round = 0; round < m; round++) {
    const n = out.size
    const powers = tensor(
      Array.from({ length: n }, (_, i) => n - i),
      { dtype: out.dtype },
    )
    const constant = typeof constants === 'number' ? constants : (constants[round] ?? 0)
    out = concat([out.div(powers), tensor([constant], { dtype: out.dtype })])
  }
  return out
}
/** The polynomial with these zeros and leading coefficient 1. */
export const poly = (zeros: ArrayLike): Tensor => {
  const given = coefficients('poly', zeros)
  const wide = given.dtype.startsWith('float') ? given : given.cast('float64')
  const one = full([1], 1, { dtype: wide.dtype })
  return Array.from({ length: wide.size }, (_, i) => wide.narrow(0, i, i + 1)).reduce<Tensor>(
    (product, zero) => convolve(product, concat([one, zero.neg()])),
    one,
  )
}

/** The zeros of a polynomial, which may be complex; its coefficients are computed first. */
export async function roots(p: ArrayLike): Promise<Complex> {
  const given = coefficients('roots', p)
  const values = Array.from(await given.data(), Number)
  const first = values.findIndex((value) => value !== 0)
  const last = values.findLastIndex((value) => value !== 0)
  const trailing = first < 0 ? 0 : values.length - 1 - last
  const core = first < 0 ? [] : values.slice(first, last + 1)
  const n = core.length - 1
  const zeros = full([trailing], 0, { dtype: 'float64' })
  if (n < 1) return { real: zeros, imag: zeros }
  // The eigenvalues of the companion matrix.
  const companion = Array.from({ length: n }, (_, i) =>
    Array.from({ length: n }, (_, j) => (i === 0 ? -core[j + 1]! / core[0]! : j === i - 1 ? 1 : 0)),
  )
  const found = await eigvals(tensor(companion, { dtype: 'float64' }))
  return { real: concat([found.real, zeros]), imag: concat([found.imag, zeros]) }
}

/**
 * The polynomial of a degree that comes nearest to points, by least squares.
 *
 * @param y [points], or [points, k] for k polynomials at once
 * @param options `w`: how much each point counts; `rcond` of `lstsq`
 * @returns coefficients from the highest power down, [degree + 1] or [degree + 1, k]
 */
export async function polyfit(
  x: ArrayLike,
  y: ArrayLike,
  degree: number,
  { w, rcond }: { readonly w?: ArrayLike; readonly rcond?: number } = {},
): Promise<Tensor> {
  const [at, values] = [asarray(x).cast('float64'), asarray(y).cast('float64')]
  if (at.ndim !== 1 || at.size !== values.shape[0])
    throw invalid(`polyfit: x and y have shapes ${show(at.shape)} and ${show(values.shape)}; give one y for each x`)
  if (!Number.isInteger(degree) || degree < 0)
    throw invalid(`polyfit: degree is ${degree}; it must be a whole number from 0`)
  const weight = w === undefined ? undefined : asarray(w).cast('float64')
  const powers = vander(at, degree + 1)
  const left = weight ? powers.mul(weight.reshape([at.size, 1])) : powers
  const right = weight ? values.mul(values.ndim === 2 ? weight.reshape([at.size, 1]) : weight) : values
  // Columns of equal length: powers of large numbers would drown the others.
  const scale = left.square().sum(0).sqrt()
  const { solution } = await lstsq(left.div(scale), right, { rcond: rcond ?? at.size * 2 ** -52 })
  return solution.div(values.ndim === 2 ? scale.reshape([degree + 1, 1]) : scale)
}
