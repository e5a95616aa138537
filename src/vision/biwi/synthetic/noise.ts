/**
 * Smooth noise in the plane, −1…1: random values at whole coordinates, blended between them. A pure function of place
 * and seed.
 */
export const noise = (x: number, y: number, seed: number): number => {
  const column = Math.floor(x)
  const row = Math.floor(y)
  const tx = x - column
  const ty = y - row
  const sx = tx * tx * (3 - 2 * tx)
  const sy = ty * ty * (3 - 2 * ty)
  const top = lattice(column, row, seed) * (1 - sx) + lattice(column + 1, row, seed) * sx
  const bottom = lattice(column, row + 1, seed) * (1 - sx) + lattice(column + 1, row + 1, seed) * sx
  return top * (1 - sy) + bottom * sy
}

/** A hash of three whole numbers (the finaliser of MurmurHash3), −1…1. */
const lattice = (column: number, row: number, seed: number): number => {
  let h = Math.imul(column, 0x27d4eb2f) ^ Math.imul(row, 0x165667b1) ^ Math.imul(seed, 0x9e3779b1)
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return ((h ^ (h >>> 16)) >>> 0) / 0x7fffffff - 1
}
