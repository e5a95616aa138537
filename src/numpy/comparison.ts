import { invalid } from '../base/errors.ts'
import { type DType, isFloat, rangeOf } from '../tensor/dtype.ts'
import { where as choose, type Tensor } from '../tensor/index.ts'
import { sameShape } from '../tensor/shape.ts'
import { type ArrayLike, asarray } from './array.ts'
import { meet, resultType } from './operands.ts'
import { realType } from './promotion.ts'
import { broadcastShapes } from './shape.ts'
import { type Binary, binary, type Relation, relation, type Unary, unary } from './ufunc.ts'

/** Operands of a comparison: a number that does not fit into the array's type is compared all the same. */
function comparable(name: string, x: ArrayLike, y: ArrayLike): Tensor[] {
  const dtype = resultType(x, y)
  const [least, most] = rangeOf(dtype)
  const outside = [x, y].some((operand) => typeof operand === 'number' && (operand < least || operand > most))
  return outside && !isFloat(dtype)
    ? [x, y].map((operand) => asarray(operand, { dtype: 'float64' }))
    : meet(name, [x, y])
}
const comparison = (name: string, of: (a: Tensor, b: Tensor) => Tensor): Relation =>
  relation(name, of, (x, y) => comparable(name, x, y))

/** x = y. */
export const equal: Relation = comparison('equal', (a, b) => a.equal(b))
/** x ≠ y. */
export const notEqual: Relation = comparison('notEqual', (a, b) => a.notEqual(b))
/** x < y. */
export const less: Relation = comparison('less', (a, b) => a.less(b))
/** x ≤ y. */
export const lessEqual: Relation = comparison('lessEqual', (a, b) => a.lessEqual(b))
/** x > y. */
export const greater: Relation = comparison('greater', (a, b) => a.greater(b))
/** x ≥ y. */
export const greaterEqual: Relation = comparison('greaterEqual', (a, b) => a.greaterEqual(b))

const truth = (): DType => 'bool'
/** x and y, of truth values; numbers count as true unless they are 0. */
export const logicalAnd: Binary = binary({
  name: 'logicalAnd',
  of: (a, b) => a.logicalAnd(b),
  at: truth,
  commutes: true,
  identity: 1,
  reduce: (x, axes, options) => x.all(axes, options),
})
/** x or y, of truth values; numbers count as true unless they are 0. */
export const logicalOr: Binary = binary({
  name: 'logicalOr',
  of: (a, b) => a.logicalOr(b),
  at: truth,
  commutes: true,
  identity: 0,
  reduce: (x, axes, options) => x.any(axes, options),
})
/** Either x or y but not both, of truth values; numbers count as true unless they are 0. */
export const logicalXor: Binary = binary({
  name: 'logicalXor',
  of: (a, b) => a.logicalXor(b),
  at: truth,
  commutes: true,
  identity: 0,
})
/** Not x, of truth values; numbers count as true unless they are 0. */
export const logicalNot: Unary = unary('logicalNot', (x) => x.logicalNot(), truth)

const whole =
  (name: string, boolToo = true) =>
  (dtype: DType): DType => {
    if (isFloat(dtype)) throw invalid(`${name}: operands are ${dtype}; they must be integers or bool`)
    return dtype === 'bool' && !boolToo ? 'int64' : dtype
  }
const isBool = (x: Tensor): boolean => x.dtype === 'bool'
/** Bits set in both; of bool, x and y. */
export const bitwiseAnd: Binary = binary({
  name: 'bitwiseAnd',
  of: (a, b) => (isBool(a) ? a.logicalAnd(b) : a.bitwiseAnd(b)),
  at: whole('bitwiseAnd'),
  commutes: true,
})
/** Bits set in either; of bool, x or y. */
export const bitwiseOr: Binary = binary({
  name: 'bitwiseOr',
  of: (a, b) => (isBool(a) ? a.logicalOr(b) : a.bitwiseOr(b)),
  at: whole('bitwiseOr'),
  commutes: true,
  identity: 0,
})
/** Bits set in one of the two; of bool, either but not both. */
export const bitwiseXor: Binary = binary({
  name: 'bitwiseXor',
  of: (a, b) => (isBool(a) ? a.logicalXor(b) : a.bitwiseXor(b)),
  at: whole('bitwiseXor'),
  commutes: true,
  identity: 0,
})
/** Every bit flipped; of bool, not x. */
export const invert: Unary = unary('invert', (x) => x.bitwiseNot(), whole('invert'))
/** x · 2ʸ, of integers. */
export const leftShift: Binary = binary({
  name: 'leftShift',
  of: (a, b) => a.shiftLeft(b),
  at: whole('leftShift', false),
})
/** x / 2ʸ rounded down, of integers. */
export const rightShift: Binary = binary({
  name: 'rightShift',
  of: (a, b) => a.shiftRight(b),
  at: whole('rightShift', false),
})

