import { describe, expect, it } from 'vitest'
import { compile, grad, type Tensor, tensor } from '../../tensor/index.ts'
import { diceLoss, sigmoidDiceLoss } from './index.ts'

const numbers = async (x: Tensor): Promise<number[]> => Array.from(await x.data(), Number)
const int32 = (values: readonly number[], shape: readonly number[] = [values.length]): Tensor =>
  tensor(Int32Array.from(values), { shape })

describe('diceLoss', () => {
  /** Softmax gives 1 to the class and 0 to the others. */
  const certain = (classes: readonly number[]): Tensor =>
    tensor(classes.map((c) => [0, 1, 2].map((k) => (k === c ? 100 : -100))))

  it('is 0 where everything is right and 1 where nothing is', async () => {
    const right = diceLoss(certain([0, 1, 2]), int32([0, 1, 2]))
    const wrong = diceLoss(certain([0, 1, 2]), int32([1, 2, 0]))
    expect(await right.item()).toBeCloseTo(0, 6)
    expect(await wrong.item()).toBeCloseTo(1, 6)
  })

  it('is one minus 2·|both| / (|predicted| + |there|), class by class over the batch', async () => {
    const losses = await numbers(diceLoss(certain([0, 0, 0, 1]), int32([0, 0, 1, 1]), { reduction: 'none' }))
    expect(losses[0]).toBeCloseTo(1 - 4 / 5, 6)
    expect(losses[1]).toBeCloseTo(1 - 2 / 3, 6)
    expect(losses[2]).toBeCloseTo(0, 6) // Neither there nor predicted.
  })

  it('of places is that of a list of the places', async () => {
    const map = tensor([0.3, 2, -1, 0.5, 1, 0, -0.7, 0.2, 1.1, 0.4, -2, 0.9], { shape: [1, 3, 2, 2] })
    const list = map.transpose([0, 2, 3, 1]).reshape([4, 3])
    const found = await diceLoss(map, int32([2, 0, 1, 1], [1, 2, 2])).item()
    expect(found).toBeCloseTo(await diceLoss(list, int32([2, 0, 1, 1])).item(), 6)
  })

  it('leaves ignored places out of both parts', async () => {
    const found = await diceLoss(certain([0, 1, 1]), int32([0, 1, 255]), { ignoreIndex: 255 }).item()
    expect(found).toBeCloseTo(0, 6)
  })

  it('is finite at logits of ±1000, gradient included', async () => {
    const x = tensor([
      [1000, -1000],
      [-1000, 1000],
    ])
    for (const target of [int32([0, 1]), int32([1, 0])]) {
      const loss = diceLoss(x, target)
      for (const value of [await loss.item(), ...(await numbers(grad(loss, [x])[0]!))])
        expect(value).toSatisfy(Number.isFinite)
    }
  })

  it('refuses a class that the input does not have, at once or when it runs', async () => {
    const x = certain([0, 1])
    expect(() => diceLoss(x, int32([0, 3]))).toThrow(
      'diceLoss: target has class 3, but input has 3 classes (shape [2, 3])',
    )
    const step = compile((input: Tensor, target: Tensor) => diceLoss(input, target))
    await expect(step(x, int32([0, 3]))).rejects.toThrow('diceLoss: target has a class that input does not have')
    step.dispose()
  })

  it('refuses an input without an axis of classes, and a negative smooth', () => {
    expect(() => diceLoss(tensor([1, 2]), int32([0]))).toThrow('diceLoss: input has shape [2]; it must be [N, C]')
    expect(() => diceLoss(certain([0]), int32([0]), { smooth: -1 })).toThrow('diceLoss: smooth is -1')
  })
})

describe('sigmoidDiceLoss', () => {
  it('is one minus 2·|both| / (|predicted| + |there|), every class for itself', async () => {
    const input = tensor([
      [100, 100],
      [100, -100],
    ])
    const target = tensor([
      [1, 0],
      [0, 0],
    ])
    const losses = await numbers(sigmoidDiceLoss(input, target, { reduction: 'none' }))
    expect(losses[0]).toBeCloseTo(1 - 2 / 3, 6)
    expect(losses[1]).toBeCloseTo(1, 5)
  })

  it('refuses a target of another shape, naming both', () => {
    expect(() => sigmoidDiceLoss(tensor([[1, 2]]), tensor([1, 0]))).toThrow(
      'sigmoidDiceLoss: target has shape [2], but input has [1, 2]; they must be equal',
    )
  })
})
