import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { expectClose } from '../../../test/close.ts'
import { arange, dot, einsum, eye, grad, matmul, ones, outer, type Tensor, tensor, zeros } from '../index.ts'

const counted = (shape: readonly number[]): Tensor =>
  arange(shape.reduce((a, b) => a * b, 1))
    .reshape(shape)
    .cast('float64')

const numbers = async (x: Tensor): Promise<number[]> => Array.from((await x.data()) as Float64Array, Number)

/** Every way to give each letter a position. */
function* places(letters: readonly string[], lengths: Record<string, number>): Generator<Record<string, number>> {
  const [letter, ...rest] = letters
  if (letter === undefined) {
    yield {}
    return
  }
  for (let i = 0; i < lengths[letter]!; i++)
    for (const others of places(rest, lengths)) yield { [letter]: i, ...others }
}

const offset = (letters: string, at: Record<string, number>, lengths: Record<string, number>): number =>
  [...letters].reduce((sum, letter) => sum * lengths[letter]! + at[letter]!, 0)

/** Einstein's convention as a loop over all positions of all letters. */
function loops(inputs: string[], output: string, lengths: Record<string, number>, data: number[][]): number[] {
  const all = [...new Set(inputs.join(''))]
  const result = new Array<number>([...output].reduce((n, letter) => n * lengths[letter]!, 1)).fill(0)
  for (const at of places(all, lengths))
    result[offset(output, at, lengths)]! += inputs.reduce(
      (p, letters, i) => p * data[i]![offset(letters, at, lengths)]!,
      1,
    )
  return result
}

const letters = ['i', 'j', 'k', 'm'] as const
const term = fc.array(fc.constantFrom(...letters), { maxLength: 3 }).map((list) => list.join(''))
const equation = fc.array(term, { minLength: 1, maxLength: 3 }).chain((inputs) => {
  const used = [...new Set(inputs.join(''))]
  return fc.record({
    inputs: fc.constant(inputs),
    output: fc.shuffledSubarray(used).map((list) => list.join('')),
    lengths: fc.record({ i: fc.constant(2), j: fc.constant(3), k: fc.constant(1), m: fc.constant(2) }),
  })
})

describe('einsum', () => {
  it('is a loop over all letters, for any equation', () =>
    fc.assert(
      fc.asyncProperty(equation, async ({ inputs, output, lengths }) => {
        const tensors = inputs.map((term) => counted([...term].map((letter) => lengths[letter as 'i'])).add(1))
        const data = await Promise.all(tensors.map(numbers))
        const y = einsum(`${inputs.join(',')}->${output}`, ...tensors)
        expect(y.shape).toEqual([...output].map((letter) => lengths[letter as 'i']))
        expectClose(await y.data(), loops(inputs, output, lengths, data))
      }),
      { numRuns: 80 },
    ))

  it('without an arrow keeps the letters that stand once, in alphabetical order', async () => {
    expect(einsum('kj,ji', zeros([4, 3]), zeros([3, 2])).shape).toEqual([2, 4])
    expect(await einsum('ii', counted([2, 2])).item()).toBe(3)
  })

  it('stretches lengths of 1', async () => {
    expect(await einsum('ij,ij->i', counted([2, 3]), tensor([[1], [2]])).array()).toEqual([3, 24])
    expect(await einsum('i,i->i', counted([3]), tensor([2])).array()).toEqual([0, 2, 4])
  })

  it.each<[string, Tensor[], string]>([
    ['ij,jk', [zeros([2, 2])], "'ij,jk' names 2 operands, but 1 are given"],
    ['ij->i', [zeros([2])], "'ij' names 2 axes, but operand 0 has shape [2]"],
    [
      'ij,jk->ik',
      [zeros([2, 3]), zeros([4, 2])],
      "axis 'j' of 'ij,jk->ik' has length 3 in one operand and 4 in operand 1",
    ],
    ['i->j', [zeros([2])], "'j' stands behind the arrow"],
    ['i->ii', [zeros([2])], 'names an axis of the result twice'],
    ['...i->i', [zeros([2])], 'is not an equation such as'],
  ])('refuses %s', (text, operands, message) => expect(() => einsum(text, ...operands)).toThrow(message))
})

