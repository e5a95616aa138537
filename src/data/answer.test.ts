import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { anywhere } from '../../test/named.ts'
import { type Answer, answered, type ClassMap, widthOf } from './answer.ts'
import { type Placement, type Point, placed, unchanged } from './placement.ts'

const answers: [Answer, number][] = [
  [{ kind: 'category', labels: ['cat', 'dog', 'owl'] }, 3],
  [{ kind: 'labels', labels: ['cat', 'dog'], thresholds: [0.5, 0.5] }, 2],
  [{ kind: 'number' }, 1],
  [{ kind: 'numbers', count: 6 }, 6],
  [{ kind: 'points', count: 4 }, 8],
  [{ kind: 'mask', labels: ['road', 'car'] }, 2],
]
const probability = fc.double({ min: 0, max: 1, noNaN: true })

describe('the width of an answer', () => {
  it.each(answers)('of %j is %d', (answer, width) => expect(widthOf(answer)).toBe(width))

  it('of parts is the sum of theirs', () => {
    const parts = Object.fromEntries(answers.map(([answer], i) => [`part ${i}`, answer]))
    expect(widthOf({ kind: 'parts', parts })).toBe(answers.reduce((sum, [, width]) => sum + width, 0))
  })
})

describe('a category', () => {
  const labels = ['cat', 'dog', 'owl']

  it('is the most probable class, of equal ones the first', () => {
    expect(answered({ kind: 'category', labels }, [0.2, 0.5, 0.3], anywhere)).toBe('dog')
    expect(answered({ kind: 'category', labels }, [0.1, 0.1, 0.1], anywhere)).toBe('cat')
    fc.assert(
      fc.property(fc.array(probability, { minLength: 3, maxLength: 3 }), (row) => {
        const label = answered({ kind: 'category', labels }, Float64Array.from(row), anywhere)
        expect(row[labels.indexOf(label as string)]).toBe(Math.max(...row))
      }),
    )
  })

  it('with thresholds is the most probable of those above their own, or none', () => {
    const answer: Answer = { kind: 'category', labels, thresholds: [0.9, 0.2, 0.5] }
    expect(answered(answer, [0.8, 0.3, 0.1], anywhere)).toBe('dog')
    expect(answered(answer, [0.95, 0.3, 0.6], anywhere)).toBe(labels[0])
    expect(answered(answer, [0.8, 0.2, 0.5], anywhere)).toBeUndefined()
    expect(answered(answer, [0.2, 0.3, 0.1], anywhere)).toBe('dog')
    expect(answered(answer, [0.1, 0.2, 0.1], anywhere)).toBeUndefined()
  })
})

describe('labels', () => {
  it('are those strictly above their own threshold, in the order of the classes', () => {
    const answer: Answer = { kind: 'labels', labels: ['owl', 'cat', 'dog'], thresholds: [0.5, 0.1, 0.9] }
    expect(answered(answer, [0.6, 0.2, 0.8], anywhere)).toEqual(['owl', 'cat'])
    expect(answered(answer, [0.5, 0.1, 0.9], anywhere)).toEqual([])
    expect(answered(answer, [1, 1, 1], anywhere)).toEqual(['owl', 'cat', 'dog'])
  })
})

describe('numbers', () => {
  it('are the predictions themselves', () => {
    expect(answered({ kind: 'number' }, [-2.5], anywhere)).toBe(-2.5)
    expect(answered({ kind: 'numbers', count: 3 }, Float32Array.of(1, -2, 0.5), anywhere)).toEqual([1, -2, 0.5])
  })
})

describe('points', () => {
  /** A perfect prediction: where the point is in the picture that the model sees, p · 2 / size − 1. */
  const predicted = (placement: Placement, points: readonly Point[]): number[] =>
    points.flatMap((point) => {
      const [x, y] = placed(placement, point)
      return [(x * 2) / placement.size.width - 1, (y * 2) / placement.size.height - 1]
    })
  const original = { width: 640, height: 480 }
  const placements: [string, Placement][] = [
    ['as it is', unchanged(original)],
    ['squished', { original, region: { left: 0, top: 0, ...original }, size: { width: 128, height: 128 } }],
    [
      'cropped to its centre',
      { original, region: { left: 80, top: 0, width: 480, height: 480 }, size: { width: 128, height: 128 } },
    ],
    ['padded', { original, region: { left: 0, top: -80, width: 640, height: 640 }, size: { width: 224, height: 224 } }],
  ]

  it.each(placements)('of a picture %s come back to where they are in the original', (_, placement) => {
    const coordinate = fc.double({ min: -100, max: 700, noNaN: true })
    fc.assert(
      fc.property(fc.array(fc.tuple(coordinate, coordinate), { minLength: 1, maxLength: 5 }), (points) => {
        const answer: Answer = { kind: 'points', count: points.length }
        const found = answered(answer, predicted(placement, points), placement) as readonly Point[]
        expect(found).toHaveLength(points.length)
        for (const [i, [x, y]] of points.entries()) {
          expect(found[i]![0]).toBeCloseTo(x, 6)
          expect(found[i]![1]).toBeCloseTo(y, 6)
        }
      }),
    )
  })

  it('of −1 and 1 are the edges of what the model sees', () => {
    const [, [, crop]] = [placements[0], placements[2]!]
    expect(answered({ kind: 'points', count: 2 }, [-1, -1, 1, 1], crop)).toEqual([
      [80, 0],
      [560, 480],
    ])
  })
})

describe('a mask', () => {
  it('is the most probable class of each pixel of the picture that the model sees, row by row', () => {
    const size = { width: 3, height: 2 }
    const [road, car, sky] = [
      [0.9, 0.1, 0.1, 0.2, 0.4, 0.3],
      [0.1, 0.8, 0.1, 0.2, 0.5, 0.3],
      [0.0, 0.1, 0.8, 0.6, 0.1, 0.3],
    ] as const
    const map = answered({ kind: 'mask', labels: ['road', 'car', 'sky'] }, [...road, ...car, ...sky], unchanged(size))
    expect(map).toEqual({ data: Uint8Array.of(0, 1, 2, 2, 1, 0), shape: [2, 3] } satisfies ClassMap)
  })
})

describe('parts', () => {
  it('are each answered from their own columns', () => {
    const parts: Record<string, Answer> = {
      kind: { kind: 'category', labels: ['cat', 'dog'] },
      eyes: { kind: 'points', count: 1 },
      rest: { kind: 'parts', parts: { age: { kind: 'number' }, tags: answers[1]![0] } },
    }
    const row = [0.3, 0.7, 0, 0, 12, 0.9, 0.1]
    expect(answered({ kind: 'parts', parts }, row, unchanged({ width: 10, height: 4 }))).toEqual({
      kind: 'dog',
      eyes: [[5, 2]],
      rest: { age: 12, tags: ['cat'] },
    })
  })
})
