import { describe, expect, it } from 'vitest'
import { summarize } from './report-table.ts'

const summary = (...counts: readonly (readonly [label: string, train: number, valid: number])[]) => ({
  items: { train: 90, valid: 10 },
  withoutLabels: { train: 4, valid: 1 },
  classes: counts.map(([label, train, valid]) => ({ label, train, valid })),
})

describe('summarize', () => {
  it('says how many pictures there are, and on how many of them labels are', () => {
    expect(summarize(summary(['cat', 10, 2], ['dog', 40, 3], ['owl', 20, 1]))).toBe(
      '90 pictures to learn from (4 of them without a label), 10 to judge by (1)\n' +
        '3 labels, on 10 to 40 training pictures each (half of them on 20 or fewer)',
    )
  })

  it('says one number where all labels are on as many', () => {
    expect(summarize(summary(['cat', 24, 2], ['dog', 24, 3]))).toContain('\n2 labels, on 24 training pictures each')
  })

  it('says what cannot be learnt, what cannot be judged, and what is on too few pictures', () => {
    const text = summarize(summary(['cat', 30, 0], ['dog', 9, 3], ['emu', 0, 1]))
    expect(text).toContain('  1 of them on fewer than 10 training pictures: too few for a network that\n')
    expect(text).toContain('  on no training picture, so they cannot be learnt: emu')
    expect(text).toContain('  on no validation picture, so they cannot be judged: cat')
  })

  it('says that "none" is not taught where every training picture has a label', () => {
    const all = { ...summary(['cat', 90, 9]), withoutLabels: { train: 0, valid: 1 } }
    expect(summarize(all)).toContain('what "none" looks like is not taught')
  })
})
