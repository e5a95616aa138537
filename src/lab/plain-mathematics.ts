/**
 * TeX mathematics as a line of characters: for the terminal and the cells of a file. It knows what the worksheets write:
 * fractions, roots, indices and powers, sums, Greek letters, relations and words; a command that it does not know stays as
 * its name.
 *
 * @example
 * plainMathematics('p_i = \\frac{e^{a_i}}{\\sum_j e^{a_j}}') // 'pᵢ = e^(aᵢ) / Σⱼ e^(aⱼ)'
 */
export const plainMathematics = (tex: string): string => {
  let at = 0
  const source = tex.trim()

  /** Up to a closing brace or the end. */
  const sequence = (): string => {
    let text = ''
    while (at < source.length && source[at] !== '}') text += atom(text)
    return text.replaceAll(/ {2,}/g, ' ').trim()
  }

  /** What a command, an index or a power takes: a group in braces, a command, or one character. */
  const operand = (): string => {
    while (source[at] === ' ') at++
    if (at >= source.length) return ''
    if (source[at] !== '{') return atom('').trim()
    at++
    const inner = sequence()
    at++
    return inner
  }

  const atom = (before: string): string => {
    const character = source[at]!
    if (character === '{') return operand()
    at++
    if (character === '^' || character === '_') return script(character, operand())
    if (character === '-') return /[\w)\]}ₐ-ₜ⁰-⁹₀-₉'’]\s*$/.test(before) ? spaced('−', before) : '−'
    if ('=<>+'.includes(character)) return spaced(character, before)
    if (character === '~' || /\s/.test(character)) return ' '
    return character === '\\' ? command(before) : character
  }

  const command = (before: string): string => {
    const name = /^(?:[A-Za-z]+|.)/s.exec(source.slice(at))?.[0] ?? ''
    at += name.length
    if (/^[A-Za-z]/.test(name)) while (source[at] === ' ') at++
    switch (name) {
      case 'frac':
      case 'dfrac':
      case 'tfrac': {
        const [above, below] = [operand(), operand()]
        const wide = /\s/.test(above) || /\s/.test(below)
        return `${bracketed(above)}${wide ? ' / ' : '/'}${bracketed(below)}`
      }
      case 'sqrt':
        return `√${bracketed(operand())}`
      case 'text':
      case 'mathrm':
      case 'mathbf':
      case 'operatorname':
        return words()
      case 'hat':
        return `${operand()}\u0302`
      case 'bar':
        return `${operand()}\u0304`
      case 'left':
      case 'right':
        return source[at] === '.' ? source[at++]!.replace('.', '') : ''
      case ',':
      case ';':
      case ':':
      case ' ':
      case 'quad':
      case 'qquad':
        return ' '
      case '!':
        return ''
      case '\\':
        return '; '
    }
    if (Object.hasOwn(relations, name)) return spaced(relations[name]!, before)
    const following = source[at] ?? ''
    if (name === 'sum' || name === 'prod') return `${beside(before)}${symbols[name]}`
    if (/dots$/.test(name)) return `…${/[A-Za-z0-9\\]/.test(following) ? ' ' : ''}`
    if (Object.hasOwn(symbols, name)) return symbols[name]!
    // A word such as ln or max needs a blank before what follows, but none before a bracket or an index.
    return `${beside(before)}${name}${/[A-Za-z0-9\\]/.test(following) ? ' ' : ''}`
  }

  /** Words keep their blanks. */
  const words = (): string => {
    const inner = /^\s*\{([^{}]*)\}/.exec(source.slice(at))
    if (!inner) return operand()
    at += inner[0].length
    return inner[1]!
  }

  return sequence().replaceAll(/ {2,}/g, ' ').replaceAll(/\( /g, '(').replaceAll(/ \)/g, ')')
}

const spaced = (sign: string, before: string): string => (before.trim() === '' ? sign : ` ${sign} `)

const beside = (before: string): string => (/[\p{L}\p{N})]$/u.test(before) ? ' ' : '')

const bracketed = (text: string): string =>
  /^[^\s()+−·/]+$/.test(text) ||
  /^[\p{L}]*\([^()]*\)$/u.test(text) ||
  /^e\^\([^()]*\)$/.test(text) ||
  /^Σ[^+−]*$/.test(text)
    ? text
    : `(${text})`

const script = (kind: string, text: string): string => {
  const raised = kind === '^'
  const small = [...text].map((character) => (raised ? superscripts : subscripts)[character])
  if (text !== '' && small.every((character) => character !== undefined)) return small.join('')
  const whole = [...text].length === 1 || (!raised && /^[\p{L}\p{N} ]+$/u.test(text))
  return `${kind}${whole ? text : `(${text})`}`
}

const pairs = (from: string, to: string): Readonly<Record<string, string>> => {
  const characters = [...to]
  return Object.fromEntries([...from].map((character, i) => [character, characters[i]!]))
}

const superscripts = pairs('0123456789+−()nT', '⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾ⁿᵀ')
const subscripts = pairs('0123456789+−()aehijklmnoprstuvx', '₀₁₂₃₄₅₆₇₈₉₊₋₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ')

const relations: Readonly<Record<string, string>> = {
  approx: '≈',
  ge: '≥',
  geq: '≥',
  le: '≤',
  leq: '≤',
  ne: '≠',
  neq: '≠',
  in: '∈',
  to: '→',
  rightarrow: '→',
  Rightarrow: '⇒',
  cdot: '·',
  times: '×',
  pm: '±',
  equiv: '≡',
  sim: '∼',
}

const symbols: Readonly<Record<string, string>> = {
  alpha: 'α',
  beta: 'β',
  gamma: 'γ',
  delta: 'δ',
  ell: 'ℓ',
  Delta: 'Δ',
  epsilon: 'ε',
  varepsilon: 'ε',
  lambda: 'λ',
  mu: 'μ',
  pi: 'π',
  sigma: 'σ',
  tau: 'τ',
  theta: 'θ',
  sum: 'Σ',
  prod: 'Π',
  partial: '∂',
  infty: '∞',
  lvert: '|',
  rvert: '|',
  '|': '‖',
  '{': '{',
  '}': '}',
  '%': '%',
  _: '_',
}
