import { badData } from '../../base/errors.ts'
import type { Matrix3, Vector3 } from '../../data/space/linear.ts'
import { readTextWithin } from './file.ts'
import { formatRows, numberRows } from './number-rows.ts'

/** A camera of the Kinect: how it sees, and where it is. */
export interface Calibration {
  /** K, which takes a point in the camera's frame to the picture: focal lengths and principal point in pixels. */
  readonly intrinsics: Matrix3
  /** Lens distortion k₁, k₂, p₁, p₂ (Brown–Conrady, OpenCV's order). All zero in BIWI. */
  readonly distortion: readonly [number, number, number, number]
  /** R, which takes a point in the world, the depth camera's frame, into this camera's frame: R·X + T. */
  readonly rotation: Matrix3
  /** T, in mm. */
  readonly translation: Vector3
  /** Of the picture, in pixels. */
  readonly width: number
  readonly height: number
}

/** A calibration has 23 numbers; the rest is for blanks. */
const fileLimit = 16_384

const largestSide = 16_384

/**
 * The text of an `rgb.cal` or `depth.cal`: rows of numbers for the intrinsic matrix (3 × 3), the distortion (4), the
 * rotation (3 × 3), the translation (3) and the size (2); blank rows anywhere.
 *
 * @param name of the file, for errors
 * @throws KindlingError `invalid-data` with file and line
 * @example
 * const { intrinsics } = parseCalibration(await readFile('hpdb/01/rgb.cal', 'utf8'), 'hpdb/01/rgb.cal')
 */
export const parseCalibration = (text: string, name: string): Calibration => {
  const rows = numberRows(text, name)
  const intrinsics = rows.matrix('the intrinsic matrix')
  const refuse = (rule: string) => badData(`${name}: line ${rows.line}: ${rule}`)
  if (!(intrinsics[0] > 0 && intrinsics[4] > 0)) {
    throw refuse(
      `the intrinsic matrix, which ends here, has focal lengths ${intrinsics[0]} and ${intrinsics[4]}; ` +
        'they must be positive',
    )
  }
  if (intrinsics[6] !== 0 || intrinsics[7] !== 0 || intrinsics[8] !== 1) {
    throw refuse(`the intrinsic matrix ends in ${intrinsics.slice(6).join(' ')}; its last row must be 0 0 1`)
  }
  const distortion = rows.next(4, 'the distortion') as unknown as Calibration['distortion']
  const rotation = rows.rotation('the rotation')
  const translation = rows.vector('the translation')
  const [width, height] = rows.next(2, 'the size') as [number, number]
  for (const side of [width, height]) {
    if (!Number.isInteger(side) || side < 1 || side > largestSide) {
      throw refuse(`the size is ${width} × ${height}; it must be whole numbers of pixels from 1 to ${largestSide}`)
    }
  }
  rows.end()
  return { intrinsics, distortion, rotation, translation, width, height }
}

/** The text of a calibration in the layout of BIWI's own files: six significant digits. */
export const formatCalibration = (calibration: Calibration): string => {
  const { intrinsics, distortion, rotation, translation, width, height } = calibration
  const parts = [[...intrinsics], [...distortion], [...rotation], [...translation]]
  return `${parts.map((part) => formatRows(part, part.length === 4 ? 4 : 3)).join('\n')}\n${width} ${height}\n`
}

/**
 * Reads an `rgb.cal` or `depth.cal`.
 *
 * @throws KindlingError `invalid-data` when it is missing or malformed
 */
export const readCalibration = async (path: string): Promise<Calibration> =>
  parseCalibration(await readTextWithin(path, fileLimit), path)
