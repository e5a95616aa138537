import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { expectClose } from '../../../test/close.ts'
import { type Axes, arange, type DType, grad, type ReduceOptions, type Tensor, tensor, zeros } from '../index.ts'

const { NaN: nan, POSITIVE_INFINITY: inf } = Number

/** Reduces lists of numbers along axes of a row-major array, by going through all positions. */
function naive(
  shape: readonly number[],
  data: readonly number[],
  axes: readonly number[],
  reduce: (list: readonly number[]) => number,
): number[] {
  const groups = new Map<string, number[]>()
  const outer = shape.map((n, i) => (axes.includes(i) ? 1 : n))
  const total = (lengths: readonly number[]) => lengths.reduce((a, b) => a * b, 1)
  const place = (index: number, lengths: readonly number[]) =>
    lengths.map((n, i) => Math.floor(index / total(lengths.slice(i + 1))) % n)
  for (let i = 0; i < total(outer); i++) groups.set(place(i, outer).join(), [])
  data.forEach((value, i) => {
    groups
      .get(
        place(i, shape)
          .map((p, axis) => (axes.includes(axis) ? 0 : p))
          .join(),
      )!
      .push(value)
  })
  return [...groups.values()].map(reduce)
}

const add = (list: readonly number[]) => list.reduce((a, b) => a + b, 0)
const average = (list: readonly number[]) => add(list) / list.length

type Reduction = (x: Tensor, axis?: Axes, options?: ReduceOptions) => Tensor
const reductions: Record<string, [Reduction, (list: readonly number[]) => number]> = {
  sum: [(x, ...rest) => x.sum(...rest), add],
  mean: [(x, ...rest) => x.mean(...rest), average],
  prod: [(x, ...rest) => x.prod(...rest), (list) => list.reduce((a, b) => a * b, 1)],
  max: [(x, ...rest) => x.max(...rest), (list) => Math.max(...list)],
  min: [(x, ...rest) => x.min(...rest), (list) => Math.min(...list)],
  logsumexp: [(x, ...rest) => x.logsumexp(...rest), (list) => Math.log(add(list.map(Math.exp)))],
  var: [(x, ...rest) => x.var(...rest), (list) => average(list.map((v) => (v - average(list)) ** 2))],
  std: [(x, ...rest) => x.std(...rest), (list) => Math.sqrt(average(list.map((v) => (v - average(list)) ** 2)))],
  norm: [(x, ...rest) => x.norm(...rest), (list) => Math.hypot(...list)],
  any: [(x, ...rest) => x.greater(1).any(...rest), (list) => Number(list.some((v) => v > 1))],
  all: [(x, ...rest) => x.greater(-1).all(...rest), (list) => Number(list.every((v) => v > -1))],
}

const problem = fc.array(fc.integer({ min: 1, max: 3 }), { maxLength: 3 }).chain((shape) =>
  fc.record({
    shape: fc.constant(shape),
    data: fc.array(fc.integer({ min: -3, max: 3 }), {
      minLength: shape.reduce((a, b) => a * b, 1),
      maxLength: shape.reduce((a, b) => a * b, 1),
    }),
    axes: fc.option(fc.subarray(shape.map((_, i) => i)), { nil: undefined }),
    keepdims: fc.boolean(),
    negative: fc.boolean(),
  }),
)

describe.each(Object.keys(reductions))('%s', (name) => {
  const [f, wanted] = reductions[name]!
  it('goes through the elements along any axes', () =>
    fc.assert(
      fc.asyncProperty(problem, async ({ shape, data, axes, keepdims, negative }) => {
        const x = tensor(Float64Array.from(data), { shape })
        const y = f(x, negative ? axes?.map((a) => a - shape.length) : axes, { keepdims })
        const along = axes ?? shape.map((_, i) => i)
        expect(y.shape).toEqual(
          keepdims ? shape.map((n, i) => (along.includes(i) ? 1 : n)) : shape.filter((_, i) => !along.includes(i)),
        )
        expectClose(await y.data(), naive(shape, data, along, wanted))
      }),
      { numRuns: 25 },
    ))
})

