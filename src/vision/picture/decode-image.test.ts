import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { needsShared, shared } from '../../../test/shared.ts'
import { type DecodeImageOptions, decodeImage } from './decode-image.ts'
import type { ResizeMode } from './resize.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kindling-image-'))
})
afterAll(() => rm(folder, { recursive: true }))

type Rgb = [number, number, number]
const red: Rgb = [255, 0, 0]
const blue: Rgb = [0, 0, 255]
const orange: Rgb = [250, 120, 10]

/** A picture of given pixels, row by row. */
const picture = (width: number, height: number, pixel: (x: number, y: number) => readonly number[]) => {
  const pixels = Array.from({ length: width * height }, (_, i) => pixel(i % width, Math.floor(i / width)))
  const data = Uint8Array.from(pixels.flat())
  return sharp(data, { raw: { width, height, channels: pixels[0]!.length as 1 | 3 | 4 } })
}
const plain = (colour: readonly number[]) => picture(8, 8, () => colour)
const noise = () => picture(200, 200, (x, y) => [(x * 7919 + y * 104729) % 251, (x * y) % 256, (x * 31 + y * 17) % 256])

const decode = (source: string | Uint8Array, options: DecodeImageOptions) => decodeImage(source, options)
/** The pixel at a place of the decoded square. */
const at = async (source: string | Uint8Array, x: number, y: number, options: DecodeImageOptions): Promise<Rgb> => {
  const { data } = await decode(source, options)
  const area = options.size ** 2
  return [0, 1, 2].map((channel) => data[channel * area + y * options.size + x]!) as Rgb
}
const close = (actual: Rgb, expected: readonly number[], tolerance: number) => {
  for (const [i, value] of actual.entries()) expect(Math.abs(value - expected[i]!)).toBeLessThanOrEqual(tolerance)
}

describe('decodeImage', () => {
  it('gives the red, then the green, then the blue plane, each row by row', async () => {
    const png = await picture(2, 2, (x, y) => [x * 100, y * 50, 7 + x + 2 * y])
      .png()
      .toBuffer()
    expect(await decode(png, { size: 2 })).toMatchObject({
      data: Uint8Array.of(0, 100, 0, 100, 0, 0, 50, 50, 7, 8, 9, 10),
      shape: [3, 2, 2],
    })
  })

  it('reads a path, by content whatever the extension', async () => {
    const file = join(folder, 'a-png.jpg')
    await writeFile(file, await plain(orange).png().toBuffer())
    expect(await at(file, 0, 0, { size: 1 })).toEqual(orange)
  })

  it('notices that a file was replaced', async () => {
    const file = join(folder, 'replaced.png')
    await writeFile(file, await plain(red).png().toBuffer())
    expect(await at(file, 0, 0, { size: 1 })).toEqual(red)
    await writeFile(file, await plain(blue).png().toBuffer())
    expect(await at(file, 0, 0, { size: 1 })).toEqual(blue)
  })
})

describe('decodeImage gives three channels of 8 bits for', () => {
  const sixteen = (values: number[]) =>
    sharp(
      Uint16Array.from({ length: 64 * values.length }, (_, i) => values[i % values.length]!),
      {
        raw: { width: 8, height: 8, channels: values.length as 1 | 3 },
      },
    )
  // A 16-bit value is 257 times the 8-bit value it stands for.
  it.each<[string, () => Promise<Buffer>, Rgb, number]>([
    ['a grey PNG', () => plain([90]).toColourspace('b-w').png().toBuffer(), [90, 90, 90], 0],
    ['a grey JPEG', () => plain([90]).toColourspace('b-w').jpeg().toBuffer(), [90, 90, 90], 1],
    [
      'a 16-bit PNG',
      () =>
        sixteen([250 * 257, 120 * 257, 10 * 257])
          .toColourspace('rgb16')
          .png()
          .toBuffer(),
      orange,
      1,
    ],
    [
      'a 16-bit grey PNG',
      () =>
        sixteen([90 * 257])
          .toColourspace('grey16')
          .png()
          .toBuffer(),
      [90, 90, 90],
      1,
    ],
    ['a palette PNG', () => plain(orange).png({ palette: true }).toBuffer(), orange, 0],
    ['a GIF', () => plain(orange).gif().toBuffer(), orange, 0],
    ['a lossless WebP', () => plain(orange).webp({ lossless: true }).toBuffer(), orange, 0],
    ['a TIFF', () => plain(orange).tiff({ compression: 'lzw' }).toBuffer(), orange, 0],
    [
      'an opaque picture with alpha',
      () =>
        plain([...orange, 255])
          .png()
          .toBuffer(),
      orange,
      0,
    ],
    [
      'a transparent picture: white',
      () =>
        plain([...orange, 0])
          .png()
          .toBuffer(),
      [255, 255, 255],
      0,
    ],
    ['a half transparent picture: half white', () => plain([0, 100, 200, 128]).png().toBuffer(), [127, 177, 227], 2],
  ])('%s', async (_, make, expected, tolerance) => {
    close(await at(await make(), 1, 1, { size: 2 }), expected, tolerance)
  })

  it('a CMYK JPEG', async () => {
    const jpeg = await plain([255, 255, 255]).toColourspace('cmyk').jpeg({ quality: 100 }).toBuffer()
    expect((await sharp(jpeg).metadata()).space).toBe('cmyk')
    close(await at(jpeg, 1, 1, { size: 2 }), [255, 255, 255], 4)
  })

  it('the first frame of an animation', async () => {
    const pages = picture(8, 16, (_, y) => (y < 8 ? red : blue)).resize(8, 16)
    const gif = await sharp(await pages.raw().toBuffer(), { raw: { width: 8, height: 16, channels: 3, pageHeight: 8 } })
      .gif()
      .toBuffer()
    expect((await sharp(gif).metadata()).pages).toBe(2)
    close(await at(gif, 0, 0, { size: 2 }), red, 2)
  })
})

