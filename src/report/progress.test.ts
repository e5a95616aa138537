import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { memory, terminal } from '../../test/streams.ts'
import { epochTable } from './epoch-table.ts'
import { progress } from './progress.ts'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance', 'Date', 'setTimeout', 'clearTimeout'] })
  vi.stubEnv('TERM', 'xterm')
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllEnvs()
})

/** Takes as many steps, each after so many seconds. */
const run = (bar: ReturnType<typeof progress>, steps: number, seconds: number, now = {}) => {
  for (let i = 0; i < steps; i++) {
    vi.advanceTimersByTime(seconds * 1000)
    bar.step(now)
  }
}

describe('progress on a terminal', () => {
  it('is one line with the label, a bar, the share done, the smoothed loss and the time left', () => {
    const output = terminal()
    const bar = progress({ total: 10, label: 'epoch 1/2', output })
    run(bar, 5, 2, { loss: 0.5 })
    vi.advanceTimersByTime(200)
    // Four steps of 2 s after the first: 5 × 2 s left, of which .2 s are over.
    expect(output.lines()).toEqual(['epoch 1/2  ███████████████░░░░░░░░░░░░░░░   50%  loss 0.5000  00:09 left'])
    run(bar, 1, 2, { label: 'epoch 2/2', loss: 1.5 })
    vi.advanceTimersByTime(200)
    // .98 weighs the past: (Σ .98ⁿ · .5 for n = 1…5, + 1.5) / Σ .98ⁿ for n = 0…5 = .6752
    expect(output.lines()).toEqual([
      expect.stringMatching(/^epoch 2\/2 {2}█{18}░{12} {3}60% {2}loss 0\.6752 {2}00:0\d left$/),
    ])
    bar.stop()
  })

  it('does not count the first step, which prepares programs, in the time left', () => {
    const output = terminal()
    const bar = progress({ total: 12, output })
    run(bar, 1, 60)
    vi.advanceTimersByTime(200)
    expect(output.lines()[0]).not.toContain('left')
    run(bar, 1, 10)
    vi.advanceTimersByTime(100)
    // The second step took 10.2 s, and .1 s of the ten that are left are over.
    expect(output.lines()[0]).toContain('01:41 left')
    bar.stop()
  })

  it('counts down during a long step, and no further than to nothing', () => {
    const output = terminal()
    const bar = progress({ total: 3, output })
    run(bar, 2, 10)
    vi.advanceTimersByTime(4_000)
    expect(output.lines()[0]).toMatch(/00:0[56] left$/)
    vi.advanceTimersByTime(60_000)
    expect(output.lines()[0]).toContain('00:00 left')
    bar.stop()
  })

  it('makes room for what else is printed and comes back below it', () => {
    const output = terminal()
    const table = epochTable({ metrics: [], output })
    const bar = progress({ total: 4, label: 'epoch', output })
    run(bar, 2, 1)
    vi.advanceTimersByTime(200)
    bar.clear()
    table.row({ epoch: 0, trainLoss: 1, validLoss: 2, metrics: [], seconds: 2 })
    run(bar, 1, 1)
    vi.advanceTimersByTime(200)
    const rows = ['epoch  train_loss  valid_loss   time', '    0    1.000000    2.000000  00:02']
    expect(output.lines()).toEqual([...rows, expect.stringMatching(/^epoch {2}█+░+ {3}75% {2}00:0\d left$/)])
    bar.stop()
    expect(output.lines()).toEqual([...rows, ''])
  })

  it('leaves nothing behind, neither on the screen nor to keep Node running', () => {
    const output = terminal()
    const bar = progress({ total: 4, output })
    run(bar, 2, 1)
    vi.advanceTimersByTime(200)
    bar.stop()
    expect(output.lines()).toEqual([''])
    expect(vi.getTimerCount()).toBe(0)
  })

  it.each([60, 55, 30])('fits into %i columns, at last without the bar', (columns) => {
    const output = terminal({ columns })
    const bar = progress({ total: 10, label: 'epoch 1/2', output })
    run(bar, 5, 1, { loss: 0.5 })
    vi.advanceTimersByTime(200)
    expect(output.lines()[0]!.includes('█')).toBe(columns > 30)
    bar.stop()
  })
})

describe('progress elsewhere', () => {
  it('is a plain line every 30 seconds', () => {
    const output = memory()
    const bar = progress({ total: 100, label: 'epoch 1/2', output })
    run(bar, 70, 1, { loss: 0.25 })
    bar.stop()
    expect(output.text().split('\n')).toEqual([
      'epoch 1/2   30%  loss 0.2500  01:10 left',
      'epoch 1/2   60%  loss 0.2500  00:40 left',
      '',
    ])
  })

  it('is silent when it takes less', () => {
    const output = memory()
    const bar = progress({ total: 100, output })
    run(bar, 100, 0.1, { loss: 1 })
    bar.clear()
    bar.stop()
    expect(output.text()).toBe('')
  })

  it('is as plain on a terminal that says it is dumb', () => {
    vi.stubEnv('TERM', 'dumb')
    const output = Object.assign(memory(), { isTTY: true })
    const bar = progress({ total: 100, output })
    run(bar, 31, 1)
    bar.clear()
    bar.stop()
    expect(output.text()).toBe(' 30%  01:10 left\n')
  })
})
