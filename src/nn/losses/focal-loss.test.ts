import { describe, expect, it } from 'vitest'
import { grad, type Tensor, tensor } from '../../tensor/index.ts'
import { binaryCrossEntropyWithLogits, crossEntropy, focalLoss, sigmoidFocalLoss } from './index.ts'

/** The values; −0 as 0. */
const numbers = async (x: Tensor): Promise<number[]> => Array.from(await x.data(), Number).map((v) => v + 0)
const int32 = (values: readonly number[]): Tensor => tensor(Int32Array.from(values))

/** Logits of a two-class softmax, and of a sigmoid, that give a probability. */
const logit = (p: number): number => Math.log(p / (1 - p))

describe('focalLoss', () => {
  const ps = [0.1, 0.5, 0.9, 0.999]
  const logits = tensor(ps.map((p) => [logit(p), 0]))
  const first = int32([0, 0, 0, 0])

  it('is −(1 − p)² ln p', async () => {
    const losses = await numbers(focalLoss(logits, first, { reduction: 'none' }))
    for (const [i, p] of ps.entries()) expect(losses[i]).toBeCloseTo(-((1 - p) ** 2) * Math.log(p), 6)
  })

  it('with gamma 0 is crossEntropy', async () => {
    expect(await focalLoss(logits, first, { gamma: 0 }).item()).toBe(await crossEntropy(logits, first).item())
  })

  it('counts each class alpha times and leaves ignored items out of the mean', async () => {
    const losses = await numbers(focalLoss(logits, first, { reduction: 'none' }))
    const target = int32([0, -100, 0, -100])
    const found = await focalLoss(logits, target, { alpha: [3, 1] }).item()
    expect(found).toBeCloseTo((3 * (losses[0]! + losses[2]!)) / 2, 6)
  })

  it('is finite at logits of ±1000 for whole and fractional gammas, gradient included', async () => {
    const x = tensor([
      [1000, -1000],
      [-1000, 1000],
      [0, 0],
    ])
    for (const gamma of [0, 0.5, 1, 2]) {
      const loss = focalLoss(x, int32([0, 0, 0]), { gamma, reduction: 'none' })
      expect((await numbers(loss)).slice(0, 2)).toEqual([0, 2000])
      const gradient = await numbers(grad(loss.sum(), [x])[0]!)
      expect(gradient.slice(0, 4)).toEqual([0, 0, -1, 1])
    }
  })

  it('refuses a negative gamma, weights of another length and a class that the input does not have', () => {
    expect(() => focalLoss(logits, first, { gamma: -1 })).toThrow('focalLoss: gamma is -1; it must be finite')
    expect(() => focalLoss(logits, first, { alpha: [1] })).toThrow(
      'focalLoss: alpha has shape [1], but input has 2 classes',
    )
    expect(() => focalLoss(logits, int32([0, 1, 2, 0]))).toThrow(
      'focalLoss: target has class 2, but input has 2 classes',
    )
  })
})

describe('sigmoidFocalLoss', () => {
  const ps = [0.1, 0.9, 0.1, 0.9]
  const logits = tensor(ps.map(logit))
  const labels = [1, 1, 0, 0]
  const targets = tensor(labels)

  it('is −α (1 − p)^γ ln p, where p and α are those of the answer that is right', async () => {
    const losses = await numbers(sigmoidFocalLoss(logits, targets, { alpha: 0.25, gamma: 3, reduction: 'none' }))
    for (const [i, label] of labels.entries()) {
      const p = label === 1 ? ps[i]! : 1 - ps[i]!
      const alpha = label === 1 ? 0.25 : 0.75
      expect(losses[i]).toBeCloseTo(-alpha * (1 - p) ** 3 * Math.log(p), 6)
    }
  })

  it('with gamma 0 is binaryCrossEntropyWithLogits', async () => {
    const found = await sigmoidFocalLoss(logits, targets, { gamma: 0 }).item()
    expect(found).toBe(await binaryCrossEntropyWithLogits(logits, targets).item())
  })

  it('is finite at logits of ±1000 for whole and fractional gammas, gradient included', async () => {
    const x = tensor([1000, -1000, 1000, -1000])
    for (const gamma of [0, 0.5, 1, 2]) {
      const loss = sigmoidFocalLoss(x, tensor([1, 1, 0, 0]), { gamma, reduction: 'none' })
      expect(await numbers(loss)).toEqual([0, 1000, 1000, 0])
      expect(await numbers(grad(loss.sum(), [x])[0]!)).toEqual([0, -1, 1, 0])
    }
  })

  it('refuses an alpha that is no proportion, and a target of another shape, naming both', () => {
    expect(() => sigmoidFocalLoss(logits, targets, { alpha: 2 })).toThrow(
      'sigmoidFocalLoss: alpha is 2; it must lie in 0…1',
    )
    expect(() => sigmoidFocalLoss(logits, tensor([1]))).toThrow(
      'sigmoidFocalLoss: target has shape [1], but input has [4]; they must be equal',
    )
  })
})
