import { describe, expect, it } from 'vitest'
import { Shadow } from './shadow.ts'

/** A square plate of 200 mm across the z axis, at z = 800. */
const plate = {
  positions: Float32Array.from([-100, -100, 800, -100, 100, 800, 100, 100, 800, 100, -100, 800]),
  faces: Uint32Array.of(0, 1, 2, 0, 2, 3),
  twoSided: Uint8Array.of(1, 1),
}

describe('Shadow', () => {
  it('lets the light reach what is before and beside a plate, and not what is behind it', () => {
    const shadow = new Shadow()
    shadow.cast(plate.positions, plate, [0, -0.6, -0.8], [0, 0, 850])
    expect(shadow.reaches(0, 0, 780)).toBe(1)
    expect(shadow.reaches(0, 0, 800)).toBe(1)
    expect(shadow.reaches(0, 75, 900)).toBe(0)
    expect(shadow.reaches(150, 75, 900)).toBe(1)
    // The light comes from above: straight behind the plate's upper edge a point is lit.
    expect(shadow.reaches(0, -80, 900)).toBe(1)
  })

  it('is soft at the edge', () => {
    const shadow = new Shadow()
    shadow.cast(plate.positions, plate, [0, -0.6, -0.8], [0, 0, 850])
    const across = Array.from({ length: 41 }, (_, i) => shadow.reaches(80 + i, 75, 900))
    expect([across[0], across[40]]).toEqual([0, 1])
    expect(across.every((share, i) => i === 0 || share >= across[i - 1]! - 1e-9)).toBe(true)
    expect(across.filter((share) => share > 0 && share < 1).length).toBeGreaterThan(4)
  })
})
