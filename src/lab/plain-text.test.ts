import { describe, expect, it } from 'vitest'
import { plainMathematics } from './plain-mathematics.ts'
import { plainText } from './plain-text.ts'

describe('plainMathematics', () => {
  it.each([
    ['p_i = \\frac{e^{a_i}}{\\sum_j e^{a_j}}', 'pᵢ = e^(aᵢ) / Σⱼ e^(aⱼ)'],
    ['\\sigma(x) = \\frac{1}{1 + e^{-x}}', 'σ(x) = 1 / (1 + e^(−x))'],
    ['\\frac{\\partial L}{\\partial a_i} = p_i - y_i', '∂L/∂aᵢ = pᵢ − yᵢ'],
    ['-(1-p_t)^\\gamma \\ln p_t', '−(1 − pₜ)^γ ln pₜ'],
    ['-\\left( y \\ln p + (1 - y) \\ln (1 - p) \\right)', '−(y ln p + (1 − y) ln(1 − p))'],
    ['\\max(x, 0) - x y + \\ln(1 + e^{-|x|})', 'max(x, 0) − x y + ln(1 + e^(−|x|))'],
    ['a_1 \\ldots a_5', 'a₁ … a₅'],
    ['p_{\\text{actual}}', 'p_actual'],
    ['10^{-6}', '10⁻⁶'],
    ['\\sqrt{x^2 + y^2}', '√(x² + y²)'],
    ['\\lvert x\\rvert \\le \\delta', '|x| ≤ δ'],
    ['\\frac{f(x+h) - f(x-h)}{2h}', '(f(x + h) − f(x − h)) / 2h'],
    ['\\ln 10 ≈ 2.303', 'ln 10 ≈ 2.303'],
    ['', ''],
  ])('%s is %s', (tex, plain) => expect(plainMathematics(tex)).toBe(plain))

  it('ends with any text', () => {
    for (const tex of ['{', '}', '\\', '^', '_', 'a^{b', '\\frac', '\\frac{a}', '\\text{', '\\left', 'a}}b'])
      expect(typeof plainMathematics(tex)).toBe('string')
  })
})

describe('plainText', () => {
  it('is a line for each paragraph, item, heading and formula', () =>
    expect(
      plainText(`
# A heading

The **loss** is
*minus* a \`LOG\`, $-\\ln p$: see [the page](https://example.org).

$$p = \\frac{a}{b}$$

- one
- two
  goes on
`),
    ).toEqual([
      'A heading',
      'The loss is minus a LOG, −ln p: see the page (https://example.org).',
      '    p = a/b',
      '• one',
      '• two goes on',
    ]))

  it('leaves stars and lines in words and in code alone', () =>
    expect(plainText('a_b_c and `x * y * z` and 2 * 3')).toEqual(['a_b_c and x * y * z and 2 * 3']))
})
