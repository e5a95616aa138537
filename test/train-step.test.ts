import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import {
  BatchNorm2d,
  binaryCrossEntropyWithLogits,
  Conv2d,
  Linear,
  MaxPool2d,
  Module,
  ReLU,
  Sequential,
} from '../src/nn/index.ts'
import { AdamW, type Optimizer, SGD } from '../src/optim/index.ts'
import { compile, grad, Random, realize, type Tensor, tensor } from '../src/tensor/index.ts'
import { expectClose } from './close.ts'
import { needsShared, shared } from './shared.ts'

interface Stored {
  readonly shape: readonly number[]
  readonly data: readonly number[]
}
type State = Readonly<Record<string, Stored>>
interface Oracle {
  readonly x: Stored
  readonly y: Stored
  readonly evalLogits: Stored
  readonly initial: State
  readonly runs: readonly {
    readonly optimizer: 'sgd' | 'adamw'
    readonly attrs: { lr: number; betas?: [number, number]; eps?: number; weight_decay?: number }
    readonly losses: readonly number[]
    readonly firstGradients: State
    readonly final: State
  }[]
}

const given = ({ shape, data }: Stored): Tensor => tensor(Float32Array.from(data), { shape })
const stateOf = (stored: State): Map<string, Tensor> =>
  new Map(Object.entries(stored).map(([name, value]) => [name, given(value)]))

/**
 * How far a weight may be off after five steps. AdamW divides gradients near its eps of 1e-5 by their own size, which makes
 * the rounding of a float32 gradient of 1e-6 (one weight of `stem.0`) a difference of some 1e-6 in the weight: the same five
 * steps by PyTorch in float64 differ from the stored values by 7.4e-6 there, in float32 with two threads by 5.2e-6.
 */
const finalTolerance = { sgd: 1e-6, adamw: 1e-5 }

const random = new Random(0)
const conv = (inputs: number, outputs: number, kernel: number, stride: number): Conv2d =>
  new Conv2d(inputs, outputs, kernel, { stride, padding: (kernel - 1) / 2, bias: false, random })

class Block extends Module {
  readonly conv1: Conv2d
  readonly bn1: BatchNorm2d
  readonly conv2: Conv2d
  readonly bn2: BatchNorm2d
  readonly down: Sequential | undefined

  constructor(inputs: number, outputs: number, stride: number) {
    super()
    this.conv1 = conv(inputs, outputs, 3, stride)
    this.bn1 = new BatchNorm2d(outputs)
    this.conv2 = conv(outputs, outputs, 3, 1)
    this.bn2 = new BatchNorm2d(outputs)
    this.down = stride === 1 ? undefined : new Sequential(conv(inputs, outputs, 1, stride), new BatchNorm2d(outputs))
  }

  override forward(x: Tensor): Tensor {
    const y = this.bn2.forward(this.conv2.forward(this.bn1.forward(this.conv1.forward(x)).relu()))
    return y.add(this.down?.forward(x) ?? x).relu()
  }
}

class Net extends Module {
  readonly stem = new Sequential(
    conv(3, 8, 7, 2),
    new BatchNorm2d(8),
    new ReLU(),
    new MaxPool2d(3, { stride: 2, padding: 1 }),
  )
  readonly layer1 = new Block(8, 8, 1)
  readonly layer2 = new Block(8, 16, 2)
  readonly fc = new Linear(16, 4, { random })

  override forward(x: Tensor): Tensor {
    return this.fc.forward(this.layer2.forward(this.layer1.forward(this.stem.forward(x))).mean([2, 3]))
  }
}

describe.skipIf(!shared)(needsShared("a small residual network trains as PyTorch's does"), () => {
  let oracle: Oracle
  beforeAll(() => {
    oracle = JSON.parse(readFileSync(`${shared}/oracle/train_step/train_step.json`, 'utf8'))
  })
  const fresh = (): Net => {
    const net = new Net()
    net.loadStateDict(stateOf(oracle.initial))
    return net
  }

  it('has the same parameters and buffers, in the same order', () => {
    expect([...new Net().stateDict()].map(([name, { shape }]) => [name, [...shape]])).toEqual(
      Object.entries(oracle.initial).map(([name, { shape }]) => [name, shape]),
    )
  })

  it('gives the same logits in evaluation', async () => {
    expectClose(await fresh().eval().forward(given(oracle.x)).data(), oracle.evalLogits.data)
  })

  it.each(['sgd', 'adamw'] as const)('%s: losses, first gradients and final state of five steps', async (name) => {
    const run = oracle.runs.find(({ optimizer }) => optimizer === name)!
    const net = fresh()
    const { lr, betas, eps, weight_decay: weightDecay } = run.attrs
    const optimizer: Optimizer =
      name === 'sgd'
        ? new SGD(net.parameters(), { lr })
        : new AdamW(net.parameters(), { lr, betas: betas!, eps: eps!, weightDecay: weightDecay! })
    const names = [...net.namedParameters()].map(([parameter]) => parameter)
    const step = compile((x: Tensor, y: Tensor) => {
      const loss = binaryCrossEntropyWithLogits(net.forward(x), y)
      const gradients = grad(loss, net.parameters())
      optimizer.apply(gradients)
      return { loss, gradients }
    })
    const [x, y] = [given(oracle.x), given(oracle.y)]
    for (const [i, expected] of run.losses.entries()) {
      const { loss, gradients } = await step(x, y)
      expectClose(await loss.item(), expected, {}, `loss of step ${i + 1}`)
      if (i > 0) continue
      for (const [j, gradient] of gradients.entries())
        expectClose(await gradient.data(), run.firstGradients[names[j]!]!.data, {}, `gradient of ${names[j]}`)
    }
    const final = net.stateDict()
    await realize(...final.values())
    expect([...final.keys()]).toEqual(Object.keys(run.final))
    for (const [key, value] of final)
      expectClose(await value.data(), run.final[key]!.data, { atol: finalTolerance[name] }, key)
    step.dispose()
  })
})
