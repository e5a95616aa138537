const longestName = 255
const longestPath = 1024
/** Names that Windows gives to devices, with any extension. */
const device = /^(con|prn|aux|nul|com\d|lpt\d)(\..*)?$/i

/**
 * Where an entry of an archive stands below the folder it is unpacked into.
 *
 * @returns the names on the way, of which there is none for the folder itself; or, as a text, why the name is refused: it
 *   leads elsewhere, or means something else on another system
 * @example
 * entryPath('./train/1.jpg') // ['train', '1.jpg']
 * entryPath('../.bashrc') // 'it leads out of the folder'
 */
export const entryPath = (name: string): readonly string[] | string => {
  if (/\p{Cc}/u.test(name)) return 'it has a control character'
  if (name.includes('\\')) return 'it has a backslash'
  if (name.includes('\ufffd')) return 'it is no text'
  if (/^\/|^[a-z]:/i.test(name)) return 'it is absolute'
  if (name.length > longestPath) return `it is longer than ${longestPath} characters`
  const names = name.split('/').filter((part) => part !== '' && part !== '.')
  for (const part of names) {
    if (part === '..') return 'it leads out of the folder'
    if (Buffer.byteLength(part) > longestName) return `it has a part longer than ${longestName} bytes`
    if (device.test(part)) return `'${part}' is a device on Windows`
    if (/[. ]$/.test(part)) return 'a part of it ends with a dot or a space, which Windows drops'
  }
  return names
}
