import { invalid } from '../base/errors.ts'
import { isFloat } from '../tensor/dtype.ts'
import { full, type Tensor, tensor } from '../tensor/index.ts'
import { show } from '../tensor/shape.ts'
import { type ArrayLike, asarray } from './array.ts'
import { concatenate } from './joining.ts'
import { meet } from './operands.ts'
import { quotientType } from './promotion.ts'

export interface CovarianceOptions {
  /** Whether each row is a variable and each column an observation; true by default. */
  readonly rowvar?: boolean
  /** What is subtracted from the number of observations in the divisor: 1 by default. */
  readonly ddof?: number
  /** How often each observation was made; whole numbers. */
  readonly fweights?: readonly number[]
  /** How much each observation counts. */
  readonly aweights?: readonly number[]
}

/** The covariance of variables: [n, n], or a scalar for one. `y` holds more variables. */
export function cov(x: ArrayLike, y?: ArrayLike, options: CovarianceOptions = {}): Tensor {
  const { rowvar = true, ddof = 1, fweights, aweights } = options
  const rows = (given: ArrayLike): Tensor => {
    const array = asarray(given)
    if (array.ndim > 2) throw invalid(`cov: the array has shape ${show(array.shape)}; it must have one axis or two`)
    const wide = array.cast(quotientType(array.dtype))
    if (array.ndim < 2) return wide.reshape([1, array.size])
    return rowvar ? wide : wide.transpose()
  }
  const given = y === undefined ? rows(x) : concatenate([rows(x), rows(y)], 0)
  const n = given.shape[1]!
  for (const [name, list] of Object.entries({ fweights, aweights }))
    if (list && list.length !== n)
      throw invalid(`cov: ${name} has ${list.length} numbers for ${n} observations; give one for each`)
  const weights = Array.from({ length: n }, (_, i) => (fweights?.[i] ?? 1) * (aweights?.[i] ?? 1))
  const total = weights.reduce((a, b) => a + b, 0)
  const spread = aweights ? weights.reduce((sum, w, i) => sum + w * aweights[i]!, 0) : total
  const divisor = aweights ? total - (ddof * spread) / total : total - ddof
  const weight = tensor(weights, { dtype: 'float64' }).cast(given.dtype)
  const centred = given.sub(given.mul(weight).sum(1, { keepdims: true }).div(total))
  const products = centred.mul(weight).matmul(centred.transpose())
  const covariance = products.div(full([], Math.max(divisor, 0), { dtype: given.dtype }))
  return covariance.size === 1 ? covariance.reshape([]) : covariance
}

/** The correlation of variables, in −1…1: [n, n], or a scalar for one. */
export function corrcoef(x: ArrayLike, y?: ArrayLike, options: Pick<CovarianceOptions, 'rowvar'> = {}): Tensor {
  const covariance = cov(x, y, options)
  if (covariance.ndim === 0) return covariance.div(covariance)
  const deviation = covariance.diagonal().sqrt()
  return covariance
    .div(deviation.reshape([deviation.size, 1]))
    .div(deviation)
    .clip(-1, 1)
}

/** The sum of products of one vector with windows of another, longer one, in its order. */
function slid(name: string, a: ArrayLike, v: ArrayLike, mode: ConvolveMode, turned: boolean): Tensor {
  const [x, y] = meet(name, [asarray(a), asarray(v)])
  if (x!.ndim !== 1 || y!.ndim !== 1 || x!.size === 0 || y!.size === 0)
    throw invalid(`${name}: shapes ${show(x!.shape)} and ${show(y!.shape)} must be of one axis, and not empty`)
  const bool = x!.dtype === 'bool'
  const [long, short] = bool ? [x!.cast('int64'), y!.cast('int64')] : [x!, y!]
  const [n, m] = [long.size, short.size]
  const kernel = turned ? short.flip() : short
  // Windows of the padded vector, as the rows of a matrix: all sums are one product.
  const padded = long.pad([[m - 1, m - 1]])
  const places = Array.from({ length: n + m - 1 }, (_, i) => Array.from({ length: m }, (_, j) => i + j))
  const sums = padded.take(tensor(places, { dtype: 'int64' })).matmul(kernel)
  const whole = isFloat(sums.dtype) ? sums : sums.cast(bool ? 'bool' : x!.dtype)
  const length = mode === 'full' ? n + m - 1 : mode === 'same' ? Math.max(n, m) : Math.max(n, m) - Math.min(n, m) + 1
  // Convolution centres what is left so, correlation of a shorter with a longer vector the other way.
  const spare = n + m - 1 - length
  const start = !turned && n < m ? Math.ceil(spare / 2) : Math.floor(spare / 2)
  return whole.narrow(0, start, start + length)
}

/** 'full': wherever the two overlap; 'same': as many as the longer one has; 'valid': where they overlap completely. */
export type ConvolveMode = 'full' | 'same' | 'valid'

/** The sums of products of one vector with the other turned round, at every shift. */
export const convolve = (a: ArrayLike, v: ArrayLike, mode: ConvolveMode = 'full'): Tensor =>
  slid('convolve', a, v, mode, true)
/** The sums of products of one vector with the other, at every shift. */
export const correlate = (a: ArrayLike, v: ArrayLike, mode: ConvolveMode = 'valid'): Tensor =>
  slid('correlate', a, v, mode, false)
