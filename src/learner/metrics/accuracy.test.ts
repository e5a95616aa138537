import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { singleLabel, singleLabelBatch } from '../../../test/batches.ts'
import { accuracy } from './accuracy.ts'
import { errorRate } from './error-rate.ts'
import { topKAccuracy } from './top-k-accuracy.ts'

describe('accuracy, errorRate and topKAccuracy', () => {
  it('count the items whose most probable class is the right one (by hand)', () => {
    const batch = singleLabel(
      [
        [0.7, 0.2, 0.1],
        [0.1, 0.2, 0.7],
        [0.3, 0.4, 0.3],
      ],
      [0, 1, 1],
    )
    const metrics = [accuracy(), errorRate(), topKAccuracy(2), topKAccuracy(3)]
    for (const metric of metrics) metric.update(batch)
    expect(metrics.map((metric) => metric.value())).toEqual([2 / 3, 1 / 3, 1, 1])
  })

  it('answer the first of equally probable classes', () => {
    const metric = accuracy()
    metric.update(
      singleLabel(
        [
          [0.5, 0.5],
          [0.5, 0.5],
        ],
        [0, 1],
      ),
    )
    expect(metric.value()).toBe(0.5)
  })

  it('agree: the error rate is what accuracy leaves, and top 1 is accuracy', () => {
    fc.assert(
      fc.property(singleLabelBatch(), (batch) => {
        const metrics = [accuracy(), errorRate(), topKAccuracy(1), topKAccuracy(batch.classes)]
        for (const metric of metrics) metric.update(batch)
        const [right, wrong, top1, topAll] = metrics.map((metric) => metric.value())
        expect(right! + wrong!).toBeCloseTo(1, 12)
        expect(top1).toBe(right)
        expect(topAll).toBe(1)
      }),
    )
  })

  it('topKAccuracy never falls as k grows', () => {
    fc.assert(
      fc.property(singleLabelBatch(), (batch) => {
        const values = Array.from({ length: batch.classes }, (_, index) => {
          const metric = topKAccuracy(index + 1)
          metric.update(batch)
          return metric.value()
        })
        expect(values).toEqual([...values].sort((a, b) => a - b))
      }),
    )
  })

  it('topKAccuracy refuses a k that cannot be, and says k in its name', () => {
    expect(() => topKAccuracy(0)).toThrow('topKAccuracy: k is 0; it must be a whole number of at least 1')
    expect(() => topKAccuracy(1.5)).toThrow('k is 1.5')
    expect(() => topKAccuracy(3).update(singleLabel([[0.5, 0.5]], [0]))).toThrow('there are only 2 classes')
    expect(topKAccuracy().name).toBe('top5Accuracy')
  })
})
