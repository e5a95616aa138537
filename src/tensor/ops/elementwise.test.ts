import { describe, expect, it } from 'vitest'
import { expectClose } from '../../../test/close.ts'
import { type DType, linspace, type Tensor, tensor } from '../index.ts'

const { NaN: nan, POSITIVE_INFINITY: inf } = Number

/** The error function by its series (DLMF 7.6.1), summed in enough terms for |x| up to 3. */
function series(x: number): number {
  let [term, sum] = [x, x]
  for (let n = 1; n < 120; n++) {
    term *= -(x * x) / n
    sum += term / (2 * n + 1)
  }
  return (2 / Math.sqrt(Math.PI)) * sum
}

/** Functions, what JavaScript says they are, and where to compare them. */
const functions: [string, (x: Tensor) => Tensor, (x: number) => number, number, number][] = [
  ['exp', (x) => x.exp(), Math.exp, -20, 20],
  ['expm1', (x) => x.expm1(), Math.expm1, -20, 20],
  ['log', (x) => x.log(), Math.log, 1e-3, 50],
  ['log1p', (x) => x.log1p(), Math.log1p, -0.99, 50],
  ['sqrt', (x) => x.sqrt(), Math.sqrt, 0, 50],
  ['rsqrt', (x) => x.rsqrt(), (x) => 1 / Math.sqrt(x), 0.01, 50],
  ['reciprocal', (x) => x.reciprocal(), (x) => 1 / x, 0.01, 50],
  ['square', (x) => x.square(), (x) => x * x, -9, 9],
  ['sin', (x) => x.sin(), Math.sin, -10, 10],
  ['cos', (x) => x.cos(), Math.cos, -10, 10],
  ['tan', (x) => x.tan(), Math.tan, -1.5, 1.5],
  ['asin', (x) => x.asin(), Math.asin, -1, 1],
  ['acos', (x) => x.acos(), Math.acos, -1, 1],
  ['atan', (x) => x.atan(), Math.atan, -30, 30],
  ['sinh', (x) => x.sinh(), Math.sinh, -9, 9],
  ['cosh', (x) => x.cosh(), Math.cosh, -9, 9],
  ['tanh', (x) => x.tanh(), Math.tanh, -9, 9],
  ['asinh', (x) => x.asinh(), Math.asinh, -30, 30],
  ['acosh', (x) => x.acosh(), Math.acosh, 1, 30],
  ['atanh', (x) => x.atanh(), Math.atanh, -0.999, 0.999],
  ['erf', (x) => x.erf(), series, -2.5, 2.5],
]

