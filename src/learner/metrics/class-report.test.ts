import { describe, expect, it } from 'vitest'
import { multiLabel, singleLabel } from '../../../test/batches.ts'
import { classReport } from './class-report.ts'

describe('classReport', () => {
  it('has a row for each class in the order of the labels (by hand)', () => {
    const batch = multiLabel(
      [
        [0.9, 0.6, 0.2],
        [0.1, 0.8, 0.7],
      ],
      [
        [1, 0, 0],
        [0, 1, 0],
      ],
    )
    expect(classReport(batch, ['cat', 'dog', 'bear'])).toEqual([
      { label: 'cat', support: 1, precision: 1, recall: 1, f1: 1, averagePrecision: 1 },
      { label: 'dog', support: 1, precision: 1 / 2, recall: 1, f1: 2 / 3, averagePrecision: 1 },
      {
        label: 'bear',
        support: 0,
        precision: Number.NaN,
        recall: Number.NaN,
        f1: Number.NaN,
        averagePrecision: Number.NaN,
      },
    ])
  })

  it('takes a threshold per class', () => {
    const batch = multiLabel(
      [
        [0.9, 0.6],
        [0.1, 0.8],
      ],
      [
        [1, 0],
        [0, 1],
      ],
    )
    expect(classReport(batch, ['cat', 'dog'], { threshold: [0.5, 0.7] })[1]!.precision).toBe(1)
  })

  it('takes class indices', () => {
    const rows = classReport(
      singleLabel(
        [
          [0.7, 0.3],
          [0.6, 0.4],
          [0.2, 0.8],
        ],
        [0, 1, 1],
      ),
      ['cat', 'dog'],
    )
    expect(rows.map(({ support, recall }) => [support, recall])).toEqual([
      [1, 1],
      [2, 1 / 2],
    ])
  })

  it('refuses labels that are not one per class', () => {
    expect(() => classReport(multiLabel([[0.9, 0.6]], [[1, 0]]), ['cat'])).toThrow('there are 1 labels for 2 classes')
  })
})
