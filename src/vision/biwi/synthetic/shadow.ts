import { cross, dot, type Vector3 } from '../../../data/space/linear.ts'
import type { Figure } from './figure.ts'
import { Raster } from './raster.ts'

const size = 256
/** Side of the square that the map covers, in mm. */
const extent = 760
/** How far behind what the light sees a point must lie to be in its shade, in mm. */
const bias = 9

/** Which points the main light reaches: a depth buffer as the light sees it. */
export class Shadow {
  readonly #raster = new Raster(size, size)
  #points = new Float32Array(0)
  /** Three rows of four: what takes x, y, z, 1 to the map's column and row and to nearness to the light. */
  readonly #view = new Float64Array(12)

  /** Looks from the light at the surroundings of a point. */
  cast(
    positions: Float32Array,
    { faces, twoSided }: Pick<Figure, 'faces' | 'twoSided'>,
    towards: Vector3,
    centre: Vector3,
  ): void {
    const flat = Math.hypot(towards[0], towards[2])
    const right: Vector3 = [-towards[2] / flat, 0, towards[0] / flat]
    const up = cross(right, towards)
    const down: Vector3 = up[1] < 0 ? [-up[0], -up[1], -up[2]] : up
    const k = size / extent
    this.#view.set([right[0] * k, right[1] * k, right[2] * k, size / 2 - k * dot(right, centre)], 0)
    this.#view.set([down[0] * k, down[1] * k, down[2] * k, size / 2 - k * dot(down, centre)], 4)
    // Nearer to the light is larger, and all of it positive, as the raster wants it.
    this.#view.set([...towards, 2000 - dot(towards, centre)], 8)
    if (this.#points.length !== positions.length) this.#points = new Float32Array(positions.length)
    const points = this.#points
    const view = this.#view
    for (let i = 0; i < positions.length; i += 3) {
      const x = positions[i]!
      const y = positions[i + 1]!
      const z = positions[i + 2]!
      points[i] = view[0]! * x + view[1]! * y + view[2]! * z + view[3]!
      points[i + 1] = view[4]! * x + view[5]! * y + view[6]! * z + view[7]!
      points[i + 2] = view[8]! * x + view[9]! * y + view[10]! * z + view[11]!
    }
    this.#raster.clear()
    this.#raster.draw(points, faces, twoSided)
  }

  /** The share of the main light that reaches a point, 0…1, soft at the edges. */
  reaches(x: number, y: number, z: number): number {
    const { nearness } = this.#raster
    const view = this.#view
    const u = view[0]! * x + view[1]! * y + view[2]! * z + view[3]! - 0.5
    const v = view[4]! * x + view[5]! * y + view[6]! * z + view[7]! - 0.5
    const left = Math.floor(u)
    const top = Math.floor(v)
    if (left < 1 || top < 1 || left >= size - 2 || top >= size - 2) return 1
    const near = view[8]! * x + view[9]! * y + view[10]! * z + view[11]! + bias
    const tx = u - left
    const ty = v - top
    const first = (top - 1) * size + left - 1
    const last = first + 3 * size
    const corners =
      (nearness[first]! <= near ? 1 : 0) +
      (nearness[first + 3]! <= near ? 1 : 0) +
      (nearness[last]! <= near ? 1 : 0) +
      (nearness[last + 3]! <= near ? 1 : 0)
    // Most points are far from the edge of any shadow, and see it by the corners of their surroundings.
    if (corners === 4) return 1
    if (corners === 0) return 0
    // Four by four samples, the outer ones weighted by how far the window of three by three reaches into them.
    let lit = 0
    for (let row = -1; row <= 2; row++) {
      const at = (top + row) * size + left
      const weight = row === -1 ? 1 - ty : row === 2 ? ty : 1
      lit +=
        weight *
        ((nearness[at - 1]! <= near ? 1 - tx : 0) +
          (nearness[at]! <= near ? 1 : 0) +
          (nearness[at + 1]! <= near ? 1 : 0) +
          (nearness[at + 2]! <= near ? tx : 0))
    }
    return lit / 9
  }
}
