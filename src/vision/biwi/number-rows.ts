import { badData, invalid } from '../../base/errors.ts'
import { isRotation, type Matrix3, type Vector3 } from '../../data/space/linear.ts'

/** Takes rows of numbers off a text, one after the other; blank rows are passed over. */
export interface NumberRows {
  /** The next row, which must have so many numbers. `what` names it in an error. */
  next(count: number, what: string): number[]
  /** The next row of three. */
  vector(what: string): Vector3
  /** The next three rows of three. */
  matrix(what: string): Matrix3
  /** The same, refused where it is no rotation. */
  rotation(what: string): Matrix3
  /** The line that was taken last, counted from 1. */
  readonly line: number
  /** Refuses what is left. */
  end(): void
}

/** Rotations in files are written with six digits; more than this is no rounding. */
const rotationTolerance = 0.01

/**
 * Reads the small text files of numbers that BIWI uses for calibrations and poses.
 *
 * @param name of the file, for errors
 * @throws KindlingError `invalid-data` naming file and line, from each method
 */
export const numberRows = (text: string, name: string): NumberRows => {
  const lines = text.split(/\r?\n/)
  let line = 0
  const refuse = (rule: string) => badData(`${name}: line ${line}: ${rule}`)
  const toNextRow = (): boolean => {
    while (line < lines.length) if (lines[line++]!.trim() !== '') return true
    return false
  }
  const next = (count: number, what: string): number[] => {
    if (!toNextRow()) throw badData(`${name} ends after line ${lines.length}, before ${what}; copy the file again`)
    const words = lines[line - 1]!.trim().split(/\s+/)
    if (words.length !== count) throw refuse(`${what} has ${words.length} numbers; it must have ${count}`)
    return words.map((word) => {
      const value = parseNumber(word)
      if (value === undefined) throw refuse(`${what} has '${word.slice(0, 40)}' where a finite number belongs`)
      return value
    })
  }
  const vector = (what: string) => next(3, what) as unknown as Vector3
  const matrix = (what: string) =>
    [1, 2, 3].flatMap((row) => vector(`row ${row} of ${what}`)) as readonly number[] as Matrix3
  return {
    next,
    vector,
    matrix,
    rotation: (what) => {
      const m = matrix(what)
      if (!isRotation(m, rotationTolerance)) {
        throw refuse(`${what}, which ends here, is no rotation (its rows must be perpendicular and of length 1)`)
      }
      return m
    },
    get line() {
      return line
    },
    end: () => {
      if (toNextRow()) throw refuse(`there is '${lines[line - 1]!.trim().slice(0, 40)}' where the file should end`)
    },
  }
}

/** A finite decimal number as C++ streams write it; undefined for anything else (`nan`, `0x10`, `1e999`). */
export const parseNumber = (word: string): number | undefined => {
  const value = Number(word)
  return /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(word) && Number.isFinite(value) ? value : undefined
}

/**
 * A number as C++ streams write it, and so as BIWI's files have it: `%g`, six significant digits.
 *
 * @throws KindlingError `invalid-argument` for NaN and infinity
 */
export const formatNumber = (value: number): string => {
  if (!Number.isFinite(value)) throw invalid(`formatNumber: the number is ${value}; a file holds finite numbers only`)
  if (value === 0) return Object.is(value, -0) ? '-0' : '0'
  const [digits, power] = value.toExponential(5).split('e') as [string, string]
  const exponent = Number(power)
  const bare = (text: string) => (text.includes('.') ? text.replace(/\.?0+$/, '') : text)
  if (exponent >= -4 && exponent < 6) return bare(value.toFixed(5 - exponent))
  return `${bare(digits)}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`
}

/** Rows as BIWI has them: a blank after each number. */
export const formatRows = (values: readonly number[], perRow: number): string =>
  values.map((value, i) => `${formatNumber(value)} ${(i + 1) % perRow === 0 ? '\n' : ''}`).join('')
