import { resolve } from 'node:path'
import { badData, invalid } from '../../base/errors.ts'
import { labelsIn } from '../labelled-files.ts'
import type { Point } from '../placement.ts'
import { cell, originOf, type Row } from '../rows.ts'

/**
 * A getter of inputs: the path in a column, relative to a folder.
 *
 * @throws KindlingError `invalid-data` when the row has no such column, or nothing in it
 * @example
 * columnFile('fname', { folder: 'coco128' })
 */
export const columnFile =
  (column: string, { folder = '.' }: { readonly folder?: string } = {}) =>
  (row: Row): string => {
    const name = cell(row, column)
    if (name === '') throw badData(`${originOf(row)} has no file name in column '${column}'`)
    return resolve(folder, name)
  }

/** A getter of one label: the text in a column. An empty one is no label, for `categoryBlock({ allowNone: true })`. */
export const columnLabel =
  (column: string) =>
  (row: Row): string | undefined =>
    cell(row, column) || undefined

/**
 * A getter of several labels: the words in a column, each once; an empty one means none.
 *
 * @param options.delimiter what separates them; a space by default
 * @example
 * columnLabels('tags', { delimiter: ';' })
 */
export const columnLabels = (column: string, { delimiter = ' ' }: { readonly delimiter?: string } = {}) => {
  if (delimiter === '')
    throw invalid("columnLabels: delimiter is ''; it must be at least one character, like ' ' or ';'")
  return (row: Row): string[] => labelsIn(cell(row, column), delimiter)
}

/**
 * A getter of several labels from a column for each: those whose cell is 1 (or true).
 *
 * @throws KindlingError `invalid-data` when the row lacks a column, or a cell is neither 0 nor 1
 * @example
 * oneHotLabels(['cat', 'dog'])({ file: '1.jpg', cat: '0', dog: '1' }) // ['dog']
 */
export const oneHotLabels = (columns: readonly string[]) => {
  if (columns.length === 0) throw invalid('oneHotLabels: columns is empty; name a column for each label')
  return (row: Row): string[] =>
    columns.filter((column) => {
      const text = cell(row, column).toLowerCase()
      if (/^(1(\.0*)?|true)$/.test(text)) return true
      if (/^(0(\.0*)?|false)$/.test(text)) return false
      throw badData(`${originOf(row)}, column '${column}': '${cell(row, column)}' is neither 0 nor 1`)
    })
}

/**
 * A getter of a number. An empty cell is NaN: missing, and left out of the loss.
 *
 * @throws KindlingError `invalid-data` when the cell holds something else
 * @example
 * columnNumber('angle')
 */
export const columnNumber =
  (column: string) =>
  (row: Row): number =>
    numberIn(row, column)

/** A getter of several numbers, a column for each. */
export const columnNumbers =
  (columns: readonly string[]) =>
  (row: Row): number[] =>
    columns.map((column) => numberIn(row, column))

/**
 * A getter of points, in pixels of the original picture: a pair of columns, x and y, for each.
 *
 * @example
 * columnPoints([['nose_x', 'nose_y'], ['chin_x', 'chin_y']])
 */
export const columnPoints =
  (columns: readonly (readonly [x: string, y: string])[]) =>
  (row: Row): Point[] =>
    columns.map(([x, y]): Point => [numberIn(row, x), numberIn(row, y)])

function numberIn(row: Row, column: string): number {
  const text = cell(row, column).trim()
  if (text === '') return Number.NaN
  const value = Number(text)
  if (!Number.isFinite(value) && text.toLowerCase() !== 'nan')
    throw badData(
      `${originOf(row)}, column '${column}': '${text}' is no number; leave the cell empty where it is missing`,
    )
  return value
}
