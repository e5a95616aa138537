import { kindOf, promote, rangeOf } from '../dtype.ts'
import { primitive } from '../primitive.ts'
import { broadcastShapes } from '../shape.ts'
import type { Tensor } from '../tensor.ts'
import { cast } from './cast.ts'
import { asTensor, type TensorLike } from './creation.ts'
import { sumTo } from './shape.ts'

const whereOf = primitive<undefined>({
  name: 'where',
  infer: ([condition, x, y]) => ({
    shape: broadcastShapes('where', condition!.shape, broadcastShapes('where', x!.shape, y!.shape)),
    dtype: x!.dtype,
  }),
  emit: (e, [condition, x, y], { output: { dtype } }) => {
    if (dtype !== 'bool' && dtype !== 'uint32') return e.op('Where', [condition!, x!, y!])
    const wide = dtype === 'bool' ? 'uint8' : 'int64'
    return e.cast(e.op('Where', [condition!, e.cast(x!, wide), e.cast(y!, wide)]), dtype)
  },
  gradient: (g, { inputs: [condition, x, y] }) => [
    undefined,
    sumTo(where(condition!, g, 0), x!.shape),
    sumTo(where(condition!, 0, g), y!.shape),
  ],
})

/**
 * x where the condition holds, y elsewhere; all three broadcast.
 *
 * The gradient of the side that is not taken is exactly zero, but if computing that side overflows, its own gradient may
 * be NaN: make the argument safe first, as for division by a value that may be zero.
 *
 * @example
 * where(targets.equal(1), p, p.rsub(1))
 */
export function where(condition: TensorLike, x: TensorLike, y: TensorLike): Tensor {
  const left = asTensor(x, typeOf(y))
  const right = asTensor(y, left.dtype)
  const dtype = promote(left.dtype, right.dtype)
  return whereOf([cast(asTensor(condition), 'bool'), cast(left, dtype), cast(right, dtype)], undefined)
}

const typeOf = (value: TensorLike) =>
  typeof value === 'object' && 'dtype' in value ? (value as Tensor).dtype : undefined

const clipOf = primitive<{ min: number; max: number }>({
  name: 'clip',
  infer: ([x]) => x!,
  emit: (e, [x], { attributes: { min, max }, output: { dtype } }) =>
    e.op('Clip', [
      x!,
      min === Number.NEGATIVE_INFINITY ? '' : e.scalar(dtype, min),
      max === Number.POSITIVE_INFINITY ? '' : e.scalar(dtype, max),
    ]),
  gradient: (g, { inputs: [x], attributes: { min, max } }) => [
    g.mul(x!.greaterEqual(min).logicalAnd(x!.lessEqual(max)).cast(g.dtype)),
  ],
})

/**
 * x kept between two numbers; null leaves a side open. The gradient is 1 inside and at the limits, 0 outside.
 *
 * @example
 * x.clip(0, 1)
 */
export function clip(x: Tensor, min: number | null, max: number | null): Tensor {
  if (x.dtype === 'bool') return clip(cast(x, 'int64'), min, max)
  const whole = kindOf(x.dtype) === 'integer'
  const bounds = [min ?? Number.NEGATIVE_INFINITY, max ?? Number.POSITIVE_INFINITY] as const
  if (whole && bounds.some((bound) => Number.isFinite(bound) && !Number.isInteger(bound)))
    return clip(cast(x, 'float32'), min, max)
  // An integer limit beyond what the type can hold is the type's own.
  const [least, most] = rangeOf(x.dtype)
  const [low, high] = bounds.map((bound) =>
    whole && Number.isFinite(bound) ? Math.min(Math.max(bound, least), most) : bound,
  )
  return clipOf([x], { min: low!, max: high! })
}
