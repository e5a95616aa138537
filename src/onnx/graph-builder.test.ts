import fc from 'fast-check'
import * as ort from 'onnxruntime-node'
import { describe, expect, it } from 'vitest'
import { checkModel } from './check.ts'
import { encodeModel } from './codec.ts'
import { GraphBuilder } from './graph-builder.ts'
import { tensorToTyped } from './tensor-data.ts'

const run = async (graph: GraphBuilder, feeds: Record<string, ort.Tensor>) => {
  const model = graph.build()
  checkModel(model)
  const session = await ort.InferenceSession.create(encodeModel(model), { intraOpNumThreads: 1, logSeverityLevel: 3 })
  try {
    const results = await session.run(feeds)
    return Object.fromEntries(
      Object.entries(results).map(([name, { dims, data }]) => [
        name,
        { shape: [...dims], data: [...(data as Float32Array)] },
      ]),
    )
  } finally {
    await session.release()
  }
}

const floats = (values: number[], shape = [values.length]) => new ort.Tensor('float32', values, shape)
const scalar = (graph: GraphBuilder, value: number) => graph.constant('float32', [], Float32Array.of(value))

describe('a graph that was built', () => {
  it('runs in ONNX Runtime and gives the closed form: x·2 + 1, row sums', async () => {
    const graph = new GraphBuilder({ name: 'affine' })
    const x = graph.input('x', 'float32', ['batch', 3])
    const [doubled] = graph.op('Mul', [x, scalar(graph, 2)])
    const [y] = graph.op('Add', [doubled!, scalar(graph, 1)])
    const [sum] = graph.op('ReduceSum', [y!, graph.constant('int64', [1], BigInt64Array.of(1n))], { keepdims: 0 })
    graph.output(y!, 'y', 'float32', ['batch', 3])
    graph.output(sum!, 'sum', 'float32', ['batch'])
    graph.metadata('labels', 'cat,dog')
    graph.doc('twice and one')
    expect(await run(graph, { x: floats([1, 2, 3, 4, 5, 6], [2, 3]) })).toEqual({
      y: { shape: [2, 3], data: [3, 5, 7, 9, 11, 13] },
      sum: { shape: [2], data: [15, 33] },
    })
    const model = graph.build()
    expect(model.metadataProps).toMatchObject([{ key: 'labels', value: 'cat,dog' }])
    expect(model.docString).toBe('twice and one')
    expect(model.producerName).toBe('kindling')
    expect(model.graph!.name).toBe('affine')
  })

  it('gives several outputs of one node', async () => {
    const graph = new GraphBuilder()
    const x = graph.input('x', 'float32', [4])
    const [values, indices] = graph.op(
      'TopK',
      [x, graph.constant('int64', [1], BigInt64Array.of(2n))],
      {},
      { outputs: 2 },
    )
    graph.output(values!, 'values', 'float32', [2])
    graph.output(indices!, 'indices', 'int64', [2])
    const results = await run(graph, { x: floats([3, 9, 1, 7]) })
    expect(results).toEqual({ values: { shape: [2], data: [9, 7] }, indices: { shape: [2], data: [1n, 3n] } })
  })

  it('leaves optional inputs out where the name is empty', async () => {
    const graph = new GraphBuilder()
    const x = graph.input('x', 'float32', [undefined])
    graph.output(graph.op('Clip', [x, '', scalar(graph, 2)])[0]!, 'y', 'float32', [undefined])
    expect(await run(graph, { x: floats([-5, 1, 5]) })).toEqual({ y: { shape: [3], data: [-5, 1, 2] } })
    expect(graph.op('Clip', [x, '', ''])).toEqual(graph.op('Clip', [x]))
  })

  it('takes operators of other domains and imports their sets', async () => {
    const graph = new GraphBuilder()
    const x = graph.input('x', 'float32', [2])
    graph.output(graph.op('QuickGelu', [x], { alpha: 1 }, { domain: 'com.microsoft' })[0]!, 'y', 'float32', [2])
    const { y } = await run(graph, { x: floats([0, 1]) })
    expect(y!.data[0]).toBe(0)
    expect(y!.data[1]).toBeCloseTo(1 / (1 + Math.exp(-1)), 6)
    expect(graph.build().opsetImport).toMatchObject([
      { domain: '', version: 20n },
      { domain: 'com.microsoft', version: 1n },
    ])
  })

  it('may have an input, a constant and the same value twice among its outputs', async () => {
    const graph = new GraphBuilder()
    const x = graph.input('x', 'float32', [1])
    const [y] = graph.op('Neg', [x])
    graph.output(y!, 'first', 'float32', [1])
    graph.output(y!, 'second', 'float32', [1])
    graph.output(y!, 'third', 'float32', [1])
    graph.output(x, 'same', 'float32', [1])
    graph.output(scalar(graph, 7), 'seven', 'float32', [])
    expect(graph.nodeCount).toBe(5)
    expect(await run(graph, { x: floats([4]) })).toEqual({
      first: { shape: [1], data: [-4] },
      second: { shape: [1], data: [-4] },
      third: { shape: [1], data: [-4] },
      same: { shape: [1], data: [4] },
      seven: { shape: [], data: [7] },
    })
  })

  it('may go on from a value that is an output already', async () => {
    const graph = new GraphBuilder()
    const x = graph.input('x', 'float32', [1])
    const [y] = graph.op('Neg', [x])
    graph.output(y!, 'y', 'float32', [1])
    graph.output(graph.op('Mul', [y!, y!])[0]!, 'square', 'float32', [1])
    expect(graph.nodeCount).toBe(2)
    expect((await run(graph, { x: floats([3]) })).square!.data).toEqual([9])
  })

  it('may have graphs inside, which use its values, renamed ones too', async () => {
    const graph = new GraphBuilder()
    const x = graph.input('x', 'float32', [1])
    const [y] = graph.op('Neg', [x])
    const [positive] = graph.op('Greater', [x, scalar(graph, 0)])
    const [flag] = graph.op('Squeeze', [positive!])
    const branch = (name: string, type: string) => {
      const inner = graph.subgraph(name)
      inner.output(
        inner.op(type, [y!, inner.constant('float32', [], Float32Array.of(10))])[0]!,
        `${name} result`,
        'float32',
        [1],
      )
      return { graph: inner }
    }
    const [result] = graph.op('If', [flag!], { then_branch: branch('then', 'Add'), else_branch: branch('else', 'Mul') })
    graph.output(result!, 'result', 'float32', [1])
    graph.output(y!, 'y', 'float32', [1])
    expect((await run(graph, { x: floats([3]) })).result!.data).toEqual([7])
    expect((await run(graph, { x: floats([-3]) })).result!.data).toEqual([30])
  })

  it('is of the operator set that was asked for, and of the IR version that came with it', () => {
    const versions = (opset?: number) => {
      const { opsetImport, irVersion } = new GraphBuilder(opset === undefined ? {} : { opset }).build()
      return [opsetImport[0]!.version, irVersion]
    }
    expect(versions()).toEqual([20n, 9n])
    expect(versions(17)).toEqual([17n, 9n])
    expect(versions(21)).toEqual([21n, 10n])
    expect(versions(23)).toEqual([23n, 11n])
  })
})

