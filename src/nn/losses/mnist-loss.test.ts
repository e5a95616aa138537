import { describe, expect, it } from 'vitest'
import { grad, type Tensor, tensor } from '../../tensor/index.ts'
import { binaryCrossEntropyWithLogits, mnistLoss } from './index.ts'

const targets = tensor([1, 0, 1])

describe('mnistLoss', () => {
  it("gives the chapter's numbers", async () => {
    expect(await mnistLoss(tensor([0.9, 0.4, 0.2]), targets).item()).toBeCloseTo(0.4333, 4)
    expect(await mnistLoss(tensor([0.9, 0.4, 0.8]), targets).item()).toBeCloseTo(0.2333, 4)
  })

  it('through a sigmoid has no slope where it is confidently wrong, where cross-entropy has most', async () => {
    const x = tensor([-30])
    const slope = async (loss: Tensor) => grad(loss, [x])[0]!.item()
    expect(await slope(mnistLoss(x.sigmoid(), tensor([1])))).toBeCloseTo(0, 6)
    expect(await slope(binaryCrossEntropyWithLogits(x, tensor([1])))).toBeCloseTo(-1, 6)
  })

  it('refuses a target of another shape, naming both', () => {
    expect(() => mnistLoss(tensor([0.9, 0.4]), targets)).toThrow('mnistLoss: target has shape [3], but input has [2]')
  })
})
