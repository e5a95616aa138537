import { describe, expect, it } from 'vitest'
import { grid } from './grid.ts'

describe('a grid', () => {
  it('lays a table: headings, rows, totals', () => {
    const sheet = grid()
    const table = sheet.table(
      'B2',
      {
        label: { title: 'class', values: ['cat', 'dog'] },
        output: { title: 'output', note: 'any number', values: [1, 2], role: 'input', format: '0.0' },
        exp: {
          title: 'exp',
          formula: (row, all, index) => `=EXP(${row.output})/SUM(${all.output})*${index}`,
          format: '0.00',
          total: (range) => ({ formula: `=SUM(${range})`, name: 'sum' }),
        },
      },
      { totals: 'sum' },
    )
    expect(sheet.cells).toEqual({
      B2: { value: 'class', role: 'heading' },
      C2: { value: 'output', role: 'heading', note: 'any number' },
      D2: { value: 'exp', role: 'heading' },
      B3: { value: 'cat' },
      B4: { value: 'dog' },
      C3: { value: 1, role: 'input', format: '0.0' },
      C4: { value: 2, role: 'input', format: '0.0' },
      D3: { formula: '=EXP(C3)/SUM(C$3:C$4)*0', format: '0.00' },
      D4: { formula: '=EXP(C4)/SUM(C$3:C$4)*1', format: '0.00' },
      D5: { formula: '=SUM(D3:D4)', name: 'sum', role: 'result', format: '0.00' },
      B5: { value: 'sum', role: 'heading' },
    })
    expect([table.range('output'), table.cell('exp', 1), table.total('exp'), table.below]).toEqual([
      'C3:C4',
      'D4',
      'D5',
      6,
    ])
  })

  it('has a row below a table without totals, and rows without values', () => {
    const sheet = grid()
    expect(sheet.table('A1', { n: { title: 'n', formula: (_, __, index) => `=${index}` } }, { rows: 3 }).below).toBe(5)
  })

  it('lays words as a heading, and gives the address back', () => {
    const sheet = grid()
    expect(sheet.put('A1', 'words')).toBe('A1')
    expect(sheet.cells).toEqual({ A1: { value: 'words', role: 'heading' } })
  })

  it('refuses what overlaps', () => {
    const sheet = grid()
    sheet.put('B3', { value: 7 })
    expect(() => sheet.put('B3', 'x')).toThrow("grid: B3 holds '7' already; choose a free cell")
    expect(() => sheet.table('B2', { n: { title: 'n', values: [1] } })).toThrow('B3 holds')
  })

  it('says what is wrong with a table', () => {
    const n = { title: 'n', values: [1, 2] }
    expect(() => grid().table('A1', { n, m: { title: 'm', values: [1] } })).toThrow(
      "column 'm' has 1 values for 2 rows",
    )
    expect(() => grid().table('A1', { m: { title: 'm', formula: () => '=1' } })).toThrow(
      'it has no rows; give a column values',
    )
    const table = grid().table('A1', { n })
    expect(() => table.cell('n', 2)).toThrow('it has no row 2; rows are counted from 0 to 1')
    expect(() => table.total('n')).toThrow("column 'n' has no total")
    expect(() => table.range('m' as 'n')).toThrow("it has no column 'm'; the columns are n")
    expect(() => grid().put('1A', 'x')).toThrow("grid: '1A' is no address")
  })
})
