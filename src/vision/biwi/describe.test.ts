import { rm } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ballDepthImage, pose, rgbCamera, writeSample } from '../../../test/biwi-sample.ts'
import { findBiwi } from './dataset.ts'
import { depthStatistics, describeBiwiFrame } from './describe.ts'
import { headCentre } from './geometry.ts'

let parent: string
beforeAll(async () => {
  parent = await writeSample({ 15: [8] })
})
afterAll(() => rm(parent, { recursive: true }))

describe('a frame in numbers', () => {
  it('has both centres, the angles and what the depth camera saw', async () => {
    const [sequence] = await findBiwi(parent)
    const report = await describeBiwiFrame(sequence!.frames[0]!)
    const measured = [...ballDepthImage().millimetres].filter((depth) => depth > 0)
    expect(report).toMatchObject({ sequence: 15, person: 3, frame: 8 })
    expect(report.centre).toEqual(headCentre({ pose, rgb: rgbCamera }))
    expect(report.centreByTheBook).toEqual(headCentre({ pose, rgb: rgbCamera }, { extrinsics: false }))
    // The sample's head is turned so; its numbers are rounded to six digits.
    for (const [name, angle] of [
      ['yaw', 20],
      ['pitch', -10],
      ['roll', 5],
    ] as const) {
      expect(report[name]).toBeCloseTo(angle, 3)
    }
    expect(report.depth).toEqual({
      width: 64,
      height: 48,
      measured: measured.length,
      nearest: Math.min(...measured),
      furthest: Math.max(...measured),
    })
  })

  it('has no depth where the frame has none', async () => {
    const [sequence] = await findBiwi(parent)
    expect((await describeBiwiFrame({ ...sequence!.frames[0]!, depth: undefined })).depth).toBeNull()
  })

  it('has zeros for a depth image in which nothing was measured', () => {
    expect(depthStatistics({ width: 2, height: 1, millimetres: new Uint16Array(2) })).toEqual({
      width: 2,
      height: 1,
      measured: 0,
      nearest: 0,
      furthest: 0,
    })
  })
})