describe('matmul', () => {
  it('multiplies matrices, batches of them, and vectors as rows or columns', async () => {
    const a = tensor([
      [1, 2],
      [3, 4],
    ])
    expect(await matmul(a, a).array()).toEqual([
      [7, 10],
      [15, 22],
    ])
    expect(await matmul(a, tensor([1, 1])).array()).toEqual([3, 7])
    expect(await matmul(tensor([1, 1]), a).array()).toEqual([4, 6])
    expect(await dot(tensor([1, 2]), tensor([3, 4])).array()).toBe(11)
    expect(matmul(ones([2, 1, 4, 3]), ones([5, 3, 2])).shape).toEqual([2, 5, 4, 2])
    expect(matmul(ones([3]), ones([5, 3, 2])).shape).toEqual([5, 2])
    expect(matmul(ones([5, 2, 3]), ones([3])).shape).toEqual([5, 2])
  })

  it('over nothing gives zeros', async () =>
    expect(await matmul(zeros([1, 0]), zeros([0, 2])).array()).toEqual([[0, 0]]))

  // Sums of nothing are 0, and what has no elements gives gradients of 0 and has none itself.
  it.each([
    [
      [2, 2],
      [0, 2, 2],
      [0, 2, 2],
    ],
    [
      [1, 2, 2],
      [0, 2, 2],
      [0, 2, 2],
    ],
    [
      [1, 1, 2, 2],
      [3, 0, 2, 2],
      [3, 0, 2, 2],
    ],
    [[2], [0, 2, 3], [0, 3]],
    [
      [0, 2, 2],
      [2, 2],
      [0, 2, 2],
    ],
    [
      [4, 2, 0],
      [0, 3],
      [4, 2, 3],
    ],
    [
      [4, 2, 3],
      [3, 0],
      [4, 2, 0],
    ],
    [
      [4, 0, 2],
      [2, 3],
      [4, 0, 3],
    ],
  ])('%j · %j without elements is %j, and has gradients', async (left, right, shape) => {
    const [a, b] = [ones(left), ones(right)]
    const y = matmul(a, b)
    expect(y.shape).toEqual(shape)
    expect(await y.array()).toEqual(await zeros(shape).array())
    const gradients = grad(y.sum(), [a, b])
    for (const [i, x] of [a, b].entries()) expect(await gradients[i]!.array()).toEqual(await zeros(x.shape).array())
  })

  it('of small integers does not overflow', async () =>
    expect(
      await matmul(tensor([[200, 200]], { dtype: 'uint8' }), tensor([[200], [200]], { dtype: 'uint8' })).item(),
    ).toBe(80000))

  it('says what does not fit, when written', () => {
    expect(() => matmul(zeros([2, 3]), zeros([2, 3]))).toThrow(
      'matmul: shapes [2, 3] and [2, 3] do not fit: the last axis of the first (3) must be the last but one of the second (2)',
    )
    expect(() => matmul(zeros([2, 1, 3]), zeros([3, 3, 1]))).toThrow('matmul: shapes [2] and [3] do not broadcast')
    expect(() => matmul(tensor(1), zeros([1]))).toThrow('an operand is a scalar; use mul')
  })
})

describe('outer, diagonal and trace', () => {
  it('outer has all products', async () =>
    expect(await outer(tensor([1, 2]), tensor([3, 4, 5])).array()).toEqual([
      [3, 4, 5],
      [6, 8, 10],
    ]))

  // numpy.diagonal of arange(12).reshape(3, 4)
  it.each([
    [0, [0, 5, 10]],
    [1, [1, 6, 11]],
    [3, [3]],
    [4, []],
    [-2, [8]],
    [-3, []],
  ])('the diagonal %d places to the right', async (move, wanted) =>
    expect(await counted([3, 4]).diagonal({ offset: move }).array()).toEqual(wanted),
  )

  it('may be of any two axes, the other way round as well', async () => {
    const x = counted([2, 3, 2])
    expect(await x.diagonal({ axis1: 0, axis2: 2 }).array()).toEqual([
      [0, 7],
      [2, 9],
      [4, 11],
    ])
    expect(await x.diagonal({ axis1: 2, axis2: 0, offset: 1 }).array()).toEqual([[6], [8], [10]])
    expect(() => x.diagonal({ axis1: 0, axis2: -3 })).toThrow('both axes are 0; they must differ')
  })

  it('trace sums it', async () => {
    expect(await eye(3).trace().item()).toBe(3)
    expect(await counted([3, 4]).trace({ offset: 1 }).item()).toBe(18)
  })
})
