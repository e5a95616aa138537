import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { tickLabels, ticks } from './ticks.ts'

describe('ticks', () => {
  it.each([
    [0, 6.002, 5, [0, 2, 4, 6, 8]],
    [0, 1, 6, [0, 0.2, 0.4, 0.6, 0.8, 1]],
    [-6, 6, 7, [-6, -4, -2, 0, 2, 4, 6]],
    [0.1, 0.3, 5, [0.1, 0.15, 0.2, 0.25, 0.3]],
    [3, 3, 4, [2, 3, 4]],
  ])('from %f to %f, at most %i, are %o', (low, high, most, expected) =>
    expect(ticks(low, high, most)).toEqual(expected),
  )

  it('cover what they are asked to, and are not too many (any interval)', () =>
    fc.assert(
      fc.property(
        fc.double({ min: -1e6, max: 1e6, noNaN: true }),
        fc.double({ min: 1e-3, max: 1e6, noNaN: true }),
        (low, size) => {
          const found = ticks(low, low + size, 7)
          expect(found.length).toBeLessThanOrEqual(7)
          expect(found[0]!).toBeLessThanOrEqual(low + size * 1e-6)
          expect(found.at(-1)!).toBeGreaterThanOrEqual(low + size - size * 1e-6)
        },
      ),
    ))

  it('have as many decimals as the most exact', () => {
    expect(tickLabels([0, 0.05, 0.1])).toEqual(['0.00', '0.05', '0.10'])
    expect(tickLabels([0, 2, 4])).toEqual(['0', '2', '4'])
  })
})
