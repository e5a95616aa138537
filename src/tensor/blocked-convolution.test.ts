import { describe, expect, it, vi } from 'vitest'
import { decodeModel } from '../onnx/index.ts'
import { defaultExecutor } from '../runtime/index.ts'
import { Emitter } from './emitter.ts'
import { compile, conv2d, grad, Random, Tensor } from './index.ts'

/** The types of the nodes of a convolution's program. */
function nodesOf(
  x: readonly number[],
  weight: readonly number[],
  options: Parameters<typeof conv2d>[2] & { frozen?: boolean; block?: number } = {},
): string[] {
  const [pictures, kernel] = [new Tensor(x, 'float32'), new Tensor(weight, 'float32')]
  const frozen = options.frozen ? new Map([[kernel, new Float32Array(kernel.size)]]) : new Map()
  const emitter = new Emitter('baked', { frozen, channelBlock: options.block ?? 16 })
  emitter.output(conv2d(pictures, kernel, options), 'y')
  return emitter.graph.build().graph!.node.map(({ opType, domain }) => (domain ? `${domain}:${opType}` : opType))
}
const blocked = 'com.microsoft.nchwc:Conv'

describe('convolutions over blocks of channels', () => {
  it.each([
    { x: [3, 32, 9, 7], weight: [16, 32, 3, 3], options: { padding: 1 } },
    { x: [8, 16, 8, 8], weight: [48, 16, 5, 3], options: { padding: [2, 0] } as const },
    { x: [2, 32, 12, 12], weight: [32, 32, 3, 3], options: { padding: 2, dilation: 2 } },
    { x: [4, 64, 8, 8], weight: [32, 64, 2, 2], options: {} },
  ])('give the values and the gradients of plain ones ($x with $weight)', async ({ x, weight, options }) => {
    // A case that the rule leaves plain would compare plain with plain.
    expect(nodesOf(x, weight, options)).toContain(blocked)
    const pictures = new Random(1).uniform(x, { low: -1, high: 1 })
    const kernel = new Random(2).uniform(weight, { low: -1, high: 1 })
    const all = (a: Tensor, w: Tensor): Tensor[] => {
      const y = conv2d(a, w, options)
      return [y, ...grad(y.mul(y).sum(), [a, w])]
    }
    // What is not compiled uses plain convolutions.
    const expected = await Promise.all(all(pictures, kernel).map((tensor) => tensor.data()))
    const found = await Promise.all((await compile(all)(pictures, kernel)).map((tensor) => tensor.data()))
    for (const [i, values] of expected.entries()) {
      const scale = Math.max(...Array.from(values as Float32Array, Math.abs))
      for (const [j, value] of (values as Float32Array).entries())
        expect(Math.abs(value - (found[i] as Float32Array)[j]!)).toBeLessThan(2e-6 * scale)
    }
  })

  it('are used in compiled programs where the processor has them', async () => {
    const block = await defaultExecutor().channelBlock()
    const run = vi.spyOn(defaultExecutor(), 'run')
    const [x, weight] = [new Random(1).uniform([8, 32, 8, 8]), new Random(2).uniform([32, 32, 3, 3])]
    await compile((a: Tensor, w: Tensor) => conv2d(a, w))(x, weight)
    const { model } = run.mock.calls.at(-1)![0]
    run.mockRestore()
    const { graph } = decodeModel(typeof model === 'function' ? model() : model)
    expect(graph!.node.some(({ opType, domain }) => opType === 'Conv' && domain !== '')).toBe(block > 0)
  })

  it.each([
    ['channels are no whole blocks', [8, 24, 8, 8], [32, 24, 3, 3], {}],
    ['channels are in groups', [8, 32, 8, 8], [32, 16, 3, 3], { groups: 2 }],
    ['the kernel is a single pixel', [8, 32, 8, 8], [32, 32, 1, 1], {}],
    ['there is a stride', [8, 32, 8, 8], [32, 32, 3, 3], { stride: 2 }],
    ['the weights are larger than the pictures', [1, 64, 4, 4], [64, 64, 3, 3], { padding: 1 }],
    ['the weights are constants, which ONNX Runtime blocks', [8, 32, 8, 8], [32, 32, 3, 3], { frozen: true }],
    ['the processor has none', [8, 32, 8, 8], [32, 32, 3, 3], { block: 0 }],
  ] as const)('are left alone where %s', (_, x, weight, options) => {
    expect(nodesOf([8, 32, 8, 8], [32, 32, 3, 3])).toContain(blocked)
    expect(nodesOf(x, weight, options)).not.toContain(blocked)
  })
})
