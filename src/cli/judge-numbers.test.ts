import { describe, expect, it } from 'vitest'
import { confusions } from './judge-category.ts'
import { errorsOf } from './judge-numbers.ts'

describe('errorsOf', () => {
  it('numbers: mean and median of the distances, beside those of the mean', () => {
    const answers = { predictions: Float32Array.of(1, 2, 9), targets: Float32Array.of(1, 3, 5), classes: 1, items: 3 }
    // Distances 0, 1, 4; the mean of the targets is 3, at distances 2, 0, 2.
    expect(errorsOf(answers)).toEqual({ meanError: 5 / 3, medianError: 1, guessing: 4 / 3 })
  })

  it('points: in pixels, with absent ones left out', () => {
    const answers = {
      predictions: Float32Array.of(0, 0, 0.5, 0.5, 0, 0, 0, 0),
      targets: Float32Array.of(0.5, 0.5, Number.NaN, Number.NaN, 0.5, 0.5, 0, 0),
      classes: 4,
      items: 2,
    }
    // Half of 16 is 8 pixels away in x, half of 12 is 6 in y, hence √(4² + 3²) = 5.
    const { meanError, medianError, guessing } = errorsOf(answers, { width: 16, height: 12 })
    expect(meanError).toBeCloseTo(10 / 3)
    expect(medianError).toBe(5)
    expect(guessing).toBe(0)
  })
})

describe('confusions', () => {
  it('counts what is answered for what, the most frequent first', () => {
    const answers = {
      predictions: Float32Array.of(0.9, 0.1, 0, 0.8, 0.1, 0.1, 0.8, 0.1, 0.1, 0, 1, 0, 0, 0, 1),
      targets: Int32Array.of(0, 1, 1, 2, 2),
      classes: 3,
      items: 5,
    }
    expect(confusions(answers, ['a', 'b', 'c'])).toEqual([
      { actual: 'b', answered: 'a', count: 2 },
      { actual: 'c', answered: 'b', count: 1 },
    ])
  })
})
