import { describe, expect, it } from 'vitest'
import { grad, type Tensor, tensor } from '../../tensor/index.ts'
import {
  binaryCrossEntropy,
  binaryCrossEntropyWithLogits,
  crossEntropy,
  diceLoss,
  focalLoss,
  huberLoss,
  l1Loss,
  mnistLoss,
  mseLoss,
  nllLoss,
  sigmoidDiceLoss,
  sigmoidFocalLoss,
  smoothL1Loss,
} from './index.ts'

type Scalar = (x: Tensor) => Tensor

interface Case {
  readonly name: string
  readonly loss: Scalar
  /** The point at which to try it. */
  readonly at: readonly number[]
  /** Whether it has a second derivative. */
  readonly twice: boolean
}

const trial = (name: string, loss: Scalar, { at = logits, twice = true }: Partial<Case> = {}): Case => ({
  name,
  loss,
  at,
  twice,
})

/** Away from the kinks of the losses that have some. */
const shape = [4, 3]
const logits = [1.3, -0.4, 2.1, 0.2, 0.9, -1.7, -2.4, 0.6, 0.3, 1.1, -0.8, 0.15]
const probabilities = [0.1, 0.7, 0.35, 0.62, 0.9, 0.05, 0.44, 0.81, 0.27, 0.55, 0.18, 0.93]
const float = (values: readonly number[], dims: readonly number[] = shape): Tensor =>
  tensor(values, { dtype: 'float64' }).reshape(dims)

const classes = tensor(new Int32Array([2, 0, -100, 1]))
const labels = float([1, 0, 1, 0, 0, 1, 1, 1, 0, 0, 1, 0])
const soft = float([0.2, 0.3, 0.5, 0.7, 0.1, 0.2, 0.1, 0.1, 0.8, 0.3, 0.4, 0.3])
const numbers = float([0.1, 0.2, 0.9, -1.3, 0.4, -1.2, 0.7, 0.8, -0.9, 1.4, 0.2, 0.05])
const weight = [0.5, 2, 1.25]

/** Losses of a float64 [4, 3]. */
const losses: readonly Case[] = [
  trial('crossEntropy of class indices', (x) => crossEntropy(x, classes)),
  trial('crossEntropy, weighted and smoothed', (x) => crossEntropy(x, classes, { weight, labelSmoothing: 0.2 })),
  trial('crossEntropy, summed', (x) => crossEntropy(x, classes, { reduction: 'sum', weight })),
  trial('crossEntropy of probabilities', (x) => crossEntropy(x, soft, { weight, labelSmoothing: 0.1 })),
  trial('crossEntropy of places', (x) =>
    crossEntropy(x.reshape([1, 3, 2, 2]), tensor(new Int32Array([0, 2, 1, 1]), { shape: [1, 2, 2] })),
  ),
  trial('crossEntropy of one item', (x) => crossEntropy(x.reshape([12]), tensor(7, { dtype: 'int64' }))),
  trial('nllLoss', (x) => nllLoss(x.logSoftmax(1), classes, { weight })),
  trial('binaryCrossEntropyWithLogits', (x) => binaryCrossEntropyWithLogits(x, labels)),
  trial('binaryCrossEntropyWithLogits, weighted', (x) =>
    binaryCrossEntropyWithLogits(x, soft, { weight, posWeight: weight }),
  ),
  trial('binaryCrossEntropy', (x) => binaryCrossEntropy(x, soft, { weight }), { at: probabilities }),
  trial('binaryCrossEntropy for its target', (t) => binaryCrossEntropy(soft, t), { at: probabilities }),
  trial('binaryCrossEntropyWithLogits for its target', (t) => binaryCrossEntropyWithLogits(numbers, t), {
    at: probabilities,
  }),
  trial('crossEntropy for its target', (t) => crossEntropy(numbers, t, { labelSmoothing: 0.1 }), { at: probabilities }),
  trial('mseLoss', (x) => mseLoss(x, numbers)),
  trial('l1Loss', (x) => l1Loss(x, numbers), { twice: false }),
  trial('smoothL1Loss', (x) => smoothL1Loss(x, numbers, { beta: 0.55 })),
  trial('smoothL1Loss with beta 0', (x) => smoothL1Loss(x, numbers, { beta: 0 }), { twice: false }),
  trial('huberLoss', (x) => huberLoss(x, numbers, { delta: 0.7, reduction: 'sum' })),
  trial('focalLoss', (x) => focalLoss(x, classes)),
  trial('focalLoss with alpha and a fractional gamma', (x) => focalLoss(x, classes, { alpha: weight, gamma: 0.5 })),
  trial('sigmoidFocalLoss', (x) => sigmoidFocalLoss(x, labels)),
  trial('sigmoidFocalLoss with alpha and a fractional gamma', (x) =>
    sigmoidFocalLoss(x, soft, { alpha: 0.25, gamma: 1.5 }),
  ),
  trial('diceLoss', (x) => diceLoss(x, classes, { smooth: 1 })),
  trial('sigmoidDiceLoss', (x) => sigmoidDiceLoss(x, labels)),
  trial('mnistLoss', (x) => mnistLoss(x.sigmoid(), labels)),
]

/** Central differences of a function of a float64 [4, 3]. */
async function differences(f: Scalar, at: readonly number[]): Promise<number[]> {
  const h = 1e-5
  const moved = (i: number, step: number): Promise<number> =>
    f(float(at.map((value, k) => (k === i ? value + step : value)))).item()
  const found: number[] = []
  for (const i of at.keys()) found.push(((await moved(i, h)) - (await moved(i, -h))) / (2 * h))
  return found
}

function expectClose(found: readonly number[], expected: readonly number[]): void {
  const scale = Math.max(...expected.map(Math.abs))
  for (const [i, value] of expected.entries())
    if (!(Math.abs(found[i]! - value) <= 1e-7 * Math.max(1, scale)))
      expect.fail(`element ${i} is ${found[i]}, but differences give ${value}`)
}

const numbersOf = async (x: Tensor): Promise<number[]> => Array.from(await x.data(), Number)

describe('the gradients of the losses in float64, beside central differences', () => {
  it.each(losses)('$name', async ({ loss, at }) => {
    const x = float(at)
    expectClose(await numbersOf(grad(loss(x), [x])[0]!), await differences(loss, at))
  })
})

describe('the second derivatives of the smooth losses in float64, beside central differences of the first', () => {
  const direction = float([0.3, -1, 0.8, 0.5, 1, -0.6, -0.2, 0.9, 0.4, -0.7, 0.1, 1.2])
  const slope =
    (loss: Scalar): Scalar =>
    (x) =>
      grad(loss(x), [x])[0]!.mul(direction).sum()

  it.each(losses.filter(({ twice }) => twice))('$name', async ({ loss, at }) => {
    const x = float(at)
    expectClose(await numbersOf(grad(slope(loss)(x), [x])[0]!), await differences(slope(loss), at))
  })
})
