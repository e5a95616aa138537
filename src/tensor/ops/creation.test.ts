import { describe, expect, it } from 'vitest'
import { expectClose } from '../../../test/close.ts'
import {
  arange,
  type DType,
  eye,
  fromOwned,
  full,
  linspace,
  ones,
  onesLike,
  tensor,
  zeros,
  zerosLike,
} from '../index.ts'

describe('tensor', () => {
  it('takes numbers, nested arrays and typed arrays, with their natural types', async () => {
    expect([tensor(1).shape, tensor(1).dtype]).toEqual([[], 'float32'])
    expect([tensor([[1, 2]]).shape, tensor([[1, 2]]).dtype]).toEqual([[1, 2], 'float32'])
    expect(tensor([true]).dtype).toBe('bool')
    expect(tensor([1n]).dtype).toBe('int64')
    expect(tensor(new Uint8Array(4), { shape: [2, 2] }).dtype).toBe('uint8')
    expect(tensor(new Float64Array(1)).dtype).toBe('float64')
    expect(tensor(new BigInt64Array(1)).dtype).toBe('int64')
    expect([tensor([]).shape, tensor([[], []]).shape]).toEqual([[0], [2, 0]])
    expect(
      await tensor([
        [1, 2],
        [3, 4],
      ]).array(),
    ).toEqual([
      [1, 2],
      [3, 4],
    ])
  })

  it('a mixture is of numbers', async () => {
    const x = tensor([true, 2, 3n])
    expect([x.dtype, await x.array()]).toEqual(['float32', [1, 2, 3]])
  })

  it.each<[DType, number[]]>([
    ['float32', [1.5, -2, 0]],
    ['float64', [1.5, -2, 0]],
    ['float16', [1.5, -2, 0]],
    ['int32', [1, -2, 0]],
    ['int64', [1, -2, 0]],
  ])('of %s has %j of [1.5, -2.9, 0]', async (dtype, wanted) => {
    const given = dtype.startsWith('float') ? [1.5, -2, 0] : [1.5, -2.9, 0]
    expect(await tensor(given, { dtype }).array()).toEqual(wanted)
  })

  it('keeps a copy of a typed array', async () => {
    const given = new Float32Array([1, 2])
    const x = tensor(given)
    given[0] = 9
    expect(await x.array()).toEqual([1, 2])
  })

  it('gives its values in arrays that may be changed', async () => {
    const x = tensor([1, 2])
    const data = await x.data()
    data[0] = 9
    expect(await x.array()).toEqual([1, 2])
  })

  it('has the digits of float16 once it is one', async () => {
    const x = tensor([0.1, 2049], { dtype: 'float16' })
    expectClose(await x.data(), [0.0999755859375, 2048], { rtol: 0, atol: 0 })
  })

  it('keeps whole numbers beyond 2⁵³', async () => {
    const x = tensor([9007199254740993n, -9223372036854775808n])
    expect([...(await x.data())]).toEqual([9007199254740993n, -9223372036854775808n])
  })

  it('refuses ragged arrays, wrong shapes, other arrays and values', () => {
    expect(() => tensor([[1, 2], [3]])).toThrow(
      'the nested arrays are ragged: item 1 has shape [1] where item 0 has [2]',
    )
    expect(() => tensor([1, [2]])).toThrow('ragged')
    expect(() => tensor([1, 2, 3], { shape: [2, 2] })).toThrow('shape [2, 2] has 4 elements, but there are 3 values')
    expect(() => tensor(new Int8Array(1) as unknown as Uint8Array)).toThrow('values are a Int8Array; it must be')
    expect(() => tensor(['1' as unknown as number])).toThrow('a value is 1 (string)')
    expect(() => tensor([Number.NaN], { dtype: 'int64' })).toThrow('a value is NaN, which int64 cannot hold')
    expect(() => tensor([1], { dtype: 'float' as DType })).toThrow("dtype is 'float'; it must be one of")
  })

  // The limits of the types, one by one; fractions are cut off before.
  it.each<[DType, (number | bigint)[], string, (number | bigint)[]]>([
    ['uint8', [0, 255.9, -0.9], '0…255', [256, -1, 300n, Number.NaN]],
    ['int32', [-(2 ** 31), 2 ** 31 - 1], '-2147483648…2147483647', [2 ** 31, -(2 ** 31) - 1, Number.NaN]],
    ['uint32', [0, 2 ** 32 - 1], '0…4294967295', [2 ** 32, -1, Number.POSITIVE_INFINITY]],
    ['int64', [-(2 ** 63), 2n ** 63n - 1n], '-2^63…2^63 - 1', [2 ** 63, 2n ** 63n, -(2n ** 63n) - 1n, 1e300]],
  ])('of %s refuses what it cannot hold', async (dtype, held, limits, others) => {
    const given = held.map((value) => (typeof value === 'bigint' ? value : BigInt(Math.trunc(value))))
    expect(Array.from(await tensor(held, { dtype }).data(), BigInt)).toEqual(given)
    for (const value of others)
      expect(() => tensor([0, value], { dtype })).toThrow(
        `tensor: a value is ${value}, which ${dtype} cannot hold; it must lie in ${limits}`,
      )
  })

  it('refuses such numbers also in typed arrays, and wherever else they are numbers', () => {
    expect(() => tensor(Int32Array.of(1, -1), { dtype: 'uint8' })).toThrow('tensor: a value is -1, which uint8 cannot')
    expect(() => full([2], -1, { dtype: 'uint32' })).toThrow('a value is -1, which uint32 cannot hold')
    expect(() => arange(257, undefined, 1, { dtype: 'uint8' })).toThrow('arange: a value is 256, which uint8 cannot')
    expect(() => linspace(0, 256, 3, { dtype: 'uint8' })).toThrow('linspace: a value is 256, which uint8 cannot hold')
  })
})

