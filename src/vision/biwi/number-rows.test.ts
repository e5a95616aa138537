import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatNumber, formatRows, numberRows, parseNumber } from './number-rows.ts'

describe('formatNumber', () => {
  // Reference: what C's printf('%g') prints.
  it.each([
    [0, '0'],
    [-0, '-0'],
    [1, '1'],
    [517.679, '517.679'],
    [-0.00446314, '-0.00446314'],
    [0.0150443, '0.0150443'],
    [881.756, '881.756'],
    [240.5, '240.5'],
    [640, '640'],
    [100000, '100000'],
    [999999.4, '999999'],
    [999999.6, '1e+06'],
    [1234567, '1.23457e+06'],
    [0.0001, '0.0001'],
    [0.00001234, '1.234e-05'],
    [-1.5e-10, '-1.5e-10'],
    [1e100, '1e+100'],
    [2 / 3, '0.666667'],
  ])('writes %d as C does: %s', (value, expected) => expect(formatNumber(value)).toBe(expected))

  it('keeps six significant digits of any finite number', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e300, max: 1e300 }), (value) => {
        const again = parseNumber(formatNumber(value))!
        expect(Math.abs(again - value)).toBeLessThanOrEqual(Math.abs(value) * 5.0001e-6 + Number.MIN_VALUE)
        expect(formatNumber(again)).toBe(formatNumber(value))
      }),
    )
  })

  it.each([Number.NaN, Number.POSITIVE_INFINITY])('refuses %d', (value) => {
    expect(() => formatNumber(value)).toThrow('a file holds finite numbers only')
  })

  it('puts a blank after every number of a row, as BIWI does', () => {
    expect(formatRows([1, 0, 0, 0, 1, 0], 3)).toBe('1 0 0 \n0 1 0 \n')
  })
})

describe('parseNumber', () => {
  it.each(['1', '-1', '+1', '1.', '.5', '1e3', '-1.5E-3'])('takes %s', (word) => {
    expect(parseNumber(word)).toBe(Number(word))
  })
  it.each(['', 'nan', 'inf', 'Infinity', '0x10', '1_000', '1e999', '1,5', '--1', '1e', '½'])(
    'does not take %s',
    (word) => {
      expect(parseNumber(word)).toBeUndefined()
    },
  )
})

describe('numberRows', () => {
  it('passes over blank rows, and takes any white space and line ends', () => {
    const rows = numberRows('\r\n1 2\t3 \r\n\r\n\n4\n \n', 'a.txt')
    expect(rows.vector('first')).toEqual([1, 2, 3])
    expect(rows.line).toBe(2)
    expect(rows.next(1, 'second')).toEqual([4])
    rows.end()
  })

  it.each<[string, (rows: ReturnType<typeof numberRows>) => void, string]>([
    ['1 2', (rows) => rows.vector('the centre'), 'a.txt: line 1: the centre has 2 numbers; it must have 3'],
    ['\n1 nan 3', (rows) => rows.vector('the centre'), "line 2: the centre has 'nan' where a finite number belongs"],
    ['1 2 3\n', (rows) => rows.matrix('K'), 'a.txt ends after line 2, before row 2 of K; copy the file again'],
    ['1 0 0\n0 1 0\n0 0 2', (rows) => rows.rotation('R'), 'line 3: R, which ends here, is no rotation'],
    ['1 0 0\n0 1 0\n0 0 -1', (rows) => rows.rotation('a mirror'), 'line 3: a mirror, which ends here, is no rotation'],
    ['\n\nmore\n', (rows) => rows.end(), "a.txt: line 3: there is 'more' where the file should end"],
  ])('names file and line: %j', (text, take, message) => {
    expect(() => take(numberRows(text, 'a.txt'))).toThrow(message)
  })
})