describe('sums and products', () => {
  it('of squares square single elements too', async () => {
    expect(await tensor(-3).sumSquare().item()).toBe(9)
    expect(
      await tensor([[3], [-4]])
        .sumSquare(1, { keepdims: true })
        .array(),
    ).toEqual([[9], [16]])
    expect(await tensor([3, 4]).sumSquare([]).array()).toEqual([9, 16])
  })

  it('of integers do not overflow where they are small', async () => {
    expect(await tensor([200, 100], { dtype: 'uint8' }).sum().item()).toBe(300)
    expect(
      await tensor([2 ** 30, 2 ** 30, 2 ** 30], { dtype: 'int32' })
        .sum()
        .item(),
    ).toBe(3 * 2 ** 30)
    expect(await tensor([true, true, false]).sum().item()).toBe(2)
  })

  it('of nothing are 0 and 1', async () => {
    expect(await zeros([2, 0]).sum(1).array()).toEqual([0, 0])
    expect(await zeros([2, 0]).sum(1, { keepdims: true }).array()).toEqual([[0], [0]])
    expect(await zeros([0]).prod().item()).toBe(1)
    expect(await zeros([0]).any().array()).toBe(false)
    expect(await zeros([2, 0]).all(1).array()).toEqual([true, true])
  })

  it('the gradient of a product knows zeros', async () => {
    const x = tensor([
      [2, 0, 3],
      [0, 0, 4],
      [1, 2, 3],
    ])
    expect(await grad(x.prod(1).sum(), [x])[0].array()).toEqual([
      [0, 6, 0],
      [0, 0, 0],
      [6, 3, 2],
    ])
  })

  it.each([
    [
      [0, 2, 3],
      [
        [0, 3, 2],
        [3, 0, 0],
        [2, 0, 0],
      ],
    ],
    [
      [0, 0, 5],
      [
        [0, 5, 0],
        [5, 0, 0],
        [0, 0, 0],
      ],
    ],
    [[0], [[0]]],
    [[], []],
  ])(
    'the second derivatives of the product of %j are the products of all others, and the third',
    async (values, hessian) => {
      const x = tensor(values)
      const [g] = grad(x.prod(), [x])
      for (const [i, row] of hessian.entries()) expect(await grad(g.at(i), [x])[0].array()).toEqual(row)
      const [second] = grad(g.sum(), [x])
      // Of three numbers two ordered pairs of others leave nothing, whose product is 1.
      expect(await grad(second.sum(), [x])[0].array()).toEqual(values.map(() => (values.length === 3 ? 2 : 0)))
    },
  )

  it('the second derivatives of a product along two axes out of order', async () => {
    const x = tensor([0, 2, 3, 4, 5, 0, 0, 7]).reshape([2, 2, 2])
    const [g] = grad(x.prod([2, 0]).sum(), [x])
    // Of 0·2·5·0 and of 3·4·0·7: the sums of the products of pairs of the others, in their places.
    expect(await grad(g.sum(), [x])[0].array()).toEqual([
      [
        [10, 0],
        [28, 21],
      ],
      [
        [0, 10],
        [61, 12],
      ],
    ])
  })
})

describe('what has no value for nothing', () => {
  it.each([
    ['max', (x: Tensor) => x.max(1)],
    ['min', (x: Tensor) => x.min()],
    ['mean', (x: Tensor) => x.mean()],
    ['logsumexp', (x: Tensor) => x.logsumexp(-1)],
  ])('%s says so when written', (name, f) =>
    expect(() => f(zeros([2, 0]))).toThrow(
      `${name}: shape [2, 0] has no elements along the reduced axes, so there is no ${name}`,
    ),
  )

  it('argmax says so too', () => expect(() => zeros([2, 0]).argmax(1)).toThrow('argmax: shape [2, 0] has no elements'))

  it('var and std need more elements than they take away', () =>
    expect(() => tensor([1]).var(0, { correction: 1 })).toThrow(
      '1 elements and correction 1 leave nothing to divide by',
    ))
})

