import { invalid } from '../base/errors.ts'
import { type DType, kindOf, rangeOf } from '../tensor/dtype.ts'
import type { Tensor } from '../tensor/index.ts'
import { type ArrayLike, asarray } from './array.ts'
import { isWhole, promoteTypes } from './promotion.ts'

/** A bare number: of no type of its own, it takes that of the arrays that it meets (NumPy's NEP 50). */
const isWeak = (x: ArrayLike | DType): x is number | bigint => typeof x === 'number' || typeof x === 'bigint'

/**
 * The type of a result of these operands: arrays by their types, bare numbers weakly. A whole number leaves every type but
 * bool as it is; another number leaves floats as they are and makes everything else float64.
 *
 * @example
 * resultType(np.ones([2], { dtype: 'float32' }), 0.5) // 'float32'
 * resultType('uint8', 'int64')                        // 'int64'
 */
export function resultType(...operands: readonly (ArrayLike | DType)[]): DType {
  if (operands.length === 0) throw invalid('resultType: there are no operands; give at least one array, number or type')
  const weak = operands.filter(isWeak)
  const fraction = weak.some((x) => !isWhole(x))
  const strong = operands
    .filter((x) => !isWeak(x))
    .map((x): DType => (typeof x === 'string' ? (x as DType) : asarray(x as ArrayLike).dtype))
  if (strong.length === 0) return fraction ? 'float64' : 'int64'
  const dtype = strong.reduce(promoteTypes)
  if (weak.length === 0 || kindOf(dtype) === 'float') return dtype
  if (fraction) return 'float64'
  return dtype === 'bool' ? 'int64' : dtype
}

/** `x` in the type `dtype`; a bare whole number must fit into it. */
export function inType(name: string, x: ArrayLike, dtype: DType): Tensor {
  if (!isWeak(x)) return asarray(x).cast(dtype)
  const [least, most] = rangeOf(dtype)
  if (
    kindOf(dtype) === 'integer' &&
    (Number(x) < least || Number(x) > most) &&
    !(dtype === 'int64' && typeof x === 'bigint')
  )
    throw invalid(`${name}: the number ${x} does not fit into ${dtype} (${least}…${most}); give it as np.array(${x})`)
  return asarray(x, { dtype })
}

/** Operands in the type in which they meet, or in what `at` makes of it. */
export function meet(
  name: string,
  operands: readonly ArrayLike[],
  at: (dtype: DType) => DType = (dtype) => dtype,
): Tensor[] {
  const dtype = at(resultType(...operands))
  return operands.map((x) => inType(name, x, dtype))
}

/** Whether `x` is a bare number or boolean. */
export const isscalar = (x: unknown): boolean => ['number', 'bigint', 'boolean'].includes(typeof x)
