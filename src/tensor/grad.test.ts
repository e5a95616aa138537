import { describe, expect, it } from 'vitest'
import { expectClose } from '../../test/close.ts'
import { compile, full, grad, ones, type Tensor, tensor, Variable, where, zeros } from './index.ts'

describe('grad', () => {
  it('is the derivative of a number in each input', async () => {
    const [x, y] = [tensor([1, 2, 3]), tensor(2)]
    const [dx, dy] = grad(x.square().mul(y).sum(), [x, y])
    expect(await dx.array()).toEqual([4, 8, 12])
    expect(await dy.item()).toBe(14)
  })

  it('is more of the same, so it has gradients', async () => {
    const x = tensor([2, 3], { dtype: 'float64' })
    const [first] = grad(x.pow(4).sum(), [x])
    const [second] = grad(first.sum(), [x])
    const [third] = grad(second.sum(), [x])
    expectClose(await first.data(), [32, 108])
    expectClose(await second.data(), [48, 108])
    expectClose(await third.data(), [48, 72])
  })

  it('adds up over all ways from the input to the output', async () => {
    const x = tensor(3)
    const y = x.mul(2)
    const [dx, dy] = grad(y.mul(y).add(y.mul(x)).add(x), [x, y])
    // y² + xy + x with y = 2x
    expect([await dx.item(), await dy.item()]).toEqual([2 * 6 * 2 + 6 + 2 * 3 + 1, 2 * 6 + 3])
  })

  it('takes the vector of a product, where the output is no number', async () => {
    const x = tensor([1, 2])
    const [g] = grad(x.square(), [x], tensor([10, 1]))
    expect(await g.array()).toEqual([20, 4])
  })

  it('is zero where the output does not depend on an input', async () => {
    const [x, y] = [tensor([1, 2]), ones([3], { dtype: 'float64' })]
    const [, dy] = grad(x.sum(), [x, y])
    expect([dy.dtype, await dy.array()]).toEqual(['float64', [0, 0, 0]])
  })

  it('stops at detach, of a computed tensor and of a given one', async () => {
    const x = tensor([3])
    expect(await grad(x.detach().mul(x).sum(), [x])[0].array()).toEqual([3])
    expect(await grad(x.mul(2).detach().mul(x).sum(), [x])[0].array()).toEqual([6])
  })

  it('reaches tensors that were broadcast, reshaped or filled', async () => {
    for (const x of [
      ones([2, 2]),
      full([2, 2], 1),
      tensor(1).broadcastTo([2, 2]),
      tensor([1, 1, 1, 1]).reshape([2, 2]),
    ]) {
      const [g] = grad(
        x
          .mul(
            tensor([
              [1, 2],
              [3, 4],
            ]),
          )
          .reshape([4])
          .reshape([2, 2])
          .sum(),
        [x],
      )
      expect(await g.array()).toEqual([
        [1, 2],
        [3, 4],
      ])
    }
  })

  it('reaches tensors whose values were computed before', async () => {
    const x = tensor([1, 2])
    const y = await x.mul(3).realize()
    const [dx, dy] = grad(y.square().sum(), [x, y])
    expect(await dx.array()).toEqual([18, 36])
    expect(await dy.array()).toEqual([6, 12])
  })

  it('goes through thousands of operations', async () => {
    let x: Tensor = tensor(1, { dtype: 'float64' })
    const start = x
    for (let i = 0; i < 3000; i++) x = x.mul(1.0001)
    expectClose(await grad(x, [start])[0].item(), 1.0001 ** 3000)
  })

  it('sees variables, outside and inside compiled functions', async () => {
    const w = new Variable(tensor([2, 3]))
    const loss = () => w.value.square().sum()
    expect(await grad(loss(), [w])[0].array()).toEqual([4, 6])
    expect(await (await compile(() => grad(loss(), [w])[0])()).array()).toEqual([4, 6])
  })

  it('gives mixed types back in the types of the inputs', async () => {
    const x = tensor([1, 2], { dtype: 'float64' })
    const y = tensor([3, 4])
    const [dx, dy] = grad(x.mul(y).sum(), [x, y])
    expect([dx.dtype, dy.dtype]).toEqual(['float64', 'float32'])
    expect(await dx.array()).toEqual([3, 4])
    expect(await dy.array()).toEqual([1, 2])
  })

  it('does not flow through choices that were not taken', async () => {
    const x = tensor([-1, 4])
    const safe = where(x.greater(0), x, 1)
    expect(await grad(where(x.greater(0), safe.sqrt(), 0).sum(), [x])[0].array()).toEqual([0, 0.25])
  })
})

describe('grad refuses', () => {
  const x = tensor([1, 2])
  it.each<[string, () => unknown, string]>([
    [
      'an output that is no number',
      () => grad(x.mul(2), [x]),
      'output has shape [2]; it must be a scalar (reduce it with mean() or sum())',
    ],
    [
      'a vector of another shape',
      () => grad(x, [x], ones([3])),
      "outputGradient has shape [3]; it must have the output's, [2]",
    ],
    [
      'a vector of another type',
      () => grad(x, [x], ones([2], { dtype: 'float64' })),
      "outputGradient is float64; it must have the output's type, float32: cast() it",
    ],
    [
      'an output of integers',
      () => grad(x.cast('int32').sum(), [x]),
      'output is int64; only float tensors have gradients',
    ],
    [
      'inputs of integers',
      () => grad(x.sum(), [x, tensor([1n])]),
      'inputs[1] is int64; only float tensors have gradients',
    ],
  ])('%s', (_, f, message) => expect(f).toThrow(message))

  it('says which operator has no gradient, where the only way leads through it', () => {
    expect(() => grad(x.argmax().cast('float32'), [x])).toThrow(
      'inputs[0] reaches the output only through operators without a gradient; argmax has no gradient: positions are whole numbers',
    )
    const y = tensor([1, 2])
    expect(() => grad(x.argmax().add(x.sum()).add(y.floor().sum()), [x, y])).not.toThrow()
    expect(() => grad(zeros([2]).add(x).argmax().add(x.sum()).cast('float32'), [x])).not.toThrow()
  })
})
