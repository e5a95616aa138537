import { describe, expect, it } from 'vitest'
import { epochsOf, runRecord } from '../../test/run-records.ts'
import { comparisonOf } from './comparison.ts'

const a = { name: 'a', record: runRecord() }
const slower = runRecord({
  ...{ epochs: epochsOf([0.6, 0.55], [0.5, 0.45]), seconds: 60 },
  training: { ...runRecord().training, lr: 0.001, epochs: 2 },
})

describe('The comparison of runs', () => {
  it('puts them side by side, and only the options that differ', () => {
    const told = comparisonOf([a, { name: 'b', record: slower }])
    expect(told).toMatch(
      /\| a +\| +3 \| +0\.3000 \| +0\.3000 \| +0\.5000 \| 02:05 \|\n\| b +\| +2 \| +0\.5000 \| +0\.4500 \|/,
    )
    expect(told).toContain('lowest validation loss is that of **a**, 0.3000; next is b with 0.4500')
    expect(told).toMatch(/\| lr +\| 0\.01 \| 0\.001 \|/)
    expect(told).not.toMatch(/batchSize|digest|onError|policy/)
  })

  it('of the same says that nothing differs, and that one run of each says little', () => {
    const told = comparisonOf([a, { ...a, name: 'b' }])
    expect(told).toContain('The runs do not differ in any option.')
    expect(told).toContain('nothing of how much chance moves these numbers')
  })

  it('names no best where losses or validation items differ', () => {
    const other = { name: 'b', record: runRecord({ loss: { name: 'crossEntropy', activation: 'softmax' } }) }
    expect(comparisonOf([a, other])).toMatch(/\*\*their losses cannot be compared\*\*/)
    const elsewhere = { name: 'b', record: runRecord({ data: { ...runRecord().data, digest: 'other' } }) }
    expect(comparisonOf([a, elsewhere])).toMatch(/judged by \*\*different validation items\*\*/)
    for (const run of [other, elsewhere]) expect(comparisonOf([a, run])).not.toContain('lowest')
  })
})
