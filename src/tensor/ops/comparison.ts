import { invalid } from '../../base/errors.ts'
import { type DType, isFloat } from '../dtype.ts'
import type { Emitter } from '../emitter.ts'
import { primitive } from '../primitive.ts'
import { broadcastShapes } from '../shape.ts'
import type { Tensor } from '../tensor.ts'
import { meet } from './arithmetic.ts'
import { cast } from './cast.ts'
import type { TensorLike } from './creation.ts'

/** A broadcasting question to two tensors of one type, answered in bool. Piecewise constant, so nothing flows back. */
function relation(
  name: string,
  emit: (e: Emitter, a: string, b: string) => string,
  at: (dtype: DType) => DType = (dtype) => dtype,
) {
  const apply = primitive<undefined>({
    name,
    infer: ([a, b]) => ({ shape: broadcastShapes(name, a!.shape, b!.shape), dtype: 'bool' }),
    emit: (e, [a, b]) => emit(e, a!, b!),
    gradient: () => [undefined, undefined],
  })
  return (x: Tensor, y: TensorLike): Tensor => apply(meet(x, y, at), undefined)
}

const ordered = (dtype: DType): DType => (dtype === 'bool' ? 'uint8' : dtype)

/** x = y, broadcast. */
export const equal = relation('equal', (e, a, b) => e.op('Equal', [a, b]))
/** x ≠ y, broadcast. */
export const notEqual = (x: Tensor, y: TensorLike): Tensor => equal(x, y).logicalNot()
/** x < y, broadcast. */
export const less = relation('less', (e, a, b) => e.op('Less', [a, b]), ordered)
/** x ≤ y, broadcast. */
export const lessEqual = relation('lessEqual', (e, a, b) => e.op('LessOrEqual', [a, b]), ordered)
/** x > y, broadcast. */
export const greater = relation('greater', (e, a, b) => e.op('Greater', [a, b]), ordered)
/** x ≥ y, broadcast. */
export const greaterEqual = relation('greaterEqual', (e, a, b) => e.op('GreaterOrEqual', [a, b]), ordered)

const truth = (): DType => 'bool'

/** x and y, of truth values (numbers count as true unless zero), broadcast. */
export const logicalAnd = relation('logicalAnd', (e, a, b) => e.op('And', [a, b]), truth)
/** x or y, of truth values, broadcast. */
export const logicalOr = relation('logicalOr', (e, a, b) => e.op('Or', [a, b]), truth)
/** Either x or y but not both, of truth values, broadcast. */
export const logicalXor = relation('logicalXor', (e, a, b) => e.op('Xor', [a, b]), truth)

const not = primitive<undefined>({
  name: 'logicalNot',
  infer: ([x]) => x!,
  emit: (e, [x]) => e.op('Not', [x!]),
  gradient: () => [undefined],
})
/** Not x, of truth values. */
export const logicalNot = (x: Tensor): Tensor => not([cast(x, 'bool')], undefined)

const invert = primitive<undefined>({
  name: 'bitwiseNot',
  infer: ([x]) => x!,
  emit: (e, [x], { output }) => (output.dtype === 'bool' ? e.op('Not', [x!]) : e.op('BitwiseNot', [x!])),
  gradient: { none: 'it is defined on integers' },
})
/** Every bit flipped, of integers and bool. */
export function bitwiseNot(x: Tensor): Tensor {
  if (isFloat(x.dtype)) throw invalid(`bitwiseNot: the operand is ${x.dtype}; it must be of integers or bool`)
  return invert([x], undefined)
}

/** Whether x and y differ by at most atol + rtol·|y|, element by element; infinities are close to themselves only. */
export const isClose = (
  x: Tensor,
  y: TensorLike,
  { rtol = 1e-5, atol = 1e-8 }: { readonly rtol?: number; readonly atol?: number } = {},
): Tensor => {
  const [a, b] = meet(x, y)
  const close = a.sub(b).abs().lessEqual(b.abs().mul(rtol).add(atol))
  return (isFloat(a.dtype) ? close.logicalAnd(b.isfinite()) : close).logicalOr(a.equal(b))
}
