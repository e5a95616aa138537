import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { rgbCamera } from '../../../test/biwi-sample.ts'
import { damagedText, readOrRefused } from '../../../test/damage.ts'
import { isRotation } from '../../data/space/linear.ts'
import { formatCalibration, parseCalibration } from './calibration.ts'

/** Invented numbers in the layout of the genuine files. */
const text = `500.5 0 320 
0 500.5 240.5 
0 0 1 

0 0.01 0 -0.002 

1 0 0 
0 0.8 -0.6 
0 0.6 0.8 

-24.5 5.25 -13 

640 480
`

describe('a calibration', () => {
  it('is read from rows of numbers', () => {
    expect(parseCalibration(text, 'rgb.cal')).toEqual({
      intrinsics: [500.5, 0, 320, 0, 500.5, 240.5, 0, 0, 1],
      distortion: [0, 0.01, 0, -0.002],
      rotation: [1, 0, 0, 0, 0.8, -0.6, 0, 0.6, 0.8],
      translation: [-24.5, 5.25, -13],
      width: 640,
      height: 480,
    })
  })

  it('is written byte for byte as it was read', () => {
    expect(formatCalibration(parseCalibration(text, 'rgb.cal'))).toBe(text)
    expect(parseCalibration(formatCalibration(rgbCamera), 'rgb.cal')).toEqual(rgbCamera)
  })

  it.each([
    ['a focal length of zero', '500.5 0 320', '0 0 320', 'line 3: the intrinsic matrix, which ends here, has focal'],
    ['a last row of K that is not 0 0 1', '0 0 1 \n', '0 0 2 \n', 'line 3: the intrinsic matrix ends in 0 0 2'],
    ['five distortion numbers', '0 0.01 0', '0 0 0.01 0', 'line 5: the distortion has 5 numbers; it must have 4'],
    ['a rotation that is none', '0.6 0.8', '0.6 0.9', 'line 9: the rotation, which ends here, is no rotation'],
    ['NaN in the translation', '5.25', 'nan', "line 11: the translation has 'nan' where a finite number belongs"],
    ['a size that is no whole number', '640 480', '640.5 480', 'line 13: the size is 640.5 × 480'],
    ['a size of zero', '640 480', '640 0', 'line 13: the size is 640 × 0'],
    ['an absurd size', '640 480', '640 1000000', 'line 13: the size is 640 × 1000000'],
    ['a missing row', '-24.5 5.25 -13 \n', '', 'the translation has 2 numbers; it must have 3'],
    ['a missing end', '\n640 480\n', '', 'rgb.cal ends after line 12, before the size'],
    ['rows too many', '640 480\n', '640 480\n1\n', "line 14: there is '1' where the file should end"],
  ])('with %s is refused by file and line', (_, from, to, message) => {
    expect(() => parseCalibration(text.replace(from, to), 'rgb.cal')).toThrow(message)
  })

  it('that is damaged is refused, or read as one that holds together', () => {
    fc.assert(
      fc.property(damagedText(text), (changed) => {
        const found = readOrRefused(() => parseCalibration(changed, 'rgb.cal'))
        if (found === undefined) return
        expect(isRotation(found.rotation, 0.01)).toBe(true)
        expect(found.intrinsics[0]).toBeGreaterThan(0)
        expect([...found.intrinsics, ...found.distortion, ...found.translation].every(Number.isFinite)).toBe(true)
      }),
      { numRuns: 500 },
    )
  })
})
