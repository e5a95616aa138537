import { CholeskyDecomposition, EVD, LuDecomposition, Matrix, QrDecomposition, SVD } from 'ml-matrix'
import { invalid } from '../base/errors.ts'
import type { DType } from '../tensor/dtype.ts'
import { type Tensor, tensor } from '../tensor/index.ts'
import { show, sizeOf } from '../tensor/shape.ts'
import { type ArrayLike, asarray } from './array.ts'
import { broadcastShapes } from './shape.ts'

/*
 * ONNX has no decompositions. These compute their argument first, work on its values in float64 with ml-matrix, and
 * return new tensors; therefore they are asynchronous, and no gradient flows through them. Leading axes are a stack of
 * matrices. The result is float32 or float64, as the argument is; other types make float64.
 */

/** Complex numbers as two arrays, since ONNX Runtime has no kernels for them. */
export interface Complex {
  readonly real: Tensor
  readonly imag: Tensor
}

interface Stack {
  readonly matrices: readonly Matrix[]
  /** The leading axes. */
  readonly lead: readonly number[]
  readonly rows: number
  readonly columns: number
  readonly dtype: DType
}

const resultOf = (dtype: DType): DType => (dtype === 'float32' || dtype === 'float16' ? dtype : 'float64')

async function stackOf(name: string, x: ArrayLike, square = false): Promise<Stack> {
  const given = asarray(x)
  if (given.ndim < 2) throw invalid(`${name}: the array has shape ${show(given.shape)}; it must have two axes or more`)
  const [rows, columns] = given.shape.slice(-2) as [number, number]
  if (square && rows !== columns)
    throw invalid(`${name}: the array has shape ${show(given.shape)}; its last two axes must be equally long`)
  const values = Float64Array.from(await given.data(), Number)
  const odd = values.find((value) => !Number.isFinite(value))
  if (odd !== undefined) throw invalid(`${name}: the array has ${odd}; all elements must be finite`)
  const lead = given.shape.slice(0, -2)
  const length = rows * columns
  const matrices = Array.from({ length: sizeOf(lead) }, (_, i) =>
    Matrix.from1DArray(rows, columns, Array.from(values.subarray(i * length, (i + 1) * length))),
  )
  return { matrices, lead, rows, columns, dtype: resultOf(given.dtype) }
}

const laid = (values: readonly number[], shape: readonly number[], dtype: DType): Tensor =>
  tensor(Float64Array.from(values), { shape, dtype })

/** Matrices of one shape, stacked again. */
const stacked = ({ lead, dtype }: Stack, matrices: readonly Matrix[], rows: number, columns: number): Tensor =>
  laid(
    matrices.flatMap((matrix) => matrix.to1DArray()),
    [...lead, rows, columns],
    dtype,
  )
const vectors = ({ lead, dtype }: Stack, lists: readonly (readonly number[])[], length: number): Tensor =>
  laid(lists.flat(), [...lead, length], dtype)
const scalars = ({ lead, dtype }: Stack, numbers: readonly number[]): Tensor => laid(numbers, lead, dtype)

/** The sign of the determinant, and the logarithm of its size. */
export async function slogdet(x: ArrayLike): Promise<{ readonly sign: Tensor; readonly logabsdet: Tensor }> {
  const stack = await stackOf('slogdet', x, true)
  const found = stack.matrices.map((matrix) => {
    if (matrix.rows === 0) return [1, 0] as const
    const lu = new LuDecomposition(matrix)
    const diagonal = lu.upperTriangularMatrix.diagonal()
    const swaps = parity(lu.pivotPermutationVector)
    const sign = diagonal.reduce((product, value) => product * Math.sign(value), swaps)
    return [
      sign,
      sign === 0 ? Number.NEGATIVE_INFINITY : diagonal.reduce((sum, v) => sum + Math.log(Math.abs(v)), 0),
    ] as const
  })
  return {
    sign: scalars(
      stack,
      found.map(([sign]) => sign),
    ),
    logabsdet: scalars(
      stack,
      found.map(([, log]) => log),
    ),
  }
}

