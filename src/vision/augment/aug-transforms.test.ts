import { describe, expect, it } from 'vitest'
import { augTransforms } from './index.ts'

const summary = (options = {}) => augTransforms(options).map(({ name, p }) => [name, p])

describe('augTransforms', () => {
  it("are by default fastai's (2.8.9): a flip of half, then warp, rotation, zoom and lighting of three quarters", () => {
    expect(summary()).toEqual([
      ['horizontalFlip', 0.5],
      ['warp', 0.75],
      ['rotate', 0.75],
      ['zoom', 0.75],
      ['lighting', 0.75],
    ])
  })

  it('leave out what would change nothing', () => {
    expect(summary({ doFlip: false, maxRotate: 0, maxWarp: 0, maxZoom: 1, maxLighting: 0 })).toEqual([])
    expect(summary({ pAffine: 0, flipVert: true })).toEqual([
      ['horizontalFlip', 0.5],
      ['verticalFlip', 0.5],
      ['lighting', 0.75],
    ])
    expect(summary({ mult: 0 }).map(([name]) => name)).toEqual(['horizontalFlip', 'zoom'])
  })

  it('say which magnitude is too much, multiplied or not', () => {
    expect(() => augTransforms({ mult: 3 })).toThrow('warp: magnitude is 0.6')
    expect(() => augTransforms({ mult: -1 })).toThrow('augTransforms: mult is -1; it must not be negative')
    expect(() => augTransforms({ pAffine: 2 })).toThrow('warp: p is 2')
  })
})
