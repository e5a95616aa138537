import { describe, expect, it } from 'vitest'
import { ball, pose, radius, rgbCamera } from '../../../test/biwi-sample.ts'
import { headCentre } from './geometry.ts'
import { headLandmarkNames, headLandmarkPairs, headLandmarks, landmarksInPicture } from './landmarks.ts'

describe('headLandmarks', () => {
  it('are the places of a template that lie farthest in each direction: of a cube, its corners', () => {
    const corners = [-1, 1].flatMap((x) => [-1, 1].flatMap((y) => [-1, 1].map((z) => [x, y, z])))
    const found = headLandmarks({ vertices: Float64Array.from(corners.flat()) })
    const at = (name: string) => [...found.subarray(3 * headLandmarkNames.indexOf(name)).subarray(0, 3)]
    expect(at('nose')[2]).toBe(-1)
    expect(at('chin').slice(1)).toEqual([1, -1])
    expect([at('left ear')[0], at('right ear')[0]]).toEqual([1, -1])
    expect(at('crown')[1]).toBe(-1)
    expect(at('left jaw')).toEqual([1, 1, -1])
    expect(at('right temple')).toEqual([-1, -1, -1])
  })

  it('come in pairs of left and right', () => {
    expect(headLandmarkPairs.map((pair) => pair.map((i) => headLandmarkNames[i]))).toEqual([
      ['left ear', 'right ear'],
      ['left jaw', 'right jaw'],
      ['left temple', 'right temple'],
    ])
  })

  it('of a ball lie as far from its centre in the picture as a ball of that size can reach', () => {
    const [cx, cy] = headCentre({ pose, rgb: rgbCamera })
    for (const [x, y] of landmarksInPicture(headLandmarks(ball), pose, rgbCamera)) {
      const distance = Math.hypot(x - cx, y - cy)
      // The focal length times the radius over the nearest depth.
      expect(distance).toBeLessThan((51.75 * radius) / (pose.centre[2] - 13 - radius))
    }
  })

  it('refuses a template without vertices', () =>
    expect(() => headLandmarks({ vertices: new Float64Array() })).toThrow('the template has no vertices'))
})
