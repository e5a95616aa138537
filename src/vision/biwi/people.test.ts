import { describe, expect, it } from 'vitest'
import { personOf } from './people.ts'

describe('the people of BIWI', () => {
  it('are 20 in 24 sequences: 02 is 21, 03 is 15, 05 is 18, 07 is 22', () => {
    const people = Array.from({ length: 24 }, (_, i) => personOf(i + 1))
    expect(new Set(people).size).toBe(20)
    for (const [first, again] of [
      [2, 21],
      [3, 15],
      [5, 18],
      [7, 22],
    ] as const) {
      expect(personOf(again)).toBe(first)
      expect(personOf(first)).toBe(first)
    }
  })
})
