import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { damaged, readOrRefused } from '../../test/damage.ts'
import { bytesOf, type DType, dtypes, hostArray } from './dtype.ts'
import { compile, tensor } from './index.ts'
import { fromNpy, readNpy, toNpy } from './npy.ts'
import { Tensor } from './tensor.ts'

// That NumPy reads these files bit-equal, and writes such that are read so, is in test/numpy-files.test.ts.

const latin1 = (text: string): Uint8Array => Uint8Array.from(text, (character) => character.charCodeAt(0))

/** A file by hand: the version, the header's length, the header, the data. */
function file(header: string, data: readonly number[] = [], { version = 1, length = header.length } = {}): Uint8Array {
  const lengthBytes = Array.from({ length: version === 1 ? 2 : 4 }, (_, i) => (length >>> (8 * i)) & 255)
  return Uint8Array.from([
    ...latin1(`\x93NUMPY${String.fromCharCode(version)}\0`),
    ...lengthBytes,
    ...latin1(header),
    ...data,
  ])
}

const dictionary = (descr: string, shape = '(2,)', order = 'False'): string =>
  `{'descr': ${descr}, 'fortran_order': ${order}, 'shape': ${shape}, }\n`

const valuesOf = async (bytes: Uint8Array) => [...(await fromNpy(bytes).data())]

