import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'

const colours = { blue: [30, 60, 220], green: [30, 170, 60], red: [220, 40, 40] } as const

/** Pixels. */
const width = 48
const height = 32

/**
 * Writes small JPEG pictures of a blue, a green and a red square on grey, each there or not, all eight combinations over
 * and over, and `labels.csv`, whose last quarter is for validation.
 *
 * @returns the names of the pictures; picture i has the labels of the bits of i: 1 blue, 2 green, 4 red
 */
export async function writeColouredSquares(folder: string, count: number): Promise<string[]> {
  await mkdir(folder, { recursive: true })
  const names = Array.from({ length: count }, (_, i) => `${String(i).padStart(3, '0')}.jpg`)
  const rows = await Promise.all(
    names.map(async (name, i) => {
      const present = Object.keys(colours).filter((_, bit) => (i >> bit) & 1) as (keyof typeof colours)[]
      await writeFile(join(folder, name), await drawn(present, i))
      return `${name},${present.join(' ')},${i >= 0.75 * count ? 'True' : 'False'}\n`
    }),
  )
  await writeFile(join(folder, 'labels.csv'), `fname,labels,is_valid\n${rows.join('')}`)
  return names
}

function drawn(present: readonly (keyof typeof colours)[], seed: number): Promise<Buffer> {
  const pixels = new Uint8Array(3 * width * height).map((_, i) => 110 + ((i * 7919 + seed * 104_729) % 31))
  for (const [place, colour] of present.entries()) {
    const left = 16 * place + (seed % 7)
    const top = (5 * seed) % 22
    for (let y = top; y < top + 10; y++)
      for (let x = left; x < left + 10; x++) pixels.set(colours[colour], 3 * (y * width + x))
  }
  return sharp(pixels, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 95 })
    .toBuffer()
}
