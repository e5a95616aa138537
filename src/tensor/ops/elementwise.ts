import { floating, isFloat } from '../dtype.ts'
import type { Emitter } from '../emitter.ts'
import { primitive } from '../primitive.ts'
import type { Tensor } from '../tensor.ts'
import { cast } from './cast.ts'
import { where } from './selection.ts'

type Flow = (g: Tensor, x: Tensor, y: Tensor) => Tensor | undefined

/**
 * A function of real numbers, element by element. Integers are taken as float32.
 *
 * @param gradient that of x, from that of y
 * @param float64 the same function for float64, where ONNX Runtime has no such kernel
 */
function real(name: string, type: string, gradient: Flow, float64?: (x: Tensor) => Tensor) {
  const apply = primitive<undefined>({
    name,
    infer: ([x]) => x!,
    emit: (e, [x]) => e.op(type, [x!]),
    lower: float64 && (({ inputs: [x] }) => (x!.dtype === 'float64' ? float64(x!) : undefined)),
    gradient: (g, { inputs: [x], output }) => [gradient(g, x!, output)],
  })
  return (x: Tensor): Tensor => apply([cast(x, floating(x.dtype))], undefined)
}

/** An element-by-element operator that keeps the type. */
function keeping(name: string, gradient: Flow, emit: (e: Emitter, x: string, type: Tensor) => string) {
  const apply = primitive<undefined>({
    name,
    infer: ([x]) => x!,
    emit: (e, [x], { inputs }) => emit(e, x!, inputs[0]!),
    gradient: (g, { inputs: [x], output }) => [gradient(g, x!, output)],
  })
  return (x: Tensor): Tensor => apply([x], undefined)
}

/** Piecewise constant: the gradient is zero wherever there is one. */
const flat: Flow = () => undefined

/** Runs `type` in int64 for the types it has no kernel for. */
const viaInt64 = (e: Emitter, type: string, x: string, { dtype }: Tensor, missing: readonly string[]): string =>
  missing.includes(dtype) ? e.cast(e.op(type, [e.cast(x, 'int64')]), dtype) : e.op(type, [x])

const negated = keeping(
  'neg',
  (g) => g.neg(),
  (e, x, type) => viaInt64(e, 'Neg', x, type, ['uint8', 'uint32']),
)
/** −x. Unsigned integers wrap around; bool counts as 0 and 1 in int64. */
export const neg = (x: Tensor): Tensor => negated(x.dtype === 'bool' ? cast(x, 'int64') : x)

/** The absolute value; its gradient is 0 at 0. */
export const abs = keeping(
  'abs',
  (g, x) => g.mul(x.sign()),
  (e, x, type) => viaInt64(e, 'Abs', x, type, ['bool']),
)

/** −1, 0 or 1. */
export const sign = keeping('sign', flat, (e, x, type) => viaInt64(e, 'Sign', x, type, ['bool']))

/** A function that leaves whole numbers, and so integers, as they are. */
const rounding = (name: string, type: string) => {
  const apply = real(name, type, flat)
  return (x: Tensor): Tensor => (isFloat(x.dtype) ? apply(x) : x)
}
/** The largest whole number that is not above x. */
export const floor = rounding('floor', 'Floor')
/** The smallest whole number that is not below x. */
export const ceil = rounding('ceil', 'Ceil')
/** The nearest whole number; halves go to the even one. */
export const round = rounding('round', 'Round')

/** eˣ. */
export const exp = real('exp', 'Exp', (g, _, y) => g.mul(y))
/** The natural logarithm. */
export const log = real('log', 'Log', (g, x) => g.div(x))
/** The square root. */
export const sqrt = real('sqrt', 'Sqrt', (g, _, y) => g.div(y.mul(2)))
/** 1 / x. */
export const reciprocal = real('reciprocal', 'Reciprocal', (g, _, y) => g.mul(y.square()).neg())
/** 1 / √x. */
export const rsqrt = (x: Tensor): Tensor => x.sqrt().reciprocal()
/** x². */
export const square = (x: Tensor): Tensor => x.mul(x)

/** eˣ − 1, precise near 0 (as tanh(x/2)·(eˣ + 1)). */
export const expm1 = (x: Tensor): Tensor => x.mul(0.5).tanh().mul(x.exp().add(1))

const log1pOf = primitive<undefined>({
  name: 'log1p',
  infer: ([x]) => x!,
  lower: ({ inputs: [x] }) => {
    const u = x!.add(1)
    return where(u.equal(1), x!, u.log().mul(x!.clip(-1, 3e38).div(u.sub(1).clip(-1, 3e38))))
  },
  gradient: (g, { inputs: [x] }) => [g.div(x!.add(1))],
})
/** ln(1 + x), precise near 0: with u = 1 + x as rounded, it is ln(u)·x / (u − 1). */
export const log1p = (x: Tensor): Tensor => log1pOf([cast(x, floating(x.dtype))], undefined)

