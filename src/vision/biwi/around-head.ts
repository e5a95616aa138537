import type { Point } from '../../data/index.ts'
import type { Calibration } from './calibration.ts'
import { headCentre, inCamera } from './geometry.ts'
import type { HeadPose } from './pose.ts'

/** A part of the picture, in whole pixels. */
export type Region = { left: number; top: number; width: number; height: number }

/** From a place in the picture to one on a panel. */
export type OnPanel = (place: Point) => Point

/** How far about the centre of the head `aroundHead` reaches, upwards and downwards, in mm. */
const reach = 175

/** The part of the picture about the head, in the picture's proportions and moved inside its edges. */
export const aroundHead = (pose: HeadPose, rgb: Calibration): Region => {
  const [x, y] = headCentre({ pose, rgb })
  const wanted = (2 * reach * rgb.intrinsics[4]) / inCamera(pose.centre, rgb)[2]
  const height = Math.round(Math.min(rgb.height, Math.max(rgb.height / 8, wanted)))
  const width = Math.max(1, Math.round((height * rgb.width) / rgb.height))
  const inside = (start: number, side: number, whole: number) => Math.round(Math.min(whole - side, Math.max(0, start)))
  return {
    left: inside(x - width / 2, width, rgb.width),
    top: inside(y - height / 2, height, rgb.height),
    width,
    height,
  }
}
