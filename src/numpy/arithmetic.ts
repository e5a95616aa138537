import { invalid } from '../base/errors.ts'
import { type DType, isFloat, kindOf } from '../tensor/dtype.ts'
import { full, maximum as larger, minimum as smaller, add as sum, type Tensor, where } from '../tensor/index.ts'
import { type ArrayLike, asarray } from './array.ts'
import { inType, meet, resultType } from './operands.ts'
import { isWhole, quotientType, realType, totalType } from './promotion.ts'
import { type Binary, binary, type ReduceOptions, type Scattering, scattering, type Unary, unary } from './ufunc.ts'

const isBool = (x: Tensor): boolean => x.dtype === 'bool'

/** Integers divided by 0 give 0, as NumPy has it (which also warns); the processor would trap. */
const overZero = (b: Tensor, op: (divisor: Tensor) => Tensor): Tensor => {
  const zero = b.equal(0)
  return where(zero, 0, op(where(zero, 1, b)))
}

const refusingBool =
  (name: string, instead: string) =>
  (dtype: DType): DType => {
    if (dtype === 'bool') throw invalid(`${name}: operands are bool, for which NumPy has no ${name}; use ${instead}`)
    return dtype
  }
/** Bool has no arithmetic but and and or: it counts in int64. */
const counting = (dtype: DType): DType => (dtype === 'bool' ? 'int64' : dtype)

const reduceInto =
  (op: (x: Tensor, axes: readonly number[], options: ReduceOptions) => Tensor) =>
  (x: Tensor, axes: readonly number[], options: ReduceOptions): Tensor =>
    op(x.cast(totalType(x.dtype)), axes, options)

/** x + y; of bool, x or y. */
export const add: Scattering = scattering(
  {
    name: 'add',
    of: (a, b) => (isBool(a) ? a.logicalOr(b) : sum(a, b)),
    identity: 0,
    reduce: reduceInto((x, axes, options) => x.sum(axes, options)),
    accumulate: (x, axis) => x.cumsum(axis),
  },
  'add',
)

/** x · y; of bool, x and y. */
export const multiply: Scattering = scattering(
  {
    name: 'multiply',
    of: (a, b) => (isBool(a) ? a.logicalAnd(b) : a.mul(b)),
    identity: 1,
    commutes: true,
    reduce: reduceInto((x, axes, options) => x.prod(axes, options)),
  },
  'multiply',
)

/** x − y; not of bool. */
export const subtract: Binary = binary({
  name: 'subtract',
  of: (a, b) => a.sub(b),
  at: refusingBool('subtract', 'logicalXor'),
})

/** x / y, a float also of integers. */
export const divide: Binary = binary({ name: 'divide', of: (a, b) => a.div(b), at: quotientType })

/** The remainder of floats as Python defines it: of 0 too with the sign of the divisor. */
function floatRemainder(a: Tensor, b: Tensor): Tensor {
  const rest = a.remainder(b)
  return where(rest.equal(0), withSignOf(full([], 0, { dtype: b.dtype }), b), rest)
}

/** The quotient rounded down. */
export const floorDivide: Binary = binary({
  name: 'floorDivide',
  of: (a, b) => (isFloat(a.dtype) ? a.floorDivide(b) : overZero(b, (divisor) => a.floorDivide(divisor))),
  at: counting,
})
/** The remainder, with the sign of the divisor. */
export const remainder: Binary = binary({
  name: 'remainder',
  of: (a, b) => (isFloat(a.dtype) ? floatRemainder(a, b) : overZero(b, (divisor) => a.remainder(divisor))),
  at: counting,
})
/** The remainder, with the sign of the dividend. */
export const fmod: Binary = binary({
  name: 'fmod',
  of: (a, b) => (isFloat(a.dtype) ? a.fmod(b) : overZero(b, (divisor) => a.fmod(divisor))),
  at: counting,
})
/** The quotient rounded down, and the remainder. */
export const divmod = (x: ArrayLike, y: ArrayLike): [Tensor, Tensor] => [floorDivide(x, y), remainder(x, y)]

