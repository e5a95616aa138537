import type { Surface } from './surface.ts'

/** The look of a surface, stretched over its grid: `scale` texels for each cell. */
export type Texture = {
  width: number
  height: number
  scale: number
  /** Red, green and blue as shares of the light that is given back, and gloss, all 0…1, of each texel. */
  texels: Float32Array
}

/** A place on a surface that is to be painted. */
export type Spot = { x: number; y: number; z: number; row: number; column: number }

/** Receives red, green, blue (linear, 0…1) and gloss (0…1). */
export type Texel = [red: number, green: number, blue: number, gloss: number]

/** Where within a texel it is looked at: two places that differ in both directions, so that edges both ways are soft. */
const looks = [
  [0.25, 0.25],
  [0.75, 0.75],
] as const

/** Paints a surface: `look` is asked twice for each texel, and the answers averaged. */
export const texture = (of: Surface, scale: number, look: (spot: Spot, texel: Texel) => void): Texture => {
  const { rows, columns, positions } = of
  const [width, height] = [(columns - 1) * scale, (rows - 1) * scale]
  const texels = new Float32Array(4 * width * height)
  const spot: Spot = { x: 0, y: 0, z: 0, row: 0, column: 0 }
  const texel: Texel = [0, 0, 0, 0]
  const visit = (u: number, v: number, to: number) => {
    spot.row = v / scale
    spot.column = u / scale
    const above = Math.floor(spot.row)
    const left = Math.floor(spot.column)
    const ty = spot.row - above
    const tx = spot.column - left
    const a = 3 * (above * columns + left)
    const b = a + 3 * columns
    const wa = (1 - tx) * (1 - ty)
    const wb = tx * (1 - ty)
    const wc = (1 - tx) * ty
    const wd = tx * ty
    spot.x = wa * positions[a]! + wb * positions[a + 3]! + wc * positions[b]! + wd * positions[b + 3]!
    spot.y = wa * positions[a + 1]! + wb * positions[a + 4]! + wc * positions[b + 1]! + wd * positions[b + 4]!
    spot.z = wa * positions[a + 2]! + wb * positions[a + 5]! + wc * positions[b + 2]! + wd * positions[b + 5]!
    look(spot, texel)
    for (let k = 0; k < 4; k++) texels[to + k]! += texel[k]! / looks.length
  }
  for (let v = 0, to = 0; v < height; v++)
    for (let u = 0; u < width; u++, to += 4) for (const [right, down] of looks) visit(u + right, v + down, to)
  return { width, height, scale, texels }
}
