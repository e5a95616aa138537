import { describe, expect, it } from 'vitest'
import { tensor } from '../../tensor/index.ts'
import { check, evaluate, type Worksheet, withInputs, worksheets } from '../index.ts'

const named = (name: string): Worksheet => worksheets.find((sheet) => sheet.name === name)!

/** Every number that one may change, moved a little. */
const moved = (sheet: Worksheet): Worksheet =>
  withInputs(
    sheet,
    Object.fromEntries(
      Object.entries(sheet.cells).flatMap(([address, { role, value }]) =>
        role === 'input' && typeof value === 'number' && !Number.isInteger(value) ? [[address, value * 0.97]] : [],
      ),
    ),
  )

/** The numbers of a range as the sheet shows them, in so many decimals. */
const shown = async (name: string, range: string, digits: number, inputs: Record<string, number> = {}) =>
  (await evaluate(withInputs(named(name), inputs))).read(range).map((number) => number.toFixed(digits))

describe('every worksheet', () => {
  it('has a name of its own', () => {
    expect(new Set(worksheets.map(({ name }) => name)).size).toBe(worksheets.length)
  })

  it.each(worksheets.map((sheet) => [sheet.name, sheet] as const))(
    '%s agrees with the losses and gradients of the library, as it is and with its inputs moved',
    async (_, sheet) => {
      for (const variant of [sheet, moved(sheet)]) {
        const { outcomes } = await check(variant)
        expect(outcomes.filter(({ differences }) => differences.length > 0)).toEqual([])
      }
      expect(sheet.checks.length).toBeGreaterThan(0)
    },
  )

  it.each(worksheets.map((sheet) => [sheet.name, sheet] as const))('%s has a check of each total', (_, sheet) => {
    const checked = sheet.checks.map(({ cells }) => cells)
    const totals = Object.entries(sheet.cells).filter(([, { role }]) => role === 'total')
    expect(totals.filter(([address, { name }]) => !checked.includes(address) && !checked.includes(name ?? ''))).toEqual(
      [],
    )
  })
})

/** Oracle: the spreadsheet shown in the lesson, and the book's chapters 4 and 5, to the digits that they show. */
describe("the lesson's numbers", () => {
  it('are those of its first sheet: softmax of five outputs', async () => {
    expect(await shown('softmax', 'B4:B8', 4)).toEqual(['-4.8852', '2.5975', '0.5917', '-2.0689', '-4.5687'])
    expect(await shown('softmax', 'D4:D8', 6)).toEqual(['0.000491', '0.873139', '0.117482', '0.008213', '0.000674'])
    expect(await shown('softmax', 'sum_of_exp', 6)).toEqual(['15.380998'])
  })

  it('are those of its second sheet: cross-entropy by LOG to base 10, and in nats', async () => {
    expect(await shown('softmax', 'loss_base_10', 6)).toEqual(['0.058916'])
    expect(await shown('softmax', 'loss', 6)).toEqual(['0.135660'])
  })

  it('are those of its block of cats and dogs, as a sum and with IF', async () => {
    const losses = ['0.301030', '0.008774', '1.000000', '0.301030', '0.045757']
    expect(await shown('cat-dog', 'F4:F8', 6)).toEqual(losses)
    expect(await shown('cat-dog', 'G4:G8', 6)).toEqual(losses)
    expect((await evaluate(named('cat-dog'))).values.F11).toBe('yes')
  })

  it("are those of chapter 5's six rows", async () => {
    expect(await shown('cross-entropy', 'B4:B9', 4)).toEqual([
      '0.6734',
      '0.4689',
      '-2.2457',
      '4.4164',
      '0.9233',
      '1.0698',
    ])
    expect(await shown('cross-entropy', 'C4:C9', 4)).toEqual([
      '0.2576',
      '0.4607',
      '-0.3727',
      '-1.2760',
      '0.5347',
      '1.6187',
    ])
    expect(await shown('cross-entropy', 'D4:D9', 4)).toEqual([
      '0.6025',
      '0.5021',
      '0.1332',
      '0.9966',
      '0.5959',
      '0.3661',
    ])
    expect(await shown('cross-entropy', 'H4:H9', 4)).toEqual([
      '0.5067',
      '0.6973',
      '2.0160',
      '5.6958',
      '0.9062',
      '1.0048',
    ])
    expect(await shown('cross-entropy', 'loss', 4)).toEqual(['1.8045'])
  })

  it("are those of chapter 4's first loss, before and after", async () => {
    expect(await shown('mnist-loss', 'loss_before', 4)).toEqual(['0.4333'])
    expect(await shown('mnist-loss', 'loss_after', 4)).toEqual(['0.2333'])
  })

  it("are those of chapter 6's mean squared errors, in pixels", async () => {
    const { values } = await evaluate(named('head-centre'))
    const pixels = Object.fromEntries([17, 18, 19, 20, 21].map((row) => [values[`A${row}`], values[`E${row}`]]))
    expect(pixels[0.0001]).toBeCloseTo(4, 9)
    expect(pixels[0.000036]).toBeCloseTo(2.4, 9)
  })
})