/** Fraction and whole part, both with the sign of x. */
export function modf(x: ArrayLike): [Tensor, Tensor] {
  const given = meet('modf', [x], realType)[0]!
  const whole = truncated(given)
  return [
    where(given.isinf(), withSignOf(full([], 0, { dtype: given.dtype }), given), withSignOf(given.sub(whole), given)),
    whole,
  ]
}

/** Powers of integers, exactly: ONNX Runtime's go through float64. The square of the base meets each bit of the exponent. */
function integerPower(a: Tensor, b: Tensor): Tensor {
  // From 64 on only 0, 1 and −1 do not overflow, for which it matters whether the exponent is even.
  const exponent = where(b.greater(63), b.remainder(2).add(62), b)
  let [result, base, left] = [full(a.shape, 1, { dtype: a.dtype }), a, exponent]
  for (let bit = 0; bit < 6; bit++) {
    result = where(left.remainder(2).equal(1), result.mul(base), result)
    base = base.mul(base)
    left = left.floorDivide(2)
  }
  return where(b.less(0), where(a.abs().equal(1), result, 0), result)
}

const powerOf = binary({
  name: 'power',
  of: (a, b) => (isFloat(a.dtype) ? a.pow(b) : integerPower(a, b)),
  at: counting,
})
const checkedPower = (x: ArrayLike, y: ArrayLike): Tensor => {
  const whole = (typeof y === 'number' || typeof y === 'bigint') && isWhole(y)
  const dtype = resultType(x, y)
  if (whole && Number(y) < 0 && !isFloat(dtype))
    throw invalid(`power: the exponent is ${y} and the base ${dtype}; integers have no negative powers: use floatPower`)
  if (whole && !isFloat(dtype)) return wholePower(inType('power', x, counting(dtype)), BigInt(y as number))
  return powerOf(x, y)
}
/** x to the power y. Integers give integers, and have no negative powers. */
export const power: Binary = Object.assign(checkedPower, {
  reduce: powerOf.reduce,
  accumulate: powerOf.accumulate,
  reduceat: powerOf.reduceat,
  outer: powerOf.outer,
})

function wholePower(base: Tensor, exponent: bigint): Tensor {
  let result: Tensor | undefined
  let factor = base
  for (let left = exponent; left > 0n; left /= 2n) {
    if (left % 2n === 1n) result = result ? result.mul(factor) : factor
    if (left > 1n) factor = factor.mul(factor)
  }
  return result ?? full(base.shape, 1, { dtype: base.dtype })
}

/** x to the power y, in float64 at least. */
export const floatPower: Binary = binary({ name: 'floatPower', of: (a, b) => a.pow(b), at: () => 'float64' })

/** −x; not of bool. */
export const negative: Unary = unary('negative', (x) => x.neg(), refusingBool('negative', 'logicalNot'))
/** x; not of bool. */
export const positive: Unary = unary('positive', (x) => x, refusingBool('positive', 'the array as it is'))
/** The absolute value. */
export const absolute: Unary = unary('absolute', (x) => (isBool(x) ? x : x.abs()))
/** The absolute value, as a float. */
export const fabs: Unary = unary('fabs', (x) => x.abs(), realType)
/** −1, 0 or 1; NaN of NaN. Not of bool. */
export const sign: Unary = unary(
  'sign',
  (x) => (isFloat(x.dtype) ? where(x.isnan(), x, x.sign()) : x.sign()),
  refusingBool('sign', 'the array as it is'),
)
/** x². */
export const square: Unary = unary('square', (x) => x.mul(x), counting)
/** 1 / x; of integers, rounded towards 0. */
export const reciprocal: Unary = unary(
  'reciprocal',
  (x) => (isFloat(x.dtype) ? x.reciprocal() : where(x.abs().equal(1), x, 0)),
  counting,
)

/** Whether a number is negative, also −0. A negative NaN does not count. */
export const signbit: Unary = unary(
  'signbit',
  (x) => x.less(0).logicalOr(x.equal(0).logicalAnd(x.reciprocal().less(0))),
  realType,
)

