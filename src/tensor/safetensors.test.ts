import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { KindlingError } from '../base/errors.ts'
import type { HostArray } from './dtype.ts'
import { decodeSafetensors, encodeSafetensors, type StoredTensor } from './safetensors.ts'

/** A file by hand: the header's length, the header, the data. */
function file(header: unknown, data: readonly number[] = [], { length }: { length?: bigint } = {}): Uint8Array {
  const text =
    header instanceof Uint8Array
      ? header
      : new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header))
  const bytes = new Uint8Array(8 + text.length + data.length)
  new DataView(bytes.buffer).setBigUint64(0, length ?? BigInt(text.length), true)
  bytes.set(text, 8)
  bytes.set(data, 8 + text.length)
  return bytes
}

const u8 = (shape: readonly number[], begin: number, end: number) => ({
  dtype: 'U8',
  shape,
  data_offsets: [begin, end],
})

const stored: fc.Arbitrary<StoredTensor> = fc
  .record({
    shape: fc.array(fc.nat(3), { maxLength: 3 }),
    dtype: fc.constantFrom<StoredTensor['dtype']>('float32', 'float64', 'int32', 'int64', 'uint32', 'uint8', 'bool'),
    seed: fc.nat(),
  })
  .map(({ shape, dtype, seed }) => {
    const size = shape.reduce((a, b) => a * b, 1)
    const value = (i: number): number => (seed * 31 + i * 17) % 200
    const arrays: Record<StoredTensor['dtype'], () => HostArray> = {
      float32: () => Float32Array.from({ length: size }, (_, i) => value(i) / 8 - 3),
      float64: () => Float64Array.from({ length: size }, (_, i) => value(i) / 7),
      int32: () => Int32Array.from({ length: size }, (_, i) => value(i) - 100),
      int64: () => BigInt64Array.from({ length: size }, (_, i) => BigInt(value(i)) - 2n ** 60n),
      uint32: () => Uint32Array.from({ length: size }, (_, i) => 2 ** 32 - 1 - value(i)),
      uint8: () => Uint8Array.from({ length: size }, (_, i) => value(i)),
      bool: () => Uint8Array.from({ length: size }, (_, i) => value(i) % 2),
    }
    return { dtype, shape, data: arrays[dtype]() }
  })
const names = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('', '0', '10', '__proto__', 'a"b\\', 'é ü'))
const files = fc.uniqueArray(fc.tuple(names, stored), { selector: ([name]) => name, maxLength: 6 })

