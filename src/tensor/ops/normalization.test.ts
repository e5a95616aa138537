import { describe, expect, it } from 'vitest'
import { expectClose } from '../../../test/close.ts'
import { spread } from '../../../test/finite-differences.ts'
import { batchNorm, batchNormTraining, batchStatistics, layerNorm, ones, tensor, zeros } from '../index.ts'

const x = tensor(spread(24, [-3, 5], 4), { shape: [2, 3, 4] })

describe('batchNormTraining', () => {
  it('gives every channel mean 0 and variance 1, then scales and shifts it', async () => {
    const { mean, variance } = batchStatistics(batchNormTraining(x, { eps: 0 }))
    expectClose(await mean.data(), [0, 0, 0])
    expectClose(await variance.data(), [1, 1, 1])
    const scaled = batchStatistics(
      batchNormTraining(x, {
        weight: tensor([1, 2, 3]).cast('float64'),
        bias: tensor([4, 5, 6]).cast('float64'),
        eps: 0,
      }),
    )
    expectClose(await scaled.mean.data(), [4, 5, 6])
    expectClose(await scaled.variance.data(), [1, 4, 9])
  })

  it('is batchNorm with the statistics of the batch', async () => {
    const options = { weight: tensor([1, 2, 3]), bias: tensor([4, 5, 6]), eps: 0.1 }
    const single = x.cast('float32')
    expectClose(
      await batchNormTraining(single, options).data(),
      await batchNorm(single, batchStatistics(single), options).data(),
    )
  })

  it('of a channel that does not vary is its bias', async () =>
    expectClose(await batchNormTraining(ones([4, 2]), { bias: tensor([3, 4]) }).data(), [3, 4, 3, 4, 3, 4, 3, 4]))

  it('stays precise where the mean is large beside the deviation', async () => {
    const far = x.cast('float32').add(10000)
    expectClose(await batchNormTraining(far).data(), await batchNormTraining(far.cast('float64')).data(), {
      atol: 2e-4,
    })
  })

  it.each<[string, () => unknown, string]>([
    ['one axis', () => batchNormTraining(zeros([3])), 'input has shape [3]; it must be [N, C] or [N, C, …]'],
    [
      'a weight of other channels',
      () => batchNormTraining(zeros([2, 3]), { weight: ones([2]) }),
      'weight has shape [2]; input [2, 3] needs [3]',
    ],
    ['integers', () => batchNormTraining(zeros([2, 3], { dtype: 'int64' })), 'input is int64; it must be a float type'],
    [
      'statistics of other channels',
      () => batchNorm(zeros([2, 3]), { mean: zeros([2]), variance: ones([3]) }),
      'mean has shape [2]',
    ],
  ])('refuses %s when written', (_, f, message) => expect(f).toThrow(message))
})

describe('layerNorm', () => {
  it('gives the last axes mean 0 and variance 1', async () => {
    const y = layerNorm(x, [3, 4], { eps: 0 })
    expectClose(await y.mean([1, 2]).data(), [0, 0])
    expectClose(await y.var([1, 2]).data(), [1, 1])
  })

  it('refuses a shape that is not that of the last axes', () => {
    expect(() => layerNorm(x, [3])).toThrow('layerNorm: shape [3] must be the last axes of the input, [2, 3, 4]')
    expect(() => layerNorm(x, [])).toThrow('must be the last axes')
    expect(() => layerNorm(x, [4], { weight: ones([3]) })).toThrow('weight has shape [3]; it must be [4]')
  })
})
