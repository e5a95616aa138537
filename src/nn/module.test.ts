import { describe, expect, it } from 'vitest'
import { KindlingError } from '../base/errors.ts'
import { compile, grad, Random, type Tensor, tensor, Variable, zeros } from '../tensor/index.ts'
import { BatchNorm2d, Conv2d, Dropout, Linear, Module, Parameter, ReLU, Sequential } from './index.ts'

const random = new Random(0)

/** A step of gradient descent on the sum of what a module returns, by the parameters that are not frozen. */
const descent = (module: Module, lr: number) =>
  compile((x: Tensor) => {
    const free = module.parameters().filter(({ frozen }) => !frozen)
    const gradients = grad(module.forward(x).sum(), free)
    for (const [i, parameter] of free.entries()) parameter.value = parameter.value.sub(gradients[i]!.mul(lr))
  })

class Block extends Module {
  readonly conv1 = new Conv2d(2, 2, 1, { bias: false, random })
  readonly normAfter = new BatchNorm2d(2)
  readonly activations = [new ReLU(), new ReLU()]
  override forward(x: Tensor): Tensor {
    return this.normAfter.forward(this.conv1.forward(x)).relu()
  }
}

class Net extends Module {
  readonly layer1 = new Sequential(new Block(), new Block())
  readonly heads = [new Linear(2, 3, { random }), new Linear(2, 1, { random, bias: false })]
  readonly temperatureScale = new Parameter(tensor(1))
  readonly seenBatches = new Variable(tensor(0))
  readonly dropout = new Dropout(0.5, { random })
  readonly #hidden = new Linear(1, 1, { random })
  override forward(x: Tensor): Tensor {
    return this.#hidden.forward(this.layer1.forward(x))
  }
}

const block = (path: string) => [
  `${path}.conv1.weight`,
  `${path}.norm_after.weight`,
  `${path}.norm_after.bias`,
  `${path}.norm_after.running_mean`,
  `${path}.norm_after.running_var`,
]

describe('the parts of a module', () => {
  const net = new Net()

  it("are its own properties and what stands in its arrays, named as PyTorch names them; a module's own variables come first", () => {
    expect([...net.stateDict().keys()]).toEqual([
      'temperature_scale',
      'seen_batches',
      ...block('layer1.0'),
      ...block('layer1.1'),
      'heads.0.weight',
      'heads.0.bias',
      'heads.1.weight',
    ])
  })

  it('are parameters or buffers', () => {
    expect([...net.namedBuffers()].map(([name]) => name)).toEqual([
      'seen_batches',
      'layer1.0.norm_after.running_mean',
      'layer1.0.norm_after.running_var',
      'layer1.1.norm_after.running_mean',
      'layer1.1.norm_after.running_var',
    ])
    expect(net.parameters()).toEqual([...net.namedParameters()].map(([, parameter]) => parameter))
    expect(net.parameters()).toHaveLength(10)
  })

  it('are modules, the module itself first', () => {
    expect([...net.namedModules()].map(([name]) => name)).toEqual([
      '',
      'layer1',
      ...['layer1.0', 'layer1.1'].flatMap((path) => [
        path,
        `${path}.conv1`,
        `${path}.norm_after`,
        `${path}.activations.0`,
        `${path}.activations.1`,
      ]),
      'heads.0',
      'heads.1',
      'dropout',
    ])
    expect(net.children()).toEqual([net.layer1, ...net.heads, net.dropout])
  })

  it('may stand in arrays of arrays, and be variables there', () => {
    class Grid extends Module {
      readonly cells = [[new Parameter(tensor(1))], [new Parameter(tensor(2)), new Parameter(tensor(3))]]
      override forward(x: Tensor): Tensor {
        return x
      }
    }
    expect([...new Grid().stateDict().keys()]).toEqual(['cells.0.0', 'cells.1.0', 'cells.1.1'])
  })

  it('keep a capital at the front of their names', () => {
    class Attention extends Module {
      readonly W = new Parameter(tensor(1))
      readonly keyW2 = new Parameter(tensor(1))
      override forward(x: Tensor): Tensor {
        return x.mul(this.W.value)
      }
    }
    expect([...new Attention().stateDict().keys()]).toEqual(['W', 'key_w2'])
  })

  it('apply visits each module once', () => {
    const seen: Module[] = []
    expect(net.apply((module) => seen.push(module))).toBe(net)
    expect(seen).toEqual([...net.namedModules()].map(([, module]) => module))
  })
})

