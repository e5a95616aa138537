import { rm, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { writeSample } from '../../../test/biwi-sample.ts'
import { readPicture } from './picture.ts'

let parent: string
let file: string
beforeEach(async () => {
  parent = await writeSample({})
  file = join(parent, 'picture.png')
})
afterEach(() => rm(parent, { recursive: true }))
const raw = (channels: 1 | 3 | 4, ...bytes: number[]) =>
  sharp(Uint8Array.from(bytes), { raw: { width: bytes.length / channels, height: 1, channels } }).png()

describe('readPicture', () => {
  it('gives RGB bytes, pixel after pixel, at the size of the file', async () => {
    await raw(3, 1, 2, 3, 250, 120, 10).toFile(file)
    expect(await readPicture(file)).toEqual({ width: 2, height: 1, data: Buffer.from([1, 2, 3, 250, 120, 10]) })
  })

  it('takes grey pictures, and leaves transparency out', async () => {
    await raw(1, 7, 9).toColourspace('b-w').toFile(file)
    expect([...(await readPicture(file)).data]).toEqual([7, 7, 7, 9, 9, 9])
    await raw(4, 1, 2, 3, 255).toFile(file)
    expect([...(await readPicture(file)).data]).toEqual([1, 2, 3])
  })

  it('names a file that is missing, none, or too large', async () => {
    await expect(readPicture(file)).rejects.toThrow(`${file} is missing`)
    await writeFile(file, 'no picture')
    await expect(readPicture(file)).rejects.toThrow(`${file} cannot be used as a picture (`)
    await truncate(file, 2 ** 27)
    await expect(readPicture(file)).rejects.toThrow(`${file} has 134217728 bytes, and a file of its kind at most`)
    await expect(readPicture(parent)).rejects.toThrow(`${parent} is no file`)
  })
})
