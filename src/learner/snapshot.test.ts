import { describe, expect, it } from 'vitest'
import { BatchNorm2d, Conv2d, type Module, Sequential } from '../nn/index.ts'
import { SGD } from '../optim/index.ts'
import { compile, ones, Random, type Tensor, tensor } from '../tensor/index.ts'
import { Snapshot } from './snapshot.ts'

const valuesOf = async (model: Module): Promise<number[][]> =>
  Promise.all(
    [...model.namedParameters(), ...model.namedBuffers()].map(async ([, { value }]) =>
      [...(await value.data())].map(Number),
    ),
  )

describe('Snapshot', () => {
  // The convolution's 2,304 weights live with the executor, everything else on this side.
  const network = () => new Sequential(new Conv2d(16, 16, 3, { random: new Random(0) }), new BatchNorm2d(16))

  it('puts back parameters and running statistics, as often as asked', async () => {
    const model = network()
    const optimizer = new SGD(model.parameters(), { lr: 0.1 })
    const step = compile((x: Tensor) => optimizer.step(model.forward(x).square().mean()))
    const before = await valuesOf(model)
    const snapshot = await Snapshot.of(model)
    for (const _ of [1, 2]) {
      for (let i = 0; i < 3; i++) await step(new Random(i).normal([2, 16, 5, 5]))
      const after = await valuesOf(model)
      for (const [i, values] of after.entries()) expect(values).not.toEqual(before[i])
      snapshot.restore()
      expect(await valuesOf(model)).toEqual(before)
    }
  })

  it('knows which parameters and buffers are not finite', async () => {
    const model = network()
    expect(await Snapshot.notFinite(model)).toEqual([])
    const [, norm] = model.modules as readonly [unknown, BatchNorm2d]
    norm.runningVar.value = ones([16]).mul(tensor(Number.POSITIVE_INFINITY))
    norm.bias.value = ones([16]).mul(tensor([...new Array(15).fill(1), Number.NaN]))
    expect(await Snapshot.notFinite(model)).toEqual(['1.bias', '1.running_var'])
  })
})
