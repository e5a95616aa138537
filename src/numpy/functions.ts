import { isFloat } from '../tensor/dtype.ts'
import { concat, full, type Tensor, where } from '../tensor/index.ts'
import { normalizeAxis } from '../tensor/shape.ts'
import type { ArrayLike } from './array.ts'
import { meet } from './operands.ts'
import { realType } from './promotion.ts'
import { type Binary, binary, type Unary, unary } from './ufunc.ts'

const real = (name: string, of: (x: Tensor) => Tensor): Unary => unary(name, of, realType)

/** The square root. */
export const sqrt: Unary = real('sqrt', (x) => x.sqrt())
/** The cube root, also of negative numbers. */
export const cbrt: Unary = real('cbrt', (x) => {
  const plain = x.isfinite().logicalAnd(x.notEqual(0))
  const size = where(plain, x.abs(), 1)
  const guess = size.pow(1 / 3)
  // One step of Newton's method mends the last digits, since 1/3 is not quite a third.
  const root = guess.sub(guess.sub(size.div(guess.square())).div(3))
  return where(plain, root.mul(x.sign()), x)
})

/** eˣ. */
export const exp: Unary = real('exp', (x) => x.exp())
/** 2ˣ. */
export const exp2: Unary = real('exp2', (x) => full([], 2, { dtype: x.dtype }).pow(x))
/** eˣ − 1, precise near 0. */
export const expm1: Unary = real('expm1', (x) => where(x.greater(1), x.exp().sub(1), x.clip(null, 1).expm1()))
/** The natural logarithm. */
export const log: Unary = real('log', (x) => x.log())
/** ln(1 + x), precise near 0. */
export const log1p: Unary = real('log1p', (x) => where(x.isinf(), x.log(), x.log1p()))

/** The logarithm to a base, exact where x is a whole power of it. */
const logarithm =
  (base: number) =>
  (x: Tensor): Tensor => {
    const approximate = x.log().div(Math.log(base))
    const nearest = approximate.round()
    return where(full([], base, { dtype: x.dtype }).pow(nearest).equal(x), nearest, approximate)
  }
/** The logarithm to the base 2. */
export const log2: Unary = real('log2', logarithm(2))
/** The logarithm to the base 10. */
export const log10: Unary = real('log10', logarithm(10))

const logSum = (a: Tensor, b: Tensor): Tensor => {
  const same = a.equal(b)
  const apart = where(same, 0, a.sub(b).abs())
  const sum = a.maximum(b).add(apart.neg().exp().log1p())
  return where(same, a.add(Math.LN2), where(a.isnan().logicalOr(b.isnan()), Number.NaN, sum))
}
/** ln(eˣ + eʸ), without overflow. */
export const logaddexp: Binary = binary({
  name: 'logaddexp',
  of: logSum,
  at: realType,
  commutes: true,
  identity: Number.NEGATIVE_INFINITY,
})
/** log₂(2ˣ + 2ʸ), without overflow. */
export const logaddexp2: Binary = binary({
  name: 'logaddexp2',
  of: (a, b) => logSum(a.mul(Math.LN2), b.mul(Math.LN2)).div(Math.LN2),
  at: realType,
  commutes: true,
  identity: Number.NEGATIVE_INFINITY,
})

