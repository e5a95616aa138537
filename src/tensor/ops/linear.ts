import { invalid } from '../../base/errors.ts'
import { type DType, promote } from '../dtype.ts'
import { primitive } from '../primitive.ts'
import { broadcastShapes, normalizeAxis, show, sizeOf } from '../shape.ts'
import type { Tensor } from '../tensor.ts'
import { cast } from './cast.ts'
import { arange, zeros } from './creation.ts'
import { broadcastTo, expandDims, reshape, squeeze, sumTo, swapAxes, transpose } from './shape.ts'

/** Integer products that ONNX Runtime has no kernel for are made in int64. */
const multiplying = (dtype: DType): DType => (dtype === 'bool' || dtype === 'uint8' ? 'int64' : dtype)

/** All matrices below one another; where there are no elements −1 could not tell how many. */
const stacked = (x: Tensor): Tensor => reshape(x, [x.size > 0 ? -1 : sizeOf(x.shape.slice(0, -1)), x.shape.at(-1)!])

const product = primitive<{ readonly transposed: boolean }>({
  name: 'matmul',
  infer: ([a, b], { transposed }) => ({
    shape: [
      ...broadcastShapes('matmul', a!.shape.slice(0, -2), b!.shape.slice(0, -2)),
      a!.shape.at(-2)!,
      b!.shape.at(transposed ? -2 : -1)!,
    ],
    dtype: a!.dtype,
  }),
  emit: (e, [a, b], { attributes: { transposed } }) =>
    transposed ? e.op('FusedMatMul', [a!, b!], { transB: 1 }, 'com.microsoft') : e.op('MatMul', [a!, b!]),
  lower: ({ inputs: [a, b], attributes: { transposed }, output: { shape, size, dtype } }, e) => {
    // ONNX Runtime does not broadcast batches to none.
    if (size === 0) return zeros(shape, { dtype })
    // Elsewhere than in programs of our own, products are standard ones.
    return transposed && !e.replayed ? matmul(a!, swapAxes(b!, -1, -2)) : undefined
  },
  work: ({ inputs: [a], output }) => output.size * a!.shape.at(-1)!,
  gradient: (g, { inputs: [a, b], attributes: { transposed } }) => [
    sumTo(matmul(g, transposed ? b! : swapAxes(b!, -1, -2)), a!.shape),
    transposed
      ? sumTo(matmul(swapAxes(g, -1, -2), a!), b!.shape)
      : // A matrix that served many: one product over all of them instead of one for each and a sum.
        b!.ndim === 2 && a!.ndim > 2
        ? matmul(transpose(stacked(a!)), stacked(g))
        : sumTo(matmul(swapAxes(a!, -1, -2), g), b!.shape),
  ],
})

/**
 * a · bᵀ over the last two axes, the others broadcast. ONNX Runtime multiplies faster by the transpose of a matrix than by one
 * that it has transposed beforehand, which it does where the matrix is constant.
 */
export const matmulTransposed = (a: Tensor, b: Tensor): Tensor => product([a, b], { transposed: true })

/**
 * The matrix product over the last two axes, the others broadcast; a vector counts as a row on the left and as a column
 * on the right, as in NumPy.
 *
 * @param a [..., n, k] or [k]
 * @param b [..., k, m] or [k]
 */
export function matmul(a: Tensor, b: Tensor): Tensor {
  if (a.ndim === 0 || b.ndim === 0) throw invalid('matmul: an operand is a scalar; use mul')
  if (a.ndim === 1) return squeeze(matmul(expandDims(a, 0), b), b.ndim === 1 ? -1 : -2)
  if (b.ndim === 1) return squeeze(matmul(a, expandDims(b, 1)), -1)
  if (a.shape.at(-1) !== b.shape.at(-2))
    throw invalid(
      `matmul: shapes ${show(a.shape)} and ${show(b.shape)} do not fit: ` +
        `the last axis of the first (${a.shape.at(-1)}) must be the last but one of the second (${b.shape.at(-2)})`,
    )
  const dtype = multiplying(promote(a.dtype, b.dtype))
  return product([cast(a, dtype), cast(b, dtype)], { transposed: false })
}

/** Sums of products of vectors and matrices; more axes are taken as `matmul` takes them. */
export const dot = (a: Tensor, b: Tensor): Tensor => matmul(a, b)

/** All products of an element of a with an element of b: [n] and [m] make [n, m]. */
export const outer = (a: Tensor, b: Tensor): Tensor => reshape(a, [a.size, 1]).mul(reshape(b, [1, b.size]))

/**
 * Einstein's summation convention: letters name axes, repeated ones are multiplied, those missing behind the arrow summed.
 *
 * Supported: any number of operands, repeated letters within an operand (diagonals), and an implicit result (the letters
 * that stand once, in alphabetical order). Not supported: an ellipsis.
 *
 * @example
 * einsum('bij,bjk->ik', a, b)
 */