/** The size of a, with the sign of b; −0 is negative. */
function withSignOf(a: Tensor, b: Tensor): Tensor {
  const negative = b.less(0).logicalOr(b.equal(0).logicalAnd(b.reciprocal().less(0)))
  return where(negative, a.abs().neg(), a.abs())
}
/** The size of x, with the sign of y. */
export const copysign: Binary = binary({ name: 'copysign', of: withSignOf, at: realType })

const nanWins =
  (op: (a: Tensor, b: Tensor) => Tensor, ofBool: (a: Tensor, b: Tensor) => Tensor) =>
  (a: Tensor, b: Tensor): Tensor => {
    if (isBool(a)) return ofBool(a, b)
    return isFloat(a.dtype) ? where(a.isnan().logicalOr(b.isnan()), a.add(b), op(a, b)) : op(a, b)
  }
const nanLoses =
  (op: (a: Tensor, b: Tensor) => Tensor, ofBool: (a: Tensor, b: Tensor) => Tensor) =>
  (a: Tensor, b: Tensor): Tensor => {
    if (isBool(a)) return ofBool(a, b)
    return isFloat(a.dtype) ? where(a.isnan(), b, where(b.isnan(), a, op(a, b))) : op(a, b)
  }
const either = (a: Tensor, b: Tensor): Tensor => a.logicalOr(b)
const both = (a: Tensor, b: Tensor): Tensor => a.logicalAnd(b)

/** The larger of x and y; NaN where one is. */
export const maximum: Scattering = scattering(
  { name: 'maximum', of: nanWins(larger, either), commutes: true },
  'maximum',
)
/** The smaller of x and y; NaN where one is. */
export const minimum: Scattering = scattering(
  { name: 'minimum', of: nanWins(smaller, both), commutes: true },
  'minimum',
)
/** The larger of x and y, or the one that is not NaN. */
export const fmax: Binary = binary({ name: 'fmax', of: nanLoses(larger, either), commutes: true })
/** The smaller of x and y, or the one that is not NaN. */
export const fmin: Binary = binary({ name: 'fmin', of: nanLoses(smaller, both), commutes: true })

/** x kept between limits, which broadcast; null leaves a side open. */
export function clip(x: ArrayLike, min: ArrayLike | null = null, max: ArrayLike | null = null): Tensor {
  const above = min === null ? asarray(x) : maximum(x, min)
  return max === null ? above : minimum(above, max)
}

/** 0 where x is negative, 1 where it is positive, y where it is 0. */
export const heaviside: Binary = binary({
  name: 'heaviside',
  of: (x, y) => where(x.isnan(), x, where(x.equal(0), y, x.greater(0).cast(x.dtype))),
  at: realType,
})

/** The length of the vector (x, y), without overflow on the way. */
export const hypot: Binary = binary({
  name: 'hypot',
  of: (x, y) => {
    const [a, b] = [x.abs(), y.abs()]
    const long = larger(a, b)
    const ratio = smaller(a, b).div(where(long.equal(0), 1, long))
    const length = long.mul(ratio.square().add(1).sqrt())
    return where(a.isinf().logicalOr(b.isinf()), Number.POSITIVE_INFINITY, length)
  },
  at: realType,
  commutes: true,
  identity: 0,
})

/** The largest number that divides both; of integers. */
export const gcd: Binary = binary({
  name: 'gcd',
  of: (x, y) => greatest(x, y),
  at: whole('gcd'),
  commutes: true,
  identity: 0,
})
/** The smallest number that both divide; of integers. */
export const lcm: Binary = binary({
  name: 'lcm',
  of: (x, y) => {
    const divisor = greatest(x, y)
    return overZero(divisor, (d) => x.floorDivide(d).mul(y).abs())
  },
  at: whole('lcm'),
  commutes: true,
})

function whole(name: string) {
  return (dtype: DType): DType => {
    if (kindOf(dtype) !== 'integer') throw invalid(`${name}: operands are ${dtype}; they must be integers`)
    return dtype
  }
}

