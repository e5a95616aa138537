import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { contactSheet } from './contact-sheet.ts'
import { drawPicture } from './draw-picture.ts'

const plain = (value: number, width = 8, height = 8) =>
  ({ data: new Uint8Array(3 * width * height).fill(value), shape: [3, height, width] }) as const

describe('drawPicture', () => {
  it('enlarges small pictures by a whole number and reduces large ones, in proportion', async () => {
    expect(await drawPicture(plain(9, 28, 14))).toMatchObject({ width: 252, height: 126 })
    expect(await drawPicture(plain(9, 512, 256))).toMatchObject({ width: 256, height: 128 })
    expect(await drawPicture(plain(9, 1, 1), {}, { side: 10 })).toMatchObject({ width: 10, height: 10 })
  })

  it('a mask tints its classes and leaves the background and what belongs to no class as they are', async () => {
    const map = { data: Uint8Array.of(0, 1, 255, 1), shape: [2, 2] as const }
    const labels = ['background', 'thing']
    const { png } = await drawPicture(plain(100, 2, 2), { mask: { map, labels } }, { side: 2 })
    const pixels = await sharp(png).removeAlpha().raw().toBuffer()
    const at = (i: number) => [...pixels.subarray(3 * i, 3 * i + 3)]
    expect([at(0), at(2)]).toEqual([
      [100, 100, 100],
      [100, 100, 100],
    ])
    expect(at(1)).not.toEqual([100, 100, 100])
    expect(at(3)).toEqual(at(1))
  })
})

describe('contactSheet', () => {
  it('puts every picture on the sheet, whatever stands below it', async () => {
    const captions = [
      '<b>&"',
      '',
      'a caption that is much too long to have room in the two lines below a picture '.repeat(3),
    ]
    const cells = await Promise.all(
      captions.map(async (caption, i) => ({ drawing: await drawPicture(plain(40 + i)), caption })),
    )
    const sheet = await contactSheet(cells, { title: 'a <title>', legend: ['background', 'a & b'] })
    const { data, info } = await sharp(sheet).raw().toBuffer({ resolveWithObject: true })
    const counts = captions.map((_, k) => {
      let count = 0
      for (let i = 0; i < data.length; i += info.channels)
        if (data[i] === 40 + k && data[i + 1] === 40 + k && data[i + 2] === 40 + k) count++
      return count
    })
    // Text may have a few pixels of the same grey.
    for (const count of counts) {
      expect(count).toBeGreaterThanOrEqual(256 * 256)
      expect(count).toBeLessThan(256 * 256 + 300)
    }
  })
})
