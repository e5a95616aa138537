import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ball, ballDepth, ballDepthImage, depthCamera, pose, radius, rgbCamera } from '../../../test/biwi-sample.ts'
import { identity } from '../../data/space/linear.ts'
import type { Calibration } from './calibration.ts'
import { depthPoints, headCentre, posedVertices, projectPoint, projectPoints, registerDepth } from './geometry.ts'

describe('the centre of a head in the picture', () => {
  // K·(R·X + T), worked by hand: R turns y into −z, and T moves.
  const rgb: Calibration = {
    ...rgbCamera,
    intrinsics: [500, 0, 320, 0, 600, 240, 0, 0, 1],
    rotation: [1, 0, 0, 0, 0, 1, 0, -1, 0],
    translation: [10, -100, 1000],
  }
  const posed = { pose: { rotation: identity, centre: [90, 0, 200] }, rgb } as const

  it('is K·(R·X + T)', () => {
    // R·X + T = [100, 100, 1000]
    expect(headCentre(posed)).toEqual([370, 300])
  })

  it('is K·X without the extrinsics, as in the book', () => {
    expect(headCentre(posed, { extrinsics: false })).toEqual([545, 240])
  })

  it('behind the camera is refused', () => {
    const behind = { pose, rgb: { ...rgb, translation: [0, 0, -9000] } } as const
    expect(() => headCentre(behind)).toThrow('behind the camera; check pose and calibration')
  })

  it('is where the posed template has its middle, near enough', () => {
    const places = projectPoints(posedVertices(ball, pose), rgbCamera)
    const middle = (from: number) => {
      const values = Array.from(places).filter((_, i) => i % 2 === from)
      return (Math.min(...values) + Math.max(...values)) / 2
    }
    const [x, y] = headCentre({ pose, rgb: rgbCamera })
    expect(Math.hypot(middle(0) - x, middle(1) - y)).toBeLessThan(0.5)
  })
})

describe('projection', () => {
  it('bends by the lens distortion, as OpenCV defines it', () => {
    // With x = 0.2, y = −0.1: r² = 0.05, radial = 1 + 0.1·0.05 + 0.02·0.0025 = 1.00505.
    const camera: Calibration = { ...depthCamera, intrinsics: identity, distortion: [0.1, 0.02, 0.01, -0.03] }
    const [x, y] = projectPoint([200, -100, 1000], camera)!
    expect(x).toBeCloseTo(0.2 * 1.00505 + 2 * 0.01 * 0.2 * -0.1 - 0.03 * (0.05 + 2 * 0.04), 12)
    expect(y).toBeCloseTo(-0.1 * 1.00505 + 0.01 * (0.05 + 2 * 0.01) + 2 * -0.03 * 0.2 * -0.1, 12)
  })

  it('of what is behind the camera is none', () => {
    expect(projectPoint([0, 0, -1], depthCamera)).toBeUndefined()
    expect(projectPoint([0, 0, 0], depthCamera)).toBeUndefined()
    expect([...projectPoints(Float64Array.of(0, 0, -1, 0, 0, 1), depthCamera)]).toEqual([
      Number.NaN,
      Number.NaN,
      32,
      24,
    ])
  })
})

describe('a cloud of points', () => {
  it('has a point for each measured pixel, which is projected back onto it, distortion or not', () => {
    const coefficient = fc.double({ min: -0.1, max: 0.1, noNaN: true })
    const distortion = fc.oneof(
      fc.constant([0, 0, 0, 0] as const),
      fc.tuple(coefficient, coefficient, fc.constant(0.002), fc.constant(-0.001)),
    )
    fc.assert(
      fc.property(distortion, (distortion) => {
        const camera = { ...depthCamera, distortion }
        const image = ballDepthImage()
        const places = projectPoints(depthPoints(image, camera), camera)
        const measured = [...image.millimetres.keys()].filter((i) => image.millimetres[i]! > 0)
        expect(places).toHaveLength(2 * measured.length)
        for (const [i, pixel] of measured.entries()) {
          expect(places[2 * i]).toBeCloseTo(pixel % 64, 6)
          expect(places[2 * i + 1]).toBeCloseTo(Math.floor(pixel / 64), 6)
        }
      }),
      { numRuns: 20 },
    )
  })

  it('lies on what was seen', () => {
    const points = depthPoints(ballDepthImage(), depthCamera)
    for (let i = 0; i < points.length; i += 3) {
      const away = Math.hypot(...pose.centre.map((c, axis) => points[i + axis]! - c))
      // Depths are rounded to a millimetre, which counts for more where the surface is steep.
      expect(Math.abs(away - radius)).toBeLessThan(0.6)
    }
  })

  it('needs the calibration of its size', () => {
    expect(() => depthPoints(ballDepthImage(), { ...depthCamera, width: 640 })).toThrow(
      'the depth image is 64 × 48, but its calibration is for 640 × 48',
    )
  })
})

describe('registered depth', () => {
  it('is what the RGB camera would have seen, by the equation of a ball', () => {
    const registered = registerDepth(ballDepthImage(), { depth: depthCamera, rgb: rgbCamera })
    let inside = 0
    for (const [pixel, depth] of registered.millimetres.entries()) {
      const [x, y] = [pixel % 64, Math.floor(pixel / 64)]
      const around = [-1, 0, 1].flatMap((dy) => [-1, 0, 1].map((dx) => ballDepth(rgbCamera, x + dx, y + dy)))
      const isInside = around.every((expected) => expected > 0)
      if (isInside) {
        inside++
        // A point is up to half a pixel from the middle of the one it falls on.
        expect(depth).toBeGreaterThanOrEqual(Math.min(...around) - 2)
        expect(depth).toBeLessThanOrEqual(Math.max(...around) + 2)
      } else if (around.every((expected) => expected === 0)) expect(depth).toBe(0)
    }
    expect(inside).toBeGreaterThan(50)
  })

  it('keeps the nearest where several points fall on one pixel', () => {
    // To a camera of a quarter of the focal length, many pixels are one.
    const rgb: Calibration = { ...depthCamera, intrinsics: [14, 0, 32, 0, 14, 24, 0, 0, 1] }
    const image = ballDepthImage()
    const { millimetres } = registerDepth(image, { depth: depthCamera, rgb })
    const expected = new Map<number, number>()
    for (const [pixel, z] of image.millimetres.entries()) {
      if (z === 0) continue
      const x = Math.round((((pixel % 64) - 32) / 57.5) * 14 + 32)
      const y = Math.round(((Math.floor(pixel / 64) - 24) / 57.5) * 14 + 24)
      expected.set(y * 64 + x, Math.min(z, expected.get(y * 64 + x) ?? Number.POSITIVE_INFINITY))
    }
    expect(new Map([...millimetres.entries()].filter(([, z]) => z > 0))).toEqual(
      new Map([...expected].sort((a, b) => a[0] - b[0])),
    )
  })
})
