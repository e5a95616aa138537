import { invalid } from '../base/errors.ts'
import { areaOf } from './address.ts'

/** What a formula says, without its numbers. */
export type Formula = {
  /** What it refers to, as written but without `$`: `B3`, `C4:C8`; in the order of writing. */
  readonly references: readonly string[]
  /**
   * The same, written so that IronCalc computes it as Excel and LibreOffice do: by itself it lets an infinity through
   * where they stop (`1/(1+EXP(800))` would be 0), and takes small numbers for 0 when it compares them.
   */
  readonly guarded: string
}

/** What a function takes: so many arguments, each of this kind; the last kind goes for all that follow. */
type Signature = {
  readonly least: number
  readonly most: number
  readonly takes: readonly Argument[]
  /** In a SUMPRODUCT, it may be reckoned cell by cell. */
  readonly cellwise?: true
  /** It comes to TRUE or FALSE. */
  readonly truth?: true
  /** It may come to more than a spreadsheet holds. */
  readonly grows?: true
}

type Argument =
  /** One value. */
  | 'value'
  /** Values, or ranges of them. */
  | 'values'
  /** A range and nothing else. */
  | 'range'
  /** Reckoned cell by cell: `(C4:C8>0)*D4:D8`. */
  | 'array'
  /** The number 0. */
  | 'zero'
  /** A place in a range, counted from 1; IronCalc has an answer for 0, too. */
  | 'place'

const of = (least: number, most: number, ...takes: Argument[]): Signature => ({ least, most, takes })
const cellwise: Signature = { ...of(1, 1, 'value'), cellwise: true }
const many = of(1, 255, 'values')

/**
 * The functions that a worksheet may use: those that Excel, LibreOffice and IronCalc have and agree upon, with the
 * arguments that they agree upon. IF needs its third argument and MATCH its 0, since what they do without is not what one
 * means. They do not agree upon ROUND (1.005), MOD and INT.
 */
const functions: Readonly<Record<string, Signature>> = {
  ABS: cellwise,
  AND: { ...many, truth: true },
  ATAN: cellwise,
  AVERAGE: { ...many, grows: true },
  COS: cellwise,
  COUNT: many,
  COUNTIF: of(2, 2, 'range', 'value'),
  EXP: { ...cellwise, grows: true },
  FALSE: { ...of(0, 0), truth: true },
  IF: of(3, 3, 'value'),
  INDEX: of(2, 3, 'range', 'place'),
  LN: cellwise,
  LOG: of(1, 2, 'value'),
  LOG10: cellwise,
  MATCH: of(3, 3, 'value', 'range', 'zero'),
  MAX: many,
  MIN: many,
  NOT: { ...of(1, 1, 'value'), truth: true },
  OR: { ...many, truth: true },
  PI: of(0, 0),
  PRODUCT: { ...many, grows: true },
  SIGN: cellwise,
  SIN: cellwise,
  SQRT: cellwise,
  SUM: { ...many, grows: true },
  SUMIF: { ...of(2, 3, 'range', 'value', 'range'), grows: true },
  SUMPRODUCT: { ...of(1, 255, 'array'), grows: true },
  SUMSQ: { ...many, grows: true },
  TANH: cellwise,
  TRUE: { ...of(0, 0), truth: true },
}

/** A part of a formula that has been read: what IronCalc gets, and whether it comes to TRUE or FALSE. */
type Part = { readonly text: string; readonly truth?: boolean }

/** The value itself, or an error where it is infinite: the root of what is negative is one, in whatever stands around it. */
const guard = (text: string): string => `((${text})+0*SQRT(1.79E+308-ABS(${text})))`

/**
 * A comparison of texts or numbers. Spreadsheets take numbers for equal that agree in about 15 digits, LibreOffice by
 * 2^-48 of their size; IronCalc does so too, but moreover whatever lies less than 2.2E-16 apart, however small (0<1E-20
 * would be FALSE). SIGN is exact there.
 */
