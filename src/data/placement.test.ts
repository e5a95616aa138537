import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Placement, placed, unchanged, unplaced } from './placement.ts'

describe('a placement', () => {
  const crop: Placement = {
    original: { width: 100, height: 50 },
    region: { left: 25, top: 0, width: 50, height: 50 },
    size: { width: 10, height: 10 },
  }

  it('takes the corners of the rectangle to the corners of the result', () => {
    expect(placed(crop, [25, 0])).toEqual([0, 0])
    expect(placed(crop, [75, 50])).toEqual([10, 10])
  })

  it('takes what lies outside of the rectangle outside of the result', () =>
    expect(placed(crop, [0, 25])).toEqual([-5, 5]))

  it('leaves places alone where nothing changes', () =>
    expect(placed(unchanged({ width: 7, height: 3 }), [2.5, 1])).toEqual([2.5, 1]))

  it('is undone by unplaced', () => {
    const length = fc.double({ min: 1, max: 5000, noNaN: true })
    const offset = fc.double({ min: -500, max: 500, noNaN: true })
    fc.assert(
      fc.property(length, length, offset, offset, length, length, offset, offset, (w, h, left, top, W, H, x, y) => {
        const placement: Placement = {
          original: { width: 100, height: 100 },
          region: { left, top, width: w, height: h },
          size: { width: W, height: H },
        }
        const back = unplaced(placement, placed(placement, [x, y]))
        expect(back[0]).toBeCloseTo(x, 6)
        expect(back[1]).toBeCloseTo(y, 6)
      }),
    )
  })
})
