import { describe, expect, it } from 'vitest'
import { grad, type Tensor, tensor } from '../../tensor/index.ts'
import { crossEntropy, nllLoss } from './index.ts'

const int32 = (values: readonly number[]): Tensor => tensor(Int32Array.from(values))
const x = tensor([
  [2, 1, 0.1],
  [0.5, 2.5, 0.3],
  [-1, 0, 4],
])
const target = int32([0, -100, 1])

describe('nllLoss', () => {
  it('takes no logarithm: it is minus the input at the class', async () => {
    expect(await nllLoss(tensor([[0.25, 0.75]]), int32([1])).item()).toBe(-0.75)
  })

  it('of logSoftmax is crossEntropy', async () => {
    const options = { weight: [0.5, 2, 1] }
    const loss = await nllLoss(x.logSoftmax(1), target, options).item()
    expect(loss).toBeCloseTo(await crossEntropy(x, target, options).item(), 6)
  })

  it('has the gradient −weight / total at the class and 0 elsewhere', async () => {
    const gradient = grad(nllLoss(x, target, { weight: [1, 3, 1] }), [x])[0]!
    expect(await gradient.array()).toEqual([
      [-0.25, 0, 0],
      [0, 0, 0],
      [0, -0.75, 0],
    ])
  })

  it('refuses a class that the input does not have', () => {
    expect(() => nllLoss(x, int32([0, 1, 3]))).toThrow(
      'nllLoss: target has class 3, but input has 3 classes (shape [3, 3])',
    )
  })

  it('refuses a target of another shape, naming both', () => {
    expect(() => nllLoss(x, int32([0, 1]))).toThrow('nllLoss: target has shape [2], but input has [3, 3]')
  })

  it('refuses targets that are no integers', () => {
    expect(() => nllLoss(x, tensor([0, 1, 2]))).toThrow('nllLoss: target is float32 [3] beside an input of [3, 3]')
  })
})
