import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { eulerFromRotation, rotationFromEuler } from './euler.ts'
import { apply, isRotation, type Matrix3, multiply } from './linear.ts'
import { rotationError } from './rotation.ts'

const radians = Math.PI / 180
/** Right-handed turns about each axis, from their definition. */
const about = {
  x: (angle: number): Matrix3 => {
    const [c, s] = [Math.cos(angle * radians), Math.sin(angle * radians)]
    return [1, 0, 0, 0, c, -s, 0, s, c]
  },
  y: (angle: number): Matrix3 => {
    const [c, s] = [Math.cos(angle * radians), Math.sin(angle * radians)]
    return [c, 0, s, 0, 1, 0, -s, 0, c]
  },
  z: (angle: number): Matrix3 => {
    const [c, s] = [Math.cos(angle * radians), Math.sin(angle * radians)]
    return [c, -s, 0, s, c, 0, 0, 0, 1]
  },
}
const face = [0, 0, -1] as const
const angle = (most: number) => fc.double({ min: -most, max: most, noNaN: true })

describe('Euler angles', () => {
  it('are those of R = Rx(−pitch) · Ry(yaw) · Rz(roll)', () => {
    fc.assert(
      fc.property(angle(90), angle(180), angle(180), (yaw, pitch, roll) => {
        const product = multiply(multiply(about.x(-pitch), about.y(yaw)), about.z(roll))
        for (const [i, value] of rotationFromEuler({ yaw, pitch, roll }).entries()) {
          expect(value).toBeCloseTo(product[i]!, 12)
        }
      }),
    )
  })

  it('are what Hopenet’s evaluation on BIWI computes from the transposed matrix', () => {
    // Its formulas, with M = Rᵀ: yaw −atan2(−M₂₀, √(M₂₁² + M₂₂²)) and so on.
    const r = rotationFromEuler({ yaw: 31, pitch: -22, roll: 13 })
    const m = (row: number, column: number) => r[3 * column + row]!
    const degrees = 180 / Math.PI
    expect(-degrees * Math.atan2(-m(2, 0), Math.hypot(m(2, 1), m(2, 2)))).toBeCloseTo(31, 10)
    expect(degrees * Math.atan2(m(2, 1), m(2, 2))).toBeCloseTo(-22, 10)
    expect(-degrees * Math.atan2(m(1, 0), m(0, 0))).toBeCloseTo(13, 10)
  })

  it('say where the face turns: yaw to the left of the picture, pitch up, and roll clockwise', () => {
    expect(apply(rotationFromEuler({ yaw: 30, pitch: 0, roll: 0 }), face)[0]).toBeCloseTo(-0.5)
    expect(apply(rotationFromEuler({ yaw: 0, pitch: 30, roll: 0 }), face)[1]).toBeCloseTo(-0.5)
    expect(apply(rotationFromEuler({ yaw: 0, pitch: 0, roll: 30 }), [1, 0, 0])[1]).toBeCloseTo(0.5)
  })

  it('are given back', () => {
    fc.assert(
      fc.property(angle(89.9), angle(179), angle(179), (yaw, pitch, roll) => {
        const again = eulerFromRotation(rotationFromEuler({ yaw, pitch, roll }))
        expect(again.yaw).toBeCloseTo(yaw, 6)
        expect(again.pitch).toBeCloseTo(pitch, 6)
        expect(again.roll).toBeCloseTo(roll, 6)
      }),
    )
  })

  it('have no roll at a yaw of ±90, and still stand for the same rotation', () => {
    for (const yaw of [90, -90]) {
      const rotation = rotationFromEuler({ yaw, pitch: 20, roll: 35 })
      const again = eulerFromRotation(rotation)
      expect(again.yaw).toBeCloseTo(yaw)
      expect(again.roll).toBe(0)
      expect(rotationError(rotationFromEuler(again), rotation)).toBeLessThan(1e-4)
      expect(isRotation(rotationFromEuler(again), 1e-12)).toBe(true)
    }
  })
})