describe('fromNpy', () => {
  it('reads a file written by hand', async () => {
    const x = fromNpy(file(dictionary("'<f4'", '(1, 2)'), [0, 0, 128, 63, 0, 0, 0, 192]))
    expect([x.dtype, x.shape, await x.array()]).toEqual(['float32', [1, 2], [[1, -2]]])
  })

  it.each([
    [1, dictionary("'|u1'")],
    [2, dictionary("'|u1'")],
    [3, dictionary("'|u1'").trimEnd()],
    [1, `   { "shape":(2,),"fortran_order" : False,\n'descr':'|u1'}  `],
  ])('reads version %i, keys in any order and spacing', async (version, header) => {
    expect(await valuesOf(file(header, [7, 255], { version }))).toEqual([7, 255])
  })

  it.each<[string, number[], DType, (number | bigint)[]]>([
    ['|b1', [0, 1], 'bool', [0, 1]],
    ['?', [1, 0], 'bool', [1, 0]],
    ['|u1', [0, 255], 'uint8', [0, 255]],
    ['|i1', [127, 128], 'int32', [127, -128]],
    ['<u2', [255, 255, 1, 0], 'int32', [65535, 1]],
    ['>u2', [255, 254, 0, 1], 'int32', [65534, 1]],
    ['<i2', [0, 128, 1, 0], 'int32', [-32768, 1]],
    ['>i2', [128, 0, 0, 1], 'int32', [-32768, 1]],
    ['<u4', [255, 255, 255, 255, 1, 0, 0, 0], 'uint32', [2 ** 32 - 1, 1]],
    ['>i4', [255, 255, 255, 254, 0, 0, 1, 0], 'int32', [-2, 256]],
    ['<i8', [...[1, 0, 0, 0, 0, 0, 0, 128], ...Array(8).fill(255)], 'int64', [1n - 2n ** 63n, -1n]],
    ['>i8', [...[128, 0, 0, 0, 0, 0, 0, 1], ...Array(8).fill(255)], 'int64', [1n - 2n ** 63n, -1n]],
    ['<f2', [0, 60, 255, 123], 'float16', [1, 65504]],
    ['>f2', [60, 0, 252, 0], 'float16', [1, -Infinity]],
    ['=f4', [0, 0, 128, 63, 0, 0, 192, 127], 'float32', [1, NaN]],
    ['>f8', [63, 240, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1], 'float64', [1, 5e-324]],
  ])('reads %s', async (descr, data, dtype, values) => {
    const bytes = file(dictionary(`'${descr}'`), data)
    expect(fromNpy(bytes).dtype).toBe(dtype)
    expect(await valuesOf(bytes)).toEqual(values)
  })

  it('reads an array of no axes, and one of no values', async () => {
    expect(await fromNpy(file(dictionary("'|u1'", '()'), [5])).item()).toBe(5)
    const empty = fromNpy(file(dictionary("'<f8'", '(3, 0, 2)', 'True')))
    expect([empty.shape, [...(await empty.data())]]).toEqual([[3, 0, 2], []])
  })

  it('reorders what stands with the first axis fastest', async () => {
    const x = fromNpy(file(dictionary("'|i1'", '(2, 3)', 'True'), [0, 3, 1, 4, 2, 5]))
    expect(await x.array()).toEqual([
      [0, 1, 2],
      [3, 4, 5],
    ])
    // Oracle: the definition of the order, place by place.
    const shape = [2, 1, 3, 4]
    const y = fromNpy(
      file(
        dictionary("'|u1'", '(2, 1, 3, 4)', 'True'),
        Array.from({ length: 24 }, (_, i) => i),
      ),
    )
    const place = (i: number, k: number, l: number): number => i + 2 * (k + 3 * l)
    expect(y.shape).toEqual(shape)
    expect(await y.array()).toEqual([0, 1].map((i) => [[0, 1, 2].map((k) => [0, 1, 2, 3].map((l) => place(i, k, l)))]))
  })

  it('takes a file that begins anywhere in memory', async () => {
    const bytes = file(dictionary("'<f8'", '(1,)'), [0, 0, 0, 0, 0, 0, 240, 63])
    for (let shift = 1; shift < 8; shift++) {
      const moved = new Uint8Array(bytes.length + shift)
      moved.set(bytes, shift)
      expect(await valuesOf(moved.subarray(shift))).toEqual([1])
    }
  })

  it('holds no view of the bytes that it was given', async () => {
    const bytes = file(dictionary("'|u1'"), [1, 2])
    const x = fromNpy(bytes)
    bytes.fill(9)
    expect(await x.array()).toEqual([1, 2])
  })

  const end = (header: string): number => 10 + header.length
  it.each<[string, Uint8Array, string]>([
    ['an empty file', new Uint8Array(0), 'byte 0: the file is empty'],
    ['another format', latin1('hello, world'), 'byte 0: this is no .npy file: it does not begin with \\x93NUMPY'],
    ['an archive', latin1('PK\x03\x04…'), 'byte 0: this is a zip archive; read it as .npz'],
    ['a pickle', Uint8Array.of(0x80, 4, 0x95), 'byte 0: this is a Python pickle, which can run any code'],
    ['a cut signature', latin1('\x93NUM'), 'byte 4: the file ends within the signature; it is cut off'],
    ['a version to come', file('', [], { version: 4 }), 'byte 6: the version is 4.0; those that can be read are 1.0'],
    ['a cut length', latin1('\x93NUMPY\x01\0\x10'), 'byte 9: the file ends within the length of the header'],
    [
      'a cut header',
      file('{}', [], { length: 100 }),
      'byte 12: the file ends within the header, which claims 100 bytes',
    ],
    [
      'a header of 4 GiB',
      file('{}', [], { version: 2, length: 0xffffffff }),
      'byte 8: the header claims 4294967295 bytes; an array that can be read needs a few hundred',
    ],
    ['no dictionary', file("('descr',)"), 'byte 10: the header is not a Python dictionary'],
    [
      'broken Python',
      file("{'descr': <f4}"),
      'byte 20: the header is not the Python dictionary that it must be: "<" stands',
    ],
    ['a call', file("{'descr': f()}"), 'byte 20: the header is not the Python dictionary that it must be'],
    ['missing keys', file("{'descr': '<f4'}"), "byte 10: the header lacks 'fortran_order', 'shape'"],
    [
      'a key too many',
      file("{'descr': '<f4', 'fortran_order': False, 'shape': (), 'x': 1}"),
      'byte 10: the header has the key "x"; those of the format are descr, fortran_order, shape',
    ],
    ['an order that is a number', file(dictionary("'<f4'", '()', '0')), "'fortran_order' must be True or False"],
    ['a shape that is a number', file(dictionary("'<f4'", '(2)')), "'shape' must be a tuple of whole numbers"],
    ['a shape that is a list', file(dictionary("'<f4'", '[2]')), "'shape' must be a tuple of whole numbers"],
    [
      'a negative length',
      file(dictionary("'<f4'", '(-1,)')),
      "'shape' has a length that is no whole number from 0: -1",
    ],
    ['a length of text', file(dictionary("'<f4'", "('2',)")), `no whole number from 0: "2"`],
    [
      '65 axes',
      file(dictionary("'<f4'", `(${'1,'.repeat(65)})`)),
      "'shape' has 65 axes; NumPy's arrays have at most 64",
    ],
    ['too many values', file(dictionary("'<f4'", `(${'9999999,'.repeat(9)})`)), 'which has too many elements'],
    ['infinitely many', file(dictionary("'<f4'", `(${'9999999,'.repeat(50)} 0)`)), 'which has too many elements'],
    ['Python objects', file(dictionary("'|O'")), 'the array holds Python objects, which are pickled'],
    ['uint64', file(dictionary("'<u8'")), 'the array holds uint64, which no type here holds. Save a.astype("int64")'],
    ['complex numbers', file(dictionary("'<c16'")), 'the array holds complex numbers'],
    ['long doubles', file(dictionary("'<f16'")), 'the array holds floats wider than float64'],
    ['dates', file(dictionary("'<M8[ns]'")), 'the array holds dates'],
    ['time differences', file(dictionary("'<m8[D]'")), 'the array holds time differences'],
    ['bytes', file(dictionary("'|S5'")), 'the array holds texts'],
    ['texts', file(dictionary("'<U5'")), 'the array holds texts'],
    ['raw bytes', file(dictionary("'|V3'")), 'the array holds raw bytes'],
    ['a structured type', file(dictionary("[('x', '<f8'), ('y', '<i4', (3,))]")), "'descr' is a structured type, and"],
    ['an unknown type', file(dictionary("'<q9'")), `'descr' is "<q9"; the types that can be read are b1, u1, u2`],
    ['an unknown width', file(dictionary("'<u3'")), `'descr' is "<u3"; the types that can be read`],
    ['something after a type', file(dictionary("'<f4x'")), `'descr' is "<f4x"`],
    [
      'values that are cut off',
      file(dictionary("'<f4'", '(3, 4)'), Array(40).fill(0)),
      `byte ${end(dictionary("'<f4'", '(3, 4)')) + 40}: the file ends after 40 bytes of values where '<f4' [3, 4] needs 48`,
    ],
    [
      'something after the values',
      file(dictionary("'|u1'"), [1, 2, 3]),
      `byte ${end(dictionary("'|u1'")) + 2}: 1 bytes follow the last value of '|u1' [2]; a file holds one array`,
    ],
    [
      'a bool of 2',
      file(dictionary("'|b1'"), [1, 2]),
      `byte ${end(dictionary("'|b1'")) + 1}: a bool is 2; it must be 0 or 1`,
    ],
    ['a header that is not UTF-8', file("{'\xff'}", [], { version: 3 }), 'byte 12: the header is not UTF-8'],
  ])('refuses %s', (_, bytes, message) => {
    expect(() => fromNpy(bytes, "'x.npy'")).toThrow(expect.objectContaining({ code: 'invalid-data' }))
    expect(() => fromNpy(bytes, "'x.npy'")).toThrow(message)
    expect(() => fromNpy(bytes, "'x.npy'")).toThrow("'x.npy': byte ")
  })

  it('counts bytes, not characters, where a version 3 header is wrong', () => {
    const text = "{'é': q}"
    const bytes = new TextEncoder().encode(text)
    const header = String.fromCharCode(...bytes)
    expect(() => fromNpy(file(header, [], { version: 3 }))).toThrow(`byte ${12 + bytes.indexOf(0x71)}: the header`)
  })

  it('allocates nothing for values that are not there', () => {
    const before = process.memoryUsage().arrayBuffers
    expect(() => fromNpy(file(dictionary("'<f8'", '(1000, 1000, 1000)'), [1, 2, 3]))).toThrow('it is cut off')
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(10_000_000)
  })
})

