import { badData } from '../../base/errors.ts'
import { eulerFromRotation, rotationFromEuler } from '../../data/space/euler.ts'
import type { Matrix3, Vector3 } from '../../data/space/linear.ts'
import { readTextWithin, readWithin } from './file.ts'
import { formatRows, numberRows } from './number-rows.ts'

/** Where a head is and how it is turned, in the frame of the depth camera: x right, y down, z away, in mm. */
export interface HeadPose {
  /** R, which takes a point of the head's template, in mm about its centre, to the camera's axes. */
  readonly rotation: Matrix3
  /** The centre of the head, in mm. */
  readonly centre: Vector3
}

/** A pose has 12 numbers; the rest is for blanks. */
const fileLimit = 16_384

/**
 * The text of a `frame_XXXXX_pose.txt`: the rotation (3 × 3), then the centre in mm; blank rows anywhere.
 *
 * @param name of the file, for errors
 * @throws KindlingError `invalid-data` with file and line: a number that is none (`nan`), a rotation that is none
 */
export const parsePose = (text: string, name: string): HeadPose => {
  const rows = numberRows(text, name)
  const rotation = rows.rotation('the rotation')
  const centre = rows.vector('the centre of the head')
  if (!(centre[2] > 0)) {
    throw badData(
      `${name}: line ${rows.line}: the centre of the head is at a depth of ${centre[2]} mm; it must be in front of ` +
        'the camera',
    )
  }
  rows.end()
  return { rotation, centre }
}

/** The text of a pose in the layout of BIWI's own files: six significant digits. */
export const formatPose = ({ rotation, centre }: HeadPose): string =>
  `${formatRows(rotation, 3)}\n${formatRows(centre, 3)}\n`

const binaryBytes = 24

/**
 * The content of a `frame_XXXXX_pose.bin`, in which some copies of BIWI have the pose: six float32, little-endian: the
 * centre x, y, z in mm, then pitch, yaw and roll in degrees. The file says nothing of its convention; the angles are read
 * as `eulerFromRotation` defines them.
 *
 * @param name of the file, for errors
 * @throws KindlingError `invalid-data` with file and byte offset
 */
export const decodePose = (bytes: Uint8Array, name: string): HeadPose => {
  if (bytes.length !== binaryBytes) {
    throw badData(`${name} has ${bytes.length} bytes; a pose has ${binaryBytes}, six float32`)
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const [x, y, z, pitch, yaw, roll] = Array.from({ length: 6 }, (_, i) => {
    const value = view.getFloat32(4 * i, true)
    const isAngle = i >= 3
    if (!Number.isFinite(value) || (isAngle && Math.abs(value) > 360)) {
      throw badData(`${name}: byte ${4 * i}: ${value} is no ${isAngle ? 'angle in degrees' : 'position in mm'}`)
    }
    return value
  }) as [number, number, number, number, number, number]
  if (!(z > 0)) {
    throw badData(`${name}: byte 8: the centre of the head is at a depth of ${z} mm; it must be in front of the camera`)
  }
  return { rotation: rotationFromEuler({ yaw, pitch, roll }), centre: [x, y, z] }
}

/** The content of a `pose.bin`, as `decodePose` reads it. */
export const encodePose = ({ rotation, centre }: HeadPose): Uint8Array<ArrayBuffer> => {
  const { yaw, pitch, roll } = eulerFromRotation(rotation)
  const bytes = new Uint8Array(binaryBytes)
  const view = new DataView(bytes.buffer)
  for (const [i, value] of [...centre, pitch, yaw, roll].entries()) view.setFloat32(4 * i, value, true)
  return bytes
}

/**
 * Reads a `pose.txt`, or a `pose.bin` by its extension.
 *
 * @throws KindlingError `invalid-data` when it is missing or malformed
 */
export const readPose = async (path: string): Promise<HeadPose> =>
  path.endsWith('.bin')
    ? decodePose(await readWithin(path, fileLimit), path)
    : parsePose(await readTextWithin(path, fileLimit), path)
