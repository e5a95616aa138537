import { inspect } from 'node:util'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { KindlingError } from '../base/errors.ts'
import { defaultExecutor } from '../runtime/index.ts'
import { arange, conv2d, matmul, ones, realize, type Tensor, tensor, Variable, zeros } from './index.ts'

afterEach(() => vi.restoreAllMocks())
const watched = () => vi.spyOn(defaultExecutor(), 'run')
const buffersAlive = async (): Promise<number> => (await defaultExecutor().stats()).buffers

describe('writing an expression', () => {
  it('runs nothing', async () => {
    const run = watched()
    const x = tensor([1, 2, 3]).mul(2).exp().sum()
    expect(run).not.toHaveBeenCalled()
    await x.data()
    expect(run).toHaveBeenCalledTimes(1)
  })

  it('checks shapes and types, and says what is wrong where it is written', () => {
    expect(() => matmul(zeros([2, 3]), zeros([2, 3]))).toThrow(KindlingError)
    expect(() => conv2d(zeros([1, 3, 8, 8]), zeros([4, 2, 3, 3]))).toThrow(
      'conv2d: input [1, 3, 8, 8] has 3 channels in 1 group, so axis 1 of weight [4, 2, 3, 3] must be 3, but it is 2',
    )
    expect(() => zeros([2, 3]).sum(2)).toThrow('sum: axis is 2, but the tensor has 2 axes; it must lie in -2…1')
  })

  it('leaves problems of values to the run, which names the node', async () => {
    const x = tensor([1, 2]).take(5)
    await expect(x.data()).rejects.toThrow(/expression \(\d+ nodes?\) failed: .*Gather/)
  })
})

describe('values', () => {
  it('come as a typed array, nested arrays or one number', async () => {
    const x = tensor([
      [1, 2],
      [3, 4],
    ])
    expect(await x.data()).toEqual(new Float32Array([1, 2, 3, 4]))
    expect(await x.array()).toEqual([
      [1, 2],
      [3, 4],
    ])
    expect(await x.greater(2).array()).toEqual([
      [false, false],
      [true, true],
    ])
    expect(await tensor([[7]]).item()).toBe(7)
    expect(await tensor(5n).item()).toBe(5)
    expect(await tensor([true]).item()).toBe(1)
    expect(await tensor(3).array()).toBe(3)
  })

  it('of several elements are no item', async () =>
    expect(ones([2, 2]).item()).rejects.toThrow('item: the tensor has 4 elements (shape [2, 2]); it must have one'))

  it('are computed once and remembered, small ones here, large ones with the executor', async () => {
    for (const size of [3, 5000]) {
      const run = watched()
      const x = ones([size]).add(1)
      await x.realize()
      expect((await x.data())[size - 1]).toBe(2)
      await x.data()
      expect(run).toHaveBeenCalledTimes(1)
      run.mockRestore()
    }
  })

  it('that are wanted together are computed together', async () => {
    const run = watched()
    const x = tensor([1, 2]).exp()
    const [a, b] = [x.sum(), x.mean()]
    await realize(a, b, a)
    expect(run).toHaveBeenCalledTimes(1)
    expect([await a.item(), await b.item()].map((v) => v.toFixed(4))).toEqual(['10.1073', '5.0537'])
    expect(run).toHaveBeenCalledTimes(1)
  })

  it('of large tensors given here are sent once, when they are realized', async () => {
    const x = tensor(new Float32Array(5000).fill(1))
    const upload = vi.spyOn(defaultExecutor(), 'upload')
    await x.realize()
    await x.realize()
    expect(upload).toHaveBeenCalledTimes(1)
    expect(await x.sum().item()).toBe(5000)
  })

  it('may be wanted again and again at the same time', async () => {
    const x = arange(3).mul(2)
    expect(await Promise.all([x.array(), x.array(), x.sum().item()])).toEqual([[0, 2, 4], [0, 2, 4], 6])
  })
})

