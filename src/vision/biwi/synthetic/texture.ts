import type { Surface } from './surface.ts'

/** A place on a surface that is to be painted. */
export type Spot = { x: number; y: number; z: number; row: number; column: number }

/** Receives red, green, blue (linear, 0…1) and gloss (0…1). */
export type Texel = [red: number, green: number, blue: number, gloss: number]

/** Where within a texel it is looked at: two places that differ in both directions, so that edges both ways are soft. */
const looks = [
  [0.25, 0.25],
  [0.75, 0.75],
] as const

/**
 * The look of a surface, stretched over its grid: so many texels for each cell. A texel is painted when it is first seen, since
 * most are not: those of the back of a head, and of sleeves below the picture.
 */
export class Texture {
  readonly width: number
  readonly height: number
  /** Red, green and blue as shares of the light that is given back, and gloss, all 0…1, of each texel that was reached. */
  readonly texels: Float32Array
  readonly #surface: Surface
  readonly #scale: number
  readonly #look: (spot: Spot, texel: Texel) => void
  readonly #painted: Uint8Array
  /** Whether a texel and its three neighbours to the right and below are painted. */
  readonly #reached: Uint8Array
  readonly #spot: Spot = { x: 0, y: 0, z: 0, row: 0, column: 0 }
  readonly #texel: Texel = [0, 0, 0, 0]

  /** @param look is asked twice for each texel, and the answers averaged */
  constructor(surface: Surface, scale: number, look: (spot: Spot, texel: Texel) => void) {
    this.#surface = surface
    this.#scale = scale
    this.#look = look
    this.width = (surface.columns - 1) * scale
    this.height = (surface.rows - 1) * scale
    this.texels = new Float32Array(4 * this.width * this.height)
    this.#painted = new Uint8Array(this.width * this.height)
    this.#reached = new Uint8Array(this.width * this.height)
  }

  /** Where in `texels` a texel begins; from now on it and its neighbours to the right, below, and between them can be read. */
  reach(row: number, column: number): number {
    const i = row * this.width + column
    if (this.#reached[i] === 0) {
      this.#paint(row, column)
      this.#paint(row, column + 1)
      this.#paint(row + 1, column)
      this.#paint(row + 1, column + 1)
      this.#reached[i] = 1
    }
    return 4 * i
  }

  #paint(row: number, column: number): void {
    const i = row * this.width + column
    if (this.#painted[i] !== 0) return
    this.#painted[i] = 1
    for (const [right, down] of looks) {
      this.#visit(column + right, row + down)
      for (let k = 0; k < 4; k++) this.texels[4 * i + k]! += this.#texel[k]! / looks.length
    }
  }

  #visit(u: number, v: number): void {
    const { columns, positions } = this.#surface
    const spot = this.#spot
    spot.row = v / this.#scale
    spot.column = u / this.#scale
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
    this.#look(spot, this.#texel)
  }
}
