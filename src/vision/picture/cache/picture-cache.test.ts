import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readdir, readFile, rm, stat, truncate, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { randomStream } from '../../../data/index.ts'
import { loadPicture } from '../load-picture.ts'
import { randomResizedCrop } from '../random-resized-crop.ts'
import { resize } from '../resize.ts'
import { decodeEntry, encodeEntry } from './entry.ts'
import { type PictureCache, pictureCache } from './picture-cache.ts'

const reads: string[] = []
vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof import('node:fs/promises')>()
  return {
    ...real,
    readFile: (path: string, ...rest: []) => {
      reads.push(path)
      return real.readFile(path, ...rest)
    },
  }
})

let place: string
let folder: string
beforeEach(async () => {
  place = await mkdtemp(join(tmpdir(), 'kindling-cache-'))
  folder = join(place, 'cache')
  reads.length = 0
})
afterEach(async () => {
  vi.restoreAllMocks()
  await rm(place, { recursive: true })
})

/** As if the files had been there for a while: one that was changed just now is read each time. */
const later = () => {
  const now = Date.now
  vi.spyOn(Date, 'now').mockImplementation(() => now() + 10_000)
}
/** A thousand bytes that tell what they were made from. */
const made = vi.fn(async (content: Uint8Array) => ({
  data: new Uint8Array(1000).fill(content[0]!),
  about: { made: content.length },
}))
beforeEach(() => {
  made.mockClear()
})
const load = (cache: PictureCache, source: string | Uint8Array, treatment = 'any') =>
  cache.load(source, treatment, made)
