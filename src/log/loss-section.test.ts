import { describe, expect, it } from 'vitest'
import { runRecord } from '../../test/run-records.ts'
import type { LabelSummary } from '../data/index.ts'
import { binaryCrossEntropy, crossEntropy } from '../nn/index.ts'
import { tensor } from '../tensor/index.ts'
import { lossSection, shareLoss } from './loss-section.ts'

const summary = (classes: readonly (readonly [train: number, valid: number])[], train: number, valid: number) =>
  ({
    kind: 'labels',
    items: { train, valid },
    withoutLabels: { train: 0, valid: 0 },
    classes: classes.map(([a, b], i) => ({ label: `${i}`, train: a, valid: b })),
    pairs: [],
  }) satisfies LabelSummary

describe('the loss of answering every class with its share', () => {
  it('is what binaryCrossEntropy says of these answers for several labels', async () => {
    const classes = [
      [30, 6],
      [50, 1],
    ] as const
    const [items, valid] = [100, 8]
    const targets = Array.from({ length: valid }, (_, i) => classes.map(([, n]) => (i < n ? 1 : 0)))
    const shares = targets.map(() => classes.map(([n]) => n / items))
    const loss = await binaryCrossEntropy(tensor(shares), tensor(targets)).item()
    expect(shareLoss(summary(classes, items, valid), 'sigmoid')).toBeCloseTo(loss as number, 5)
  })

  it('is what crossEntropy says of their logarithms for one class', async () => {
    const classes = [
      [30, 2],
      [50, 5],
      [20, 1],
    ] as const
    const targets = classes.flatMap(([, n], i) => new Array<number>(n).fill(i))
    const outputs = targets.map(() => classes.map(([n]) => Math.log(n / 100)))
    const loss = await crossEntropy(tensor(outputs), tensor(Int32Array.from(targets))).item()
    expect(shareLoss(summary(classes, 100, 8), 'softmax')).toBeCloseTo(loss as number, 5)
  })

  it('is infinite for what training never saw, and is then left out', () => {
    const never = summary(
      [
        [0, 1],
        [50, 4],
      ],
      50,
      8,
    )
    expect(shareLoss(never, 'sigmoid')).toBe(Number.POSITIVE_INFINITY)
    expect(lossSection(runRecord({ summary: never }))).not.toContain('Infinity')
  })
})

describe('What is told of the loss', () => {
  it('follows from the labels', () => {
    expect(lossSection(runRecord())).toMatch(/yes-or-no question.*sigmoid.*binary cross-entropy.*ln 2 = 0\.6931/s)
    const category = runRecord({ task: 'category', loss: { name: 'crossEntropy', activation: 'softmax' } })
    expect(lossSection(category)).toMatch(/Exactly one class.*softmax.*cross-entropy.*ln 2 = 0\.6931/s)
    const points = runRecord({
      task: 'points',
      answer: { kind: 'points', count: 2 },
      loss: { name: 'mse', activation: 'none' },
    })
    expect(lossSection(points)).toMatch(/A point is two numbers.*of all points.*no activation/s)
  })

  it('says when the model is no better than never looking', () => {
    const [epoch] = runRecord().epochs
    expect(lossSection(runRecord({ epochs: [{ ...epoch!, validLoss: 0.9 }] }))).toContain(
      '**0.9000**, which is no better',
    )
  })
})
