import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ball, depthCamera, frame, pose, rgbCamera, sequence, writeSample } from '../../../test/biwi-sample.ts'
import { formatCalibration, readCalibration } from './calibration.ts'
import { encodeDepth, readDepth } from './depth.ts'
import { formatMesh, readMesh } from './mesh.ts'
import { readPicture } from './picture.ts'
import { formatPose, readPose } from './pose.ts'
import { type BiwiFrameContent, writeBiwiSequence } from './write.ts'

let parent: string
beforeEach(async () => {
  parent = await writeSample({})
})
afterEach(() => rm(parent, { recursive: true }))
const at = (...names: string[]) => join(parent, 'hpdb', ...names)
const everything = async () => (await readdir(parent, { recursive: true })).sort()

describe('writeBiwiSequence', () => {
  it('writes all five kinds of files, under the names and with the bytes of the data set', async () => {
    expect(await writeBiwiSequence(at(), sequence(3, [frame(3), frame(12345)]))).toBe(2)
    expect((await readdir(at())).sort()).toEqual(['03', '03.obj'])
    expect((await readdir(at('03'))).sort()).toEqual([
      'depth.cal',
      'frame_00003_depth.bin',
      'frame_00003_pose.txt',
      'frame_00003_rgb.png',
      'frame_12345_depth.bin',
      'frame_12345_pose.txt',
      'frame_12345_rgb.png',
      'rgb.cal',
    ])
    const { picture, width, height, depth } = frame(3)
    const png = await sharp(at('03', 'frame_00003_rgb.png')).metadata()
    expect([png.format, png.channels, png.width, png.height]).toEqual(['png', 3, width, height])
    expect((await readPicture(at('03', 'frame_00003_rgb.png'))).data).toEqual(Buffer.from(picture))
    expect(await readDepth(at('03', 'frame_00003_depth.bin'))).toEqual(depth)
    expect(await readPose(at('03', 'frame_00003_pose.txt'))).toEqual(pose)
    expect(await readCalibration(at('03', 'rgb.cal'))).toEqual(rgbCamera)
    expect(await readCalibration(at('03', 'depth.cal'))).toEqual(depthCamera)
    expect(await readMesh(at('03.obj'))).toEqual(ball)
    for (const [name, expected] of [
      ['03/rgb.cal', formatCalibration(rgbCamera)],
      ['03/frame_00003_pose.txt', formatPose(pose)],
      ['03.obj', formatMesh(ball)],
    ] as const) {
      expect(await readFile(at(name), 'utf8')).toBe(expected)
    }
    expect(new Uint8Array(await readFile(at('03', 'frame_00003_depth.bin')))).toEqual(encodeDepth(depth))
  })

  it('writes JPEGs where asked for', async () => {
    await writeBiwiSequence(at(), { ...sequence(3, [frame(3)]), format: 'jpg' })
    const { data } = await readPicture(at('03', 'frame_00003_rgb.jpg'))
    const { picture } = frame(3)
    expect(data).toHaveLength(picture.length)
    expect(Math.max(...data.map((value, i) => Math.abs(value - picture[i]!)))).toBeLessThan(12)
  })

  it('takes frames from a generator, a few at a time, and says how many are done', async () => {
    let made = 0
    const done: number[] = []
    let ahead = 0
    async function* frames() {
      for (; made < 40; made++) {
        ahead = Math.max(ahead, made - done.length)
        yield frame(made)
      }
    }
    const onProgress = (n: number) => void done.push(n)
    expect(await writeBiwiSequence(at(), { ...sequence(1, frames()), onProgress })).toBe(40)
    expect(done).toEqual(Array.from({ length: 40 }, (_, i) => i + 1))
    expect(ahead).toBeLessThan(40)
  })

  const bad = (change: Partial<BiwiFrameContent>) => sequence(1, [frame(0), { ...frame(1), ...change }])
  it.each<[string, Parameters<typeof writeBiwiSequence>[1], string]>([
    ['a sequence of four digits', sequence(1000, []), 'sequence is 1000; it must be a whole number from 1 to 999'],
    ['an unknown format', { ...sequence(1, []), format: 'gif' as 'png' }, "format is 'gif'; it must be 'png' or 'jpg'"],
    ['an index of six digits', bad({ index: 100_000 }), "a frame's index is 100000; it must be a whole number from 0"],
    ['an index twice', bad({ index: 0 }), 'frame 0 comes twice; each index may come once'],
    [
      'a picture of another size',
      bad({ width: 65 }),
      'the picture of frame 1 has 9216 bytes; 65 × 48 pixels of RGB need',
    ],
    [
      'a pose that is none',
      bad({ pose: { ...pose, rotation: [1, 0, 0, 0, 1, 0, 0, 0, 2] } }),
      'writeBiwiSequence: the pose of frame 1: line 3: the rotation, which ends here, is no rotation',
    ],
    ['NaN', bad({ pose: { ...pose, centre: [Number.NaN, 0, 900] } }), 'the number is NaN'],
    [
      'a depth that does not fit',
      bad({ depth: { width: 1, height: 1, millimetres: Uint16Array.of(40_000) } }),
      'millimetres[0] is 40000',
    ],
    [
      'a camera that is none',
      { ...sequence(1, []), rgb: { ...rgbCamera, width: 0 } },
      'the rgb calibration: line 13: the size is 0 × 48',
    ],
  ])('refuses %s, and leaves nothing behind', async (_, content, message) => {
    await expect(writeBiwiSequence(at(), content)).rejects.toThrow(message)
    await expect(writeBiwiSequence(at(), content)).rejects.toMatchObject({ code: 'invalid-argument' })
    expect((await everything()).filter((name) => name !== 'hpdb')).toEqual([])
  })

  it('leaves what was there as it is, and refuses to write over it', async () => {
    await mkdir(at('01'), { recursive: true })
    await writeFile(at('01', 'mine'), 'mine')
    await writeFile(at('02.obj'), 'mine')
    for (const number of [1, 2]) {
      await expect(writeBiwiSequence(at(), sequence(number, [frame(0)]))).rejects.toThrow('exists, and would be lost')
    }
    expect(await everything()).toEqual(['hpdb', 'hpdb/01', 'hpdb/01/mine', 'hpdb/02.obj'])
  })

  it('ends at once when aborted, and leaves nothing behind', async () => {
    const aborting = new AbortController()
    let closed = false
    function* frames() {
      try {
        for (let i = 0; ; i++) {
          if (i === 5) aborting.abort(new Error('enough'))
          yield frame(i)
        }
      } finally {
        closed = true
      }
    }
    const content = { ...sequence(1, frames()), signal: aborting.signal }
    await expect(writeBiwiSequence(at(), content)).rejects.toThrow('enough')
    expect(closed).toBe(true)
    expect(await everything()).toEqual(['hpdb'])
  })

  it('lets an error of the frames pass, and leaves nothing behind', async () => {
    function* frames() {
      yield frame(0)
      throw new RangeError('no more')
    }
    await expect(writeBiwiSequence(at(), sequence(1, frames()))).rejects.toThrow(RangeError)
    expect(await everything()).toEqual(['hpdb'])
  })

  it('names the folder that cannot be written', async () => {
    await writeFile(at(), 'a file')
    await expect(writeBiwiSequence(at(), sequence(1, []))).rejects.toMatchObject({ code: 'write-failed' })
  })
})