describe('the EXIF orientation', () => {
  // TIFF 6.0, tag 274: where the picture's first row and first column are shown. The stored picture has red at its top
  // left, green at its top right, blue at its bottom left and white at its bottom right.
  const green: Rgb = [0, 255, 0]
  const white: Rgb = [255, 255, 255]
  const corners = { red, green, blue, white }
  type Corner = keyof typeof corners
  it.each<[number, [Corner, Corner, Corner, Corner]]>([
    [1, ['red', 'green', 'blue', 'white']],
    [2, ['green', 'red', 'white', 'blue']],
    [3, ['white', 'blue', 'green', 'red']],
    [4, ['blue', 'white', 'red', 'green']],
    [5, ['red', 'blue', 'green', 'white']],
    [6, ['blue', 'red', 'white', 'green']],
    [7, ['white', 'green', 'blue', 'red']],
    [8, ['green', 'white', 'red', 'blue']],
  ])('%i is applied', async (orientation, expected) => {
    const stored = picture(16, 16, (x, y) => (y < 8 ? (x < 8 ? red : green) : x < 8 ? blue : white))
    const jpeg = await stored
      .jpeg({ quality: 100, chromaSubsampling: '4:4:4' })
      .withMetadata({ orientation })
      .toBuffer()
    for (const [i, [x, y]] of [[2, 2] as const, [13, 2] as const, [2, 13] as const, [13, 13] as const].entries()) {
      close(await at(jpeg, x, y, { size: 16 }), corners[expected[i]!], 6)
    }
  })

  it('is applied before the sides are measured', async () => {
    // Stored 16 wide and 8 high, shown 8 wide and 16 high: padding is left and right, by reflection.
    const jpeg = await picture(16, 8, (x) => (x < 8 ? red : blue))
      .jpeg({ quality: 100, chromaSubsampling: '4:4:4' })
      .withMetadata({ orientation: 6 })
      .toBuffer()
    for (const x of [0, 8, 15]) {
      close(await at(jpeg, x, 2, { size: 16, mode: 'pad' }), red, 6)
      close(await at(jpeg, x, 13, { size: 16, mode: 'pad' }), blue, 6)
    }
  })
})

