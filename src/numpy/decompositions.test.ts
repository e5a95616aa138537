import { describe, expect, it } from 'vitest'
import { expectClose } from '../../test/close.ts'
import * as np from './index.ts'

const { linalg } = np

describe('eig', () => {
  it('has complex pairs as real and imaginary parts: x · v = λ · v', async () => {
    const x = np.float64([
      [1, -2, 0],
      [3, 1, 1],
      [0, 0, 2],
    ])
    const { eigenvalues: l, eigenvectors: v } = await linalg.eig(x)
    const [left, right] = [np.matmul(x, v.real), np.subtract(np.multiply(v.real, l.real), np.multiply(v.imag, l.imag))]
    expectClose(await left.data(), Array.from(await right.data(), Number), { atol: 1e-12 })
    const imag = np.add(np.multiply(v.real, l.imag), np.multiply(v.imag, l.real))
    expectClose(await np.matmul(x, v.imag).data(), Array.from(await imag.data(), Number), { atol: 1e-12 })
    expectClose(await np.sum(np.add(np.square(v.real), np.square(v.imag)), 0).data(), [1, 1, 1], { atol: 1e-12 })
  })
})

describe('decompositions', () => {
  it('keep float32, and work in float64', async () => {
    const inverse = await linalg.inv(np.float32([[4]]))
    expect([inverse.dtype, await inverse.item()]).toEqual(['float32', 0.25])
    expect(
      (
        await linalg.det([
          [1, 2],
          [3, 4],
        ])
      ).dtype,
    ).toBe('float64')
  })

  it('refuse a singular matrix, and say what to do', async () => {
    await expect(
      linalg.inv([
        [1, 2],
        [2, 4],
      ]),
    ).rejects.toThrow('inv: the matrix is singular')
    await expect(
      linalg.solve(
        [
          [0, 0],
          [0, 0],
        ],
        [1, 2],
      ),
    ).rejects.toThrow('use lstsq or pinv')
    await expect(
      linalg.cholesky([
        [1, 2],
        [2, 1],
      ]),
    ).rejects.toThrow('not positive definite')
  })

  it('refuse what is no matrix, not square, or not finite', async () => {
    await expect(linalg.inv([1, 2])).rejects.toThrow('shape [2]; it must have two axes or more')
    await expect(linalg.det([[1, 2]])).rejects.toThrow('shape [1, 2]; its last two axes must be equally long')
    await expect(linalg.svd([[1, Number.NaN]])).rejects.toThrow('the array has NaN; all elements must be finite')
    await expect(
      linalg.solve(
        [
          [1, 0],
          [0, 1],
        ],
        [1, 2, 3],
      ),
    ).rejects.toThrow('the matrices have 2 rows, but b has shape [3]')
  })

  it('of matrices of no rows have the determinant of nothing, 1', async () => {
    expect(await (await linalg.det(np.zeros([2, 0, 0]))).array()).toEqual([1, 1])
  })
})

describe('lazy products', () => {
  it('refuse what needs a decomposition, and name it', () => {
    expect(() =>
      linalg.norm(
        [
          [1, 2],
          [3, 4],
        ],
        { ord: 2 },
      ),
    ).toThrow('await np.linalg.svdvals(x)')
    expect(() => linalg.matrixPower(np.eye(2), -1)).toThrow('matrixPower(await inv(x), n)')
  })
})
