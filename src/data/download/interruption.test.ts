import { describe, expect, it } from 'vitest'
import { retryAfter } from './interruption.ts'

describe('retryAfter', () => {
  const now = Date.parse('Wed, 21 Oct 2015 07:28:00 GMT')
  it('is a number of seconds, or those until a date', () => {
    expect(retryAfter('120', now)).toBe(120)
    expect(retryAfter('Wed, 21 Oct 2015 07:28:30 GMT', now)).toBe(30)
  })
  it('is nothing to wait for when the date has passed', () => {
    expect(retryAfter('Wed, 21 Oct 2015 07:27:00 GMT', now)).toBe(0)
  })
  it('is unknown where there is none, or nonsense', () => {
    expect(retryAfter(null, now)).toBeUndefined()
    expect(retryAfter('soon', now)).toBeUndefined()
  })
})
