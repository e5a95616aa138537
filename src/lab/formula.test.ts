import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { KindlingError } from '../base/errors.ts'
import { evaluate } from './evaluate.ts'
import { looksLikeNumber, parseFormula } from './formula.ts'
import { type CellValue, worksheet } from './worksheet.ts'

/** What a formula comes to beside A1 = 2, A2 = −3, A3 = 'abc', A4 = 0.1. */
const resultOf = async (formula: string): Promise<CellValue> => {
  const { values } = await evaluate(
    worksheet({
      name: 'trial',
      title: 'Trial',
      question: 'What does it come to?',
      text: 'A trial.',
      cells: { A1: { value: 2 }, A2: { value: -3 }, A3: { value: 'abc' }, A4: { value: 0.1 }, C1: { formula } },
    }),
  )
  return values.C1!
}

describe('a formula', () => {
  it('tells what it refers to', () => {
    expect(parseFormula('=C4/SUM(C$4:C$8)+$B$2').references).toEqual(['C4', 'C4:C8', 'B2'])
    expect(parseFormula('=IF(A1="C4",1,0)').references).toEqual(['A1'])
  })

  it.each<[string, CellValue]>([
    ['=ABS(A2)', 3],
    ['=AND(A1>0,A2<0)', true],
    ['=ATAN(1)', Math.PI / 4],
    ['=AVERAGE(A1:A2)', -0.5],
    ['=COS(1)', Math.cos(1)],
    ['=COUNT(A1:A4)', 3],
    ['=COUNTIF(A1:A4,">0")', 2],
    ['=EXP(A1)', Math.E ** 2],
    ['=IF(A1>0,"yes","no")', 'yes'],
    ['=INDEX(A1:A4,2)', -3],
    ['=LN(A1)', Math.LN2],
    ['=LOG(100)', 2],
    ['=LOG(8,2)', 3],
    ['=LOG10(1000)', 3],
    ['=MATCH(-3,A1:A2,0)', 2],
    ['=MAX(A1:A4)', 2],
    ['=MIN(A1:A4,-5)', -5],
    ['=NOT(A1>0)', false],
    ['=OR(A1<0,A2<0)', true],
    ['=PI()', Math.PI],
    ['=PRODUCT(A1:A2,2)', -12],
    ['=SIGN(A2)', -1],
    ['=SIN(1)', Math.sin(1)],
    ['=SQRT(2)', Math.SQRT2],
    ['=SUM(A1:A4)', -0.9],
    ['=SUMIF(A1:A2,">0")', 2],
    ['=SUMPRODUCT(A1:A2,A1:A2)', 13],
    ['=SUMSQ(A1:A2)', 13],
    ['=TANH(1)', Math.tanh(1)],
    ['=TRUE', true],
  ])('%s comes to %s', async (formula, expected) => {
    const value = await resultOf(formula)
    if (typeof expected === 'number') expect(value).toBeCloseTo(expected, 12)
    else expect(value).toBe(expected)
  })

  it.each<[string, CellValue]>([
    ['=2^3^2', 64],
    ['=2^-1', 0.5],
    ['=(-2)^2', 4],
    ['=2-A1^2', -2],
    ['=1+2*3', 7],
    ['=8/2/2', 2],
    ['=-A2', 3],
  ])('%s is %s: precedence is that of spreadsheets', async (formula, expected) =>
    expect(await resultOf(formula)).toBe(expected),
  )

  it.each<[string, CellValue]>([
    ['=SUMPRODUCT((A1:A2>0)*A1:A2)', 2],
    ['=SUMPRODUCT(EXP(A1:A2))', Math.exp(2) + Math.exp(-3)],
    ['=SUMPRODUCT(-A1:A2)', 1],
    ['=SUMPRODUCT((A1:A2-A2)^2)', 25],
  ])('%s is reckoned cell by cell', async (formula, expected) =>
    expect(await resultOf(formula)).toBeCloseTo(expected as number, 12),
  )

  it.each<[string, CellValue]>([
    ['=0<1E-20', true],
    ['=1E-20=2E-20', false],
    ['=0.1+0.2=0.3', true],
    ['=1-0.9<0.1', false],
    ['=1<1+1E-13', true],
    ['=1E+300<2E+300', true],
    ['=A3="ABC"', true],
    ['=A3=A3', true],
    ['=SUMPRODUCT((A1:A2<3E-17)*1)', 1],
  ])(
    '%s is %s: numbers are equal when they agree in 15 digits, and not when both are small',
    async (formula, expected) => expect(await resultOf(formula)).toBe(expected),
  )

  it.each([
    '=1/(1+EXP(800))',
    '=IF(EXP(800)>1,1,2)',
    '=MIN(EXP(800),3)',
    '=1/2^2000',
    '=1/(1E+308*10)',
    '=SUMPRODUCT(1/(1+EXP(A1:A2*400)))',
  ])('%s is an error, since what overflows has no value in a spreadsheet', (formula) =>
    expect(resultOf(formula)).rejects.toThrow('comes to #NUM!'),
  )

  it('does not compute the branch of IF that is not taken', async () =>
    expect(await resultOf('=IF(A1<700,"fits",EXP(1000))')).toBe('fits'))

  it.each([
    ['1+1', "it must begin with '=' (character 1)"],
    ['=', 'it ends where a value should follow; add it (character 2)'],
    ['=1 2', "'2' follows after the formula is complete (character 4)"],
    ['=A1 A2', "'A2' follows after the formula is complete"],
    ['=SUM(1,2', 'an argument must be followed by a comma or a closing bracket'],
    ['=(1+2', 'a bracket is not closed; close it (character 6)'],
    ['=1+2)', "')' follows after the formula is complete"],
    ['=1+', 'it ends where a value should follow'],
    ['=SUM(A1,)', 'an argument of SUM is empty'],
    ['=SUM()', 'SUM has 0 arguments; it takes at least 1'],
    ['=EXP(1,2)', 'EXP has 2 arguments; it takes 1'],
    ['=IF(A1>0,1)', 'IF has 2 arguments; it takes 3'],
    ['=MATCH(2,A1:A2,1)', 'the last argument of MATCH must be 0'],
    [
      '=-A1^2',
      'a minus before a power means (-x)^2 in a spreadsheet and -(x^2) elsewhere; write the brackets (character 2)',
    ],
    ['=1<2<3', 'comparisons cannot be chained'],
    ['=(1<2)=1', 'TRUE and FALSE are compared'],
    ['=SUM(A1>0)', 'TRUE and FALSE are no numbers for SUM'],
    ['=SUMPRODUCT(A1:A2>0,A1:A2)', 'TRUE and FALSE are no numbers for SUMPRODUCT'],
    ['=A1:A2', 'the range A1:A2 stands where one value must'],
    ['=EXP(A1:A2)', 'the range A1:A2 stands where one value must'],
    ['=SUM(A1:A2*2)', 'the range A1:A2 stands where one value must'],
    ['=SUMPRODUCT(LOG(A1:A2))', 'the range A1:A2 stands where one value must'],
    ['=COUNTIF(A1,1)', "'A1' stands where nothing but a range may"],
    ['=A2:A1', 'A2:A1 is no cell or range of a sheet'],
    ['=AAA1', 'AAA1 is no cell or range of a sheet'],
    ['=a1', 'write cells in capitals, A1'],
    ['=sum(A1)', 'write functions in capitals, SUM'],
    [
      '=ROUND(1.5,0)',
      'do not share a function ROUND that does the same everywhere; those that they share are ABS, AND',
    ],
    ['=PI', 'PI is a function; write its arguments in brackets'],
    ['=cat', "'cat' is neither a cell nor a function"],
    ['=Sheet1!A1', 'a sheet refers to its own cells only'],
    ['=A1%', "there is no '%'; divide by 100"],
    ['=A1&A2', "there is no '&'"],
    ['=SUM(A1;A2)', 'arguments are separated by commas'],
    ['="a', 'a text is not closed'],
    ['="5"', 'the text "5" looks like a number'],
    ['=1E400', '1E400 is beyond what a spreadsheet holds'],
    ['=1E-400', '1E-400 is beyond what a spreadsheet holds'],
    ['=-(1<2)', 'TRUE and FALSE have no sign'],
    ['=.5', "'.' has no meaning here"],
    ['=1.2.3', 'has no meaning here'],
    ['=@A1', "'@' has no meaning here"],
    ['=A1#', "'#' has no meaning here"],
    ['={1,2}', "'{' has no meaning here"],
  ])('%s is refused', (formula, reason) => expect(() => parseFormula(formula)).toThrow(reason))

  it('names the cell, the formula and the place', () =>
    expect(() => parseFormula('=1 2', "worksheet 'x', C5")).toThrow(
      "worksheet 'x', C5: the formula =1 2 cannot be used: '2' follows after the formula is complete (character 4)",
    ))

  it('comes to what arithmetic comes to, or to an error (random formulas; JavaScript as oracle)', async () => {
    await fc.assert(
      fc.asyncProperty(expression, async ({ text, value }) => {
        const result = await resultOf(`=${text}`).catch((error: unknown) => {
          expect(error).toBeInstanceOf(KindlingError)
          return undefined
        })
        if (result === undefined) expect(Number.isFinite(value)).toBe(false)
        else if (Math.abs(value) > 1e-300)
          expect(Math.abs((result as number) - value)).toBeLessThanOrEqual(1e-11 * Math.abs(value))
      }),
      { numRuns: 80 },
    )
  })

  it('is refused with a sentence, or understood, whatever is done to it (random edits)', () => {
    const formulas = [
      '=-(B4*LOG(D4)+C4*LOG(E4))',
      '=IF(SUMPRODUCT((F4:F8-G4:G8)^2)<1E-20,"yes","no")',
      '=C4/SUM(C$4:C$8)',
    ]
    fc.assert(
      fc.property(fc.constantFrom(...formulas), edits, (formula, changes) => {
        const edited = changes.reduce(apply, formula)
        try {
          parseFormula(edited)
        } catch (error) {
          expect(error).toBeInstanceOf(KindlingError)
          expect((error as Error).message).toContain(edited)
        }
      }),
      { numRuns: 2000 },
    )
  })
})

