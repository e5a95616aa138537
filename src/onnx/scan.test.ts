import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire'
import { describe, expect, it } from 'vitest'
import { decodeModel, encodeModel } from './codec.ts'
import { message } from './descriptors.ts'
import { scan } from './scan.ts'

const scanModel =
  (bytes: Uint8Array, memory = 10_000) =>
  () =>
    scan('ModelProto', bytes, 'file', { depth: 20, memory })

const model = encodeModel(
  message('ModelProto', {
    irVersion: 9n,
    producerName: 'p',
    graph: {
      node: [{ opType: 'Relu', attribute: [{ name: 'a', f: 1, floats: [1, 2], ints: [1n, 300n] }] }],
      initializer: [
        {
          floatData: [1, 2],
          doubleData: [3],
          int64Data: [-1n],
          rawData: new Uint8Array(9),
          stringData: [Uint8Array.of(1)],
        },
      ],
    },
  }),
)

/** A field that holds another, `depth` times over; each level's path of field numbers is given. */
const nested = (path: readonly number[], depth: number): Uint8Array => {
  let inner = new Uint8Array(0)
  for (let level = 0; level < depth; level++)
    for (const field of path.toReversed())
      inner = new BinaryWriter().tag(field, WireType.LengthDelimited).bytes(inner).finish()
  return inner
}

describe('the scan', () => {
  it('lets a model pass', () => {
    expect(scanModel(model)).not.toThrow()
  })

  it('finds each place at which a model may be cut off, but those between two fields of the outermost message', () => {
    const whole = new Set([0])
    for (let end = 1; end < model.length; end++) {
      let passed = true
      try {
        scanModel(model.subarray(0, end))()
      } catch (error) {
        passed = false
        expect((error as Error).message).toMatch(/^file: not a protobuf ModelProto, or damaged: byte \d+: /)
      }
      if (passed) whole.add(end)
    }
    // irVersion (2 bytes), producerName (3 bytes), then the graph.
    expect([...whole]).toEqual([0, 2, 5])
  })

  it.each([
    ['a field of number 0', [0x00, 1], /begins no field/],
    ['a field number beyond 32 bits', [0x88, 0x80, 0x80, 0x80, 0x10, 1], /begins no field|too large/],
    ['a text where a number belongs', [0x0a, 1, 65], /ModelProto.irVersion has wire type 2 where 0 is expected/],
    ['a number where a message belongs', [0x38, 1], /ModelProto.graph has wire type 0 where 2 is expected/],
    ['a group', [0x9b, 0x06, 0x9c, 0x06], /wire type 3, which ONNX does not use/],
    ['a number of eleven bytes', [0x08, ...Array(10).fill(0xff), 1], /a number is too long/],
    ['a length beyond the file', [0x12, 0x7f, 65], /truncated: ModelProto.producerName has 127 bytes, 1 are left/],
    ['a length beyond 32 bits', [0x12, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01], /too large/],
    // The graph has 2 bytes, and its name claims 5: they would be taken from what follows the graph.
    [
      'a length beyond the message around it',
      [0x3a, 2, 0x12, 5, 0x12, 1, 65, 65, 65],
      /truncated: GraphProto.name has 5 bytes, 0 are left/,
    ],
    // graph { initializer { floatData: 3 bytes } }
    [
      'packed numbers that are cut',
      [0x3a, 7, 0x2a, 5, 0x22, 3, 0, 0, 0],
      /TensorProto.floatData has 3 bytes, no multiple of 4/,
    ],
    // graph { initializer { int64Data: 0x80 } }
    ['packed varints that are cut', [0x3a, 5, 0x2a, 3, 0x3a, 1, 0x80], /truncated/],
    ['an unknown field that is cut', [0xd2, 0x0f, 5, 1], /truncated: field 250/],
    ['an unknown fixed-size field that is cut', [0xd1, 0x0f, 5, 1], /truncated/],
  ])('refuses %s', (_, bytes, error) => {
    expect(scanModel(Uint8Array.from(bytes))).toThrow(error)
  })

  it('refuses messages that are nested too deep, whatever the depth', () => {
    // graph . node . attribute . g
    expect(scanModel(nested([7, 1, 5, 6], 1))).not.toThrow()
    for (const depth of [7, 100, 10_000]) {
      const graphs = nested([1, 5, 6], depth)
      const bytes = new BinaryWriter().tag(7, WireType.LengthDelimited).bytes(graphs).finish()
      expect(scanModel(bytes, 1e6)).toThrow(/nested more than 20 deep/)
    }
  })

  it.each([
    ['empty nodes', 7, new Uint8Array(2000).map((_, i) => (i % 2 ? 0 : 0x0a))],
    ['unknown fields', 7, new Uint8Array(2000).map((_, i) => (i % 2 ? 0 : 0x18))],
    ['empty texts of metadata', 7, new Uint8Array(2000).map((_, i) => (i % 2 ? 0 : 0x82))],
  ])('refuses a small file that would make many objects: %s', (_, field, content) => {
    const bytes = new BinaryWriter().tag(field, WireType.LengthDelimited).bytes(content).finish()
    expect(scanModel(bytes)).toThrow(/take more than 10000 bytes of memory|begins no field/)
  })

  it('keeps a real decode from making gigabytes of a few megabytes', () => {
    // 4 million empty nodes in 8 MB would be about 1.6 GB of objects.
    const nodes = new Uint8Array(8_000_000).map((_, i) => (i % 2 ? 0 : 0x0a))
    const bytes = new BinaryWriter().tag(7, WireType.LengthDelimited).bytes(nodes).finish()
    expect(() => decodeModel(bytes)).toThrow(/take more than 1073741824 bytes of memory/)
  })

  it('does not count raw data, which is not copied', () => {
    const bytes = encodeModel(
      message('ModelProto', { graph: { initializer: [{ rawData: new Uint8Array(1_000_000) }] } }),
    )
    expect(scanModel(bytes)).not.toThrow()
  })
})
