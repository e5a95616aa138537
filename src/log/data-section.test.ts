import { describe, expect, it } from 'vitest'
import { runRecord } from '../../test/run-records.ts'
import { dataSection } from './data-section.ts'

describe('What is told of the data', () => {
  it('counts pictures, labels and none on both sides, and names what is seen together', () => {
    const told = dataSection(runRecord())
    expect(told).toContain('There are 100 pictures to learn from and 40 pictures to judge by')
    expect(told).toContain('20 pictures of the first and 10 of the second show none of the labels')
    expect(told).toContain('read from `labels.csv`, and each is squeezed to 96 × 96 pixels')
    expect(told).toMatch(
      /\| cat +\| +60 \| +22 \| +60\.0 % \|\n\| dog +\| +40 \| +12 \| +40\.0 % \|\n\| \*none of these\* \| +20 \|/,
    )
    expect(told).toContain('Most often seen together: cat and dog (24).')
    expect(told).not.toContain('keep in mind')
  })

  it('says what is wrong with it, and what was left out', () => {
    const { summary } = runRecord()
    const told = dataSection(
      runRecord({
        leftOut: ['a.jpg is no picture'],
        summary: {
          ...(summary as Extract<typeof summary, { kind: 'labels' }>),
          withoutLabels: { train: 0, valid: 0 },
          classes: [
            { label: 'cat_1', train: 5, valid: 22 },
            { label: 'dog', train: 95, valid: 0 },
          ],
        },
      }),
    )
    expect(told).toContain('1 picture could not be read and was left out: a.jpg is no picture.')
    expect(told).toContain('Every one of them has at least one label.')
    expect(told).toMatch(/- A class is on fewer than 10 training pictures.*\(cat\\_1\)/)
    expect(told).toMatch(/- A class is on no validation picture.*\(dog\)/)
    expect(told).toMatch(/- Every training picture has a label: what "none of these" looks like is not taught/)
  })

  it('names the angles and landmarks of heads', () => {
    const sides = { train: 2, valid: 1 }
    const column = { present: sides, missing: { train: 0, valid: 0 }, min: -1, mean: 0, max: 1 }
    const columns = [0, 1, 2].map(() => ({ ...column, histogram: { train: [2], valid: [1] } }))
    const extent = { min: 1, mean: 2, max: 3 }
    const point = { present: sides, x: extent, y: extent }
    const told = dataSection(
      runRecord({
        task: 'headPose',
        answer: {
          kind: 'parts',
          parts: { rotation: { kind: 'rotation' }, landmarks: { kind: 'points', count: 2 } },
        },
        summary: {
          kind: 'parts',
          items: sides,
          parts: {
            rotation: { kind: 'numbers', items: sides, columns },
            landmarks: { kind: 'points', items: sides, points: [point, { ...point }] },
          },
        },
      }),
    )
    for (const name of ['yaw, degrees', 'roll, degrees', 'nose', 'chin']) expect(told).toContain(`| ${name}`)
  })
})
