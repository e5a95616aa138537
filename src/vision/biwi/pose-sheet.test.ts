import { rm } from 'node:fs/promises'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { writeSample } from '../../../test/biwi-sample.ts'
import { rotationFromEuler } from '../../data/space/euler.ts'
import { type BiwiFrame, findBiwi, readBiwiFrame } from './dataset.ts'
import { headCentre } from './geometry.ts'
import type { AnsweredPose } from './pose-errors.ts'
import { drawPoses } from './pose-sheet.ts'

let parent: string
let frames: readonly BiwiFrame[]
beforeAll(async () => {
  parent = await writeSample({ 1: [0, 1], 2: [0] })
  frames = (await findBiwi(parent)).flatMap((sequence) => sequence.frames)
})
afterAll(() => rm(parent, { recursive: true }))

const truth = async (frame: BiwiFrame): Promise<AnsweredPose> => {
  const posed = await readBiwiFrame(frame)
  return { centre: [headCentre(posed)], rotation: posed.pose.rotation }
}

/** Where two sheets of the same pictures differ: the outermost columns and rows. */
async function difference(a: Uint8Array, b: Uint8Array) {
  const [one, two] = await Promise.all([a, b].map((png) => sharp(png).raw().toBuffer({ resolveWithObject: true })))
  const { width, channels } = one!.info
  const places: { x: number; y: number }[] = []
  for (let i = 0; i < one!.data.length; i += channels)
    if ([0, 1, 2].some((c) => Math.abs(one!.data[i + c]! - two!.data[i + c]!) > 40))
      places.push({ x: (i / channels) % width, y: Math.floor(i / channels / width) })
  const [xs, ys] = [places.map(({ x }) => x), places.map(({ y }) => y)]
  return { count: places.length, x: [Math.min(...xs), Math.max(...xs)], y: [Math.min(...ys), Math.max(...ys)] }
}

describe('drawPoses', () => {
  it('is a PNG with a picture for each answer', async () => {
    const answers = await Promise.all(frames.map(async (frame) => ({ frame, answer: await truth(frame) })))
    const { format, width, height } = await sharp(await drawPoses(answers)).metadata()
    expect(format).toBe('png')
    expect(width).toBeGreaterThanOrEqual(2 * 320)
    expect(height).toBeGreaterThan(2 * 240)
  })

  it('draws what is answered where it is answered: another rotation about the centre, another centre beside it', async () => {
    const frame = frames[0]!
    const answer = await truth(frame)
    const right = await drawPoses([{ frame, answer }])
    const turned = await drawPoses([
      { frame, answer: { ...answer, rotation: rotationFromEuler({ yaw: -50, pitch: 40, roll: 0 }) } },
    ])
    expect((await difference(right, turned)).count).toBeGreaterThan(500)
    const [[x, y]] = answer.centre as [[number, number]]
    const moved = await drawPoses([{ frame, answer: { ...answer, centre: [[x + 4, y]] } }])
    const { count, x: columns } = await difference(right, moved)
    expect(count).toBeGreaterThan(500)
    // 4 of the picture's pixels are many of the sheet's.
    expect(columns[1]! - columns[0]!).toBeGreaterThan(60)
  })

  it('is drawn where the answer is out of the picture', async () => {
    const answer = { ...(await truth(frames[0]!)), centre: [[-500, 900]] as const }
    expect((await sharp(await drawPoses([{ frame: frames[0]!, answer }])).metadata()).format).toBe('png')
  })
})
