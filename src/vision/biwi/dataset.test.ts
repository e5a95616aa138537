import { rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { pose, rgbCamera, writeSample } from '../../../test/biwi-sample.ts'
import { type BiwiFrame, findBiwi, listBiwi, readBiwiFrame } from './dataset.ts'
import { encodePose } from './pose.ts'

let parent: string
beforeEach(async () => {
  parent = await writeSample({ 2: [7, 3], 21: [11], 4: [0] })
})
afterEach(() => rm(parent, { recursive: true }))
const at = (...names: string[]) => join(parent, 'hpdb', ...names)

describe('findBiwi', () => {
  it('finds sequences and frames in order, with the person and the files of each', async () => {
    const sequences = await findBiwi(at())
    expect(sequences.map(({ number, person, frames }) => [number, person, frames.map(({ index }) => index)])).toEqual([
      [2, 2, [3, 7]],
      [4, 4, [0]],
      [21, 2, [11]],
    ])
    expect(sequences[0]!.frames[0]).toEqual({
      sequence: 2,
      person: 2,
      index: 3,
      picture: at('02', 'frame_00003_rgb.png'),
      pose: at('02', 'frame_00003_pose.txt'),
      depth: at('02', 'frame_00003_depth.bin'),
      rgbCalibration: at('02', 'rgb.cal'),
      depthCalibration: at('02', 'depth.cal'),
      template: at('02.obj'),
    } satisfies BiwiFrame)
  })

  it('takes the folder in which hpdb lies as well', async () => {
    expect(await findBiwi(parent)).toEqual(await findBiwi(at()))
  })

  it('takes copies with JPEGs, without depth and templates', async () => {
    await rename(at('04', 'frame_00000_rgb.png'), at('04', 'frame_00000_rgb.jpg'))
    for (const name of ['04/frame_00000_depth.bin', '04/depth.cal', '04.obj']) await rm(at(name))
    const [, sequence] = await findBiwi(at())
    expect(sequence!.frames[0]).toMatchObject({
      picture: at('04', 'frame_00000_rgb.jpg'),
      depth: undefined,
      depthCalibration: undefined,
      template: undefined,
    })
  })

  it('takes poses as pose.bin', async () => {
    await rm(at('04', 'frame_00000_pose.txt'))
    await writeFile(at('04', 'frame_00000_pose.bin'), encodePose(pose))
    const [, sequence] = await findBiwi(at())
    const read = await readBiwiFrame(sequence!.frames[0]!)
    expect(read.pose.centre).toEqual(pose.centre)
  })

  it('lists sequences in the order of their numbers, of which invented people may have more than 99', async () => {
    const other = await writeSample({ 100: [1], 13: [2], 9: [3] })
    expect((await findBiwi(other)).map(({ number }) => number)).toEqual([9, 13, 100])
    await rm(other, { recursive: true })
  })

  it('passes over everything else', async () => {
    await writeFile(at('readme.txt'), 'about')
    await writeFile(at('02', '.frame_00099_rgb.png'), '')
    await writeFile(at('02', 'frame_99_rgb.png'), '')
    expect((await findBiwi(at()))[0]!.frames).toHaveLength(2)
  })

  it.each([
    ['02/rgb.cal', '02/rgb.cal is missing, the calibration of the rgb camera; copy it from the data set'],
    ['02/depth.cal', '02/depth.cal is missing, the calibration of the depth camera'],
    ['02/frame_00007_rgb.png', '02/frame_00007_rgb.png is missing, the picture of a frame'],
    ['02/frame_00007_pose.txt', '02/frame_00007_pose.txt is missing, the pose of a frame'],
    ['02/frame_00007_depth.bin', '02/frame_00007_depth.bin is missing, the depth of a frame, which other frames have'],
  ])('names %s where it is missing', async (name, message) => {
    await rm(at(name))
    await expect(findBiwi(at())).rejects.toThrow(message)
    await expect(findBiwi(at())).rejects.toMatchObject({ code: 'invalid-data' })
  })

  it('says how many other files are missing', async () => {
    await rm(at('02', 'rgb.cal'))
    await rm(at('21', 'rgb.cal'))
    await expect(findBiwi(at())).rejects.toThrow('(and 1 more)')
    expect((await listBiwi(at())).missing.map(({ file }) => file)).toEqual([at('02', 'rgb.cal'), at('21', 'rgb.cal')])
  })

  it('refuses a folder without sequences, and one that is not there', async () => {
    await expect(findBiwi(join(parent, 'nowhere'))).rejects.toThrow('cannot be read (ENOENT')
    await rm(at(), { recursive: true })
    await expect(findBiwi(parent)).rejects.toThrow('has no sequences (folders named 01 to 24)')
  })
})

describe('readBiwiFrame', () => {
  it('reads what the centre of the head depends on', async () => {
    const [sequence] = await findBiwi(at())
    expect(await readBiwiFrame(sequence!.frames[0]!)).toEqual({ pose, rgb: rgbCamera })
  })

  it('names the file and the line that it cannot use', async () => {
    const [sequence] = await findBiwi(at())
    const file = sequence!.frames[0]!.pose
    await writeFile(file, '1 0 0\n0 1 0\n0 0 1\n\n5 nan 900\n')
    await expect(readBiwiFrame(sequence!.frames[0]!)).rejects.toThrow(
      `${file}: line 5: the centre of the head has 'nan'`,
    )
    await writeFile(file, 'x'.repeat(20_000))
    await expect(readBiwiFrame(sequence!.frames[0]!)).rejects.toThrow(`${file} has 20000 bytes, and a file of its kind`)
    await rm(file)
    await expect(readBiwiFrame(sequence!.frames[0]!)).rejects.toThrow(`${file} is missing; copy it from the data set`)
  })
})
