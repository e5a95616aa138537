import { describe, expect, it } from 'vitest'
import { add, apply, cross, dot, identity, isRotation, type Matrix3, multiply, transpose } from './linear.ts'

const a: Matrix3 = [1, 2, 3, 4, 5, 6, 7, 8, 10]
const b: Matrix3 = [2, 0, 1, 0, 3, 0, 1, 0, 1]

// Worked by hand, or in NumPy.
describe('matrices of three rows', () => {
  it('are multiplied row by column', () => {
    expect(multiply(a, b)).toEqual([5, 6, 4, 14, 15, 10, 24, 24, 17])
    expect(multiply(a, identity)).toEqual(a)
  })
  it('take a column', () => expect(apply(a, [1, -1, 2])).toEqual([5, 11, 19]))
  it('are transposed', () => expect(transpose(a)).toEqual([1, 4, 7, 2, 5, 8, 3, 6, 10]))
  it('are rotations when they keep lengths and handedness', () => {
    expect(isRotation([0, -1, 0, 1, 0, 0, 0, 0, 1], 1e-9)).toBe(true)
    expect(isRotation([0, 1, 0, 1, 0, 0, 0, 0, 1], 1e-9)).toBe(false)
    expect(isRotation([1, 0, 0, 0, 1, 0, 0, 0, 1.1], 0.01)).toBe(false)
    expect(isRotation([1, 0, 0, 0, 1, 0, 0, 0, 1.001], 0.01)).toBe(true)
  })
})

describe('vectors', () => {
  it('are added and multiplied', () => {
    expect(add([1, 2, 3], [4, 5, 6])).toEqual([5, 7, 9])
    expect(dot([1, 2, 3], [4, 5, 6])).toBe(32)
    expect(cross([1, 2, 3], [4, 5, 6])).toEqual([-3, 6, -3])
  })
})