/** Oracle: what the texts say, tried. */
describe('what the texts claim', () => {
  it('cross-entropy: picture 4 is more than half of the sum, and the mean falls below 1 when its target is 0', async () => {
    const { read } = await evaluate(named('cross-entropy'))
    expect(read('H7')[0]! / read('H4:H9').reduce((a, b) => a + b)).toBeGreaterThan(0.5)
    expect(Number((await shown('cross-entropy', 'loss', 4, { F7: 0 }))[0])).toBeLessThan(1)
  })

  it('nll-loss: probabilities instead of logarithms give a loss between −1 and 0', async () => {
    const [loss] = (await evaluate(named('nll-loss'))).read('mistaken_loss')
    expect(loss).toBeGreaterThan(-1)
    expect(loss).toBeLessThan(0)
  })

  it('mnist-loss: a third prediction of 0.4 moves the loss and not the count', async () => {
    const before = (await evaluate(named('mnist-loss'))).read
    const after = (await evaluate(withInputs(named('mnist-loss'), { C6: 0.4 }))).read
    expect(after('loss_before')[0]).toBeLessThan(before('loss_before')[0]!)
    expect(after('D9')).toEqual(before('D9'))
  })

  it('sigmoid-softmax: a picture without objects has no sigmoid above 0.5, and two thirds of a dog by softmax', async () => {
    const { read } = await evaluate(named('sigmoid-softmax'))
    expect(read('F8')).toEqual([0])
    expect(read('G5')[0]).toBeCloseTo(2 / 3, 2)
    expect(read('G7')[0]).toBeCloseTo(1, 12)
  })

  it('growing-error: bounded losses flatten, logarithms go on by 1 for each step', async () => {
    const { read } = await evaluate(named('growing-error'))
    const [mnist, bce, slope] = [read('C6:C26'), read('F6:F26'), read('H6:H26')]
    expect(mnist[0]! - mnist[5]!).toBeLessThan(0.01)
    expect(bce[0]! - bce[5]!).toBeCloseTo(5, 1)
    expect(slope[0]!.toFixed(5)).toBe('-0.00005')
  })

  it('growing-error: against another class at 0, cross-entropy is BCE digit for digit', async () => {
    const { read } = await evaluate(withInputs(named('growing-error'), { other: 0 }))
    expect(read('G6:G26')).toEqual(read('F6:F26'))
    expect(read('K6:K26').map((x) => x.toFixed(12))).toEqual(read('J6:J26').map((x) => x.toFixed(12)))
  })

  it('overflow: float32 says the same as the sheet about where it ends', async () => {
    const exp = async (x: number) => (await tensor([x]).exp().data())[0]
    expect(await exp(88.72)).toBeLessThan(Infinity)
    expect(await exp(88.73)).toBe(Infinity)
    const missing = async (x: number) => (await tensor([x]).sigmoid().rsub(1).data())[0]
    expect(await missing(17)).toBeGreaterThan(0)
    expect(await missing(18)).toBe(0)
    expect(await shown('overflow', 'C7', 3)).toEqual(['30.001'])
  })

  it.each([-5000, -700, -50, 0, 36, 709, 710, 5000])('overflow: no activation makes an error cell (%d)', async (x) => {
    expect((await check(withInputs(named('overflow'), { A4: x, B16: x }))).agrees).toBe(true)
  })

  it("several-labels: the mean is that of the design's example, and a picture without labels is judged, too", async () => {
    expect(await shown('several-labels', 'loss', 4)).toEqual(['0.3657'])
    expect((await check(withInputs(named('several-labels'), { D7: 0 }))).agrees).toBe(true)
  })

  it('gradient: a step against it makes the loss fall, a shorter one by less', async () => {
    const after = async (rate: number) => Number((await shown('gradient', 'loss_after', 6, { rate }))[0])
    const [loss] = await shown('gradient', 'loss', 6)
    expect(await after(1)).toBeLessThan(await after(0.1))
    expect(await after(0.1)).toBeLessThan(Number(loss))
  })

  it('thresholds: F1 more than doubles from 0.5 to 0.3, and answering nothing has an accuracy of 0.7', async () => {
    const f1 = async (threshold: number) => Number((await shown('thresholds', 'f1_score', 6, { threshold }))[0])
    expect(await f1(0.3)).toBeGreaterThan(2 * (await f1(0.5)))
    expect(await shown('thresholds', 'accuracy', 3, { threshold: 1 })).toEqual(['0.700'])
  })

  it('pos-weight: the cheapest single answer moves from 0.10 to 0.25', async () => {
    const { read } = await evaluate(named('pos-weight'))
    const cheapest = (column: string) => {
      const losses = read(`${column}20:${column}31`)
      return read('A20:A31')[losses.indexOf(Math.min(...losses))]
    }
    expect([cheapest('B'), cheapest('C')]).toEqual([0.1, 0.25])
    expect(read('cheapest')[0]).toBeCloseTo(0.25, 12)
  })

  it('label-smoothing: the smoothed loss is lowest at 0.91; without smoothing the columns agree', async () => {
    expect(await shown('label-smoothing', 'D21', 2)).toEqual(['0.91'])
    const { read } = await evaluate(withInputs(named('label-smoothing'), { smoothing: 0 }))
    expect(read('D8:D19')).toEqual(read('C8:C19'))
  })

  it('focal-loss: the easy items make 69 % of cross-entropy and less than 1 % of focal loss', async () => {
    const { read } = await evaluate(named('focal-loss'))
    expect(read('E22')[0]).toBeCloseTo(0.69, 2)
    expect(read('G22')[0]).toBeLessThan(0.01)
  })
})