describe('sharing', () => {
  it('the same operator on the same values is one node', () => {
    const graph = new GraphBuilder()
    const x = graph.input('x', 'float32', [2])
    const [y] = graph.op('LeakyRelu', [x], { alpha: 0.5 })
    expect(graph.op('LeakyRelu', [x], { alpha: 0.5 })).toEqual([y])
    expect(graph.op('LeakyRelu', [x], { alpha: 0.25 })).not.toEqual([y])
    expect(graph.op('LeakyRelu', [y!], { alpha: 0.5 })).not.toEqual([y])
    expect(graph.op('Elu', [x], { alpha: 0.5 })).not.toEqual([y])
    expect(graph.op('LeakyRelu', [x], { alpha: 0.5 }, { domain: 'com.microsoft' })).not.toEqual([y])
    expect(graph.nodeCount).toBe(5)
  })

  it('the order in which attributes are written does not matter, their kind does', () => {
    const graph = new GraphBuilder()
    const x = graph.input('x', 'float32', [2])
    const [y] = graph.op('Op', [x], { a: 1, b: [2, 3] })
    expect(graph.op('Op', [x], { b: [2, 3], a: 1 })).toEqual([y])
    expect(graph.op('Op', [x], { a: { float: 1 }, b: [2, 3] })).not.toEqual([y])
    expect(graph.op('Op', [x], { a: '1', b: [2, 3] })).not.toEqual([y])
    expect(graph.op('Op', [x], { a: 1, b: { floats: [2, 3] } })).not.toEqual([y])
  })

  it('changing what op returned changes nothing', () => {
    const graph = new GraphBuilder()
    const x = graph.input('x', 'float32', [2])
    const names = graph.op('Relu', [x])
    const [y] = names
    names[0] = 'other'
    expect(graph.op('Relu', [x])).toEqual([y])
  })

  it.each(['RandomNormalLike', 'RandomUniformLike', 'Bernoulli', 'Multinomial', 'Dropout'])('%s never is', (type) => {
    const graph = new GraphBuilder()
    const x = graph.input('x', 'float32', [2])
    expect(graph.op(type, [x])).not.toEqual(graph.op(type, [x]))
  })

  it('small constants of the same type, shape and content are one', () => {
    const graph = new GraphBuilder()
    const one = graph.constant('float32', [1], Float32Array.of(1))
    expect(graph.constant('float32', [1], Float32Array.of(1))).toBe(one)
    expect(graph.constant('float32', [], Float32Array.of(1))).not.toBe(one)
    expect(graph.constant('float32', [1], Float32Array.of(-1))).not.toBe(one)
    expect(graph.constant('int32', [1], Int32Array.of(1))).not.toBe(one)
    const nine = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9)
    expect(graph.constant('uint8', [9], nine.slice())).toBe(graph.constant('uint8', [9], nine))
    expect(graph.constant('uint8', [3, 3], nine)).not.toBe(graph.constant('uint8', [9], nine))
  })

  it('0 and -0 are two', () => {
    const graph = new GraphBuilder()
    expect(scalar(graph, 0)).not.toBe(scalar(graph, -0))
  })

  it('large constants are not compared', () => {
    const graph = new GraphBuilder()
    const data = new Float32Array(5000)
    expect(graph.constant('float32', [5000], data)).not.toBe(graph.constant('float32', [5000], data))
  })
})

