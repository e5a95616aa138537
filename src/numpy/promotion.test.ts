import { describe, expect, it } from 'vitest'
import { dtypes } from '../tensor/index.ts'
import * as np from './index.ts'

describe('promoteTypes', () => {
  it("is NumPy's table: an integer that a float cannot hold makes float64", () => {
    expect(np.promoteTypes('int32', 'float32')).toBe('float64')
    expect(np.promoteTypes('uint8', 'float16')).toBe('float16')
    expect(np.promoteTypes('uint32', 'int32')).toBe('int64')
    expect(np.promoteTypes('bool', 'uint8')).toBe('uint8')
  })

  it('does not depend on the order, and leaves one type as it is', () => {
    for (const a of dtypes) {
      expect(np.promoteTypes(a, a)).toBe(a)
      for (const b of dtypes) expect(np.promoteTypes(a, b)).toBe(np.promoteTypes(b, a))
    }
  })
})

describe('resultType', () => {
  it('takes bare numbers weakly, as NEP 50 has it', () => {
    expect(np.resultType('uint8', 1)).toBe('uint8')
    expect(np.resultType('float32', 1.5)).toBe('float32')
    expect(np.resultType('int32', 1.5)).toBe('float64')
    expect(np.resultType('bool', 1)).toBe('int64')
    expect(np.resultType('int32', 1n)).toBe('int32')
  })

  it('types numbers among themselves as arrays of them', () => {
    expect(np.resultType(1, 2)).toBe('int64')
    expect(np.resultType(1, 2.5)).toBe('float64')
    expect(np.resultType(1, true)).toBe('int64')
  })

  it('takes lists as arrays, not weakly', () => {
    expect(np.resultType('float32', [1, 2])).toBe('float64')
    expect(np.add(np.float32([1, 2]), [0.5, 0.5]).dtype).toBe('float64')
  })

  it('refuses nothing at all', () => expect(() => np.resultType()).toThrow('there are no operands'))
})

describe('a bare number that a type cannot hold', () => {
  it('is refused in arithmetic, with the way out', () => {
    expect(() => np.add(np.uint8([1]), 300)).toThrow(
      'add: the number 300 does not fit into uint8 (0…255); give it as np.array(300)',
    )
    expect(() => np.multiply(np.uint32([1]), -1)).toThrow('does not fit into uint32')
  })

  it('is compared all the same', async () => {
    expect(await np.less(np.uint8([1, 255]), 300).array()).toEqual([true, true])
    expect(await np.equal(np.uint8([1]), -1).array()).toEqual([false])
  })
})

describe('finfo and iinfo', () => {
  it('know the limits of their kind only', () => {
    expect(np.finfo('float32').eps).toBe(2 ** -23)
    expect(np.iinfo('int64').max).toBe(2n ** 63n - 1n)
    expect(() => np.finfo('int32')).toThrow('for integers there is iinfo')
    expect(() => np.iinfo('float32')).toThrow('for floats there is finfo')
  })
})

describe('issubdtype', () => {
  it('knows the classes of types', () => {
    expect(np.issubdtype('uint8', 'unsignedinteger')).toBe(true)
    expect(np.issubdtype('uint8', 'signedinteger')).toBe(false)
    expect(np.issubdtype('float16', 'floating')).toBe(true)
    expect(np.issubdtype('bool', 'number')).toBe(false)
    expect(np.issubdtype('bool', 'generic')).toBe(true)
  })
})
