import type { Calibration } from '../calibration.ts'
import { pivot } from './body.ts'
import type { Figure } from './figure.ts'
import type { Moment } from './motion.ts'

/** A figure in one frame, in the depth camera's frame, in mm. One is used for frame after frame. */
export class PosedFigure {
  readonly figure: Figure
  readonly positions: Float32Array
  readonly normals: Float32Array

  constructor(figure: Figure) {
    this.figure = figure
    this.positions = new Float32Array(figure.positions.length)
    this.normals = new Float32Array(figure.normals.length)
  }

  /** Head and trunk move as they are told; what is between them is a blend of the two. */
  pose({ head, trunk }: Moment): void {
    const { figure, positions, normals } = this
    const { weights } = figure
    const [h, t] = [head.rotation, trunk.rotation]
    const [p, n] = [figure.positions, figure.normals]
    for (let v = 0; v < figure.vertexCount; v++) {
      const i = 3 * v
      const w = weights[v]!
      for (let k = 0; k < 3; k++) {
        const j = 3 * k
        let position = 0
        let normal = 0
        if (w > 0) {
          position += w * (h[j]! * p[i]! + h[j + 1]! * p[i + 1]! + h[j + 2]! * p[i + 2]! + head.centre[k]!)
          normal += w * (h[j]! * n[i]! + h[j + 1]! * n[i + 1]! + h[j + 2]! * n[i + 2]!)
        }
        if (w < 1) {
          const u = 1 - w
          const [x, y, z] = [p[i]! - pivot[0], p[i + 1]! - pivot[1], p[i + 2]! - pivot[2]]
          position += u * (t[j]! * x + t[j + 1]! * y + t[j + 2]! * z + trunk.centre[k]!)
          normal += u * (t[j]! * n[i]! + t[j + 1]! * n[i + 1]! + t[j + 2]! * n[i + 2]!)
        }
        positions[i + k] = position
        normals[i + k] = normal
      }
    }
  }
}

/**
 * Where points lie in a camera's picture: x and y in samples, `scale` of them to a pixel, and 1/z in 1/mm. Pixel
 * centres have whole coordinates, as in BIWI's calibration; samples are counted from the picture's corner.
 */
export const project = (positions: Float32Array, camera: Calibration, scale: number, into: Float32Array): void => {
  const { intrinsics: k, rotation: r, translation: t } = camera
  for (let i = 0; i < positions.length; i += 3) {
    const [x, y, z] = [positions[i]!, positions[i + 1]!, positions[i + 2]!]
    const cz = r[6] * x + r[7] * y + r[8] * z + t[2]
    const near = cz > 100 ? 1 / cz : 0
    into[i] = scale * (k[0] * (r[0] * x + r[1] * y + r[2] * z + t[0]) * near + k[2] + 0.5)
    into[i + 1] = scale * (k[4] * (r[3] * x + r[4] * y + r[5] * z + t[1]) * near + k[5] + 0.5)
    into[i + 2] = near
  }
}
