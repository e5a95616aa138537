import { invalid } from '../../base/errors.ts'
import { type DType, floating, isFloat, promote } from '../dtype.ts'
import type { Emitter } from '../emitter.ts'
import { type Apply, primitive } from '../primitive.ts'
import { broadcastShapes, sameShape } from '../shape.ts'
import type { Tensor } from '../tensor.ts'
import { cast } from './cast.ts'
import { asTensor, type TensorLike } from './creation.ts'
import { where } from './selection.ts'
import { sumTo, unexpanded } from './shape.ts'

type Flow = (g: Tensor, a: Tensor, b: Tensor, y: Tensor) => readonly [Tensor | undefined, Tensor | undefined]
type Operands = readonly [Tensor, Tensor]

/** Operands in the type in which they meet; bare numbers adapt to the tensor, if its type can hold them. */
export function meet(x: Tensor, y: TensorLike, at: (dtype: DType) => DType = (dtype) => dtype): Operands {
  const other = asTensor(y, x.dtype)
  const dtype = at(promote(x.dtype, other.dtype))
  return [cast(x, dtype), cast(other, dtype)]
}

/** Operands without expansions that broadcasting makes again. */
function stretched(name: string, [a, b]: Operands): Operands {
  const shape = broadcastShapes(name, a.shape, b.shape)
  const thin = unexpanded(a)
  const left = thin !== a && sameShape(broadcastShapes(name, thin.shape, b.shape), shape) ? thin : a
  const narrow = unexpanded(b)
  const right = narrow !== b && sameShape(broadcastShapes(name, left.shape, narrow.shape), shape) ? narrow : b
  return [left, right]
}

/** A broadcasting operator on two tensors of one type. */
function binary(
  name: string,
  emit: (e: Emitter, a: string, b: string, dtype: DType) => string,
  gradient: Flow,
): (operands: Operands) => Tensor {
  const apply: Apply<undefined> = primitive({
    name,
    infer: ([a, b]) => ({ shape: broadcastShapes(name, a!.shape, b!.shape), dtype: a!.dtype }),
    emit: (e, [a, b], { output }) => emit(e, a!, b!, output.dtype),
    lower: ({ inputs: [a, b] }) => {
      const [left, right] = stretched(name, [a!, b!])
      return left === a && right === b ? undefined : apply([left, right], undefined)
    },
    gradient: (g, { inputs: [a, b], output }) => {
      const [ga, gb] = gradient(g, a!, b!, output)
      return [ga && sumTo(ga, a!.shape), gb && sumTo(gb, b!.shape)]
    },
  })
  return (operands) => apply(operands, undefined)
}

/** Bool has no arithmetic of its own: it counts as 0 and 1 in int64. */
const counting = (dtype: DType): DType => (dtype === 'bool' ? 'int64' : dtype)

