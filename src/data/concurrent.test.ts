import { setImmediate as turn } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { eachConcurrently } from './concurrent.ts'

describe('eachConcurrently', () => {
  it('runs every task once, in order of start, never more than the limit at a time', async () => {
    const started: number[] = []
    let running = 0
    let most = 0
    await eachConcurrently(
      20,
      async (i) => {
        started.push(i)
        most = Math.max(most, ++running)
        await turn()
        running--
      },
      { limit: 3 },
    )
    expect(started).toEqual(Array.from({ length: 20 }, (_, i) => i))
    expect(most).toBe(3)
  })

  it('rejects with the first error only when what had been started has ended, and starts nothing more', async () => {
    const ended: number[] = []
    const work = eachConcurrently(
      10,
      async (i) => {
        if (i === 1) throw new Error('second')
        await turn()
        ended.push(i)
      },
      { limit: 2 },
    )
    await expect(work).rejects.toThrow('second')
    expect(ended).toEqual([0])
  })

  it('ends with the reason of an abort', async () => {
    const controller = new AbortController()
    const started: number[] = []
    const work = eachConcurrently(
      100,
      async (i) => {
        started.push(i)
        if (i === 4) controller.abort(new Error('enough'))
        await turn()
      },
      { limit: 2, signal: controller.signal },
    )
    await expect(work).rejects.toThrow('enough')
    expect(started.length).toBeLessThanOrEqual(6)
  })

  it('does nothing for no tasks', async () => {
    await expect(eachConcurrently(0, () => Promise.reject(new Error('never')))).resolves.toBeUndefined()
  })
})