/** 1 for an even permutation, −1 for an odd one. */
function parity(order: readonly number[]): number {
  const seen = new Set<number>()
  let sign = 1
  for (let start = 0; start < order.length; start++) {
    let length = 0
    for (let i = start; !seen.has(i); i = order[i]!) {
      seen.add(i)
      length++
    }
    if (length > 0 && length % 2 === 0) sign = -sign
  }
  return sign
}

/** The determinant. */
export async function det(x: ArrayLike): Promise<Tensor> {
  const stack = await stackOf('det', x, true)
  return scalars(
    stack,
    stack.matrices.map((matrix) => (matrix.rows === 0 ? 1 : new LuDecomposition(matrix).determinant)),
  )
}

function regular(name: string, matrix: Matrix): LuDecomposition {
  const lu = new LuDecomposition(matrix)
  if (lu.isSingular())
    throw invalid(`${name}: the matrix is singular; for the best answer that there is, use lstsq or pinv`)
  return lu
}

/** The inverse. */
export async function inv(x: ArrayLike): Promise<Tensor> {
  const stack = await stackOf('inv', x, true)
  const n = stack.rows
  const inverses = stack.matrices.map((matrix) => (n === 0 ? matrix : regular('inv', matrix).solve(Matrix.eye(n))))
  return stacked(stack, inverses, n, n)
}

/** The solution x of a · x = b; b is a vector, or a matrix (or stack) of as many rows as a has. */
export async function solve(a: ArrayLike, b: ArrayLike): Promise<Tensor> {
  const right = asarray(b)
  const vector = right.ndim === 1
  const [left, given] = await Promise.all([
    stackOf('solve', a, true),
    stackOf('solve', vector ? right.reshape([right.size, 1]) : right),
  ])
  if (given.rows !== left.rows)
    throw invalid(`solve: the matrices have ${left.rows} rows, but b has shape ${show(right.shape)}`)
  const lead = broadcastShapes(left.lead, given.lead)
  const count = sizeOf(lead)
  const pick = (stack: Stack, i: number): Matrix => stack.matrices[placeOf(i, lead, stack.lead)]!
  const solutions = Array.from({ length: count }, (_, i) => regular('solve', pick(left, i)).solve(pick(given, i)))
  const dtype = left.dtype === given.dtype ? left.dtype : 'float64'
  const result = stacked({ ...left, lead, dtype }, solutions, left.columns, given.columns)
  return vector ? result.squeeze(-1) : result
}

/** Where the i-th element of a broadcast shape comes from. */
function placeOf(i: number, shape: readonly number[], from: readonly number[]): number {
  let [rest, place, stride] = [i, 0, 1]
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const n = from[axis - shape.length + from.length] ?? 1
    place += (n === 1 ? 0 : rest % shape[axis]!) * stride
    stride *= n
    rest = Math.floor(rest / shape[axis]!)
  }
  return place
}

/** The lower triangular L with L · Lᵀ = x, of a symmetric positive definite matrix; its lower triangle is read. */
export async function cholesky(x: ArrayLike): Promise<Tensor> {
  const stack = await stackOf('cholesky', x, true)
  const lower = stack.matrices.map((matrix) => {
    const found = new CholeskyDecomposition(mirrored(matrix))
    if (!found.isPositiveDefinite()) throw invalid('cholesky: the matrix is not positive definite')
    return found.lowerTriangularMatrix
  })
  return stacked(stack, lower, stack.rows, stack.rows)
}

/** The symmetric matrix with this lower triangle. */
function mirrored(matrix: Matrix): Matrix {
  const symmetric = matrix.clone()
  for (let i = 0; i < matrix.rows; i++)
    for (let j = i + 1; j < matrix.columns; j++) symmetric.set(i, j, matrix.get(j, i))
  return symmetric
}

