import type { Vector3 } from '../../../data/space/linear.ts'
import { bell, curve, mix, smoothStep } from './curve.ts'
import { noise } from './noise.ts'
import type { Person } from './person.ts'
import { type Surface, surface } from './surface.ts'

/** Where head and neck turn against the trunk, in the axes of the head at rest, in mm. */
export const pivot: Vector3 = [0, 92, 62]

/** [y, half width, front z, back z, exponent] of the rings of neck and trunk, of the average body. */
const rings = [
  [40, 38, 45, 110, 2],
  [70, 47, 33, 112, 2],
  [98, 49, 27, 112, 2],
  [112, 53, 25, 115, 2],
  [126, 64, 21, 119, 2],
  [138, 84, 16, 123, 2],
  [150, 112, 10, 127, 2.05],
  [163, 139, 4, 130, 2.1],
  [180, 158, -4, 132, 2.2],
  [205, 171, -17, 134, 2.3],
  [245, 177, -32, 139, 2.4],
  [310, 174, -48, 148, 2.5],
  [420, 166, -57, 152, 2.5],
  [660, 164, -60, 150, 2.5],
] as const

const along = (k: 1 | 2 | 3 | 4) => curve(rings.map((ring) => [ring[0], ring[k]]))
const [halfWidth, front, back, exponent] = [along(1), along(2), along(3), along(4)]

/** The skin of neck and trunk at a height and an angle (0 in front), `off` mm in front of it. */
const bodyPoint = (person: Person, y: number, angle: number, off: number): Vector3 => {
  const n = exponent(y)
  const radius = (Math.abs(Math.sin(angle)) ** n + Math.abs(Math.cos(angle)) ** n) ** (-1 / n)
  const factor = mix(person.neck, person.shoulders, smoothStep(105, 175, y))
  const w = halfWidth(y) * factor + off
  const middle = (front(y) + back(y)) / 2
  const deep = ((back(y) - front(y)) / 2) * mix(person.neck, 1, smoothStep(105, 175, y)) + off
  const [x, z] = [w * radius * Math.sin(angle), middle - deep * radius * Math.cos(angle)]
  // The two cords that run down to the breastbone, the hollow between them, and the collar bones.
  const facing = Math.max(0, Math.cos(angle))
  const cord =
    2.6 * bell(Math.abs(x) - 31 + (y - 90) * 0.3, 8) * smoothStep(70, 100, y) * smoothStep(165, 145, y) -
    4 * bell(x, 11) * bell(y - 152, 12) +
    2.5 * bell(y - 163 + Math.abs(x) * 0.1, 6) * smoothStep(8, 30, Math.abs(x))
  return [x, y, z - facing * cord]
}

const around = (column: number, columns: number): number => Math.PI * ((2 * column) / (columns - 1) - 1)

/** The skin of the neck, from inside the head to inside the clothes. */
export const neckSurface = (person: Person): Surface =>
  surface(30, 37, true, (row, column) => bodyPoint(person, 40 + 7.5 * row, around(column, 37), 0))

/** How far the neck follows the head (1) or the trunk (0), from its height at rest. */
export const headWeight = (y: number): number => smoothStep(136, 76, y)

/** Where a garment ends at the neck: the y of its edge over the angle around it. */
const neckline = (person: Person, angle: number): number => {
  const ahead = Math.max(0, Math.cos(angle))
  switch (person.garment.kind) {
    case 'sweater':
      return 116 + 14 * ahead
    case 'tee':
      return 122 + 34 * ahead ** 1.5
    case 'stripes':
      return 120 + 30 * ahead ** 1.5
    case 'vneck':
      return 122 + 86 * ahead ** 4
    default:
      return 114 + 12 * ahead + 34 * ahead ** 10
  }
}

/** The clothed trunk; its upper edge is the neckline. */
export const trunkSurface = (person: Person): Surface =>
  surface(38, 57, true, (row, column) => {
    const angle = around(column, 57)
    const edge = neckline(person, angle)
    const t = row / 37
    const y = edge + (640 - edge) * (0.22 * t + 0.78 * t ** 2.4)
    const below = y - edge
    const [x0] = bodyPoint(person, y, angle, 0)
    const loose = smoothStep(20, 120, below)
    const folds =
      (0.5 + 0.5 * loose) *
      loose *
      (6 * noise(x0 / 60, y / 90, person.detail) + 3.5 * noise(x0 / 22 + y / 60, y / 70, person.detail + 1))
    // Sewn edges stand off a little.
    const hem = (person.garment.kind === 'sweater' ? 4 : 1.6) * bell(below - 3, 6)
    const [x, , z] = bodyPoint(person, y, angle, 2.6 + hem + 3 * loose)
    const ahead = Math.max(0, Math.cos(angle))
    const chest = 9 * bell(Math.abs(x) - 72, 50) * bell(y - 320, 70)
    return [x, y, z - ahead * (folds + chest)]
  })

/** An arm from shoulder to elbow. */
export const armSurface = (person: Person, side: -1 | 1): Surface =>
  surface(23, 23, true, (row, column) => {
    const angle = around(column, 23)
    // A round shoulder, then down and a little outwards.
    const cap = Math.min(1, row / 8)
    const t = Math.max(0, (row - 8) / 14)
    const full = mix(47, 43, t) * mix(person.shoulders, 1, 0.5)
    const r = full * Math.sin((cap * Math.PI) / 2)
    const down = 222 - full * Math.cos((cap * Math.PI) / 2) + 380 * t
    const folds = 1 + 0.05 * cap * noise(angle * 1.5 + side, down / 40, person.detail + 2)
    const centre = side * (141 * person.shoulders + 9 * cap + 52 * t)
    return [centre + r * folds * Math.sin(angle), down, 60 - 26 * t - 1.15 * r * folds * Math.cos(angle)]
  })

/** The turned-down collar of a shirt: up from the neckline, over a crease, down on the outside, longest in front. */
export const collarSurface = (person: Person): Surface =>
  surface(6, 57, false, (row, column) => {
    const u = (2 * column) / 56 - 1
    // Open in front, where the two halves begin.
    const angle = Math.PI + u * (Math.PI - 0.2)
    const ahead = Math.max(0, Math.cos(angle))
    const point = ahead ** 5
    const [off, up] = [
      [3, -3],
      [3.5, 9],
      [5, 15],
      [7.5, 13],
      [10, 2],
      [11.5, -8 - 26 * point],
    ][row]! as [number, number]
    const y = 114 + 12 * ahead + 16 * ahead ** 10 - up
    // The points spread away from the middle.
    const spread = row === 5 ? 0.16 * point * Math.sign(Math.sin(angle)) : 0
    return bodyPoint(person, y, angle + spread, off + (row > 2 ? 2 * ahead : 0))
  })
