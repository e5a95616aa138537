import { describe, expect, it } from 'vitest'
import { type DType, dtypes, tensor } from '../index.ts'

const { NaN: nan, POSITIVE_INFINITY: inf } = Number

describe('comparisons', () => {
  it.each(dtypes.filter((dtype) => dtype !== 'bool'))('of %s are those of numbers', async (dtype) => {
    const [x, y] = [tensor([1, 2, 3], { dtype }), tensor([2, 2, 2], { dtype })]
    expect(await x.equal(y).array()).toEqual([false, true, false])
    expect(await x.notEqual(y).array()).toEqual([true, false, true])
    expect(await x.less(y).array()).toEqual([true, false, false])
    expect(await x.lessEqual(y).array()).toEqual([true, true, false])
    expect(await x.greater(y).array()).toEqual([false, false, true])
    expect(await x.greaterEqual(y).array()).toEqual([false, true, true])
  })

  it('of bool take false for less than true', async () => {
    const [x, y] = [tensor([false, false, true, true]), tensor([false, true, false, true])]
    expect(await x.less(y).array()).toEqual([false, true, false, false])
    expect(await x.greaterEqual(y).array()).toEqual([true, false, true, true])
    expect(await x.equal(y).array()).toEqual([true, false, false, true])
  })

  it('with NaN are false, but for "not equal"', async () => {
    const x = tensor([nan, nan, 1])
    const y = tensor([nan, 1, nan])
    for (const answer of [x.equal(y), x.less(y), x.lessEqual(y), x.greater(y), x.greaterEqual(y)])
      expect(await answer.array()).toEqual([false, false, false])
    expect(await x.notEqual(y).array()).toEqual([true, true, true])
  })

  it('broadcast, and meet in one type', async () =>
    expect(
      await tensor([[1], [2]], { dtype: 'int64' })
        .equal(tensor([1.5, 2]))
        .array(),
    ).toEqual([
      [false, false],
      [false, true],
    ]))

  it('tell large whole numbers apart', async () => {
    const x = tensor([9007199254740993n, 9007199254740992n])
    expect(await x.equal(tensor([9007199254740992n, 9007199254740992n])).array()).toEqual([false, true])
  })
})

describe('logic', () => {
  it.each<DType>(['bool', 'uint8', 'int64', 'float32'])('of %s takes everything but zero for true', async (dtype) => {
    const x = tensor(
      [0, 0, 2, 2].map((n) => (dtype === 'bool' ? Math.min(n, 1) : n)),
      { dtype },
    )
    const y = tensor([0, 1, 0, 1], { dtype })
    expect(await x.logicalAnd(y).array()).toEqual([false, false, false, true])
    expect(await x.logicalOr(y).array()).toEqual([false, true, true, true])
    expect(await x.logicalXor(y).array()).toEqual([false, true, true, false])
    expect(await x.logicalNot().array()).toEqual([true, true, false, false])
  })
})

describe('bitwiseNot', () => {
  it('flips every bit', async () => {
    expect(await tensor([0, 5], { dtype: 'uint8' }).bitwiseNot().array()).toEqual([255, 250])
    expect(await tensor([0, 5], { dtype: 'int32' }).bitwiseNot().array()).toEqual([-1, -6])
    expect(await tensor([true, false]).bitwiseNot().array()).toEqual([false, true])
  })

  it('refuses floats, when written', () =>
    expect(() => tensor([1]).bitwiseNot()).toThrow(
      'bitwiseNot: the operand is float32; it must be of integers or bool',
    ))
})

describe('isClose', () => {
  it('allows for a relative and an absolute difference', async () => {
    const x = tensor([1, 1, 1e-9], { dtype: 'float64' })
    expect(await x.isClose([1 + 9e-6, 1 + 2e-5, 0]).array()).toEqual([true, false, true])
    expect(await x.isClose([1.05, 0.8, 0.05], { rtol: 0, atol: 0.1 }).array()).toEqual([true, false, true])
  })

  it('finds infinities close to themselves only, and NaN to nothing', async () =>
    expect(await tensor([inf, 1, inf, -inf, nan]).isClose([inf, inf, 1, inf, nan]).array()).toEqual([
      true,
      false,
      false,
      false,
      false,
    ]))

  it('compares integers', async () =>
    expect(await tensor([100000, 5], { dtype: 'int64' }).isClose([100001, 6]).array()).toEqual([true, false]))
})
