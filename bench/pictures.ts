import { mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import sharp from 'sharp'
import type { PicturesShape } from './cases.ts'
import { uniform } from './inputs.ts'

/** Kindling's cache takes a file as unchanged by its times alone once they are this old. */
const settledMs = 2_500

/** Writes the JPEG files of a case, unless they are there: gradients, edges and noise, about as large as photographs. */
export async function writePictures({ folder, pictures, width, height }: PicturesShape): Promise<void> {
  await mkdir(folder, { recursive: true })
  if ((await pictureFiles({ folder })).length === pictures) return
  const noise = uniform(3 * width * height, 9)
  for (let i = 0; i < pictures; i++) {
    const [a, b, c] = uniform(3, 10 + i) as unknown as [number, number, number]
    const data = new Uint8Array(3 * width * height)
    for (let y = 0, at = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const disc = Math.hypot(x - width * (0.5 + a / 3), y - height * (0.5 + b / 3)) < height / 4 ? 50 : 0
        const stripes = Math.sin((x * (2 + c) + y * (3 - a)) / 40) > 0.3 ? 25 : 0
        for (let channel = 0; channel < 3; channel++, at++) {
          const shade = 100 + 45 * Math.sin(x / (60 + 30 * b) + channel) + 35 * Math.cos(y / (50 + 20 * a) - channel)
          data[at] = shade + disc - stripes * channel + 12 * noise[(at + 7919 * i) % noise.length]!
        }
      }
    }
    const jpeg = await sharp(data, { raw: { width, height, channels: 3 } })
      .jpeg({ quality: 90 })
      .toBuffer()
    await writeFile(join(folder, `${String(i).padStart(4, '0')}.jpg`), jpeg)
  }
  await pause(settledMs)
}

export const removePictures = ({ folder }: PicturesShape): Promise<void> => rm(folder, { recursive: true, force: true })

/** The paths of the JPEG files, in order. */
export async function pictureFiles({ folder }: Pick<PicturesShape, 'folder'>): Promise<string[]> {
  const names = await readdir(folder)
  return names
    .filter((name) => name.endsWith('.jpg'))
    .sort()
    .map((name) => join(folder, name))
}
