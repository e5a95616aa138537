import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { rgbCamera, writeSample } from '../../../test/biwi-sample.ts'
import { formatCalibration } from './calibration.ts'
import { checkBiwi } from './check.ts'
import { encodeDepth } from './depth.ts'

let parent: string
beforeEach(async () => {
  parent = await writeSample({ 1: [0, 1, 2], 2: [5] })
})
afterEach(() => rm(parent, { recursive: true }))
const at = (...names: string[]) => join(parent, 'hpdb', ...names)

describe('checkBiwi', () => {
  it('reads every file, and finds nothing in a sound data set', async () => {
    const done: string[] = []
    const check = await checkBiwi(parent, { onProgress: (n, total) => void done.push(`${n}/${total}`) })
    // Two calibrations and a template for each sequence, three files for each frame.
    expect(check).toEqual({ frames: 4, files: 2 * 3 + 4 * 3, defects: [] })
    expect(done).toEqual(['1/4', '2/4', '3/4', '4/4'])
  })

  it('reports every defect with its file, and the line or the byte', async () => {
    const png = await readFile(at('01', 'frame_00000_rgb.png'))
    await writeFile(at('01', 'frame_00000_rgb.png'), png.subarray(0, png.length / 2))
    await writeFile(at('01', 'frame_00000_pose.txt'), '1 0 0\n0 1 0\n0 0 1\n\n1 2 nan\n')
    const depth = await readFile(at('01', 'frame_00001_depth.bin'))
    await writeFile(at('01', 'frame_00001_depth.bin'), depth.subarray(0, 20))
    await writeFile(
      at('01', 'frame_00002_depth.bin'),
      encodeDepth({ width: 2, height: 2, millimetres: Uint16Array.of(0, 9, 0, 0) }),
    )
    await rm(at('01', 'frame_00002_pose.txt'))
    await writeFile(at('02', 'depth.cal'), formatCalibration(rgbCamera).replace('64 48', '64 nan'))
    await writeFile(at('02.obj'), 'v 1 2 3\nf 1 2 3\n')
    await rm(at('02', 'rgb.cal'))
    const small = await sharp(at('02', 'frame_00005_rgb.png')).resize(10, 10).png().toBuffer()
    await writeFile(at('02', 'frame_00005_rgb.png'), small)

    const { defects } = await checkBiwi(parent)
    const expected = [
      [at('01', 'frame_00002_pose.txt'), ' is missing, the pose of a frame'],
      [at('02', 'rgb.cal'), ' is missing, the calibration of the rgb camera'],
      [at('01', 'frame_00000_rgb.png'), ' cannot be used as a picture ('],
      [at('01', 'frame_00000_pose.txt'), ": line 5: the centre of the head has 'nan'"],
      [at('01', 'frame_00001_depth.bin'), ': byte '],
      [at('02', 'depth.cal'), ": line 13: the size has 'nan' where a finite number belongs"],
      [at('02.obj'), ": line 2: f names vertex '2'; 1 was given before"],
    ] as const
    for (const [i, [file, what]] of expected.entries()) {
      expect(defects[i]).toContain(file)
      expect(defects[i]).toContain(what)
    }
    expect(defects).toHaveLength(expected.length)
  })

  it('compares sizes with the calibrations', async () => {
    await writeFile(
      at('01', 'frame_00002_depth.bin'),
      encodeDepth({ width: 2, height: 2, millimetres: Uint16Array.of(0, 9, 0, 0) }),
    )
    await writeFile(at('02', 'rgb.cal'), formatCalibration({ ...rgbCamera, width: 640 }))
    expect((await checkBiwi(parent)).defects).toEqual([
      `${at('01', 'frame_00002_depth.bin')} is 2 × 2, but ${at('01', 'depth.cal')} is for 64 × 48; one of them belongs to another sequence`,
      `${at('02', 'frame_00005_rgb.png')} is 64 × 48, but ${at('02', 'rgb.cal')} is for 640 × 48; one of them belongs to another sequence`,
    ])
  })

  it('ends when aborted', async () => {
    await expect(checkBiwi(parent, { signal: AbortSignal.abort(new Error('enough')) })).rejects.toThrow('enough')
  })
})
