import { describe, expect, it } from 'vitest'
import { runRecord } from '../../test/run-records.ts'
import { type Answer, type Column, randomStream } from '../data/index.ts'
import {
  binaryCrossEntropyWithLogitsLoss,
  crossEntropyLoss,
  type Loss,
  mseLoss,
  regressionLoss,
  smoothL1Loss,
} from '../nn/index.ts'
import { fromOwned } from '../tensor/index.ts'
import { worksheetOf } from './worksheet.ts'

const random = randomStream(5)
const draw = (n: number, size = 4): Float32Array => Float32Array.from({ length: n }, () => random.uniform(-size, size))

/** The worksheet of an item, and what the loss itself says of it. */
async function both(loss: Loss, answer: Answer, activations: Float32Array, target: Column) {
  const record = runRecord({ loss: { name: loss.name, activation: 'none' }, answer })
  const outputs = fromOwned(activations.slice(), [1, activations.length])
  const wanted = fromOwned(target.data.slice() as Column['data'], [1, ...target.shape])
  const result = {
    ...{ item: 0, index: 0, activations, target, loss: await loss.loss(outputs, wanted).item() },
    predictions: (await loss.activation(outputs).data()) as Float32Array,
  }
  return { sheet: await worksheetOf(record, result, loss), reported: result.loss as number }
}
const named = (n: number): string[] => Array.from({ length: n }, (_, i) => `label ${i}`)

describe('A worksheet comes to the loss that the library reports', () => {
  it.each([1, 3, 60])('of several labels: %i', async (n) => {
    const answer = { kind: 'labels', labels: named(n), thresholds: named(n).map(() => 0.5) } as const
    const target = { data: Float32Array.from({ length: n }, () => random.integer(0, 1)), shape: [n] }
    const { sheet, reported } = await both(binaryCrossEntropyWithLogitsLoss(), answer, draw(n, 9), target)
    expect(sheet.total).toBeCloseTo(reported, 6)
    expect(sheet.markdown).toContain(`**${sheet.total.toFixed(6)}**`)
    if (n === 60) expect(sheet.markdown).toContain('(20 more)')
  })

  it('of several labels at ±1000, where a naive formula overflows', async () => {
    const answer = { kind: 'labels', labels: named(2), thresholds: [0.5, 0.5] } as const
    const target = { data: Float32Array.of(0, 1), shape: [2] }
    const { sheet, reported } = await both(
      binaryCrossEntropyWithLogitsLoss(),
      answer,
      Float32Array.of(1000, -1000),
      target,
    )
    expect([sheet.total, reported]).toEqual([1000, 1000])
  })

  it.each([2, 12])('of one of %i classes', async (n) => {
    const answer = { kind: 'category', labels: named(n) } as const
    const target = { data: Int32Array.of(n - 1), shape: [] }
    const { sheet, reported } = await both(crossEntropyLoss(), answer, draw(n, 9), target)
    expect(sheet.total).toBeCloseTo(reported, 5)
    expect(sheet.markdown).toMatch(/\| label \d+ +\|.*\| +1 \|\n/)
  })

  it('of points, some of them absent', async () => {
    const target = { data: Float32Array.of(0.1, -0.2, Number.NaN, Number.NaN, 0.5, 0.9), shape: [6] }
    const { sheet, reported } = await both(
      regressionLoss('mse', mseLoss),
      { kind: 'points', count: 3 },
      draw(6, 1),
      target,
    )
    expect(sheet.total).toBeCloseTo(reported, 6)
    expect(sheet.markdown).not.toContain('point 1')
  })

  it('of parts, each with what it adds', async () => {
    const parts = { centre: { kind: 'points', count: 1 }, angle: { kind: 'number' } } as const
    const loss: Loss = {
      ...regressionLoss('smoothL1 + smoothL1', (outputs, targets) =>
        smoothL1Loss(outputs.narrow(1, 0, 2), targets.narrow(1, 0, 2), { beta: 0.02 })
          .mul(3)
          .add(smoothL1Loss(outputs.narrow(1, 2, 3), targets.narrow(1, 2, 3))),
      ),
    }
    const target = { data: Float32Array.of(0.1, Number.NaN, 2), shape: [3] }
    const { sheet, reported } = await both(loss, { kind: 'parts', parts }, draw(3), target)
    expect(reported).toBeGreaterThan(0)
    expect(sheet.total).toBeCloseTo(reported, 5)
    expect(sheet.markdown).toMatch(/\| centre +\| +2 \|.*\n\| angle +\| +1 \|/)
  })
})
