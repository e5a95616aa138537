import { invalid } from '../../base/errors.ts'
import type { Point } from '../../data/index.ts'
import { type EulerAngles, eulerFromRotation } from '../../data/space/euler.ts'
import { rotationError, rotationFromSix, type SixNumbers, sixFromRotation } from '../../data/space/rotation.ts'
import type { PosedFrame } from './dataset.ts'
import { headCentre, inCamera } from './geometry.ts'
import type { HeadPoseAnswer } from './head-pose-block.ts'

/** What is judged of an answer. */
export type AnsweredPose = Pick<HeadPoseAnswer, 'centre' | 'rotation'>

/** How far answers are from where heads are and how they are turned. */
export interface PoseErrors {
  readonly frames: number
  readonly centre: {
    /** Distances in pixels of the camera's picture. */
    readonly medianPixels: number
    readonly meanPixels: number
    /** The same across the line of sight at the head's own distance: Δ · Z / f of each axis. */
    readonly medianMillimetres: number
    readonly meanMillimetres: number
  }
  readonly rotation: {
    /** By how much the answered rotation would have to be turned to be the true one. */
    readonly meanDegrees: number
    readonly medianDegrees: number
    /** Mean absolute errors of the angles; see `eulerFromRotation`. */
    readonly yaw: number
    readonly pitch: number
    readonly roll: number
  }
}

/**
 * How far answers are off, in pixels, millimetres and degrees.
 *
 * @param answers centres in pixels of the camera's picture, and rotations
 * @param frames what is true of each, in the same order
 * @throws KindlingError `invalid-argument` where there are none, or not as many of both
 * @example
 * poseErrors([{ centre: [[320, 241]], rotation }], [await readBiwiFrame(frame)]).centre.medianPixels
 */
export function poseErrors(answers: readonly AnsweredPose[], frames: readonly PosedFrame[]): PoseErrors {
  if (answers.length !== frames.length || frames.length === 0)
    throw invalid(
      `poseErrors: there are ${answers.length} answers for ${frames.length} frames; give an answer for each, and at least one`,
    )
  const errors = answers.map((answer, i) => errorsOf(answer, frames[i]!))
  const all = (of: (error: ErrorsOfOne) => number): number[] => errors.map(of)
  return {
    frames: frames.length,
    centre: {
      medianPixels: median(all(({ pixels }) => pixels)),
      meanPixels: mean(all(({ pixels }) => pixels)),
      medianMillimetres: median(all(({ millimetres }) => millimetres)),
      meanMillimetres: mean(all(({ millimetres }) => millimetres)),
    },
    rotation: {
      meanDegrees: mean(all(({ degrees }) => degrees)),
      medianDegrees: median(all(({ degrees }) => degrees)),
      yaw: mean(all(({ angles }) => angles.yaw)),
      pitch: mean(all(({ angles }) => angles.pitch)),
      roll: mean(all(({ angles }) => angles.roll)),
    },
  }
}

/**
 * The one answer that is best for all frames, which whoever looks at no picture would give always: the mean centre and the
 * mean of the rotations' first two columns.
 *
 * @throws KindlingError `invalid-argument` where there is no frame
 */
export function meanPose(frames: readonly PosedFrame[]): AnsweredPose {
  if (frames.length === 0) throw invalid('meanPose: there are no frames; give at least one')
  const centres = frames.map((frame) => headCentre(frame))
  const six = frames.map(({ pose }) => sixFromRotation(pose.rotation))
  return {
    centre: [[mean(centres.map(([x]) => x)), mean(centres.map(([, y]) => y))]],
    rotation: rotationFromSix([0, 1, 2, 3, 4, 5].map((k) => mean(six.map((row) => row[k]!))) as unknown as SixNumbers),
  }
}

interface ErrorsOfOne {
  readonly pixels: number
  readonly millimetres: number
  readonly degrees: number
  readonly angles: EulerAngles
}

function errorsOf({ centre, rotation }: AnsweredPose, { pose, rgb }: PosedFrame): ErrorsOfOne {
  const [x, y] = headCentre({ pose, rgb })
  const [foundX, foundY] = centre[0] as Point
  const depth = inCamera(pose.centre, rgb)[2]
  const [found, right] = [eulerFromRotation(rotation), eulerFromRotation(pose.rotation)]
  return {
    pixels: Math.hypot(foundX - x, foundY - y),
    millimetres: depth * Math.hypot((foundX - x) / rgb.intrinsics[0], (foundY - y) / rgb.intrinsics[4]),
    degrees: rotationError(rotation, pose.rotation),
    angles: {
      yaw: turn(found.yaw - right.yaw),
      pitch: turn(found.pitch - right.pitch),
      roll: turn(found.roll - right.roll),
    },
  }
}

/** How far a turn goes, the shorter way round. */
const turn = (degrees: number): number => Math.abs(degrees - 360 * Math.round(degrees / 360))

const mean = (values: readonly number[]): number => values.reduce((sum, x) => sum + x, 0) / values.length

/** The middle one, or the mean of the two in the middle. */
function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const half = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2
}