const compared = (left: string, sign: string, right: string, takes: Argument): string => {
  const texts = `${left}${sign}${right}`
  if (left.startsWith('"') || right.startsWith('"')) return texts
  const slack = `2^-49*(ABS(${left})+ABS(${right}))`
  const difference = `(${left})-(${right})`
  const numbers = {
    '<': `SIGN(${difference}+${slack})<0`,
    '>=': `SIGN(${difference}+${slack})>=0`,
    '>': `SIGN(${difference}-${slack})>0`,
    '<=': `SIGN(${difference}-${slack})<=0`,
    '=': `SIGN(ABS(${difference})-${slack})<=0`,
    '<>': `SIGN(ABS(${difference})-${slack})>0`,
  }[sign]!
  return takes === 'array' ? numbers : `IF(AND(ISNUMBER(${left}),ISNUMBER(${right})),${numbers},${texts})`
}

type Token = {
  readonly kind: 'number' | 'text' | 'reference' | 'name' | 'sign' | 'end'
  readonly text: string
  /** In characters from the beginning of the formula. */
  readonly at: number
}

const token = new RegExp(
  [
    /(?<number>\d+(?:\.\d+)?(?:[eE][-+]?\d+)?(?![\w.$]))/,
    /(?<text>"(?:[^"]|"")*")/,
    /(?<reference>\$?[A-Za-z]{1,3}\$?\d+(?::\$?[A-Za-z]{1,3}\$?\d+)?(?![\w.$!:(]))/,
    /(?<name>[A-Za-z][A-Za-z0-9.]*)/,
    /(?<sign><>|<=|>=|[-+*/^=<>(),])/,
  ]
    .map(({ source }) => source)
    .join('|'),
  'y',
)

/**
 * Reads a formula strictly. Spreadsheets are lenient each in its own way (IronCalc reads `=1 2` as 1, closes brackets that
 * were left open, and takes a cell out of a range), so what not all of them understand alike is refused here.
 *
 * The grammar: comparisons, which are not chained; `+ -`; `* /`; `^`; one minus before a value; numbers, texts, cells,
 * ranges where a function takes them, functions, brackets. A minus before a power needs brackets, since spreadsheets take
 * `-x^2` for `(-x)^2`. TRUE and FALSE are not compared, nor counted among numbers: LibreOffice takes them for 1 and 0.
 *
 * @param formula as in a cell, `=EXP(B3)`
 * @param subject what an error message begins with
 * @throws KindlingError `invalid-argument` with the place, what is wrong and the way out
 *
 * @example
 * parseFormula('=C4/SUM(C$4:C$8)').references // ['C4', 'C4:C8']
 */
