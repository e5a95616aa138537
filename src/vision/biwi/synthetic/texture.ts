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

/**
 * Paints a surface: `look` is asked four times for each texel, at places within it, and averaged, so that edges are
 * soft.
 */
export const texture = (of: Surface, scale: number, look: (spot: Spot, texel: Texel) => void): Texture => {
  const { rows, columns, positions } = of
  const [width, height] = [(columns - 1) * scale, (rows - 1) * scale]
  const texels = new Float32Array(4 * width * height)
  const spot: Spot = { x: 0, y: 0, z: 0, row: 0, column: 0 }
  const texel: Texel = [0, 0, 0, 0]
  for (let v = 0; v < 2 * height; v++) {
    spot.row = (v + 0.5) / (2 * scale)
    const above = Math.floor(spot.row)
    const ty = spot.row - above
    for (let u = 0; u < 2 * width; u++) {
      spot.column = (u + 0.5) / (2 * scale)
      const left = Math.floor(spot.column)
      const tx = spot.column - left
      const a = 3 * (above * columns + left)
      const b = a + 3 * columns
      const [wa, wb, wc, wd] = [(1 - tx) * (1 - ty), tx * (1 - ty), (1 - tx) * ty, tx * ty]
      spot.x = wa * positions[a]! + wb * positions[a + 3]! + wc * positions[b]! + wd * positions[b + 3]!
      spot.y = wa * positions[a + 1]! + wb * positions[a + 4]! + wc * positions[b + 1]! + wd * positions[b + 4]!
      spot.z = wa * positions[a + 2]! + wb * positions[a + 5]! + wc * positions[b + 2]! + wd * positions[b + 5]!
      look(spot, texel)
      const to = 4 * ((v >> 1) * width + (u >> 1))
      for (let k = 0; k < 4; k++) texels[to + k]! += texel[k]! / 4
    }
  }
  return { width, height, scale, texels }
}
