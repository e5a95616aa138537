import { printable } from '../report/index.ts'

/**
 * Text that may come from a stranger (a label, a file name) as Markdown that says just that: nothing in it is taken for
 * markup, HTML, or a placeholder of a site generator.
 *
 * @example
 * plain('a_b *c* {{ d }}') // 'a\\_b \\*c\\* &#123;&#123; d }}'
 */
export const plain = (text: string): string =>
  printable(text)
    .replaceAll(/[\\`*_[\]#|~!$>]/g, (character) => `\\${character}`)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('{', '&#123;')
    // What would begin a list where it begins a line.
    .replace(/^([-+]|\d+[.)])(?=\s|$)/, (start) => `${start.slice(0, -1)}\\${start.slice(-1)}`)

/** A list in words: `a, b and c`. */
export const listed = (words: readonly string[], { most = 12 }: { readonly most?: number } = {}): string => {
  const shown = words.length > most ? [...words.slice(0, most), `${words.length - most} more`] : words
  return shown.length > 1 ? `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}` : (shown[0] ?? 'none')
}

export interface TableColumn {
  readonly name: string
  /** Numbers stand on the right. */
  readonly align?: 'left' | 'right'
}

/**
 * A table. Cells are Markdown already.
 *
 * @example
 * table([{ name: 'label' }, { name: 'F1', align: 'right' }], [['cat', '0.91']])
 */
export function table(columns: readonly TableColumn[], rows: readonly (readonly string[])[]): string {
  const cells = [columns.map(({ name }) => name), ...rows]
  const widths = columns.map((_, i) => Math.max(3, ...cells.map((row) => [...row[i]!].length)))
  const padded = (row: readonly string[]): string =>
    `| ${row.map((cell, i) => (columns[i]!.align === 'right' ? cell.padStart(widths[i]!) : cell.padEnd(widths[i]!))).join(' | ')} |`
  const rule = widths.map((width, i) =>
    columns[i]!.align === 'right' ? `${'-'.repeat(width - 1)}:` : '-'.repeat(width),
  )
  return [padded(cells[0]!), `| ${rule.join(' | ')} |`, ...rows.map(padded)].join('\n')
}

/** Columns of numbers after one of names. */
export const numberColumns = (first: string, ...names: readonly string[]): TableColumn[] => [
  { name: first },
  ...names.map((name): TableColumn => ({ name, align: 'right' })),
]

/** A number with so many decimals; `–` where the data does not define it. */
export const fixed = (value: number | undefined, digits: number): string =>
  value === undefined || Number.isNaN(value) ? '–' : value.toFixed(digits)

/** A loss or an error of any size, in about four digits. */
export const brief = (value: number | undefined): string => {
  if (value === undefined || Number.isNaN(value)) return '–'
  const size = Math.abs(value)
  if (size !== 0 && (size < 1e-4 || size >= 1e6)) return value.toExponential(2).replace('+', '')
  return value.toFixed(size < 0.01 ? 6 : size < 10 ? 4 : size < 1000 ? 2 : 0)
}

/** A share in percent. */
export const percent = (share: number): string => (Number.isNaN(share) ? '–' : `${(100 * share).toFixed(1)} %`)

/** `1 picture`, `3 pictures`. */
export const counted = (n: number, noun: string, nouns = `${noun}s`): string =>
  `${n.toLocaleString('en')} ${n === 1 ? noun : nouns}`

/** A code block; `~~~`, so that backticks in it are no end of it. */
export const codeBlock = (language: string, text: string): string => `~~~${language}\n${text}\n~~~`
