import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { expectClose } from '../../test/close.ts'
import { compile, grad, Random, type Shape, type Tensor, tensor } from '../tensor/index.ts'
import {
  AvgPool2d,
  BatchNorm1d,
  BatchNorm2d,
  Conv2d,
  ConvTranspose2d,
  Dropout,
  ELU,
  Embedding,
  Flatten,
  GELU,
  GlobalAvgPool2d,
  GlobalMaxPool2d,
  HardSwish,
  LayerNorm,
  LeakyReLU,
  Linear,
  layers,
  MaxPool2d,
  type Module,
  ReLU,
  Sequential,
  Sigmoid,
  SiLU,
  Softmax,
  Softplus,
  Tanh,
} from './index.ts'

interface Stored {
  readonly shape: readonly number[]
  readonly data: readonly number[]
}
interface Case {
  /** Of a first and a second batch in training, and of the first in evaluation. */
  readonly results: readonly Stored[]
  readonly buffers: Readonly<Record<string, Stored>>
}

const random = new Random(0)
const from = { random }

/** The rule by which test/pytorch/layers.py fills parameters and inputs. */
function numbers(shape: Shape, seed: number): Tensor {
  const size = shape.reduce((a, b) => a * b, 1)
  return tensor(
    Float32Array.from({ length: size }, (_, i) => (((i * 37 + seed * 11) % 127) - 63) / 64),
    { shape },
  )
}

/** Each layer with the shape of its batches; the names are those in the reference. */
const subjects: Record<string, readonly [Module, Shape]> = {
  Linear: [new Linear(3, 4, from), [2, 3]],
  'Linear of three axes, without bias': [new Linear(3, 2, { ...from, bias: false }), [2, 2, 3]],
  Conv2d: [new Conv2d(2, 3, 3, from), [1, 2, 5, 4]],
  'Conv2d with every option': [
    new Conv2d(4, 2, [3, 2], { ...from, stride: [2, 1], padding: [1, 2], dilation: [1, 2], groups: 2, bias: false }),
    [2, 4, 5, 4],
  ],
  ConvTranspose2d: [new ConvTranspose2d(2, 3, 2, { ...from, stride: 2 }), [1, 2, 2, 3]],
  'ConvTranspose2d with every option': [
    new ConvTranspose2d(4, 2, 3, { ...from, stride: 2, padding: 1, outputPadding: 1, dilation: 2, groups: 2 }),
    [1, 4, 2, 2],
  ],
  'BatchNorm1d of [N, C]': [new BatchNorm1d(3), [4, 3]],
  'BatchNorm1d of [N, C, L]': [new BatchNorm1d(2, { eps: 1e-3, momentum: 0.3 }), [2, 2, 3]],
  BatchNorm2d: [new BatchNorm2d(2), [2, 2, 2, 3]],
  LayerNorm: [new LayerNorm(4), [2, 3, 4]],
  'LayerNorm over two axes': [new LayerNorm([2, 3], { eps: 1e-2 }), [2, 2, 3]],
  MaxPool2d: [new MaxPool2d(3, { stride: 2, padding: 1 }), [1, 2, 5, 4]],
  AvgPool2d: [new AvgPool2d(2), [1, 2, 4, 5]],
  'AvgPool2d without counting the padding': [
    new AvgPool2d(3, { stride: 2, padding: 1, countIncludePad: false }),
    [1, 1, 5, 4],
  ],
  GlobalAvgPool2d: [new GlobalAvgPool2d(), [2, 2, 3, 2]],
  GlobalMaxPool2d: [new GlobalMaxPool2d(), [2, 2, 3, 2]],
  Flatten: [new Flatten(), [2, 2, 3]],
  ReLU: [new ReLU(), [3, 4]],
  LeakyReLU: [new LeakyReLU(), [3, 4]],
  'LeakyReLU with a slope': [new LeakyReLU(0.2), [3, 4]],
  ELU: [new ELU(0.5), [3, 4]],
  GELU: [new GELU(), [3, 4]],
  'GELU by tanh': [new GELU({ approximate: 'tanh' }), [3, 4]],
  SiLU: [new SiLU(), [3, 4]],
  HardSwish: [new HardSwish(), [3, 4]],
  Softplus: [new Softplus(), [3, 4]],
  Sigmoid: [new Sigmoid(), [3, 4]],
  Tanh: [new Tanh(), [3, 4]],
  Softmax: [new Softmax(), [3, 4]],
  'Softmax over channels': [new Softmax(1), [2, 3, 2]],
  Sequential: [
    new Sequential(
      new Conv2d(1, 2, 3, { ...from, bias: false }),
      new BatchNorm2d(2),
      new ReLU(),
      new Flatten(),
      new Linear(8, 3, from),
    ),
    [3, 1, 4, 4],
  ],
}