const addOf = binary(
  'add',
  (e, a, b) => e.op('Add', [a, b]),
  (g) => [g, g],
)
const subOf = binary(
  'sub',
  (e, a, b) => e.op('Sub', [a, b]),
  (g) => [g, g.neg()],
)
const mulOf = binary(
  'mul',
  (e, a, b) => e.op('Mul', [a, b]),
  (g, a, b) => [g.mul(b), g.mul(a)],
)
const divOf = binary(
  'div',
  (e, a, b) => e.op('Div', [a, b]),
  (g, _, b, y) => [g.div(b), g.mul(y).div(b).neg()],
)
const powOf = binary(
  'pow',
  (e, a, b, dtype) =>
    // Integers have kernels for signed types only.
    dtype === 'uint8' || dtype === 'uint32'
      ? e.cast(e.op('Pow', [e.cast(a, 'int64'), e.cast(b, 'int64')]), dtype)
      : e.op('Pow', [a, b]),
  (g, a, b, y) => [
    // a⁰ is flat in a; 0⁻¹ must not make it NaN.
    g.mul(where(b.equal(0), 0, b.mul(a.pow(where(b.equal(0), 1, b.sub(1)))))),
    // 0ᵇ is flat in b; ln 0 must not make it NaN.
    g.mul(y).mul(a.abs().add(a.equal(0).cast(a.dtype)).log()),
  ],
)
const maximumOf = binary(
  'maximum',
  (e, a, b) => e.op('Max', [a, b]),
  (g, a, b) => shared(g, a, b, a.greater(b)),
)
const minimumOf = binary(
  'minimum',
  (e, a, b) => e.op('Min', [a, b]),
  (g, a, b) => shared(g, a, b, a.less(b)),
)
/** What floats leave when divided, with the sign of the dividend, and whether the divisor's is another. */
function restOf(e: Emitter, a: string, b: string, dtype: DType): { rest: string; opposed: string } {
  const rest = e.op('Mod', [a, b], { fmod: 1 })
  const opposed = e.op('Less', [e.op('Mul', [e.op('Sign', [rest]), e.op('Sign', [b])]), e.scalar(dtype, 0)])
  return { rest, opposed }
}
/** Of floats. Where a / b rounds up to a whole number its floor is too large; (a − rest) / b is right but for rounding. */
const floorDivideOf = binary(
  'floorDivide',
  (e, a, b, dtype) => {
    const { rest, opposed } = restOf(e, a, b, dtype)
    const whole = e.op('Div', [e.op('Sub', [a, rest]), b])
    const right = e.op('Round', [e.op('Where', [opposed, e.op('Sub', [whole, e.scalar(dtype, 1)]), whole])])
    // Taken off instead of chosen, which would lose the sign of 0.
    const floor = e.op('Floor', [e.op('Div', [a, b])])
    const zero = e.scalar(dtype, 0)
    return e.op('Sub', [floor, e.op('Where', [e.op('Equal', [b, zero]), zero, e.op('Sub', [floor, right])])])
  },
  () => [undefined, undefined],
)
const remainderOf = binary(
  'remainder',
  (e, a, b, dtype) => {
    if (!isFloat(dtype)) return e.op('Mod', [a, b])
    const { rest, opposed } = restOf(e, a, b, dtype)
    return e.op('Where', [opposed, e.op('Add', [rest, b]), rest])
  },
  (g, a, b): [Tensor, Tensor] => [g, g.mul(floorDivideOf([a, b])).neg()],
)
const fmodOf = binary(
  'fmod',
  (e, a, b) => e.op('Mod', [a, b], { fmod: 1 }),
  (g, a, b, y) => [g, g.mul(a.sub(y).div(b).round()).neg()],
)
/** Where two operands are equal, each gets half, as in PyTorch. */
function shared(g: Tensor, a: Tensor, b: Tensor, wins: Tensor): [Tensor, Tensor] {
  const share = wins.cast(g.dtype).add(a.equal(b).cast(g.dtype).mul(0.5))
  return [g.mul(share), g.mul(share.rsub(1))]
}

/** x + y, broadcast. */
export const add = (x: Tensor, y: TensorLike): Tensor =>
  y === 0 && x.dtype !== 'bool' ? x : addOf(meet(x, y, counting))
/** x − y, broadcast. */
export const sub = (x: Tensor, y: TensorLike): Tensor =>
  y === 0 && x.dtype !== 'bool' ? x : subOf(meet(x, y, counting))
/** x · y, broadcast. */
export const mul = (x: Tensor, y: TensorLike): Tensor =>
  y === 1 && x.dtype !== 'bool' ? x : mulOf(meet(x, y, counting))
/** x / y, broadcast; of integers the result is float32. */
export const div = (x: Tensor, y: TensorLike): Tensor => (y === 1 && isFloat(x.dtype) ? x : divOf(meet(x, y, floating)))
/** y − x: "reversed sub", for a number on the left. */
export const rsub = (x: Tensor, y: TensorLike): Tensor => reversed(sub, x, y)
/** y / x: "reversed div", for a number on the left. */
export const rdiv = (x: Tensor, y: TensorLike): Tensor => reversed(div, x, y)

/** x to the power y, broadcast. */
export function pow(x: Tensor, y: TensorLike): Tensor {
  if (y === 2) return x.mul(x)
  if (y === 1) return x
  if (y === 0.5) return x.sqrt()
  if (y === -1) return x.reciprocal()
  return powOf(meet(x, y, counting))
}
/** yˣ: "reversed pow", for a number on the left. */
export const rpow = (x: Tensor, y: TensorLike): Tensor => reversed(pow, x, y)

/** The larger of x and y, element by element, broadcast. */
export const maximum = (x: Tensor, y: TensorLike): Tensor => maximumOf(meet(x, y, counting))
/** The smaller of x and y, element by element, broadcast. */
export const minimum = (x: Tensor, y: TensorLike): Tensor => minimumOf(meet(x, y, counting))

