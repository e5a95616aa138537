import { describe, expect, it } from 'vitest'
import { grad, type Tensor, tensor } from '../../tensor/index.ts'
import { huberLoss, l1Loss, mseLoss, smoothL1Loss } from './index.ts'

const numbers = async (x: Tensor): Promise<number[]> => Array.from(await x.data(), Number)
const differences = [-3, -1, -0.5, 0, 0.5, 1, 3]
const input = tensor(differences)
const target = tensor(differences.map(() => 0))
const slopes = (loss: Tensor): Promise<number[]> => numbers(grad(loss, [input])[0]!)

describe('mseLoss', () => {
  it('squares the differences and divides by their number', async () => {
    expect(await numbers(mseLoss(input, target, { reduction: 'none' }))).toEqual([9, 1, 0.25, 0, 0.25, 1, 9])
    expect(await mseLoss(input, target).item()).toBeCloseTo(20.5 / 7, 6)
  })

  it('has the slope 2·d', async () => {
    expect(await slopes(mseLoss(input, target, { reduction: 'sum' }))).toEqual(differences.map((d) => 2 * d))
  })
})

describe('l1Loss', () => {
  it('is the size of the difference', async () => {
    expect(await numbers(l1Loss(input, target, { reduction: 'none' }))).toEqual(differences.map(Math.abs))
  })

  it('has the slope −1, 0 or 1', async () => {
    expect(await slopes(l1Loss(input, target, { reduction: 'sum' }))).toEqual(differences.map(Math.sign))
  })
})

describe('huberLoss', () => {
  it('is ½ d² up to delta and delta·(|d| − ½ delta) beyond', async () => {
    expect(await numbers(huberLoss(input, target, { reduction: 'none' }))).toEqual([
      2.5, 0.5, 0.125, 0, 0.125, 0.5, 2.5,
    ])
    expect(await numbers(huberLoss(input, target, { delta: 2, reduction: 'none' }))).toEqual([
      4, 0.5, 0.125, 0, 0.125, 0.5, 4,
    ])
  })

  it('has as slope the difference kept in ±delta, at the seam too', async () => {
    expect(await slopes(huberLoss(input, target, { reduction: 'sum' }))).toEqual([-1, -1, -0.5, 0, 0.5, 1, 1])
  })

  it.each([0, -1, Number.NaN])('refuses a delta of %d', (delta) => {
    expect(() => huberLoss(input, target, { delta })).toThrow(`huberLoss: delta is ${delta}; it must be above 0`)
  })
})

describe('smoothL1Loss', () => {
  it('is huberLoss divided by beta', async () => {
    const huber = await numbers(huberLoss(input, target, { delta: 2, reduction: 'none' }))
    expect(await numbers(smoothL1Loss(input, target, { beta: 2, reduction: 'none' }))).toEqual(huber.map((h) => h / 2))
  })

  it('with a beta of 0 is l1Loss', async () => {
    expect(await numbers(smoothL1Loss(input, target, { beta: 0, reduction: 'none' }))).toEqual(
      differences.map(Math.abs),
    )
  })

  it('refuses a beta below 0', () => {
    expect(() => smoothL1Loss(input, target, { beta: -1 })).toThrow('smoothL1Loss: beta is -1; it must not be negative')
  })
})

describe.each([mseLoss, l1Loss, huberLoss, smoothL1Loss])('%o', (loss) => {
  it('refuses a target of another shape, even one that would broadcast, naming both', () => {
    expect(() => loss(tensor([[1], [2]]), tensor([1, 2]))).toThrow(
      `${loss.name}: target has shape [2], but input has [2, 1]; they must be equal (nothing is broadcast)`,
    )
  })

  it('refuses an input of whole numbers, and takes a target of them', async () => {
    expect(() => loss(tensor([1], { dtype: 'int32' }), tensor([1]))).toThrow(`${loss.name}: input is int32 [1]`)
    expect(await loss(tensor([3]), tensor([3], { dtype: 'int32' })).item()).toBe(0)
  })

  it('is finite for differences of 1e9, gradient included', async () => {
    const far = tensor([1e9, -1e9])
    const value = loss(far, tensor([0, 0]))
    for (const number of [await value.item(), ...(await numbers(grad(value, [far])[0]!))])
      expect(number).toSatisfy(Number.isFinite)
  })

  describe('where some targets are NaN, that is absent', () => {
    const absent = Number.NaN
    const x = tensor([0.3, 7, -2, -5, 0.1])
    const targets = tensor([0, absent, 0.5, absent, 0])

    it('is the loss of the others alone (its own value without the absent ones)', async () => {
      const others = [tensor([0.3, -2, 0.1]), tensor([0, 0.5, 0])] as const
      for (const reduction of ['mean', 'sum'] as const)
        expect(await loss(x, targets, { reduction }).item()).toBeCloseTo(await loss(...others, { reduction }).item(), 6)
      const each = await numbers(loss(x, targets, { reduction: 'none' }))
      expect([each[1], each[3]]).toEqual([0, 0])
    })

    it('has a gradient of exactly 0 there, and that of central differences elsewhere', async () => {
      const at = [0.3, 7, -2, -5, 0.1]
      const precise = (values: number[]): Tensor => tensor(values, { dtype: 'float64' })
      const value = (values: number[]) => loss(precise(values), targets)
      const point = precise(at)
      const found = await numbers(grad(loss(point, targets), [point])[0]!)
      const step = 1e-5
      for (const i of at.keys()) {
        const moved = (by: number) => value(at.map((v, k) => (k === i ? v + by : v))).item()
        expect(found[i]).toBeCloseTo(((await moved(step)) - (await moved(-step))) / (2 * step), 6)
      }
      expect([found[1]! + 0, found[3]! + 0]).toEqual([0, 0])
    })

    it('is 0 with a gradient of 0 where all are', async () => {
      const none = tensor([absent, absent, absent, absent, absent])
      expect(await loss(x, none).item()).toBe(0)
      expect((await numbers(grad(loss(x, none), [x])[0]!)).map((v) => v + 0)).toEqual([0, 0, 0, 0, 0])
    })

    it('is NaN all the same where a prediction is, so that a diverging model is noticed', async () => {
      expect(await loss(tensor([absent, 1]), tensor([0, 1])).item()).toBeNaN()
    })
  })
})
