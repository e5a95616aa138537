import { printable } from './printable.ts'

/**
 * Text that may come from a stranger as text of an SVG or HTML document, between tags or in a quoted attribute.
 *
 * @example
 * markup('cats & "dogs"') // 'cats &amp; &quot;dogs&quot;'
 */
export const markup = (text: string): string =>
  printable(text.replaceAll(/\p{Cs}|[\ufffe\uffff]/gu, '\ufffd')).replaceAll(
    /[&<>"']/g,
    (character) => entities[character]!,
  )

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}