describe('attributes', () => {
  const attribute = (values: Parameters<GraphBuilder['op']>[2]) => {
    const graph = new GraphBuilder()
    graph.op('Op', [graph.input('x', 'float32', [])], values)
    return graph.build().graph!.node[0]!.attribute[0]!
  }

  it.each([
    [{ axis: 1 }, { type: 2, i: 1n }],
    [{ axis: -3n }, { type: 2, i: -3n }],
    [{ alpha: 1 }, { type: 1, f: 1 }],
    [{ epsilon: 1e-5 }, { type: 1, f: 1e-5 }],
    [{ anything: 0.5 }, { type: 1, f: 0.5 }],
    [{ anything: Number.POSITIVE_INFINITY }, { type: 1, f: Number.POSITIVE_INFINITY }],
    [{ axis: { float: 1 } }, { type: 1, f: 1 }],
    [{ alpha: { int: 1 } }, { type: 2, i: 1n }],
    [{ pads: [0, 1] }, { type: 7, ints: [0n, 1n] }],
    [{ anything: [0, 0.5] }, { type: 6, floats: [0, 0.5] }],
    [{ anything: { floats: [0, 1] } }, { type: 6, floats: [0, 1] }],
    [{ anything: { floats: [] } }, { type: 6, floats: [] }],
    [{ alpha: { ints: [1] } }, { type: 7, ints: [1n] }],
    [{ axes: [] }, { type: 7, ints: [] }],
    [{ mode: 'linear' }, { type: 3, s: new TextEncoder().encode('linear') }],
    [{ names: ['a', 'ß'] }, { type: 8, strings: ['a', 'ß'].map((text) => new TextEncoder().encode(text)) }],
  ])('%o is written as %o', (values, expected) => {
    expect(attribute(values as Parameters<GraphBuilder['op']>[2])).toMatchObject(expected)
  })

  it('may be a tensor', () => {
    const tensor = { dtype: 'int64', shape: [2], data: BigInt64Array.of(1n, -1n) } as const
    const written = attribute({ value: { tensor } })
    expect(written.type).toBe(4)
    expect(tensorToTyped(written.t!)).toEqual(tensor)
  })

  it('an integer that is none, or that a number cannot hold exactly, is refused', () => {
    expect(() => attribute({ axis: { int: 1.5 } })).toThrow(/attribute 'axis': 1.5 is no integer/)
    expect(() => attribute({ axis: 2 ** 53 })).toThrow(/attribute 'axis'/)
    expect(() => attribute({ pads: { ints: [0.5] } })).toThrow(/attribute 'pads'/)
  })
})

