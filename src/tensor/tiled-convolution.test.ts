import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { expectClose } from '../../test/close.ts'
import { Emitter } from './emitter.ts'
import { compile, conv2d, grad, Random, Tensor, tensor } from './index.ts'
import { tiledConvolution, tiledInputGradient, tiledWeightGradient } from './tiled-convolution.ts'

const from = (seed: number, shape: readonly number[]): Tensor => new Random(seed).normal(shape)

/** Every element within 5e-6 of the largest: what float32 keeps of a sum whose terms were mixed. */
async function expectAlike(found: Tensor, wanted: Tensor): Promise<void> {
  expect(found.shape).toEqual(wanted.shape)
  const values = Array.from((await wanted.data()) as ArrayLike<number>)
  expectClose(await found.data(), values, { rtol: 0, atol: 5e-6 * Math.max(...values.map(Math.abs)) })
}

describe('convolutions in tiles', () => {
  it('are the convolution and its gradients, as float64 computes them by definition', () =>
    fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 3 }),
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 1, max: 4 }),
        fc.tuple(fc.integer({ min: 3, max: 10 }), fc.integer({ min: 3, max: 10 })),
        fc.tuple(fc.integer({ min: 0, max: 2 }), fc.integer({ min: 0, max: 2 })),
        async (n, c, o, size, padding) => {
          const [x, weight] = [from(1, [n, c, ...size]), from(2, [o, c, 3, 3])]
          const exact = { x: x.cast('float64'), weight: weight.cast('float64') }
          const y = conv2d(exact.x, exact.weight, { padding })
          const g = from(3, y.shape)
          const [dx, dw] = grad(y, [exact.x, exact.weight], g.cast('float64'))
          await expectAlike(tiledConvolution(x, weight, { size, padding }), y)
          await expectAlike(tiledInputGradient(g, weight, { size, padding }), dx)
          await expectAlike(tiledWeightGradient(x, g, { size, padding }), dw)
        },
      ),
      { numRuns: 30 },
    ))

  it('are what compiled programs compute, gradients of gradients included', async () => {
    const [x, weight] = [from(1, [8, 64, 8, 8]), from(2, [72, 64, 3, 3])]
    const all = (x: Tensor, weight: Tensor): Tensor[] => {
      const y = conv2d(x, weight, { padding: 1 })
      const [dx, dw] = grad(y.mul(y).mean(), [x, weight])
      return [y, dx, dw, ...grad(dx.mul(dx).sum().add(dw.mul(dw).sum()), [x, weight])]
    }
    expect(convolutions(...all(new Tensor(x.shape, 'float32'), new Tensor(weight.shape, 'float32')))).toBe(0)
    const found = await compile(all)(x, weight)
    for (const [i, wanted] of all(x.cast('float64'), weight.cast('float64')).entries())
      await expectAlike(found[i]!, wanted)
  })
})

/** How many nodes of a replayed program are convolutions. */
function convolutions(...results: readonly Tensor[]): number {
  const emitter = new Emitter('baked', { replayed: true })
  for (const [i, result] of results.entries()) emitter.output(result, `y${i}`)
  return emitter.graph.build().graph!.node.filter(({ opType }) => opType.startsWith('Conv')).length
}

describe('the convolutions that are computed in tiles', () => {
  const count = (
    x: readonly number[],
    weight: readonly number[],
    options: Parameters<typeof conv2d>[2] = { padding: 1 },
    dtype: 'float32' | 'float16' = 'float32',
  ): number => convolutions(conv2d(new Tensor(x, dtype), new Tensor(weight, dtype), options))

  it.each([
    ['of the later stages of a ResNet-18', [32, 128, 16, 16], [128, 128, 3, 3]],
    ['of its last one', [32, 512, 4, 4], [512, 512, 3, 3]],
    ['of pictures at 224²', [8, 256, 14, 14], [256, 256, 3, 3]],
    ['to other channels, of oblong pictures', [16, 96, 8, 12], [160, 96, 3, 3]],
  ])('are those %s', (_, x, weight) => expect(count(x, weight)).toBe(0))

  it.each<[string, readonly number[], readonly number[], Parameters<typeof conv2d>[2], ('float32' | 'float16')?]>([
    ['rows are long for so few channels', [32, 64, 32, 32], [64, 64, 3, 3], { padding: 1 }],
    ['a kernel serves few tiles', [1, 256, 8, 8], [256, 256, 3, 3], { padding: 1 }],
    ['there is little to do', [4, 32, 8, 8], [32, 32, 3, 3], { padding: 1 }],
    ['there is a stride', [32, 128, 16, 16], [128, 128, 3, 3], { padding: 1, stride: 2 }],
    ['there is a dilation', [32, 128, 16, 16], [128, 128, 3, 3], { padding: 2, dilation: 2 }],
    ['channels are in groups', [32, 256, 16, 16], [256, 128, 3, 3], { padding: 1, groups: 2 }],
    ['the kernel is larger', [32, 128, 16, 16], [128, 128, 5, 5], { padding: 2 }],
    ['numbers are shorter', [32, 128, 16, 16], [128, 128, 3, 3], { padding: 1 }, 'float16'],
  ])('are not those where %s', (_, x, weight, options, dtype) => expect(count(x, weight, options, dtype)).toBe(1))

  it('are the weight gradients of longer rows too, which are slower otherwise', () => {
    const [x, weight] = [new Tensor([32, 64, 32, 32], 'float32'), new Tensor([64, 64, 3, 3], 'float32')]
    const [dw] = grad(conv2d(x, weight, { padding: 1 }).sum(), [weight])
    expect(convolutions(dw)).toBe(0)
    const emitter = new Emitter('baked', { replayed: true })
    emitter.output(dw, 'dw')
    expect(emitter.graph.build().graph!.node.some(({ opType }) => opType === 'Gather')).toBe(false)
  })

  it('are plain in other programs, such as exported models', () => {
    const emitter = new Emitter('baked')
    emitter.output(conv2d(new Tensor([32, 128, 16, 16], 'float32'), tensor(0).broadcastTo([128, 128, 3, 3])), 'y')
    expect(emitter.graph.build().graph!.node.map(({ opType }) => opType)).toContain('Conv')
  })
})
