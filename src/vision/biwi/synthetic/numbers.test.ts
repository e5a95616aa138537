import { describe, expect, it } from 'vitest'
import { mostPeople, sequenceNumber } from './numbers.ts'

describe('the number of a person’s sequence', () => {
  it('is none under which BIWI recorded somebody a second time, so that twenty people end at 24', () => {
    const numbers = Array.from({ length: 20 }, (_, i) => sequenceNumber(i))
    expect(numbers).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 16, 17, 19, 20, 23, 24])
  })

  it('has three digits at most', () => {
    expect(sequenceNumber(mostPeople - 1)).toBe(999)
    expect(() => sequenceNumber(mostPeople)).toThrow('person is 995; it must be from 0 to 994')
  })
})
