import { randomStream } from '../../../data/random.ts'
import type { Calibration } from '../calibration.ts'
import type { DepthImage } from '../depth.ts'
import { noise } from './noise.ts'
import { type PosedFigure, project } from './posed.ts'
import { Raster } from './raster.ts'

/** Focal length times the distance between projector and camera, in eighths of a pixel: what a Kinect measures with. */
const disparityTimesDepth = 345_600

const patchSize = 512
let patch: Float32Array | undefined
/** Errors of measurement, to be shifted from frame to frame. The pattern is matched in small windows, so neighbours err alike. */
const errorPatch = (): Float32Array => {
  patch ??= Float32Array.from({ length: patchSize ** 2 }, (_, i) =>
    noise((i % patchSize) / 3, Math.floor(i / patchSize) / 3, 1),
  )
  return patch
}

/** Takes depth pictures as a Kinect does: whole steps of disparity, ragged edges, nothing beyond the person. */
export class DepthCamera {
  readonly #camera: Calibration
  readonly #raster: Raster
  #points = new Float32Array(0)

  constructor(camera: Calibration) {
    this.#camera = camera
    this.#raster = new Raster(camera.width, camera.height)
  }

  /** @param turn seeds this frame's noise */
  take(posed: PosedFigure, turn: number): DepthImage {
    const { figure, positions } = posed
    const { width, height } = this.#camera
    if (this.#points.length !== positions.length) this.#points = new Float32Array(positions.length)
    project(positions, this.#camera, 1, this.#points)
    const raster = this.#raster
    raster.clear()
    raster.draw(this.#points, figure.faces, figure.twoSided)
    const { nearness, left, right, top, bottom } = raster
    const random = randomStream(turn, 0xd3)
    const [shiftX, shiftY] = [random.integer(0, patchSize - 1), random.integer(0, patchSize - 1)]
    const patch = errorPatch()
    const millimetres = new Uint16Array(width * height)
    for (let y = top; y < bottom; y++) {
      for (let x = left; x < right; x++) {
        const at = y * width + x
        const near = nearness[at]!
        if (near === 0) continue
        // The projected pattern is lost where a surface is seen edge-on, or ends.
        const across = nearness[x > 0 ? at - 1 : at]!
        const down = nearness[y > 0 ? at - width : at]!
        const steep = Math.abs(near - across) + Math.abs(near - down)
        const wobble = patch[((y + shiftY) & (patchSize - 1)) * patchSize + ((x + shiftX) & (patchSize - 1))]!
        if (steep > 1.4e-5 * (1.4 + wobble)) continue
        const disparity = Math.round(disparityTimesDepth * near + 0.55 * wobble)
        millimetres[at] = Math.round(disparityTimesDepth / disparity)
      }
    }
    return { width, height, millimetres }
  }
}
