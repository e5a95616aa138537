import { describe, expect, it } from 'vitest'
import * as np from './index.ts'

describe('a masked array', () => {
  const x = np.ma.array([3, 5, 7, 9], { mask: [false, true, false, false] })

  it('leaves masked elements out of what is reduced', async () => {
    expect(await x.sum().data.item()).toBe(19)
    expect(await x.min().data.item()).toBe(3)
    expect(await x.count().item()).toBe(3)
    expect(await (await x.compressed()).array()).toEqual([3, 7, 9])
  })

  it('has no value where an operand has none, or where it is divided by 0', async () => {
    const y = np.ma.array([1, 1, 1, 0], { mask: [true, false, false, false] })
    expect(await x.add(y).tolist()).toEqual([null, null, 8, 9])
    expect(await x.div(y).tolist()).toEqual([null, null, 7, null])
    expect(await np.ma.apply(np.maximum, x, y).tolist()).toEqual([null, null, 7, 9])
  })

  it('has no mean of nothing', async () => {
    expect(await np.ma.array([1, 2], { mask: true }).mean().tolist()).toBe(null)
  })

  it('hides NaN and infinities from what follows', async () => {
    const z = np.ma.maskedInvalid([1, Number.NaN, 3, Number.POSITIVE_INFINITY])
    expect(await z.mean().data.item()).toBe(2)
    expect(await z.max().data.item()).toBe(3)
  })

  it('refuses a mask of more axes', () =>
    expect(() => np.ma.array([1, 2], { mask: [[true, false]] })).toThrow('the mask has shape [1, 2]'))
})
