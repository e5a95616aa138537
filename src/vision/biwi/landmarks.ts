import { badData } from '../../base/errors.ts'
import type { Point } from '../../data/index.ts'
import type { Calibration } from './calibration.ts'
import { posedVertices, projectPoints } from './geometry.ts'
import type { Mesh } from './mesh.ts'
import type { HeadPose } from './pose.ts'

/** Directions in a head's frame (x to its left, y down, z to the back) and what lies farthest that way. */
const directions = [
  ['nose', 0, 0, -1],
  ['chin', 0, 1, -0.8],
  ['left ear', 1, 0, 0.1],
  ['right ear', -1, 0, 0.1],
  ['crown', 0, -1, 0],
  ['back', 0, 0, 1],
  ['left jaw', 0.7, 0.6, -0.2],
  ['right jaw', -0.7, 0.6, -0.2],
  ['left temple', 0.6, -0.5, -0.7],
  ['right temple', -0.6, -0.5, -0.7],
  ['forehead', 0, -0.6, -0.8],
] as const

export const headLandmarkNames: readonly string[] = directions.map(([name]) => name)

/** Which landmarks a mirrored picture exchanges, by their positions. */
export const headLandmarkPairs: readonly (readonly [number, number])[] = headLandmarkNames.flatMap((name, i) => {
  if (!name.startsWith('left ')) return []
  return [[i, headLandmarkNames.indexOf(name.replace('left', 'right'))] as const]
})

/**
 * Landmarks of a head, read off its template: the vertices that lie farthest in eleven directions, such as the tip of the
 * nose. So they need no marking by hand, and are the same places whatever the template's number of vertices.
 *
 * @returns x, y, z of each in mm around the head's centre, in the order of `headLandmarkNames`
 * @throws KindlingError `invalid-data` for a template without vertices
 */
export function headLandmarks({ vertices }: Pick<Mesh, 'vertices'>): Float64Array {
  if (vertices.length === 0) throw badData('headLandmarks: the template has no vertices')
  return Float64Array.from(
    directions.flatMap(([, dx, dy, dz]) => {
      let farthest = 0
      let most = Number.NEGATIVE_INFINITY
      for (let i = 0; i < vertices.length; i += 3) {
        const along = vertices[i]! * dx + vertices[i + 1]! * dy + vertices[i + 2]! * dz
        if (along > most) [most, farthest] = [along, i]
      }
      return [...vertices.subarray(farthest, farthest + 3)]
    }),
  )
}

/** Where the landmarks of a posed head are in the colour picture, also those that the head hides, in pixels. */
export function landmarksInPicture(landmarks: Float64Array, pose: HeadPose, rgb: Calibration): Point[] {
  const places = projectPoints(posedVertices({ vertices: landmarks }, pose), rgb)
  return headLandmarkNames.map((_, i): Point => [places[2 * i]!, places[2 * i + 1]!])
}