/** Where x is NaN. */
export const isnan: Unary = unary('isnan', (x) => x.isnan(), realType)
/** Where x is infinite. */
export const isinf: Unary = unary('isinf', (x) => x.isinf(), realType)
/** Where x is neither NaN nor infinite. */
export const isfinite: Unary = unary('isfinite', (x) => x.isfinite(), realType)
/** Where x is ∞. */
export const isposinf: Unary = unary('isposinf', (x) => x.isinf().logicalAnd(x.greater(0)), realType)
/** Where x is −∞. */
export const isneginf: Unary = unary('isneginf', (x) => x.isinf().logicalAnd(x.less(0)), realType)

export interface ClosenessOptions {
  /** 1e-5 by default. */
  readonly rtol?: number
  /** 1e-8 by default. */
  readonly atol?: number
  /** Whether NaN is close to NaN; false by default. */
  readonly equalNan?: boolean
}

/** Whether |x − y| ≤ atol + rtol·|y|, element by element. */
export function isclose(
  x: ArrayLike,
  y: ArrayLike,
  { rtol = 1e-5, atol = 1e-8, equalNan = false }: ClosenessOptions = {},
): Tensor {
  const [a, b] = meet('isclose', [x, y], (dtype) => (isFloat(dtype) ? dtype : 'float64'))
  const within = a!.sub(b!).abs().lessEqual(b!.abs().mul(rtol).add(atol)).logicalAnd(b!.isfinite())
  const close = within.logicalOr(a!.equal(b!))
  return equalNan ? close.logicalOr(a!.isnan().logicalAnd(b!.isnan())) : close
}

const isTrue = async (x: Tensor): Promise<boolean> => (await x.item()) !== 0

/** Whether all elements are close, as `isclose` has it. */
export const allclose = async (x: ArrayLike, y: ArrayLike, options?: ClosenessOptions): Promise<boolean> =>
  isTrue(isclose(x, y, options).all())

/** Whether both have the same shape and the same elements. */
export async function arrayEqual(
  x: ArrayLike,
  y: ArrayLike,
  { equalNan = false }: { readonly equalNan?: boolean } = {},
): Promise<boolean> {
  const [a, b] = [asarray(x), asarray(y)]
  if (!sameShape(a.shape, b.shape)) return false
  const same = equal(a, b)
  return isTrue((equalNan ? same.logicalOr(isnan(a).logicalAnd(isnan(b))) : same).all())
}

/** Whether both broadcast to one another and are equal there. */
export async function arrayEquiv(x: ArrayLike, y: ArrayLike): Promise<boolean> {
  const [a, b] = [asarray(x), asarray(y)]
  try {
    const shape = broadcastShapes(a.shape, b.shape)
    if (!sameShape(shape, a.shape) && !sameShape(shape, b.shape)) return false
  } catch {
    return false
  }
  return isTrue(equal(a, b).all())
}

/**
 * x where the condition holds, y elsewhere. The positions where it holds are `await np.nonzero(condition)`.
 *
 * @example
 * np.where(np.less(a, 0), 0, a)
 */
export function where(condition: ArrayLike, x: ArrayLike, y: ArrayLike): Tensor {
  const [a, b] = meet('where', [x, y])
  return choose(asarray(condition), a!, b!)
}

export { invert as bitwiseInvert, invert as bitwiseNot, leftShift as bitwiseLeftShift, rightShift as bitwiseRightShift }