/** Orthonormal columns that complete given ones to a basis of all of the space. */
function completed(basis: Matrix, dimensions: number): Matrix {
  const columns = Array.from({ length: basis.columns }, (_, j) => basis.getColumn(j))
  for (let axis = 0; columns.length < dimensions && axis < dimensions; axis++) {
    let candidate = Array.from({ length: dimensions }, (_, i) => Number(i === axis))
    // Twice, because once leaves rounding errors of the size of what is left.
    for (let round = 0; round < 2; round++)
      for (const column of columns) {
        const along = column.reduce((sum, value, i) => sum + value * candidate[i]!, 0)
        candidate = candidate.map((value, i) => value - along * column[i]!)
      }
    const length = Math.hypot(...candidate)
    // Of the axes, enough stand out of what is spanned already.
    if (length > 0.5 / Math.sqrt(dimensions)) columns.push(candidate.map((value) => value / length))
  }
  return new Matrix(dimensions, columns.length).apply(function set(this: Matrix, i: number, j: number) {
    this.set(i, j, columns[j]![i]!)
  })
}

/** How much of Q there is: as many columns as are needed ('reduced'), or all ('complete'). */
export type QrMode = 'reduced' | 'complete'

/** The orthogonal Q and upper triangular R with Q · R = x. */
export async function qr(x: ArrayLike, mode: QrMode = 'reduced'): Promise<{ readonly Q: Tensor; readonly R: Tensor }> {
  const stack = await stackOf('qr', x)
  const { rows, columns } = stack
  const k = Math.min(rows, columns)
  const size = mode === 'complete' ? rows : k
  const found = stack.matrices.map((matrix) => {
    const reduced = new QrDecomposition(matrix.subMatrix(0, rows - 1, 0, k - 1)).orthogonalMatrix
    const q = size > k ? completed(reduced, rows) : reduced
    const r = q.transpose().mmul(matrix)
    // What is 0 by construction is 0 exactly.
    for (let i = 0; i < size; i++) for (let j = 0; j < Math.min(i, columns); j++) r.set(i, j, 0)
    return [q, r] as const
  })
  return {
    Q: stacked(
      stack,
      found.map(([q]) => q),
      rows,
      size,
    ),
    R: stacked(
      stack,
      found.map(([, r]) => r),
      size,
      columns,
    ),
  }
}

interface Singular {
  readonly u: Matrix
  readonly values: readonly number[]
  /** Its columns are the right vectors. */
  readonly v: Matrix
}

function singular(matrix: Matrix): Singular {
  const { rows, columns } = matrix
  const k = Math.min(rows, columns)
  const svd = new SVD(matrix, { autoTranspose: true })
  const part = (of: Matrix, length: number): Matrix => of.subMatrix(0, length - 1, 0, k - 1)
  return {
    u: part(svd.leftSingularVectors, rows),
    values: svd.diagonal.slice(0, k),
    v: part(svd.rightSingularVectors, columns),
  }
}

/**
 * The singular value decomposition: U · diag(S) · Vh = x, with S falling.
 *
 * @param options `fullMatrices`: U and Vh are square (default), or have as many columns and rows as S has elements
 */
export async function svd(
  x: ArrayLike,
  { fullMatrices = true }: { readonly fullMatrices?: boolean } = {},
): Promise<{ readonly U: Tensor; readonly S: Tensor; readonly Vh: Tensor }> {
  const stack = await stackOf('svd', x)
  const { rows, columns } = stack
  const k = Math.min(rows, columns)
  const found = stack.matrices.map(singular)
  const [height, width] = fullMatrices ? [rows, columns] : [k, k]
  const whole = (basis: Matrix, length: number, count: number): Matrix => (count > k ? completed(basis, length) : basis)
  return {
    U: stacked(
      stack,
      found.map(({ u }) => whole(u, rows, height)),
      rows,
      height,
    ),
    S: vectors(
      stack,
      found.map(({ values }) => values),
      k,
    ),
    Vh: stacked(
      stack,
      found.map(({ v }) => whole(v, columns, width).transpose()),
      width,
      columns,
    ),
  }
}

