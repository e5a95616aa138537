import { invalid } from '../base/errors.ts'
import { einsum as contract, full, matmul as product, type Tensor } from '../tensor/index.ts'
import { broadcastShapes, normalizeAxis, show, sizeOf } from '../tensor/shape.ts'
import { type ArrayLike, asarray } from './array.ts'
import { eye } from './creation.ts'
import { meet } from './operands.ts'
import { matrixTranspose } from './shape.ts'

/** The matrix product over the last two axes, in the operands' type; a vector is a row on the left and a column on the right. */
export function matmul(a: ArrayLike, b: ArrayLike): Tensor {
  const [x, y] = meet('matmul', [asarray(a), asarray(b)])
  return product(x!, y!).cast(x!.dtype)
}

/** Matrix product of matrices, inner product of vectors, product with a scalar; else over a's last and b's last but one axis. */
export function dot(a: ArrayLike, b: ArrayLike): Tensor {
  const [x, y] = meet('dot', [a, b])
  if (x!.ndim === 0 || y!.ndim === 0) return x!.dtype === 'bool' ? x!.logicalAnd(y!) : x!.mul(y!)
  if (y!.ndim <= 2) return matmul(x!, y!)
  return tensordot(x!, y!, [[x!.ndim - 1], [y!.ndim - 2]])
}
/** The sum of the products of all elements, in order. */
export function vdot(a: ArrayLike, b: ArrayLike): Tensor {
  const [x, y] = [asarray(a).flatten(), asarray(b).flatten()]
  if (x.size !== y.size) throw invalid(`vdot: there are ${x.size} and ${y.size} elements; both must have as many`)
  return matmul(x, y)
}
/** The sums of products over the last axis of both. */
export function inner(a: ArrayLike, b: ArrayLike): Tensor {
  const [x, y] = meet('inner', [a, b])
  if (x!.ndim === 0 || y!.ndim === 0) return x!.mul(y!)
  return tensordot(x!, y!, [[x!.ndim - 1], [y!.ndim - 1]])
}
/** All products of an element of a with an element of b: [a.size, b.size]. */
export function outer(a: ArrayLike, b: ArrayLike): Tensor {
  const [x, y] = meet('outer', [asarray(a), asarray(b)])
  const [column, row] = [x!.reshape([x!.size, 1]), y!.reshape([1, y!.size])]
  return x!.dtype === 'bool' ? column.logicalAnd(row) : column.mul(row)
}
/** The sums of products over one axis of both, which broadcast otherwise. */
export function vecdot(a: ArrayLike, b: ArrayLike, axis = -1): Tensor {
  const [x, y] = meet('vecdot', [asarray(a), asarray(b)])
  return x!.mul(y!).sum(axis).cast(x!.dtype)
}

/**
 * The sums of products over several axes.
 *
 * @param axes how many of a's last and b's first axes, or lists of a's axes and of b's
 */
export function tensordot(
  a: ArrayLike,
  b: ArrayLike,
  axes: number | readonly [readonly number[], readonly number[]] = 2,
): Tensor {
  const [x, y] = meet('tensordot', [asarray(a), asarray(b)]) as [Tensor, Tensor]
  const [left, right] =
    typeof axes === 'number'
      ? [Array.from({ length: axes }, (_, i) => x.ndim - axes + i), Array.from({ length: axes }, (_, i) => i)]
      : [axes[0], axes[1]]
  const of = left.map((axis) => normalizeAxis('tensordot', axis, x.ndim))
  const on = right.map((axis) => normalizeAxis('tensordot', axis, y.ndim))
  if (of.length !== on.length || of.some((axis, i) => x.shape[axis] !== y.shape[on[i]!]))
    throw invalid(
      `tensordot: axes ${show(of)} of ${show(x.shape)} and ${show(on)} of ${show(y.shape)} must be equally many, and equally long`,
    )
  const restX = x.shape.map((_, i) => i).filter((i) => !of.includes(i))
  const restY = y.shape.map((_, i) => i).filter((i) => !on.includes(i))
  const count = sizeOf(of.map((axis) => x.shape[axis]!))
  const lengths = (t: Tensor, list: readonly number[]): number[] => list.map((axis) => t.shape[axis]!)
  const rows = x.transpose([...restX, ...of]).reshape([sizeOf(lengths(x, restX)), count])
  const columns = y.transpose([...on, ...restY]).reshape([count, sizeOf(lengths(y, restY))])
  return matmul(rows, columns).reshape([...lengths(x, restX), ...lengths(y, restY)])
}

/**
 * Einstein's summation convention: letters name axes, repeated ones are multiplied, those missing behind the arrow
 * summed; an ellipsis stands for the other axes, which broadcast.
 *
 * @example
 * np.einsum('...ij,...jk->...ik', a, b)
 */
