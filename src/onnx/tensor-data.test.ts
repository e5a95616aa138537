import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { message } from './descriptors.ts'
import { tensorToTyped, typedToTensor } from './tensor-data.ts'
import { bytesOf, elementCount, elementTypeCode, NUMERIC_TYPES, type NumericType, newTypedArray } from './types.ts'

describe('tensorToTyped', () => {
  it('reads raw data, which is little-endian', () => {
    const tensor = message('TensorProto', {
      dataType: 6,
      dims: [2n],
      rawData: Uint8Array.of(1, 0, 0, 0, 0xfe, 0xff, 0xff, 0xff),
    })
    expect(tensorToTyped(tensor)).toEqual({ dtype: 'int32', shape: [2], data: Int32Array.of(1, -2) })
  })

  it('reads raw data that is not aligned, as a copy', () => {
    const file = new Uint8Array(9)
    file.set(bytesOf(Float64Array.of(Math.PI)), 1)
    const { data } = tensorToTyped(message('TensorProto', { dataType: 11, rawData: file.subarray(1) }))
    file.fill(0)
    expect(data).toEqual(Float64Array.of(Math.PI))
  })

  // Which field holds which type is from the comments in the specification's TensorProto.
  it.each([
    ['float32', { floatData: [1.5, -0] }, Float32Array.of(1.5, -0)],
    ['float64', { doubleData: [Math.PI, -1] }, Float64Array.of(Math.PI, -1)],
    ['float16', { int32Data: [0x3c00, 0xc000] }, Uint16Array.of(0x3c00, 0xc000)],
    ['bfloat16', { int32Data: [0x3f80, 0xc000] }, Uint16Array.of(0x3f80, 0xc000)],
    ['int8', { int32Data: [-128, 127] }, Int8Array.of(-128, 127)],
    ['int16', { int32Data: [-5, 5] }, Int16Array.of(-5, 5)],
    ['int32', { int32Data: [-(2 ** 31), 2 ** 31 - 1] }, Int32Array.of(-(2 ** 31), 2 ** 31 - 1)],
    ['int64', { int64Data: [-(2n ** 63n), 1n] }, BigInt64Array.of(-(2n ** 63n), 1n)],
    ['uint8', { int32Data: [0, 255] }, Uint8Array.of(0, 255)],
    ['uint16', { int32Data: [0, 65535] }, Uint16Array.of(0, 65535)],
    ['uint32', { uint64Data: [0n, 2n ** 32n - 1n] }, Uint32Array.of(0, 2 ** 32 - 1)],
    ['uint64', { uint64Data: [0n, 2n ** 64n - 1n] }, BigUint64Array.of(0n, 2n ** 64n - 1n)],
    ['bool', { int32Data: [1, 0] }, Uint8Array.of(1, 0)],
  ] as const)('reads %s from the field of its type', (dtype, fields, data) => {
    const tensor = message('TensorProto', { dataType: elementTypeCode(dtype), dims: [2n], ...fields })
    expect(tensorToTyped(tensor)).toEqual({ dtype, shape: [2], data })
  })

  it('reads a tensor without elements, which has no data at all', () => {
    expect(tensorToTyped(message('TensorProto', { dataType: 1, dims: [0n, 3n] })).data).toEqual(new Float32Array(0))
  })

  it.each([
    [
      'data that is too short',
      { name: 'w', dataType: 1, dims: [2n], rawData: new Uint8Array(4) },
      /tensor 'w': rawData has 4 bytes.*takes 8/,
    ],
    ['too few elements', { dataType: 1, dims: [2n], floatData: [1] }, /floatData has 1 elements.*takes 2/],
    ['a negative shape', { dataType: 1, dims: [-2n], rawData: new Uint8Array(8) }, /takes -8/],
    ['an unknown type', { dataType: 17 }, /data type 17 is not supported/],
    ['strings', { dataType: 8, dims: [1n], stringData: [Uint8Array.of(65)] }, /strings have no typed array/],
    ['data in another file', { dataType: 1, dims: [1n], dataLocation: 1 }, /lies in another file/],
  ])('refuses %s', (_, init, error) => {
    expect(() => tensorToTyped(message('TensorProto', init))).toThrow(error)
  })
})

describe('typedToTensor', () => {
  const dtypes = Object.keys(NUMERIC_TYPES) as NumericType[]
  const typed = fc
    .record({
      dtype: fc.constantFrom(...dtypes),
      shape: fc.array(fc.nat(4), { maxLength: 4 }),
      seed: fc.uint8Array({ minLength: 1, maxLength: 64 }),
    })
    .map(({ dtype, shape, seed }) => {
      const data = newTypedArray(dtype, elementCount(shape))
      bytesOf(data).forEach((_, index, bytes) => {
        bytes[index] = seed[index % seed.length]!
      })
      return { dtype, shape, data }
    })

  it('is undone by tensorToTyped, bit for bit', () => {
    fc.assert(
      fc.property(typed, (tensor) => {
        const back = tensorToTyped(typedToTensor(tensor, 'name'))
        expect(back.dtype).toBe(tensor.dtype)
        expect(back.shape).toEqual(tensor.shape)
        expect(bytesOf(back.data)).toEqual(bytesOf(tensor.data))
      }),
    )
  })

  it('refuses data of another type, or of another length than the shape', () => {
    expect(() => typedToTensor({ dtype: 'int64', shape: [1], data: Int32Array.of(1) })).toThrow(
      /Int32Array.*int64 takes a BigInt64Array/,
    )
    expect(() => typedToTensor({ dtype: 'float32', shape: [2, 2], data: new Float32Array(3) })).toThrow(
      /3 elements.*\[2, 2\] takes 4/,
    )
  })
})
