import type { DepthImage } from '../depth.ts'
import type { Mesh } from '../mesh.ts'
import type { HeadPose } from '../pose.ts'
import { ColourCamera } from './colour-camera.ts'
import { DepthCamera } from './depth-camera.ts'
import { figureOf, templateOf } from './figure.ts'
import { describeLight } from './light.ts'
import { describeMotion } from './motion.ts'
import { describePerson } from './person.ts'
import { PosedFigure } from './posed.ts'
import { describeRig, type Rig } from './rig.ts'
import { roomPicture } from './room.ts'

/** One frame, with its truth. */
export type SyntheticFrame = {
  index: number
  /** RGB, interleaved. */
  picture: Uint8Array
  width: number
  height: number
  depth: DepthImage
  pose: HeadPose
}

/** What a rig recorded of one person. */
export type SyntheticSequence = { rig: Rig; mesh: Mesh; frames: Iterable<SyntheticFrame> }

/**
 * Person `index` of a seed, moving the head in front of a rig. Frames are drawn as they are asked for.
 *
 * @param count how many frames
 */
export const syntheticSequence = async (seed: number, index: number, count: number): Promise<SyntheticSequence> => {
  const person = describePerson(seed, index)
  const rig = describeRig(seed, index)
  const { width, height } = rig.rgb
  const room = await roomPicture(seed, index, width, height)
  return { rig, mesh: templateOf(person), frames: draw() }

  function* draw(): Generator<SyntheticFrame> {
    const posed = new PosedFigure(figureOf(person))
    const colour = new ColourCamera(rig.rgb, describeLight(seed, index), room)
    const depth = new DepthCamera(rig.depth)
    for (const [i, moment] of describeMotion(seed, index, count).entries()) {
      posed.pose(moment)
      const turn = index * 100_000 + i
      yield {
        index: i + 1,
        picture: colour.take(posed, moment.head.centre, turn),
        width,
        height,
        depth: depth.take(posed, turn),
        pose: moment.head,
      }
    }
  }
}
