import { randomStream } from '../../../data/random.ts'
import { type EulerAngles, rotationFromEuler } from '../../../data/space/euler.ts'
import { add, apply, type Matrix3, type Vector3 } from '../../../data/space/linear.ts'
import type { HeadPose } from '../pose.ts'
import { pivot } from './body.ts'
import { smoothStep } from './curve.ts'

/** The furthest that a head turns either way, in degrees; BIWI's range. */
export const furthest: EulerAngles = { yaw: 75, pitch: 60, roll: 30 }

/** Where head and trunk are in one frame. */
export type Moment = {
  head: HeadPose
  angles: EulerAngles
  /** The trunk's rotation about the pivot, and where the pivot is, in mm in the depth camera's frame. */
  trunk: { rotation: Matrix3; centre: Vector3 }
}

/** Of so many frames a sequence is a film; of fewer, pictures at longer intervals. */
const film = 40

/**
 * A sequence of moments: the head goes from one chosen attitude to the next, seldom to the far ends, while the trunk
 * sways and shifts. Even a short one shows several attitudes: frames that nearly repeat each other would teach little.
 */
export const describeMotion = (seed: number, index: number, frames: number): Moment[] => {
  const random = randomStream(seed, index, 3)
  // Most attitudes are moderate; the power decides how rare the far ones are.
  const reach = (most: number, power: number) => Math.sign(random.uniform(-1, 1)) * most * random.uniform() ** power
  const attitude = (): EulerAngles => {
    const [yaw, pitch, roll] = [reach(furthest.yaw, 1.9), reach(furthest.pitch, 2.1), reach(furthest.roll, 2.5)]
    // No neck reaches two ends at once.
    const strain = Math.hypot(yaw / furthest.yaw, pitch / furthest.pitch)
    const ease = strain > 1 ? 1 / strain : 1
    return { yaw: yaw * ease, pitch: pitch * ease, roll }
  }
  const nearest = random.uniform(760, 960)
  const [homeX, homeY] = [random.uniform(-70, 70), random.uniform(-45, 40)]
  const place = (): Vector3 => [
    homeX + reach(75, 1.2),
    homeY + reach(40, 1.3),
    Math.min(1130, Math.max(770, nearest + reach(130, 1.2))),
  ]
  const pace = Math.min(1, frames / film)
  const head = path(pace * random.integer(5, 9), frames, attitude, (from, to, t) => ({
    yaw: from.yaw + (to.yaw - from.yaw) * t,
    pitch: from.pitch + (to.pitch - from.pitch) * t,
    roll: from.roll + (to.roll - from.roll) * t,
  }))
  const seat = path(
    pace * random.integer(11, 17),
    frames,
    place,
    (from, to, t): Vector3 => [
      from[0] + (to[0] - from[0]) * t,
      from[1] + (to[1] - from[1]) * t,
      from[2] + (to[2] - from[2]) * t,
    ],
  )
  return head.map((angles, i) => moment(angles, seat[i]!))
}

/** One value per frame, on the way between targets that are about `spacing` frames apart. */
const path = <T>(spacing: number, frames: number, draw: () => T, between: (from: T, to: T, t: number) => T): T[] => {
  const targets = Array.from({ length: Math.ceil(frames / spacing) + 1 }, draw)
  return Array.from({ length: frames }, (_, i) => {
    const at = i / spacing
    const k = Math.floor(at)
    return between(targets[k]!, targets[k + 1]!, smoothStep(0, 1, at - k))
  })
}

const moment = (angles: EulerAngles, seat: Vector3): Moment => {
  const rotation = written(rotationFromEuler(angles))
  const trunk = rotationFromEuler({ yaw: angles.yaw * 0.22, pitch: angles.pitch * 0.08, roll: angles.roll * 0.12 })
  // The head turns about the neck, so its centre swings around the pivot.
  const base = add(seat, pivot)
  const [x, y, z] = apply(rotation, pivot)
  return {
    head: { rotation, centre: written(add(base, [-x, -y, -z])) },
    angles,
    trunk: { rotation: trunk, centre: base },
  }
}

/** As the files will have it: what is drawn is then exactly what is written. */
export const written = <T extends readonly number[]>(values: T): T =>
  values.map((value) => Number(value.toPrecision(6))) as unknown as T
