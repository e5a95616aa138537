import { Writable } from 'node:stream'

/** A stream that is no terminal and remembers what was written to it. */
export const memory = (): NodeJS.WritableStream & { text(): string } => {
  let text = ''
  const stream = new Writable({
    write(chunk, _, done) {
      text += chunk
      done()
    },
  })
  return Object.assign(stream, { text: () => text })
}

/** A terminal that remembers the lines on its screen. It knows few control sequences and stops at any other. */
export const terminal = ({ columns = 80, colours = false } = {}): NodeJS.WritableStream & { lines(): string[] } => {
  const rows = ['']
  let column = 0
  const put = (character: string) => {
    const row = rows.at(-1)!
    rows[rows.length - 1] = row.slice(0, column).padEnd(column) + character + row.slice(column + 1)
    column++
    if (column > columns) throw new Error(`the line is wider than the terminal: ${rows.at(-1)}`)
  }
  const cut = (from: number) => {
    rows[rows.length - 1] = rows.at(-1)!.slice(0, from)
  }
  const sequences: Record<string, () => void> = {
    '\x1b[1G': () => {
      column = 0
    },
    '\x1b[0K': () => cut(column),
    '\x1b[0J': () => cut(column),
    '\x1b[2K': () => cut(0),
    '\x1b[1m': () => {},
    '\x1b[22m': () => {},
    '\n': () => {
      column = 0
      rows.push('')
    },
  }
  const stream = new Writable({
    decodeStrings: false,
    write(chunk: string, _, done) {
      let rest = chunk
      while (rest !== '') {
        const known = Object.keys(sequences).find((sequence) => rest.startsWith(sequence))
        if (known) {
          sequences[known]!()
          rest = rest.slice(known.length)
        } else if (/^\p{Cc}/u.test(rest))
          throw new Error(`unknown control sequence ${JSON.stringify(rest.slice(0, 8))}`)
        else {
          const [character = ''] = rest
          put(character)
          rest = rest.slice(character.length)
        }
      }
      done()
    },
  })
  return Object.assign(stream, { isTTY: true, columns, hasColors: () => colours, lines: () => [...rows] })
}
