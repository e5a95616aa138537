import sharp, { type Sharp } from 'sharp'
import { describe, expect, it, vi } from 'vitest'
import { type ItemTransform, type Placement, type Point, placed, randomStream, type Size } from '../../data/index.ts'
import { compose } from './compose.ts'
import { ordinaryJpegHeader } from './jpeg-header.ts'
import { loadPicture } from './load-picture.ts'
import { openPicture } from './open-picture.ts'
import { presized } from './presized.ts'
import { randomResizedCrop } from './random-resized-crop.ts'
import { resize } from './resize.ts'
import type { Picture } from './sample.ts'
import { turboDecode } from './turbo.ts'

/** Black, with a bright dot of normal distribution: its deviation in pixels along each axis. */
const dotted = ({ width, height }: Size, [cx, cy]: Point, [sx, sy]: Point) => {
  const data = new Uint8Array(3 * width * height)
  const [reachX, reachY] = [Math.ceil(4 * sx), Math.ceil(4 * sy)]
  for (let y = Math.max(0, Math.floor(cy - reachY)); y < Math.min(height, cy + reachY); y++)
    for (let x = Math.max(0, Math.floor(cx - reachX)); x < Math.min(width, cx + reachX); x++) {
      const distance = ((x + 0.5 - cx) / sx) ** 2 + ((y + 0.5 - cy) / sy) ** 2
      data.fill(250 * Math.exp(-distance / 2), 3 * (y * width + x), 3 * (y * width + x) + 3)
    }
  return sharp(data, { raw: { width, height, channels: 3 } })
}

/** The centre of what is bright around a place of the picture's green plane. */
const centroid = ({ data, shape: [, height, width] }: Picture, [cx, cy]: Point, reach: number): Point => {
  let [mass, x, y] = [0, 0, 0]
  for (let row = Math.max(0, Math.floor(cy - reach)); row < Math.min(height, cy + reach); row++)
    for (let column = Math.max(0, Math.floor(cx - reach)); column < Math.min(width, cx + reach); column++) {
      const value = Math.max(0, data[width * height + row * width + column]! - 8)
      mass += value
      x += value * (column + 0.5)
      y += value * (row + 0.5)
    }
  expect(mass).toBeGreaterThan(500)
  return [x / mass, y / mass]
}

/** The middle of what a rectangle shows of the picture, a little to the side. */
const visible = ({ left, top, width, height }: Placement['region'], original: Size): Point => {
  const between = (from: number, to: number, part: number) => from + part * (to - from)
  return [
    between(Math.max(0, left), Math.min(original.width, left + width), 0.52),
    between(Math.max(0, top), Math.min(original.height, top + height), 0.45),
  ]
}

/** Draws a dot where a transform will show it and finds it again: how far from `placed`, in pixels of the result. */
const misplacement = async (
  transforms: readonly ItemTransform[],
  original: Size,
  seed: number | undefined,
  encode: (image: Sharp) => Promise<Buffer>,
  stored: (point: Point, original: Size) => { point: Point; size: Size } = (point, size) => ({ point, size }),
): Promise<number> => {
  const random = () => (seed === undefined ? undefined : randomStream(seed))
  const { region: chosen, size } = compose(transforms)
  const region = chosen(original, random())
  const dot = visible(region, original)
  const turned = stored(dot, original)
  const scales = [region.width / size.width, region.height / size.height]
  const deviation = scales.map((scale) => 1.8 * Math.max(scale, 0.6))
  const reach = Math.max(...deviation.map((extent, axis) => (3.5 * extent) / scales[axis]!))
  const [sx, sy] = turned.size.width === original.width ? deviation : deviation.toReversed()
  const file = await encode(dotted(turned.size, turned.point, [sx!, sy!]))
  const picture = await loadPicture(file, transforms, { random: random() })
  const expected = placed(picture.placement, dot)
  const found = centroid(picture, expected, reach)
  return Math.hypot(found[0] - expected[0], found[1] - expected[1])
}

