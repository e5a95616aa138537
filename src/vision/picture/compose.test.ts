import { describe, expect, it } from 'vitest'
import { placed, randomStream } from '../../data/index.ts'
import { compose } from './compose.ts'
import { randomResizedCrop } from './random-resized-crop.ts'
import { resize } from './resize.ts'

const original = { width: 640, height: 480 }

describe('compose', () => {
  it('chooses the rectangle that one after another would', () => {
    // 480 × 480 from the centre become 100 × 100; of these the middle 50 × 50 are 240 × 240 of the original.
    const middle = { ...resize(20), region: () => ({ left: 25, top: 25, width: 50, height: 50 }) }
    const both = compose([resize(100), middle])
    expect(both.region(original)).toEqual({ left: 200, top: 120, width: 240, height: 240 })
    expect(both.size).toEqual({ width: 20, height: 20 })
  })

  it('places every point where one after another would', () => {
    const transforms = [resize({ width: 460, height: 300 }, 'pad'), randomResizedCrop(224), resize(64, 'squish')]
    for (let seed = 0; seed < 50; seed++) {
      const random = randomStream(seed)
      let size = original
      let point: readonly [number, number] = [123, 45]
      for (const transform of transforms) {
        point = placed({ original: size, region: transform.region(size, random), size: transform.size }, point)
        size = transform.size
      }
      const both = compose(transforms)
      const region = both.region(original, randomStream(seed))
      const [x, y] = placed({ original, region, size: both.size }, [123, 45])
      expect(x).toBeCloseTo(point[0], 6)
      expect(y).toBeCloseTo(point[1], 6)
    }
  })

  it('is random when one of them is, and fills as one of them asks', () => {
    expect(compose([resize(9, 'squish'), resize(8, 'squish')]).isRandom).toBe(false)
    expect(compose([resize(9, 'squish'), randomResizedCrop(8)]).isRandom).toBe(true)
    expect(compose([resize(9, 'pad', { fill: 'zeros' }), randomResizedCrop(8)]).fill).toBe('zeros')
    expect(compose([resize(9), randomResizedCrop(8)]).fill).toBe('reflect')
  })

  it('is the transform itself when there is one', () => {
    const one = resize(8)
    expect(compose([one])).toBe(one)
  })
})
