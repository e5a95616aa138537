import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { readXlsx } from 'hucre/xlsx'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { KindlingError } from '../src/base/errors.ts'
import { randomStream } from '../src/data/random.ts'
import { addressesOf, addressOf } from '../src/lab/address.ts'
import { parseFormula } from '../src/lab/formula.ts'
import {
  type CellValue,
  calculate,
  evaluate,
  type Worksheet,
  withInputs,
  worksheet,
  worksheets,
} from '../src/lab/index.ts'
import { catDog } from '../src/lab/worksheets/cat-dog.ts'
import { softmax } from '../src/lab/worksheets/softmax.ts'
import { workbook } from '../src/lab/xlsx.ts'
import { needsOffice, office } from './office.ts'
import { ownWorksheets } from './own-worksheets.ts'

const own = office ? await ownWorksheets() : []

/**
 * LibreOffice as oracle. It gets each worksheet without the results of its formulas, so that it cannot but compute them; as the
 * worksheet is, and with its inputs moved.
 */
describe.skipIf(!office)(needsOffice('a worksheet in LibreOffice'), () => {
  const folder = mkdtempSync(join(tmpdir(), 'kindling-office-'))
  const recalculated = new Map<string, Readonly<Record<string, CellValue | undefined>>>()
  const variants = [...worksheets, ...own].flatMap((sheet) => [
    { name: sheet.name, sheet },
    { name: `${sheet.name}-moved`, sheet: moved(sheet) },
  ])

  beforeAll(async () => {
    for (const { name, sheet } of variants) {
      const evaluation = await evaluate(sheet)
      const inputsOnly = Object.fromEntries(
        Object.entries(evaluation.values).filter(([address]) => sheet.cells[address]!.formula === undefined),
      )
      writeFileSync(join(folder, `${name}.xlsx`), await workbook(sheet, { ...evaluation, values: inputsOnly }))
    }
    const results = join(folder, 'results')
    convert(
      folder,
      variants.map(({ name }) => join(folder, `${name}.xlsx`)),
      results,
    )
    for (const { name } of variants) recalculated.set(name, await valuesOf(join(results, `${name}.xlsx`)))
  }, 180_000)
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  it.each(variants)('$name: every cell comes to the same, and none to an error', async ({ name, sheet }) => {
    const { values } = await evaluate(sheet)
    const theirs = recalculated.get(name)!
    const wrong = Object.keys(sheet.cells).filter((address) => !same(values[address]!, theirs[address]))
    expect(wrong.map((address) => `${address}: ${values[address]} here, ${theirs[address]} there`)).toEqual([])
  })
})

/**
 * Formulas that somebody mistyped. Whatever is accepted here must come to what LibreOffice makes of it; what is an error here may
 * be anything there.
 */
