import type { Vector3 } from '../../../data/space/linear.ts'
import { bell, curve, mix, smoothStep } from './curve.ts'
import { noise } from './noise.ts'
import type { Person } from './person.ts'
import { type Surface, surface } from './surface.ts'

/**
 * Heads, in the axes of BIWI's templates: x to the right of the picture, y down, z away from the camera, in mm; at
 * rest the face looks at the camera (−z), and the origin lies inside, at the height of the nose's tip.
 *
 * A head is a stack of rings. Each lies in a plane through a point of the profile's front and one of its back, and is
 * a superellipse there; nose, eyes, lips and cheeks are then raised from it along z, and the hair along its normals.
 */

/** [row, front y, front z, back y, back z, half width, exponent, where the ring is widest], of the average head. */
const rings = [
  [0, -141, 54, -141, 64, 1, 2, 0.5],
  [3, -138, 28, -138, 90, 27, 2, 0.5],
  [7, -127, -1, -126, 121, 52, 2, 0.51],
  [11, -108, -21, -101, 141, 66.5, 2.05, 0.53],
  [15, -86, -32, -68, 150, 73.5, 2.1, 0.55],
  [20, -63, -36.5, -36, 150, 75.5, 2.2, 0.55],
  [26, -46, -38, -10, 141, 74.5, 2.25, 0.55],
  [34, -27, -34, 12, 126, 72, 2.25, 0.56],
  [43, -7, -33, 32, 113, 69.5, 2.2, 0.56],
  [51, 14, -34, 50, 105, 65.5, 2.1, 0.56],
  [58, 33, -37, 66, 101, 59.5, 2, 0.56],
  [65, 52, -33.5, 80, 99, 52.5, 1.92, 0.57],
  [70, 69, -33, 91, 98, 45.5, 1.88, 0.59],
  [73, 79, -29, 98, 98, 42.5, 1.86, 0.61],
  [75, 85, -20, 103, 98, 41.5, 1.86, 0.62],
  [77, 89, -2, 109, 98, 43, 1.95, 0.6],
  [80, 95, 26, 117, 98, 46, 2, 0.5],
] as const

export const headRows = 81
/** An odd number, so that one column runs down the middle of the face; the last falls on the first, at the back. */
export const headColumns = 75

const along = (k: 1 | 2 | 3 | 4 | 5 | 6 | 7) => curve(rings.map((ring) => [ring[0], ring[k]]))
const [frontY, frontZ, backY, backZ, halfWidth, exponent, widest] = [
  along(1),
  along(2),
  along(3),
  along(4),
  along(5),
  along(6),
  along(7),
]

/** −π…π around the head at a column (or between two), 0 in front; columns are denser where the face is. */
export const angleOf = (column: number): number => {
  const u = (2 * column) / (headColumns - 1) - 1
  return Math.PI * (0.4 * u + 0.6 * u ** 3)
}

