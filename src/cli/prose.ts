import { relative } from 'node:path'

const lineWidth = 79

/** Text in lines that every terminal has room for; further lines begin with the indentation of the first. */
export function wrapped(text: string): string {
  const indentation = /^ */.exec(text)![0]
  const lines: string[] = []
  let line = ''
  for (const word of text.trim().split(/\s+/)) {
    if (line !== '' && indentation.length + line.length + 1 + word.length > lineWidth) {
      lines.push(line)
      line = word
    } else line = line === '' ? word : `${line} ${word}`
  }
  return [...lines, line].map((each) => indentation + each).join('\n')
}

/** A path as one would type it here. */
export const shownPath = (path: string): string => {
  const fromHere = relative(process.cwd(), path)
  return fromHere.length < path.length ? fromHere : path
}