const reference: Record<string, Case> = JSON.parse(
  readFileSync(new URL('../../test/pytorch/layers.json', import.meta.url), 'utf8'),
)

describe("layers give PyTorch's values: two batches in training, one in evaluation, and the buffers then", () => {
  it('the reference has the same layers', () => {
    expect(Object.keys(reference)).toEqual(Object.keys(subjects))
  })

  it.each(Object.keys(subjects))('%s', async (name) => {
    const [layer, shape] = subjects[name]!
    const { results, buffers } = reference[name]!
    for (const [i, parameter] of layer.parameters().entries()) parameter.value = numbers(parameter.shape, i + 1)
    const run = compile((x: Tensor) => layer.forward(x))
    const batches = [numbers(shape, 7), numbers(shape, 8), numbers(shape, 7)]
    for (const [i, expected] of results.entries()) {
      layer.train(i < 2)
      const y = await run(batches[i]!)
      expect(y.shape).toEqual(expected.shape)
      expectClose(await y.data(), expected.data, {}, `result ${i}`)
    }
    const found = [...layer.namedBuffers()]
    expect(found.map(([buffer]) => buffer)).toEqual(Object.keys(buffers))
    for (const [buffer, variable] of found) expectClose(await variable.value.data(), buffers[buffer]!.data, {}, buffer)
    run.dispose()
  })
})

describe('batch normalisation', () => {
  const pictures = tensor(
    new Float32Array(24).map((_, i) => i),
    { shape: [2, 3, 2, 2] },
  )

  it('moves its running statistics at every call, also within one function', async () => {
    const layer = new BatchNorm2d(3, { momentum: 0.5 })
    const twice = compile((x: Tensor) => layer.forward(layer.forward(x)))
    await twice(pictures)
    // The means of the channels are 7.5, 11.5, 15.5; those of the normalised channels 0.
    expectClose(await layer.runningMean.value.data(), [7.5 / 4, 11.5 / 4, 15.5 / 4])
  })

  it('lets no gradient through the running statistics', async () => {
    const layer = new BatchNorm2d(3)
    const step = compile((x: Tensor) => {
      layer.train().forward(x)
      const mean = layer.runningMean.value
      return grad(mean.sum(), [x])[0]
    })
    expectClose(await (await step(pictures)).data(), new Array(24).fill(0))
  })

  it('leaves the running statistics as they are in evaluation', async () => {
    const layer = new BatchNorm2d(3).eval()
    await layer.forward(pictures).realize()
    expectClose(await layer.runningMean.value.data(), [0, 0, 0])
    expectClose(await layer.runningVar.value.data(), [1, 1, 1])
  })

  it.each([
    [
      'other channels',
      () => new BatchNorm2d(4).forward(pictures),
      /BatchNorm2d: input has shape \[2, 3, 2, 2\]; it must be \[N, C, H, W\] with C = 4/,
    ],
    [
      'other axes',
      () => new BatchNorm1d(3).forward(pictures),
      /BatchNorm1d: .* it must be \[N, C\] or \[N, C, L\] with C = 3/,
    ],
    [
      'a single value in training',
      () => new BatchNorm1d(3).forward(tensor([[1, 2, 3]])),
      /one value for each channel.*larger batches.*eval\(\)/,
    ],
    ['no channels', () => new BatchNorm1d(0), /BatchNorm1d: channels is 0; it must be a whole number from 1/],
    ['a momentum above 1', () => new BatchNorm2d(1, { momentum: 2 }), /BatchNorm2d: momentum is 2; it must lie in 0…1/],
    ['a negative eps', () => new BatchNorm2d(1, { eps: -1 }), /BatchNorm2d: eps is -1/],
  ])('refuses %s', (_, run, message) => {
    expect(run).toThrow(message)
  })

  it('takes a single value in evaluation', async () => {
    expectClose(
      await new BatchNorm1d(3, { eps: 0 })
        .eval()
        .forward(tensor([[1, 2, 3]]))
        .data(),
      [1, 2, 3],
    )
  })
})

