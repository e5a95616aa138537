import { beforeAll, describe, expect, it } from 'vitest'
import { memory } from '../../../test/streams.ts'
import { type Evaluation, evaluate } from '../evaluate.ts'
import { grid } from '../grid.ts'
import { type Chart, type Worksheet, worksheet } from '../worksheet.ts'
import { softmax } from '../worksheets/softmax.ts'
import { drawWorksheet } from './draw-worksheet.ts'

/** The lines for an output of this width. */
const drawn = (sheet: Worksheet, evaluation: Evaluation, columns: number, formulas = false): string[] =>
  drawWorksheet(sheet, evaluation, { output: Object.assign(memory(), { columns }), formulas }).split('\n')

describe('a worksheet in the terminal', () => {
  let evaluation: Evaluation
  beforeAll(async () => {
    evaluation = await evaluate(softmax)
  })

  it('shows letters, numbers, inputs in brackets and totals with a mark, digits below each other', () => {
    const lines = drawn(softmax, evaluation, 100)
    const first = lines.findIndex((line) => /^ +A +B +C/.test(line))
    expect(lines.slice(first, first + 14)).toEqual([
      '              A                 B           C           D        E          F            G',
      ' 1  The outputs of a network for one picture, and what softmax makes of them',
      ' 2',
      ' 3  class                      output  exp(output)    softmax  actual  actual · ln  actual · LOG',
      ' 4  cat                     [-4.8852]    0.007558   0.000491      [0]    0.000000      0.000000',
      ' 5  dog                      [2.5975]   13.429754   0.873139      [1]   -0.135660     -0.058916',
      ' 6  plane                    [0.5917]    1.806990   0.117482      [0]    0.000000      0.000000',
      ' 7  fish                    [-2.0689]    0.126325   0.008213      [0]    0.000000      0.000000',
      ' 8  building                [-4.5687]    0.010371   0.000674      [0]    0.000000      0.000000',
      ' 9  sum                                  15.380998   1.000000       1',
      '10',
      '11  cross-entropy, in nats  0.135660◂',
      '12  with LOG to base 10     0.058916',
      '13  the first · ln 10       0.135660',
    ])
  })

  it.each([40, 60, 80, 120])('keeps within %i columns, and loses no number', (columns) => {
    const lines = drawn(softmax, evaluation, columns, true)
    expect(lines.filter((line) => line.length > columns)).toEqual([])
    const text = lines.join('\n')
    for (const [address, { value }] of Object.entries(softmax.cells))
      if (typeof value !== 'string') expect(text).toContain(evaluation.texts[address]!)
  })

  it('begins each further block of columns with the first one', () => {
    const lines = drawn(softmax, evaluation, 50)
    expect(lines.filter((line) => /^ ?5 +dog /.test(line)).length).toBeGreaterThan(1)
    expect(lines.filter((line) => /The outputs of/.test(line))).toHaveLength(1)
  })

  it('lists a formula that was copied down once', () => {
    const lines = drawn(softmax, evaluation, 80, true)
    expect(lines.slice(lines.indexOf('Formulas') + 4, lines.indexOf('Formulas') + 7)).toEqual([
      '  C4:C8  =EXP(B4)',
      '  C9     =SUM(C4:C8)',
      '  D4:D8  =C4/SUM(C$4:C$8)',
    ])
    expect(drawn(softmax, evaluation, 80)).not.toContain('Formulas')
  })

  it('draws bars in proportion', () => {
    const bars = drawn(softmax, evaluation, 80).filter((line) => line.includes('█'))
    const lengths = bars.map((line) => (line.match(/█/g) ?? []).length)
    // 0.873139 against 0.117482.
    expect(lengths[0]! / lengths[1]!).toBeGreaterThan(6)
  })

  const charted = async (chart: Omit<Chart, 'title' | 'x' | 'y'>, more = {}): Promise<string[]> => {
    const sheet = grid()
    sheet.table('A1', {
      x: { title: 'x', values: [-2, -1, 0, 1, 2] },
      square: { title: 'square', formula: (row) => `=${row.x}^2` },
      gap: { title: 'gap', formula: (row) => `=IF(${row.x}=0,"none",${row.x})` },
    })
    const w = worksheet({
      name: 'chart',
      title: 'Chart',
      question: 'How?',
      text: 'A chart.',
      cells: sheet.cells,
      charts: [{ title: 'A chart', x: { label: 'x', values: 'A2:A6' }, y: { label: 'y' }, ...chart, ...more }],
    })
    const lines = drawn(w, await evaluate(w), 40)
    return lines.slice(lines.indexOf('A chart') + 1).map((line) => line.trimEnd())
  }

  it('draws points where they belong: a parabola has its ends at the top and its middle at the bottom', async () => {
    const lines = await charted({ kind: 'scatter', series: [{ label: 'square', values: 'B2:B6' }] })
    const rows = lines.slice(1, 13).map((line) => line.slice(4))
    const points = rows.flatMap((row, y) => [...row].flatMap((c, x) => (c === '•' ? [[x, y]] : [])))
    expect(points.map(([, y]) => y).sort((a, b) => a! - b!)).toEqual([0, 0, 8, 8, 11])
    expect(new Set(points.filter(([, y]) => y === 0).map(([x]) => x)).size).toBe(2)
    expect(lines[1]).toMatch(/^ 4 ┤/)
    expect(lines[12]).toMatch(/^ 0 ┤/)
    expect(lines[14]).toMatch(/^ +-2 +-1 +0 +1 +2$/)
  })

  it('names several lines by letters, and leaves a gap where a text stands', async () => {
    const lines = await charted({
      kind: 'line',
      series: [
        { label: 'square', values: 'B2:B6' },
        { label: 'gap', values: 'C2:C6' },
      ],
    })
    expect(lines.at(-2)).toBe('     a square   b gap')
    expect(lines.slice(1, 13).join('')).toMatch(/a.*b/)
  })

  it('draws negative bars to the left', async () => {
    const lines = await charted({ kind: 'bar', series: [{ label: 'x', values: 'A2:A6' }] })
    const [lowest, , zero, , highest] = lines.slice(1, 6)
    expect(lowest!.trimEnd().length).toBe(highest!.indexOf('█'))
    expect(zero).not.toContain('█')
  })

  it('prints no control character that a cell holds', async () => {
    const w = worksheet({ name: 'x', title: 'X', question: 'X?', text: 'X', cells: { A1: { value: 'a\x1b[2Jb' } } })
    expect(drawn(w, await evaluate(w), 40).join('\n')).not.toContain('\x1b')
  })
})