describe('what cannot be built is refused where it is written', () => {
  const graph = () => {
    const builder = new GraphBuilder()
    builder.input('x', 'float32', [2])
    return builder
  }

  it.each([
    ['a value that is none', (g: GraphBuilder) => g.op('Relu', ['z']), /Relu: input 'z' is not a value/],
    ['an output that is no value', (g: GraphBuilder) => g.output('z', 'y', 'float32', []), /'z' is not a value/],
    ['an input twice', (g: GraphBuilder) => g.input('x', 'float32', []), /input 'x'.*already/],
    ['an output named as an input', (g: GraphBuilder) => g.output('x', 'x', 'float32', []), /output 'x'.*already/],
    ['an input without a name', (g: GraphBuilder) => g.input('', 'float32', []), /must not be empty/],
    [
      "an input named as the builder's own values are",
      (g: GraphBuilder) => g.input('%1', 'float32', []),
      /begin with '%'/,
    ],
    ['a name with a line break', (g: GraphBuilder) => g.input('a\nb', 'float32', []), /control characters/],
    ['a negative size', (g: GraphBuilder) => g.input('y', 'float32', [-1]), /shape \[-1\] has size -1/],
    ['half a size', (g: GraphBuilder) => g.input('y', 'float32', [1.5]), /has size 1.5/],
    [
      'a constant of another type',
      (g: GraphBuilder) => g.constant('int32', [1], Float32Array.of(1)),
      /Float32Array, but int32 takes/,
    ],
    [
      'a constant of another length',
      (g: GraphBuilder) => g.constant('int32', [2], Int32Array.of(1)),
      /1 elements, but shape \[2\] takes 2/,
    ],
    ['a subgraph as a model', (g: GraphBuilder) => g.subgraph().build(), /a subgraph is no model/],
  ])('%s', (_, build, error) => {
    expect(() => build(graph())).toThrow(error)
  })

  it('the same output name twice', () => {
    const builder = graph()
    builder.output('x', 'y', 'float32', [2])
    expect(() => builder.output('x', 'y', 'float32', [2])).toThrow(/output 'y'.*already/)
  })
})