describe.skipIf(!office)(needsOffice('a formula edited at random'), () => {
  it('comes to what LibreOffice makes of it, or is refused, or is an error', async () => {
    await evaluate(worksheets[0]!) // starts the engine, which calculate needs
    const folder = mkdtempSync(join(tmpdir(), 'kindling-edits-'))
    try {
      const sheets = [softmax, catDog].map((sheet, index) => withTrials(sheet, accepted(sheet, 250, index)))
      const files = sheets.map((sheet) => join(folder, `${sheet.name}.xlsx`))
      for (const [i, sheet] of sheets.entries())
        writeFileSync(files[i]!, await workbook(sheet, { values: {}, texts: {} }))
      convert(folder, files, join(folder, 'results'))
      const differences: string[] = []
      let compared = 0
      for (const sheet of sheets) {
        const { values } = calculate(sheet)
        const theirs = await valuesOf(join(folder, 'results', `${sheet.name}.xlsx`))
        for (const [address, { formula }] of Object.entries(sheet.cells)) {
          const value = values[address]
          if (!address.startsWith(trialColumn) || value === undefined) continue
          compared++
          if (!same(value, theirs[address])) differences.push(`${formula} is ${value} here, ${theirs[address]} there`)
        }
      }
      expect(differences).toEqual([])
      expect(compared).toBeGreaterThan(200)
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  }, 120_000)
})

describe.runIf(process.env.CI === 'true' && !office)('in CI', () => {
  it('needs LibreOffice', () => expect.fail('libreoffice-calc-nogui is not installed'))
})

describe('the comparison itself', () => {
  it('lets 1e-9 of the number pass, and a rest of a sum that should be 0', () => {
    expect([same(1, 1 + 1e-10), same(1, 1 + 1e-8), same(5.6e-17, 0), same(1e-9, 1.1e-9)]).toEqual([
      true,
      false,
      true,
      false,
    ])
    expect([same('yes', 'yes'), same('yes', 'no'), same(1, undefined), same(true, 1)]).toEqual([
      true,
      false,
      false,
      false,
    ])
  })
})

/** The sheet with every number that one may change moved a little, so that no result is one that somebody might have kept. */
function moved(sheet: Worksheet): Worksheet {
  const inputs = Object.entries(sheet.cells).flatMap(([address, { role, value }]) =>
    role === 'input' && typeof value === 'number' && !Number.isInteger(value) ? [[address, value * 0.97]] : [],
  )
  return withInputs(sheet, Object.fromEntries(inputs))
}

/** Within 1e-9 of the number; numbers below 1e-14 are rests of differences, which LibreOffice takes for 0. */
function same(ours: CellValue, theirs: CellValue | undefined): boolean {
  if (typeof ours !== 'number' || typeof theirs !== 'number') return ours === theirs
  return Math.abs(ours - theirs) <= Math.max(1e-9 * Math.abs(ours), 1e-14)
}

const trialColumn = 'Z'

/** The sheet with these formulas in a column of their own. */
function withTrials(sheet: Worksheet, formulas: readonly string[]): Worksheet {
  const trials = Object.fromEntries(formulas.map((formula, i) => [`${trialColumn}${i + 1}`, { formula }]))
  return worksheet({ ...sheet, cells: { ...sheet.cells, ...trials }, charts: [] })
}

/** So many edits of the sheet's formulas as are accepted; by a seed, so that a failure can be repeated. */
function accepted(sheet: Worksheet, count: number, seed: number): string[] {
  const random = randomStream(seed, 0x1ab)
  const formulas = Object.values(sheet.cells).flatMap(({ formula }) => (formula === undefined ? [] : [formula]))
  const numbers = Object.keys(sheet.cells).filter((address) => sheet.cells[address]!.formula === undefined)
  const insertions = () =>
    random.pick([
      '',
      '',
      '+',
      '-',
      '*',
      '/',
      '^',
      '(',
      ')',
      ',',
      '<',
      '>=',
      '=',
      '$',
      '1',
      '0',
      '2',
      '1E-20',
      '800',
      'EXP(',
      'LN(',
      'ABS(',
      'SQRT(',
      'SUM(',
      'MAX(',
      'IF(',
      'INDEX(',
      random.pick(numbers),
      random.pick(numbers),
    ])
  const found = new Set<string>()
  for (let trial = 0; found.size < count && trial < 100_000; trial++) {
    let formula = random.pick(formulas)
    for (let edits = random.integer(1, 3); edits > 0; edits--) {
      const at = random.integer(1, formula.length)
      formula = `${formula.slice(0, at)}${insertions()}${formula.slice(at + random.integer(0, 3))}`
    }
    if (!formulas.includes(formula) && isAccepted(sheet, formula)) found.add(formula)
  }
  return [...found]
}

function isAccepted(sheet: Worksheet, formula: string): boolean {
  try {
    const { references } = parseFormula(formula)
    return references.flatMap((range) => addressesOf(range)).every((address) => Object.hasOwn(sheet.cells, address))
  } catch (error) {
    if (!(error instanceof KindlingError)) throw error
    return false
  }
}

function convert(home: string, files: readonly string[], to: string): void {
  const { status, stdout, stderr } = spawnSync(
    office!,
    [
      // A profile of its own: LibreOffice refuses to run twice with one.
      `-env:UserInstallation=${pathToFileURL(join(home, 'profile')).href}`,
      '--headless',
      ...['--convert-to', 'xlsx:Calc MS Excel 2007 XML'],
      ...['--outdir', to],
      ...files,
    ],
    { encoding: 'utf8', timeout: 170_000 },
  )
  if (status !== 0) throw new Error(`LibreOffice ended with ${status}: ${stdout}${stderr}`)
}

async function valuesOf(file: string): Promise<Readonly<Record<string, CellValue | undefined>>> {
  const [sheet] = (await readXlsx(readFileSync(file))).sheets
  return Object.fromEntries(
    sheet!.rows.flatMap((row, r) =>
      row.map((value, c) => [addressOf({ column: c + 1, row: r + 1 }), (value ?? undefined) as CellValue | undefined]),
    ),
  )
}
