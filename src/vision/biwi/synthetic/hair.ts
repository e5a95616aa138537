import { bell, curve, mix, smoothStep } from './curve.ts'
import { noise } from './noise.ts'
import type { Person } from './person.ts'
import { type Surface, surface } from './surface.ts'

/** Hair that hangs, behind and beside the face: a sheet seen from both sides; undefined for styles without. */
export const curtainSurface = (person: Person): Surface | undefined => {
  const { style, thickness } = person.hair
  if (style !== 'bob' && style !== 'long') return undefined
  const [rows, columns] = [25, 49]
  const bottom = style === 'bob' ? 74 : 158
  // From the crown's side outwards over the ear and down.
  const spread = curve([
    [0, 78],
    [0.25, 89],
    [0.5, 93],
    [0.75, style === 'bob' ? 95 : 88],
    [1, style === 'bob' ? 84 : 88],
  ])
  return surface(rows, columns, false, (row, column) => {
    const t = row / (rows - 1)
    const u = (2 * column) / (columns - 1) - 1
    const away = mix(Math.PI, 1.12 + 0.16 * bell(t - 0.45, 0.3), Math.abs(u))
    const angle = away * Math.sign(u || 1)
    const wave = noise(angle * 4, t * 3, person.detail + 5) * 3 + noise(angle * 16, t * 2, person.detail + 6) * 1.6
    const edge = smoothStep(1, 0.86, Math.abs(u))
    const r = (spread(t) + 3 * (thickness - 1) + wave) * mix(0.965, 1, edge)
    const back = Math.max(0, -Math.cos(angle))
    const y = mix(-86, bottom + noise(angle * 9, 3, person.detail + 7) * 5 - 8 * (1 - back), t)
    const depth = mix(1.12, style === 'long' ? 0.9 : 1.02, t * t)
    return [
      Math.sin(angle) * r * person.width,
      y * person.height,
      (62 - Math.cos(angle) * (r * depth + 6) + 6 * t * (1 - back)) * person.depth,
    ]
  })
}

/** The bun at the back; undefined for styles without. */
export const bunSurface = (person: Person): Surface | undefined => {
  if (person.hair.style !== 'bun') return undefined
  return surface(13, 21, true, (row, column) => {
    const [a, b] = [(Math.PI * row) / 12, 2 * Math.PI * (column / 20 - 0.5)]
    const r = 34 * person.hair.thickness * (1 + 0.04 * noise(b * 3, a * 4, person.detail))
    return [
      r * Math.sin(a) * Math.sin(b),
      (-118 - r * Math.cos(a)) * person.height,
      (128 - r * Math.sin(a) * Math.cos(b)) * person.depth,
    ]
  })
}