describe('structure', () => {
  interface Step {
    kind: 'op' | 'constant' | 'output' | 'random'
    type: string
    left: number
    right: number
    value: number
  }
  const steps = fc.array(
    fc.record<Step>({
      kind: fc.constantFrom('op', 'op', 'op', 'constant', 'output', 'random'),
      type: fc.constantFrom('Add', 'Mul'),
      left: fc.nat(1),
      right: fc.nat(1),
      value: fc.constantFrom(0, -0, 1),
    }),
    { maxLength: 3 },
  )
  const plan = fc.record({
    steps,
    dtype: fc.constantFrom('float32' as const, 'float64' as const),
    shape: fc.constantFrom([], [2], [3], ['n'], [undefined]),
  })

  const build = ({ steps, dtype, shape }: typeof plan extends fc.Arbitrary<infer P> ? P : never) => {
    const graph = new GraphBuilder()
    const values = [graph.input('x', dtype, shape)]
    const pick = (index: number) => values[index % values.length]!
    steps.forEach(({ kind, type, left, right, value }, index) => {
      if (kind === 'op') values.push(graph.op(type, [pick(left), pick(right)], value === 1 ? { alpha: right } : {})[0]!)
      else if (kind === 'random') values.push(graph.op('RandomNormalLike', [pick(left)])[0]!)
      else if (kind === 'constant') values.push(graph.constant('float32', [], Float32Array.of(value)))
      else graph.output(pick(left), `y${index}`, dtype, shape)
    })
    return { structure: graph.structure(), bytes: Buffer.from(encodeModel(graph.build())).toString('base64') }
  }

  it('is equal for two graphs exactly when their files are', () => {
    let equal = 0
    // The second plan is the first with a step, the type or the shape taken from another.
    fc.assert(
      fc.property(plan, plan, fc.nat(4), (one, other, change) => {
        const two = {
          steps: one.steps.map((step, index) => (index === change ? (other.steps[index] ?? step) : step)),
          dtype: change === 3 ? other.dtype : one.dtype,
          shape: change === 4 ? other.shape : one.shape,
        }
        const a = build(one)
        const b = build(two)
        expect(a.structure === b.structure).toBe(a.bytes === b.bytes)
        if (a.bytes === b.bytes) equal++
      }),
      { numRuns: 2000, seed: 1 },
    )
    expect(equal).toBeGreaterThan(300)
    expect(equal).toBeLessThan(1700)
  })

  it('leaves metadata and description out', () => {
    const plain = new GraphBuilder()
    const described = new GraphBuilder()
    described.metadata('a', 'b')
    described.doc('text')
    expect(described.structure()).toBe(plain.structure())
  })

  it('tells large constants apart by their content', () => {
    const withConstant = (last: number) => {
      const graph = new GraphBuilder()
      const data = new Float32Array(10_000)
      data[9_999] = last
      graph.constant('float32', [10_000], data)
      return graph.structure()
    }
    expect(withConstant(1)).toBe(withConstant(1))
    expect(withConstant(1)).not.toBe(withConstant(2))
    expect(withConstant(0)).not.toBe(withConstant(-0))
  })

  it('tells operator sets, and the contents of graphs inside, apart', () => {
    expect(new GraphBuilder({ opset: 19 }).structure()).not.toBe(new GraphBuilder().structure())
    const withBranch = (type: string) => {
      const graph = new GraphBuilder()
      const x = graph.input('x', 'bool', [])
      const inner = graph.subgraph()
      inner.output(inner.op(type, [x])[0]!, 'inner', 'bool', [])
      graph.op('If', [x], { then_branch: { graph: inner } })
      return graph.structure()
    }
    expect(withBranch('Not')).toBe(withBranch('Not'))
    expect(withBranch('Not')).not.toBe(withBranch('Identity'))
  })

  it('stays cheap for thousands of nodes: it grows with the graph, not with its square', () => {
    const graph = new GraphBuilder()
    let value = graph.input('x', 'float32', [1])
    for (let i = 0; i < 5000; i++) value = graph.op('Add', [value, value])[0]!
    expect(graph.nodeCount).toBe(5000)
    expect(graph.structure().length).toBeLessThan(5000 * 32)
  })
})
