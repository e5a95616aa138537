import { describe, expect, it } from 'vitest'
import * as np from './index.ts'

describe('asStrided', () => {
  it('counts strides in elements, and stays within the array', async () => {
    expect(await np.asStrided([1, 2, 3, 4], [2, 2], [0, 3]).array()).toEqual([
      [1, 4],
      [1, 4],
    ])
    expect(await np.asStrided(np.at(np.arange(4), [null, null, -1]).get(), [3], [1]).array()).toEqual([3, 2, 1])
    expect(() => np.asStrided([1, 2, 3], [2, 2], [1, 2])).toThrow('offset 3 lies outside the 3 elements')
  })
})

describe('shapes', () => {
  it('that do not fit are refused with their names', () => {
    expect(() => np.slidingWindowView([1, 2], 3)).toThrow('a window of 3 does not fit into axis 0 of [2]')
    expect(() => np.moveaxis(np.zeros([2, 3]), [0, 0], [0, 1])).toThrow('must name equally many axes, each once')
    expect(() => np.repeat([1, 2, 3], [1, 2])).toThrow('there are 2 numbers of times for 3 positions')
    expect(() => np.split([1, 2, 3], 2)).toThrow('cannot be cut into 2 equal pieces; use arraySplit')
    expect(() => np.concatenate([])).toThrow('there are no arrays')
    expect(() => np.block([[1], 2])).toThrow('nested to different depths')
    expect(() => np.pad([1], -1)).toThrow('widths [-1, -1] must be whole numbers from 0')
    expect(() => np.pad([1], 1, 'mirror' as 'reflect')).toThrow("mode is 'mirror'")
  })
})