/** The sine, of radians. */
export const sin = real('sin', 'Sin', (g, x) => g.mul(x.cos()))
/** The cosine, of radians. */
export const cos = real('cos', 'Cos', (g, x): Tensor => g.mul(x.sin()).neg())
/** The tangent, of radians. */
export const tan = real(
  'tan',
  'Tan',
  (g, _, y) => g.mul(y.square().add(1)),
  (x) => x.sin().div(x.cos()),
)
/** The angle in [−π/2, π/2] whose sine is x. */
export const asin = real(
  'asin',
  'Asin',
  (g, x) => g.div(x.square().rsub(1).sqrt()),
  (x) => x.div(x.rsub(1).mul(x.add(1)).sqrt()).atan(),
)
/** The angle in [0, π] whose cosine is x. */
export const acos = real(
  'acos',
  'Acos',
  (g, x): Tensor => g.div(x.square().rsub(1).sqrt()).neg(),
  (x) => x.asin().rsub(Math.PI / 2),
)
/** The angle in (−π/2, π/2) whose tangent is x. */
export const atan = real(
  'atan',
  'Atan',
  (g, x) => g.div(x.square().add(1)),
  (x) => {
    // One step of Newton's method from the float32 answer doubles its digits, away from the poles of the tangent: so
    // beyond 1 the reciprocal is taken.
    const steep = x.abs().greater(1)
    const slope = where(steep, x.reciprocal(), x)
    const y = slope.cast('float32').atan().cast('float64')
    const angle = y.add(slope.mul(y.cos()).sub(y.sin()).mul(y.cos()))
    return where(
      steep,
      x
        .sign()
        .mul(Math.PI / 2)
        .sub(angle),
      angle,
    )
  },
)
/** The hyperbolic sine. */
export const sinh = real(
  'sinh',
  'Sinh',
  (g, x) => g.mul(x.cosh()),
  // Precise near 0, where the difference of two exponentials is not.
  (x) => x.mul(0.5).tanh().mul(x.cosh().add(1)),
)
/** The hyperbolic cosine. */
export const cosh = real(
  'cosh',
  'Cosh',
  (g, x): Tensor => g.mul(x.sinh()),
  (x) => x.exp().add(x.neg().exp()).mul(0.5),
)
/** The hyperbolic tangent. */
export const tanh = real('tanh', 'Tanh', (g, _, y) => g.mul(y.square().rsub(1)))
/** From here on √(x² ± 1) is x to the last digit. */
const large = 1e9
/** The inverse hyperbolic sine. */
export const asinh = real(
  'asinh',
  'Asinh',
  (g, x) => g.div(x.square().add(1).sqrt()),
  (x) => {
    const size = x.abs()
    const small = log1p(size.add(size.square().div(size.square().add(1).sqrt().add(1))))
    return where(size.greater(large), size.log().add(Math.LN2), small).mul(x.sign())
  },
)
/** The inverse hyperbolic cosine, for x ≥ 1. */
export const acosh = real(
  'acosh',
  'Acosh',
  (g, x) => g.div(x.square().sub(1).sqrt()),
  (x) => {
    const above = x.sub(1)
    return where(x.greater(large), x.log().add(Math.LN2), log1p(above.add(above.mul(x.add(1)).sqrt())))
  },
)
/** The inverse hyperbolic tangent, for |x| < 1. */
export const atanh = real(
  'atanh',
  'Atanh',
  (g, x) => g.div(x.square().rsub(1)),
  (x) => log1p(x).sub(log1p(x.neg())).mul(0.5),
)

/** The error function. */
export const erf = real(
  'erf',
  'Erf',
  (g, x) =>
    g.mul(
      x
        .square()
        .neg()
        .exp()
        .mul(2 / Math.sqrt(Math.PI)),
    ),
  (x) => {
    // DLMF 7.6.2: erf z = 2/√π · exp(−z²) · Σ 2ⁿ z²ⁿ⁺¹ / (1·3·…·(2n+1)). All terms have one sign, so nothing cancels;
    // 140 terms suffice up to |z| = 6, where erf is 1 to the last digit.
    const z = x.clip(-6, 6)
    const s = z.square()
    let sum = s.mul(0).add(1)
    for (let n = 140; n > 0; n--)
      sum = sum
        .mul(s)
        .mul(2 / (2 * n + 1))
        .add(1)
    return sum
      .mul(z)
      .mul(s.neg().exp())
      .mul(2 / Math.sqrt(Math.PI))
  },
)

/** Where x is NaN, as bool. */
export const isnan = predicate('isnan', 'IsNaN')
/** Where x is infinite, as bool. */
export const isinf = predicate('isinf', 'IsInf')
/** Where x is neither NaN nor infinite, as bool. */
export const isfinite = (x: Tensor): Tensor => x.isnan().logicalOr(x.isinf()).logicalNot()

function predicate(name: string, type: string) {
  const apply = primitive<undefined>({
    name,
    infer: ([x]) => ({ shape: x!.shape, dtype: 'bool' }),
    emit: (e, [x]) => e.op(type, [x!]),
    gradient: () => [undefined],
  })
  return (x: Tensor): Tensor => apply([cast(x, floating(x.dtype))], undefined)
}
