import { encodeModel, GraphBuilder } from '../onnx/index.ts'
import type { BlockTrial } from './protocol.ts'

/** The operators that ONNX Runtime's own layout optimisation puts in the place of convolutions of constant weights. */
export const blockedDomain = 'com.microsoft.nchwc'

/** With AVX-512, and without. */
const blocks = [16, 8]

/**
 * Trials of blocked convolutions: which block a processor has is not documented, so each is compared with plain ones.
 * None on processors other than x64, for which ONNX Runtime need not have such kernels.
 */
export const blockTrials = (architecture: string = process.arch): BlockTrial[] =>
  architecture === 'x64' ? blocks.map((block) => ({ block, model: trial(block) })) : []

function trial(block: number): Uint8Array {
  const graph = new GraphBuilder()
  const op = (type: string, inputs: string[], attributes = {}, domain = ''): string =>
    graph.op(type, inputs, attributes, { domain })[0]!
  const ints = (values: number[]): string =>
    graph.constant('int64', [values.length], BigInt64Array.from(values, BigInt))
  const channels = 2 * Math.max(...blocks)
  /** Numbers of which no two are alike. */
  const numbers = (shape: number[]): string => {
    const count = shape.reduce((product, size) => product * size, 1)
    return graph.constant(
      'float32',
      shape,
      Float32Array.from({ length: count }, (_, i) => Math.sin(i + 1)),
    )
  }
  const x = numbers([1, channels, 4, 4])
  const weight = numbers([channels, channels, 3, 3])
  const window = { kernel_shape: [3, 3], pads: [1, 1, 1, 1], strides: [1, 1], dilations: [1, 1], group: 1 }
  const blocked = op('Transpose', [op('Reshape', [weight, ints(inBlocks(channels, channels, 9, block))])], {
    perm: [0, 2, 4, 3, 1],
  })
  const y = op(
    'Conv',
    [op('ReorderInput', [x], {}, blockedDomain), op('Reshape', [blocked, ints([channels, channels, 3, 3])])],
    window,
    blockedDomain,
  )
  const distance = op('Sub', [op('ReorderOutput', [y], { channels }, blockedDomain), op('Conv', [x, weight], window)])
  graph.output(op('ReduceMax', [op('Abs', [distance])], { keepdims: 0 }), 'distance', 'float32', [])
  return encodeModel(graph.build())
}

/** A weight of [O, C, taps] with its channels in blocks. */
const inBlocks = (o: number, c: number, taps: number, block: number): number[] => [
  o / block,
  block,
  c / block,
  block,
  taps,
]
