import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readLabels } from '../../data/labelled-files.ts'
import { describeScene } from './scene.ts'
import { writeTabletop } from './write.ts'

let parent: string
let folder: string
beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'kindling-tabletop-'))
  folder = join(parent, 'scenes')
})
afterEach(() => rm(parent, { recursive: true }))

/** A digest of every file under a folder, by name. */
const contents = async (of = folder) => {
  const entries = await readdir(of, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  const digests = files.sort().map(async (file) => {
    const digest = createHash('sha256')
      .update(await readFile(file))
      .digest('hex')
    return [file.slice(of.length + 1), digest]
  })
  return Object.fromEntries(await Promise.all(digests)) as Record<string, string>
}

describe('writeTabletop', () => {
  it('writes pictures and a CSV that says what they show', async () => {
    const { csv, images, reused } = await writeTabletop(folder, { count: 15, size: 48 })
    expect(reused).toBe(false)
    const items = await readLabels(csv, { imagesFolder: images })
    expect(items.map(({ labels }) => [...labels])).toEqual(
      items.map((_, i) =>
        describeScene(0, i)
          .objects.map(({ label }) => label)
          .sort(),
      ),
    )
    expect(items.map(({ valid }) => valid)).toEqual(items.map((_, i) => i >= 12))
    const { width, height, format, channels } = await sharp(items[7]!.file).metadata()
    expect([width, height, format, channels]).toEqual([48, 48, 'jpeg', 3])
    expect(await readdir(parent)).toEqual(['scenes'])
  })

  it('writes the same files for the same options, and picture i whatever the count', async () => {
    const other = join(parent, 'other')
    await writeTabletop(folder, { count: 8, size: 32, seed: 4 })
    await writeTabletop(other, { count: 8, size: 32, seed: 4 })
    expect(await contents(other)).toEqual(await contents())
    await writeTabletop(other, { count: 3, size: 32, seed: 4 })
    const [few, many] = [await contents(other), await contents()]
    expect(few['images/scene-00002.jpg']).toBe(many['images/scene-00002.jpg'])
    expect(Object.keys(few)).toHaveLength(5)
  })

  it('leaves a folder with the same pictures as it is, and makes one that is incomplete anew', async () => {
    await writeTabletop(folder, { count: 4, size: 32 })
    const { mtimeMs } = await stat(join(folder, 'labels.csv'))
    expect((await writeTabletop(folder, { count: 4, size: 32 })).reused).toBe(true)
    expect((await stat(join(folder, 'labels.csv'))).mtimeMs).toBe(mtimeMs)
    for (const lost of ['images/scene-00001.jpg', 'labels.csv']) {
      await rm(join(folder, lost))
      expect((await writeTabletop(folder, { count: 4, size: 32 })).reused).toBe(false)
      expect((await writeTabletop(folder, { count: 4, size: 32 })).reused).toBe(true)
    }
  })

  it.each([{ seed: 1 }, { size: 33 }, { count: 5 }, { validFraction: 0.5 }])('makes others for %o', async (changed) => {
    await writeTabletop(folder, { count: 4, size: 32 })
    expect((await writeTabletop(folder, { count: 4, size: 32, ...changed })).reused).toBe(false)
  })

  it('accepts an empty folder, and makes the folders above it', async () => {
    await mkdir(folder)
    await writeTabletop(folder, { count: 1, size: 16 })
    await writeTabletop(join(parent, 'a', 'b'), { count: 1, size: 16 })
    expect((await readdir(parent)).sort()).toEqual(['a', 'scenes'])
  })

  it('refuses a folder that holds something else, and touches nothing', async () => {
    await mkdir(folder)
    await writeFile(join(folder, 'thesis.txt'), 'the only copy')
    await expect(writeTabletop(folder, { count: 1 })).rejects.toThrow("holds something else ('thesis.txt')")
    await rm(join(folder, 'thesis.txt'))
    await writeTabletop(folder, { count: 2, size: 16 })
    await writeFile(join(folder, 'images', 'mine.jpg'), 'the only copy')
    const before = await contents()
    await expect(writeTabletop(folder, { count: 3, size: 16 })).rejects.toThrow("('images/mine.jpg')")
    expect(await contents()).toEqual(before)
    expect((await writeTabletop(folder, { count: 2, size: 16 })).reused).toBe(true)
  })

  it('leaves nothing behind when aborted, and what was there as it was', async () => {
    await writeTabletop(folder, { count: 3, size: 16 })
    const before = await contents()
    const controller = new AbortController()
    const onProgress = (done: number) => {
      if (done === 5) controller.abort(new Error('stopped by the user'))
    }
    const work = writeTabletop(folder, { count: 500, size: 16, signal: controller.signal, onProgress })
    await expect(work).rejects.toThrow('stopped by the user')
    expect(await readdir(parent)).toEqual(['scenes'])
    expect(await contents()).toEqual(before)
    await expect(writeTabletop(folder, { count: 1, signal: AbortSignal.abort(new Error('no')) })).rejects.toThrow('no')
  })

  it('tells how far it is', async () => {
    const seen: [number, number][] = []
    await writeTabletop(folder, { count: 3, size: 16, onProgress: (done, count) => seen.push([done, count]) })
    expect(seen).toEqual([
      [1, 3],
      [2, 3],
      [3, 3],
    ])
  })

  it('says where it could not write', async () => {
    await writeFile(join(parent, 'file'), '')
    for (const impossible of [join(parent, 'file'), join(parent, 'file', 'below')]) {
      const error = writeTabletop(impossible, { count: 1, size: 16 })
      await expect(error).rejects.toMatchObject({ code: 'write-failed' })
      await expect(error).rejects.toThrow(`cannot write the pictures to '${impossible}'`)
    }
  })

  it.each([
    [{ count: 0 }, 'count is 0; it must be a whole number of at least 1'],
    [{ count: 1.5 }, 'count is 1.5'],
    [{ count: 1, size: 8 }, 'size is 8; it must be a whole number of pixels, 16 to 4096'],
    [{ count: 1, seed: 0.5 }, 'seed is 0.5'],
    [{ count: 1, validFraction: 1 }, 'validFraction is 1; it must be at least 0 and below 1'],
  ])('refuses %o', async (options, message) => {
    await expect(writeTabletop(folder, options)).rejects.toThrow(message)
    expect(await readdir(parent)).toEqual([])
  })
})
