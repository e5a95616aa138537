import { invalid } from '../base/errors.ts'

/**
 * What separates the fields of a line: a text; widths of columns (one for all, or one for each); by default any white
 * space.
 */
export type Delimiter = string | number | readonly number[]

/** A line of data, as texts. */
export interface Row {
  readonly fields: readonly string[]
  /** Counted from 1. */
  readonly line: number
}

/** Cuts a line into fields; a line of nothing has none. */
export type Splitter = (line: string) => string[]

/** The part of a line before the first of the comment signs. */
export const withoutComment = (line: string, signs: readonly string[]): string =>
  signs.reduce((rest, sign) => {
    const at = rest.indexOf(sign)
    return at < 0 ? rest : rest.slice(0, at)
  }, line)

/** @throws KindlingError `invalid-argument` when a delimiter is empty or no width */
export function splitterOf(delimiter: Delimiter | undefined, caller: string): Splitter {
  if (delimiter === undefined)
    return (line) => {
      const text = line.trim()
      return text === '' ? [] : text.split(/\s+/)
    }
  if (typeof delimiter === 'string') {
    if (delimiter === '')
      throw invalid(`${caller}: delimiter is ''; give at least one character, or leave it out for any white space`)
    return (line) => {
      const text = trimmed(line)
      return text === '' ? [] : text.split(delimiter)
    }
  }
  const widths = typeof delimiter === 'number' ? [delimiter] : delimiter
  if (widths.length === 0 || !widths.every((width) => Number.isInteger(width) && width > 0))
    throw invalid(`${caller}: delimiter is [${widths}]; widths of columns must be whole numbers from 1`)
  if (typeof delimiter === 'number')
    return (line) =>
      Array.from({ length: Math.ceil(line.length / delimiter) }, (_, i) =>
        line.slice(i * delimiter, (i + 1) * delimiter),
      )
  return (line) => {
    let start = 0
    return line === ''
      ? []
      : delimiter.map((width) => {
          start += width
          return line.slice(start - width, start)
        })
  }
}

/** Blanks at both ends do not count; a tab may separate fields. */
const trimmed = (line: string): string => line.replace(/^ +| +$/g, '')

/** Comment signs, as options have them. */
export type Comments = string | readonly string[] | null

/** @throws KindlingError `invalid-argument` when a sign is empty */
export function signsOf(comments: Comments, caller: string): readonly string[] {
  const signs = comments === null ? [] : typeof comments === 'string' ? [comments] : comments
  if (signs.includes('')) throw invalid(`${caller}: comments has ''; give a sign like '#', or null for no comments`)
  return signs
}

/** @throws KindlingError `invalid-argument` unless a number of lines or rows is a whole number from 0 */
export function checkCount(caller: string, name: string, value: number): void {
  if (!(Number.isInteger(value) && value >= 0) && value !== Number.POSITIVE_INFINITY)
    throw invalid(`${caller}: ${name} is ${value}; it must be a whole number from 0`)
}
