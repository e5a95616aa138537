import { describe, expect, it } from 'vitest'
import { BatchNorm2d, Conv2d, Linear, Sequential } from '../nn/index.ts'
import { AdamW } from '../optim/index.ts'
import { Random } from '../tensor/index.ts'
import { decayGroups } from './parameter-groups.ts'

const random = new Random(0)

describe('decayGroups', () => {
  it('decays the weights of layers, and neither biases nor the scales of normalisation', () => {
    const [convolution, norm, linear] = [
      new Conv2d(3, 4, 3, { random }),
      new BatchNorm2d(4),
      new Linear(4, 2, { random }),
    ]
    expect(decayGroups(new Sequential(convolution, norm, linear))).toEqual([
      { parameters: [convolution.weight, linear.weight] },
      {
        parameters: [convolution.bias, norm.weight, norm.bias, linear.bias],
        settings: { weightDecay: 0 },
      },
    ])
  })

  it('leaves out a group that would be empty', () => {
    expect(decayGroups(new BatchNorm2d(4))).toHaveLength(1)
    expect(decayGroups(new Linear(4, 2, { random, bias: false }))).toHaveLength(1)
  })

  it('is what an optimizer takes', () => {
    const { groups } = new AdamW(decayGroups(new Linear(4, 2, { random })), { lr: 1e-3 })
    expect(groups.map(({ settings }) => settings.weightDecay)).toEqual([0.01, 0])
  })
})
