import { describe, expect, it } from 'vitest'
import { surface, trianglesOf } from './surface.ts'

/** An upright cylinder of radius 5: rows go down, columns from the back over the left, the front and the right. */
const cylinder = surface(4, 33, true, (row, column) => {
  const angle = Math.PI * (column / 16 - 1)
  return [5 * Math.sin(angle), 2 * row, -5 * Math.cos(angle)]
})

describe('a surface', () => {
  it('has unit normals that point outwards, alike at the seam', () => {
    const { positions, normals, columns } = cylinder
    for (let i = 0; i < positions.length; i += 3) {
      expect(normals[i]).toBeCloseTo(positions[i]! / 5, 6)
      expect(normals[i + 1]).toBeCloseTo(0, 6)
      expect(normals[i + 2]).toBeCloseTo(positions[i + 2]! / 5, 6)
    }
    const seam = (column: number) => [...normals.subarray(3 * column, 3 * column + 3)]
    for (const [k, x] of seam(0).entries()) expect(seam(columns - 1)[k]).toBeCloseTo(x, 6)
  })

  it('has two triangles for each cell, counter-clockwise as seen from outside', () => {
    const faces = trianglesOf(cylinder)
    expect(faces).toHaveLength(3 * 2 * 3 * 32)
    const point = (v: number) => cylinder.positions.subarray(3 * v, 3 * v + 3)
    for (let f = 0; f < faces.length; f += 3) {
      const [a, b, c] = [point(faces[f]!), point(faces[f + 1]!), point(faces[f + 2]!)]
      const [ux, uy, uz] = [b[0]! - a[0]!, b[1]! - a[1]!, b[2]! - a[2]!]
      const [wx, wy, wz] = [c[0]! - a[0]!, c[1]! - a[1]!, c[2]! - a[2]!]
      // The normal's part along the way from the axis.
      expect((uy * wz - uz * wy) * a[0]! + (ux * wy - uy * wx) * a[2]!).toBeGreaterThan(0)
    }
  })
})