export function einsum(equation: string, ...operands: readonly Tensor[]): Tensor {
  const { inputs, output } = parse(equation, operands)
  const lengths = new Map<string, number>()
  const terms = operands.map((operand, i) => {
    for (const [axis, letter] of [...inputs[i]!].entries()) {
      const length = operand.shape[axis]!
      const known = lengths.get(letter) ?? length
      if (known !== length && known !== 1 && length !== 1)
        throw invalid(
          `einsum: axis '${letter}' of '${equation}' has length ${known} in one operand and ${length} in operand ${i}`,
        )
      lengths.set(letter, Math.max(known, length))
    }
    return diagonals(operand, inputs[i]!)
  })
  for (const letter of output)
    if (!lengths.has(letter))
      throw invalid(`einsum: '${letter}' stands behind the arrow of '${equation}' but not before it`)
  // Contract from the left, two operands at a time, summing each letter as soon as nothing else needs it.
  let [current, letters] = terms[0]!
  for (const [i, [next, nextLetters]] of terms.entries()) {
    if (i === 0) continue
    const needed = new Set([...output, ...terms.slice(i + 1).flatMap(([, l]) => [...l])])
    ;[current, letters] = contract(current, letters, next, nextLetters, needed)
  }
  const summed = [...letters].flatMap((letter, axis) => (output.includes(letter) ? [] : [axis]))
  if (summed.length > 0) {
    current = current.sum(summed)
    letters = [...letters].filter((letter) => output.includes(letter)).join('')
  }
  return transpose(
    current,
    [...output].map((letter) => letters.indexOf(letter)),
  )
}

function parse(equation: string, operands: readonly Tensor[]): { inputs: string[]; output: string } {
  const text = equation.replaceAll(/\s/g, '')
  const match = /^([A-Za-z]*(?:,[A-Za-z]*)*)(?:->([A-Za-z]*))?$/.exec(text)
  if (!match) throw invalid(`einsum: '${equation}' is not an equation such as 'ij,jk->ik'`)
  const inputs = match[1]!.split(',')
  if (inputs.length !== operands.length)
    throw invalid(`einsum: '${equation}' names ${inputs.length} operands, but ${operands.length} are given`)
  for (const [i, letters] of inputs.entries())
    if (letters.length !== operands[i]!.ndim)
      throw invalid(
        `einsum: '${letters}' names ${letters.length} axes, but operand ${i} has shape ${show(operands[i]!.shape)}`,
      )
  const all = inputs.join('')
  const once = [...new Set(all)].filter((letter) => all.split(letter).length === 2).sort()
  const output = match[2] ?? once.join('')
  if (new Set(output).size !== output.length) throw invalid(`einsum: '${equation}' names an axis of the result twice`)
  return { inputs, output }
}

/** `x` with letters that stand twice reduced to their diagonal. */
function diagonals(x: Tensor, letters: string): [Tensor, string] {
  for (let i = 0; i < letters.length; i++) {
    const j = letters.indexOf(letters[i]!, i + 1)
    if (j >= 0)
      return diagonals(
        diagonal(x, { axis1: i, axis2: j }),
        letters.slice(0, i) + letters.slice(i + 1, j) + letters.slice(j + 1) + letters[i],
      )
  }
  return [x, letters]
}

/** The product of two terms, over the letters that both have and nothing else needs, as one batched matrix product. */
function contract(a: Tensor, la: string, b: Tensor, lb: string, needed: ReadonlySet<string>): [Tensor, string] {
  const sumAlone = (x: Tensor, letters: string, other: string): [Tensor, string] => {
    const axes = [...letters].flatMap((l, i) => (!other.includes(l) && !needed.has(l) ? [i] : []))
    return axes.length === 0 ? [x, letters] : [x.sum(axes), [...letters].filter((_, i) => !axes.includes(i)).join('')]
  }
  const [x, lx] = sumAlone(a, la, lb)
  const [y, ly] = sumAlone(b, lb, la)
  const both = [...lx].filter((l) => ly.includes(l))
  const batch = both.filter((l) => needed.has(l))
  const inner = both.filter((l) => !needed.has(l))
  const left = [...lx].filter((l) => !ly.includes(l))
  const right = [...ly].filter((l) => !lx.includes(l))
  const length = (letter: string): number =>
    Math.max(...[x.shape[lx.indexOf(letter)] ?? 1, y.shape[ly.indexOf(letter)] ?? 1])
  const arrange = (t: Tensor, letters: string, groups: readonly (readonly string[])[]): Tensor => {
    const order = groups.flat()
    const full = broadcastTo(t, [...letters].map(length))
    return reshape(
      transpose(
        full,
        order.map((l) => letters.indexOf(l)),
      ),
      [...batch.map(length), ...groups.slice(1).map((g) => g.reduce((n, l) => n * length(l), 1))],
    )
  }
  const out = matmul(arrange(x, lx, [batch, left, inner]), arrange(y, ly, [batch, inner, right]))
  return [reshape(out, [...batch, ...left, ...right].map(length)), [...batch, ...left, ...right].join('')]
}

/** The elements whose positions on two axes are equal (differ by `offset`), as a new last axis. */
export function diagonal(
  x: Tensor,
  {
    offset = 0,
    axis1 = 0,
    axis2 = 1,
  }: { readonly offset?: number; readonly axis1?: number; readonly axis2?: number } = {},
): Tensor {
  const first = normalizeAxis('diagonal', axis1, x.ndim)
  const second = normalizeAxis('diagonal', axis2, x.ndim)
  if (first === second) throw invalid(`diagonal: both axes are ${first}; they must differ`)
  const rest = x.shape.map((_, i) => i).filter((i) => i !== first && i !== second)
  const [n, m] = [x.shape[first]!, x.shape[second]!]
  const count = Math.max(0, Math.min(n + Math.min(offset, 0), m - Math.max(offset, 0)))
  const start = offset >= 0 ? offset : -offset * m
  const flat = reshape(transpose(x, [...rest, first, second]), [...rest.map((i) => x.shape[i]!), n * m])
  return flat.take(
    arange(count)
      .mul(m + 1)
      .add(start),
    -1,
  )
}

/** The sum of a diagonal. */
export const trace = (x: Tensor, options?: Parameters<typeof diagonal>[1]): Tensor => diagonal(x, options).sum(-1)
