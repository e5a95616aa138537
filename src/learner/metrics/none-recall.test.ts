import { describe, expect, it } from 'vitest'
import { multiLabel } from '../../../test/batches.ts'
import { noneRecall } from './none-recall.ts'

describe('noneRecall', () => {
  it('is the share of empty items that are answered with no label (by hand)', () => {
    const metric = noneRecall()
    metric.update(
      multiLabel(
        [
          [0.1, 0.2],
          [0.7, 0.1],
          [0.1, 0.1],
        ],
        [
          [0, 0],
          [0, 0],
          [1, 0],
        ],
      ),
    )
    metric.update(
      multiLabel(
        [
          [0.5, 0.5],
          [0.9, 0.9],
        ],
        [
          [0, 0],
          [0, 1],
        ],
      ),
    )
    expect(metric.value()).toBe(2 / 3)
  })

  it('takes each label by its own threshold', () => {
    const batch = multiLabel(
      [
        [0.6, 0.1],
        [0.1, 0.6],
      ],
      [
        [0, 0],
        [0, 0],
      ],
    )
    const metric = noneRecall({ threshold: [0.7, 0.5] })
    metric.update(batch)
    expect(metric.value()).toBe(0.5)
  })

  it('is NaN where every item has a label: then the data cannot tell', () => {
    const metric = noneRecall()
    metric.update(multiLabel([[0.1, 0.2]], [[0, 1]]))
    expect(metric.value()).toBeNaN()
  })
})