/** Euclid's algorithm. Numbers below 2ᵏ need no more than 1.44·k rounds (Lamé): 46 for 32 bits, 92 for 64. */
function greatest(x: Tensor, y: Tensor): Tensor {
  const rounds = x.dtype === 'int64' ? 92 : x.dtype === 'uint8' ? 12 : 46
  let [a, b] = [x.abs(), y.abs()]
  for (let round = 0; round < rounds; round++) {
    const done = b.equal(0)
    ;[a, b] = [where(done, a, b), where(done, 0, a.remainder(where(done, 1, b)))]
  }
  return a
}

/** The whole part, of floats. */
const truncated = (x: Tensor): Tensor => where(x.less(0), x.ceil(), x.floor())

const rounding = (name: string, op: (x: Tensor) => Tensor): Unary => unary(name, (x) => (isFloat(x.dtype) ? op(x) : x))
/** The largest whole number that is not above x; integers stay integers. */
export const floor: Unary = rounding('floor', (x) => x.floor())
/** The smallest whole number that is not below x; integers stay integers. */
export const ceil: Unary = rounding('ceil', (x) => x.ceil())
/** The whole part: x rounded towards 0; integers stay integers. */
export const trunc: Unary = rounding('trunc', truncated)
/** The nearest whole number, as a float; halves go to the even one. */
export const rint: Unary = unary('rint', (x) => x.round(), realType)

/** x with so many digits behind the point; halves go to the even one. Fewer than 0 round to tens, hundreds … */
export function round(x: ArrayLike, decimals = 0): Tensor {
  const given = asarray(x)
  if (!Number.isInteger(decimals)) throw invalid(`round: decimals is ${decimals}; it must be a whole number`)
  const scale = 10 ** Math.abs(decimals)
  if (isFloat(given.dtype)) {
    if (decimals === 0) return given.round()
    return decimals > 0 ? given.mul(scale).round().div(scale) : given.div(scale).round().mul(scale)
  }
  if (decimals >= 0) return isBool(given) ? given.cast('float16') : given
  return given.cast('float64').div(scale).round().mul(scale).cast(given.dtype)
}

/** x · 2ⁿ. */
export function ldexp(x: ArrayLike, n: ArrayLike): Tensor {
  const given = meet('ldexp', [x], realType)[0]!
  const exponent = meet('ldexp', [n], whole('ldexp'))[0]!.cast(given.dtype)
  // In two steps, because 2ⁿ may overflow where the product does not.
  const half = exponent.div(2).floor()
  const two = full([], 2, { dtype: given.dtype })
  return given.mul(two.pow(half)).mul(two.pow(exponent.sub(half)))
}

/** Mantissa in ½…1 and exponent, int32, so that x = mantissa · 2ᵉˣᵖᵒⁿᵉⁿᵗ. */
export function frexp(x: ArrayLike): [Tensor, Tensor] {
  const given = meet('frexp', [x], realType)[0]!
  const plain = given.isfinite().logicalAnd(given.notEqual(0))
  const size = where(plain, given.abs(), 1)
  const guess = size
    .log()
    .mul(1 / Math.LN2)
    .floor()
    .add(1)
  const scaled = ldexp(size, guess.neg().cast('int64'))
  const [high, low] = [scaled.greaterEqual(1), scaled.less(0.5)]
  const exponent = where(plain, where(high, guess.add(1), where(low, guess.sub(1), guess)), 0).cast('int32')
  return [where(plain, ldexp(given, exponent.neg()), given), exponent]
}

/** x with NaN and infinities replaced: NaN by 0, infinities by the type's largest numbers, unless given. */
export function nanToNum(
  x: ArrayLike,
  options: { readonly nan?: number; readonly posinf?: number; readonly neginf?: number } = {},
): Tensor {
  const given = asarray(x)
  if (!isFloat(given.dtype)) return given
  const most = given.dtype === 'float64' ? Number.MAX_VALUE : given.dtype === 'float32' ? 3.4028234663852886e38 : 65504
  const { nan = 0, posinf = most, neginf = -most } = options
  const infinite = given.isinf()
  const finite = where(infinite.logicalAnd(given.greater(0)), posinf, where(infinite, neginf, given))
  return where(given.isnan(), nan, finite)
}

export { absolute as abs, divide as trueDivide, power as pow, remainder as mod, round as around, trunc as fix }
