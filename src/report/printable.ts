/**
 * Text that may come from a stranger (a label, a file name), safe to print: characters that would move the cursor, change
 * colours, break the line or turn the direction of writing become �.
 *
 * @example
 * printable('cat\x1b[2J') // 'cat�[2J'
 */
export const printable = (text: string): string => text.replaceAll(/\p{Cc}|\p{Bidi_Control}|[\u2028\u2029]/gu, '\ufffd')
