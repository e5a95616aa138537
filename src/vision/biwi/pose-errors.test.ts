import { describe, expect, it } from 'vitest'
import { pose, rgbCamera } from '../../../test/biwi-sample.ts'
import { rotationFromEuler } from '../../data/space/euler.ts'
import { identity, type Matrix3, multiply } from '../../data/space/linear.ts'
import { rotationError } from '../../data/space/rotation.ts'
import type { PosedFrame } from './dataset.ts'
import { headCentre, inCamera, projectPoint } from './geometry.ts'
import { meanPose, poseErrors } from './pose-errors.ts'

const frame: PosedFrame = { pose, rgb: rgbCamera }
const [x, y] = headCentre(frame)
const right = { centre: [[x, y]], rotation: pose.rotation } as const
const turned = (rotation: Matrix3): PosedFrame => ({ pose: { ...pose, rotation }, rgb: rgbCamera })
const facing = (yaw: number, pitch = 0, roll = 0): Matrix3 => rotationFromEuler({ yaw, pitch, roll })

describe('poseErrors', () => {
  it('are zero for the truth', () => {
    const { frames, centre, rotation } = poseErrors([right], [frame])
    expect(frames).toBe(1)
    for (const error of [...Object.values(centre), ...Object.values(rotation)]) expect(error).toBeCloseTo(0, 10)
  })

  it('of the centre are distances in pixels: their mean, and the one in the middle', () => {
    const answers = [0, 5, 10, 40].map((d) => ({ ...right, centre: [[x + 0.6 * d, y - 0.8 * d]] as const }))
    const { centre } = poseErrors(
      answers,
      answers.map(() => frame),
    )
    expect(centre.meanPixels).toBeCloseTo(55 / 4, 10)
    expect(centre.medianPixels).toBeCloseTo(7.5, 10)
    const odd = poseErrors(answers.slice(1), [frame, frame, frame])
    expect(odd.centre.medianPixels).toBeCloseTo(10, 10)
  })

  it('in millimetres are how far across the line of sight a head would have to move for that error', () => {
    // In the camera's frame, 12 mm to its right and 9 mm down: 15 mm.
    const camera = { ...rgbCamera, rotation: identity, translation: [0, 0, 0] } as const
    const [cx, cy, cz] = inCamera(pose.centre, rgbCamera)
    const there = { pose: { ...pose, centre: [cx, cy, cz] }, rgb: camera } as const
    const answer = { ...right, centre: [projectPoint([cx + 12, cy + 9, cz], camera)!] }
    const { medianMillimetres, meanMillimetres } = poseErrors([answer], [there]).centre
    expect([medianMillimetres, meanMillimetres]).toEqual([expect.closeTo(15, 8), expect.closeTo(15, 8)])
  })

  it('of the rotation are the angle of the turn between both, and the differences of yaw, pitch and roll', () => {
    const { rotation } = poseErrors(
      [
        { ...right, rotation: facing(10, 0, 0) },
        { ...right, rotation: facing(0, -20, 3) },
      ],
      [turned(facing(4, 0, 0)), turned(facing(0, -20, 0))],
    )
    expect(rotation.meanDegrees).toBeCloseTo(4.5, 8)
    expect(rotation.medianDegrees).toBeCloseTo(4.5, 8)
    expect([rotation.yaw, rotation.pitch, rotation.roll]).toEqual([
      expect.closeTo(3, 8),
      expect.closeTo(0, 8),
      expect.closeTo(1.5, 8),
    ])
  })

  it('of an angle go the shorter way round', () => {
    const { rotation } = poseErrors([{ ...right, rotation: facing(0, 0, 179) }], [turned(facing(0, 0, -179))])
    expect(rotation.roll).toBeCloseTo(2, 8)
    expect(rotation.meanDegrees).toBeCloseTo(2, 8)
  })

  it('need an answer for each frame', () => {
    expect(() => poseErrors([], [])).toThrow('0 answers for 0 frames')
    expect(() => poseErrors([right], [frame, frame])).toThrow('1 answers for 2 frames')
  })
})

describe('meanPose', () => {
  it('is in the middle of the centres and of the rotations', () => {
    const other = { ...frame, pose: { ...pose, centre: [-30, 10, 800] } } as const
    const [ox, oy] = headCentre(other)
    expect(meanPose([frame, other]).centre).toEqual([
      [expect.closeTo((x + ox) / 2, 8), expect.closeTo((y + oy) / 2, 8)],
    ])
    const { rotation } = meanPose([turned(facing(-30)), turned(facing(50))])
    expect(rotationError(rotation, facing(10))).toBeLessThan(1e-5)
  })

  it('is a rotation whatever the frames, and one frame its own mean', () => {
    const { rotation } = meanPose([turned(facing(40, 30, -20)), turned(facing(-70, 10, 5)), turned(facing(0, -50, 60))])
    for (const [i, value] of multiply(
      rotation,
      rotation.map((_, k) => rotation[3 * (k % 3) + Math.floor(k / 3)]!) as never,
    ).entries())
      expect(value).toBeCloseTo(identity[i]!, 10)
    expect(rotationError(meanPose([frame]).rotation, pose.rotation)).toBeLessThan(1e-3)
    expect(() => meanPose([])).toThrow('there are no frames')
  })
})
