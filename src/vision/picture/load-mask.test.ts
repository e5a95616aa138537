import { encode } from 'fast-png'
import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import type { ClassMap, Placement } from '../../data/index.ts'
import { unchanged } from '../../data/index.ts'
import { loadMask } from './load-mask.ts'

const width = 11
const height = 5
/** Classes 0, 1 and 2 in a pattern without symmetries. */
const classes = Uint8Array.from({ length: width * height }, (_, i) => ((i * 7) % 11) % 3)
const map: ClassMap = { data: classes, shape: [height, width] }
const asStored = unchanged({ width, height })
const grey = () => sharp(classes, { raw: { width, height, channels: 1 } }).toColourspace('b-w')
const palette = [
  [0, 0, 0],
  [128, 0, 0],
  [0, 128, 0],
]

describe('loadMask', () => {
  it('reads 8 bits of grey', async () => expect(await loadMask(await grey().png().toBuffer(), asStored)).toEqual(map))

  it('reads the numbers of a palette, not its colours', async () => {
    const png = encode({ width, height, data: classes, channels: 1, depth: 8, palette })
    expect(png[25]).toBe(3)
    expect(await loadMask(png, asStored)).toEqual(map)
  })

  it.each([1, 2, 4] as const)('reads %i bits of a palette', async (bits) => {
    // Drawn with few colours, so that the encoder packs several pixels into a byte.
    const colours = Uint8Array.from(classes, (value) => (bits === 1 ? (value ? 255 : 0) : value * 100))
    const png = await sharp(colours, { raw: { width, height, channels: 1 } })
      .png({ palette: true, colours: 2 ** bits, dither: 0 })
      .toBuffer()
    expect([png[24], png[25]]).toEqual([bits, 3])
    const { data } = await loadMask(png, asStored)
    const numbers = new Map([...data].map((number, i) => [number, colours[i]]))
    expect(Array.from(data, (number) => numbers.get(number))).toEqual([...colours])
    expect(Math.max(...data)).toBeLessThan(2 ** bits)
  })

  it('places the nearest class where the picture’s rectangle says', async () => {
    const placement: Placement = {
      original: { width, height },
      region: { left: 2, top: 1, width: 4, height: 2 },
      size: { width: 8, height: 2 },
    }
    const { data, shape } = await loadMask(map, placement)
    const row = (y: number) => [2, 2, 3, 3, 4, 4, 5, 5].map((x) => classes[y * width + x])
    expect(shape).toEqual([2, 8])
    expect([...data]).toEqual([...row(1), ...row(2)])
  })

  it('says 255 beyond the picture', async () => {
    const placement: Placement = {
      original: { width, height },
      region: { left: -1, top: -1, width: width + 2, height: height + 2 },
      size: { width: width + 2, height: height + 2 },
    }
    const { data } = await loadMask(map, placement)
    const beyond = Array.from({ length: (width + 2) * (height + 2) }, (_, i) => {
      const [x, y] = [i % (width + 2), Math.floor(i / (width + 2))]
      return x === 0 || y === 0 || x === width + 1 || y === height + 1 ? 255 : classes[(y - 1) * width + x - 1]
    })
    expect([...data]).toEqual(beyond)
  })

  it.each<[string, () => Promise<Uint8Array>, string]>([
    ['colours', () => grey().toColourspace('srgb').png({ palette: false }).toBuffer(), 'srgb of 3 channels'],
    ['JPEG', () => grey().jpeg().toBuffer(), 'JPEG does not keep classes'],
    ['16 bits', () => grey().toColourspace('grey16').png().toBuffer(), 'ushort'],
    ['a truncated file', async () => (await grey().png().toBuffer()).subarray(0, 60), 'cannot be used as a mask'],
    ['no picture', async () => Buffer.from('classes'), 'unsupported image format'],
  ])('refuses %s', async (_, make, reason) => {
    const error = loadMask(await make(), asStored)
    await expect(error).rejects.toMatchObject({ code: 'invalid-data' })
    await expect(error).rejects.toThrow(reason)
  })

  it('refuses a mask of another size than its picture', () =>
    expect(loadMask(map, unchanged({ width: 22, height: 10 }))).rejects.toThrow(
      'the mask cannot be used as a mask (it is 11 × 5 pixels, but its picture is 22 × 10',
    ))
})
