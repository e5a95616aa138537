import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { expectClose } from '../../../test/close.ts'
import { type DType, grad, tensor, where } from '../index.ts'

const { NaN: nan, POSITIVE_INFINITY: inf } = Number
const ints = (values: readonly number[], dtype: DType = 'int32') => tensor(values, { dtype })

/** Python's // and %. */
const floorDivision = (a: number, b: number): number => Math.floor(a / b)
const modulo = (a: number, b: number): number => a - b * Math.floor(a / b)

describe('broadcasting', () => {
  it('stretches axes of length 1 and adds leading ones', async () => {
    const sum = tensor([[1], [2]]).add(tensor([10, 20, 30]))
    expect(sum.shape).toEqual([2, 3])
    expect(await sum.array()).toEqual([
      [11, 21, 31],
      [12, 22, 32],
    ])
  })

  it('fails when the operation is written, and says what does not fit', () =>
    expect(() => tensor([1, 2, 3]).add(tensor([1, 2]))).toThrow(
      'add: shapes [3] and [2] do not broadcast: axis -1 has 3 and 2; they must be equal, or one of them 1',
    ))

  it('an operand that was broadcast before gives what it gives as it is', async () => {
    const row = tensor([1, 2, 3])
    expect(
      await row
        .broadcastTo([2, 3])
        .mul(row.broadcastTo([2, 3]))
        .array(),
    ).toEqual([
      [1, 4, 9],
      [1, 4, 9],
    ])
  })
})

describe('a bare number', () => {
  it.each<[DType, number, DType]>([
    ['float64', 0.1, 'float64'],
    ['float16', 2, 'float16'],
    ['uint8', 2, 'uint8'],
    ['uint8', 300, 'int64'],
    ['uint8', -1, 'int64'],
    ['int32', 2 ** 31, 'int64'],
    ['int32', 2 ** 63, 'float64'],
    ['int64', -(2 ** 64), 'float64'],
    ['uint32', 2 ** 31, 'uint32'],
    ['int64', 0.5, 'float32'],
    ['bool', 1, 'int64'],
    ['bool', 0.5, 'float32'],
  ])('with %s: %d gives %s', (dtype, value, wanted) => expect(tensor([1], { dtype }).add(value).dtype).toBe(wanted))

  it('keeps its digits beside float64, alone or in an array', async () => {
    const x = tensor([1], { dtype: 'float64' })
    expect(await x.add(0.1).item()).toBe(1.1)
    expect(await x.add([0.1]).item()).toBe(1.1)
  })

  it('is not cut to fit: comparisons with it are right', async () => {
    const x = ints([0, 255], 'uint8')
    expect(await x.less(-1).array()).toEqual([false, false])
    expect(await x.less(300).array()).toEqual([true, true])
    expect(await x.maximum(-5).array()).toEqual([0, 255])
    expect(await x.less(2 ** 63).array()).toEqual([true, true])
    expect(
      await ints([1], 'int64')
        .greater(-(2 ** 64))
        .array(),
    ).toEqual([true])
  })
})

