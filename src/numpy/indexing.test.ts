import { describe, expect, it } from 'vitest'
import * as np from './index.ts'

describe('positions out of range', () => {
  it('are refused at once where they are numbers, and by the program where they are a tensor', async () => {
    expect(() => np.take([1, 2, 3], [3])).toThrow(
      'take: position 3 is out of range for a length of 3; it must lie in -3…2',
    )
    expect(() => np.delete([1, 2], 2)).toThrow('delete: position 2 is out of range')
    expect(() => np.insert([1, 2], 3, 0)).toThrow('insert: position 3 is out of range; it must lie in -2…2')
    await expect(np.take([1, 2, 3], np.array([3])).data()).rejects.toThrow()
  })

  it('wrap or are clipped on demand', async () => {
    expect(await np.take([1, 2, 3], [3, -4], undefined, { mode: 'wrap' }).array()).toEqual([1, 3])
    expect(await np.take([1, 2, 3], [3, -4], undefined, { mode: 'clip' }).array()).toEqual([3, 1])
  })
})

describe('functions that choose', () => {
  it('refuse what does not fit together', () => {
    expect(() => np.select([[true]], [])).toThrow('there are 1 conditions and 0 choices')
    expect(() => np.choose([0], [])).toThrow('there are no choices')
    expect(() => np.ix_([true, false])).toThrow('argument 0 is a bool mask')
    expect(() => np.fillDiagonal([1, 2], 0)).toThrow('it must have two axes or more')
    expect(() => np.fillDiagonal(np.zeros([2, 2, 3]), 0)).toThrow('must be equally long')
  })
})

describe('ndenumerate', () => {
  it('has every index with its value, in row-major order', async () => {
    const found: unknown[] = []
    for await (const entry of np.ndenumerate([
      [5, 6],
      [7, 8],
    ]))
      found.push(entry)
    expect(found).toEqual([
      [[0, 0], 5],
      [[0, 1], 6],
      [[1, 0], 7],
      [[1, 1], 8],
    ])
  })
})
