import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readXlsx } from 'hucre/xlsx'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { worksheets } from '../src/lab/index.ts'
import { type Ended, jsonOf, kindling, requireFreshBuild } from './kindling-process.ts'

let folder: string
const lab = (...words: string[]): Promise<Ended> => kindling(['lab', ...words], folder)

beforeAll(async () => {
  requireFreshBuild()
  folder = await mkdtemp(join(tmpdir(), 'kindling-lab-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

describe('kindling lab', () => {
  it('lists the worksheets with their questions', async () => {
    const ended = await lab('--json')
    expect(ended.code).toBe(0)
    expect(jsonOf(ended)).toEqual({
      worksheets: worksheets.map(({ name, title, question }) => ({ name, title, question })),
    })
    const lines = ended.stderr.split('\n')
    for (const { name, question } of worksheets)
      expect(lines.some((line) => line.startsWith(`${name} `) && line.endsWith(question))).toBe(true)
  })

  it('shows one, with its formulas on request, and that the library computes the same', async () => {
    const { code, stdout } = await lab('softmax', '--formulas')
    expect(code).toBe(0)
    expect(stdout).toContain('D4:D8  =C4/SUM(C$4:C$8)')
    expect(stdout).toMatch(/cross-entropy,.*0\.135660◂/)
    expect(stdout).toContain('The library computes the same: softmax; cross-entropy')
  })

  it('changes inputs by address or name, and says what follows', async () => {
    const ended = await lab('softmax', '--set', 'b4=2.5974727', 'E4=1', '--set', 'E5=0', '--json')
    expect(ended.code).toBe(0)
    // Cat and dog have the same output now: softmax shares what the two of them had.
    const { cells, agrees } = jsonOf(ended) as { cells: Record<string, { value: number }>; agrees: boolean }
    const others = Math.exp(0.5916627) + Math.exp(-2.0689) + Math.exp(-4.5687)
    const share = Math.exp(2.5974727) / (2 * Math.exp(2.5974727) + others)
    expect(cells.D4!.value).toBeCloseTo(share, 12)
    expect(cells.B11!.value).toBeCloseTo(-Math.log(share), 12)
    expect(agrees).toBe(true)
    expect(ended.stderr).toMatch(/What follows from the changed inputs[\s\S]*loss \(B11\): 0\.135660 → 0\.7\d{5}/)
  })

  it('writes a page and a file of each, with the changed inputs', async () => {
    const ended = await lab('cat-dog', '--set', 'D6=0.75', '--export', 'sheets/new', '--json')
    expect(ended.code).toBe(0)
    const files = ['cat-dog.html', 'cat-dog.xlsx']
    expect((await readdir(join(folder, 'sheets', 'new'))).sort()).toEqual(files)
    expect((jsonOf(ended).files as string[]).sort()).toEqual(files.map((file) => join('sheets', 'new', file)))
    const [sheet] = (await readXlsx(await readFile(join(folder, 'sheets', 'new', 'cat-dog.xlsx')))).sheets
    expect(sheet!.rows[5]![3]).toBe(0.75)
    expect(sheet!.rows[5]![7]).toBeCloseTo(-Math.log(0.25), 12)
    expect(await readFile(join(folder, 'sheets', 'new', 'cat-dog.html'), 'utf8')).toMatch(/^<!doctype html>/i)
  })

  it.each([
    [['nothing'], "there is no worksheet 'nothing'; there are softmax"],
    [['--set', 'B4=1'], '--set needs a worksheet; name one'],
    [['softmax', '--set', 'B4'], 'It must be cell=value, such as B2=3.'],
    [['softmax', '--set', 'C4=1'], 'C4 is no input; the inputs are B4, E4'],
    [['softmax', '--set', 'B4=1000'], 'C4: the formula =EXP(B4) comes to #NUM!'],
  ])('%o is wrong usage', async (words, reason) => {
    const { code, stderr } = await lab(...words)
    expect(stderr).toContain(reason)
    expect(code).toBe(2)
  })

  it('says that a folder cannot be made, and writes nothing', async () => {
    await writeFile(join(folder, 'file'), '')
    const { code, stderr } = await lab('softmax', '--export', 'file/sheets')
    expect(code).toBe(5)
    expect(stderr).toContain("the folder 'file/sheets' cannot be made")
  })
})
