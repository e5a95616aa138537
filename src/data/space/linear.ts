/** x, y, z. */
export type Vector3 = readonly [number, number, number]

/** Nine numbers, row by row. */
export type Matrix3 = readonly [number, number, number, number, number, number, number, number, number]

export const identity: Matrix3 = [1, 0, 0, 0, 1, 0, 0, 0, 1]

/** M·v */
export const apply = (m: Matrix3, [x, y, z]: Vector3): Vector3 => [
  m[0] * x + m[1] * y + m[2] * z,
  m[3] * x + m[4] * y + m[5] * z,
  m[6] * x + m[7] * y + m[8] * z,
]

/** A·B */
export const multiply = (a: Matrix3, b: Matrix3): Matrix3 => {
  const [x, y, z] = columns(b).map((column) => apply(a, column)) as [Vector3, Vector3, Vector3]
  return [x[0], y[0], z[0], x[1], y[1], z[1], x[2], y[2], z[2]]
}

export const transpose = (m: Matrix3): Matrix3 => [m[0], m[3], m[6], m[1], m[4], m[7], m[2], m[5], m[8]]

/** The three columns. */
export const columns = (m: Matrix3): [Vector3, Vector3, Vector3] => [
  [m[0], m[3], m[6]],
  [m[1], m[4], m[7]],
  [m[2], m[5], m[8]],
]

export const add = (a: Vector3, b: Vector3): Vector3 => [a[0] + b[0], a[1] + b[1], a[2] + b[2]]

export const dot = (a: Vector3, b: Vector3): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2]

export const cross = (a: Vector3, b: Vector3): Vector3 => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
]

/** Whether M·Mᵀ is the identity and M keeps handedness, each number to within `tolerance`. */
export const isRotation = (m: Matrix3, tolerance: number): boolean => {
  const [x, y, z] = columns(m)
  const rightHanded = dot(cross(x, y), z) > 0
  return rightHanded && multiply(m, transpose(m)).every((value, i) => Math.abs(value - identity[i]!) <= tolerance)
}