describe('fromOwned', () => {
  it('takes an array over as it is', async () => {
    expect(await fromOwned(new Uint8Array([1, 0]), [2, 1], { dtype: 'bool' }).array()).toEqual([[true], [false]])
  })

  it('refuses an array that is not of the type', () =>
    expect(() => fromOwned(new Float32Array(1), [1], { dtype: 'int32' })).toThrow('dtype is int32'))
})

describe('full, zeros, ones and their likes', () => {
  it('repeat one value', async () => {
    expect(await full([2, 2], 7, { dtype: 'int32' }).array()).toEqual([
      [7, 7],
      [7, 7],
    ])
    expect(await full([2], true).array()).toEqual([true, true])
    expect(await zeros([1, 2]).array()).toEqual([[0, 0]])
    expect(await ones([], { dtype: 'float64' }).array()).toBe(1)
    const x = tensor([[1, 2]], { dtype: 'uint8' })
    expect([zerosLike(x).dtype, await onesLike(x).array()]).toEqual(['uint8', [[1, 1]]])
    expect(await zeros([0, 2]).array()).toEqual([])
  })
})

describe('eye', () => {
  it('has ones on a diagonal', async () => {
    expect(await eye(2).array()).toEqual([
      [1, 0],
      [0, 1],
    ])
    expect(await eye(2, { columns: 3, offset: 1, dtype: 'int32' }).array()).toEqual([
      [0, 1, 0],
      [0, 0, 1],
    ])
    expect(await eye(3, { columns: 2, offset: -1 }).array()).toEqual([
      [0, 0],
      [1, 0],
      [0, 1],
    ])
  })
})

describe('arange', () => {
  it("counts as NumPy's does", async () => {
    expect([arange(3).dtype, await arange(3).array()]).toEqual(['int64', [0, 1, 2]])
    expect(await arange(2, 8, 2).array()).toEqual([2, 4, 6])
    expect(await arange(3, 0, -1).array()).toEqual([3, 2, 1])
    expect([arange(0, 1, 0.25).dtype, await arange(0, 1, 0.25).array()]).toEqual(['float32', [0, 0.25, 0.5, 0.75]])
    expect(arange(5, 2).shape).toEqual([0])
    expect(await arange(3, undefined, 1, { dtype: 'uint8' }).array()).toEqual([0, 1, 2])
  })

  it('refuses to stand still or to go on for ever', () => {
    expect(() => arange(0, 1, 0)).toThrow('arange')
    expect(() => arange(Number.POSITIVE_INFINITY)).toThrow('all must be finite')
  })
})

describe('linspace', () => {
  it('has both ends exactly', async () => {
    expectClose(await linspace(-1, 1, 5).data(), [-1, -0.5, 0, 0.5, 1])
    expect(await linspace(0, 0.3, 4, { dtype: 'float64' }).at(-1).item()).toBe(0.3)
    expect(await linspace(5, 9, 1).array()).toEqual([5])
    expect(linspace(0, 1, 0).shape).toEqual([0])
    expect(() => linspace(0, 1, -1)).toThrow('count is -1')
  })
})
