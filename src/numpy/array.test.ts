import { describe, expect, it } from 'vitest'
import * as np from './index.ts'

describe('array', () => {
  it('types values as NumPy does: whole numbers int64, others float64, truth bool', () => {
    expect(np.array([1, 2]).dtype).toBe('int64')
    expect(np.array([1, 2.5]).dtype).toBe('float64')
    expect(np.array([true]).dtype).toBe('bool')
    expect(np.array([true, 2]).dtype).toBe('int64')
    expect(np.array([]).dtype).toBe('float64')
    expect(np.array(Float32Array.of(1)).dtype).toBe('float32')
  })

  it('takes −0, and what is beyond the safe whole numbers, as floats', () => {
    expect(np.array([-0]).dtype).toBe('float64')
    expect(np.array([2 ** 53]).dtype).toBe('float64')
    expect(np.array([2n ** 62n]).dtype).toBe('int64')
  })

  it('keeps int64 exactly', async () => {
    expect(await np.add(np.array([2n ** 62n]), 1).data()).toEqual(BigInt64Array.of(2n ** 62n + 1n))
  })

  it('stacks lists of tensors in the type in which they meet', async () => {
    const stacked = np.array([np.float32([1, 2]), [3, 4]])
    expect(stacked.dtype).toBe('float64')
    expect(await stacked.array()).toEqual([
      [1, 2],
      [3, 4],
    ])
  })

  it('leaves a tensor as it is', () => {
    const x = np.ones(2)
    expect(np.asarray(x)).toBe(x)
    expect(np.copy(x)).toBe(x)
  })

  it('refuses ragged lists', () => expect(() => np.array([[1], [1, 2]])).toThrow('ragged'))
})

describe('types as functions', () => {
  it('make values of their type', async () => {
    expect(np.float64(2).dtype).toBe('float64')
    expect(np.multiply(np.array([1, 2]), np.float64(2)).dtype).toBe('float64')
    expect(await np.int32([1.9, -1.9]).array()).toEqual([1, -1])
  })
})
