import { describe, expect, it } from 'vitest'
import { KindlingError } from '../base/errors.ts'
import { checkModel, readModel } from './check.ts'
import { encodeModel } from './codec.ts'
import { message } from './descriptors.ts'
import { GraphBuilder } from './graph-builder.ts'
import type { MessageInit } from './messages.ts'

type Init<N extends Parameters<typeof message>[0]> = Exclude<MessageInit<N>, { $typeName: string }>

const float = (...sizes: (number | string)[]): Init<'TypeProto'> => ({
  value: {
    case: 'tensorType',
    value: {
      elemType: 1,
      shape: {
        dim: sizes.map((size) =>
          typeof size === 'number'
            ? { value: { case: 'dimValue', value: BigInt(size) } }
            : { value: { case: 'dimParam', value: size } },
        ),
      },
    },
  },
})

/** y = Relu(x), with parts of the graph or the model replaced. */
const model = (graph: Init<'GraphProto'> = {}, rest: Init<'ModelProto'> = {}) =>
  message('ModelProto', {
    irVersion: 9n,
    opsetImport: [{ version: 20n }],
    graph: {
      name: 'g',
      input: [{ name: 'x', type: float(2) }],
      node: [{ opType: 'Relu', input: ['x'], output: ['y'] }],
      output: [{ name: 'y', type: float(2) }],
      ...graph,
    },
    ...rest,
  })

const withNodes = (...node: Init<'NodeProto'>[]) =>
  model({ node: [{ opType: 'Relu', input: ['x'], output: ['y'] }, ...node] })
const withAttribute = (attribute: Init<'AttributeProto'>) =>
  model({ node: [{ name: 'n', opType: 'Op', input: ['x'], output: ['y'], attribute: [attribute] }] })
const withTensor = (tensor: Init<'TensorProto'>) => model({ initializer: [{ name: 'w', dataType: 1, ...tensor }] })
const withInput = (type: Init<'TypeProto'> | undefined) => model({ input: [{ name: 'x', type }] })

/** A graph with `depth` graphs inside one another. */
const nestedGraph = (depth: number): Init<'GraphProto'> => ({
  node: [
    {
      opType: 'If',
      input: ['x'],
      output: [`y${depth}`],
      attribute: depth === 0 ? [] : [{ name: 'then_branch', type: 5, g: nestedGraph(depth - 1) }],
    },
  ],
  output: [{ name: `y${depth}` }],
})
const withDepth = (depth: number) => model({ ...nestedGraph(depth), output: [{ name: `y${depth}`, type: float(2) }] })

const nestedType = (depth: number): Init<'TypeProto'> =>
  depth === 0 ? float(1) : { value: { case: 'sequenceType', value: { elemType: nestedType(depth - 1) } } }

const location = (value: string, ...more: { key: string; value: string }[]): Init<'TensorProto'> => ({
  dims: [2n],
  dataLocation: 1,
  externalData: [{ key: 'location', value }, ...more],
})

describe('a model passes the check', () => {
  it.each([
    ['the smallest one', model()],
    ['an initializer, raw', withTensor({ dims: [2n], rawData: new Uint8Array(8) })],
    ['an initializer, in the field of its type', withTensor({ dims: [2n], floatData: [1, 2] })],
    ['a negative int8 among int32Data', withTensor({ dataType: 3, dims: [1n], int32Data: [-128] })],
    ['strings', withTensor({ dataType: 8, dims: [1n], stringData: [Uint8Array.of(65)] })],
    ['a tensor without elements', withTensor({ dims: [0n, 2n ** 50n, 2n ** 50n] })],
    [
      'an initializer that is the default of an input',
      model({ initializer: [{ name: 'x', dataType: 1, dims: [2n], floatData: [1, 2] }] }),
    ],
    ['sizes that are symbolic or unknown', withInput(float('batch', '', 3))],
    ['an input of unknown rank', withInput({ value: { case: 'tensorType', value: { elemType: 1 } } })],
    ['a sequence', withInput(nestedType(2))],
    ['optional inputs and outputs that are left out', withNodes({ opType: 'Op', input: ['', 'x'], output: ['', 'z'] })],
    [
      "ONNX's own domain under its long name",
      withNodes({ opType: 'Op', domain: 'ai.onnx', input: ['x'], output: ['z'] }),
    ],
    ['an attribute of 0, written by proto3 without its field', withAttribute({ name: 'axis', type: 2 })],
    ['16 graphs inside one another', withDepth(16)],
  ])('%s', (_, valid) => {
    expect(() => checkModel(valid)).not.toThrow()
    expect(readModel(encodeModel(valid))).toEqual(valid)
  })

  it('a graph inside another that reads what was made before it, and has the names of its own to itself', () => {
    const inner = (name: string): Init<'GraphProto'> => ({
      node: [{ opType: 'Add', input: ['x', 'y'], output: [name] }],
      output: [{ name }],
    })
    const attribute = [
      { name: 'then_branch', type: 5, g: inner('same') },
      { name: 'else_branch', type: 5, g: inner('same') },
    ]
    expect(() => checkModel(withNodes({ opType: 'If', input: ['y'], output: ['z'], attribute }))).not.toThrow()
  })

  it('data in another file, where the folder of the model is known', () => {
    const external = withTensor(
      location('weights.bin', { key: 'offset', value: '4096' }, { key: 'length', value: '8' }),
    )
    expect(() => checkModel(external, { folder: '.' })).not.toThrow()
  })
})

