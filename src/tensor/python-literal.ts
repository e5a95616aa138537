/** A value as Python writes it: what the header of a .npy file consists of. A list is an array. */
export type PythonLiteral =
  | string
  | number
  | boolean
  | null
  | PythonTuple
  | readonly PythonLiteral[]
  | ReadonlyMap<string, PythonLiteral>

/** A tuple, which is something other than a list. */
export class PythonTuple {
  readonly items: readonly PythonLiteral[]

  constructor(items: readonly PythonLiteral[]) {
    this.items = items
  }
}

/** What is wrong with a text that should be a Python literal, and where. */
export class LiteralError extends Error {
  /** Counted in characters from 0. */
  readonly offset: number

  constructor(offset: number, message: string) {
    super(message)
    this.offset = offset
  }
}

/** Deeper than any header of NumPy; a hostile one must not use up the stack. */
const deepest = 16

const escapes: Readonly<Record<string, string>> = { '\\': '\\', "'": "'", '"': '"', n: '\n', r: '\r', t: '\t' }
const hexEscapes: Readonly<Record<string, number>> = { x: 2, u: 4 }
const keywords: ReadonlyMap<string, PythonLiteral> = new Map<string, PythonLiteral>([
  ['True', true],
  ['False', false],
  ['None', null],
])

/**
 * Reads a dictionary, tuple, list, string, whole number, True, False or None of Python's syntax; keys are strings. Nothing
 * is evaluated.
 *
 * @throws LiteralError with the place
 * @example
 * parsePythonLiteral("{'shape': (3, 2), 'fortran_order': False}") // Map { shape → PythonTuple, fortran_order → false }
 */
export function parsePythonLiteral(text: string): PythonLiteral {
  let at = 0

  const fail = (message: string, offset = at): never => {
    throw new LiteralError(offset, message)
  }
  const found = (): string => (at < text.length ? `${JSON.stringify(text[at])} stands` : 'the text ends')
  const skipSpace = (): void => {
    while (at < text.length && ' \t\n\r\f'.includes(text[at]!)) at++
  }
  const take = (character: string): boolean => {
    skipSpace()
    if (text[at] !== character) return false
    at++
    return true
  }

  function value(depth: number): PythonLiteral {
    skipSpace()
    if (depth > deepest) fail(`it is nested more than ${deepest} deep`)
    const first = text[at] ?? ''
    if (first === '{') return dictionary(depth)
    if (first === '(') return tuple(depth)
    if (first === '[') {
      at++
      return sequence(']', depth).items
    }
    if (first === "'" || first === '"') return string()
    if (first === '-' || isDigit(first)) return number()
    for (const [word, meaning] of keywords)
      if (text.startsWith(word, at) && !/\w/.test(text[at + word.length] ?? '')) {
        at += word.length
        return meaning
      }
    return fail(`${found()} where a value should`)
  }

  function dictionary(depth: number): ReadonlyMap<string, PythonLiteral> {
    at++
    const entries = new Map<string, PythonLiteral>()
    while (!take('}')) {
      const place = at
      if (text[at] !== "'" && text[at] !== '"') fail(`${found()} where a key in quotes or } should`)
      const key = string()
      if (entries.has(key)) fail(`the key ${JSON.stringify(key)} stands there twice`, place)
      if (!take(':')) fail(`${found()} where the : after ${JSON.stringify(key)} should`)
      entries.set(key, value(depth + 1))
      if (take(',')) continue
      if (!take('}')) fail(`${found()} where , or } should`)
      break
    }
    return entries
  }

  function tuple(depth: number): PythonLiteral {
    at++
    const { items, commas } = sequence(')', depth)
    // Python's parentheses make no tuple of one value without a comma.
    return items.length === 1 && commas === 0 ? items[0]! : new PythonTuple(items)
  }

  function sequence(close: string, depth: number): { items: PythonLiteral[]; commas: number } {
    const items: PythonLiteral[] = []
    let commas = 0
    while (!take(close)) {
      items.push(value(depth + 1))
      if (take(',')) {
        commas++
        continue
      }
      if (!take(close)) fail(`${found()} where , or ${close} should`)
      break
    }
    return { items, commas }
  }

  function string(): string {
    const start = at
    const quote = text[at++]!
    let result = ''
    for (;;) {
      const character = text[at] ?? fail('a string has no end', start)
      at++
      if (character === quote) return result
      if (character === '\n') fail('a string has no end', start)
      result += character === '\\' ? escaped() : character
    }
  }

  function escaped(): string {
    const letter = text[at] ?? ''
    const plain = Object.hasOwn(escapes, letter) ? escapes[letter] : undefined
    if (plain !== undefined) {
      at++
      return plain
    }
    const digits = Object.hasOwn(hexEscapes, letter) ? text.slice(at + 1, at + 1 + hexEscapes[letter]!) : ''
    if (digits.length === 0 || digits.length !== hexEscapes[letter] || !/^[\da-f]+$/i.test(digits))
      fail(`\\${letter} is no escape that is known here`, at - 1)
    at += 1 + digits.length
    return String.fromCharCode(Number.parseInt(digits, 16))
  }

  function number(): number {
    const start = at
    if (text[at] === '-') at++
    const first = at
    while (isDigit(text[at] ?? '')) at++
    const digits = text.slice(first, at)
    if (digits === '' || (digits.length > 1 && digits.startsWith('0'))) fail('this is no whole number', start)
    const result = Number(text.slice(start, at)) + 0
    if (!Number.isSafeInteger(result)) fail(`the number ${shorten(digits)} is too large`, start)
    // Python 2 wrote long integers so.
    if (text[at] === 'L') at++
    return result
  }

  const result = value(0)
  skipSpace()
  if (at < text.length) fail(`${found()} after the end of the value`)
  return result
}

const isDigit = (character: string): boolean => character >= '0' && character <= '9' && character.length === 1
const shorten = (digits: string): string => (digits.length > 25 ? `${digits.slice(0, 25)}…` : digits)
