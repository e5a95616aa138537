import { invalid } from '../../base/errors.ts'
import type { Point } from '../../data/index.ts'
import { add, apply, identity, type Vector3 } from '../../data/space/linear.ts'
import type { Calibration } from './calibration.ts'
import type { DepthImage } from './depth.ts'
import type { Mesh } from './mesh.ts'
import type { HeadPose } from './pose.ts'

export interface HeadCentreOptions {
  /**
   * Whether the RGB camera's place beside the depth camera counts; true by default. `false` is what the book's chapter
   * does, which projects with K alone: on BIWI about 15 pixels off.
   */
  readonly extrinsics?: boolean
}

/**
 * Where the centre of a head is in the RGB picture: K·(R·X + T), with the lens distortion of the calibration (which is
 * zero in BIWI); without `extrinsics` K·X alone, as in the book. The centre is inside the head, not on its surface.
 *
 * @throws KindlingError `invalid-argument` when the centre is behind the camera
 * @example
 * const [x, y] = headCentre(await readBiwiFrame(frame))
 * const [bookX, bookY] = headCentre(await readBiwiFrame(frame), { extrinsics: false })
 */
export const headCentre = (
  { pose, rgb }: { readonly pose: HeadPose; readonly rgb: Calibration },
  { extrinsics = true }: HeadCentreOptions = {},
): Point => {
  const place = projectPoint(pose.centre, extrinsics ? rgb : { ...rgb, ...atTheOrigin })
  if (place) return place
  throw invalid(`headCentre: the centre ${pose.centre.join(', ')} mm is behind the camera; check pose and calibration`)
}

const atTheOrigin = { rotation: identity, translation: [0, 0, 0], distortion: [0, 0, 0, 0] } as const

/** A point of the world, the depth camera's frame, in the frame of another camera, in mm. */
export const inCamera = (point: Vector3, { rotation, translation }: Calibration): Vector3 =>
  add(apply(rotation, point), translation)

/**
 * Where a point of the world (mm, in the depth camera's frame) is in a camera's picture, by its rotation and translation,
 * its lens distortion and its intrinsic matrix. It may lie outside the picture's edges. As in OpenCV, whole numbers are the
 * middles of pixels.
 *
 * @returns undefined for a point that is not in front of the camera
 */
export const projectPoint = (point: Vector3, calibration: Calibration): Point | undefined =>
  toPicture(inCamera(point, calibration), calibration)

const toPicture = ([x, y, z]: Vector3, { intrinsics: k, distortion }: Calibration): Point | undefined => {
  if (!(z > 0)) return undefined
  const [u, v] = distorted(x / z, y / z, distortion)
  return [k[0] * u + k[1] * v + k[2], k[3] * u + k[4] * v + k[5]]
}

/** The model of Brown and Conrady with two radial and two tangential coefficients, as in OpenCV. */
const distorted = (x: number, y: number, [k1, k2, p1, p2]: Calibration['distortion']): [number, number] => {
  const r2 = x * x + y * y
  const radial = 1 + r2 * (k1 + r2 * k2)
  return [x * radial + 2 * p1 * x * y + p2 * (r2 + 2 * x * x), y * radial + p1 * (r2 + 2 * y * y) + 2 * p2 * x * y]
}

/** The inverse of `distorted`, which has no closed form: what is left over is taken off again and again. */
const undistorted = (u: number, v: number, distortion: Calibration['distortion']): [number, number] => {
  let [x, y] = [u, v]
  if (distortion.every((coefficient) => coefficient === 0)) return [x, y]
  for (let step = 0; step < 20; step++) {
    const [du, dv] = distorted(x, y, distortion)
    x += u - du
    y += v - dv
  }
  return [x, y]
}

/** The same for many points, x, y, z each: x, y in the picture each; NaN for those that are not in front. */
export const projectPoints = (points: Float64Array, calibration: Calibration): Float64Array => {
  const places = new Float64Array((points.length / 3) * 2)
  for (let i = 0; i < points.length / 3; i++) {
    const place = projectPoint([points[3 * i]!, points[3 * i + 1]!, points[3 * i + 2]!], calibration)
    places.set(place ?? [Number.NaN, Number.NaN], 2 * i)
  }
  return places
}

/**
 * The vertices of a template where a pose puts them: R·v + centre, x, y, z each, in mm in the depth camera's frame.
 *
 * @example
 * const outline = projectPoints(posedVertices(mesh, pose), rgb) // x, y in the picture of each vertex
 */
export const posedVertices = ({ vertices }: Pick<Mesh, 'vertices'>, { rotation, centre }: HeadPose): Float64Array => {
  const posed = new Float64Array(vertices.length)
  for (let i = 0; i < vertices.length; i += 3) {
    posed.set(add(apply(rotation, [vertices[i]!, vertices[i + 1]!, vertices[i + 2]!]), centre), i)
  }
  return posed
}

/**
 * What a depth camera saw as a cloud of points: x, y, z in mm in its frame for each pixel that was measured, row by row.
 *
 * @throws KindlingError `invalid-argument` when picture and calibration differ in size
 */
export const depthPoints = (depth: DepthImage, calibration: Calibration): Float64Array => {
  requireSize(depth, calibration, 'depthPoints')
  const [fx, skew, cx, , fy, cy] = calibration.intrinsics
  const measured = depth.millimetres.reduce((count, z) => (z > 0 ? count + 1 : count), 0)
  const points = new Float64Array(3 * measured)
  let at = 0
  for (let pixel = 0; pixel < depth.millimetres.length; pixel++) {
    const z = depth.millimetres[pixel]!
    if (z === 0) continue
    const v = (Math.floor(pixel / depth.width) - cy) / fy
    const u = ((pixel % depth.width) - cx - skew * v) / fx
    const [x, y] = undistorted(u, v, calibration.distortion)
    points[at++] = x * z
    points[at++] = y * z
    points[at++] = z
  }
  return points
}

/**
 * A depth image as the RGB camera would have seen it: each measured point goes to the pixel of the RGB picture that it
 * falls on, and where several do, the nearest is kept. Pixels that no point falls on are 0.
 *
 * @returns an image of the RGB picture's size; distances along the RGB camera's axis, in mm
 * @throws KindlingError `invalid-argument` when depth image and calibration differ in size
 * @example
 * const onPicture = registerDepth(await readDepth(frame.depth), { depth: depthCalibration, rgb })
 */
export const registerDepth = (
  depth: DepthImage,
  cameras: { readonly depth: Calibration; readonly rgb: Calibration },
): DepthImage => {
  const { width, height } = cameras.rgb
  const millimetres = new Uint16Array(width * height)
  const points = depthPoints(depth, cameras.depth)
  for (let i = 0; i < points.length; i += 3) {
    const inRgb = inCamera([points[i]!, points[i + 1]!, points[i + 2]!], cameras.rgb)
    const place = toPicture(inRgb, cameras.rgb)
    if (!place) continue
    const [x, y] = [Math.round(place[0]), Math.round(place[1])]
    const z = Math.round(inRgb[2])
    if (!(x >= 0 && x < width && y >= 0 && y < height && z <= 0xffff)) continue
    const there = millimetres[y * width + x]!
    if (there === 0 || z < there) millimetres[y * width + x] = z
  }
  return { width, height, millimetres }
}

const requireSize = ({ width, height }: DepthImage, calibration: Calibration, caller: string): void => {
  if (width === calibration.width && height === calibration.height) return
  throw invalid(
    `${caller}: the depth image is ${width} × ${height}, but its calibration is for ` +
      `${calibration.width} × ${calibration.height}; take the depth.cal of the same sequence`,
  )
}
