import { describe, expect, it } from 'vitest'
import * as np from './index.ts'

describe('integers divided by 0', () => {
  it('give 0, as in NumPy, and do not stop the process', async () => {
    const [a, b] = [np.array([7, -7, 0]), np.array([0, 2, 0])]
    expect(await np.floorDivide(a, b).array()).toEqual([0, -4, 0])
    expect(await np.remainder(a, b).array()).toEqual([0, 1, 0])
    expect(await np.fmod(a, b).array()).toEqual([0, -1, 0])
  })
})

describe('floorDivide and remainder of floats', () => {
  it('are those of Python where the quotient is not exact', async () => {
    // 1 / 0.1 rounds to 10, but ten times the double nearest to a tenth is more than 1.
    expect(await np.floorDivide(1, np.float64(0.1)).item()).toBe(9)
    expect(await np.remainder(1, np.float64(0.1)).item()).toBeCloseTo(0.1, 12)
  })
})

describe('power', () => {
  it('of integers is exact', async () => {
    expect(await np.power([3, -3], 39).data()).toEqual(BigInt64Array.of(3n ** 39n, -(3n ** 39n)))
    expect(await np.power([3, -3], [39, 39]).data()).toEqual(BigInt64Array.of(3n ** 39n, -(3n ** 39n)))
  })

  it('of integers has no negative exponent', () =>
    expect(() => np.power([1, 2], -1)).toThrow('the exponent is -1 and the base int64'))
})

describe('bool', () => {
  it('adds and multiplies as or and and, and has no difference', async () => {
    expect(await np.add([true, false], [true, true]).array()).toEqual([true, true])
    expect(() => np.subtract([true], [false])).toThrow('use logicalXor')
    expect(() => np.negative([true])).toThrow('use logicalNot')
  })
})

describe('gcd', () => {
  it('needs all of its rounds for neighbours of the Fibonacci numbers', async () => {
    const fibonacci = [1n, 1n]
    while (fibonacci.at(-1)! < 2n ** 62n) fibonacci.push(fibonacci.at(-1)! + fibonacci.at(-2)!)
    const [a, b] = fibonacci.slice(-3)
    expect(await np.gcd(np.array(b!), np.array(a!)).item()).toBe(1)
    expect(() => np.gcd([1.5], [1])).toThrow('gcd: operands are float64; they must be integers')
  })
})

describe('NaN', () => {
  it('wins in maximum and loses in fmax', async () => {
    const [a, b] = [np.float64([1, Number.NaN]), np.float64([Number.NaN, 2])]
    expect(await np.maximum(a, b).array()).toEqual([Number.NaN, Number.NaN])
    expect(await np.fmax(a, b).array()).toEqual([1, 2])
  })
})