/** The singular values, falling. */
export async function svdvals(x: ArrayLike): Promise<Tensor> {
  const stack = await stackOf('svdvals', x)
  return vectors(
    stack,
    stack.matrices.map((matrix) => singular(matrix).values),
    Math.min(stack.rows, stack.columns),
  )
}

/** How many singular values are above `tol`: the largest times the longer side times the type's precision by default. */
export async function matrixRank(x: ArrayLike, { tol }: { readonly tol?: number } = {}): Promise<Tensor> {
  const given = asarray(x)
  const stack = await stackOf('matrixRank', given.ndim < 2 ? given.reshape([1, given.size]) : given)
  const ranks = stack.matrices.map((matrix) => {
    const { values } = singular(matrix)
    const least = tol ?? (values[0] ?? 0) * Math.max(stack.rows, stack.columns) * precision(stack.dtype)
    return values.filter((value) => value > least).length
  })
  return scalars({ ...stack, dtype: 'int64' }, ranks)
}

const precision = (dtype: DType): number => (dtype === 'float64' ? 2 ** -52 : dtype === 'float32' ? 2 ** -23 : 2 ** -10)

/** How much an error grows at most when the matrix is inverted: the largest singular value by the smallest. */
export async function cond(x: ArrayLike): Promise<Tensor> {
  const stack = await stackOf('cond', x)
  return scalars(
    stack,
    stack.matrices.map((matrix) => {
      const { values } = singular(matrix)
      return values.at(-1) === 0 ? Number.POSITIVE_INFINITY : values[0]! / values.at(-1)!
    }),
  )
}

/** The pseudo-inverse (Moore and Penrose); singular values up to `rcond` times the largest count as 0. */
export async function pinv(x: ArrayLike, { rcond = 1e-15 }: { readonly rcond?: number } = {}): Promise<Tensor> {
  const stack = await stackOf('pinv', x)
  return stacked(
    stack,
    stack.matrices.map((matrix) => pseudoInverse(singular(matrix), rcond)),
    stack.columns,
    stack.rows,
  )
}

function pseudoInverse({ u, values, v }: Singular, rcond: number): Matrix {
  const least = rcond * (values[0] ?? 0)
  const scaled = v.clone()
  for (const [j, value] of values.entries())
    for (let i = 0; i < scaled.rows; i++) scaled.set(i, j, value > least ? scaled.get(i, j) / value : 0)
  return scaled.mmul(u.transpose())
}

export interface LeastSquares {
  /** The shortest x that makes |a · x − b| smallest, in b's shape but for a's number of columns. */
  readonly solution: Tensor
  /** The sum of squares that is left, for each column of b; empty where a has not full rank or not more rows than columns. */
  readonly residuals: Tensor
  readonly rank: number
  /** Those of a, falling. */
  readonly singularValues: Tensor
}

/** The least squares solution of a · x ≈ b, of one matrix; singular values up to `rcond` times the largest count as 0. */
export async function lstsq(
  a: ArrayLike,
  b: ArrayLike,
  { rcond }: { readonly rcond?: number } = {},
): Promise<LeastSquares> {
  const right = asarray(b)
  const [left, given] = await Promise.all([
    stackOf('lstsq', a),
    stackOf('lstsq', right.ndim === 1 ? right.reshape([right.size, 1]) : right),
  ])
  if (left.lead.length > 0 || given.lead.length > 0)
    throw invalid('lstsq: there are more than two axes; it takes one matrix at a time')
  if (left.rows !== given.rows) throw invalid(`lstsq: a has ${left.rows} rows, but b has shape ${show(right.shape)}`)
  const [matrix, wanted] = [left.matrices[0]!, given.matrices[0]!]
  const least = rcond ?? Math.max(left.rows, left.columns) * precision(left.dtype)
  const parts = singular(matrix)
  const solution = pseudoInverse(parts, least).mmul(wanted)
  const rank = parts.values.filter((value) => value > least * (parts.values[0] ?? 0)).length
  const miss = Matrix.sub(wanted, matrix.mmul(solution))
  const full = rank === left.columns && left.rows > left.columns
  const residuals = full
    ? Array.from({ length: miss.columns }, (_, j) => miss.getColumn(j).reduce((s, v) => s + v * v, 0))
    : []
  const result = stacked(left, [solution], left.columns, given.columns)
  return {
    solution: right.ndim === 1 ? result.squeeze(-1) : result,
    residuals: laid(residuals, [residuals.length], left.dtype),
    rank,
    singularValues: vectors(left, [parts.values], parts.values.length),
  }
}