const png = (image: Sharp) => image.png({ compressionLevel: 1 }).toBuffer()
const jpeg = (image: Sharp) => image.jpeg({ quality: 95 }).toBuffer()

const transforms: [string, ItemTransform[]][] = [
  ['resize(crop)', [resize(64)]],
  ['resize(squish)', [resize({ width: 60, height: 48 }, 'squish')]],
  ['resize(pad)', [resize({ width: 71, height: 64 }, 'pad')]],
  ['randomResizedCrop', [randomResizedCrop(64)]],
  ['presizing', [resize(120), randomResizedCrop(64)]],
  ['padding, then a crop', [resize({ width: 90, height: 90 }, 'pad', { fill: 'edge' }), randomResizedCrop(64)]],
]

describe('a bright dot is where its placement says, within a quarter of a pixel, after', () => {
  it.each(transforms)('%s', async (_, chain) => {
    for (const original of [
      { width: 321, height: 243 },
      { width: 100, height: 160 },
      { width: 45, height: 41 },
    ])
      for (const seed of [undefined, 1, 2, 3]) {
        expect(await misplacement(chain, original, seed, png)).toBeLessThan(0.25)
        expect(await misplacement(chain, original, seed, jpeg)).toBeLessThan(0.25)
      }
  })

  it.each([4, 8])('JPEG decoded at 1/%i of its size, whatever remains and however it is turned', async (shrink) => {
    const turned: ((point: Point, size: Size) => { point: Point; size: Size })[] = [
      ([x, y], size) => ({ point: [x, y], size }),
      ([x, y], size) => ({ point: [size.width - x, y], size }),
      ([x, y], size) => ({ point: [size.width - x, size.height - y], size }),
      ([x, y], size) => ({ point: [x, size.height - y], size }),
      ([x, y], { width, height }) => ({ point: [y, x], size: { width: height, height: width } }),
      ([x, y], { width, height }) => ({ point: [y, width - x], size: { width: height, height: width } }),
      ([x, y], { width, height }) => ({ point: [height - y, width - x], size: { width: height, height: width } }),
      ([x, y], { width, height }) => ({ point: [height - y, x], size: { width: height, height: width } }),
    ]
    const original = { width: 64 * 1.6 * shrink + 7, height: 48 * 1.6 * shrink + 5 }
    const size = { width: Math.round(original.width), height: Math.round(original.height) }
    for (const [i, stored] of turned.entries()) {
      const oriented = (image: Sharp) =>
        image
          .jpeg({ quality: 95 })
          .withMetadata({ orientation: i + 1 })
          .toBuffer()
      const error = await misplacement([resize({ width: 64, height: 48 }, 'squish')], size, undefined, oriented, stored)
      expect(error).toBeLessThan(0.1)
    }
  })
})

/** Something like a photograph: smooth shapes, edges and some noise. */
const scene = (width: number, height: number) => {
  const data = new Uint8Array(3 * width * height)
  for (let i = 0; i < width * height; i++) {
    const [x, y] = [(i % width) / width, Math.floor(i / width) / height]
    const edge = (x - 0.6) ** 2 + (y - 0.4) ** 2 < 0.04 ? 60 : 0
    for (let c = 0; c < 3; c++)
      data[3 * i + c] = 90 + 50 * Math.sin(9 * x + c) + 40 * Math.cos(7 * y * (c + 1)) + edge + ((i * 7919) % 13)
  }
  return sharp(data, { raw: { width, height, channels: 3 } })
}
const difference = (a: Picture, b: Picture): { mean: number; most: number } => {
  const each = Array.from(a.data, (value, i) => Math.abs(value - b.data[i]!))
  return { mean: each.reduce((sum, value) => sum + value, 0) / each.length, most: Math.max(...each) }
}