type Expression = { readonly text: string; readonly value: number }

/** A formula and what JavaScript makes of it; an intermediate result that is not finite has no value. */
const { expression } = fc.letrec<{ expression: Expression }>((tie) => {
  const number = fc.oneof(fc.integer({ min: 0, max: 50 }), fc.constantFrom(0.5, 1e-3, 700, 1e150))
  const strict = (text: string, value: number, ...parts: Expression[]): Expression => ({
    text,
    value: parts.every((part) => Number.isFinite(part.value)) ? value : Number.NaN,
  })
  return {
    expression: fc.oneof(
      { maxDepth: 4 },
      number.map((value) => ({ text: String(value).replace('e+', 'E+').replace('e', 'E'), value })),
      fc
        .tuple(fc.constantFrom('*', '/'), tie('expression'), tie('expression'))
        .map(([sign, a, b]) =>
          strict(
            `(${a.text})${sign}(${b.text})`,
            sign === '*' ? a.value * b.value : b.value === 0 ? Number.NaN : a.value / b.value,
            a,
            b,
          ),
        ),
      fc
        .tuple(tie('expression'), tie('expression'))
        .map(([a, b]) => strict(`MAX(${a.text},${b.text})`, Math.max(a.value, b.value), a, b)),
      fc.tuple(tie('expression')).map(([a]) => strict(`EXP(${a.text})`, Math.exp(a.value), a)),
      fc
        .tuple(tie('expression'))
        .map(([a]) => strict(`LN(${a.text})`, a.value > 0 ? Math.log(a.value) : Number.NaN, a)),
      fc.tuple(tie('expression'), tie('expression'), tie('expression'), tie('expression')).map(([a, b, c, d]) => {
        const chosen = a.value < b.value ? c : d
        return { text: `IF(${a.text}<${b.text},${c.text},${d.text})`, value: strict('', chosen.value, a, b).value }
      }),
    ),
  }
})