/** Eigenvalues, rising, and eigenvectors (as columns) of a symmetric matrix, whose lower triangle is read. */
export async function eigh(x: ArrayLike): Promise<{ readonly eigenvalues: Tensor; readonly eigenvectors: Tensor }> {
  const stack = await stackOf('eigh', x, true)
  const n = stack.rows
  const found = stack.matrices.map((matrix) => {
    const { realEigenvalues, eigenvectorMatrix } = new EVD(mirrored(matrix), { assumeSymmetric: true })
    const order = realEigenvalues.map((_, i) => i).sort((a, b) => realEigenvalues[a]! - realEigenvalues[b]!)
    return { values: order.map((i) => realEigenvalues[i]!), vectors: eigenvectorMatrix.subMatrixColumn(order) }
  })
  return {
    eigenvalues: vectors(
      stack,
      found.map(({ values }) => values),
      n,
    ),
    eigenvectors: stacked(
      stack,
      found.map((one) => one.vectors),
      n,
      n,
    ),
  }
}
/** Eigenvalues of a symmetric matrix, rising; its lower triangle is read. */
export const eigvalsh = async (x: ArrayLike): Promise<Tensor> => (await eigh(x)).eigenvalues

/** Eigenvalues and eigenvectors (as columns, of length 1), which may be complex, in no particular order. */
export async function eig(x: ArrayLike): Promise<{ readonly eigenvalues: Complex; readonly eigenvectors: Complex }> {
  const stack = await stackOf('eig', x, true)
  const n = stack.rows
  const found = stack.matrices.map((matrix) => {
    const { realEigenvalues: real, imaginaryEigenvalues: imag, eigenvectorMatrix } = new EVD(matrix)
    const [re, im] = [Matrix.zeros(n, n), Matrix.zeros(n, n)]
    for (let j = 0; j < n; j++) {
      // Of a conjugate pair, one column is the real part and the next the imaginary one.
      const paired = imag[j] !== 0
      const first = paired && imag[j]! < 0 ? j - 1 : j
      const [a, b] = [eigenvectorMatrix.getColumn(first), paired ? eigenvectorMatrix.getColumn(first + 1) : undefined]
      const length = Math.hypot(...a, ...(b ?? []))
      re.setColumn(
        j,
        a.map((value) => value / length),
      )
      if (b)
        im.setColumn(
          j,
          b.map((value) => (value / length) * (first === j ? 1 : -1)),
        )
    }
    return { real, imag, re, im }
  })
  return {
    eigenvalues: {
      real: vectors(
        stack,
        found.map((one) => one.real),
        n,
      ),
      imag: vectors(
        stack,
        found.map((one) => one.imag),
        n,
      ),
    },
    eigenvectors: {
      real: stacked(
        stack,
        found.map((one) => one.re),
        n,
        n,
      ),
      imag: stacked(
        stack,
        found.map((one) => one.im),
        n,
        n,
      ),
    },
  }
}
/** Eigenvalues, which may be complex, in no particular order. */
export const eigvals = async (x: ArrayLike): Promise<Complex> => (await eig(x)).eigenvalues
