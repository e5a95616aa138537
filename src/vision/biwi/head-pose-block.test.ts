import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { pose, radius, rgbCamera, writeSample } from '../../../test/biwi-sample.ts'
import { apply, type Vector3 } from '../../data/space/linear.ts'
import { pictureCache, resize } from '../picture/index.ts'
import { type HeadPoseAnswer, headPoseBlock } from './head-pose-block.ts'
import { headLandmarkNames } from './landmarks.ts'

let parent: string
beforeAll(async () => {
  // Sequences 02 and 21 show the same person.
  parent = await writeSample({ 1: [3, 4], 2: [5], 13: [6, 7], 21: [8] })
})
afterAll(() => rm(parent, { recursive: true }))

const loadersOf = (options: { valid?: readonly number[]; extrinsics?: boolean } = {}) =>
  headPoseBlock({
    ...options,
    itemTransforms: [resize({ width: 64, height: 48 }, 'squish')],
    cache: pictureCache({ folder: join(parent, 'cache') }),
  }).dataLoaders(join(parent, 'hpdb'), { batchSize: 2 })

/** Where a point of the depth camera's frame, in mm, is in the colour picture, by the equation of the pinhole. */
const seen = (point: Vector3, extrinsics = true): [number, number] => {
  const { intrinsics: k, rotation, translation } = rgbCamera
  const [x, y, z] = (extrinsics ? apply(rotation, point).map((v, i) => v + translation[i]!) : point) as number[]
  return [(k[0] * x!) / z! + k[2], (k[4] * y!) / z! + k[5]]
}

const answersOf = async (options: { extrinsics?: boolean } = {}): Promise<HeadPoseAnswer> => {
  const loaders = await loadersOf(options)
  return loaders.getY(loaders.valid.items[0]!)
}

describe('headPoseBlock', () => {
  it('holds out person 13, as the book does, or the people named', async () => {
    const { train, valid } = await loadersOf()
    expect(valid.items.map(({ person }) => person)).toEqual([13, 13])
    expect(train.items).toHaveLength(4)
  })

  it('holds a person out under the numbers of both sequences', async () => {
    const { train, valid } = await loadersOf({ valid: [2] })
    expect(valid.items.map(({ sequence }) => sequence)).toEqual([2, 21])
    expect(train.items.some(({ person }) => person === 2)).toBe(false)
  })

  it("says where the head's centre is, in pixels of the picture, and how the head is turned", async () => {
    const { centre, rotation } = await answersOf()
    const [x, y] = seen(pose.centre)
    expect(centre).toHaveLength(1)
    expect(centre[0]![0]).toBeCloseTo(x, 6)
    expect(centre[0]![1]).toBeCloseTo(y, 6)
    expect([...rotation]).toEqual([...pose.rotation])
  })

  it("gives the book's centre without the extrinsics", async () => {
    const { centre } = await answersOf({ extrinsics: false })
    const [x, y] = seen(pose.centre, false)
    expect(centre[0]![0]).toBeCloseTo(x, 6)
    expect(centre[0]![1]).toBeCloseTo(y, 6)
  })

  it('places the landmarks of the template in the picture', async () => {
    const { landmarks } = await answersOf()
    expect(landmarks).toHaveLength(headLandmarkNames.length)
    // The template is a ball, whose crown is its top: a radius above the centre, in the head's frame.
    const up = apply(pose.rotation, [0, -radius, 0]).map((v, i) => v + pose.centre[i]!) as unknown as Vector3
    const [x, y] = seen(up)
    const crown = landmarks[headLandmarkNames.indexOf('crown')]!
    expect(crown[0]).toBeCloseTo(x, 4)
    expect(crown[1]).toBeCloseTo(y, 4)
  })

  it('encodes two numbers, six, and two for each landmark', async () => {
    const loaders = await loadersOf()
    const { target } = await loaders.valid.load(loaders.valid.items[0]!)
    expect(target.data).toHaveLength(2 + 6 + 2 * headLandmarkNames.length)
  })

  it('reads the files of an answer once, not in every epoch', async () => {
    const other = await writeSample({ 13: [1], 1: [2] })
    const block = headPoseBlock({
      itemTransforms: [resize({ width: 64, height: 48 }, 'squish')],
      cache: pictureCache({ folder: join(other, 'cache') }),
    })
    const { valid, getY } = await block.dataLoaders(join(other, 'hpdb'), { batchSize: 1 })
    const [frame] = valid.items
    const answer = await getY(frame!)
    await rm(other, { recursive: true })
    expect(await getY(frame!)).toEqual(answer)
  })

  it('names a picture whose template is missing', async () => {
    const other = await writeSample({ 13: [1], 1: [2] })
    await rm(join(other, '13.obj'), { force: true })
    await rm(join(other, 'hpdb', '13.obj'), { force: true })
    const block = headPoseBlock({
      itemTransforms: [resize({ width: 64, height: 48 }, 'squish')],
      cache: pictureCache({ folder: join(other, 'cache') }),
    })
    await expect(block.dataLoaders(join(other, 'hpdb'), { batchSize: 1 })).rejects.toThrow(
      /headPoseBlock: .*frame_00001_rgb\.png has no template \(NN\.obj beside its folder\)/,
    )
    await rm(other, { recursive: true })
  })

  it('wants somebody to validate on', () => {
    expect(() => headPoseBlock({ valid: [], itemTransforms: [] })).toThrow(
      'headPoseBlock: valid is empty; name the people whose frames validate',
    )
  })
})