describe('dropout', () => {
  const ones = tensor(new Float32Array(10_000).fill(1))

  it('leaves 1 − p of the elements, scaled by 1/(1 − p)', async () => {
    const y = await new Dropout(0.2, { random: new Random(1) }).forward(ones).data()
    const kept = y.filter((value: number | bigint) => value !== 0)
    expectClose(kept, new Array(kept.length).fill(1.25))
    // The standard deviation of the count is 40.
    expect(Math.abs(kept.length - 8000)).toBeLessThan(200)
  })

  it('changes nothing in evaluation, and with p = 0', () => {
    expect(new Dropout(0.5, from).eval().forward(ones)).toBe(ones)
    expect(new Dropout(0, from).forward(ones)).toBe(ones)
  })

  it('draws anew at every call of a compiled function, and the same again from the same seed', async () => {
    const draw = async () => {
      const dropout = new Dropout(0.5, { random: new Random(7) })
      const run = compile((x: Tensor) => dropout.forward(x))
      return [await (await run(ones)).data(), await (await run(ones)).data()]
    }
    const [first, second] = await draw()
    expect(first).not.toEqual(second)
    expect(await draw()).toEqual([first, second])
  })

  it('is compiled again when the module changes between training and evaluation', async () => {
    const dropout = new Dropout(0.5, { random: new Random(7) })
    const run = compile((x: Tensor) => dropout.forward(x).mean())
    expect(await (await run(ones)).item()).not.toBe(1)
    dropout.eval()
    expect(await (await run(ones)).item()).toBe(1)
  })

  it.each([1, -0.1, Number.NaN])('refuses p = %s', (p) => {
    expect(() => new Dropout(p, from)).toThrow(`Dropout: p is ${p}; it must lie in 0…1 (1 excluded)`)
  })
})

describe('embedding', () => {
  it('gives the row of each number', async () => {
    const layer = new Embedding(3, 2, from)
    layer.weight.value = tensor([
      [1, 2],
      [3, 4],
      [5, 6],
    ])
    const y = layer.forward(
      tensor(
        [
          [2, 0],
          [2, 1],
        ],
        { dtype: 'int64' },
      ),
    )
    expect(await y.array()).toEqual([
      [
        [5, 6],
        [1, 2],
      ],
      [
        [5, 6],
        [3, 4],
      ],
    ])
  })

  it('gathers the gradients of a row that is used twice', async () => {
    const layer = new Embedding(3, 2, from)
    const y = layer.forward(tensor([2, 0, 2], { dtype: 'int64' })).sum()
    expect(await grad(y, [layer.weight])[0].array()).toEqual([
      [1, 1],
      [0, 0],
      [2, 2],
    ])
  })

  it('starts standard normal', async () => {
    const layer = new Embedding(100, 100, { random: new Random(3) })
    expect(await layer.weight.value.mean().item()).toBeCloseTo(0, 1)
    expect(await layer.weight.value.std().item()).toBeCloseTo(1, 1)
  })
})

