import { describe, expect, it } from 'vitest'
import { arange, full, tensor, zeros } from '../tensor/index.ts'
import { array } from './array.ts'
import { array2string, arrayRepr, arrayStr } from './printing.ts'

// What NumPy prints of hundreds of arrays is compared in test/numpy-printing.test.ts. Here is what it prints of a few.

describe('arrayRepr', () => {
  it('shows columns, and the type where it is not the usual one', async () => {
    expect(
      await arrayRepr([
        [1, 2.5],
        [-3, 1000],
      ]),
    ).toBe('array([[   1. ,    2.5],\n       [  -3. , 1000. ]])')
    expect(await arrayRepr(tensor([1, 2]))).toBe('array([1., 2.], dtype=float32)')
    expect(await arrayRepr([1, -20, 300])).toBe('array([  1, -20, 300])')
    expect(await arrayRepr(tensor([1, 2], { dtype: 'uint8' }))).toBe('array([1, 2], dtype=uint8)')
    expect(await arrayRepr([true, false])).toBe('array([ True, False])')
    expect(
      await arrayRepr([
        [[1], [2]],
        [[3], [4]],
      ]),
    ).toBe('array([[[1],\n        [2]],\n\n       [[3],\n        [4]]])')
  })

  it('shows an array of no axes, and one of no values with its type and shape', async () => {
    expect(await arrayRepr(2.5)).toBe('array(2.5)')
    expect(await arrayRepr(tensor(2))).toBe('array(2., dtype=float32)')
    expect(await arrayRepr(true)).toBe('array(True)')
    expect(await arrayRepr([])).toBe('array([], dtype=float64)')
    expect(await arrayRepr(zeros([2, 0, 3]))).toBe('array([], shape=(2, 0, 3), dtype=float32)')
  })

  it('breaks lines, and gives the type a line of its own where it does not fit', async () => {
    expect(await arrayRepr(arange(30))).toBe(
      'array([ 0,  1,  2,  3,  4,  5,  6,  7,  8,  9, 10, 11, 12, 13, 14, 15, 16,\n' +
        '       17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29])',
    )
    expect(await arrayRepr(full([19], 1))).toBe(
      `array([${Array(17).fill('1.').join(', ')},\n       1., 1.], dtype=float32)`,
    )
    expect(await arrayRepr(full([15], 1))).toBe(`array([${Array(15).fill('1.').join(', ')}],\n      dtype=float32)`)
  })

  it('shows the edges of what is large', async () => {
    expect(await arrayRepr(arange(2000))).toBe('array([   0,    1,    2, ..., 1997, 1998, 1999])')
    expect(await arrayStr(arange(1_000_000).reshape([1000, 1000]), { edgeitems: 1 })).toBe(
      '[[     0 ...    999]\n ...\n [999000 ... 999999]]',
    )
    expect(await arrayStr(arange(9), { threshold: 8, edgeitems: 2 })).toBe('[0 1 ... 7 8]')
    const all = await arrayStr(arange(2000), { threshold: Number.POSITIVE_INFINITY })
    expect(all.match(/\d+/g)).toEqual(Array.from({ length: 2000 }, (_, i) => String(i)))
  })
})

describe('arrayStr', () => {
  it('uses exponents where numbers range too widely, for all of them', async () => {
    expect(await arrayStr([1, 0.001])).toBe('[1.    0.001]')
    expect(await arrayStr([1.5, 0.001])).toBe('[1.5e+00 1.0e-03]')
    expect(await arrayStr([1e8, 0.5])).toBe('[1.e+08 5.e-01]')
    expect(await arrayStr([0.5, 0.00001])).toBe('[5.e-01 1.e-05]')
    expect(await arrayStr([0.5, 0.00001], { suppressSmall: true })).toBe('[0.5     0.00001]')
    expect(await arrayStr([0.5, 1e-12], { suppressSmall: true })).toBe('[0.5 0. ]')
  })

  it('shows the digits of the type, and no more than `precision` after the point', async () => {
    expect(await arrayStr(tensor([0.1, 1 / 3]))).toBe('[0.1        0.33333334]')
    expect(await arrayStr([0.1, 1 / 3])).toBe('[0.1        0.33333333]')
    expect(await arrayStr([0.1, 1 / 3], { precision: 3 })).toBe('[0.1   0.333]')
    expect(await arrayStr([1 / 3], { precision: 17 })).toBe('[0.3333333333333333]')
    expect(await arrayStr(tensor([0.1, 1 / 3], { dtype: 'float16' }))).toBe('[0.1    0.3333]')
  })

  it('makes room for what is not finite', async () => {
    expect(await arrayStr([Number.NaN, 1, Number.NEGATIVE_INFINITY])).toBe('[ nan   1. -inf]')
    expect(await arrayStr([Number.NaN])).toBe('[nan]')
  })

  it('shows the value of an array of no axes as Python does', async () => {
    expect(await arrayStr(1.5)).toBe('1.5')
    expect(await arrayStr(1e-7)).toBe('1e-07')
    expect(await arrayStr(array(2, { dtype: 'float64' }))).toBe('2.0')
    expect(await arrayStr(7n)).toBe('7')
    expect(await arrayStr(false)).toBe('False')
  })
})

describe('array2string', () => {
  it('takes a separator, and what will stand around the array', async () => {
    expect(
      await array2string(
        [
          [1, 2],
          [3, 4],
        ],
        { separator: ',', prefix: 'x = ' },
      ),
    ).toBe('[[1,2],\n     [3,4]]')
    expect(await array2string(arange(6), { linewidth: 10, suffix: 'xxxx' })).toBe('[0 1\n 2 3\n 4 5]')
  })

  it.each([
    [{ precision: -1 }, 'array2string: precision is -1; it must be a whole number from 0, or Infinity'],
    [{ edgeitems: 0 }, 'edgeitems is 0; it must be a whole number from 1'],
    [{ threshold: 1.5 }, 'threshold is 1.5'],
    [{ linewidth: Number.NaN }, 'linewidth is NaN'],
  ])('refuses %j', async (options, message) => {
    await expect(array2string([1], options)).rejects.toMatchObject({ code: 'invalid-argument' })
    await expect(array2string([1], options)).rejects.toThrow(message)
    await expect(arrayRepr([1], options)).rejects.toThrow(message)
  })
})