describe('the check refuses, saying what and where,', () => {
  it.each([
    ['a model without a graph', message('ModelProto', { irVersion: 9n }), /has no graph/],
    ['no IR version', model({}, { irVersion: 0n }), /IR version 0; versions 1 to 13 are known/],
    ['an IR version of the future', model({}, { irVersion: 14n }), /IR version 14/],
    ['no operator set', model({}, { opsetImport: [] }), /imports no operator set/],
    [
      'an operator set twice',
      model({}, { opsetImport: [{ version: 20n }, { domain: 'ai.onnx', version: 19n }] }),
      /imports two operator sets of domain 'ai.onnx'/,
    ],
    ['an operator set of no version', model({}, { opsetImport: [{}] }), /imports version 0/],
    ['functions', model({}, { functions: [new Uint8Array(0)] }), /functions of a model are not supported; inline them/],
    ['training information', model({}, { trainingInfo: [new Uint8Array(0)] }), /training information.*not supported/],
    ['a sparse initializer', model({ sparseInitializer: [new Uint8Array(0)] }), /sparse tensors are not supported/],
    ['metadata twice', model({}, { metadataProps: [{ key: 'a' }, { key: 'a' }] }), /metadata 'a' twice/],
    ['no output', model({ output: [] }), /has no output/],
  ])('%s', (_, bad, error) => {
    expect(() => checkModel(bad)).toThrow(error)
  })

  it.each([
    [
      'a value that nothing gives',
      withNodes({ name: 'n', opType: 'Add', input: ['x', 'z'], output: ['u'] }),
      /node 1 'n' \(Add\): reads 'z', which no node, input or initializer gives/,
    ],
    [
      'a value read before it is made',
      model({
        node: [
          { opType: 'Neg', input: ['z'], output: ['y'] },
          { name: 'late', opType: 'Relu', input: ['x'], output: ['z'] },
        ],
      }),
      /node 0 \(Neg\): reads 'z' before node 1 'late' \(Relu\) makes it/,
    ],
    [
      'a node that reads itself',
      withNodes({ opType: 'Add', input: ['x', 'z'], output: ['z'] }),
      /cyclic: node 1 \(Add\) reads from node 1 \(Add\)/,
    ],
    [
      'a cycle',
      withNodes(
        { name: 'a', opType: 'Add', input: ['x', 'q'], output: ['p'] },
        { name: 'b', opType: 'Neg', input: ['p'], output: ['q'] },
      ),
      /cyclic: node 1 'a' \(Add\) reads from node 2 'b' \(Neg\) reads from node 1 'a' \(Add\)/,
    ],
    [
      'a cycle further up',
      withNodes(
        { opType: 'Neg', input: ['p'], output: ['u'] },
        { name: 'a', opType: 'Neg', input: ['q'], output: ['p'] },
        { name: 'b', opType: 'Neg', input: ['p'], output: ['q'] },
      ),
      /cyclic: node 2 'a' \(Neg\) reads from node 3 'b' \(Neg\) reads from node 2 'a'/,
    ],
    [
      'a cycle through a graph inside a node',
      withNodes(
        {
          opType: 'If',
          input: ['x'],
          output: ['p'],
          attribute: [
            {
              name: 'then_branch',
              type: 5,
              g: { node: [{ opType: 'Neg', input: ['q'], output: ['r'] }], output: [{ name: 'r' }] },
            },
          ],
        },
        { opType: 'Neg', input: ['p'], output: ['q'] },
      ),
      /node 1 \(If\), attribute 'then_branch', node 0 \(Neg\): reads 'q'/,
    ],
    [
      'a value of a graph inside another, read outside',
      withNodes(
        {
          opType: 'If',
          input: ['x'],
          output: ['p'],
          attribute: [
            {
              name: 'then_branch',
              type: 5,
              g: { node: [{ opType: 'Neg', input: ['x'], output: ['r'] }], output: [{ name: 'r' }] },
            },
          ],
        },
        { opType: 'Neg', input: ['r'], output: ['s'] },
      ),
      /node 2 \(Neg\): reads 'r'/,
    ],
    [
      'two values of one name',
      withNodes({ opType: 'Neg', input: ['x'], output: ['y'] }),
      /node 1 \(Neg\): output 'y' is the name of another value/,
    ],
    [
      'a value of a graph inside another with the name of one outside, which ONNX reserves for it',
      withNodes({
        opType: 'If',
        input: ['y'],
        output: ['z'],
        attribute: [
          {
            name: 'then_branch',
            type: 5,
            g: { node: [{ opType: 'Relu', input: ['x'], output: ['x'] }], output: [{ name: 'x' }] },
          },
        ],
      }),
      /attribute 'then_branch', node 0 \(Relu\): output 'x' is the name of another value/,
    ],
    [
      'an output with the name of an input',
      withNodes({ opType: 'Neg', input: ['y'], output: ['x'] }),
      /output 'x' is the name of another value/,
    ],
    [
      'an input twice',
      model({
        input: [
          { name: 'x', type: float(2) },
          { name: 'x', type: float(2) },
        ],
      }),
      /input 'x' twice/,
    ],
    [
      'an output twice',
      model({
        output: [
          { name: 'y', type: float(2) },
          { name: 'y', type: float(2) },
        ],
      }),
      /output 'y' twice/,
    ],
    [
      'an output that no node makes',
      model({ output: [{ name: 'z', type: float(2) }] }),
      /output 'z' is made by no node/,
    ],
    [
      'an initializer twice',
      model({
        initializer: [
          { name: 'w', dataType: 1, dims: [0n] },
          { name: 'w', dataType: 1, dims: [0n] },
        ],
      }),
      /initializer 'w' twice/,
    ],
    ['an input without a name', model({ input: [{ type: float(2) }] }), /an input has no name/],
    [
      'an initializer without a name',
      model({ initializer: [{ dataType: 1, dims: [0n] }] }),
      /an initializer has no name/,
    ],
    [
      'a node without an operator',
      withNodes({ input: ['x'], output: ['z'] }),
      /node 1 \(no operator\): names no operator/,
    ],
    ['a node with neither inputs nor outputs', withNodes({ opType: 'Op' }), /neither inputs nor outputs/],
    [
      'an operator of a domain that is not imported',
      withNodes({ opType: 'Op', domain: 'com.example', input: ['x'], output: ['z'] }),
      /imports no operator set of domain 'com.example'/,
    ],
    ['17 graphs inside one another', withDepth(17), /graphs are nested more than 16 deep/],
  ])('%s', (_, bad, error) => {
    expect(() => checkModel(bad)).toThrow(error)
    expect(() => readModel(encodeModel(bad))).toThrow(error)
  })

  it.each([
    ['an input without a type', undefined, /input 'x': has no type/],
    [
      'an undefined data type',
      { value: { case: 'tensorType', value: { elemType: 0 } } },
      /input 'x': the data type is undefined/,
    ],
    [
      'a data type that is not supported',
      { value: { case: 'tensorType', value: { elemType: 17 } } },
      /input 'x': data type 17 of ONNX is not supported; supported are float32/,
    ],
    ['a negative size', float(2, -1), /input 'x': dimension 1 of shape \[2, -1\] is negative/],
    ['a size that overflows', float(2 ** 60), /dimension 0 of shape \[1152921504606846976\] overflows/],
    ['sizes whose product overflows', float(2 ** 30, 2 ** 30), /overflows: it has more than 2\^53 elements/],
    [
      'a sparse tensor',
      { value: { case: 'sparseTensorType', value: new Uint8Array(0) } },
      /sparse tensors are not supported/,
    ],
    ['an opaque type', { value: { case: 'opaqueType', value: new Uint8Array(0) } }, /opaque types are not supported/],
    ['a sequence of nothing', { value: { case: 'sequenceType', value: {} } }, /has no type/],
    [
      'a map with an undefined key',
      { value: { case: 'mapType', value: { valueType: float(1) } } },
      /input 'x', key: the data type is undefined/,
    ],
    ['types nested too deep', nestedType(5), /types are nested more than 4 deep/],
  ] as [string, Init<'TypeProto'> | undefined, RegExp][])('%s', (_, type, error) => {
    expect(() => checkModel(withInput(type))).toThrow(error)
  })

  it.each([
    ['no name', { type: 2, i: 1n }, /node 0 'n' \(Op\): an attribute has no name/],
    ['no type', { name: 'a', i: 1n }, /attribute 'a': has no type/],
    ['an unknown type', { name: 'a', type: 15 }, /attribute type 15 is unknown/],
    ['a value of another type', { name: 'a', type: 2, f: 1 }, /attribute 'a': its type is int, but it holds float/],
    ['two values', { name: 'a', type: 2, i: 1n, s: Uint8Array.of(65) }, /its type is int, but it holds string/],
    ['a list for a number', { name: 'a', type: 7, floats: [1] }, /its type is ints, but it holds floats/],
    ['no tensor', { name: 'a', type: 4 }, /its type is tensor, but it holds none/],
    ['no graph', { name: 'a', type: 5 }, /its type is graph, but it holds none/],
    [
      'a bad tensor',
      { name: 'a', type: 4, t: { dataType: 1, dims: [-1n] } },
      /attribute 'a': dimension 0 of shape \[-1\] is negative/,
    ],
    [
      'a bad tensor among several',
      { name: 'a', type: 9, tensors: [{ dataType: 0 }] },
      /attribute 'a': the data type is undefined/,
    ],
    ['a bad type', { name: 'a', type: 13, tp: {} }, /attribute 'a': has no type/],
    ['a sparse tensor', { name: 'a', type: 11, sparseTensor: new Uint8Array(0) }, /sparse tensors are not supported/],
    ["a reference to a function's attribute", { name: 'a', type: 2, refAttrName: 'b' }, /functions are not supported/],
  ] as [string, Init<'AttributeProto'>, RegExp][])('an attribute with %s', (_, attribute, error) => {
    expect(() => checkModel(withAttribute(attribute))).toThrow(error)
  })

  it('an attribute twice', () => {
    const axis = { name: 'axis', type: 2, i: 1n }
    expect(() => checkModel(withNodes({ opType: 'Op', input: ['x'], output: ['z'], attribute: [axis, axis] }))).toThrow(
      /attribute 'axis' twice/,
    )
  })

  it.each([
    ['an undefined data type', { dataType: 0 }, /initializer 'w': the data type is undefined/],
    ['a data type that is not supported', { dataType: 14 }, /data type 14 of ONNX is not supported/],
    ['a negative size', { dims: [2n, -1n] }, /dimension 1 of shape \[2, -1\] is negative/],
    ['a product of sizes that overflows', { dims: Array(64).fill(2n ** 52n) }, /overflows/],
    ['more than 2 GiB', { dims: [2n ** 30n] }, /float32 \[1073741824\] takes 4294967296 bytes; at most 2 GiB/],
    ['raw data that is too short', { dims: [2n], rawData: new Uint8Array(7) }, /rawData has 7 bytes.*take 8/],
    ['raw data that is too long', { dims: [2n], rawData: new Uint8Array(9) }, /rawData has 9 bytes.*take 8/],
    ['no data', { dims: [2n] }, /floatData has 0 elements.*take 2/],
    ['too many elements', { dims: [1n], floatData: [1, 2] }, /floatData has 2 elements.*take 1/],
    [
      'data in the field of another type',
      { dims: [1n], int32Data: [1] },
      /float32 has its data in int32Data; it belongs in floatData or rawData/,
    ],
    [
      'data in two places',
      { dims: [1n], rawData: new Uint8Array(4), floatData: [1] },
      /data in rawData and in floatData/,
    ],
    ['raw strings', { dataType: 8, dims: [1n], rawData: new Uint8Array(4) }, /strings cannot be rawData/],
    [
      'an element out of range',
      { dataType: 2, dims: [2n], int32Data: [255, 256] },
      /element 1 is 256, which is no uint8/,
    ],
    ['a bool of 2', { dataType: 9, dims: [1n], int32Data: [2] }, /element 0 is 2, which is no bool/],
    ['a raw bool of 7', { dataType: 9, dims: [2n], rawData: Uint8Array.of(1, 7) }, /element 1 is 7, which is no bool/],
    ['a uint32 beyond 32 bits', { dataType: 12, dims: [1n], uint64Data: [2n ** 32n] }, /which is no uint32/],
    ['a segment', { dims: [1n], floatData: [1], segment: new Uint8Array(0) }, /segments are not supported/],
    ['an unknown data location', { dataLocation: 2, dims: [0n] }, /dataLocation 2 is unknown/],
    [
      'external data that is not said to be so',
      { dims: [1n], floatData: [1], externalData: [{ key: 'location', value: 'w' }] },
      /has externalData, but its dataLocation is not external/,
    ],
    ['data here and in another file', { ...location('w'), floatData: [1, 2] }, /data here and in another file/],
    ['strings in another file', { ...location('w'), dataType: 8 }, /strings cannot lie in another file/],
    ['no location', { dims: [1n], dataLocation: 1 }, /externalData has no location/],
    ['a location twice', location('w', { key: 'location', value: 'v' }), /'location' twice/],
    ['an absolute location', location('/etc/passwd'), /location '\/etc\/passwd' is absolute/],
    ["a location with '..'", location('a/../../w'), /location 'a\/..\/..\/w' has a step '..'/],
    [
      'an offset that is no number',
      location('w', { key: 'offset', value: '-1' }),
      /offset is '-1'; it must be a whole number/,
    ],
    [
      'an offset that overflows',
      location('w', { key: 'offset', value: '9999999999999999' }),
      /offset is '9999999999999999'/,
    ],
    ['a length that is no number', location('w', { key: 'length', value: '1e1' }), /length is '1e1'/],
    [
      'a length that is not that of the shape',
      location('w', { key: 'length', value: '4' }),
      /externalData has 4 bytes.*take 8/,
    ],
  ] as [string, Init<'TensorProto'>, RegExp][])('a tensor with %s', (_, tensor, error) => {
    expect(() => checkModel(withTensor(tensor), { folder: '.' })).toThrow(error)
  })

  it('data in another file, where there is no folder', () => {
    expect(() => checkModel(withTensor(location('w')))).toThrow(
      /initializer 'w': its data lies in another file, which can be read only where/,
    )
  })

  it('a file larger than is allowed', () => {
    const bytes = encodeModel(model())
    expect(() => readModel(bytes, { maxBytes: bytes.length - 1 })).toThrow(/has \d+ bytes; at most \d+ are allowed/)
    expect(() => checkModel(bytes, { maxBytes: bytes.length })).not.toThrow()
  })

  it('with an error of code invalid-data', () => {
    expect(() => readModel(new Uint8Array(0))).toThrow(expect.objectContaining({ code: 'invalid-data' }))
    expect(() => checkModel(withTensor({ dims: [-1n] }))).toThrow(KindlingError)
  })

  it('names on one line and cut, however long they are', () => {
    const bad = withNodes({ name: `line\nbreak ${'long '.repeat(100_000)}`, opType: 'Op', input: ['z'], output: ['u'] })
    try {
      checkModel(bad)
      expect.unreachable()
    } catch (error) {
      expect((error as Error).message.length).toBeLessThan(300)
      expect((error as Error).message).toContain("'line\\nbreak long")
      expect((error as Error).message).not.toContain('\n')
    }
  })
})

