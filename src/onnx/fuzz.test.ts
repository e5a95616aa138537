import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { needsShared, shared } from '../../test/shared.ts'
import { KindlingError } from '../base/errors.ts'
import { readModel } from './check.ts'
import { decodeModel, decodeTensor, encodeModel, encodeTensor } from './codec.ts'
import { message } from './descriptors.ts'
import { GraphBuilder } from './graph-builder.ts'
import { tensorToTyped, typedToTensor } from './tensor-data.ts'

/** A model with something of everything, so that a changed byte may hit any kind of field. */
const sample = (): Uint8Array => {
  const graph = new GraphBuilder()
  const x = graph.input('x', 'float32', ['batch', 3])
  const w = graph.constant('float32', [3], Float32Array.of(1, 2, 3))
  const [y] = graph.op('Mul', [x, w])
  const inner = graph.subgraph()
  inner.output(inner.op('Neg', [y!])[0]!, 'z', 'float32', ['batch', 3])
  const condition = graph.constant('bool', [], Uint8Array.of(1))
  const [chosen] = graph.op('If', [condition], { then_branch: { graph: inner }, else_branch: { graph: inner } })
  const [pooled] = graph.op('Op', [chosen!], {
    alpha: 0.5,
    axis: -1,
    mode: 'linear',
    pads: [0, 1, 300],
    scales: [0.5, 2],
    names: ['a', 'b'],
    value: { tensor: { dtype: 'int64', shape: [2], data: BigInt64Array.of(1n, -1n) } },
  })
  graph.output(pooled!, 'out', 'float32', ['batch', 3])
  graph.metadata('labels', 'cat,dog')
  const model = graph.build()
  model.graph!.initializer.push(
    message('TensorProto', { name: 'a', dataType: 3, dims: [2n], int32Data: [-1, 5] }),
    message('TensorProto', { name: 'b', dataType: 7, dims: [2n], int64Data: [-1n, 5n] }),
    message('TensorProto', { name: 'c', dataType: 1, dims: [1n, 2n], floatData: [1, 2] }),
    message('TensorProto', { name: 'd', dataType: 8, dims: [1n], stringData: [Uint8Array.of(65)] }),
  )
  return encodeModel(model)
}

/** Changes of a file: bytes overwritten, taken out, put in, a piece doubled; then perhaps cut off. */
const change = fc.record({
  kind: fc.constantFrom('set', 'set', 'set', 'delete', 'insert', 'double'),
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  length: fc.integer({ min: 1, max: 16 }),
  byte: fc.oneof(fc.nat(255), fc.constantFrom(0, 1, 2, 0x7f, 0x80, 0xff)),
})
const changes = fc.record({
  list: fc.array(change, { minLength: 1, maxLength: 8 }),
  cut: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
})

const mutate = (
  original: Uint8Array,
  { list, cut }: typeof changes extends fc.Arbitrary<infer C> ? C : never,
): Uint8Array => {
  let bytes = [...original]
  for (const { kind, at, length, byte } of list) {
    const start = Math.floor(at * (bytes.length - 1))
    if (kind === 'set') bytes[start] = byte
    else if (kind === 'delete') bytes.splice(start, length)
    else if (kind === 'insert') bytes.splice(start, 0, ...Array<number>(length).fill(byte))
    else bytes.splice(start, 0, ...bytes.slice(start, start + length))
  }
  if (cut !== null) bytes = bytes.slice(0, Math.floor(cut * bytes.length))
  return Uint8Array.from(bytes)
}

/** Runs what may refuse its input, but only with an error of our own; tells whether it did not. */
const accepts = (run: () => void): boolean => {
  try {
    run()
    return true
  } catch (error) {
    expect(error).toBeInstanceOf(KindlingError)
    expect((error as KindlingError).code).toBe('invalid-data')
    return false
  }
}

/** Reads a damaged model. What is let pass must hold together: all its tensors can be read, and it is written and read again. */
const readDamaged = (bytes: Uint8Array): boolean =>
  accepts(() => {
    const model = readModel(bytes)
    for (const tensor of model.graph.initializer) if (tensor.dataType !== 8) tensorToTyped(tensor)
    const again = encodeModel(model)
    expect(encodeModel(readModel(again))).toEqual(again)
  })

describe('damaged bytes are refused with an error of our own, or read as what holds together:', () => {
  const original = sample()

  it('the sample itself passes', () => {
    expect(readDamaged(original)).toBe(true)
  })

  it('a model cut off anywhere', () => {
    for (let end = 0; end < original.length; end++) readDamaged(original.subarray(0, end))
  })

  it('a model with each byte changed in turn', () => {
    let accepted = 0
    let refused = 0
    for (let at = 0; at < original.length; at++)
      for (const byte of [0, 1, 0x7f, 0x80, 0xff, original[at]! ^ 1, original[at]! ^ 8]) {
        const bytes = original.slice()
        bytes[at] = byte
        if (readDamaged(bytes)) accepted++
        else refused++
      }
    // A changed letter or weight is no damage that can be seen; a changed length, type or name is.
    expect(accepted).toBeGreaterThan(500)
    expect(refused).toBeGreaterThan(500)
  })

  it('a model changed in several places', () => {
    fc.assert(
      fc.property(changes, (damage) => {
        readDamaged(mutate(original, damage))
      }),
      { numRuns: 5000 },
    )
  })

  it('a tensor changed in several places', () => {
    const tensors = [
      encodeTensor(typedToTensor({ dtype: 'float32', shape: [2, 2], data: new Float32Array(4) }, 'w')),
      encodeTensor(message('TensorProto', { dataType: 7, dims: [3n], int64Data: [1n, -1n, 2n ** 62n] })),
    ]
    fc.assert(
      fc.property(fc.constantFrom(...tensors), changes, (bytes, damage) => {
        accepts(() => tensorToTyped(decodeTensor(mutate(bytes, damage))))
      }),
      { numRuns: 5000 },
    )
  })

  it('bytes at random', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        readDamaged(bytes)
        accepts(() => decodeModel(bytes))
      }),
      { numRuns: 5000 },
    )
  })
})

describe.skipIf(!shared)(
  needsShared('damaged files that others wrote are refused with an error of our own, or read'),
  () => {
    const files = shared
      ? [
          join(shared, 'oracle/train_step/net.training.onnx'),
          ...readdirSync(join(shared, 'data/onnx_node_tests'), { withFileTypes: true })
            .filter((entry) => entry.isDirectory())
            .filter((_, index) => index % 20 === 0)
            .map((entry) => join(shared!, 'data/onnx_node_tests', entry.name, 'model.onnx')),
        ]
      : []

    it('in several places', () => {
      const originals = files.map((path) => new Uint8Array(readFileSync(path)))
      fc.assert(
        fc.property(fc.constantFrom(...originals), changes, (bytes, damage) => {
          readDamaged(mutate(bytes, damage))
        }),
        { numRuns: 2000 },
      )
    })
  },
)
