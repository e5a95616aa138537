import type { Point } from '../../data/index.ts'
import { type EulerAngles, eulerFromRotation } from '../../data/space/euler.ts'
import { type BiwiFrame, readBiwiFrame } from './dataset.ts'
import { type DepthImage, readDepth } from './depth.ts'
import { depthRange } from './depth-colours.ts'
import { headCentre } from './geometry.ts'

/** What a depth image holds. */
export interface DepthStatistics {
  readonly width: number
  readonly height: number
  /** Pixels that are not 0. */
  readonly measured: number
  /** Of those pixels, in mm; 0 where there are none. */
  readonly nearest: number
  readonly furthest: number
}

/** A frame in numbers. */
export interface BiwiFrameReport extends EulerAngles {
  readonly sequence: number
  readonly person: number
  readonly frame: number
  /** Of the head in the RGB picture, by K·(R·X + T). */
  readonly centre: Point
  /** By K·X, as in the book. */
  readonly centreByTheBook: Point
  /** null where the frame has no depth. */
  readonly depth: DepthStatistics | null
}

/** The size of a depth image, how much of it was measured, and at which distances. */
export const depthStatistics = (image: DepthImage): DepthStatistics => {
  const { near, far } = depthRange(image)
  const measured = image.millimetres.reduce((count, depth) => (depth > 0 ? count + 1 : count), 0)
  return { width: image.width, height: image.height, measured, nearest: near, furthest: far }
}

/**
 * Reads a frame's pose, calibration and depth, and says in numbers what they hold.
 *
 * @throws KindlingError `invalid-data` naming the file that is missing or damaged
 * @example
 * const [sequence] = await findBiwi('hpdb')
 * const { centre, yaw } = await describeBiwiFrame(sequence.frames[0])
 */
export const describeBiwiFrame = async (frame: BiwiFrame): Promise<BiwiFrameReport> => {
  const [posed, depth] = await Promise.all([
    readBiwiFrame(frame),
    frame.depth === undefined ? undefined : readDepth(frame.depth),
  ])
  return {
    sequence: frame.sequence,
    person: frame.person,
    frame: frame.index,
    centre: headCentre(posed),
    centreByTheBook: headCentre(posed, { extrinsics: false }),
    ...eulerFromRotation(posed.pose.rotation),
    depth: depth ? depthStatistics(depth) : null,
  }
}
