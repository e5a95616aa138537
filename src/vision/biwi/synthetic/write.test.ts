import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readCalibration } from '../calibration.ts'
import { readDepth } from '../depth.ts'
import { readMesh } from '../mesh.ts'
import { readPose } from '../pose.ts'
import { syntheticSequence } from './sequence.ts'
import { writeSyntheticBiwi } from './write.ts'

let parent: string
beforeAll(async () => {
  parent = await mkdtemp(join(tmpdir(), 'kindling-heads-'))
})
afterAll(() => rm(parent, { recursive: true }))

const contents = async (folder: string) => {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  const digests = files.sort().map(async (file) => {
    const digest = createHash('sha256')
      .update(await readFile(file))
      .digest('hex')
    return [file.slice(folder.length + 1), digest]
  })
  return Object.fromEntries(await Promise.all(digests)) as Record<string, string>
}

describe('writeSyntheticBiwi', () => {
  it('writes all five kinds of file, which read back as the truth', async () => {
    const seen: [number, number][] = []
    const onProgress = (done: number, count: number) => seen.push([done, count])
    const hpdb = await writeSyntheticBiwi(join(parent, 'a'), { people: 2, framesPerPerson: 2, seed: 5, onProgress })
    expect(hpdb).toBe(join(parent, 'a', 'hpdb'))
    expect(seen).toEqual([1, 2, 3, 4].map((done) => [done, 4]))
    expect((await readdir(hpdb)).sort()).toEqual(['01', '01.obj', '02', '02.obj'])
    expect(await readdir(join(hpdb, '02'))).toHaveLength(8)
    const { rig, mesh, frames } = await syntheticSequence(5, 1, 2)
    expect(await readCalibration(join(hpdb, '02', 'rgb.cal'))).toEqual(rig.rgb)
    expect(await readCalibration(join(hpdb, '02', 'depth.cal'))).toEqual(rig.depth)
    const template = await readMesh(join(hpdb, '02.obj'))
    expect(template.faces.join()).toBe(mesh.faces.join())
    expect(mesh.vertices.every((x, i) => Math.abs(template.vertices[i]! - x) < 1e-8)).toBe(true)
    for (const { index, pose, depth, picture } of frames) {
      const name = join(hpdb, '02', `frame_0000${index}_`)
      expect(await readPose(`${name}pose.txt`)).toEqual(pose)
      const read = await readDepth(`${name}depth.bin`)
      expect([read.width, read.height]).toEqual([depth.width, depth.height])
      expect(read.millimetres.every((z, i) => z === depth.millimetres[i])).toBe(true)
      const { data, info } = await sharp(`${name}rgb.jpg`).raw().toBuffer({ resolveWithObject: true })
      expect([info.width, info.height, info.channels]).toEqual([640, 480, 3])
      // JPEG changes pixels a little.
      const error = data.reduce((sum, value, i) => sum + Math.abs(value - picture[i]!), 0) / data.length
      expect(error).toBeLessThan(2.5)
    }
  })

  it('writes person i alike however many there are', async () => {
    await writeSyntheticBiwi(join(parent, 'one'), { people: 1, framesPerPerson: 2, seed: 5 })
    const [one, two] = [await contents(join(parent, 'one')), await contents(join(parent, 'a'))]
    expect(Object.keys(one)).toHaveLength(9)
    expect(two).toMatchObject(one)
  })

  it('leaves nothing behind when aborted', async () => {
    const controller = new AbortController()
    const onProgress = () => controller.abort(new Error('stopped by the user'))
    const options = { people: 1, framesPerPerson: 500, signal: controller.signal, onProgress }
    await mkdir(join(parent, 'stopped'))
    await expect(writeSyntheticBiwi(join(parent, 'stopped', 'x'), options)).rejects.toThrow('stopped by the user')
    expect(await readdir(join(parent, 'stopped'))).toEqual([])
    const early = writeSyntheticBiwi(join(parent, 'stopped', 'x'), { signal: AbortSignal.abort(new Error('no')) })
    await expect(early).rejects.toThrow('no')
  })

  it('stops with the error of a listener', async () => {
    const onProgress = () => {
      throw new Error('the terminal is gone')
    }
    const work = writeSyntheticBiwi(join(parent, 'deaf'), { people: 1, framesPerPerson: 50, onProgress })
    await expect(work).rejects.toThrow('the terminal is gone')
    expect(await readdir(parent)).not.toContain('deaf')
  })

  it('refuses a folder that is not empty, and touches nothing', async () => {
    const folder = join(parent, 'full')
    await mkdir(folder)
    await writeFile(join(folder, 'thesis.txt'), 'the only copy')
    await expect(writeSyntheticBiwi(folder, { people: 1 })).rejects.toThrow("is not empty ('thesis.txt')")
    expect(await readdir(folder)).toEqual(['thesis.txt'])
  })

  it('says where it could not write', async () => {
    await writeFile(join(parent, 'file'), '')
    for (const impossible of [join(parent, 'file'), join(parent, 'file', 'below')]) {
      const error = writeSyntheticBiwi(impossible, { people: 1, framesPerPerson: 1 })
      await expect(error).rejects.toMatchObject({ code: 'write-failed' })
      await expect(error).rejects.toThrow(`cannot write the sequences to '${impossible}'`)
    }
  })

  it.each([
    [{ people: 0 }, 'people is 0; it must be a whole number from 1 to 995'],
    [{ people: 996 }, 'people is 996'],
    [{ framesPerPerson: 1.5 }, 'framesPerPerson is 1.5; it must be a whole number from 1 to 99999'],
    [{ seed: 0.5 }, 'seed is 0.5; it must be a whole number'],
  ])('refuses %o', async (options, message) => {
    await expect(writeSyntheticBiwi(join(parent, 'none'), options)).rejects.toThrow(message)
    expect(await readdir(parent)).not.toContain('none')
  })
})
