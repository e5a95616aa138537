import type { Vector3 } from '../../../data/space/linear.ts'

/** A piece of surface over a grid: `rows` × `columns` points, the last column on the first where it is closed. */
export type Surface = {
  rows: number
  columns: number
  /** x y z of each point in mm, row by row. */
  positions: Float64Array
  /** Unit vectors. They point outwards where rows go down and columns go from the front (−z) to the right (+x). */
  normals: Float64Array
}

/**
 * The surface through `point(row, column)`, with normals from its neighbours.
 *
 * @param closed whether the last column falls on the first, so that they share their normals
 */
export const surface = (
  rows: number,
  columns: number,
  closed: boolean,
  point: (row: number, column: number) => Vector3,
): Surface => {
  const positions = new Float64Array(3 * rows * columns)
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++) positions.set(point(row, column), 3 * (row * columns + column))
  return { rows, columns, positions, normals: normalsOf(rows, columns, closed, positions) }
}

const normalsOf = (rows: number, columns: number, closed: boolean, positions: Float64Array): Float64Array => {
  const normals = new Float64Array(positions.length)
  const difference = (a: number, b: number, k: number) => positions[3 * a + k]! - positions[3 * b + k]!
  for (let row = 0; row < rows; row++) {
    const [above, below] = [Math.max(0, row - 1), Math.min(rows - 1, row + 1)]
    for (let column = 0; column < columns; column++) {
      const left = column > 0 ? column - 1 : closed ? columns - 2 : 0
      const right = column < columns - 1 ? column + 1 : closed ? 1 : columns - 1
      // At a pole the neighbours along the row fall together; the next row has the direction.
      const level = row === 0 ? 1 : row === rows - 1 ? rows - 2 : row
      const [a, b] = [level * columns + right, level * columns + left]
      const [c, d] = [below * columns + column, above * columns + column]
      const [ax, ay, az] = [difference(a, b, 0), difference(a, b, 1), difference(a, b, 2)]
      const [bx, by, bz] = [difference(c, d, 0), difference(c, d, 1), difference(c, d, 2)]
      const [x, y, z] = [az * by - ay * bz, ax * bz - az * bx, ay * bx - ax * by]
      const length = Math.hypot(x, y, z) || 1
      normals.set([x / length, y / length, z / length], 3 * (row * columns + column))
    }
  }
  return normals
}

/** The triangles of a grid, three point numbers each, counter-clockwise about the normals. */
export const trianglesOf = ({ rows, columns }: Pick<Surface, 'rows' | 'columns'>): Uint32Array => {
  const faces = new Uint32Array(6 * (rows - 1) * (columns - 1))
  let at = 0
  for (let row = 0; row < rows - 1; row++)
    for (let column = 0; column < columns - 1; column++) {
      const first = row * columns + column
      const below = first + columns
      faces.set([first, below, below + 1, first, below + 1, first + 1], at)
      at += 6
    }
  return faces
}
