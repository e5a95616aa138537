/**
 * The words of a command as one types them into a POSIX shell.
 *
 * @example
 * commandLine(['train', 'my photos/labels.csv']) // "npx kindling train 'my photos/labels.csv'"
 */
export const commandLine = (words: readonly string[]): string =>
  ['npx kindling', ...words.map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : quoted(word)))].join(' ')

const quoted = (word: string): string => `'${word.replaceAll("'", "'\\''")}'`
