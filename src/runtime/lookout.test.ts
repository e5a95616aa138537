import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Lookout } from './lookout.ts'

const span = 5

/** Whether the look-out for the next message is kept; the message comes in time or not. */
function expectMessage(lookout: Lookout, inTime: boolean): boolean {
  lookout.begin()
  const kept = lookout.goesOn()
  if (!inTime) vi.advanceTimersByTime(span)
  lookout.goesOn()
  lookout.end()
  return kept
}

describe('a look-out', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['performance'], now: 1000 })
    vi.advanceTimersByTime(1000)
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  it('goes on until its time is over', () => {
    const lookout = new Lookout(span)
    lookout.begin()
    expect(lookout.goesOn()).toBe(true)
    vi.advanceTimersByTime(span - 1)
    expect(lookout.goesOn()).toBe(true)
    vi.advanceTimersByTime(1)
    expect(lookout.goesOn()).toBe(false)
  })

  it('is kept for every message as long as they come in time', () => {
    const lookout = new Lookout(span)
    expect(Array.from({ length: 10 }, () => expectMessage(lookout, true))).not.toContain(false)
  })

  it('is kept ever less often when it is in vain: after 1, 3, 7, 15 messages', () => {
    const lookout = new Lookout(span)
    const kept = Array.from({ length: 31 }, () => expectMessage(lookout, false))
    expect(kept.flatMap((was, i) => (was ? [i] : []))).toEqual([0, 2, 6, 14, 30])
  })

  it('is kept for every message again once it was worth it', () => {
    const lookout = new Lookout(span)
    for (let i = 0; i < 14; i++) expectMessage(lookout, false)
    expect(Array.from({ length: 10 }, () => expectMessage(lookout, true))).not.toContain(false)
  })
})
