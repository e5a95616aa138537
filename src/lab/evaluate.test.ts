import { describe, expect, it } from 'vitest'
import { check } from './check.ts'
import { evaluate } from './evaluate.ts'
import { type Cell, type Check, withInputs, worksheet } from './worksheet.ts'
import { catDog } from './worksheets/cat-dog.ts'
import { worksheets } from './worksheets/index.ts'
import { softmax } from './worksheets/softmax.ts'

const sheetOf = (cells: Readonly<Record<string, Cell>>, checks: readonly Check[] = []) =>
  worksheet({ name: 'trial', title: 'Trial', question: 'What is it?', text: 'A trial.', cells, checks })

describe('evaluate', () => {
  it('gives values with 15 digits and texts as their formats show them', async () => {
    const { values, texts, read } = await evaluate(
      sheetOf({
        A1: { value: 2 },
        B1: { formula: '=SQRT(A1)', format: '0.000', name: 'root' },
        C1: { formula: '=SQRT(A1)' },
        A2: { value: 'cat' },
        B2: { formula: '=A1>1' },
        A3: { formula: '=A1/3', format: '0 %' },
        B3: { value: 0.10536051565782628, format: '0.000000' },
        C3: { formula: '=1E+200*A1' },
      }),
    )
    expect(values.B1).toBeCloseTo(Math.SQRT2, 14)
    expect(values).toMatchObject({ A1: 2, A2: 'cat', B2: true, C3: 2e200 })
    expect(texts).toMatchObject({
      A1: '2',
      B1: '1.414',
      C1: '1.414213562',
      A2: 'cat',
      B2: 'TRUE',
      A3: '67 %',
      B3: '0.105361',
    })
    expect(read('root')).toEqual([values.B1])
    expect(read('A1:C1')).toEqual([2, values.B1, values.C1])
    expect(() => read('A1:A2')).toThrow("A2 was read as a number, but it holds 'cat'")
  })

  it('speaks of the cell in which an error begins, and of what it refers to', async () => {
    const failing = sheetOf({
      A1: { formula: '=2*B2' },
      B1: { value: 0 },
      B2: { formula: '=LN(B1)' },
      B3: { formula: '=B2+A1' },
    })
    await expect(evaluate(failing)).rejects.toThrow(
      "worksheet 'trial', B2: the formula =LN(B1) comes to #NUM!, no number: a logarithm of what is not positive, a root of " +
        'what is negative, or more than a spreadsheet holds (B1 is 0); change what it refers to, or give such a case its own ' +
        'answer by IF. 2 more cells fail because of it',
    )
  })

  it.each([
    ['=1/B1', '#DIV/0!, a division by zero'],
    ['=B2+1', '#VALUE!, a text where a number must stand'],
    ['=MATCH(5,B3:B4,0)', '#N/A, a value that was looked for and is not there'],
    ['=INDEX(B3:B4,3)', '#REF!, a place outside of the range'],
    ['=INDEX(B3:B4,B1)', '#REF!, a place outside of the range'],
    ['=SUMPRODUCT(B3:B4,B1:B3)', '#VALUE!, a text where a number must stand, or ranges of different sizes'],
  ])('%s comes to %s', (formula, reason) =>
    expect(
      evaluate(sheetOf({ A1: { formula }, B1: { value: 0 }, B2: { value: 'x' }, B3: { value: 1 }, B4: { value: 2 } })),
    ).rejects.toThrow(`A1: the formula ${formula} comes to ${reason}`),
  )

  it('refuses to reckon with TRUE, which spreadsheets do differently', () =>
    expect(evaluate(sheetOf({ A1: { formula: '=1>0' }, A2: { formula: '=SUM(A1:A1)' } }))).rejects.toThrow(
      'A2: the formula =SUM(A1:A1) refers to A1, which is TRUE; spreadsheets reckon differently with that',
    ))

  it('looks at a sheet again that somebody has changed by hand', () =>
    expect(evaluate({ ...softmax, cells: { ...softmax.cells, B5: { formula: '=D5' } } })).rejects.toThrow(
      'in a circle',
    ))
})

describe('check', () => {
  it.each(worksheets.map((sheet) => [sheet.name, sheet] as const))(
    '%s is what the library computes',
    async (_, sheet) => {
      const { outcomes } = await check(sheet)
      expect(outcomes.length).toBeGreaterThan(0)
      expect(outcomes.flatMap(({ title, differences }) => differences.map((each) => ({ title, ...each })))).toEqual([])
    },
  )

  it('holds with other inputs, too', async () => {
    expect((await check(withInputs(softmax, { B4: 3, E4: 1, E5: 0 }))).agrees).toBe(true)
    expect((await check(withInputs(catDog, { D4: 0.001, B5: 0 }))).agrees).toBe(true)
  })

  it('names the cells that differ', async () => {
    const cells: Record<string, Cell> = { A1: { value: 1 }, A2: { formula: '=A1*2' }, A3: { formula: '=A1*3' } }
    const report = await check(sheetOf(cells, [{ title: 'doubles', cells: 'A2:A3', expected: async () => [2, 4] }]))
    expect(report.agrees).toBe(false)
    expect(report.outcomes).toEqual([
      {
        title: 'doubles',
        cells: ['A2', 'A3'],
        tolerance: 1e-6,
        largest: 0.25,
        differences: [{ cell: 'A3', sheet: 3, library: 4 }],
      },
    ])
  })

  it('takes what is no number for a difference', async () => {
    const report = await check(
      sheetOf({ A1: { value: 1 } }, [{ title: 'x', cells: 'A1', expected: async () => Number.NaN }]),
    )
    expect(report.agrees).toBe(false)
  })

  it('refuses a check that computes another number of values', () =>
    expect(
      check(sheetOf({ A1: { value: 1 } }, [{ title: 'x', cells: 'A1', expected: async () => [1, 2] }])),
    ).rejects.toThrow("check 'x': it computes 2 numbers for 1 cells, A1; compute as many"))
})

/** The lesson's spreadsheet, to the digits that it shows. */
describe('the worksheets of the lesson', () => {
  it('softmax of five outputs', async () => {
    const { texts } = await evaluate(softmax)
    expect([4, 5, 6, 7, 8].map((row) => texts[`B${row}`])).toEqual([
      '-4.8852',
      '2.5975',
      '0.5917',
      '-2.0689',
      '-4.5687',
    ])
    expect([4, 5, 6, 7, 8].map((row) => texts[`D${row}`])).toEqual([
      '0.000491',
      '0.873139',
      '0.117482',
      '0.008213',
      '0.000674',
    ])
    expect([texts.C9, texts.B11, texts.B12]).toEqual(['15.380998', '0.135660', '0.058916'])
  })

  it('cat or dog, as a sum and with IF', async () => {
    const { values, texts } = await evaluate(catDog)
    for (const column of ['F', 'G']) {
      const shown = [4, 5, 6, 7, 8].map((row) => Number(texts[`${column}${row}`]))
      expect(shown).toEqual([0.30103, 0.008774, 1, 0.30103, 0.045757])
    }
    expect(values.F11).toBe('yes')
  })
})
