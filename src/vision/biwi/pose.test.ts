import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { damaged, damagedText, readOrRefused } from '../../../test/damage.ts'
import { rotationFromEuler } from '../../data/space/euler.ts'
import { isRotation } from '../../data/space/linear.ts'
import { rotationError } from '../../data/space/rotation.ts'
import { decodePose, encodePose, formatPose, parsePose } from './pose.ts'

/** Invented numbers in the layout of the genuine files. */
const text = `0.8 0 0.6 
0 1 0 
-0.6 0 0.8 

51.25 -38.5 900.125 

`

describe('a pose.txt', () => {
  it('is a rotation and the centre of the head', () => {
    expect(parsePose(text, 'pose.txt')).toEqual({
      rotation: [0.8, 0, 0.6, 0, 1, 0, -0.6, 0, 0.8],
      centre: [51.25, -38.5, 900.125],
    })
  })

  it('is written byte for byte as it was read', () => {
    expect(formatPose(parsePose(text, 'pose.txt'))).toBe(text)
  })

  it.each([
    ['NaN in the rotation', '0 1 0', '0 nan 0', "pose.txt: line 2: row 2 of the rotation has 'nan'"],
    ['infinity in the centre', '900.125', 'inf', "line 5: the centre of the head has 'inf'"],
    ['a rotation that is none', '0.8 0 0.6', '0.8 0 0.9', 'line 3: the rotation, which ends here, is no rotation'],
    ['a head behind the camera', '900.125', '-900', 'line 5: the centre of the head is at a depth of -900 mm'],
    ['a number too many', '900.125 \n', '900.125 7 \n', 'line 5: the centre of the head has 4 numbers'],
    ['no centre', '51.25 -38.5 900.125 \n', '', 'before the centre of the head'],
    ['something else', text, 'hello', 'line 1: row 1 of the rotation has 1 numbers; it must have 3'],
    ['nothing', text, '', 'before row 1 of the rotation'],
  ])('with %s is refused by file and line', (_, from, to, message) => {
    expect(() => parsePose(text.replace(from, to), 'pose.txt')).toThrow(message)
  })

  it('that is damaged is refused, or read as a pose', () => {
    fc.assert(
      fc.property(damagedText(text), (changed) => {
        const found = readOrRefused(() => parsePose(changed, 'pose.txt'))
        if (found === undefined) return
        expect(isRotation(found.rotation, 0.01)).toBe(true)
        expect(found.centre.every(Number.isFinite)).toBe(true)
      }),
      { numRuns: 500 },
    )
  })
})

describe('a pose.bin', () => {
  const pose = {
    rotation: rotationFromEuler({ yaw: 30, pitch: -20, roll: 10 }),
    centre: [51.25, -38.5, 900.125],
  } as const

  it('is six float32, little-endian: the centre, then pitch, yaw and roll in degrees', () => {
    const bytes = encodePose(pose)
    const view = new DataView(bytes.buffer)
    const numbers = [0, 4, 8, 12, 16, 20].map((at) => view.getFloat32(at, true))
    for (const [i, expected] of [51.25, -38.5, 900.125, -20, 30, 10].entries()) {
      expect(numbers[i]).toBeCloseTo(expected, 4)
    }
  })

  it('is read as it was written, to the digits of float32', () => {
    const again = decodePose(encodePose(pose), 'pose.bin')
    expect(again.centre).toEqual(pose.centre)
    expect(rotationError(again.rotation, pose.rotation)).toBeLessThan(1e-4)
  })

  it.each<[string, (bytes: Uint8Array) => Uint8Array, string]>([
    ['a byte too few', (bytes) => bytes.subarray(1), 'pose.bin has 23 bytes; a pose has 24, six float32'],
    ['NaN', (bytes) => bytes.fill(0xff, 4, 8), 'pose.bin: byte 4: NaN is no position in mm'],
    ['an absurd angle', (bytes) => bytes.fill(0x7f, 16, 20), 'pose.bin: byte 16: 3.3961513649220713e+38 is no angle'],
    ['a head behind the camera', (bytes) => bytes.fill(0, 8, 12), 'pose.bin: byte 8: the centre of the head is at'],
  ])('with %s is refused by file and offset', (_, change, message) => {
    expect(() => decodePose(change(encodePose(pose)), 'pose.bin')).toThrow(message)
  })

  it('that is damaged is refused, or read as a pose', () => {
    fc.assert(
      fc.property(damaged(encodePose(pose)), (bytes) => {
        const found = readOrRefused(() => decodePose(bytes, 'pose.bin'))
        if (found) expect(isRotation(found.rotation, 1e-9)).toBe(true)
      }),
      { numRuns: 500 },
    )
  })
})