export const parseFormula = (formula: string, subject = 'parseFormula'): Formula => {
  const references: string[] = []
  const fail = (reason: string, at: number): Error =>
    invalid(`${subject}: the formula ${formula} cannot be used: ${reason} (character ${at + 1})`)
  const tokens = tokensOf(formula, fail)
  let next = 0
  const peek = (): Token => tokens[next]!
  const take = (): Token => tokens[next++]!
  const isSign = (...texts: string[]): boolean => peek().kind === 'sign' && texts.includes(peek().text)
  const expect = (text: string, reason: string): void => {
    if (!isSign(text)) throw fail(reason, peek().at)
    next++
  }

  const comparison = (takes: Argument): Part => {
    const { at } = peek()
    const left = sum(takes)
    if (!isSign(...comparisons)) return left
    const sign = take().text
    const right = sum(takes)
    if (isSign(...comparisons))
      throw fail('comparisons cannot be chained; join them by AND, such as AND(1<B3,B3<5)', peek().at)
    if (left.truth || right.truth)
      throw fail('TRUE and FALSE are compared; spreadsheets differ there, so use AND, OR, NOT or IF', at)
    return { text: compared(left.text, sign, right.text, takes), truth: true }
  }
  const chain =
    (operand: (takes: Argument) => Part, ...signs: string[]) =>
    (takes: Argument): Part => {
      const first = operand(takes)
      let { text } = first
      if (!isSign(...signs)) return first
      while (isSign(...signs)) text += `${take().text}${operand(takes).text}`
      return { text: guard(text) }
    }
  const power = (takes: Argument): Part => {
    const { at } = peek()
    const negated = isSign('-')
    const first = signed(takes)
    if (!isSign('^')) return first
    if (negated)
      throw fail('a minus before a power means (-x)^2 in a spreadsheet and -(x^2) elsewhere; write the brackets', at)
    let { text } = first
    while (isSign('^')) text += `${take().text}${signed(takes).text}`
    return { text: guard(text) }
  }
  /** IronCalc cannot turn the sign of a range. */
  const signed = (takes: Argument): Part => {
    if (!isSign('-')) return value(takes)
    const { at } = take()
    const negated = value(takes)
    if (negated.truth) throw fail('TRUE and FALSE have no sign; spreadsheets differ there, so use NOT or IF', at)
    return { text: `(0-${negated.text})` }
  }
  const product = chain(power, '*', '/')
  const sum = chain(product, '+', '-')

  const value = (takes: Argument): Part => {
    const { kind, text, at } = take()
    switch (kind) {
      case 'number':
        if (!holds(text)) throw fail(`${text} is beyond what a spreadsheet holds`, at)
        return { text }
      case 'text':
        if (looksLikeNumber(text.slice(1, -1)))
          throw fail(
            `the text ${text} looks like a number, which spreadsheets treat differently; write it as a number`,
            at,
          )
        return { text }
      case 'reference':
        return reference(text, at, takes)
      case 'name':
        return call(text, at, takes)
      case 'sign':
        if (text === '(') {
          const inner = comparison(takes)
          expect(')', 'a bracket is not closed; close it')
          return { ...inner, text: `(${inner.text})` }
        }
        throw fail(`'${text}' stands where a value should`, at)
      case 'end':
        throw fail('it ends where a value should follow; add it', at)
    }
  }

  const reference = (text: string, at: number, takes: Argument): Part => {
    const plain = text.replaceAll('$', '')
    if (plain !== plain.toUpperCase()) throw fail(`write cells in capitals, ${plain.toUpperCase()}`, at)
    try {
      areaOf(plain, subject)
    } catch {
      throw fail(`${text} is no cell or range of a sheet; write its upper left and lower right cell, such as B3:B7`, at)
    }
    if (plain.includes(':') && takes === 'value')
      throw fail(
        `the range ${text} stands where one value must; name a cell, or take the SUM, MAX or INDEX of the range`,
        at,
      )
    references.push(plain)
    return { text }
  }

  const call = (name: string, at: number, takes: Argument): Part => {
    const signature = Object.hasOwn(functions, name) ? functions[name]! : undefined
    if (!signature) throw fail(noFunction(name, isSign('(')), at)
    // TRUE and FALSE may stand without brackets.
    if (!isSign('(') && signature.most === 0 && signature.truth) return { text: name, truth: true }
    expect('(', `${name} is a function; write its arguments in brackets`)
    const given: Part[] = []
    while (!isSign(')')) {
      if (given.length > 0) expect(',', 'an argument must be followed by a comma or a closing bracket')
      if (isSign(',', ')')) throw fail(`an argument of ${name} is empty; give it, or leave out the comma`, peek().at)
      const own = signature.takes[Math.min(given.length, signature.takes.length - 1)]
      const argumentAt = peek().at
      const part = argument(takes === 'array' && signature.cellwise ? 'array' : (own ?? 'value'))
      if (part.truth && (own === 'values' || own === 'array') && !signature.truth)
        throw fail(`TRUE and FALSE are no numbers for ${name}; write IF(…,1,0), or multiply by them`, argumentAt)
      given.push(own === 'place' ? { text: `IF(${part.text}<1,99999,${part.text})` } : part)
    }
    next++
    if (given.length < signature.least || given.length > signature.most)
      throw fail(`${name} has ${given.length} arguments; it takes ${counts(signature)}`, at)
    const text = `${name}(${given.map((part) => part.text).join(',')})`
    const truth = signature.truth ?? (name === 'IF' && given.slice(1).some((part) => part.truth))
    return { text: signature.grows ? guard(text) : text, truth }
  }

  const argument = (takes: Argument): Part => {
    const alone = [',', ')'].includes(tokens[next + 1]?.text ?? '')
    const { kind, text, at } = peek()
    if (takes === 'range') {
      if (kind !== 'reference' || !text.includes(':') || !alone)
        throw fail(`'${text}' stands where nothing but a range may, such as B3:B7`, at)
      return value('range')
    }
    if (takes === 'zero') {
      if (text !== '0' || !alone) throw fail('the last argument of MATCH must be 0, which looks for the same value', at)
      return value('value')
    }
    // A range may stand alone where values may, but not in the middle of a sum: that would be an array.
    if (takes === 'values') return kind === 'reference' && alone ? value('values') : comparison('value')
    return comparison(takes === 'place' ? 'value' : takes)
  }

  const { text } = comparison('value')
  if (peek().kind !== 'end') throw fail(`'${peek().text}' follows after the formula is complete`, peek().at)
  return { references, guarded: `=${text}` }
}

