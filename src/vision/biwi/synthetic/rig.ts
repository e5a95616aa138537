import { type RandomStream, randomStream } from '../../../data/random.ts'
import { rotationFromEuler } from '../../../data/space/euler.ts'
import { identity, type Matrix3 } from '../../../data/space/linear.ts'
import type { Calibration } from '../calibration.ts'
import { written } from './motion.ts'

/** The two cameras of a Kinect. The depth camera is the world's frame. */
export type Rig = { rgb: Calibration; depth: Calibration }

/** The rig that recorded sequence `index`: about what a Kinect of the first generation has, each a little different. */
export const describeRig = (seed: number, index: number): Rig => {
  const random = randomStream(seed, index, 2)
  const about = (value: number, spread: number) => value + random.uniform(-spread, spread)
  return {
    rgb: {
      intrinsics: intrinsics(random, about(524, 5), 3),
      distortion: [0, 0, 0, 0],
      rotation: written(rotationFromEuler({ yaw: about(0.4, 0.35), pitch: about(0.7, 0.4), roll: about(0.2, 0.3) })),
      translation: [rounded(about(-25.2, 1), 4), rounded(about(3.5, 2.5), 4), rounded(about(-9, 4), 4)],
      width: 640,
      height: 480,
    },
    depth: {
      intrinsics: intrinsics(random, about(580, 5), 0),
      distortion: [0, 0, 0, 0],
      rotation: identity,
      translation: [0, 0, 0],
      width: 640,
      height: 480,
    },
  }
}

const intrinsics = (random: RandomStream, focal: number, off: number): Matrix3 => {
  const f = rounded(focal, 3)
  const [x, y] = [320 + random.uniform(-off, off), 240 + random.uniform(-off, off)]
  return [f, 0, rounded(x, 1), 0, f, rounded(y, 1), 0, 0, 1]
}

/** A number as a calibration file would have it. */
const rounded = (value: number, digits: number): number => Number(value.toFixed(digits))
