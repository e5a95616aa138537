import { describe, expect, it } from 'vitest'
import { memory, terminal } from '../../test/streams.ts'
import { toyLearner } from '../../test/toy-learner.ts'
import { f1, noneRecall } from './metrics/index.ts'
import { ProgressReport } from './progress-report.ts'

describe('ProgressReport', () => {
  it('prints a row of the table for each epoch, without control characters where it is no terminal', async () => {
    const [table, live] = [memory(), memory()]
    const learn = toyLearner({ metrics: [f1(), noneRecall()] })
    await learn.fit(2, 0.05, { callbacks: [new ProgressReport({ table, live })] })
    const [head, ...rows] = table.text().trimEnd().split('\n')
    expect(head).toBe('epoch  train_loss  valid_loss          f1  noneRecall   time')
    expect(rows).toHaveLength(2)
    for (const [i, row] of rows.entries()) {
      const { trainLoss, validLoss, metrics } = learn.history[i]!
      const numbers = [trainLoss, validLoss!, metrics.f1!, metrics.noneRecall!].map((value) => value.toFixed(6))
      expect(row.trim().split(/\s+/).slice(0, 5)).toEqual([String(i), ...numbers])
    }
    expect(live.text()).toBe('')
  })

  it('leaves nothing of the live line on a terminal, also after an error', async () => {
    const screen = terminal()
    const learn = toyLearner()
    const report = new ProgressReport({ table: screen, live: screen })
    await learn.fit(2, 0.05, { callbacks: [report] })
    expect(screen.lines()).toHaveLength(4) // Head, two epochs, and the line on which the cursor stands.
    const failing = { beforeValidate: () => Promise.reject(new Error('no')) }
    await expect(learn.fit(1, 0.05, { callbacks: [report, failing] })).rejects.toThrow('no')
    expect(screen.lines().at(-1)).toBe('')
    expect(screen.lines()).toHaveLength(4)
  })
})
