import { describe, expect, it } from 'vitest'
import { depthColour, depthRange } from './depth-colours.ts'

const image = (...millimetres: number[]) => ({
  width: millimetres.length,
  height: 1,
  millimetres: Uint16Array.from(millimetres),
})

describe('the colours of distances', () => {
  it('range from the nearest to the furthest that was measured', () => {
    expect(depthRange(image(0, 900, 0, 850, 1200))).toEqual({ near: 850, far: 1200 })
    expect(depthRange(image(0, 0))).toEqual({ near: 0, far: 0 })
  })

  it('are warm and bright near, cool and dark far, and stay at the ends beyond', () => {
    const range = { near: 800, far: 1000 }
    const [near, far] = [depthColour(800, range), depthColour(1000, range)]
    expect(near[0]).toBeGreaterThan(near[2])
    expect(far[2]).toBeGreaterThan(far[0])
    expect(near[0] + near[1] + near[2]).toBeGreaterThan(far[0] + far[1] + far[2])
    expect(depthColour(1, range)).toEqual(near)
    expect(depthColour(9999, range)).toEqual(far)
    expect(depthColour(5, { near: 5, far: 5 })).toEqual(near)
  })
})
