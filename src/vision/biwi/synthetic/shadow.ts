import type { Vector3 } from '../linear.ts'
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
  #right: Vector3 = [1, 0, 0]
  #down: Vector3 = [0, 1, 0]
  #away: Vector3 = [0, 0, 1]
  #centre: Vector3 = [0, 0, 0]

  /** Looks from the light at the surroundings of a point. */
  cast(positions: Float32Array, faces: Uint32Array, towards: Vector3, centre: Vector3): void {
    const [x, y, z] = towards
    const flat = Math.hypot(x, z)
    this.#away = [-x, -y, -z]
    this.#right = [-z / flat, 0, x / flat]
    const [rx, , rz] = this.#right
    // right × away turned to point down.
    this.#down = [-(y * rz), x * rz - z * rx, y * rx]
    if (this.#down[1] < 0) this.#down = [-this.#down[0], -this.#down[1], -this.#down[2]]
    this.#centre = centre
    if (this.#points.length !== positions.length) this.#points = new Float32Array(positions.length)
    const points = this.#points
    for (let i = 0; i < positions.length; i += 3) {
      const dx = positions[i]! - centre[0]
      const dy = positions[i + 1]! - centre[1]
      const dz = positions[i + 2]! - centre[2]
      points[i] = along(this.#right, dx, dy, dz) * (size / extent) + size / 2
      points[i + 1] = along(this.#down, dx, dy, dz) * (size / extent) + size / 2
      // Nearer to the light is larger; any falling function of the distance will do, this one is linear.
      points[i + 2] = 2000 - along(this.#away, dx, dy, dz)
    }
    this.#raster.clear()
    this.#raster.draw(points, faces, () => false)
  }

  /** The share of the main light that reaches a point, 0…1, soft at the edges. */
  reaches(x: number, y: number, z: number): number {
    const { nearness } = this.#raster
    const dx = x - this.#centre[0]
    const dy = y - this.#centre[1]
    const dz = z - this.#centre[2]
    const u = along(this.#right, dx, dy, dz) * (size / extent) + size / 2 - 0.5
    const v = along(this.#down, dx, dy, dz) * (size / extent) + size / 2 - 0.5
    const left = Math.floor(u)
    const top = Math.floor(v)
    if (left < 1 || top < 1 || left >= size - 2 || top >= size - 2) return 1
    const near = 2000 - along(this.#away, dx, dy, dz) + bias
    const tx = u - left
    const ty = v - top
    // Three by three samples, the outer ones weighted by how far the point is into them: linear and wide.
    let lit = 0
    for (let row = -1; row <= 2; row++) {
      const at = (top + row) * size + left
      const wy = row === -1 ? 1 - ty : row === 2 ? ty : 1
      lit +=
        wy *
        ((nearness[at - 1]! <= near ? 1 - tx : 0) +
          (nearness[at]! <= near ? 1 : 0) +
          (nearness[at + 1]! <= near ? 1 : 0) +
          (nearness[at + 2]! <= near ? tx : 0))
    }
    return lit / 9
  }
}

const along = (axis: Vector3, x: number, y: number, z: number): number => axis[0] * x + axis[1] * y + axis[2] * z
