import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { needsShared, shared } from '../../test/shared.ts'
import { readModel } from './check.ts'
import { checkTensor } from './check-tensor.ts'
import { decodeModel, decodeTensor, encodeModel, encodeTensor } from './codec.ts'
import { message } from './descriptors.ts'
import { tensorToTyped, typedToTensor } from './tensor-data.ts'

const read = (path: string): Uint8Array => readFileSync(join(shared!, path))

/** The cases whose values are sequences, which are no tensors. */
const sequenceCases = /split_to_sequence/

describe('the codec', () => {
  it('writes a model that reads back equal, absent and zero fields told apart', () => {
    const model = message('ModelProto', {
      irVersion: 9n,
      modelVersion: 0n,
      opsetImport: [{ domain: '', version: 20n }],
      metadataProps: [{ key: 'größe', value: '🐈' }],
      graph: {
        name: 'g',
        node: [
          {
            opType: 'Relu',
            input: ['x', ''],
            output: ['y'],
            attribute: [{ name: 'a', type: 7, ints: [0n, -1n, -(2n ** 63n), 2n ** 63n - 1n] }],
          },
        ],
        input: [
          {
            name: 'x',
            type: {
              value: {
                case: 'tensorType',
                value: {
                  elemType: 1,
                  shape: {
                    dim: [{ value: { case: 'dimValue', value: 0n } }, { value: { case: 'dimParam', value: 'n' } }, {}],
                  },
                },
              },
            },
          },
        ],
      },
    })
    const decoded = decodeModel(encodeModel(model))
    expect(decoded).toEqual(model)
    expect(Object.hasOwn(decoded, 'modelVersion')).toBe(true)
    expect(Object.hasOwn(decoded, 'producerName')).toBe(false)
    expect(decoded.producerName).toBe('')
  })

  it('keeps fields that it does not know', () => {
    // ModelProto.configuration (26), a field of newer files, as bytes 'ab'.
    const bytes = Uint8Array.of(0x08, 9, ((26 << 3) & 0x7f) | 2 | 0x80, (26 << 3) >> 7, 2, 0x61, 0x62)
    expect(encodeModel(decodeModel(bytes))).toEqual(bytes)
  })

  it('gives plain byte arrays also when it is given a Buffer of Node', () => {
    const tensor = decodeTensor(
      Buffer.from(encodeTensor(typedToTensor({ dtype: 'uint8', shape: [1], data: Uint8Array.of(7) }))),
    )
    expect(Object.getPrototypeOf(tensor.rawData)).toBe(Uint8Array.prototype)
  })

  it.each([
    ['nothing', new Uint8Array(0), /empty/],
    ['text', new TextEncoder().encode('{"model": "this is no ONNX file"}'), /not a protobuf ModelProto/],
    ['a JPEG', Uint8Array.of(0xff, 0xd8, 0xff, 0xe0, 0, 16, 0x4a, 0x46), /not a protobuf ModelProto/],
  ])('refuses %s', (_, bytes, error) => {
    expect(() => decodeModel(bytes)).toThrow(error)
  })
})

describe.skipIf(!shared)(needsShared('the codec on files that others wrote'), () => {
  const cases = shared
    ? readdirSync(join(shared, 'data/onnx_node_tests'), { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map((entry) => `data/onnx_node_tests/${entry.name}`)
    : []
  const models = [
    ...cases.map((folder) => `${folder}/model.onnx`),
    ...['eval', 'training', 'folded'].map((kind) => `oracle/train_step/net.${kind}.onnx`),
    'data/squeezenet/squeezenet1.1.onnx',
  ]

  it('finds the cases of the ONNX standard', () => {
    expect(cases.length).toBeGreaterThan(400)
  })

  it.each(models)('%s passes the check and is written back byte for byte', (path) => {
    const bytes = read(path)
    expect(Buffer.compare(encodeModel(readModel(bytes)), bytes)).toBe(0)
  })

  it('the tensors of the cases pass the check, and are written back byte for byte', () => {
    let count = 0
    for (const folder of cases) {
      if (sequenceCases.test(folder)) continue
      for (const name of readdirSync(join(shared!, folder, 'test_data_set_0'))) {
        const path = `${folder}/test_data_set_0/${name}`
        const bytes = read(path)
        const tensor = decodeTensor(bytes)
        checkTensor(tensor, path, false)
        expect(Buffer.compare(encodeTensor(tensor), bytes), path).toBe(0)
        const typed = tensorToTyped(tensor)
        expect(tensorToTyped(typedToTensor(typed)), path).toEqual(typed)
        count++
      }
    }
    expect(count).toBeGreaterThan(1400)
  })
})
