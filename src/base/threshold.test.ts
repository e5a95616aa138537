import { describe, expect, it } from 'vitest'
import { exceeds, thresholdsFor } from './threshold.ts'

describe('a threshold', () => {
  it('is exceeded by what lies strictly above it', () => {
    expect([exceeds(0.4, 0.5), exceeds(0.5, 0.5), exceeds(0.6, 0.5)]).toEqual([false, false, true])
  })

  it('is one for all classes or one per class', () => {
    expect([...thresholdsFor('predict', 0.2, 3)]).toEqual([0.2, 0.2, 0.2])
    expect([...thresholdsFor('predict', [0.2, 0, 1], 3)]).toEqual([0.2, 0, 1])
  })

  it('names the class whose threshold is no probability', () => {
    expect(() => thresholdsFor('predict', -1, 2)).toThrow(
      'predict: threshold is -1; it is a probability and must lie in 0…1',
    )
    expect(() => thresholdsFor('predict', [0.5, 2], 2)).toThrow('predict: threshold of class 1 is 2')
    expect(() => thresholdsFor('predict', [0.5], 2)).toThrow('give one number, or one per class')
  })
})