describe('division', () => {
  it('of integers gives fractions', async () => expect(await ints([7, -7]).div(2).array()).toEqual([3.5, -3.5]))

  it('of floats by zero gives infinities and NaN', async () =>
    expectClose(await tensor([1, 0, -1]).div(0).data(), [inf, nan, -inf]))

  it.each<DType>(['int32', 'int64', 'float32', 'float64'])(
    "rounds down and leaves remainders as Python's, of %s",
    (dtype) =>
      fc.assert(
        fc.asyncProperty(
          fc.array(
            fc.tuple(
              fc.integer({ min: -50, max: 50 }),
              fc.integer({ min: -9, max: 9 }).filter((n) => n !== 0),
            ),
            {
              minLength: 1,
              maxLength: 30,
            },
          ),
          async (pairs) => {
            const a = tensor(
              pairs.map(([n]) => n),
              { dtype },
            )
            const b = tensor(
              pairs.map(([, n]) => n),
              { dtype },
            )
            expectClose(
              await a.floorDivide(b).data(),
              pairs.map(([n, m]) => floorDivision(n, m)),
            )
            expectClose(
              await a.remainder(b).data(),
              pairs.map(([n, m]) => modulo(n, m)),
            )
            expectClose(
              await a.fmod(b).data(),
              pairs.map(([n, m]) => n % m),
            )
          },
        ),
        { numRuns: 15 },
      ),
  )

  // PyTorch's div of rounding mode 'floor'.
  it.each<DType>(['float32', 'float64'])(
    'rounds %s down as PyTorch does, also where a / b rounds up',
    async (dtype) => {
      const a = tensor([1, 6, -1, 0.5, -0.1, 0, 7.5, -7.5, inf], { dtype }).expandDims(1)
      const b = tensor([0.1, -0.1, 0, inf, -inf, 3], { dtype })
      expect(await a.floorDivide(b).array()).toEqual([
        [9, -10, inf, 0, -1, 0],
        [59, -60, inf, 0, -1, 2],
        [-10, 9, -inf, -1, 0, -1],
        [4, -5, inf, 0, -1, 0],
        [-1, 1, -inf, -1, 0, -1],
        [0, -0, nan, 0, -0, 0],
        [74, -75, inf, 0, -1, 2],
        [-75, 74, -inf, -1, 0, -3],
        [nan, nan, inf, nan, nan, nan],
      ])
    },
  )

  it('remainders fall with the divisor as often as it fits in, also where a / b rounds up (closed form)', async () => {
    const b = tensor([0.1, 0.1])
    expect(await grad(tensor([1, 6]).remainder(b).sum(), [b])[0].array()).toEqual([-9, -59])
    expect(await grad(tensor([-1, 6]).fmod(b).sum(), [b])[0].array()).toEqual([9, -59])
    const infinite = tensor([inf, inf])
    expect(await grad(tensor([-1, 6]).remainder(infinite).sum(), [infinite])[0].array()).toEqual([1, -0])
  })

  it('leaves exact remainders of large floats', async () => {
    const x = tensor([1e8, 0.3, -0.3, 5, -5])
    const y = tensor([3, 1e8, 1e8, inf, inf])
    expectClose(await x.remainder(y).data(), [1, Math.fround(0.3), 1e8, 5, inf])
    expectClose(await x.fmod(y).data(), [1, Math.fround(0.3), Math.fround(-0.3), 5, -5])
  })

  it('of whole numbers by zero is an error, not the end of the process', async () => {
    await expect(ints([1]).floorDivide(0).data()).rejects.toThrow(/modulo by zero/)
    await expect(ints([1], 'int64').remainder(0).data()).rejects.toThrow(/modulo by zero/)
  })

  it('of the least whole number by −1 is not the end of the process either', async () => {
    const least = ints([-(2 ** 31)])
    expect(await least.remainder(ints([-1])).array()).toEqual([0])
    expect(await least.fmod(-1).array()).toEqual([0])
    // As the processor negates it.
    expect(await least.floorDivide(-1).array()).toEqual([-(2 ** 31)])
    expect(await ints([7, -7]).floorDivide(-1).array()).toEqual([-7, 7])
  })
})

describe('reversed operators', () => {
  it('put a number on the left', async () => {
    const x = tensor([2, 4])
    expect(await x.rsub(1).array()).toEqual([-1, -3])
    expect(await x.rdiv(8).array()).toEqual([4, 2])
    expect(await x.rpow(3).array()).toEqual([9, 81])
  })
})