/** The sine, of radians. */
export const sin: Unary = real('sin', (x) => x.sin())
/** The cosine, of radians. */
export const cos: Unary = real('cos', (x) => x.cos())
/** The tangent, of radians. */
export const tan: Unary = real('tan', (x) => x.tan())
/** The angle in [−π/2, π/2] whose sine is x. */
export const arcsin: Unary = real('arcsin', (x) => x.asin())
/** The angle in [0, π] whose cosine is x. */
export const arccos: Unary = real('arccos', (x) => x.acos())
/** The angle in (−π/2, π/2) whose tangent is x. */
export const arctan: Unary = real('arctan', (x) => x.atan())
/** The angle of the point (x, y) in [−π, π]; y comes first. */
export const arctan2: Binary = binary({
  name: 'arctan2',
  of: (y, x) => {
    const angle = y.atan2(x)
    // The signs of zeros and infinities choose the quadrant, as in C.
    const left = x.less(0).logicalOr(x.equal(0).logicalAnd(x.reciprocal().less(0)))
    const below = y.less(0).logicalOr(y.equal(0).logicalAnd(y.reciprocal().less(0)))
    const side = where(left, Math.PI, full([], 0, { dtype: x.dtype }))
    const corner = where(left, (3 * Math.PI) / 4, full([], Math.PI / 4, { dtype: x.dtype }))
    const signed = (size: Tensor): Tensor => where(below, size.neg(), size)
    const flat = y.equal(0)
    const corners = y.isinf().logicalAnd(x.isinf())
    const steep = y.isinf().logicalAnd(x.isfinite())
    const far = x.isinf().logicalAnd(y.isfinite())
    const up = full([], Math.PI / 2, { dtype: x.dtype })
    const known = where(
      corners,
      signed(corner),
      where(steep, signed(up), where(flat.logicalOr(far), signed(side), angle)),
    )
    return where(x.isnan().logicalOr(y.isnan()), x.add(y), known)
  },
  at: realType,
})
/** The hyperbolic sine. */
export const sinh: Unary = real('sinh', (x) => where(x.isinf(), x, x.sinh()))
/** The hyperbolic cosine. */
export const cosh: Unary = real('cosh', (x) => x.cosh())
/** The hyperbolic tangent. */
export const tanh: Unary = real('tanh', (x) => x.tanh())
/** The inverse hyperbolic sine. */
export const arcsinh: Unary = real('arcsinh', (x) => x.asinh())
/** The inverse hyperbolic cosine, for x ≥ 1. */
export const arccosh: Unary = real('arccosh', (x) => x.acosh())
/** The inverse hyperbolic tangent, for |x| < 1. */
export const arctanh: Unary = real('arctanh', (x) => x.atanh())

/** Radians as degrees. */
export const rad2deg: Unary = real('rad2deg', (x) => x.mul(180 / Math.PI))
/** Degrees as radians. */
export const deg2rad: Unary = real('deg2rad', (x) => x.mul(Math.PI / 180))

/** sin(πx) / πx, and 1 at 0. */
export const sinc: Unary = unary(
  'sinc',
  (x) => {
    const angle = where(x.equal(0), 1e-20, x).mul(Math.PI)
    return where(x.equal(0), 1, angle.sin().div(angle))
  },
  (dtype) => (isFloat(dtype) ? dtype : 'float64'),
)

/** Angles without jumps: differences of more than half a period are taken as the period's complement. */
export function unwrap(
  x: ArrayLike,
  { axis = -1, period = 2 * Math.PI }: { readonly axis?: number; readonly period?: number } = {},
): Tensor {
  const given = meet('unwrap', [x], (dtype) => (isFloat(dtype) ? dtype : 'float64'))[0]!
  const along = normalizeAxis('unwrap', axis, given.ndim)
  const n = given.shape[along]!
  if (n < 2) return given
  const step = given.narrow(along, 1, n).sub(given.narrow(along, 0, n - 1))
  const within = step
    .add(period / 2)
    .remainder(period)
    .sub(period / 2)
  const kept = where(within.equal(-period / 2).logicalAnd(step.greater(0)), period / 2, within)
  const correction = where(step.abs().less(period / 2), 0, kept.sub(step)).cumsum(along)
  return concat([given.narrow(along, 0, 1), given.narrow(along, 1, n).add(correction)], along)
}

export {
  arccos as acos,
  arccosh as acosh,
  arcsin as asin,
  arcsinh as asinh,
  arctan as atan,
  arctan2 as atan2,
  arctanh as atanh,
  deg2rad as radians,
  rad2deg as degrees,
}
