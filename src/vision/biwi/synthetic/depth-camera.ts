import { randomStream } from '../../../data/random.ts'
import type { Calibration } from '../calibration.ts'
import type { DepthImage } from '../depth.ts'
import { noise } from './noise.ts'
import { type PosedFigure, project } from './posed.ts'
import { Raster } from './raster.ts'

/** Focal length times the distance between projector and camera, in eighths of a pixel: what a Kinect measures with. */
const disparityTimesDepth = 345_600

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
    const { partOf, parts } = figure
    raster.draw(this.#points, figure.faces, (face) => !parts[partOf[face]!]!.sheet)
    const { nearness, left, right, top, bottom } = raster
    const seed = randomStream(turn, 0xd3).integer(0, 1 << 30)
    const millimetres = new Uint16Array(width * height)
    for (let y = top; y < bottom; y++) {
      for (let x = left; x < right; x++) {
        const at = y * width + x
        const near = nearness[at]!
        if (near === 0) continue
        // The projected pattern is lost where a surface is seen edge-on, or ends.
        const [across, down] = [nearness[x > 0 ? at - 1 : at]!, nearness[y > 0 ? at - width : at]!]
        const steep = Math.abs(near - across) + Math.abs(near - down)
        const wobble = noise(x / 3, y / 3, seed)
        if (steep > 1.4e-5 * (1.4 + wobble)) continue
        // The pattern is matched in small windows, so the error is alike in neighbours.
        const disparity = Math.round(disparityTimesDepth * near + 0.55 * wobble)
        millimetres[at] = Math.round(disparityTimesDepth / disparity)
      }
    }
    return { width, height, millimetres }
  }
}