/** How far a point of the face lies in front of the ring it belongs to. */
const relief = (person: Person, noseProfile: (y: number) => number, noseWidth: (y: number) => number) => {
  const { nose, eyes, brows, lips, cheeks, chin } = person
  const eyeX = 31.5 * eyes.spacing
  return (x: number, y: number): number => {
    const side = Math.abs(x)
    let out = 0
    const ridge = noseProfile(y)
    if (ridge > 0) {
      const w = noseWidth(y)
      out += ridge * Math.exp(-((side / w) ** 2) * 1.25)
    }
    out += 7 * nose.depth * bell(side - 12.5 * nose.width, 5.2) * bell(y - 7.5, 6.5)
    // Sockets, the balls in them, and the ridge above.
    out -= 5.5 * bell(side - eyeX, 16) * bell(y + 28, 10)
    out -= 3.5 * bell(side - 14, 6.5) * bell(y + 28, 9)
    out += 5.2 * eyes.size * bell(side - eyeX, 11.5) * bell(y + 26.5, 7.5)
    out += (1 + 2.4 * brows.depth) * bell(side - 24, 20) * bell(y + 46, 7.5)
    out += 4.2 * cheeks * bell(side - 43, 17) * bell(y - 2, 14)
    out -= 2.2 * (1.6 - cheeks) * bell(side - 44, 13) * bell(y - 38, 16)
    out += 3.8 * bell(side, 25) * bell(y - 33, 17)
    const smile = lips.smile * 2 * (side / 25) ** 2
    out += 2.6 * lips.fullness * bell(side, 19) * bell(y - 30.5 + smile, 4)
    out -= 1.8 * bell(side, 23) * bell(y - 35 + smile, 2.4)
    out += 3.2 * lips.fullness * bell(side, 15) * bell(y - 40.5 + smile, 4.4)
    out -= 2.6 * bell(side, 18) * bell(y - 51, 5)
    out += 4.5 * chin * bell(side, 16) * bell(y - 71, 11)
    return out
  }
}

/** Where hair begins, as y over the angle around the head (0 in front), before a style moves it. */
const hairline = curve([
  [0, -84],
  [0.25, -85],
  [0.52, -89],
  [0.72, -83],
  [0.92, -64],
  [1.1, -42],
  [1.28, -16],
  [1.42, 2],
  [1.6, -6],
  [1.85, 14],
  [2.15, 52],
  [2.5, 68],
  [Math.PI, 72],
])

/** The hairline and its slope at so many places from front to back. */
const hairlineTable = Array.from({ length: 513 }, (_, i) => {
  const away = (Math.PI * i) / 512
  return { line: hairline(away), slope: (hairline(away + 0.03) - hairline(away - 0.03)) / (0.06 * 75) }
})

/** How far inside the hair a place of the average head lies, in mm; negative outside. */
export const hairDepth = (person: Person, angle: number, y: number): number => {
  const { style, hairline: moved } = person.hair
  const away = Math.abs(angle)
  const { line, slope } = hairlineTable[Math.round((away / Math.PI) * 512)]!
  const front = 1 - smoothStep(0.7, 1.2, away)
  const here = line + front * moved * (1 + 0.15 * noise(3 * angle, 1, person.detail))
  // The line is steep at the temples; what counts is the way straight to it, on a head of some 75 mm.
  const depth = (here - y) / Math.hypot(1, slope)
  if (style !== 'bald') return depth
  // What is left around a bald head lies below its crown.
  return Math.min(depth, 0.7 * (y + 62), 75 * (away - 1.1))
}

/** How thick the hair lies, in mm, at a place of the average head. */
const hairHeight = (person: Person, angle: number, y: number): number => {
  const { style, thickness } = person.hair
  const [away, top] = [Math.abs(angle), smoothStep(-60, -125, y)]
  switch (style) {
    case 'bald':
      return 2
    case 'buzz':
      return 4
    case 'short':
      return thickness * (mix(5, 9, top) + 6 * bell(away, 0.9) * bell(y + 112, 24))
    case 'side':
      return thickness * (mix(6, 12, top) + 11 * bell(angle - 0.35, 0.75) * bell(y + 108, 24))
    case 'bun':
      return thickness * 8
    case 'curly':
      return thickness * (20 + 3.5 * noise(angle * 5, y / 9, person.detail))
    default:
      return thickness * mix(10, 11, top)
  }
}

