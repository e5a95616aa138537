import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { grad, type Index } from '../tensor/index.ts'
import * as np from './index.ts'

const matrix = np.arange(12).reshape([3, 4])

describe('at', () => {
  it('reads what it has set, wherever that is, and leaves the rest', async () => {
    const bound = fc.option(fc.integer({ min: -5, max: 5 }), { nil: null })
    const range = fc.tuple(
      bound,
      bound,
      fc.integer({ min: -2, max: 2 }).filter((n) => n !== 0),
    )
    const index = (length: number): fc.Arbitrary<Index> =>
      fc.oneof(
        range as fc.Arbitrary<Index>,
        fc.integer({ min: -length, max: length - 1 }),
        fc.constant<Index>(':'),
        fc.uniqueArray(fc.integer({ min: 0, max: length - 1 }), { minLength: 2, maxLength: 2 }).map((l) => np.array(l)),
      )
    await fc.assert(
      fc.asyncProperty(index(3), index(4), async (i, j) => {
        const part = np.at(matrix, i, j).get()
        const set = np.at(matrix, i, j).set(np.full(part.shape, -1))
        const written = Array.from(await np.at(set, i, j).get().data(), Number)
        expect(written).toEqual(written.map(() => -1))
        const kept = Array.from(await set.data(), Number).filter((value) => value !== -1)
        expect(kept.length).toBe(12 - part.size)
      }),
      { numRuns: 40, seed: 4 },
    )
  })

  it('leaves the array as it was', async () => {
    const x = np.zeros(3)
    np.at(x, 0).set(1)
    expect(await x.array()).toEqual([0, 0, 0])
  })

  it('casts what is set to the type of the array, but refuses sums that it cannot hold', async () => {
    expect(await np.at([1, 2], 0).set(1.9).array()).toEqual([1, 2])
    expect(() => np.at([1, 2], 0).add(0.5)).toThrow('add makes float64, which does not fit into an array of int64')
  })

  it('adds at one position as often as it stands there', async () => {
    expect(
      await np
        .at(np.zeros(3), np.array([0, 0, 2]))
        .add(1)
        .array(),
    ).toEqual([2, 0, 1])
  })

  it('refuses a number out of range at once, and a tensor when it runs', async () => {
    expect(() => np.at(matrix, ':', 4)).toThrow('index 4 is out of range for axis 1 of length 4')
    // Column 5 of row 0 would be column 1 of row 1 in memory.
    await expect(
      np
        .at(matrix, np.array([0]), np.array([5]))
        .get()
        .data(),
    ).rejects.toThrow()
    await expect(
      np
        .at(matrix, np.array([0]), np.array([5]))
        .set(0)
        .data(),
    ).rejects.toThrow()
  })

  it('refuses values that do not broadcast to the part', () => {
    expect(() => np.at(matrix, 0).set([1, 2])).toThrow('at: shapes [2] and [4] do not broadcast')
    expect(() => np.at(matrix, 0).set([[1], [2]])).toThrow("values of shape [2, 1] do not broadcast to the part's, [4]")
  })

  it('reads no mask, and says what does', () => {
    expect(() => np.at(matrix, np.greater(matrix, 3)).get()).toThrow('await np.extract(mask, a)')
    expect(() => np.at(matrix, np.array([true, false]))).toThrow('not the leading axes of [3, 4]')
    expect(() => np.at(matrix, ':', np.array([true, false, true, true]))).toThrow('the first index')
  })

  it('lets gradients flow to what is kept and to what is put in', async () => {
    const [x, v] = [np.float64([1, 2, 3]), np.float64([10, 20])]
    const y = np.at(x, [0, 2]).set(v)
    const [gx, gv] = grad(np.sum(np.multiply(y, np.float64([2, 3, 5]))), [x, v])
    expect(await gx.array()).toEqual([0, 0, 5])
    expect(await gv.array()).toEqual([2, 3])
  })
})

describe('s_', () => {
  it("writes indices in Python's notation", async () => {
    expect(np.s_('1:-1, ::2, 3, ..., None, :')).toEqual([[1, -1], [null, null, 2], 3, '...', null, ':'])
    expect(await matrix.at(...np.s_('::-2, 1:3')).array()).toEqual([
      [9, 10],
      [1, 2],
    ])
  })

  it('refuses what is no index', () => expect(() => np.s_('1:2:3:4')).toThrow("'1:2:3:4' in '1:2:3:4' is no index"))
})