const descriptions: Record<DType, string> = {
  ...{ bool: '|b1', uint8: '|u1', uint32: '<u4', int32: '<i4', int64: '<i8' },
  ...{ float16: '<f2', float32: '<f4', float64: '<f8' },
}

/** Arrays of any type and shape, of any bits. */
const arrays = fc
  .record({ dtype: fc.constantFrom(...dtypes), shape: fc.array(fc.nat(3), { maxLength: 4 }) })
  .chain(({ dtype, shape }) => {
    const length = shape.reduce((a, b) => a * b, 1) * bytesOf(dtype)
    const bits = fc.array(fc.nat(dtype === 'bool' ? 1 : 255), { minLength: length, maxLength: length })
    const lengths = `(${shape.map((n) => `${n},`).join('')})`
    return bits.map((data) => ({ dtype, shape, bytes: file(dictionary(`'${descriptions[dtype]}'`, lengths), data) }))
  })

describe('toNpy', () => {
  it('writes the header that NumPy writes', async () => {
    const bytes = await toNpy(tensor([1, 2]))
    const text = "{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }"
    expect(String.fromCharCode(...bytes.subarray(0, 128))).toBe(`\x93NUMPY\x01\0v\0${text.padEnd(117)}\n`)
    expect([...bytes.subarray(128)]).toEqual([0, 0, 128, 63, 0, 0, 0, 64])
  })

  it('is the inverse of fromNpy: type, shape and every bit', async () => {
    await fc.assert(
      fc.asyncProperty(arrays, async ({ dtype, shape, bytes: given }) => {
        const x = fromNpy(given)
        const bytes = await toNpy(x)
        const back = fromNpy(bytes)
        expect([back.dtype, back.shape]).toEqual([dtype, shape])
        const data = bytes.subarray(bytes.length - x.size * bytesOf(dtype))
        expect([...data]).toEqual([...given.subarray(given.length - data.length)])
        expect(Buffer.from(await toNpy(back)).equals(bytes)).toBe(true)
      }),
      { numRuns: 200 },
    )
  })

  it('keeps every bit of float16, which is float32 where JavaScript sees it', async () => {
    const halves = Array.from({ length: 2 ** 17 }, (_, i) => (i % 2 === 0 ? (i >> 1) & 255 : i >> 9))
    const bytes = file(dictionary("'<f2'", '(256, 256)'), halves)
    expect([...(await toNpy(fromNpy(bytes))).subarray(-halves.length)]).toEqual(halves)
  })

  it('writes the values of a float16 tensor that was computed', async () => {
    const third = tensor([1 / 3, 65504, -0, 1e9], { dtype: 'float16' })
    expect([...(await toNpy(third.mul(tensor(1, { dtype: 'float16' })))).subarray(-8)]).toEqual([
      ...[0x55, 0x35, 0xff, 0x7b, 0, 0x80, 0, 0x7c],
    ])
  })

  it('refuses more axes than NumPy has', async () => {
    const x = new Tensor(Array(65).fill(1), 'uint8', undefined, { host: hostArray('uint8', 1) })
    await expect(toNpy(x)).rejects.toThrow("toNpy: the tensor has 65 axes; NumPy's arrays have at most 64: reshape it")
  })
})

