import { invalid } from '../base/errors.ts'

/** A place on a sheet, both counted from 1, as in the address: C5 is column 3, row 5. */
export type Place = { readonly column: number; readonly row: number }

/** A rectangle of cells, both corners included. */
export type Area = { readonly from: Place; readonly to: Place }

/** Enough for any worksheet that a person reads: 26² + 26 columns. */
const lastColumn = 702
const lastRow = 9999

/**
 * The letters of a column.
 *
 * @param column counted from 1
 * @example
 * columnName(1)  // 'A'
 * columnName(28) // 'AB'
 */
export const columnName = (column: number): string =>
  column > 26
    ? `${columnName(Math.floor((column - 1) / 26))}${columnName(((column - 1) % 26) + 1)}`
    : String.fromCharCode(64 + column)

/**
 * The column of its letters, or undefined where they are none from A to ZZ.
 *
 * @example
 * columnNumber('AB') // 28
 */
export const columnNumber = (name: string): number | undefined =>
  /^[A-Z]{1,2}$/.test(name)
    ? [...name].reduce((number, letter) => number * 26 + letter.charCodeAt(0) - 64, 0)
    : undefined

/**
 * The address of a place.
 *
 * @example
 * addressOf({ column: 3, row: 5 }) // 'C5'
 */
export const addressOf = ({ column, row }: Place): string => `${columnName(column)}${row}`

/**
 * The place that an address names, from A1 to ZZ9999.
 *
 * @param subject what an error message begins with
 * @throws KindlingError `invalid-argument` for what is no address
 *
 * @example
 * placeOf('C5') // { column: 3, row: 5 }
 */
export const placeOf = (address: string, subject = 'placeOf'): Place => {
  const place = parsed(address)
  if (!place)
    throw invalid(
      `${subject}: '${address}' is no address; write a column from A to ${columnName(lastColumn)} and a row from 1 to ` +
        `${lastRow}, such as B3`,
    )
  return place
}

/**
 * The rectangle that a range names; an address alone is a range of one cell.
 *
 * @param subject what an error message begins with
 * @throws KindlingError `invalid-argument` for what is no range, or one whose corners are not upper left and lower right
 *
 * @example
 * areaOf('B3:C5') // { from: { column: 2, row: 3 }, to: { column: 3, row: 5 } }
 */
export const areaOf = (range: string, subject = 'areaOf'): Area => {
  const corners = range.split(':')
  const [from, to] = [parsed(corners[0]!), parsed(corners.at(-1)!)]
  if (corners.length > 2 || !from || !to)
    throw invalid(`${subject}: '${range}' is no range; write its first and last cell, such as B3:B7`)
  if (to.column < from.column || to.row < from.row)
    throw invalid(
      `${subject}: the range '${range}' runs backwards; write its upper left cell first and its lower right cell last`,
    )
  return { from, to }
}

/**
 * The addresses of a range, row by row.
 *
 * @throws KindlingError `invalid-argument`, as `areaOf`
 * @example
 * addressesOf('B3:C4') // ['B3', 'C3', 'B4', 'C4']
 */
export const addressesOf = (range: string, subject = 'addressesOf'): string[] => {
  const { from, to } = areaOf(range, subject)
  const addresses: string[] = []
  for (let row = from.row; row <= to.row; row++)
    for (let column = from.column; column <= to.column; column++) addresses.push(addressOf({ column, row }))
  return addresses
}

/**
 * An address or range that keeps its cells when a formula is copied elsewhere.
 *
 * @throws KindlingError `invalid-argument`, as `areaOf`
 * @example
 * fixed('B3')    // '$B$3'
 * fixed('B3:B7') // '$B$3:$B$7'
 */
export const fixed = (range: string): string => {
  areaOf(range, 'fixed')
  return range.replaceAll(/([A-Z]+)(\d+)/g, '$$$1$$$2')
}

const parsed = (address: string): Place | undefined => {
  const [, letters = '', digits = ''] = /^([A-Z]{1,2})([1-9]\d{0,3})$/.exec(address) ?? []
  const column = columnNumber(letters)
  return column === undefined ? undefined : { column, row: Number(digits) }
}
