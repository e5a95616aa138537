import { invalid } from '../../base/errors.ts'
import { cross, dot, type Matrix3, type Vector3 } from './linear.ts'

/**
 * The angle between two rotations in degrees, 0 to 180: by how much one must be turned to become the other. Unlike
 * errors of yaw, pitch and roll it does not depend on a convention.
 *
 * @example
 * rotationError(predicted.rotation, pose.rotation) // 3.2
 */
export const rotationError = (a: Matrix3, b: Matrix3): number => {
  // ‖A − B‖² is 8·sin²(θ/2), which keeps its digits for small angles, where the trace's arc cosine loses half of them.
  const distance = Math.hypot(...a.map((value, i) => value - b[i]!))
  return (360 / Math.PI) * Math.asin(Math.min(1, distance / Math.sqrt(8)))
}

/** The first column of a rotation, then its second. */
export type SixNumbers = readonly [number, number, number, number, number, number]

/**
 * A rotation as six numbers, its first two columns: a representation without jumps, which networks learn more easily
 * than angles (Zhou et al., "On the Continuity of Rotation Representations in Neural Networks", 2019).
 */
export const sixFromRotation = (r: Matrix3): SixNumbers => [r[0], r[3], r[6], r[1], r[4], r[7]]

/**
 * The rotation that six numbers stand for: its first column points as the first three do, the second is what is left of
 * the others when the first is taken out (Gram–Schmidt), the third is perpendicular to both. Any length will do.
 *
 * @throws KindlingError `invalid-argument` for numbers that point nowhere: zero, or twice in one direction
 */
export const rotationFromSix = (six: SixNumbers): Matrix3 => {
  const refuse = () =>
    invalid(
      `rotationFromSix: ${six.join(', ')} do not determine a rotation; they must be two vectors of different direction`,
    )
  const first: Vector3 = [six[0], six[1], six[2]]
  const second: Vector3 = [six[3], six[4], six[5]]
  const x = unit(first)
  if (!x) throw refuse()
  const along = unit(second)
  if (!along) throw refuse()
  const inX = dot(x, along)
  const rest: Vector3 = [along[0] - inX * x[0], along[1] - inX * x[1], along[2] - inX * x[2]]
  // What is smaller than this is the rounding of the subtraction.
  const y = Math.hypot(...rest) > 1e-9 ? unit(rest) : undefined
  if (!y) throw refuse()
  const z = cross(x, y)
  return [x[0], y[0], z[0], x[1], y[1], z[1], x[2], y[2], z[2]]
}

const unit = (v: Vector3): Vector3 | undefined => {
  const largest = Math.max(...v.map(Math.abs))
  if (!(largest > 0 && Number.isFinite(largest))) return undefined
  // Brought to about 1 first: the square of a tiny number is zero, and that of a huge one infinite.
  const [x, y, z] = [v[0] / largest, v[1] / largest, v[2] / largest]
  const length = Math.hypot(x, y, z)
  return [x / length, y / length, z / length]
}
