import { describe, expect, it } from 'vitest'
import { type Cell, type WorksheetContent, withInputs, worksheet } from './worksheet.ts'

const content = (cells: Readonly<Record<string, Cell>>, more: Partial<WorksheetContent> = {}): WorksheetContent => ({
  name: 'trial',
  title: 'Trial',
  question: 'What does it come to?',
  text: 'A trial.',
  cells,
  ...more,
})

const cells: Readonly<Record<string, Cell>> = {
  B1: { value: 2, role: 'input', name: 'scale' },
  A2: { value: 1 },
  A1: { value: 'scale', role: 'heading' },
  A3: { formula: '=A2*B1', role: 'total', name: 'total' },
}

describe('a worksheet', () => {
  it('holds its cells in the order of reading', () =>
    expect(Object.keys(worksheet(content(cells)).cells)).toEqual(['A1', 'B1', 'A2', 'A3']))

  it('has widths, charts and checks, even when none were given', () =>
    expect(worksheet(content(cells))).toMatchObject({ widths: {}, charts: [], checks: [] }))

  it.each<[string, Partial<WorksheetContent>]>([
    ["name is 'Cat Dog'; it must be lower-case words", { name: 'Cat Dog' }],
    ['title is empty', { title: ' ' }],
    ['text is empty', { text: '\n' }],
    ["question is 'Why'; it must be one line that ends with a question mark", { question: 'Why' }],
    ['it has no cells; give at least one', { cells: {} }],
    ["widths has 'AAA', which is no column", { widths: { AAA: 3 } }],
    ['column A is 0 wide', { widths: { A: 0 } }],
  ])('is refused when %s', (reason, more) => expect(() => worksheet(content(cells, more))).toThrow(reason))

  it.each<[string, Readonly<Record<string, Cell>>]>([
    ["'a1' is no address", { a1: { value: 1 } }],
    ['A1: a cell holds either a value or a formula; this one has neither', { A1: {} as Cell }],
    ['this one has both', { A1: { value: 1, formula: '=1' } as unknown as Cell }],
    ['the value is NaN; a spreadsheet holds finite numbers only', { A1: { value: Number.NaN } }],
    ['the value is an empty text', { A1: { value: '' } }],
    ['the text has a line break', { A1: { value: 'a\nb' } }],
    ["the text begins with '='; give it as formula", { A1: { value: '=1' } }],
    ["the value is the text '5', which spreadsheets may take for a number", { A1: { value: '5' } }],
    ['an input holds a formula, =1', { A1: { formula: '=1', role: 'input' } }],
    ['a total holds a value', { A1: { value: 1, role: 'total' } }],
    ["the format is 'abc'", { A1: { value: 1, format: 'abc' } }],
    ["the format is '0;0'", { A1: { value: 1, format: '0;0' } }],
    ["the format is 'yyyy'", { A1: { value: 1, format: 'yyyy' } }],
    ['the note is empty', { A1: { value: 1, note: ' ' } }],
    ["the name is 'B2'; it must be a letter followed by letters, digits or _", { A1: { value: 1, name: 'B2' } }],
    ["A2: the name 'LOSS' is that of A1, too", { A1: { value: 1, name: 'loss' }, A2: { value: 1, name: 'LOSS' } }],
    ['A1: the formula =B9 refers to B9, which is empty', { A1: { formula: '=B9' } }],
    ['refers to A3, which is empty', { A1: { formula: '=SUM(A2:A3)' }, A2: { value: 1 } }],
    ["worksheet 'trial', A1: the formula =1+ cannot be used: it ends where", { A1: { formula: '=1+' } }],
  ])('is refused when a cell is wrong: %s', (reason, wrong) => expect(() => worksheet(content(wrong))).toThrow(reason))

  it('names every cell of a circle', () => {
    expect(() => worksheet(content({ A1: { formula: '=A1' } }))).toThrow('in a circle, A1 (=A1) → A1 (=A1); let one')
    expect(() =>
      worksheet(
        content({
          A1: { value: 1 },
          A2: { formula: '=A1+A5' },
          A3: { formula: '=SUM(A1:A2)' },
          A4: { formula: '=2*A3' },
          A5: { formula: '=IF(A1>0,1,A4)' },
        }),
      ),
    ).toThrow('in a circle, A2 (=A1+A5) → A5 (=IF(A1>0,1,A4)) → A4 (=2*A3) → A3 (=SUM(A1:A2)) → A2 (=A1+A5); let one')
  })

  it('follows a chain of a thousand sums', () => {
    const chain = Object.fromEntries(
      Array.from({ length: 1000 }, (_, i) => [`A${i + 1}`, i === 999 ? { value: 1 } : { formula: `=A${i + 2}+1` }]),
    )
    expect(Object.keys(worksheet(content(chain)).cells)).toHaveLength(1000)
  })

  const chart = {
    kind: 'line',
    title: 'A chart',
    x: { label: 'x', values: 'A2:A3' },
    y: { label: 'y' },
    series: [{ label: 'y', values: 'A2:A3' }],
  } as const

  it.each([
    ["series 'y': A2 has 1 cells, but x, A2:A3, has 2", { ...chart, series: [{ label: 'y', values: 'A2' }] }],
    ['it has no series', { ...chart, series: [] }],
    ['A1:B2 is a block', { ...chart, x: { label: 'x', values: 'A1:B2' } }],
    ['B1:B2 has the cell B2, which is empty', { ...chart, x: { label: 'x', values: 'B1:B2' } }],
    ['y runs from 1 to 0', { ...chart, y: { label: 'y', min: 1, max: 0 } }],
  ])('is refused when a chart is wrong: %s', (reason, wrong) =>
    expect(() => worksheet(content(cells, { charts: [wrong] }))).toThrow(reason),
  )

  it('is refused when a check looks at no cell of it', () => {
    const check = { title: 'the sum', cells: 'sum', expected: async () => 1 }
    expect(() => worksheet(content(cells, { checks: [check] }))).toThrow(
      "check 'the sum': 'sum' is neither an address, nor a range, nor the name of a cell; the names are scale (B1), total (A3)",
    )
    expect(() => worksheet(content(cells, { checks: [{ ...check, cells: 'C1' }] }))).toThrow(
      'C1 has the cell C1, which is empty',
    )
    expect(() => worksheet(content(cells, { checks: [{ ...check, cells: 'A3', tolerance: 2 }] }))).toThrow(
      'tolerance is 2',
    )
  })
})

describe('withInputs', () => {
  const sheet = worksheet(content(cells))

  it('changes inputs, by address or name, and leaves the sheet as it was', () => {
    expect(withInputs(sheet, { B1: 3 }).cells.B1).toMatchObject({ value: 3, role: 'input' })
    expect(withInputs(sheet, { Scale: 4 }).cells.B1).toMatchObject({ value: 4 })
    expect(sheet.cells.B1).toMatchObject({ value: 2 })
  })

  it.each<[string, Record<string, number | string>]>([
    ['A2 is no input; the inputs are B1', { A2: 3 }],
    ['total is no input', { total: 3 }],
    ["'cat' is neither an address", { cat: 3 }],
    ["'B1:B2' is a range; set its cells one by one", { 'B1:B2': 3 }],
    ["B1 is set to 'x', a string; it holds a number", { B1: 'x' }],
    ['B1: the value is Infinity', { B1: Infinity }],
  ])('says what is wrong: %s', (reason, inputs) => expect(() => withInputs(sheet, inputs)).toThrow(reason))
})
