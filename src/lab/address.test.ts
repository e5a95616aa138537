import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addressesOf, addressOf, areaOf, columnName, columnNumber, fixed, placeOf } from './address.ts'

describe('an address', () => {
  it('names a column by letters and a row by its number', () => {
    expect(placeOf('A1')).toEqual({ column: 1, row: 1 })
    expect(placeOf('Z10')).toEqual({ column: 26, row: 10 })
    expect(placeOf('AA1')).toEqual({ column: 27, row: 1 })
    expect(placeOf('ZZ9999')).toEqual({ column: 702, row: 9999 })
  })

  it('comes back from its place (any of them)', () =>
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 702 }), fc.integer({ min: 1, max: 9999 }), (column, row) => {
        expect(placeOf(addressOf({ column, row }))).toEqual({ column, row })
        expect(columnNumber(columnName(column))).toBe(column)
      }),
    ))

  it.each(['', 'A', '1', 'a1', 'A0', 'A01', 'AAA1', 'A10000', '$A$1', ' A1', 'A1:B2', 'Ä1'])('is not %o', (text) =>
    expect(() => placeOf(text, "worksheet 'x'")).toThrow(
      `worksheet 'x': '${text}' is no address; write a column from A to ZZ`,
    ),
  )
})

describe('a range', () => {
  it('lists its cells row by row', () => {
    expect(addressesOf('B3:C4')).toEqual(['B3', 'C3', 'B4', 'C4'])
    expect(addressesOf('B3')).toEqual(['B3'])
  })

  it('stays where it is when it is fixed', () =>
    expect([fixed('B3'), fixed('B3:AA10')]).toEqual(['$B$3', '$B$3:$AA$10']))

  it('is not written backwards, nor of three cells', () => {
    expect(() => areaOf('B7:B3')).toThrow("the range 'B7:B3' runs backwards; write its upper left cell first")
    expect(() => areaOf('C3:B7')).toThrow('runs backwards')
    expect(() => areaOf('B3:B4:B5')).toThrow("'B3:B4:B5' is no range; write its first and last cell, such as B3:B7")
    expect(() => areaOf('B3:x')).toThrow('is no range')
    expect(() => areaOf('B3:')).toThrow('is no range')
  })
})