describe('decodeSafetensors', () => {
  it('reads a file written by hand', () => {
    const header = '{"__metadata__":{"format":"pt"},"b":{"dtype":"U8","shape":[2],"data_offsets":[8,10]},'
    const rest = '"a.weight":{"dtype":"F32","shape":[1,2],"data_offsets":[0,8]}}   '
    const { tensors, metadata } = decodeSafetensors(file(header + rest, [0, 0, 128, 63, 0, 0, 0, 192, 7, 255]))
    expect(metadata).toEqual({ format: 'pt' })
    expect([...tensors]).toEqual([
      ['b', { dtype: 'uint8', shape: [2], data: Uint8Array.of(7, 255) }],
      ['a.weight', { dtype: 'float32', shape: [1, 2], data: Float32Array.of(1, -2) }],
    ])
  })

  it('reads an empty file, a scalar, and tensors without elements', () => {
    expect(decodeSafetensors(file('{}')).tensors.size).toBe(0)
    const { tensors } = decodeSafetensors(file({ none: u8([0, 3], 0, 0), one: u8([], 0, 1), also: u8([0], 1, 1) }, [9]))
    expect([...tensors.values()].map(({ data }) => [...data])).toEqual([[], [9], []])
  })

  it('widens F16 to float32 exactly: subnormals, signed zeros, infinities, NaN (IEEE 754)', () => {
    const bits = [0x3c00, 0xc000, 0x0001, 0x8001, 0x03ff, 0x7bff, 0x7c00, 0xfc00, 0x8000, 0x3555, 0x7e00]
    const bytes = bits.flatMap((b) => [b & 255, b >> 8])
    const header = { h: { dtype: 'F16', shape: [bits.length], data_offsets: [0, bytes.length] } }
    const { dtype, data } = decodeSafetensors(file(header, bytes)).tensors.get('h')!
    expect(dtype).toBe('float32')
    const [tiny, big] = [2 ** -24, Number.POSITIVE_INFINITY]
    expect([...data]).toEqual([1, -2, tiny, -tiny, 1023 * tiny, 65504, big, -big, -0, 0.333251953125, Number.NaN])
  })

  it('widens BF16 to float32, I8, I16 and U16 to int32', () => {
    const header = {
      b: { dtype: 'BF16', shape: [3], data_offsets: [0, 6] },
      i: { dtype: 'I16', shape: [1], data_offsets: [6, 8] },
      u: { dtype: 'U16', shape: [1], data_offsets: [8, 10] },
      s: { dtype: 'I8', shape: [1], data_offsets: [10, 11] },
    }
    const { tensors } = decodeSafetensors(file(header, [0x80, 0x3f, 0x80, 0xff, 0x49, 0xc0, 254, 255, 254, 255, 254]))
    expect([...tensors.values()].map(({ dtype, data }) => [dtype, ...data])).toEqual([
      ['float32', 1, Number.NEGATIVE_INFINITY, -3.140625],
      ['int32', -2],
      ['int32', 65534],
      ['int32', -2],
    ])
  })

  it.each([
    ['a Uint8Array', (length: number) => new Uint8Array(length)],
    ['a Buffer of Node, whose slice() copies nothing', (length: number) => Buffer.alloc(length)],
  ])('copies the values out of %s, whatever their alignment', (_, allocate) => {
    const bytes = file({ a: { dtype: 'F32', shape: [1], data_offsets: [0, 4] } }, [0, 0, 128, 63])
    const odd = allocate(bytes.length + 3)
    odd.set(bytes, 3)
    const view = odd.subarray(3)
    const { data } = decodeSafetensors(view).tensors.get('a')!
    view.fill(0)
    expect([...data]).toEqual([1])
  })

  it.each<[string, Uint8Array, RegExp]>([
    ['nothing', new Uint8Array(0), /the file has 0 bytes/],
    ['a length that no file has', file('{}', [], { length: 2n ** 64n - 1n }), /claims 18446744073709551615 bytes/],
    ['a header of more than 100 MB', file('{}', [], { length: 100_000_001n }), /at most 100000000 are allowed/],
    ['a header that is cut off', file('{}', [], { length: 3n }), /claims 3 bytes, but 2 follow/],
    ['an empty header', file(''), /the header is not JSON/],
    ['something else than JSON', file('PK\u0003\u0004....'), /the header is not JSON/],
    ['bytes that are not UTF-8', file(Uint8Array.of(0x7b, 0x22, 0xff, 0x22, 0x7d)), /the header is not JSON/],
    ['a byte order mark', file('\ufeff{}'), /the header is not/],
    ['a header that does not begin with {', file(' {}'), /begins with \{/],
    ['an array', file('[]'), /begins with \{/],
    ['a name twice', file('{"a":0,"a" : 0}'), /has the key 'a' twice/],
    ['a name twice, written differently', file('{"a":0,"\\u0061":0}'), /has the key 'a' twice/],
    ['a key of a tensor twice', file('{"a":{"dtype":"U8","dtype":"F32"}}'), /has the key 'dtype' twice/],
    ['a tensor that is a number', file({ a: 1 }), /'a' is not an object/],
    ['an unknown type', file({ a: { ...u8([1], 0, 1), dtype: 'F8_E4M3' } }, [0]), /'a' has dtype "F8_E4M3"; those/],
    ['a type that is an array', file({ a: { ...u8([1], 0, 1), dtype: ['U8'] } }, [0]), /'a' has dtype \["U8"\]/],
    ['a negative length', file({ a: u8([-1], 0, 1) }, [0]), /'a' has shape \[-1\]/],
    ['half a length', file({ a: u8([0.5], 0, 1) }, [0]), /'a' has shape \[0.5\]/],
    ['no shape', file({ a: { dtype: 'U8', data_offsets: [0, 1] } }, [0]), /'a' has shape undefined/],
    ['more elements than a number counts', file({ a: u8([2 ** 50, 2 ** 50], 0, 1) }, [0]), /needs 1.26\d*e\+30/],
    [
      'three offsets',
      file({ a: { ...u8([1], 0, 1), data_offsets: [0, 1, 2] } }, [0]),
      /'a' has data_offsets \[0,1,2\]/,
    ],
    ['offsets in descending order', file({ a: u8([1], 1, 0) }, [0]), /'a' has data_offsets \[1,0\]/],
    ['a size that is not that of the shape', file({ a: u8([3], 0, 2) }, [0, 0]), /takes 2 bytes, but U8 \[3\] needs 3/],
    ['a tensor beyond the end', file({ a: u8([2], 0, 2) }, [0]), /'a' ends at byte 2 of the data, which has 1/],
    ['tensors that overlap', file({ a: u8([2], 0, 2), b: u8([2], 1, 3) }, [0, 0, 0]), /'b' begins at byte 1/],
    ['two tensors in one place', file({ a: u8([1], 0, 1), b: u8([1], 0, 1) }, [0]), /inside the tensor before it/],
    ['a gap', file({ a: u8([1], 0, 1), b: u8([1], 2, 3) }, [0, 0, 0]), /bytes 1 to 2 of the data, before 'b'/],
    ['bytes at the end', file({ a: u8([1], 0, 1) }, [0, 0]), /1 bytes after the last tensor/],
    ['a bool of 2', file({ a: { ...u8([1], 0, 1), dtype: 'BOOL' } }, [2]), /'a' is BOOL and holds a byte other/],
    ['metadata that are no texts', file({ __metadata__: { a: 1 } }), /__metadata__ must be an object of texts/],
  ])('refuses %s', (_, bytes, message) => {
    expect(() => decodeSafetensors(bytes)).toThrow(message)
    expect(() => decodeSafetensors(bytes)).toThrow(expect.objectContaining({ code: 'invalid-data' }))
  })
})

describe('encodeSafetensors', () => {
  it('writes the bytes of the format: length, padded header, wide types first', () => {
    const bytes = encodeSafetensors(
      new Map<string, StoredTensor>([
        ['b', { dtype: 'bool', shape: [1], data: Uint8Array.of(1) }],
        ['a', { dtype: 'float32', shape: [], data: Float32Array.of(1) }],
      ]),
      { format: 'pt' },
    )
    const header =
      '{"__metadata__":{"format":"pt"},"b":{"dtype":"BOOL","shape":[1],"data_offsets":[4,5]},' +
      '"a":{"dtype":"F32","shape":[],"data_offsets":[0,4]}}'
    const padded = header.padEnd(Math.ceil(header.length / 8) * 8)
    expect(bytes).toEqual(file(padded, [0, 0, 128, 63, 1]))
  })

  it('is the inverse of decodeSafetensors: names in order, types, shapes, values, metadata', () => {
    const texts = fc.dictionary(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }))
    fc.assert(
      fc.property(files, texts, (entries, metadata) => {
        const found = decodeSafetensors(encodeSafetensors(new Map(entries), metadata))
        expect([...found.tensors]).toEqual(entries)
        expect(Object.entries(found.metadata).sort()).toEqual(Object.entries(metadata).sort())
      }),
    )
  })

  it('writes the part of a buffer that an array shows, not the whole', () => {
    const data = new Float32Array([1, 2, 3]).subarray(1, 2)
    const bytes = encodeSafetensors(new Map([['a', { dtype: 'float32', shape: [1], data }]]))
    expect([...decodeSafetensors(bytes).tensors.get('a')!.data]).toEqual([2])
  })

  const one = { dtype: 'float32', shape: [1], data: new Float32Array(1) } as const
  it.each<[string, string, unknown, RegExp]>([
    ['a name that the format keeps', '__metadata__', one, /stands for the file's metadata/],
    ['values that do not fill the shape', 'a', { ...one, shape: [2] }, /'a' has shape \[2\], 2 elements, but 1 values/],
    ['values in the wrong array', 'a', { ...one, dtype: 'float64' }, /must be a Float64Array/],
    ['float16', 'a', { ...one, dtype: 'float16' }, /'a' has dtype 'float16'; it must be one of/],
    ['a negative length', 'a', { ...one, shape: [-1] }, /lengths must be whole numbers from 0/],
  ])('refuses %s', (_, name, tensor, message) => {
    expect(() => encodeSafetensors(new Map([[name, tensor as StoredTensor]]))).toThrow(message)
  })
})

describe('whatever is done to a file', () => {
  /** Either it is still a file, or the error is one of ours. */
  const survives = (bytes: Uint8Array): void => {
    try {
      decodeSafetensors(bytes)
    } catch (error) {
      expect(error).toBeInstanceOf(KindlingError)
      expect((error as KindlingError).code).toBe('invalid-data')
    }
  }

  it('changed bytes are read or refused, never anything else', () => {
    const changes = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 4 })
    fc.assert(
      fc.property(files, changes, (entries, places) => {
        const bytes = encodeSafetensors(new Map(entries))
        for (const [at, value] of places) bytes[at % bytes.length] = value
        survives(bytes)
      }),
      { numRuns: 500 },
    )
  })

  it('a file that is cut off or has bytes too many is refused', () => {
    fc.assert(
      fc.property(files, fc.nat(), fc.boolean(), (entries, n, longer) => {
        const bytes = encodeSafetensors(new Map(entries))
        const other = longer ? new Uint8Array([...bytes, 0]) : bytes.slice(0, n % bytes.length)
        expect(() => decodeSafetensors(other)).toThrow(expect.objectContaining({ code: 'invalid-data' }))
      }),
    )
  })

  it('a header whose values were exchanged is read or refused, never anything else', () => {
    const entry = fc.record(
      {
        dtype: fc.oneof(fc.constantFrom('F32', 'U8', 'BOOL', 'BF16', 'X'), fc.jsonValue()),
        shape: fc.oneof(fc.array(fc.integer({ min: -1, max: 4 }), { maxLength: 3 }), fc.jsonValue()),
        data_offsets: fc.oneof(fc.tuple(fc.nat(9), fc.nat(9)), fc.jsonValue()),
      },
      { requiredKeys: [] },
    )
    const headers = fc.dictionary(
      fc.constantFrom('a', 'b', '__metadata__', '__proto__'),
      fc.oneof(entry, fc.jsonValue()),
    )
    fc.assert(
      fc.property(headers, (header) => survives(file(header, [0, 1, 0, 1, 0, 1, 0, 1]))),
      { numRuns: 500, examples: [[{ a: { dtype: { toString: null } } }]] },
    )
  })
})
