import { describe, expect, it } from 'vitest'
import { arange, broadcastTo, concat, grad, stack, type Tensor, tensor, zeros } from '../index.ts'

const counted = (shape: readonly number[]): Tensor => arange(shape.reduce((a, b) => a * b, 1)).reshape(shape)
const values = async (x: Tensor): Promise<number[]> => Array.from((await x.data()) as ArrayLike<number>, Number)

describe('reshape', () => {
  it('keeps the order of the elements, and finds one length by itself', async () => {
    const x = counted([2, 3]).reshape([3, -1])
    expect(x.shape).toEqual([3, 2])
    expect(await x.array()).toEqual([
      [0, 1],
      [2, 3],
      [4, 5],
    ])
    expect(counted([2, 3]).reshape([-1]).shape).toEqual([6])
    expect(counted([1]).reshape([]).shape).toEqual([])
    expect(zeros([0, 3]).reshape([3, 0]).shape).toEqual([3, 0])
  })

  it.each([[[4]], [[-1, 4]], [[-1, -1]], [[2.5, -1]], [[0, -1]]])('refuses %j for six elements', (shape) =>
    expect(() => counted([2, 3]).reshape(shape)).toThrow('reshape: shape [2, 3] has 6 elements and does not fit into'),
  )

  it('has gradients for each tensor on the way', async () => {
    const x = tensor([1, 2, 3, 4])
    const square = x.reshape([2, 2])
    const [a, b] = grad(square.reshape([4]).mul(x).sum(), [square, x])
    expect(await a.array()).toEqual([
      [1, 2],
      [3, 4],
    ])
    expect(await b.array()).toEqual([2, 4, 6, 8])
  })
})

describe('flatten, squeeze and expandDims', () => {
  it('flatten joins axes', () => {
    expect(counted([2, 3, 4]).flatten().shape).toEqual([24])
    expect(counted([2, 3, 4]).flatten(1).shape).toEqual([2, 12])
    expect(counted([2, 3, 4]).flatten(0, -2).shape).toEqual([6, 4])
    expect(tensor(1).flatten().shape).toEqual([1])
  })

  it('squeeze drops axes of length 1, expandDims makes them', () => {
    expect(zeros([1, 2, 1]).squeeze().shape).toEqual([2])
    expect(zeros([1, 2, 1]).squeeze(-1).shape).toEqual([1, 2])
    expect(() => zeros([1, 2]).squeeze(1)).toThrow('squeeze: axis 1 of shape [1, 2] has length 2, not 1')
    expect(zeros([2]).expandDims(0).shape).toEqual([1, 2])
    expect(zeros([2]).expandDims([0, -1]).shape).toEqual([1, 2, 1])
    expect(() => zeros([2]).expandDims([0, 0])).toThrow('name an axis twice')
  })
})

describe('transpose, swapAxes and moveAxis', () => {
  it('put axes in another order', async () => {
    const x = counted([2, 3])
    const turned = [
      [0, 3],
      [1, 4],
      [2, 5],
    ]
    expect(await x.transpose().array()).toEqual(turned)
    expect(await x.swapAxes(0, -1).array()).toEqual(turned)
    expect(await x.moveAxis(-1, 0).array()).toEqual(turned)
    expect(counted([2, 3, 4]).transpose([2, 0, 1]).shape).toEqual([4, 2, 3])
    expect(counted([2, 3, 4]).moveAxis(0, -1).shape).toEqual([3, 4, 2])
    expect(await counted([2, 3, 2]).transpose([1, 0, 2]).at(2).array()).toEqual([
      [4, 5],
      [10, 11],
    ])
  })

  it('refuse orders that leave an axis out', () => {
    expect(() => counted([2, 3]).transpose([0, 0])).toThrow('transpose: axes [0, 0] must name each of the 2 axes once')
    expect(() => counted([2, 3]).transpose([0])).toThrow('must name each of the 2 axes once')
  })
})

describe('broadcastTo', () => {
  it('repeats along axes of length 1 and along new ones', async () =>
    expect(await broadcastTo(tensor([[1], [2]]), [2, 2, 2]).array()).toEqual([
      [
        [1, 1],
        [2, 2],
      ],
      [
        [1, 1],
        [2, 2],
      ],
    ]))

  it('refuses to shrink', () =>
    expect(() => broadcastTo(tensor([[1], [2]]), [2])).toThrow(
      /broadcastTo: shape \[2, 1\] does not broadcast to \[2\]/,
    ))

  it('what was broadcast has a gradient of its own', async () => {
    const x = tensor(2)
    const wide = x.broadcastTo([3])
    const [a, b] = grad(wide.mul(tensor([1, 2, 3])).sum(), [wide, x])
    expect(await a.array()).toEqual([1, 2, 3])
    expect(await b.item()).toBe(6)
  })
})

describe('concat, stack and split', () => {
  it('put tensors together and take them apart', async () => {
    const [a, b] = [counted([2, 1]), counted([2, 2])]
    const all = concat([a, b], -1)
    expect(await all.array()).toEqual([
      [0, 0, 1],
      [1, 2, 3],
    ])
    expect(await Promise.all(all.split([1, 2], 1).map(values))).toEqual([
      [0, 1],
      [0, 1, 2, 3],
    ])
    expect(await stack([b, b], 1).at(1).array()).toEqual([
      [2, 3],
      [2, 3],
    ])
    expect(stack([b, b], -1).shape).toEqual([2, 2, 2])
    expect(
      counted([6])
        .split(3)
        .map(({ shape }) => shape),
    ).toEqual([[2], [2], [2]])
  })

  it('meet in one type', () => expect(concat([tensor([1], { dtype: 'uint8' }), tensor([0.5])]).dtype).toBe('float32'))

  it('refuse what does not fit', () => {
    expect(() => concat([])).toThrow('concat: there are no tensors')
    expect(() => concat([zeros([2, 1]), zeros([3, 1])], 1)).toThrow(
      'concat: tensor 1 has shape [3, 1] where tensor 0 has [2, 1]; all lengths but that of axis 1 must agree',
    )
    expect(() => stack([zeros([2]), zeros([3])])).toThrow('stack: tensor 1 has shape [3] where tensor 0 has [2]')
    expect(() => zeros([5]).split(2)).toThrow('axis 0 of length 5 cannot be cut into 2 equal pieces')
    expect(() => zeros([5]).split([2, 2])).toThrow('lengths [2, 2] do not add up to 5')
  })
})

describe('tile and repeat', () => {
  it('repeat the whole, or each element', async () => {
    expect(await tensor([1, 2]).tile([2]).array()).toEqual([1, 2, 1, 2])
    expect(
      await tensor([[1, 2]])
        .tile([2, 2])
        .array(),
    ).toEqual([
      [1, 2, 1, 2],
      [1, 2, 1, 2],
    ])
    expect(tensor([1, 2]).tile([3, 1]).shape).toEqual([3, 2])
    expect(tensor([[1, 2]]).tile([3]).shape).toEqual([1, 6])
    expect(await tensor([1, 2]).repeat(2).array()).toEqual([1, 1, 2, 2])
    expect(
      await tensor([[1], [2]])
        .repeat(2, 1)
        .array(),
    ).toEqual([
      [1, 1],
      [2, 2],
    ])
    expect(tensor([1, 2]).tile([0]).shape).toEqual([0])
    expect(() => tensor([1]).repeat(-1)).toThrow('repeat: times')
  })
})
