import { describe, expect, it } from 'vitest'
import { reliableThresholds } from './reliable-thresholds.ts'

/** Targets of one class: so many items have it, so many do not. */
const targets = (having: number, others: number) =>
  Float32Array.from({ length: having + others }, (_, i) => Number(i < having))
const chosen = (reached: number) => ({ thresholds: [0.3], reached: [reached], unchosen: [] })
const unchosen = { thresholds: [0.5], reached: [Number.NaN], unchosen: [0] }

describe('reliableThresholds', () => {
  it('keeps what is chosen for a label of enough items', () => {
    expect(reliableThresholds(chosen(0.8), targets(10, 90), { criterion: 'f1', atLeast: 10 })).toEqual(chosen(0.8))
  })

  it('falls back to 0.5 where fewer items have the label', () => {
    expect(reliableThresholds(chosen(0.8), targets(9, 91), { criterion: 'f1', atLeast: 10 })).toEqual(unchosen)
    expect(reliableThresholds(chosen(1), targets(9, 91), { criterion: { recallAtLeast: 0.9 }, atLeast: 10 })).toEqual(
      unchosen,
    )
  })

  it('falls back to 0.5 where the F1 is hardly better than that of answering the label always', () => {
    // Always: 2 · 50 / (100 + 50) = 2/3; a fifth of the way from there to 1 is 11/15.
    const options = { criterion: 'f1', atLeast: 10 } as const
    expect(reliableThresholds(chosen(0.73), targets(50, 50), options)).toEqual(unchosen)
    expect(reliableThresholds(chosen(0.74), targets(50, 50), options)).toEqual(chosen(0.74))
    expect(reliableThresholds(chosen(0.35), targets(10, 90), options)).toEqual(chosen(0.35))
    expect(reliableThresholds(chosen(0.34), targets(10, 90), options)).toEqual(unchosen)
  })

  it('takes a threshold for a recall as it is, however many answers it costs', () => {
    const options = { criterion: { recallAtLeast: 0.9 }, atLeast: 1 }
    expect(reliableThresholds(chosen(0.9), targets(50, 50), options)).toEqual(chosen(0.9))
  })

  it('leaves a class for which nothing was chosen at 0.5', () => {
    expect(reliableThresholds({ ...unchosen }, targets(0, 9), { criterion: 'f1', atLeast: 0 })).toEqual(unchosen)
  })
})