describe('a part to which two paths lead', () => {
  class Tied extends Module {
    readonly encoder = new Linear(2, 2, { random })
    readonly decoder = this.encoder
    override forward(x: Tensor): Tensor {
      return this.decoder.forward(this.encoder.forward(x))
    }
  }

  it('is one parameter, under each of its names in the state, as in PyTorch', () => {
    const net = new Tied()
    expect([...net.namedParameters()].map(([name]) => name)).toEqual(['encoder.weight', 'encoder.bias'])
    expect(net.children()).toEqual([net.encoder])
    expect([...net.stateDict().keys()]).toEqual(['encoder.weight', 'encoder.bias', 'decoder.weight', 'decoder.bias'])
    expect(net.loadStateDict(net.stateDict())).toEqual({ missing: [], unexpected: [] })
  })

  it('is updated once', async () => {
    const net = new Tied()
    net.encoder.weight.value = tensor([
      [1, 0],
      [0, 1],
    ])
    net.encoder.bias!.value = tensor([0, 0])
    await descent(net, 0.5)(tensor([[1, 0]]))
    // d sum(W·W·x)/dW = 1·(Wx)ᵀ + (Wᵀ1)·xᵀ = [[2, 0], [2, 0]] at W = 1.
    expect(await net.encoder.weight.value.array()).toEqual([
      [0, 0],
      [-1, 1],
    ])
  })

  it('is an error where a module contains itself', () => {
    class Loop extends Module {
      parent: Module | undefined
      override forward(x: Tensor): Tensor {
        return x
      }
    }
    const loop = new Loop()
    loop.parent = new Sequential(loop)
    expect(() => loop.parameters()).toThrow(/'parent\.0' is a module that contains itself; .*#private/)
  })

  it('is an error where two variables get the same name', () => {
    class Twins extends Module {
      readonly runningMean = new Variable(tensor(0))
      readonly running_mean = new Variable(tensor(0))
      override forward(x: Tensor): Tensor {
        return x
      }
    }
    expect(() => new Twins().stateDict()).toThrow(/two variables are named 'running_mean'/)
  })
})

describe('training and evaluation', () => {
  it('train and eval reach everything below', () => {
    const net = new Net()
    const modes = () => new Set([...net.namedModules()].map(([, module]) => module.training))
    expect(modes()).toEqual(new Set([true]))
    expect(net.eval()).toBe(net)
    expect(modes()).toEqual(new Set([false]))
    net.layer1.train()
    expect(net.training).toBe(false)
    expect(net.layer1.modules[0].normAfter.training).toBe(true)
  })

  it('a compiled function follows, and goes back to what it had compiled before', async () => {
    class Mode extends Module {
      traced = 0
      override forward(x: Tensor): Tensor {
        this.traced++
        return this.training ? x.add(1) : x
      }
    }
    const net = new Mode()
    const run = compile((x: Tensor) => net.forward(x))
    const call = async () => (await run(tensor(1))).item()
    expect([await call(), (await net.eval()) && (await call()), net.train() && (await call()), await call()]).toEqual([
      2, 1, 2, 2,
    ])
    expect(net.traced).toBe(2)
  })
})

describe('frozen parameters', () => {
  it('stay as they are, and a compiled step follows when they are released', async () => {
    const net = new Sequential(new Linear(1, 1, { random, bias: false }), new Linear(1, 1, { random, bias: false }))
    for (const { weight } of net.modules) weight.value = tensor([[2]])
    const step = descent(net, 0.5)
    const weights = async () => Promise.all(net.modules.map(({ weight }) => weight.value.data().then(([w]) => w)))
    net.modules[0].freeze()
    await step(tensor([[1]]))
    expect(await weights()).toEqual([2, 1])
    net.unfreeze()
    await step(tensor([[1]]))
    expect(await weights()).toEqual([1.5, 0])
  })

  it('freeze and unfreeze reach everything below', () => {
    const net = new Net().freeze()
    expect(net.parameters().every(({ frozen }) => frozen)).toBe(true)
    net.layer1.modules[1].unfreeze()
    const free = [...net.namedParameters()].filter(([, { frozen }]) => !frozen).map(([name]) => name)
    expect(free).toEqual(block('layer1.1').slice(0, 3))
  })
})

describe('stateDict and loadStateDict', () => {
  const linear = () => new Linear(2, 1, { random })

  it('what one gives the other takes, into a model of the same structure', async () => {
    const [a, b] = [new Net(), new Net()]
    expect(b.loadStateDict(a.stateDict())).toEqual({ missing: [], unexpected: [] })
    for (const [name, value] of b.stateDict())
      expect(await value.data(), name).toEqual(await a.stateDict().get(name)!.data())
  })

  it('the state stays as it was when training goes on', async () => {
    const net = linear()
    net.weight.value = tensor([[1, 2]])
    const step = descent(net, 1)
    await step(tensor([[1, 1]]))
    const state = net.stateDict()
    await step(tensor([[1, 1]]))
    await step(tensor([[1, 1]]))
    expect(await state.get('weight')!.array()).toEqual([[0, 1]])
    expect(await net.weight.value.array()).toEqual([[-2, -1]])
  })

  it('a compiled function uses the values that were loaded', async () => {
    const net = linear()
    const run = compile((x: Tensor) => net.forward(x))
    await run(tensor([[1, 1]]))
    net.loadStateDict(
      new Map([
        ['weight', tensor([[3, 4]])],
        ['bias', tensor([5])],
      ]),
    )
    expect(await (await run(tensor([[1, 1]]))).array()).toEqual([[12]])
  })

  it('all that does not fit is listed, and nothing is loaded', async () => {
    const net = new Sequential(linear(), linear())
    const before = await net.modules[0].bias!.value.data()
    const values = new Map([
      ['0.bias', tensor([9])],
      ['0.weight', tensor([[1, 2, 3]])],
      ['1.weight', tensor([1, 2])],
      ['head.bias', tensor([1])],
      ['extra', tensor([1])],
    ])
    expect(() => net.loadStateDict(values)).toThrow(
      new KindlingError(
        'invalid-data',
        'loadStateDict: the values do not fit the model, and nothing was loaded; missing: 1.bias; ' +
          'not in the model: head.bias, extra; of another shape: 0.weight has shape [1, 3] where the model has [1, 2], ' +
          '1.weight has shape [2] where the model has [1, 2]. ' +
          'Build the model as it was, or leave out the values of another shape',
      ),
    )
    expect(() => net.loadStateDict(values, { strict: false })).toThrow(
      /nothing was loaded; of another shape: 0\.weight/,
    )
    expect(await net.modules[0].bias!.value.data()).toEqual(before)
  })

  it('with strict: false loads what is on both sides and tells what is not', async () => {
    const net = new Sequential(linear(), linear())
    const found = net.loadStateDict(
      new Map([
        ['0.weight', tensor([[1, 2]])],
        ['fc.weight', tensor([1])],
      ]),
      { strict: false },
    )
    expect(found).toEqual({ missing: ['0.bias', '1.weight', '1.bias'], unexpected: ['fc.weight'] })
    expect(await net.modules[0].weight.value.array()).toEqual([[1, 2]])
  })

  it('values are converted to the types of the variables', async () => {
    const net = new Linear(2, 1, { random, bias: false })
    net.loadStateDict(new Map([['weight', tensor([[1, 2]], { dtype: 'float64' })]]))
    expect(net.weight.value.dtype).toBe('float32')
    expect(await net.weight.value.array()).toEqual([[1, 2]])
  })

  it("PyTorch's count of batches is not needed", () => {
    const net = new Sequential(new BatchNorm2d(2))
    const state = net.stateDict().set('0.num_batches_tracked', tensor(3, { dtype: 'int64' }))
    expect(net.loadStateDict(state)).toEqual({ missing: [], unexpected: [] })
    expect(() => net.loadStateDict(net.stateDict().set('num_batches_tracked', zeros([])))).toThrow(
      /not in the model: num_batches_tracked/,
    )
  })
})

describe('a module of several inputs', () => {
  class Pair extends Module<[a: Tensor, b: Tensor], { readonly sum: Tensor }> {
    override forward(a: Tensor, b: Tensor) {
      return { sum: a.add(b) }
    }
  }
  class Outer extends Module {
    readonly pair = new Pair()
    override forward(x: Tensor): Tensor {
      return this.pair.forward(x, x).sum
    }
  }

  it('is found like any other', async () => {
    const outer = new Outer()
    expect(outer.eval().pair.training).toBe(false)
    expect(await outer.forward(tensor([1, 2])).array()).toEqual([2, 4])
  })

  it('does not fit where one input is expected', () => {
    // @ts-expect-error: Sequential hands on one tensor
    expect(() => new Sequential(new Pair())).not.toThrow()
  })
})

describe('Sequential', () => {
  const net = new Sequential(new Linear(4, 16, { random }), new ReLU(), new Linear(16, 3, { random }))

  it('names its modules by their positions and knows their types', () => {
    expect([...net.stateDict().keys()]).toEqual(['0.weight', '0.bias', '2.weight', '2.bias'])
    expect(net.modules[2].weight.shape).toEqual([3, 16])
    expect(net.length).toBe(3)
    expect([...net]).toEqual(net.modules)
  })

  it('without modules gives its input', () => {
    const x = tensor([1])
    expect(new Sequential().forward(x)).toBe(x)
  })
})