/** Whether a number is one that every spreadsheet can hold, and not so small that some take it for 0. */
const holds = (text: string): boolean => {
  const number = Number(text)
  return Number.isFinite(number) && (number >= 2.3e-308 || !/[1-9]/.test(text.replace(/[eE].*/, '')))
}

const comparisons = ['=', '<>', '<', '>', '<=', '>=']

const noFunction = (name: string, called: boolean): string => {
  const known = Object.keys(functions)
  const capitals = name.toUpperCase()
  if (known.includes(capitals)) return `write functions in capitals, ${capitals}`
  return called
    ? `Excel, LibreOffice and IronCalc do not share a function ${name} that does the same everywhere; those that they ` +
        `share are ${known.join(', ')}`
    : `'${name}' is neither a cell nor a function; write a cell such as B3, or a text in quotes`
}

const counts = ({ least, most }: Signature): string =>
  least === most ? String(least) : most > 9 ? `at least ${least}` : `${least} to ${most}`

const tokensOf = (formula: string, fail: (reason: string, at: number) => Error): Token[] => {
  const tokens: Token[] = []
  if (!formula.startsWith('=')) throw fail(`it must begin with '='`, 0)
  let at = 1
  while (at < formula.length) {
    if (formula[at] === ' ') {
      at++
      continue
    }
    token.lastIndex = at
    const groups = token.exec(formula)?.groups
    const [kind, text] = Object.entries(groups ?? {}).find(([, text]) => text !== undefined) ?? []
    if (kind === undefined) throw fail(strange(formula[at]!), at)
    tokens.push({ kind: kind as Token['kind'], text: text!, at })
    at += text!.length
  }
  tokens.push({ kind: 'end', text: '', at })
  return tokens
}

const strange = (character: string): string => {
  switch (character) {
    case '%':
      return `there is no '%'; divide by 100`
    case '&':
      return `there is no '&'; texts are not joined, since spreadsheets write numbers in them differently`
    case ';':
      return 'arguments are separated by commas'
    case '"':
      return 'a text is not closed; close it with a quotation mark'
    case '!':
      return 'a sheet refers to its own cells only'
    default:
      return `'${character}' has no meaning here`
  }
}

/** What Excel and LibreOffice would reckon with although it is text: '5', '5 %', '1e3', '1/2', 'TRUE'. */
export const looksLikeNumber = (text: string): boolean =>
  /^\s*[-+(]?\s*[$€£]?\s*[\d.,]*\d[\d.,]*([eE][-+]?\d+)?\s*[)%]?\s*$/.test(text) ||
  /^\s*\d+([-/:. ]\d+)+\s*$/.test(text) ||
  /^\s*(true|false)\s*$/i.test(text)
