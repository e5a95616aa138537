import { plainMathematics } from './plain-mathematics.ts'

/**
 * The Markdown of a worksheet for where there are neither fonts nor formulas set in type: a paragraph, an item of a list, a
 * heading or a formula each; without emphasis, and mathematics in characters. Items begin with `•`, formulas of their own
 * with four blanks.
 *
 * @example
 * plainText('The **loss**\nis $-\\ln p$.\n\n$$p = \\frac{a}{a+b}$$') // ['The loss is −ln p.', '    p = a/(a + b)']
 */
export const plainText = (markdown: string): string[] =>
  markdown
    .trim()
    .split(/\n\s*\n/)
    .flatMap((block) => {
      const display = /^\s*\$\$([\s\S]+?)\$\$\s*$/.exec(block)
      if (display) return [`    ${plainMathematics(display[1]!)}`]
      return itemsOf(block).map(inline)
    })

/** An item or heading begins anew in its own line; other line breaks are blanks. */
const itemsOf = (block: string): string[] =>
  block
    .split(/\n(?=\s*(?:[-*]|\d+\.)\s|#)/)
    .map((item) => item.replaceAll(/\s*\n\s*/g, ' ').trim())
    .map((item) => item.replace(/^[-*]\s+/, '• ').replace(/^#+\s+/, ''))

const inline = (text: string): string =>
  text
    .split(/(\$[^$]+\$|`[^`]+`)/)
    .map((part) => {
      if (/^\$.+\$$/s.test(part)) return plainMathematics(part.slice(1, -1))
      if (/^`.+`$/s.test(part)) return part.slice(1, -1)
      return part
        .replaceAll(/\*\*([^*]+)\*\*|__([^_]+)__/g, '$1$2')
        .replaceAll(/(?<!\w)[*_]([^*_]+)[*_](?!\w)/g, '$1')
        .replaceAll(/\[([^\]]+)\]\(([^)]+)\)/g, '$1 ($2)')
    })
    .join('')
