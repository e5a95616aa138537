import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  accumulating,
  asDType,
  bytesOf,
  type DType,
  dtypes,
  floating,
  hostArray,
  isFloat,
  kindOf,
  promote,
} from './dtype.ts'

const any = fc.constantFrom(...dtypes)

describe('promote', () => {
  it('does not care about the order of two types', () =>
    fc.assert(fc.property(any, any, (a, b) => promote(a, b) === promote(b, a))))

  it('does not care how three types are grouped', () =>
    fc.assert(fc.property(any, any, any, (a, b, c) => promote(promote(a, b), c) === promote(a, promote(b, c)))))

  it('leaves a type that meets itself or bool', () =>
    fc.assert(fc.property(any, (a) => promote(a, a) === a && promote(a, 'bool') === a)))

  it('gives a type that both fit: promoting again changes nothing', () =>
    fc.assert(fc.property(any, any, (a, b) => promote(promote(a, b), a) === promote(a, b))))

  it('gives a float exactly when one of the two is a float', () =>
    fc.assert(fc.property(any, any, (a, b) => isFloat(promote(a, b)) === (isFloat(a) || isFloat(b)))))

  it.each<[DType, DType, DType]>([
    ['uint8', 'int32', 'int32'],
    ['int32', 'uint32', 'int64'],
    ['uint8', 'uint32', 'uint32'],
    ['uint32', 'int64', 'int64'],
    // Unlike NumPy, integers do not widen a float: models are float32.
    ['int64', 'float32', 'float32'],
    ['int64', 'float16', 'float16'],
    ['float16', 'float32', 'float32'],
    ['float32', 'float64', 'float64'],
    ['bool', 'uint8', 'uint8'],
  ])('%s and %s meet in %s', (a, b, wanted) => expect(promote(a, b)).toBe(wanted))
})

describe('the types', () => {
  it.each([
    ['float16', 2],
    ['float32', 4],
    ['float64', 8],
    ['int32', 4],
    ['int64', 8],
    ['uint8', 1],
    ['uint32', 4],
    ['bool', 1],
  ] as const)('an element of %s takes %d bytes', (dtype, bytes) => expect(bytesOf(dtype)).toBe(bytes))

  it('functions of real numbers take integers and bool as float32, and sums take them as int64', () => {
    expect(dtypes.filter((dtype) => floating(dtype) !== (isFloat(dtype) ? dtype : 'float32'))).toEqual([])
    expect(dtypes.filter((dtype) => accumulating(dtype) !== (isFloat(dtype) ? dtype : 'int64'))).toEqual([])
  })

  it('bool is a kind of its own', () => {
    expect(kindOf('bool')).toBe('bool')
    expect(kindOf('uint8')).toBe('integer')
    expect(hostArray('bool', 2)).toEqual(new Uint8Array(2))
  })

  it('refuses a name that is none, and lists those that are', () => {
    expect(asDType('int64')).toBe('int64')
    expect(() => asDType('complex64')).toThrow(/dtype is 'complex64'; it must be one of bool, .*float64/)
    expect(() => asDType('toString')).toThrow(/dtype is 'toString'/)
  })
})
