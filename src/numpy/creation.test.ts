import { describe, expect, it } from 'vitest'
import * as np from './index.ts'

describe('linspace', () => {
  it('ends at the stop itself, and has exactly equal steps from the start', async () => {
    const values = Array.from(await np.linspace(0, 0.7, 8).data(), Number)
    expect(values).toEqual(Array.from({ length: 8 }, (_, i) => (i === 7 ? 0.7 : i * (0.7 / 7))))
  })
})

describe('creation', () => {
  it('refuses what cannot be made, and says why', () => {
    expect(() => np.zeros([2, -1])).toThrow('lengths must be whole numbers from 0')
    expect(() => np.geomspace(-1, 10)).toThrow('both must be positive, or both negative')
    expect(() => np.arange(0, 1, 0)).toThrow('the step not 0')
    expect(() => np.diag(np.zeros([2, 2, 2]))).toThrow('the array has 3 axes; it must have one or two')
    expect(() => np.fromiter([1, 2], { count: 3 })).toThrow('the iterable ended after 2 items; count asks for 3')
    expect(() => np.frombuffer(new Uint8Array(7), 'int32')).toThrow(
      'the buffer has 7 bytes; int32 needs a multiple of 4',
    )
  })

  it('takes no more of an endless iterable than it is asked for', async () => {
    function* endless() {
      for (let n = 0; ; n++) yield n
    }
    expect(await np.fromiter(endless(), { count: 3 }).array()).toEqual([0, 1, 2])
  })
})
