import { readXlsx } from 'hucre/xlsx'
import { describe, expect, it } from 'vitest'
import { evaluate } from './evaluate.ts'
import { worksheets } from './worksheets/index.ts'
import { softmax } from './worksheets/softmax.ts'
import { xlsx } from './xlsx.ts'

describe('xlsx', () => {
  it('holds live formulas with their results, formats, notes and widths', async () => {
    const { values } = await evaluate(softmax)
    const { sheets } = await readXlsx(await xlsx(softmax), { readStyles: true })
    const [sheet] = sheets
    expect(sheet!.name).toBe('softmax')
    expect(sheet!.cells!.get('4,3')).toMatchObject({
      formula: 'C5/SUM(C$4:C$8)',
      formulaResult: values.D5,
      style: { numFmt: '0.000000', font: { bold: true } },
    })
    expect(sheet!.rows[4]![1]).toBe(2.5974727)
    expect(sheet!.cells!.get('4,1')!.style!.fill).toMatchObject({ fgColor: { rgb: expect.stringMatching(/FFF2CC$/) } })
    expect(sheet!.cells!.get('2,1')!.comment!.text).toContain('Change one and see what follows')
    expect(sheet!.columns![0]!.width).toBeGreaterThan('cross-entropy, in nats'.length)
  })

  it('has a chart over the cells, names of cells, and the text on a second sheet', async () => {
    const { sheets, namedRanges } = await readXlsx(await xlsx(softmax))
    expect(sheets[0]!.charts).toMatchObject([
      {
        title: 'Share of each class',
        series: [{ valuesRef: "'softmax'!$D$4:$D$8", categoriesRef: "'softmax'!$A$4:$A$8" }],
      },
    ])
    expect(namedRanges).toContainEqual(expect.objectContaining({ name: 'loss', range: "'softmax'!$B$11" }))
    expect(sheets[1]!.name).toBe('about')
    expect(sheets[1]!.rows.flat()).toContain('    pᵢ = e^(aᵢ) / Σⱼ e^(aⱼ)')
  })

  it.each(worksheets.map((sheet) => [sheet.name, sheet] as const))(
    '%s: every formula is in the file',
    async (_, sheet) => {
      const [first] = (await readXlsx(await xlsx(sheet))).sheets
      const inFile = [...first!.cells!.values()].flatMap(({ formula }) => (formula ? [`=${formula}`] : []))
      const inSheet = Object.values(sheet.cells).flatMap(({ formula }) => (formula ? [formula] : []))
      expect(inFile.sort()).toEqual(inSheet.sort())
    },
  )

  it('is the same for the same sheet', async () => expect(await xlsx(softmax)).toEqual(await xlsx(softmax)))
})