describe('the check takes time in proportion to the model', () => {
  it('for a chain of 50,000 nodes in the wrong order, and in a ring', () => {
    const chain = Array.from({ length: 50_000 }, (_, i) => ({ opType: 'Neg', input: [`v${i + 1}`], output: [`v${i}`] }))
    expect(() =>
      checkModel(
        model({ node: chain, output: [{ name: 'v0', type: float(1) }], input: [{ name: 'v50000', type: float(1) }] }),
      ),
    ).toThrow(/before node 1 \(Neg\) makes it/)
    const ring = chain.map((node, i) => (i === chain.length - 1 ? { ...node, input: ['v0'] } : node))
    expect(() => checkModel(model({ node: ring }))).toThrow(
      /cyclic: node 0 \(Neg\) reads from node 1 .* reads from 49992 more reads from node 0/,
    )
  })

  it('for nodes that read the same values many times over', () => {
    // Each node reads the one before it 100 times: 100^1000 paths, 100,000 edges.
    const node = Array.from({ length: 1000 }, (_, i) => ({
      opType: 'Sum',
      input: Array(100).fill(`v${i + 1}`),
      output: [`v${i}`],
    }))
    expect(() => checkModel(model({ node }))).toThrow(/reads 'v1' before/)
  })
})

describe('what GraphBuilder builds', () => {
  it('passes', () => {
    const graph = new GraphBuilder()
    const x = graph.input('x', 'float16', ['n', undefined, 3])
    const inner = graph.subgraph()
    inner.output(inner.op('Neg', [x])[0]!, 'negative', 'float16', ['n', undefined, 3])
    graph.op('If', [graph.constant('bool', [], Uint8Array.of(1))], {
      then_branch: { graph: inner },
      else_branch: { graph: inner },
    })
    graph.output(graph.op('Relu', [x])[0]!, 'y', 'float16', ['n', undefined, 3])
    expect(() => checkModel(encodeModel(graph.build()))).not.toThrow()
  })
})