describe('pow', () => {
  it('follows IEEE at its edges', async () =>
    expectClose(
      await tensor([0, 0, -2, -2, 2, 1, -8])
        .pow(tensor([0, -1, 2, 0.5, -2, nan, 3]))
        .data(),
      [1, inf, 4, nan, 0.25, 1, -512],
    ))

  it('has whole powers of integers', async () => {
    expect(await ints([2, -3], 'int64').pow(3).array()).toEqual([8, -27])
    expect(
      await ints([3, 2], 'uint8')
        .pow(ints([2, 7], 'uint8'))
        .array(),
    ).toEqual([9, 128])
  })

  it('has finite gradients at 0', async () => {
    const x = tensor([0, 0, 0])
    const exponent = tensor([0, 1, 3])
    const [dx, dy] = grad(x.pow(exponent).sum(), [x, exponent])
    expect(await dx.array()).toEqual([0, 1, 0])
    expect(await dy.array()).toEqual([0, 0, 0])
  })

  it.each([2, 1, 0.5, -1, 0, 3])('to %d is what Math.pow says', async (power) =>
    expectClose(
      await tensor([0.5, 2, 3]).pow(power).data(),
      [0.5, 2, 3].map((x) => x ** power),
    ),
  )
})

describe('maximum and minimum', () => {
  it('hand NaN on', async () => {
    expectClose(
      await tensor([nan, 1, 3])
        .maximum(tensor([1, nan, 2]))
        .data(),
      [nan, nan, 3],
    )
    expectClose(
      await tensor([nan, 1, 3])
        .minimum(tensor([1, nan, 2]))
        .data(),
      [nan, nan, 2],
    )
  })

  it('share the gradient where operands are equal', async () => {
    const [x, y] = [tensor([1, 2, 3]), tensor([1, 3, 2])]
    const [dx, dy] = grad(x.maximum(y).sum(), [x, y])
    expect(await dx.array()).toEqual([0.5, 0, 1])
    expect(await dy.array()).toEqual([0.5, 1, 0])
  })
})

describe('bits', () => {
  it.each<DType>(['uint8', 'int32', 'uint32', 'int64'])('of %s are those of JavaScript', async (dtype) => {
    const [a, b] = [
      [12, 10, 255, 0],
      [10, 3, 15, 7],
    ] as const
    const [x, y] = [ints(a, dtype), ints(b, dtype)]
    expectClose(
      await x.bitwiseAnd(y).data(),
      a.map((n, i) => n & b[i]!),
    )
    expectClose(
      await x.bitwiseOr(y).data(),
      a.map((n, i) => n | b[i]!),
    )
    expectClose(
      await x.bitwiseXor(y).data(),
      a.map((n, i) => n ^ b[i]!),
    )
    expectClose(
      await x.shiftRight(2).data(),
      a.map((n) => n >> 2),
    )
  })

  it('shifted left are multiplied, and leave at the end', async () => {
    expect(await ints([1, 3, -3]).shiftLeft(4).array()).toEqual([16, 48, -48])
    expect(await ints([1], 'int32').shiftLeft(31).array()).toEqual([-(2 ** 31)])
    expect(await ints([129], 'uint8').shiftLeft(1).array()).toEqual([2])
    expect(
      await ints([2 ** 31], 'uint32')
        .shiftRight(31)
        .array(),
    ).toEqual([1])
  })

  it('of negative numbers shifted right round down', async () =>
    expect(
      await ints([-1, -5, -8, 2 ** 31 - 1])
        .shiftRight(ints([1, 1, 3, 31]))
        .array(),
    ).toEqual([-1, -3, -1, 0]))

  it('are refused for floats and bool, when written', () => {
    expect(() => tensor([1]).bitwiseAnd(1)).toThrow('bitwiseAnd: operands are float32; they must be integers')
    expect(() => tensor([true]).bitwiseOr(tensor([true]))).toThrow('for bool use the logical operators')
    expect(() => tensor([1]).shiftLeft(1)).toThrow('shiftLeft: operands are float32')
  })
})

