import { looksLikeNumber } from '../formula.ts'

/** Enough to tell names apart, and few enough for a cell. */
const longest = 120

/**
 * A name from anywhere, as the text of a cell: in one line, and in quotation marks where a spreadsheet might take it for a
 * number or a formula.
 *
 * @example
 * cellText('cat') // 'cat'
 * cellText('7')   // '‘7’'
 */
export const cellText = (name: string): string => {
  const line = [...name.replaceAll(/[\p{Cc}\p{Cs}\ufffe\uffff]+/gu, ' ')].slice(0, longest).join('')
  return line.trim() === '' || /^[='@+-]/.test(line) || looksLikeNumber(line) ? `‘${line}’` : line
}
