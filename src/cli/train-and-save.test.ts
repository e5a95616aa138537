import { describe, expect, it } from 'vitest'
import type { TargetSummary } from '../data/index.ts'
import { bytesBeside } from './train-and-save.ts'

describe('bytesBeside', () => {
  it('is room for what the record says of the data, however many labels occur together', () => {
    const labels = Array.from({ length: 400 }, (_, i) => `label ${i}`)
    const summary: TargetSummary = {
      kind: 'labels',
      items: { train: 4000, valid: 1000 },
      withoutLabels: { train: 0, valid: 0 },
      classes: labels.map((label) => ({ label, train: 10, valid: 3 })),
      pairs: labels.flatMap((a, i) => labels.slice(i + 1).map((b) => ({ labels: [a, b] as const, count: 2 }))),
    }
    // As it stands in a record.
    const text = JSON.stringify({ summary }, null, 2)
    expect(bytesBeside({ labels }, { epochs: 1, summary })).toBeGreaterThan(text.length)
  })
})