export function einsum(equation: string, ...operands: readonly ArrayLike[]): Tensor {
  const given = meet(
    'einsum',
    operands.map((x) => asarray(x)),
  )
  const [left = '', right] = equation.replaceAll(/\s/g, '').split('->')
  const terms = left.split(',')
  if (!equation.includes('...') || terms.length !== given.length)
    return contract(equation, ...given).cast(given[0]!.dtype)
  const free = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'].filter((letter) => !equation.includes(letter))
  const extra = terms.map((term, i) => given[i]!.ndim - term.replace('...', '').length)
  const most = Math.max(0, ...terms.map((term, i) => (term.includes('...') ? extra[i]! : 0)))
  if (most > free.length || extra.some((n) => n < 0))
    throw invalid(`einsum: '${equation}' does not fit operands of ${given.map((x) => x.ndim).join(', ')} axes`)
  const dots = (n: number): string => free.slice(most - n, most).join('')
  // Axes of the ellipsis broadcast: those of length 1 stretch.
  const lengths = terms
    .map((term, i) => {
      const at = term.indexOf('...')
      return at < 0 ? [] : given[i]!.shape.slice(at, at + extra[i]!)
    })
    .reduce<readonly number[]>((a, b) => broadcastShapes('einsum', a, b), [])
  const stretched = given.map((x, i) => {
    const at = terms[i]!.indexOf('...')
    if (at < 0) return x
    return x.broadcastTo([
      ...x.shape.slice(0, at),
      ...lengths.slice(most - extra[i]!),
      ...x.shape.slice(at + extra[i]!),
    ])
  })
  const inputs = terms.map((term, i) => term.replace('...', dots(extra[i]!)))
  const all = terms.join('').replaceAll('...', '')
  const once = [...new Set(all)].filter((letter) => all.split(letter).length === 2).sort()
  const output = right === undefined ? dots(most) + once.join('') : right.replace('...', dots(most))
  return contract(`${inputs.join(',')}->${output}`, ...stretched).cast(given[0]!.dtype)
}

/** Every element of a times the whole of b, laid out as blocks. */
export function kron(a: ArrayLike, b: ArrayLike): Tensor {
  const [x, y] = meet('kron', [asarray(a), asarray(b)]) as [Tensor, Tensor]
  const rank = Math.max(x.ndim, y.ndim)
  const lead = (t: Tensor): number[] => [...new Array<number>(rank - t.ndim).fill(1), ...t.shape]
  const [m, n] = [lead(x), lead(y)]
  const wide = x.reshape(m.flatMap((length) => [length, 1])).mul(y.reshape(n.flatMap((length) => [1, length])))
  return wide.cast(x.dtype).reshape(m.map((length, i) => length * n[i]!))
}

/** The vector product along an axis of length 3 (or 2, whose vectors lie in the plane; two of these make a scalar). */
export function cross(a: ArrayLike, b: ArrayLike, { axis = -1 }: { readonly axis?: number } = {}): Tensor {
  const [x, y] = meet('cross', [asarray(a), asarray(b)]).map((t) => t.moveAxis(axis, -1)) as [Tensor, Tensor]
  const [m, n] = [x.shape.at(-1)!, y.shape.at(-1)!]
  if (![2, 3].includes(m) || ![2, 3].includes(n))
    throw invalid(`cross: vectors have ${m} and ${n} components; they must have 2 or 3`)
  const at = (t: Tensor, i: number): Tensor =>
    i < t.shape.at(-1)! ? t.at('...', i) : full(t.shape.slice(0, -1), 0, { dtype: t.dtype })
  const part = (i: number, j: number): Tensor =>
    at(x, i)
      .mul(at(y, j))
      .sub(at(x, j).mul(at(y, i)))
  if (m === 2 && n === 2) return part(0, 1)
  return asarray([part(1, 2), part(2, 0), part(0, 1)]).moveAxis(0, axis)
}

/** The elements whose positions on two axes are equal (differ by `offset`), as a new last axis. */
export const diagonal = (x: ArrayLike, offset = 0, axis1 = 0, axis2 = 1): Tensor =>
  asarray(x).diagonal({ offset, axis1, axis2 })
/** The sum of a diagonal. */
export const trace = (x: ArrayLike, offset = 0, axis1 = 0, axis2 = 1): Tensor =>
  diagonal(x, offset, axis1, axis2).sum(-1)

