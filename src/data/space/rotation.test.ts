import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { rotationFromEuler } from './euler.ts'
import { identity, isRotation, multiply } from './linear.ts'
import { rotationError, rotationFromSix, type SixNumbers, sixFromRotation } from './rotation.ts'

const angle = fc.double({ min: -180, max: 180, noNaN: true })
const rotation = fc.record({ yaw: angle, pitch: angle, roll: angle }).map(rotationFromEuler)

describe('rotationError', () => {
  it('is the angle of a turn about one axis', () => {
    for (const yaw of [1e-6, 0.5, 90, 179.99]) {
      expect(rotationError(identity, rotationFromEuler({ yaw, pitch: 0, roll: 0 }))).toBeCloseTo(yaw, 7)
    }
    expect(rotationError(identity, [1, 0, 0, 0, -1, 0, 0, 0, -1])).toBeCloseTo(180)
  })

  it('is the arc cosine of the trace of AᵀB', () => {
    fc.assert(
      fc.property(rotation, rotation, (a, b) => {
        const trace = a.reduce((sum, value, i) => sum + value * b[i]!, 0)
        const expected = (180 / Math.PI) * Math.acos(Math.min(1, Math.max(-1, (trace - 1) / 2)))
        expect(rotationError(a, b)).toBeCloseTo(expected, 4)
      }),
    )
  })

  it('is zero from a rotation to itself, the same both ways, and does not change when both are turned', () => {
    fc.assert(
      fc.property(rotation, rotation, rotation, (a, b, c) => {
        expect(rotationError(a, a)).toBe(0)
        expect(rotationError(a, b)).toBe(rotationError(b, a))
        expect(rotationError(multiply(c, a), multiply(c, b))).toBeCloseTo(rotationError(a, b), 4)
      }),
    )
  })
})

describe('six numbers', () => {
  it('are the first two columns', () => {
    expect(sixFromRotation([1, 2, 3, 4, 5, 6, 7, 8, 9])).toEqual([1, 4, 7, 2, 5, 8])
  })

  it('give the rotation back, whatever their length', () => {
    fc.assert(
      fc.property(rotation, fc.double({ min: 1e-3, max: 1e3, noNaN: true }), (r, scale) => {
        const six = sixFromRotation(r).map((x) => x * scale) as unknown as SixNumbers
        for (const [i, value] of rotationFromSix(six).entries()) expect(value).toBeCloseTo(r[i]!, 10)
      }),
    )
  })

  it('give a rotation, whatever they are', () => {
    const number = fc.double({ noNaN: true, noDefaultInfinity: true })
    fc.assert(
      fc.property(fc.tuple(number, number, number, number, number, number), (six) => {
        let r: ReturnType<typeof rotationFromSix>
        try {
          r = rotationFromSix(six)
        } catch (error) {
          expect((error as Error).message).toContain('do not determine a rotation')
          return
        }
        expect(isRotation(r, 1e-6)).toBe(true)
      }),
    )
  })

  it('may be as small or as large as numbers can be', () => {
    expect(isRotation(rotationFromSix([5e-324, 5e-324, 5e-324, 0, 5e-324, 0]), 1e-9)).toBe(true)
    expect(isRotation(rotationFromSix([1e308, 1e308, 1e308, 0, 1e308, 0]), 1e-9)).toBe(true)
  })

  it.each<[string, SixNumbers]>([
    ['zero', [0, 0, 0, 0, 1, 0]],
    ['one direction twice', [1, 2, 3, -2, -4, -6]],
    ['NaN', [Number.NaN, 0, 0, 0, 1, 0]],
  ])('that are %s are refused', (_, six) => {
    expect(() => rotationFromSix(six)).toThrow('two vectors of different direction')
  })
})
