import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { needsShared, shared } from '../../../test/shared.ts'
import { type DType, grad, linspace, type Tensor, tensor } from '../../tensor/index.ts'
import {
  binaryCrossEntropy,
  binaryCrossEntropyWithLogits,
  crossEntropy,
  huberLoss,
  l1Loss,
  mseLoss,
  nllLoss,
  type Reduction,
  smoothL1Loss,
} from './index.ts'

interface Values {
  readonly shape: readonly number[]
  readonly data: readonly number[]
}

interface Case {
  readonly name: string
  readonly inputs: { readonly input: Values }
  readonly attrs: {
    readonly target: Values
    readonly weight?: Values | null
    readonly pos_weight?: Values | null
    readonly reduction: Reduction
    readonly label_smoothing?: number
    readonly ignore_index?: number
    readonly beta?: number
    readonly delta?: number
  }
  readonly output: Values
  readonly grads: { readonly input: Values }
}

const of = ({ shape, data }: Values, dtype: DType = 'float32'): Tensor =>
  tensor(Float64Array.from(data), { shape, dtype })
const indices = ({ shape, data }: Values): Tensor => tensor(Int32Array.from(data), { shape })

const losses: Record<string, (input: Tensor, attrs: Case['attrs']) => Tensor> = {
  cross_entropy: (input, attrs) => crossEntropy(input, indices(attrs.target), classOptions(attrs)),
  cross_entropy_probabilities: (input, attrs) => crossEntropy(input, of(attrs.target), classOptions(attrs)),
  cross_entropy_spatial: (input, attrs) => crossEntropy(input, indices(attrs.target), classOptions(attrs)),
  cross_entropy_extreme: (input, attrs) => crossEntropy(input, indices(attrs.target), classOptions(attrs)),
  nll_loss: (input, { target, weight, reduction, ignore_index }) =>
    nllLoss(input, indices(target), {
      reduction,
      ...(weight && { weight: of(weight) }),
      ...(ignore_index !== undefined && { ignoreIndex: ignore_index }),
    }),
  binary_cross_entropy: (input, { target, reduction }) => binaryCrossEntropy(input, of(target), { reduction }),
  binary_cross_entropy_with_logits: (input, attrs) => withLogits(input, attrs),
  binary_cross_entropy_with_logits_extreme: (input, attrs) => withLogits(input, attrs),
  mse_loss: (input, { target, reduction }) => mseLoss(input, of(target), { reduction }),
  l1_loss: (input, { target, reduction }) => l1Loss(input, of(target), { reduction }),
  smooth_l1_loss: (input, { target, reduction, beta }) =>
    smoothL1Loss(input, of(target), { reduction, beta: beta as number }),
  huber_loss: (input, { target, reduction, delta }) =>
    huberLoss(input, of(target), { reduction, delta: delta as number }),
}

const classOptions = ({ weight, reduction, label_smoothing, ignore_index }: Case['attrs']) => ({
  reduction,
  ...(weight && { weight: of(weight) }),
  ...(label_smoothing !== undefined && { labelSmoothing: label_smoothing }),
  ...(ignore_index !== undefined && { ignoreIndex: ignore_index }),
})

const withLogits = (input: Tensor, { target, pos_weight, reduction }: Case['attrs']): Tensor =>
  binaryCrossEntropyWithLogits(input, of(target), { reduction, ...(pos_weight && { posWeight: of(pos_weight) }) })

const cases: readonly Case[] = shared ? JSON.parse(readFileSync(join(shared, 'oracle', 'losses.json'), 'utf8')) : []

const title = (c: Case, index: number): string => {
  const { target: _, ...options } = c.attrs
  const told = Object.entries(options).map(
    ([key, value]) => `${key} ${value && typeof value === 'object' ? 'given' : value}`,
  )
  return `${index} ${c.name}: ${told.join(', ')}`
}

describe.skipIf(!shared)(
  needsShared("PyTorch's losses and their gradients, within 1e-5 relative or 1e-6 absolute"),
  () => {
    it('every case in the file is one of a loss that exists', () => {
      expect(cases.length).toBeGreaterThan(0)
      expect(cases.map(({ name }) => name).filter((name) => !(name in losses))).toEqual([])
    })

    it.each(cases.map((c, i) => [title(c, i), c] as const))('%s', async (_, c) => {
      const input = of(c.inputs.input)
      const loss = losses[c.name]!(input, c.attrs)
      expect(loss.shape).toEqual(c.output.shape)
      const outputGradient = c.output.shape.length === 0 ? tensor(1) : linspace(-1, 1, loss.size).reshape(loss.shape)
      const [gradient] = grad(loss, [input], outputGradient)
      expectClose(await loss.data(), c.output.data)
      expectClose(await gradient!.data(), c.grads.input.data)
    })
  },
)

function expectClose(found: ArrayLike<number | bigint>, expected: readonly number[]): void {
  expect(found).toHaveLength(expected.length)
  for (const [i, value] of expected.entries()) {
    const error = Math.abs(Number(found[i]) - value)
    if (!(error <= Math.max(1e-6, 1e-5 * Math.abs(value))))
      expect.fail(`element ${i} is ${found[i]}, but PyTorch's is ${value} (they differ by ${error})`)
  }
}
