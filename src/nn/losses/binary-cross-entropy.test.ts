import { describe, expect, it } from 'vitest'
import { compile, grad, type Tensor, tensor } from '../../tensor/index.ts'
import { binaryCrossEntropy } from './index.ts'

/** The values; −0 as 0. */
const numbers = async (x: Tensor): Promise<number[]> => Array.from(await x.data(), Number).map((v) => v + 0)

describe('binaryCrossEntropy', () => {
  it("is the spreadsheet's binary block, which the sheet has to base 10", async () => {
    const losses = await numbers(
      binaryCrossEntropy(tensor([0.5, 0.98, 0.9, 0.5, 0.9]), tensor([1, 1, 0, 0, 1]), { reduction: 'none' }),
    )
    const sheet = [0.30103, 0.008774, 1, 0.30103, 0.045757]
    for (const [i, value] of sheet.entries()) expect(losses[i]! / Math.LN10).toBeCloseTo(value, 5)
  })

  it('keeps the logarithms at −100 or above, and the gradient finite', async () => {
    const p = tensor([0, 1, 0, 1])
    const loss = binaryCrossEntropy(p, tensor([1, 0, 0, 1]), { reduction: 'none' })
    expect(await numbers(loss)).toEqual([100, 100, 0, 0])
    const gradient = await numbers(grad(loss.sum(), [p])[0]!)
    for (const value of gradient) expect(value).toSatisfy(Number.isFinite)
    expect(gradient.map(Math.sign)).toEqual([-1, 1, 0, 0])
  })

  it('has the gradient (p − target) / (p · (1 − p))', async () => {
    const p = tensor([0.2, 0.9])
    const gradient = await numbers(grad(binaryCrossEntropy(p, tensor([1, 0.5]), { reduction: 'sum' }), [p])[0]!)
    expect(gradient[0]).toBeCloseTo(-5, 4)
    expect(gradient[1]).toBeCloseTo(0.4 / 0.09, 4)
  })

  it('counts each element weight times', async () => {
    const found = await binaryCrossEntropy(tensor([0.5, 0.5]), tensor([1, 0]), { weight: [3, 1] }).item()
    expect(found).toBeCloseTo(2 * Math.LN2, 6)
  })

  it('refuses what is no probability where its value is known, and says which loss takes logits', () => {
    expect(() => binaryCrossEntropy(tensor([0.5, 1.5]), tensor([0, 1]))).toThrow(
      'binaryCrossEntropy: input has the value 1.5; probabilities must lie in 0…1 (for logits there is ' +
        'binaryCrossEntropyWithLogits)',
    )
    expect(() => binaryCrossEntropy(tensor([Number.NaN]), tensor([0]))).toThrow('input has the value NaN')
  })

  it('gives NaN for what is no probability where its value is not known', async () => {
    const step = compile((p: Tensor, t: Tensor) => binaryCrossEntropy(p, t))
    expect(await (await step(tensor([1.5]), tensor([1]))).item()).toBeNaN()
    step.dispose()
  })

  it('refuses a target of another shape, naming both', () => {
    expect(() => binaryCrossEntropy(tensor([0.5, 0.5]), tensor([1]))).toThrow(
      'binaryCrossEntropy: target has shape [1], but input has [2]; they must be equal',
    )
  })
})
