import type { Vector3 } from '../../../data/space/linear.ts'
import type { Person } from './person.ts'
import { type Surface, surface } from './surface.ts'

const gauge = 1.9

/** The frame of a pair of glasses: two rims, a bridge and two temples. */
export const glassesSurfaces = (person: Person): Surface[] => {
  if (!person.glasses) return []
  const { width, height, depth } = person
  const eye = 32.5 * person.eyes.spacing
  const front = (x: number) => -46 + 0.0042 * x * x
  const at = (x: number, y: number, z: number): Vector3 => [x * width, y * height, z > 0 ? z * depth : z]
  const rim = (side: -1 | 1) =>
    tube(33, (t) => {
      const [c, s] = [Math.cos(2 * Math.PI * t), Math.sin(2 * Math.PI * t)]
      const r = (Math.abs(c) ** 3 + Math.abs(s) ** 3) ** (-1 / 3)
      const x = side * (eye + 0.5) + 24 * r * c
      return at(x, -25 + 17.5 * r * s, front(x))
    })
  const bridge = tube(7, (t) => {
    const x = (2 * t - 1) * (eye - 23)
    return at(x, -30 - 3 * (1 - (2 * t - 1) ** 2), -49)
  })
  const temple = (side: -1 | 1) =>
    tube(9, (t) =>
      at(side * (eye + 25 + Math.min(1, 2.5 * t) * (76 - eye - 25)), -32 + 6 * t * t, front(eye + 24) + 98 * t),
    )
  return [rim(-1), rim(1), bridge, temple(-1), temple(1)]
}

/** A tube of square section along a path. */
const tube = (points: number, path: (t: number) => Vector3): Surface =>
  surface(points, 5, true, (row, column) => {
    const t = row / (points - 1)
    const [[x, y, z], [ax, ay, az], [bx, by, bz]] = [path(t), path(t - 0.02), path(t + 0.02)]
    const [dx, dy, dz] = [bx - ax, by - ay, bz - az]
    // Two directions across the path: one that lies flat, one upright to both.
    const flat = Math.hypot(dx, dy) > Math.abs(dz) ? [dy, -dx, 0] : [dz, 0, -dx]
    const size = Math.hypot(...flat) || 1
    const [ex, ey, ez] = flat.map((k) => k / size) as [number, number, number]
    const [fx, fy, fz] = [dy * ez - dz * ey, dz * ex - dx * ez, dx * ey - dy * ex]
    const length = Math.hypot(fx, fy, fz) || 1
    const turn = (Math.PI / 2) * column + Math.PI / 4
    const [c, s] = [gauge * Math.cos(turn), (gauge * Math.sin(turn)) / length]
    return [x + c * ex + s * fx, y + c * ey + s * fy, z + c * ez + s * fz]
  })