describe('a float16 tensor that was read', () => {
  const read = (): Tensor => fromNpy(file(dictionary("'<f2'"), [0, 60, 0, 64]))

  it('is computed with like any other', async () => {
    const x = read()
    expect(await x.add(x).array()).toEqual([2, 4])
    await x.realize()
    expect(await x.array()).toEqual([1, 2])
  })

  it('may be an argument and a constant of a compiled function', async () => {
    const y = read()
    const double = compile((x: Tensor) => x.mul(y))
    expect(await (await double(read())).array()).toEqual([1, 4])
  })
})

describe('damaged files', () => {
  const originals = [
    file(dictionary("'<f4'", '(2, 3)', 'True'), Array(24).fill(1)),
    file(dictionary("'|b1'", '(4,)'), [0, 1, 1, 0]),
    file(dictionary('[("a", "<i8"), ("b", "|O")]', '(1,)'), Array(16).fill(0), { version: 3 }),
  ]

  it('are read or refused, never anything else, and cost no memory that they do not have', () => {
    const any = fc.oneof(...originals.map((original) => damaged(original)))
    fc.assert(
      fc.property(any, (bytes) => {
        const x = readOrRefused(() => fromNpy(bytes))
        if (x) expect(x.size).toBeLessThanOrEqual(bytes.length)
      }),
      { numRuns: 3000 },
    )
  })

  it('are judged alike in parts of any size', async () => {
    const parts = fc.tuple(fc.oneof(...originals.map((original) => damaged(original))), fc.integer({ min: 1, max: 40 }))
    const outcome = async (read: () => Tensor | Promise<Tensor>): Promise<unknown> => {
      try {
        return [...(await (await read()).data())]
      } catch (error) {
        return (error as Error).message
      }
    }
    await fc.assert(
      fc.asyncProperty(parts, async ([bytes, size]) => {
        async function* stream() {
          for (let i = 0; i < bytes.length; i += size) yield bytes.subarray(i, i + size)
        }
        const inParts = await outcome(() => readNpy(stream(), bytes.length, 'x'))
        expect(inParts).toEqual(await outcome(() => fromNpy(bytes, 'x')))
      }),
      { numRuns: 500 },
    )
  })

  it('that grow or shrink while they are read are refused', async () => {
    const bytes = file(dictionary("'|u1'"), [1, 2])
    async function* parts(...list: Uint8Array[]) {
      yield* list
    }
    await expect(readNpy(parts(bytes, Uint8Array.of(3)), bytes.length, 'x')).rejects.toThrow('it has more than the')
    await expect(readNpy(parts(bytes.subarray(0, -1)), bytes.length, 'x')).rejects.toThrow('it has fewer than the')
    await expect(readNpy(parts(bytes.subarray(0, 20)), bytes.length, 'x')).rejects.toThrow('the file ends within')
  })
})