describe('functions of one number', () => {
  it.each(functions)('%s has 12 digits in float64', async (_, f, wanted, low, high) => {
    const x = linspace(low, high, 401, { dtype: 'float64' })
    expectClose(
      await f(x).data(),
      [...(await x.data())].map((v) => wanted(Number(v))),
      { rtol: 1e-12, atol: 1e-13 },
    )
  })

  it.each(functions)('%s has 5 digits in float32', async (_, f, wanted, low, high) => {
    const x = linspace(low, high, 401)
    expectClose(
      await f(x).data(),
      [...(await x.data())].map((v) => wanted(Number(v))),
      { rtol: 2e-5, atol: 1e-6 },
    )
  })

  it('erf has 12 digits all the way to 1', async () => {
    const x = [-5.5, -3.2, -1.7, 2.6, 4.4, 5.9]
    // Python's math.erf
    const wanted = [
      -0.9999999999999927, -0.9999939742388483, -0.9837904585907745, 0.9997639655834707, 0.999999999510829, 1,
    ]
    expectClose(await tensor(x, { dtype: 'float64' }).erf().data(), wanted, { rtol: 1e-12, atol: 0 })
  })

  it.each<[string, (x: Tensor) => Tensor, (x: number) => number]>([
    ['expm1', (x) => x.expm1(), Math.expm1],
    ['log1p', (x) => x.log1p(), Math.log1p],
    ['sinh', (x) => x.sinh(), Math.sinh],
    ['asinh', (x) => x.asinh(), Math.asinh],
    ['atanh', (x) => x.atanh(), Math.atanh],
    ['tanh', (x) => x.tanh(), Math.tanh],
    ['atan', (x) => x.atan(), Math.atan],
    ['asin', (x) => x.asin(), Math.asin],
    ['erf', (x) => x.erf(), series],
  ])('%s keeps its relative precision near 0', async (_, f, wanted) => {
    const near = [1e-3, 1e-5, -1e-5, 1e-7, 1e-12, -1e-30]
    const single = near.map(Math.fround)
    expectClose(await f(tensor(single)).data(), single.map(wanted), { rtol: 1e-6, atol: 0 })
    expectClose(await f(tensor(near, { dtype: 'float64' })).data(), near.map(wanted), { rtol: 1e-12, atol: 0 })
  })

  it.each<DType>(['float32', 'float64'])('limits in %s are those of mathematics', async (dtype) => {
    const at = (f: (x: Tensor) => Tensor, ...values: number[]) => f(tensor(values, { dtype })).data()
    const half = Math.PI / 2
    expectClose(await at((x) => x.exp(), inf, -inf, nan), [inf, 0, nan])
    expectClose(await at((x) => x.expm1(), inf, -inf, nan), [inf, -1, nan])
    expectClose(await at((x) => x.log(), inf, 0, -1, nan), [inf, -inf, nan, nan])
    expectClose(await at((x) => x.log1p(), inf, -1, -2, nan), [inf, -inf, nan, nan])
    expectClose(await at((x) => x.sqrt(), inf, 0, -1, nan), [inf, 0, nan, nan])
    expectClose(await at((x) => x.reciprocal(), inf, 0, nan), [0, inf, nan])
    expectClose(await at((x) => x.atan(), inf, -inf, 1e20, nan), [half, -half, half, nan], { rtol: 1e-6 })
    expectClose(await at((x) => x.asin(), 1, -1, 1.5, nan), [half, -half, nan, nan], { rtol: 1e-6 })
    expectClose(await at((x) => x.acos(), 1, -1, 1.5, nan), [0, Math.PI, nan, nan], { rtol: 1e-6 })
    expectClose(await at((x) => x.sinh(), inf, -inf, nan), [inf, -inf, nan])
    expectClose(await at((x) => x.cosh(), inf, -inf, nan), [inf, inf, nan])
    expectClose(await at((x) => x.tanh(), inf, -inf, 1000, nan), [1, -1, 1, nan])
    expectClose(await at((x) => x.asinh(), inf, -inf, 1e30, nan), [inf, -inf, Math.asinh(1e30), nan])
    expectClose(await at((x) => x.acosh(), inf, 0.5, 1e30, nan), [inf, nan, Math.acosh(1e30), nan])
    expectClose(await at((x) => x.atanh(), 1, -1, 2, nan), [inf, -inf, nan, nan])
    expectClose(await at((x) => x.erf(), inf, -inf, 30, nan), [1, -1, 1, nan])
    expectClose(await at((x) => x.sign(), inf, -3, 0, nan), [1, -1, 0, nan])
    expectClose(await at((x) => x.abs(), -inf, -0, nan), [inf, 0, nan])
  })
})

describe('rounding', () => {
  it('goes down, up, or to the nearest and from halves to the even', async () => {
    const x = tensor([-2.5, -1.5, -0.4, 0.5, 1.5, 2.4])
    expect(await x.floor().array()).toEqual([-3, -2, -1, 0, 1, 2])
    expectClose(await x.ceil().data(), [-2, -1, 0, 1, 2, 3])
    expectClose(await x.round().data(), [-2, -2, 0, 0, 2, 2])
  })

  it('leaves integers as they are, also those that float32 cannot hold', async () => {
    const x = tensor([2 ** 24 + 1], { dtype: 'int32' })
    for (const y of [x.floor(), x.ceil(), x.round()]) expect([y.dtype, await y.item()]).toEqual(['int32', 2 ** 24 + 1])
  })
})

describe('neg, abs and sign', () => {
  it('keep the type of integers; what is unsigned wraps around', async () => {
    expect(await tensor([-3, 0, 2], { dtype: 'int32' }).neg().array()).toEqual([3, 0, -2])
    expect(await tensor([-3, 0, 2], { dtype: 'int64' }).abs().array()).toEqual([3, 0, 2])
    expect(await tensor([-3, 0, 2], { dtype: 'int64' }).sign().array()).toEqual([-1, 0, 1])
    expect(await tensor([1, 0], { dtype: 'uint8' }).neg().array()).toEqual([255, 0])
  })

  it('take bool as 0 and 1', async () => {
    expect(await tensor([true, false]).neg().array()).toEqual([-1, 0])
    expect(await tensor([true, false]).abs().array()).toEqual([true, false])
  })
})

describe('isnan, isinf and isfinite', () => {
  it.each<DType>(['float16', 'float32', 'float64'])('tell NaN and infinities of %s apart', async (dtype) => {
    const x = tensor([1, nan, inf, -inf, 0], { dtype })
    expect(await x.isnan().array()).toEqual([false, true, false, false, false])
    expect(await x.isinf().array()).toEqual([false, false, true, true, false])
    expect(await x.isfinite().array()).toEqual([true, false, false, false, true])
  })
})
