import { type Tensor, tensor } from 'kindling'
import { beforeAll, describe, expect, it } from 'vitest'
import { binaryCrossEntropy, compareLosses, type Outcome } from '../examples/own-loss.ts'
import { binaryCrossEntropyWithLogits } from '../src/nn/index.ts'
import { grad } from '../src/tensor/index.ts'

describe("the notes' binary cross-entropy, written by hand", () => {
  const logits = tensor([
    [2, -1],
    [0.5, 3],
  ])
  const targets = tensor([
    [1, 0],
    [0, 1],
  ])

  it('is the mean of -log of the probability given to what is true', async () => {
    const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x))
    const right = [sigmoid(2), 1 - sigmoid(-1), 1 - sigmoid(0.5), sigmoid(3)]
    const expected = -right.reduce((sum, p) => sum + Math.log(p), 0) / 4
    expect(await binaryCrossEntropy(logits, targets).item()).toBeCloseTo(expected, 6)
  })

  it('has the gradient of the built-in one', async () => {
    const gradient = async (loss: (x: Tensor, y: Tensor) => Tensor): Promise<number[]> =>
      Array.from((await grad(loss(logits, targets), [logits])[0]!.data()) as Float32Array)
    const expected = await gradient(binaryCrossEntropyWithLogits)
    for (const [i, g] of (await gradient(binaryCrossEntropy)).entries()) expect(g).toBeCloseTo(expected[i]!, 6)
  })
})

describe('examples/own-loss.ts', () => {
  let builtIn: Outcome
  let own: Outcome
  beforeAll(async () => {
    ;({ builtIn, own } = await compareLosses({ scenes: 400, size: 32, epochs: 6, seed: 1 }))
  })

  /** The largest difference between the two losses of a step. */
  const apart = (steps: number): number =>
    Math.max(...own.losses.slice(0, steps).map((loss, i) => Math.abs(loss - builtIn.losses[i]!)))

  it('takes the steps that it takes with the built-in loss, but for rounding, which grows from step to step', () => {
    expect([own.name, builtIn.name]).toEqual(['own', 'binaryCrossEntropyWithLogits'])
    expect([own.losses.length, builtIn.losses.length]).toEqual([60, 60])
    expect(apart(1)).toBeLessThan(1e-6)
    expect(apart(5)).toBeLessThan(1e-4)
    expect(apart(10)).toBeLessThan(5e-3)
    expect(apart(60)).toBeLessThan(0.1)
  })

  it('trains as good a model, which is better than guessing', () => {
    const { losses, validLoss, averagePrecision, noneRecall } = own
    expect(losses.at(-1)!).toBeLessThan(0.75 * losses[0]!)
    expect(averagePrecision).toBeGreaterThan(0.35) // each label is on a quarter of the pictures
    expect(Math.abs(validLoss - builtIn.validLoss)).toBeLessThan(0.02)
    expect(Math.abs(averagePrecision - builtIn.averagePrecision)).toBeLessThan(0.05)
    expect(Math.abs(noneRecall - builtIn.noneRecall)).toBeLessThan(0.1)
  })
})