describe('the resize mode', () => {
  // Twelve wide, four high: a red, an orange and a blue square.
  const thirds = () =>
    picture(12, 4, (x) => [red, orange, blue][Math.floor(x / 4)]!)
      .png()
      .toBuffer()

  it('crop, the default, keeps the centre', async () => {
    const png = await thirds()
    for (const x of [0, 3]) expect(await at(png, x, 2, { size: 4 })).toEqual(orange)
  })

  it('squish keeps everything', async () => {
    const png = await thirds()
    for (const [x, colour] of [[0, red] as const, [7, orange] as const, [11, blue] as const]) {
      close(await at(png, x, 6, { size: 12, mode: 'squish' }), colour, 60)
    }
  })

  it('pad keeps everything and its proportions, and fills up by reflection', async () => {
    const rows = await picture(8, 4, (_, y) => [40 * y, 0, 0])
      .png()
      .toBuffer()
    const { data } = await decode(rows, { size: 8, mode: 'pad' })
    const column = Array.from({ length: 8 }, (_, y) => data[y * 8])
    expect(column).toEqual([40, 0, 0, 40, 80, 120, 120, 80])
  })

  it.each<ResizeMode>(['crop', 'squish', 'pad'])('%s gives a square for any proportions', async (mode) => {
    for (const [width, height] of [
      [200, 1],
      [1, 200],
      [7, 5],
      [1, 1],
    ] as const) {
      const png = await picture(width, height, () => orange)
        .png()
        .toBuffer()
      const { data, shape } = await decode(png, { size: 9, mode })
      expect(shape).toEqual([3, 9, 9])
      expect(data).toEqual(Uint8Array.from({ length: 243 }, (_, i) => orange[Math.floor(i / 81)]!))
    }
  })

  it('averages when it makes smaller: stripes of one pixel become their mean', async () => {
    const stripes = await picture(64, 64, (x) => (x % 2 === 0 ? [0, 0, 0] : [200, 200, 200]))
      .png()
      .toBuffer()
    close(await at(stripes, 2, 2, { size: 4 }), [100, 100, 100], 4)
  })
})

describe('decodeImage refuses', () => {
  it.each<[string, () => Promise<Buffer>]>([
    ['JPEG', () => noise().jpeg().toBuffer()],
    ['progressive JPEG', () => noise().jpeg({ progressive: true }).toBuffer()],
    ['PNG', () => noise().png().toBuffer()],
    ['WebP', () => noise().webp().toBuffer()],
    ['GIF', () => noise().gif().toBuffer()],
    ['TIFF', () => noise().tiff().toBuffer()],
  ])('a truncated %s, naming file and reason', async (format, make) => {
    const whole = await make()
    for (const part of [0.02, 0.5, 0.97]) {
      const file = join(folder, `${format}-${part}`)
      await writeFile(file, whole.subarray(0, Math.floor(part * whole.length)))
      const error = decode(file, { size: 8 })
      await expect(error).rejects.toMatchObject({ code: 'invalid-data' })
      await expect(error).rejects.toThrow(
        new RegExp(`^${file} cannot be used as a picture \\(.{10,}\\); replace the file`),
      )
    }
  })

  it('a PNG with a damaged middle', async () => {
    const png = await noise().png().toBuffer()
    png.fill(0xaa, png.length / 2, png.length / 2 + 20)
    await expect(decode(png, { size: 8 })).rejects.toThrow('the picture cannot be used as a picture')
  })

  it('what is no picture, is empty, a folder or not there', async () => {
    await expect(decode(Buffer.from('hello'), { size: 8 })).rejects.toThrow('unsupported image format')
    await expect(decode(new Uint8Array(0), { size: 8 })).rejects.toMatchObject({ code: 'invalid-data' })
    await expect(decode(folder, { size: 8 })).rejects.toThrow(`${folder} cannot be used as a picture (EISDIR`)
    await expect(decode(join(folder, 'none.jpg'), { size: 8 })).rejects.toThrow(
      'none.jpg cannot be used as a picture (ENOENT',
    )
  })

  it('a picture that would not fit in memory', async () => {
    const bomb = '<svg xmlns="http://www.w3.org/2000/svg" width="30000" height="30000"/>'
    await expect(decode(Buffer.from(bomb), { size: 8 })).rejects.toThrow('exceeds pixel limit')
  })

  it('a size or mode that cannot be', async () => {
    for (const size of [0, 1.5, -3, Number.NaN, 20000]) {
      await expect(decode('x.jpg', { size })).rejects.toMatchObject({ code: 'invalid-argument' })
    }
    await expect(decode('x.jpg', { size: 8, mode: 'stretch' as ResizeMode })).rejects.toThrow(
      "mode is 'stretch'; it must be one of crop, squish, pad",
    )
  })

  it('but not a JPEG with bytes after its end, as cameras write them', async () => {
    const jpeg = await plain(orange).jpeg({ quality: 100, chromaSubsampling: '4:4:4' }).toBuffer()
    close(await at(Buffer.concat([jpeg, Buffer.alloc(50, 0xaa)]), 1, 1, { size: 2 }), orange, 3)
  })
})

describe.skipIf(!shared)(needsShared('decodeImage on real files'), () => {
  it('reads a photograph', async () => {
    const { data } = await decode(join(shared!, 'data/coco128/train2017/000000000009.jpg'), { size: 64 })
    const mean = data.reduce((sum, value) => sum + value, 0) / data.length
    expect(mean).toBeGreaterThan(60)
    expect(mean).toBeLessThan(200)
  })
})