describe('logsumexp', () => {
  it.each<DType>(['float32', 'float64'])('does not overflow in %s, and knows infinities', async (dtype) => {
    const x = tensor(
      [
        [1000, 1000],
        [-1000, -1000],
        [-inf, -inf],
        [inf, 0],
        [-inf, 3],
        [nan, 0],
      ],
      { dtype },
    )
    const wanted = [1000 + Math.LN2, -1000 + Math.LN2, -inf, inf, 3, nan]
    expectClose(await x.logsumexp(1).data(), wanted)
  })

  it('has the softmax as its gradient, also at ±1000', async () => {
    const x = tensor([
      [1000, 1000],
      [-1000, 1000],
    ])
    expect(await grad(x.logsumexp(1).sum(), [x])[0].array()).toEqual([
      [0.5, 0.5],
      [0, 1],
    ])
  })
})

describe('max and min', () => {
  it('share the gradient among several that are largest', async () => {
    const x = tensor([1, 3, 3])
    expect(await grad(x.max(), [x])[0].array()).toEqual([0, 0.5, 0.5])
  })

  it('keep the type of integers', async () => {
    const x = tensor([1, 2 ** 32 - 1], { dtype: 'uint32' })
    expect([x.max().dtype, await x.max().item()]).toEqual(['uint32', 2 ** 32 - 1])
  })
})

describe('var, std and norm', () => {
  it('take away a correction from the count', async () => {
    const x = tensor([1, 2, 3, 4])
    expectClose(await x.var(0, { correction: 1 }).item(), 5 / 3)
    expectClose(await x.std().item(), Math.sqrt(1.25))
  })

  it('norm has orders', async () => {
    const x = tensor([3, -4])
    expect(await x.norm().item()).toBe(5)
    expect(await x.norm(0, { ord: 1 }).item()).toBe(7)
    expect(await x.norm(0, { ord: inf }).item()).toBe(4)
    expectClose(await x.norm(0, { ord: 3 }).item(), 91 ** (1 / 3))
    expect(() => x.norm(0, { ord: -1 })).toThrow('ord is -1; it must be positive, or Infinity')
    expect(await tensor([200, 200], { dtype: 'uint8' }).norm(0, { ord: 1 }).item()).toBe(400)
  })

  it('of zeros has a gradient of zeros', async () => {
    const x = zeros([2, 3])
    expect(await grad(x.norm(1).sum(), [x])[0].array()).toEqual([
      [0, 0, 0],
      [0, 0, 0],
    ])
    expect(await grad(x.std(1).sum(), [x])[0].array()).toEqual([
      [0, 0, 0],
      [0, 0, 0],
    ])
  })
})

describe('argmax and argmin', () => {
  it('give the first of several, along an axis or of all', async () => {
    const x = tensor([
      [1, 3, 3],
      [0, 0, 2],
    ])
    expect(await x.argmax(1).array()).toEqual([1, 2])
    expect(await x.argmin(-1, { keepdims: true }).array()).toEqual([[0], [0]])
    expect(await x.argmax().item()).toBe(1)
    expect(x.argmax(undefined, { keepdims: true }).shape).toEqual([1, 1])
    expect(await tensor([false, true]).argmax().item()).toBe(1)
  })
})

describe('cumsum', () => {
  it('adds up along an axis, or through all elements', async () => {
    const x = arange(6).reshape([2, 3])
    expect(await x.cumsum(1).array()).toEqual([
      [0, 1, 3],
      [3, 7, 12],
    ])
    expect(await x.cumsum(-2).array()).toEqual([
      [0, 1, 2],
      [3, 5, 7],
    ])
    expect(await x.cumsum().array()).toEqual([0, 1, 3, 6, 10, 15])
    expect(await tensor([true, true]).cumsum().array()).toEqual([1, 2])
  })
})
