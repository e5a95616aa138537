import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  asType,
  exactDecimal,
  type FloatType,
  floatText,
  positional,
  roundedTo,
  scientific,
  shortestDecimal,
} from './decimal.ts'

const finite = fc.double({ noNaN: true, noDefaultInfinity: true })

describe('exactDecimal', () => {
  it.each([
    [0, '0.'],
    [-0, '-0.'],
    [1, '1.'],
    [-0.375, '-0.375'],
    [1e22, '10000000000000000000000.'],
    [0.1, '0.1000000000000000055511151231257827021181583404541015625'],
    [2 ** -20, '0.00000095367431640625'],
  ])('gives every digit of %d', (x, digits) => expect(positional(exactDecimal(x))).toBe(digits))

  it('is the number itself', () => {
    fc.assert(fc.property(finite, (x) => void expect(Number(positional(exactDecimal(x)))).toBe(x)))
  })
})

describe('roundedTo', () => {
  it.each([
    [0.5, 0, '0.'],
    [1.5, 0, '2.'],
    [2.5, 0, '2.'],
    [-2.5, 0, '-2.'],
    [0.125, 2, '0.12'],
    [0.375, 2, '0.38'],
    [9.999, 2, '10.'],
    [0.0996, 2, '0.1'],
    [0.004, 2, '0.'],
    [0.006, 2, '0.01'],
    [250, -2, '200.'],
    [350, -2, '400.'],
    [50, -2, '0.'],
    [51, -2, '100.'],
    [49, -3, '0.'],
    [1e-300, 5, '0.'],
  ])('rounds %d to %i places, ties to the even digit', (x, places, text) =>
    expect(positional(roundedTo(exactDecimal(x), places))).toBe(text),
  )

  it('agrees with toFixed where there is no tie', () => {
    fc.assert(
      fc.property(fc.double({ min: -1e15, max: 1e15, noNaN: true }), fc.nat(20), (x, places) => {
        const { digits, point } = exactDecimal(x)
        fc.pre(digits.length - point !== places + 1)
        expect(Number(positional(roundedTo(exactDecimal(x), places))) + 0).toBe(Number(x.toFixed(places)) + 0)
      }),
    )
  })
})

describe('shortestDecimal', () => {
  it.each<[number, FloatType, string]>([
    [0.1, 'float64', '0.1'],
    [Math.fround(0.1), 'float32', '0.1'],
    [Math.fround(0.1), 'float64', '0.10000000149011612'],
    [asType(0.1, 'float16'), 'float16', '0.1'],
    [65504, 'float16', '65500.'],
    [5e-324, 'float64', `0.${'0'.repeat(323)}5`],
    [1.401298464324817e-45, 'float32', `0.${'0'.repeat(44)}1`],
    // A tie between two digits that would both do.
    [2097152.25, 'float32', '2097152.2'],
    [2097152.75, 'float32', '2097152.8'],
    // A power of two, below which numbers stand closer than above.
    [9007199254740992, 'float64', '9007199254740992.'],
    [16777216, 'float32', '16777216.'],
  ])('%d as %s is %s', (x, type, text) => expect(positional(shortestDecimal(x, type))).toBe(text))

  it('tells every number from its neighbours, and no shorter one does', () => {
    const types = fc.constantFrom<FloatType>('float64', 'float32', 'float16')
    fc.assert(
      fc.property(types, fc.double({ min: -6e4, max: 6e4, noNaN: true }), (type, double) => {
        const x = asType(double, type)
        const shortest = shortestDecimal(x, type)
        expect(asType(Number(positional(shortest)), type)).toBe(x)
        // Oracle: the nearest decimals of fewer digits, which JavaScript makes of any double.
        for (let digits = 1; digits < shortest.digits.length; digits++)
          expect(asType(Number(x.toPrecision(digits)), type)).not.toBe(x)
      }),
    )
  })
})

describe('the notations', () => {
  it.each([
    [1234.5, '1.2345e+03'],
    [0, '0.e+00'],
    [-1e-300, '-1.e-300'],
  ])('%d is %s with an exponent', (x, text) => {
    const { mantissa, exponent } = scientific(shortestDecimal(x, 'float64'))
    expect(mantissa + exponent).toBe(text)
  })

  it.each<[number, FloatType, string]>([
    [1, 'float64', '1.0'],
    [-0, 'float64', '-0.0'],
    [0.0001, 'float64', '0.0001'],
    [0.00001, 'float64', '1e-05'],
    [1.5e-7, 'float64', '1.5e-07'],
    [123456789012345680, 'float64', '1.2345678901234568e+17'],
    [1e16, 'float64', '1e+16'],
    [1e15, 'float64', '1000000000000000.0'],
    [Number.NaN, 'float32', 'nan'],
    [Number.NEGATIVE_INFINITY, 'float32', '-inf'],
    [Math.fround(Math.PI), 'float32', '3.1415927'],
  ])('%d as %s is %s in Python', (x, type, text) => expect(floatText(x, type)).toBe(text))
})