describe('loadPicture', () => {
  it('without transforms leaves the picture as it is', async () => {
    const data = Uint8Array.from({ length: 18 }, (_, i) => 10 * i)
    const file = await sharp(data, { raw: { width: 3, height: 2, channels: 3 } })
      .png()
      .toBuffer()
    const picture = await loadPicture(file)
    expect([...picture.data]).toEqual(
      [0, 1, 2].flatMap((channel) => [0, 1, 2, 3, 4, 5].map((i) => 10 * (3 * i + channel))),
    )
    expect(picture.shape).toEqual([3, 2, 3])
    expect(picture.placement.region).toEqual({ left: 0, top: 0, width: 3, height: 2 })
  })

  it('gives what libjpeg-turbo decodes and what sharp does alike', async () => {
    for (const progressive of [false, true]) {
      const file = await scene(320, 240).jpeg({ quality: 90, progressive }).toBuffer()
      expect(ordinaryJpegHeader(file)).toEqual({ width: 320, height: 240 })
      const lossless = await sharp(file).png().toBuffer()
      const { mean, most } = difference(
        await loadPicture(file, [resize(96)]),
        await loadPicture(lossless, [resize(96)]),
      )
      expect(mean).toBeLessThan(1)
      expect(most).toBeLessThan(6)
    }
  })

  it.each([4, 8])('gives at 1/%i decoding what full decoding does', async (shrink) => {
    const file = await scene(64 * 2 * shrink + 3, 48 * 2 * shrink + 1)
      .jpeg({ quality: 90 })
      .toBuffer()
    const lossless = await sharp(file).png().toBuffer()
    const chain = [resize({ width: 64, height: 48 }, 'squish')]
    const { mean, most } = difference(await loadPicture(file, chain), await loadPicture(lossless, chain))
    expect(mean).toBeLessThan(1.5)
    expect(most).toBeLessThan(16)
  })

  it('reads grey JPEGs as three equal planes', async () => {
    const file = await scene(64, 48).toColourspace('b-w').jpeg().toBuffer()
    expect(ordinaryJpegHeader(file)).toEqual({ width: 64, height: 48 })
    const { data } = await loadPicture(file)
    const area = 64 * 48
    expect(data.subarray(0, area)).toEqual(data.subarray(area, 2 * area))
    expect(data.subarray(0, area)).toEqual(data.subarray(2 * area))
    expect(new Set(data).size).toBeGreaterThan(20)
  })

  it.each<[ItemTransform['fill'], number[]]>([
    ['reflect', [80, 40, 0, 0, 40, 80, 120, 120]],
    ['zeros', [0, 0, 0, 0, 40, 80, 120, 0]],
    ['edge', [0, 0, 0, 0, 40, 80, 120, 120]],
  ])('puts %s beyond the picture', async (fill, expected) => {
    const column = Uint8Array.of(0, 40, 80, 120)
    const file = await sharp(column, { raw: { width: 1, height: 4, channels: 1 } })
      .png()
      .toBuffer()
    const beyond: ItemTransform = {
      ...resize({ width: 1, height: 8 }, 'pad', { fill }),
      region: () => ({ left: 0, top: -3, width: 1, height: 8 }),
    }
    const { data, placement } = await loadPicture(file, [beyond])
    expect([...data.subarray(0, 8)]).toEqual(expected)
    expect(placement.region).toEqual({ left: 0, top: -3, width: 1, height: 8 })
  })

  it('reports the rectangle between whole pixels that it used', async () => {
    const file = await scene(40, 30).png().toBuffer()
    const part: ItemTransform = { ...resize(8), region: () => ({ left: 3.4, top: 2.6, width: 16, height: 15.3 }) }
    const { placement } = await loadPicture(file, [part])
    expect(placement.region).toEqual({ left: 3, top: 3, width: 16, height: 15 })
  })

  it('refuses a rectangle beside the picture', async () => {
    const file = await scene(40, 30).png().toBuffer()
    const beside: ItemTransform = { ...resize(8), region: () => ({ left: 40, top: 0, width: 8, height: 8 }) }
    await expect(loadPicture(file, [beside])).rejects.toMatchObject({ code: 'invalid-argument' })
  })

  it('ends with the reason of its signal', async () => {
    const file = await scene(40, 30).png().toBuffer()
    const reason = new Error('enough')
    await expect(loadPicture(file, [resize(8)], { signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
    const controller = new AbortController()
    const late = loadPicture(file, [resize(8)], { signal: controller.signal })
    controller.abort(reason)
    await expect(late).rejects.toBe(reason)
  })
})

describe('libjpeg-turbo', () => {
  it('says nothing of a truncated file, so that sharp refuses it', async () => {
    const file = await scene(200, 150).jpeg({ quality: 90 }).toBuffer()
    const size = { width: 200, height: 150 }
    expect((await turboDecode(file, size))?.data).toHaveLength(3 * 200 * 150)
    for (const part of [0.3, 0.9, 0.99]) {
      const cut = file.subarray(0, Math.floor(part * file.length))
      expect(await turboDecode(cut, size)).toBeUndefined()
      await expect(loadPicture(cut, [resize(64)])).rejects.toMatchObject({ code: 'invalid-data' })
    }
  })

  it.each<[string, () => Promise<Buffer>]>([
    ['CMYK', () => scene(32, 32).toColourspace('cmyk').jpeg().toBuffer()],
    ['a turned picture', () => scene(32, 32).jpeg().withMetadata({ orientation: 6 }).toBuffer()],
    ['a profile other than sRGB', () => scene(32, 32).withIccProfile('p3').jpeg().toBuffer()],
    ['PNG', () => scene(32, 32).png().toBuffer()],
    ['a header that is cut off', async () => (await scene(32, 32).jpeg().toBuffer()).subarray(0, 100)],
  ])('does not get %s', async (_, make) => expect(ordinaryJpegHeader(await make())).toBeUndefined())

  it('gets pictures that say they are upright and sRGB', async () => {
    const file = await scene(32, 24).withMetadata({ orientation: 1 }).withIccProfile('srgb').jpeg().toBuffer()
    const { orientation, icc } = await sharp(file).metadata()
    expect([orientation, icc === undefined]).toEqual([1, false])
    expect(ordinaryJpegHeader(file)).toEqual({ width: 32, height: 24 })
  })

  it('decodes into memory that was given back, not into what somebody still reads', async () => {
    const [size, files] = [{ width: 64, height: 48 }, await Promise.all([scene(64, 48), scene(60, 48)].map(jpeg))]
    const first = await turboDecode(files[0]!, size)
    // A Buffer's slice would be the same memory.
    const kept = Buffer.from(first!.data)
    const second = await turboDecode(files[1]!, { width: 60, height: 48 })
    expect(first!.data).toEqual(kept)
    expect(second!.data.buffer).not.toBe(first!.data.buffer)
    first!.release()
    // About as large is near enough.
    expect((await turboDecode(files[1]!, { width: 60, height: 48 }))!.data.buffer).toBe(first!.data.buffer)
  })

  it('leaves to a cache memory of its own, of the size of the pixels', async () => {
    for (const [width, height] of [
      [64, 48],
      [400, 300],
    ] as const) {
      const picture = await openPicture(await jpeg(scene(width, height)))
      const { data, release, ...raster } = await presized(picture, randomResizedCrop(64))
      expect([data.byteLength, data.buffer.byteLength]).toEqual(Array(2).fill(3 * raster.width * raster.height))
      expect(release).toBeUndefined()
    }
  })

  it('can be missing', async () => {
    const file = await scene(64, 48).jpeg({ quality: 90 }).toBuffer()
    const here = await loadPicture(file, [resize(32)])
    vi.resetModules()
    vi.doMock('./turbo.ts', () => ({ turboDecode: async () => undefined }))
    const { loadPicture: without } = await import('./load-picture.ts')
    const { mean } = difference(await without(file, [resize(32)]), here)
    vi.doUnmock('./turbo.ts')
    expect(mean).toBeLessThan(1)
  })
})
