/** A piece of a formula; what it refers to, where it is a reference, without `$`. */
export type Piece = { readonly text: string; readonly range?: string }

/**
 * A formula in pieces, so that its references can be coloured; texts in quotes are left alone.
 *
 * @example
 * piecesOf('=B$3*2') // [{ text: '=' }, { text: 'B$3', range: 'B3' }, { text: '*2' }]
 */
export const piecesOf = (formula: string): Piece[] =>
  formula
    .split(/("(?:[^"]|"")*"|\$?\b[A-Z]{1,2}\$?\d+(?::\$?[A-Z]{1,2}\$?\d+)?(?![\w(]))/)
    .filter((text) => text !== '')
    .map((text) => (/^\$?[A-Z]{1,2}\$?\d/.test(text) ? { text, range: text.replaceAll('$', '') } : { text }))