/** The remainder with the sign of the divisor (Python's %), broadcast. */
export const remainder = (x: Tensor, y: TensorLike): Tensor => remainderOf(bearable(meet(x, y, counting)))
/** The remainder with the sign of the dividend (C's fmod), broadcast. */
export const fmod = (x: Tensor, y: TensorLike): Tensor => fmodOf(bearable(meet(x, y, counting)))
/** The quotient rounded down (Python's //), broadcast. */
export function floorDivide(x: Tensor, y: TensorLike): Tensor {
  const [a, b] = meet(x, y, counting)
  if (isFloat(a.dtype)) return floorDivideOf([a, b])
  // Whole-number division truncates; take away what is left over first.
  const [, divisor] = bearable([a, b])
  const quotient = divOf([subOf([a, remainderOf([a, divisor])]), divisor])
  return divisor === b ? quotient : where(b.equal(-1), a.neg(), quotient)
}

/** The processor traps, and the process ends, when the least integer is divided by −1; the remainder is that of 1. */
const bearable = ([a, b]: Operands): Operands =>
  b.dtype === 'int32' || b.dtype === 'int64' ? [a, where(b.equal(-1), 1, b)] : [a, b]

function reversed(op: (x: Tensor, y: TensorLike) => Tensor, x: Tensor, y: TensorLike): Tensor {
  const [a, b] = meet(x, y)
  return op(b, a)
}

const bitwise = (name: string, type: string) => {
  const apply = binary(
    name,
    (e, a, b) => e.op(type, [a, b]),
    () => [undefined, undefined],
  )
  return (x: Tensor, y: TensorLike): Tensor => {
    const [a, b] = meet(x, y)
    if (a.dtype === 'bool' || isFloat(a.dtype))
      throw invalid(
        `${name}: operands are ${a.dtype}; they must be integers${a.dtype === 'bool' ? ' (for bool use the logical operators)' : ''}`,
      )
    return apply([a, b])
  }
}
/** Bits set in both; of integers. */
export const bitwiseAnd = bitwise('bitwiseAnd', 'BitwiseAnd')
/** Bits set in either; of integers. */
export const bitwiseOr = bitwise('bitwiseOr', 'BitwiseOr')
/** Bits set in one of the two; of integers. */
export const bitwiseXor = bitwise('bitwiseXor', 'BitwiseXor')

const shift = (name: string, direction: 'LEFT' | 'RIGHT') => {
  const apply = binary(
    name,
    (e, a, b, dtype) => {
      if (dtype === 'uint8' || dtype === 'uint32') return e.op('BitShift', [a, b], { direction })
      // ONNX shifts unsigned integers only. For signed ones: multiply, or divide rounding down, by a power of two.
      const wide = e.cast(a, 'int64')
      const power = e.cast(e.op('Pow', [e.scalar('float64', 2), e.cast(b, 'float64')]), 'int64')
      if (direction === 'LEFT') return e.cast(e.op('Mul', [wide, power]), dtype)
      return e.cast(e.op('Div', [e.op('Sub', [wide, e.op('Mod', [wide, power])]), power]), dtype)
    },
    () => [undefined, undefined],
  )
  return (x: Tensor, y: TensorLike): Tensor => {
    const [a, b] = meet(x, y)
    if (a.dtype === 'bool' || isFloat(a.dtype)) throw invalid(`${name}: operands are ${a.dtype}; they must be integers`)
    return apply([a, b])
  }
}
/** x · 2ʸ, of integers. */
export const shiftLeft = shift('shiftLeft', 'LEFT')
/** x / 2ʸ rounded down, of integers. */
export const shiftRight = shift('shiftRight', 'RIGHT')

/** The angle of the point (x, y) in [−π, π], y first as in C; 0 for the origin. */
export function atan2(y: Tensor, x: TensorLike): Tensor {
  const [a, b] = meet(y, x, floating)
  const steep = a.abs().greater(b.abs())
  // atan of the ratio that is at most 1, then moved to its octant.
  const angle = where(steep, b, a)
    .div(where(steep, a, where(b.equal(0), 1, b)))
    .atan()
  const upright = a
    .sign()
    .mul(Math.PI / 2)
    .sub(angle)
  const turn = where(a.less(0), asTensor(-Math.PI, a.dtype), asTensor(Math.PI, a.dtype))
  return where(steep, upright, where(b.less(0), angle.add(turn), angle))
}