describe('a program', () => {
  it('is reused for the same expression of other numbers, shapes, axes and slices', async () => {
    const f = (x: Tensor, scale: number, start: number) => x.mul(scale).at([start, null]).sum(-1)
    await f(ones([5, 3]), 2, 1).data()
    const { sessions } = await defaultExecutor().stats()
    for (let i = 2; i < 9; i++) expect((await f(ones([12, i]), i + 0.5, i).data())[0]).toBe(i * (i + 0.5))
    expect((await defaultExecutor().stats()).sessions).toBeLessThanOrEqual(sessions + 2)
  })
})

describe('dispose', () => {
  it('gives memory back at once', async () => {
    const before = await buffersAlive()
    const x = await ones([5000]).add(1).realize()
    expect(await buffersAlive()).toBe(before + 1)
    x.dispose()
    expect(await buffersAlive()).toBe(before)
  })

  it('may be called twice', () => {
    const x = tensor([1])
    x.dispose()
    x.dispose()
  })

  it('leaves a tensor that can be computed again', async () => {
    const x = await ones([5000]).add(1).realize()
    x.dispose()
    expect((await x.data())[0]).toBe(2)
  })

  it('leaves given values gone: using them says so', async () => {
    const x = tensor([1, 2])
    x.dispose()
    const message = 'Tensor([2], float32) has no values: it was disposed of'
    await expect(x.data()).rejects.toThrow(message)
    await expect(x.add(1).data()).rejects.toThrow(message)
    await expect(x.data()).rejects.toBeInstanceOf(KindlingError)
  })

  it('happens by itself at the end of a block, with using', async () => {
    const before = await buffersAlive()
    {
      using x = await ones([5000]).add(1).realize()
      expect(x.storage).toBeDefined()
      expect(await buffersAlive()).toBe(before + 1)
    }
    expect(await buffersAlive()).toBe(before)
  })
})

describe('detach', () => {
  it('once computed, forgets what it was computed from', async () => {
    let x = ones([2])
    for (let i = 0; i < 3; i++) {
      x = x.add(1).detach()
      await x.realize()
      expect(x.operation).toBeUndefined()
    }
    expect(await x.array()).toEqual([4, 4])
  })
})

describe('an AbortSignal', () => {
  it('that has fired rejects with its reason, and the tensor can be computed later', async () => {
    const x = ones([2]).add(1)
    await expect(x.data({ signal: AbortSignal.abort(new Error('stop')) })).rejects.toThrow('stop')
    await expect(x.realize({ signal: AbortSignal.abort(new Error('stop')) })).rejects.toThrow('stop')
    expect(await x.array()).toEqual([2, 2])
  })

  it('that fires while the program waits rejects at once', async () => {
    const controller = new AbortController()
    const pending = ones([300, 300])
      .matmul(ones([300, 300]))
      .sum()
      .data({ signal: controller.signal })
    controller.abort(new Error('enough'))
    await expect(pending).rejects.toThrow('enough')
  })
})

describe('a tensor as text', () => {
  it('shows shape and type', () => {
    expect(String(ones([2, 3]))).toBe('Tensor([2, 3], float32)')
    expect(inspect({ x: tensor(1n) })).toBe('{ x: Tensor([], int64) }')
    expect([ones([2, 3]).ndim, ones([2, 3]).size]).toEqual([2, 6])
  })
})

describe('a variable', () => {
  it('holds a tensor and takes others of its shape and type', async () => {
    const v = new Variable(tensor([1, 2]))
    const held = v.value
    v.value = v.value.mul(3)
    expect(await v.value.array()).toEqual([3, 6])
    expect(await held.array()).toEqual([1, 2])
  })

  it('does not keep the history of what it is given', async () => {
    const v = new Variable(zeros([2]))
    for (let i = 0; i < 50; i++) {
      v.value = v.value.add(1)
      await v.value.realize()
    }
    expect(v.value.operation).toBeUndefined()
    expect(await v.value.array()).toEqual([50, 50])
  })
})