describe('atan2', () => {
  const angles = Array.from({ length: 16 }, (_, i) => -Math.PI + 0.01 + (i * Math.PI) / 8)

  it.each<[DType, number]>([
    ['float32', 1e-6],
    ['float64', 1e-13],
  ])('finds the angle of every direction in %s', async (dtype, tolerance) => {
    const y = tensor(angles.map(Math.sin), { dtype })
    const x = tensor(angles.map(Math.cos), { dtype })
    expectClose(await y.atan2(x).data(), angles, { rtol: tolerance, atol: tolerance })
  })

  it('knows the axes and the origin', async () =>
    expectClose(
      await tensor([0, 0, 1, -1, 0])
        .atan2(tensor([1, -1, 0, 0, 0]))
        .data(),
      [0, Math.PI, Math.PI / 2, -Math.PI / 2, 0],
    ))

  it('has finite gradients where the ratio overflows', async () => {
    const [y, x] = [tensor([1e20, 1e-20]), tensor([1e-25, -1e20])]
    const [dy, dx] = grad(y.atan2(x).sum(), [y, x])
    expectClose(await dy.data(), [0, -1e-20])
    expectClose(await dx.data(), [-1e-20, 0])
  })
})

describe('shortcuts', () => {
  it('x + 0, x − 0, x · 1 and x / 1 are x, except that bool counts', async () => {
    const x = tensor([1, 2])
    for (const y of [x.add(0), x.sub(0), x.mul(1), x.div(1)]) expect(y).toBe(x)
    expect(await tensor([true]).add(0).array()).toEqual([1])
    expect(tensor([1], { dtype: 'int32' }).div(1).dtype).toBe('float32')
  })
})

describe('where', () => {
  it('takes from one side or the other, all three broadcast', async () =>
    expect(await where(tensor([[true], [false]]), tensor([1, 2]), 0).array()).toEqual([
      [1, 2],
      [0, 0],
    ]))

  it('meets numbers in the type of the tensor', () => {
    const x = tensor([1], { dtype: 'float64' })
    expect(where(x.greater(0), x, 0).dtype).toBe('float64')
    expect(where(x.greater(0), 0, x).dtype).toBe('float64')
    expect(where(x.greater(0), 1, 2).dtype).toBe('float32')
    expect(where(x.greater(0), true, false).dtype).toBe('bool')
  })

  it('gives no gradient to the side that is not taken, even an infinite one', async () => {
    const x = tensor([0, 4])
    const safe = where(x.equal(0), 1, x)
    const [g] = grad(where(x.equal(0), 0, safe.log()).sum(), [x])
    expect(await g.array()).toEqual([0, 0.25])
  })
})

describe('clip', () => {
  it.each<DType>(['float32', 'float64'])('keeps numbers of %s between limits, and NaN', async (dtype) => {
    const x = tensor([-inf, -2, 0.5, 3, inf, nan], { dtype })
    expectClose(await x.clip(-1, 1).data(), [-1, -1, 0.5, 1, 1, nan])
    expectClose(await x.clip(null, 1).data(), [-inf, -2, 0.5, 1, 1, nan])
    expectClose(await x.clip(0, null).data(), [0, 0, 0.5, 3, inf, nan])
  })

  it('takes limits that integers cannot hold for what they are', async () => {
    const x = ints([0, 5, 255], 'uint8')
    expect(await x.clip(-3, 300).array()).toEqual([0, 5, 255])
    expect(await x.clip(-3, 7).array()).toEqual([0, 5, 7])
    const y = ints([-2, 3], 'int64').clip(-0.5, 2.5)
    expect([y.dtype, await y.array()]).toEqual(['float32', [-0.5, 2.5]])
    expect(await tensor([true, false]).clip(0, 5).array()).toEqual([1, 0])
  })

  it('has gradient 1 at its limits', async () => {
    const x = tensor([-1, 0, 1, 2])
    expect(await grad(x.clip(0, 1).sum(), [x])[0].array()).toEqual([0, 1, 1, 0])
  })
})