/** A matrix multiplied with itself, n times; of a negative power, take that of the inverse. */
export function matrixPower(x: ArrayLike, n: number): Tensor {
  const given = asarray(x)
  const size = given.shape.at(-1) ?? 0
  if (given.ndim < 2 || size !== given.shape.at(-2))
    throw invalid(`matrixPower: the array has shape ${show(given.shape)}; its last two axes must be equally long`)
  if (!Number.isInteger(n) || n < 0)
    throw invalid(`matrixPower: n is ${n}; it must be a whole number from 0 (for −n: matrixPower(await inv(x), n))`)
  if (n === 0) return eye(size, size, 0, { dtype: given.dtype }).broadcastTo(given.shape)
  let result: Tensor | undefined
  let factor = given
  for (let left = n; left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) result = result ? matmul(result, factor) : factor
    if (left > 1) factor = matmul(factor, factor)
  }
  return result!
}

/** The product of several matrices, grouped so that least is multiplied; the first and last may be vectors. */
export function multiDot(matrices: readonly ArrayLike[]): Tensor {
  const given = matrices.map((x) => asarray(x))
  if (given.length < 2) throw invalid(`multiDot: there are ${given.length} matrices; give two or more`)
  const n = given.length
  const lengths = [
    given[0]!.ndim === 1 ? 1 : given[0]!.shape[0]!,
    ...given.map((x, i) => (i === n - 1 && x.ndim === 1 ? 1 : x.shape.at(-1)!)),
  ]
  const best = new Map<string, { cost: number; cut: number }>()
  const cost = (from: number, to: number): number => {
    if (from === to) return 0
    const key = `${from},${to}`
    if (!best.has(key)) {
      const cuts = Array.from({ length: to - from }, (_, i) => from + i).map((cut) => ({
        cut,
        cost: cost(from, cut) + cost(cut + 1, to) + lengths[from]! * lengths[cut + 1]! * lengths[to + 1]!,
      }))
      best.set(
        key,
        cuts.reduce((a, b) => (b.cost < a.cost ? b : a)),
      )
    }
    return best.get(key)!.cost
  }
  cost(0, n - 1)
  const group = (from: number, to: number): Tensor => {
    if (from === to) return given[from]!
    const { cut } = best.get(`${from},${to}`)!
    return matmul(group(from, cut), group(cut + 1, to))
  }
  return group(0, n - 1)
}

/** The order of a norm; 'fro' is that of a matrix as of one long vector. */
export type NormOrder = number | 'fro'

/**
 * The size of vectors or matrices.
 *
 * @param options `ord`: 2 for vectors and 'fro' for matrices by default; any number for vectors; 'fro', ±1 and ±∞ for
 *   matrices. `axis`: one axis for vectors, two for matrices; all by default
 */
export function norm(
  x: ArrayLike,
  options: {
    readonly ord?: NormOrder
    readonly axis?: number | readonly [number, number]
    readonly keepdims?: boolean
  } = {},
): Tensor {
  const given = asarray(x)
  const values = given.dtype.startsWith('float') ? given : given.cast('float64')
  const { ord, axis, keepdims = false } = options
  if (axis === undefined && ord === undefined) return values.norm(undefined, { keepdims })
  if (axis === undefined && given.ndim > 2)
    throw invalid(
      `norm: the array has shape ${show(given.shape)} and ord is ${ord}; name one axis, or two for matrices`,
    )
  const axes = (axis === undefined ? values.shape.map((_, i) => i) : typeof axis === 'number' ? [axis] : axis).map(
    (a) => normalizeAxis('norm', a, values.ndim),
  )
  const size = values.abs()
  if (axes.length === 1) {
    if (typeof ord === 'string') throw invalid(`norm: ord is '${ord}', which is of matrices; name two axes`)
    if (ord === undefined || ord === 2) return values.norm(axes, { keepdims })
    if (ord === Number.POSITIVE_INFINITY) return size.max(axes, { keepdims })
    if (ord === Number.NEGATIVE_INFINITY) return size.min(axes, { keepdims })
    if (ord === 0) return size.notEqual(0).sum(axes, { keepdims }).cast(values.dtype)
    return size
      .pow(ord)
      .sum(axes, { keepdims })
      .pow(1 / ord)
  }
  const [row, column] = axes as [number, number]
  if (ord === undefined || ord === 'fro') return values.norm(axes, { keepdims })
  if (Math.abs(ord) !== 1 && Math.abs(ord) !== Number.POSITIVE_INFINITY)
    throw invalid(
      `norm: ord is ${ord}; of matrices it is 'fro', ±1 or ±∞. The others follow from await np.linalg.svdvals(x): ` +
        '2 is the largest, −2 the smallest, and the nuclear norm the sum of the singular values',
    )
  const along = Math.abs(ord) === 1 ? row : column
  const sums = size.sum(along, { keepdims: true })
  const other = along === row ? column : row
  const found = ord > 0 ? sums.max(other, { keepdims: true }) : sums.min(other, { keepdims: true })
  return keepdims ? found : found.squeeze(axes)
}

export { matrixTranspose }
