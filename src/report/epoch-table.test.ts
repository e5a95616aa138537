import { describe, expect, it } from 'vitest'
import { memory, terminal } from '../../test/streams.ts'
import { epochTable } from './epoch-table.ts'

const row = { epoch: 0, trainLoss: 0.7123456, validLoss: 0.5, metrics: [0.875, 1], seconds: 72 }

describe('epochTable', () => {
  it("has fastai's columns, aligned, the header with the first row and a row as each epoch ends", () => {
    const output = memory()
    const table = epochTable({ metrics: ['f1', 'averagePrecision'], output })
    expect(output.text()).toBe('')
    table.row(row)
    table.row({ ...row, epoch: 12, trainLoss: 0.25, metrics: [-0.5, 0.0625], seconds: 3 })
    expect(output.text().split('\n')).toEqual([
      'epoch  train_loss  valid_loss          f1  averagePrecision   time',
      '    0    0.712346    0.500000    0.875000          1.000000  01:12',
      '   12    0.250000    0.500000   -0.500000          0.062500  00:03',
      '',
    ])
  })

  it('shows - for a missing validation loss and for a metric that the data does not define, but NaN for a loss', () => {
    const output = memory()
    epochTable({ metrics: ['noneRecall'], output }).row({
      epoch: 0,
      trainLoss: Number.NaN,
      metrics: [Number.NaN],
      seconds: 1,
    })
    expect(output.text().split('\n')[1]).toBe('    0         NaN           -           -  00:01')
  })

  it('keeps its columns for very large losses', () => {
    const output = memory()
    epochTable({ metrics: [], output }).row({
      epoch: 0,
      trainLoss: 1234567.89,
      validLoss: -4e-9,
      metrics: [],
      seconds: 0,
    })
    expect(output.text().split('\n')).toEqual([
      'epoch  train_loss  valid_loss   time',
      '    0    1.235e+6   -0.000000  00:00',
      '',
    ])
  })

  it('shows the same lines in a terminal', () => {
    const [screen, file] = [terminal({ colours: true }), memory()]
    for (const output of [screen, file]) epochTable({ metrics: ['a', 'b'], output }).row(row)
    expect(screen.lines()).toEqual(file.text().split('\n'))
  })

  it('refuses a row whose metrics are not one per name', () => {
    expect(() => epochTable({ metrics: ['f1'], output: memory() }).row(row)).toThrow(
      'epochTable: the row has 2 metrics for 1 names; give one per name',
    )
  })
})
