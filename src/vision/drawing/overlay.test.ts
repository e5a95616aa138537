import { describe, expect, it } from 'vitest'
import { overlayOf } from './overlay.ts'

describe('overlayOf', () => {
  it('a class index is its label, and a mixture says how much of each', () => {
    const answer = { kind: 'category', labels: ['cat', 'dog'] } as const
    expect(overlayOf(answer, [1], [4, 4]).caption).toBe('dog')
    expect(overlayOf(answer, [0.3, 0.7], [4, 4]).caption).toBe('dog 0.70, cat 0.30')
    expect(overlayOf(answer, [0.001, 0.999], [4, 4]).caption).toBe('dog')
  })

  it('several labels, or none', () => {
    const answer = { kind: 'labels', labels: ['cat', 'dog'], thresholds: [0.5, 0.5] } as const
    expect(overlayOf(answer, [1, 1], [4, 4]).caption).toBe('cat, dog')
    expect(overlayOf(answer, [0, 0], [4, 4]).caption).toBe('none')
  })

  it('a category of one class that may be none is no class index', () => {
    const answer = { kind: 'category', labels: ['cat'], thresholds: [0.5] } as const
    expect(overlayOf(answer, [1], [4, 4]).caption).toBe('cat')
    expect(overlayOf(answer, [0], [4, 4]).caption).toBe('none')
  })

  it('points from −1…1 over the edges to pixels', () =>
    expect(overlayOf({ kind: 'points', count: 2 }, [-1, -1, 0, 1], [10, 20])).toEqual({
      caption: '',
      points: [
        [0, 0],
        [10, 10],
      ],
    }))

  it('parts together, each under its name', () => {
    const parts = { centre: { kind: 'points', count: 1 }, angle: { kind: 'number' } } as const
    expect(overlayOf({ kind: 'parts', parts }, [0, 0, 0.25], [10, 10])).toEqual({
      caption: 'angle: 0.25',
      points: [[5, 5]],
    })
  })
})