const file = async (name: string, ...bytes: number[]) => {
  const path = join(place, name)
  await writeFile(path, Uint8Array.from(bytes))
  return path
}
const entries = async () =>
  (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter(({ name }) => name.endsWith('.picture'))
    .map(({ parentPath, name }) => join(parentPath, name))
const total = async () =>
  (await Promise.all((await entries()).map((path) => stat(path)))).reduce((sum, { size }) => sum + size, 0)

describe.each([
  ['memory', () => pictureCache()],
  ['a folder', () => pictureCache({ folder, memoryBytes: 0 })],
  ['both', () => pictureCache({ folder })],
])('pictureCache in %s', (_, open) => {
  it('makes each picture once for each treatment', async () => {
    const cache = open()
    const path = await file('a.jpg', 7, 8)
    for (let pass = 0; pass < 3; pass++)
      for (const treatment of ['one', 'two']) {
        const { data, about } = await load(cache, path, treatment)
        expect(data).toEqual(new Uint8Array(1000).fill(7))
        expect(about).toEqual({ made: 2 })
      }
    expect(made).toHaveBeenCalledTimes(2)
  })

  it('knows content by itself: under another name, or without one', async () => {
    const cache = open()
    await load(cache, await file('a.jpg', 7, 8))
    await load(cache, await file('b.jpg', 7, 8))
    await load(cache, Uint8Array.of(7, 8))
    expect(made).toHaveBeenCalledTimes(1)
  })

  it('reads a file once that does not change', async () => {
    later()
    const cache = open()
    const path = await file('a.jpg', 7)
    for (let pass = 0; pass < 3; pass++) await load(cache, path)
    expect(reads).toEqual([path])
  })

  it('notices that a file was replaced by one of the same size and time', async () => {
    const cache = open()
    const path = await file('a.jpg', 7)
    const { atime, mtime } = await stat(path)
    await load(cache, path)
    await file('a.jpg', 9)
    await utimes(path, atime, mtime)
    expect((await load(cache, path)).data[0]).toBe(9)
    later()
    expect((await load(cache, path)).data[0]).toBe(9)
    await file('a.jpg', 5)
    expect((await load(cache, path)).data[0]).toBe(5)
  })

  it('passes an error on and keeps nothing', async () => {
    const cache = open()
    const path = await file('a.jpg', 7)
    made.mockRejectedValueOnce(new Error('no picture'))
    await expect(load(cache, path)).rejects.toThrow('no picture')
    expect((await load(cache, path)).data[0]).toBe(7)
  })
})

describe('the folder of a pictureCache', () => {
  it('serves the next process without reading an original', async () => {
    later()
    const paths = [await file('a.jpg', 1), await file('b.jpg', 2)]
    const first = pictureCache({ folder })
    for (const path of paths) await load(first, path)
    reads.length = 0
    const second = pictureCache({ folder })
    for (const [i, path] of paths.entries()) expect((await load(second, path)).data[0]).toBe(i + 1)
    expect(made).toHaveBeenCalledTimes(2)
    expect(reads).toEqual([])
  })

  it.each<[string, (path: string) => Promise<void>]>([
    ['cut short', (path) => truncate(path, 500)],
    ['empty', (path) => truncate(path, 0)],
    ['longer', async (path) => writeFile(path, Buffer.concat([await readFile(path), Buffer.of(0)]))],
    [
      'changed in one bit',
      async (path) => {
        const content = await readFile(path)
        content[700]! ^= 4
        await writeFile(path, content)
      },
    ],
    ['something else', (path) => writeFile(path, 'what is this?')],
  ])('throws away an entry that is %s, and makes it again', async (_, damage) => {
    await load(pictureCache({ folder }), Uint8Array.of(7))
    const [entry] = await entries()
    const whole = await readFile(entry!)
    await damage(entry!)
    expect((await load(pictureCache({ folder }), Uint8Array.of(7))).data).toEqual(new Uint8Array(1000).fill(7))
    expect(made).toHaveBeenCalledTimes(2)
    expect(await readFile(entry!)).toEqual(whole)
  })

  it('survives a damaged index', async () => {
    later()
    const path = await file('a.jpg', 7)
    await load(pictureCache({ folder }), path)
    const [index] = (await readdir(folder)).filter((name) => name.startsWith('index'))
    await writeFile(
      join(folder, index!),
      `${'0'.repeat(32)} torn\n\x00\xff${(await readFile(join(folder, index!), 'latin1')).slice(0, 40)}`,
    )
    expect((await load(pictureCache({ folder }), path)).data[0]).toBe(7)
    expect(made).toHaveBeenCalledTimes(1)
  })

  it('never holds more than its limit, and keeps in what is in', async () => {
    const cache = pictureCache({ folder, maxBytes: 11_200, memoryBytes: 0 })
    for (let i = 0; i < 40; i++) {
      await load(cache, Uint8Array.of(i))
      expect(await total()).toBeLessThanOrEqual(11_200)
    }
    made.mockClear()
    for (let i = 0; i < 40; i++) await load(cache, Uint8Array.of(i))
    expect(made).toHaveBeenCalledTimes(30)
  })

  it('makes room by deleting what was not used for longest', async () => {
    const old = pictureCache({ folder, maxBytes: 11_200, memoryBytes: 0 })
    for (let i = 0; i < 10; i++) {
      await load(old, Uint8Array.of(i))
      // An hour apart, the first one the oldest.
      for (const path of await entries()) {
        const when = new Date((await stat(path)).mtimeMs - 3_600_000)
        await utimes(path, when, when)
      }
    }
    const next = pictureCache({ folder, maxBytes: 11_200, memoryBytes: 0 })
    await load(next, Uint8Array.of(0)) // Used again, so no longer the oldest.
    await load(next, Uint8Array.of(100))
    expect(await total()).toBeLessThanOrEqual(11_200)
    made.mockClear()
    for (const kept of [0, 100, 9, 8, 7]) await load(next, Uint8Array.of(kept))
    expect(made).not.toHaveBeenCalled()
    await load(next, Uint8Array.of(1))
    expect(made).toHaveBeenCalledTimes(1)
  })

  it('is tidied of what a killed process left', async () => {
    await mkdir(join(folder, 'ab'), { recursive: true })
    const [abandoned, recent] = ['old.part', 'new.part'].map((name) => join(folder, 'ab', name))
    for (const path of [abandoned!, recent!]) await writeFile(path, 'half')
    await utimes(abandoned!, new Date(0), new Date(0))
    await load(pictureCache({ folder }), Uint8Array.of(1))
    expect(await readdir(join(folder, 'ab'))).toEqual(['new.part'])
  })

  it('costs time only, and a warning, where it cannot be written to', async () => {
    const warning = vi.spyOn(process, 'emitWarning').mockImplementation(() => {})
    await writeFile(folder, 'a file stands here')
    const cache = pictureCache({ folder, memoryBytes: 0 })
    for (let i = 0; i < 3; i++) expect((await load(cache, Uint8Array.of(i))).data[0]).toBe(i)
    expect(warning).toHaveBeenCalledTimes(1)
    expect(warning.mock.calls[0]![0]).toContain(`cannot write to '${folder}'`)
  })

  it('is shared by two processes that write, read and delete at once', async () => {
    const program = `
      import { pictureCache } from ${JSON.stringify(new URL('./picture-cache.ts', import.meta.url).href)}
      const wrong = []
      for (let round = 0; round < 6; round++) {
        const cache = pictureCache({ folder: ${JSON.stringify(folder)}, maxBytes: 200_000, memoryBytes: 0 })
        const lane = async (start) => {
          for (let i = start; i < 60; i += 4) {
            const { data, about } = await cache.load(Uint8Array.of(i), 'any', async () => ({ data: new Uint8Array(5000).fill(i), about: i }))
            if (about !== i || data.length !== 5000 || data.some((value) => value !== i)) wrong.push(i)
          }
        }
        await Promise.all([0, 1, 2, 3].map(lane))
      }
      console.log(JSON.stringify(wrong))`
    const run = async () => {
      const child = spawn(process.execPath, [
        '--import',
        import.meta.resolve('tsx'),
        '--input-type=module',
        '-e',
        program,
      ])
      let [output, complaints] = ['', '']
      child.stdout.on('data', (text) => {
        output += text
      })
      child.stderr.on('data', (text) => {
        complaints += text
      })
      await once(child, 'close')
      return { output: output.trim(), complaints }
    }
    const nothingWrong = { output: '[]', complaints: '' }
    expect(await Promise.all([run(), run()])).toEqual([nothingWrong, nothingWrong])
    // What one wrote while the other stood still, that one has not seen.
    expect(await total()).toBeLessThanOrEqual(1.5 * 200_000)
    for (const path of await entries()) expect(decodeEntry(Uint8Array.from(await readFile(path)))).toBeDefined()
    const left = await readdir(folder, { recursive: true })
    expect(left.filter((name) => name.endsWith('.part'))).toEqual([])
    later()
    await load(pictureCache({ folder, maxBytes: 200_000, memoryBytes: 0 }), Uint8Array.of(200))
    expect(await total()).toBeLessThanOrEqual(200_000)
  }, 20_000)
})

describe('the memory of a pictureCache', () => {
  it('is bounded, and keeps in what is in', async () => {
    const cache = pictureCache({ memoryBytes: 5500 })
    for (let pass = 0; pass < 2; pass++) for (let i = 0; i < 8; i++) await load(cache, Uint8Array.of(i))
    expect(made).toHaveBeenCalledTimes(8 + 3)
  })

  it.each([{ maxBytes: -1 }, { memoryBytes: Number.NaN }])('refuses a limit of %o', (options) =>
    expect(() => pictureCache(options)).toThrow('it must be 0 or more'),
  )
})

describe('an entry', () => {
  it('comes back as it was', () => {
    const kept = { data: Uint8Array.from({ length: 999 }, (_, i) => i % 256), about: { size: [3, 4], name: 'ä' } }
    expect(decodeEntry(encodeEntry(kept))).toEqual(kept)
  })

  it('is refused whatever byte of it is changed', () => {
    const entry = encodeEntry({ data: Uint8Array.of(1, 2, 3), about: 'x' })
    for (let i = 0; i < entry.length; i++) {
      const damaged = entry.slice()
      damaged[i]! ^= 1
      expect(decodeEntry(damaged)).toBeUndefined()
    }
  })
})

describe('loadPicture with a cache', () => {
  const photograph = async () => {
    const [width, height] = [200, 150]
    const data = Uint8Array.from({ length: 3 * width * height }, (_, i) => {
      const [x, y] = [Math.floor(i / 3) % width, Math.floor(i / 3 / width)]
      return 120 + 60 * Math.sin(x / 25 + (i % 3)) + 50 * Math.cos(y / 17)
    })
    const path = join(place, 'photograph.jpg')
    await writeFile(
      path,
      await sharp(data, { raw: { width, height, channels: 3 } })
        .jpeg({ quality: 90 })
        .toBuffer(),
    )
    return path
  }

  it.each([
    ['validation', [randomResizedCrop(64)]],
    ['a squish', [resize(64, 'squish')]],
    ['no transform', []],
  ])('gives the same picture for %s, in memory and from the folder', async (_, transforms) => {
    const path = await photograph()
    const plain = await loadPicture(path, transforms)
    const again = pictureCache({ folder })
    for (const cache of [pictureCache({ folder }), again, again]) {
      const { data, ...rest } = await loadPicture(path, transforms, { cache })
      expect(Buffer.compare(data, plain.data)).toBe(0)
      expect(rest).toEqual({ shape: plain.shape, placement: plain.placement })
    }
  })

  it.each([
    ['a random crop', [resize(64)], 64 * 85],
    ['presizing', [resize(96), randomResizedCrop(48, { minScale: 0.5 })], 96 * 128],
  ])('keeps for %s no more than can be seen, and draws as without', async (_, transforms, mostPixels) => {
    const path = await photograph()
    const cache = pictureCache({ folder, memoryBytes: 0 })
    for (let seed = 0; seed < 10; seed++) {
      const plain = await loadPicture(path, transforms, { random: randomStream(seed) })
      const cached = await loadPicture(path, transforms, { random: randomStream(seed), cache })
      const scale = plain.placement.region.width / plain.placement.size.width
      for (const edge of ['left', 'top', 'width', 'height'] as const)
        expect(Math.abs(cached.placement.region[edge] - plain.placement.region[edge])).toBeLessThan(scale + 1)
      const mean = cached.data.reduce((sum, value, i) => sum + Math.abs(value - plain.data[i]!), 0) / plain.data.length
      expect(mean).toBeLessThan(6)
    }
    const [only, ...others] = await entries()
    expect(others).toEqual([])
    expect((await stat(only!)).size).toBeLessThan(3 * mostPixels + 500)
  })

  it('names a file that is no picture, or not there', async () => {
    const cache = pictureCache({ folder })
    const path = await file('a.jpg', 1, 2, 3)
    await expect(loadPicture(path, [resize(8)], { cache })).rejects.toThrow(`${path} cannot be used as a picture (`)
    await expect(loadPicture(join(place, 'none.jpg'), [], { cache })).rejects.toThrow(
      'none.jpg cannot be used as a picture (ENOENT',
    )
  })
})
