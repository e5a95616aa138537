import type { Matrix3 } from './linear.ts'

/**
 * How a head is turned, in degrees; all zero when it faces the camera upright. In the camera's frame (x to the right of
 * the picture, y down, z away from the camera):
 * - `yaw` > 0: the face turns to the left of the picture;
 * - `pitch` > 0: the face turns up;
 * - `roll` > 0: the head leans clockwise in the picture.
 */
export interface EulerAngles {
  readonly yaw: number
  readonly pitch: number
  readonly roll: number
}

const degrees = 180 / Math.PI

/**
 * The angles of a rotation R = Rx(−pitch) · Ry(yaw) · Rz(roll), where Rx, Ry and Rz turn about x, y and z by the
 * right-hand rule. It is the convention in which Hopenet, FSA-Net and 6DRepNet are measured on BIWI, so that errors can
 * be compared with theirs; other papers have others.
 *
 * Yaw is from −90 to 90, pitch and roll from −180 to 180. At a yaw of ±90 only the sum or difference of pitch and roll
 * is determined (gimbal lock); roll is then 0.
 *
 * @example
 * eulerFromRotation(pose.rotation) // { yaw: 3.29, pitch: 7.61, roll: -1.57 }
 */
export const eulerFromRotation = (r: Matrix3): EulerAngles => {
  const cosine = Math.hypot(r[5], r[8])
  const yaw = degrees * Math.atan2(r[2], cosine)
  // Below this, what the other entries say about pitch and roll is rounding.
  if (cosine < 1e-6) return { yaw, pitch: degrees * -Math.atan2(r[7], r[4]), roll: 0 }
  return { yaw, pitch: degrees * Math.atan2(r[5], r[8]), roll: degrees * -Math.atan2(r[1], r[0]) }
}

/** The rotation with these angles: the inverse of `eulerFromRotation`, in the same convention. */
export const rotationFromEuler = ({ yaw, pitch, roll }: EulerAngles): Matrix3 => {
  const [ca, sa] = [Math.cos(pitch / degrees), Math.sin(-pitch / degrees)]
  const [cb, sb] = [Math.cos(yaw / degrees), Math.sin(yaw / degrees)]
  const [cc, sc] = [Math.cos(roll / degrees), Math.sin(roll / degrees)]
  return [
    cb * cc,
    -cb * sc,
    sb,
    sa * sb * cc + ca * sc,
    ca * cc - sa * sb * sc,
    -sa * cb,
    sa * sc - ca * sb * cc,
    ca * sb * sc + sa * cc,
    ca * cb,
  ]
}
