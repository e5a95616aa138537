import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { expectClose } from '../../test/close.ts'
import torchvisions from '../../test/fixtures/torchvision-resnets.json' with { type: 'json' }
import reference from '../../test/pytorch/resnets.json' with { type: 'json' }
import { compile, fromOwned, full, grad, Random, type Shape, type Tensor, zeros } from '../tensor/index.ts'
import { type ResNet, type ResNetOptions, resnet18, resnet34, resnet50 } from './resnet.ts'

const makers = { resnet18, resnet34, resnet50 }
const names = Object.keys(makers) as (keyof typeof makers)[]
const random = () => new Random(0)
const make = (name: keyof typeof makers, options: Partial<ResNetOptions> = {}): ResNet =>
  makers[name]({ classes: 1000, random: random(), ...options })

/** Names and shapes of parameters and buffers: `conv1.weight 64,3,7,7`. */
const stateOf = (model: ResNet): string[] => [...model.stateDict()].map(([name, { shape }]) => `${name} ${shape}`)

describe("a ResNet's parameters and buffers are torchvision's 0.14 (stored)", () => {
  it.each(names)('%s: how many numbers, and names and shapes in order', (name) => {
    const model = make(name)
    const count = model.parameters().reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0)
    const state = stateOf(model)
    const expected = torchvisions[name]
    expect(count).toBe(expected.parameters)
    if ('state' in expected) expect(state).toEqual(expected.state)
    const digest = createHash('sha256').update(state.map((line) => `${line}\n`).join(''))
    expect(digest.digest('hex')).toBe(expected.sha256)
  })
})

/** The rule by which test/pytorch/resnets.py fills parameters, buffers and pictures: a hash of place and seed. */
function uniform(shape: Shape, seed: number, low: number, high: number): Tensor {
  const size = shape.reduce((a, b) => a * b, 1)
  const start = Number((BigInt(seed) * 0x9e3779b9n) % 2n ** 32n)
  const data = Float32Array.from({ length: size }, (_, i) => {
    let x = (i + start) >>> 0
    x = Math.imul(x ^ (x >>> 16), 0x7feb352d) >>> 0
    x = Math.imul(x ^ (x >>> 15), 0x846ca68b) >>> 0
    return low + (high - low) * (((x ^ (x >>> 16)) >>> 0) / 2 ** 32)
  })
  return fromOwned(data, shape)
}

/** A network of 10 classes; `residual` is how much the branches add to their shortcuts, if it is not drawn as well. */
function filled(name: keyof typeof reference, residual?: number): ResNet {
  const model = make(name, { classes: 10 })
  const last = name === 'resnet50' ? 'bn3.weight' : 'bn2.weight'
  const values = [...model.stateDict()].map(([key, { shape }], seed): [string, Tensor] => {
    if (residual !== undefined && key.endsWith(last)) return [key, full(shape, residual)]
    const bound = Math.sqrt(6 / shape.slice(1).reduce((a, b) => a * b, 1))
    if (shape.length > 1) return [key, uniform(shape, seed, -bound, bound)]
    return [key, /(weight|var)$/.test(key) ? uniform(shape, seed, 0.5, 1.5) : uniform(shape, seed, -0.1, 0.1)]
  })
  model.loadStateDict(new Map(values))
  return model
}

describe("a ResNet gives torchvision's values (stored, computed in float64)", () => {
  it.each(['resnet18', 'resnet50'] as const)('%s: logits, evaluating and training', async (name) => {
    const model = filled(name)
    const x = uniform([4, 3, 64, 96], 1000, -1.7, 1.7)
    const forward = compile((pictures: Tensor) => model.forward(pictures))
    for (const [key, mode] of [
      ['evaluated', false],
      ['trained', true],
    ] as const) {
      model.train(mode)
      const wanted = reference[name][key]
      const scale = Math.max(...wanted.map(Math.abs))
      expectClose(await (await forward(x)).data(), wanted, { rtol: 1e-4, atol: 1e-4 * scale }, key)
    }
    expectClose(await model.bn1.runningVar.value.data(), reference[name].runningVar, { rtol: 1e-5 })
    forward.dispose()
  })

  it.each(['resnet18', 'resnet50'] as const)('%s: gradients', async (name) => {
    // Branches that add little to their shortcuts, so that rounding does not grow from block to block.
    const model = filled(name, 0.2)
    const norms: Readonly<Record<string, number>> = reference[name].gradientNorms
    const step = compile((input: Tensor) =>
      grad(model.forward(input).square().mean(), model.parameters()).map((g) => g.square().sum().sqrt()),
    )
    const found = await step(uniform([4, 3, 64, 64], 1000, -1.7, 1.7))
    expect([...model.namedParameters()].map(([key]) => key)).toEqual(Object.keys(norms))
    // In float32 a ReLU close to its edge may switch, and with pictures this small one switch is felt.
    for (const [i, key] of Object.keys(norms).entries())
      expectClose(await found[i]!.item(), norms[key]!, { rtol: 1e-2 }, `norm of the gradient of ${key}`)
    step.dispose()
  })
})

describe('ResNet', () => {
  it('has features at a 32nd of the size, and logits for each picture', () => {
    const model = make('resnet50', { classes: 7, channels: 1, width: 8 }).eval()
    const x = zeros([2, 1, 64, 96])
    expect(model.features(x).shape).toEqual([2, 256, 2, 3])
    expect(model.forward(x).shape).toEqual([2, 7])
  })

  it('with zeroInitResidual starts every block as its shortcut', async () => {
    const model = make('resnet18', { classes: 2, width: 2, zeroInitResidual: true }).eval()
    const block = model.layer1.modules[0]!
    const x = random().uniform([1, 2, 4, 4])
    expectClose(await block.forward(x).data(), await x.data())
    const others = [...model.namedParameters()].filter(([name]) => /bn1\.weight$/.test(name))
    for (const [, { value }] of others) expect(await value.min().item()).toBe(1)
  })

  it.each([
    ['no classes', { classes: 0 }, /ResNet: classes is 0; it must be a whole number from 1/],
    ['half a channel', { channels: 0.5 }, /ResNet: channels is 0.5/],
    ['a negative width', { width: -1 }, /ResNet: width is -1/],
  ])('refuses %s', (_, options, message) => {
    expect(() => make('resnet18', options)).toThrow(message)
  })
})
