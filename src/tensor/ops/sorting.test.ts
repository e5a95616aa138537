import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { dtypes, grad, tensor, unique, zeros } from '../index.ts'

const { NaN: nan, POSITIVE_INFINITY: inf } = Number
const list = fc.array(fc.integer({ min: -4, max: 4 }), { minLength: 1, maxLength: 40 })

/** Positions in order of value; where values are equal, the first comes first. */
const order = (values: readonly number[], sign: 1 | -1): number[] =>
  values.map((_, i) => i).sort((a, b) => sign * (values[a]! - values[b]!) || a - b)

describe('sort and argsort', () => {
  it('put any numbers in order, equal ones as they stood', () =>
    fc.assert(
      fc.asyncProperty(list, fc.boolean(), async (values, descending) => {
        const x = tensor(values)
        const places = order(values, descending ? -1 : 1)
        expect(await x.argsort(0, { descending }).array()).toEqual(places)
        expect(await x.sort(0, { descending }).array()).toEqual(places.map((i) => values[i]))
      }),
      { numRuns: 60 },
    ))

  it.each(dtypes)('work on %s', async (dtype) => {
    const x = tensor([1, 0, 1, 0], { dtype })
    expect((await x.sort().data()).join()).toBe('0,0,1,1')
    expect(await x.argsort().array()).toEqual([1, 3, 0, 2])
  })

  it('work along any axis', async () => {
    const x = tensor([
      [3, 1],
      [2, 5],
    ])
    expect(await x.sort(0).array()).toEqual([
      [2, 1],
      [3, 5],
    ])
    expect(await x.sort(-1, { descending: true }).array()).toEqual([
      [3, 1],
      [5, 2],
    ])
    expect(await zeros([2, 0]).sort().array()).toEqual([[], []])
  })

  it('put infinities at the ends', async () =>
    expect(await tensor([1, inf, -inf, 0]).sort().array()).toEqual([-inf, 0, 1, inf]))
})

describe('topK', () => {
  it('gives the largest and where they stand', async () => {
    const { values, positions } = tensor([
      [1, 5, 3],
      [9, 7, 8],
    ]).topK(2)
    expect(await values.array()).toEqual([
      [5, 3],
      [9, 8],
    ])
    expect(await positions.array()).toEqual([
      [1, 2],
      [0, 2],
    ])
  })

  it('or the smallest, along any axis', async () => {
    const { values, positions } = tensor([
      [1, 5],
      [0, 7],
    ]).topK(1, 0, { largest: false })
    expect(await values.array()).toEqual([[0, 5]])
    expect(await positions.array()).toEqual([[1, 0]])
  })

  it('lets gradients through to the elements chosen', async () => {
    const x = tensor([1, 5, 3])
    expect(await grad(x.topK(2).values.sum(), [x])[0].array()).toEqual([0, 1, 1])
  })

  it('gives none of none, and refuses more than there are', async () => {
    expect(tensor([1, 2]).topK(0).values.shape).toEqual([0])
    expect(() => tensor([1, 2]).topK(3)).toThrow('topK: count is 3; axis 0 of [2] has 2 elements')
    expect(() => tensor([1, 2]).topK(-1)).toThrow('count is -1')
  })
})

describe('unique', () => {
  it('gives the different values, how many there are and which each element is', () =>
    fc.assert(
      fc.asyncProperty(list, async (values) => {
        const { values: found, counts, inverse } = await unique(tensor(values))
        const wanted = [...new Set(values)].sort((a, b) => a - b)
        expect(await found.array()).toEqual(wanted)
        expect(await counts.array()).toEqual(wanted.map((v) => values.filter((u) => u === v).length))
        expect(await inverse.array()).toEqual(values.map((v) => wanted.indexOf(v)))
      }),
      { numRuns: 30 },
    ))

  it('flattens, and keeps the type', async () => {
    const { values } = await unique(
      tensor([
        [2n, 1n],
        [1n, 2n],
      ]),
    )
    expect([values.dtype, await values.array()]).toEqual(['int64', [1, 2]])
    expect((await unique(zeros([0]))).values.shape).toEqual([0])
  })

  it('takes every NaN for different', async () => expect((await unique(tensor([nan, nan, 1]))).values.size).toBe(3))
})
