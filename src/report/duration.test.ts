import { describe, expect, it } from 'vitest'
import { duration } from './duration.ts'

describe('duration', () => {
  it.each([
    [0, '00:00'],
    [0.99, '00:00'],
    [59.999, '00:59'],
    [60, '01:00'],
    [75.9, '01:15'],
    [3599, '59:59'],
    [3600, '1:00:00'],
    [36_061, '10:01:01'],
    [360_000, '100:00:00'],
    [Number.NaN, '--:--'],
    [Number.POSITIVE_INFINITY, '--:--'],
  ])('of %s seconds is %s', (seconds, text) => expect(duration(seconds)).toBe(text))
})