describe("initial values are PyTorch's defaults", () => {
  it.each([
    ['Linear', new Linear(400, 300, from), 1 / 20],
    ['Conv2d', new Conv2d(8, 200, 5, { ...from, groups: 2 }), 1 / 10],
    ['ConvTranspose2d', new ConvTranspose2d(200, 8, 5, { ...from, groups: 2 }), 1 / 10],
  ])('%s: weight and bias uniform within ±1/√fanIn', async (_, { weight, bias }, bound) => {
    const w = await weight.value.data()
    const all = [w, await bias!.value.data()].map((data) => Array.from(data, Number))
    for (const values of all) expect(Math.max(...values.map(Math.abs))).toBeLessThanOrEqual(bound * (1 + 1e-6))
    expect(Math.max(...all[0]!)).toBeGreaterThan(0.99 * bound)
    expect(Math.min(...all[0]!)).toBeLessThan(-0.99 * bound)
    expect(Math.abs((await weight.value.std().item()) / (bound / Math.sqrt(3)) - 1)).toBeLessThan(0.02)
  })

  it('the same seed gives the same values', async () => {
    const make = () => new Linear(3, 2, { random: new Random(5) }).weight.value.data()
    expect(await make()).toEqual(await make())
  })
})

describe('layers(random)', () => {
  it('gives the layers that draw, all from one stream', async () => {
    const { conv2d, convTranspose2d, dropout, embedding, linear } = layers(new Random(5))
    const made = [
      conv2d(3, 4, 3, { bias: false }),
      convTranspose2d(4, 3, 2),
      embedding(5, 2),
      linear(2, 3),
      dropout(0.5),
    ]
    expect(made.map((layer) => layer.parameters().length)).toEqual([1, 2, 1, 2, 0])
    const stream = new Random(5)
    const same = new Conv2d(3, 4, 3, { bias: false, random: stream })
    expect(await made[0]!.parameters()[0]!.value.data()).toEqual(await same.weight.value.data())
  })
})

describe('layers refuse what can never work', () => {
  it.each([
    ['Linear without outputs', () => new Linear(3, 0, from), /Linear: outputs is 0; it must be a whole number from 1/],
    [
      'Linear on another length',
      () => new Linear(3, 2, from).forward(tensor([[1, 2]])),
      /Linear: input has shape \[1, 2\]; its last axis must have length 3/,
    ],
    ['Conv2d with half a channel', () => new Conv2d(1.5, 2, 3, from), /Conv2d: inputs is 1.5/],
    ['Conv2d with an empty kernel', () => new Conv2d(1, 2, [3, 0], from), /Conv2d: kernel is 0/],
    [
      'Conv2d with groups that do not divide',
      () => new Conv2d(3, 4, 3, { ...from, groups: 2 }),
      /Conv2d: groups is 2; it must divide inputs, 3/,
    ],
    [
      'Conv2d on other channels',
      () => new Conv2d(3, 4, 3, from).forward(tensor(new Float32Array(32), { shape: [1, 2, 4, 4] })),
      /2 channels/,
    ],
    [
      'ConvTranspose2d with groups that do not divide',
      () => new ConvTranspose2d(4, 3, 3, { ...from, groups: 2 }),
      /ConvTranspose2d: groups is 2; it must divide outputs, 3/,
    ],
    ['LayerNorm over nothing', () => new LayerNorm([]), /LayerNorm: shape is \[\]; it must name at least one axis/],
    ['LayerNorm on other axes', () => new LayerNorm(3).forward(tensor([[1, 2]])), /must be the last axes of the input/],
    ['Embedding without rows', () => new Embedding(0, 2, from), /Embedding: count is 0/],
    ['Embedding of fractions', () => new Embedding(3, 2, from).forward(tensor([0.5])), /must be integers/],
    ['Sequential of functions', () => new Sequential((() => 0) as never), /Sequential: argument 0 .* must be a Module/],
  ])('%s', (_, run, message) => {
    expect(run).toThrow(message)
  })
})