/** A head without what stands off it: ears, long hair. */
export const headSurface = (person: Person): Surface => {
  const { width, depth, height, jaw, chin, nose } = person
  const reach = nose.length
  const noseProfile = curve([
    [-38, 0],
    [-29, 1.5 * nose.depth],
    [-19, 6 * nose.depth],
    [-8, 13 * nose.depth],
    [1, 20.5 * nose.depth],
    [5, 22 * nose.depth],
    [9, 20 * nose.depth],
    [12 + 3 * (reach - 1), 14 * nose.depth],
    [16 + 8 * (reach - 1), 4 * nose.depth],
    [21 + 8 * (reach - 1), 0],
  ])
  const noseWidth = curve([
    [-32, 8],
    [-20, 8.5],
    [-6, 10.5],
    [6, 14.5 * nose.width],
    [16, 14 * nose.width],
  ])
  const out = relief(person, noseProfile, noseWidth)
  return surface(headRows, headColumns, true, (row, column) => {
    const angle = angleOf(column)
    const n = exponent(row)
    const radius = (Math.abs(Math.sin(angle)) ** n + Math.abs(Math.cos(angle)) ** n) ** (-1 / n)
    const [across, ahead] = [radius * Math.sin(angle), radius * Math.cos(angle)]
    const share = widest(row) * (1 - (ahead > 0 ? ahead : (ahead * (1 - widest(row))) / widest(row)))
    const low = smoothStep(20, 75, frontY(row))
    let x = across * halfWidth(row) * mix(1, jaw, low)
    let y = mix(frontY(row), backY(row), share)
    let z = mix(frontZ(row), backZ(row), share)
    const facing = smoothStep(0.15, 0.75, Math.cos(angle))
    if (facing > 0) z -= facing * out(x, y)
    // Hair rises slowly above the forehead and faster elsewhere.
    const rise = mix(14, 34, smoothStep(1.1, 0.6, Math.abs(angle)))
    const hair = smoothStep(-2, rise, hairDepth(person, angle, y))
    if (hair > 0) {
      const [dx, dy, dz] = [x / 75 ** 2, (y + 40) / 105 ** 2, (z - 55) / 95 ** 2]
      const lift = (hair * hairHeight(person, angle, y)) / Math.hypot(dx, dy, dz)
      x += lift * dx
      y += lift * dy
      z += lift * dz
    }
    const longer = y > 45 ? 45 + (y - 45) * mix(1, chin, smoothStep(0.2, 1, Math.cos(angle))) : y
    return [x * width, longer * height, z > 0 ? z * depth : z]
  })
}

export const earRows = 13
export const earColumns = 17

/** An ear: a flattened shell with a raised rim, `side` −1 for the picture's left and 1 for its right. */
export const earSurface = (person: Person, side: -1 | 1): Surface => {
  const size = person.ears
  return surface(earRows, earColumns, true, (row, column) => {
    // From the middle of the outer face over the rim to the middle of the inner one.
    const t = row / (earRows - 1)
    const outer = t < 0.6
    const radius = outer ? Math.sin((t / 0.6) * (Math.PI / 2)) : Math.cos(((t - 0.6) / 0.4) * (Math.PI / 2))
    const turn = ((2 * Math.PI * column) / (earColumns - 1)) * side
    // The lobe is narrower than the top.
    const [c, s] = [Math.cos(turn), Math.sin(turn)]
    const across = radius * c * (17 - 4.5 * Math.max(0, s)) * size
    const down = radius * s * 31 * size
    const rim = 4.5 * bell(radius - 0.88, 0.16) * (1 - 0.5 * Math.max(0, s)) - 3.5 * bell(radius - 0.35, 0.35)
    const thick = (outer ? 3 * Math.sqrt(Math.max(0, 1 - radius ** 4)) + rim : -3.5) * 1
    // Leaning back, and standing off the head towards its back edge.
    const [lean, off] = [0.2, 0.42]
    const back = across * Math.cos(lean) + down * Math.sin(lean) * -1
    const y = down * Math.cos(lean) + across * Math.sin(lean) - 8
    const z = 60 + back * Math.cos(off) - thick * Math.sin(off)
    const x = 73.5 + (across + 14) * Math.sin(off) + thick * Math.cos(off)
    const point: Vector3 = [side * x * person.width, y * person.height, z * person.depth]
    return point
  })
}