type Edit = { readonly at: number; readonly remove: number; readonly insert: string }

const edits = fc.array(
  fc.record({
    at: fc.nat({ max: 60 }),
    remove: fc.nat({ max: 3 }),
    insert: fc.oneof(
      fc.constantFrom(
        '',
        ' ',
        '(',
        ')',
        ',',
        '+',
        '-',
        '^',
        '$',
        ':',
        '"',
        '<',
        '=',
        '%',
        '.',
        'A1',
        'LN(',
        'SUM',
        '1E9',
      ),
      fc.string({ maxLength: 3 }),
    ),
  }),
  { minLength: 1, maxLength: 3 },
)

const apply = (text: string, { at, remove, insert }: Edit): string =>
  `=${text.slice(1, 1 + at)}${insert}${text.slice(1 + at + remove)}`

describe('a text', () => {
  it.each(['5', '-5', '5.0', '1,5', '5 %', '$ 5', '1e3', '1/2', '10:30', '2020-01-01', 'TRUE', ' 7 '])(
    '%o looks like a number',
    (text) => expect(looksLikeNumber(text)).toBe(true),
  )
  it.each(['cat', 'class 5', 'a1', '5 cats', '', '-', 'ln 10', 'γ = 2'])('%o does not', (text) =>
    expect(looksLikeNumber(text)).toBe(false),
  )
})
