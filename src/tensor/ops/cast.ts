import { asDType, type DType, isFloat } from '../dtype.ts'
import { primitive } from '../primitive.ts'
import type { Tensor } from '../tensor.ts'

const castTo = primitive<{ dtype: DType }>({
  name: 'cast',
  infer: ([x], { dtype }) => ({ shape: x!.shape, dtype }),
  emit: (e, [x], { attributes }) => e.cast(x!, attributes.dtype),
  gradient: (g, { inputs: [x] }) => [isFloat(x!.dtype) && isFloat(g.dtype) ? cast(g, x!.dtype) : undefined],
})

/** The same values in another type. Floats become integers by dropping the fraction, bool by being unequal to zero. */
export const cast = (x: Tensor, dtype: DType): Tensor =>
  x.dtype === dtype ? x : castTo([x], { dtype: asDType(dtype) })

const detached = primitive<undefined>({
  name: 'detach',
  infer: ([x]) => x!,
  lower: ({ inputs: [x] }) => x!,
  forgets: true,
  gradient: () => [undefined],
})

/** The same values as a constant: no gradient flows through, and how they came to be is forgotten once they exist. */
export const detach = (x: Tensor): Tensor => detached([x], undefined)
