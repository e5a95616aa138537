import { invalid } from '../../base/errors.ts'

/**
 * What was typed into an input, as the value that it means: a number where the input holds one.
 *
 * @param held what the input holds so far
 * @throws KindlingError `invalid-argument` where a number was wanted and something else was typed
 *
 * @example
 * typedValue('B4', '-1.5e3', 2) // -1500
 */
export const typedValue = (address: string, typed: string, held: number | string): number | string => {
  // Some keyboards write the sign of mathematics.
  const text = typed.trim().replace(/^\u2212/, '-')
  if (typeof held === 'string') return text
  const number = /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(text) ? Number(text) : Number.NaN
  if (!Number.isFinite(number))
    throw invalid(
      text === ''
        ? `${address}: nothing was typed; write a number`
        : `${address}: '${typed.trim()}' is no number; write one with a decimal point, such as ${
            /^[-+]?\d+,\d+$/.test(text) ? text.replace(',', '.') : '0.5'
          }`,
    )
  return number
}
