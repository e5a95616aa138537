import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DataBlock, type Point, type TargetBlock } from '../data/index.ts'
import { type BatchTransform, horizontalFlip } from './augment/index.ts'
import { imageBlock, pointsBlock } from './blocks/index.ts'
import { pointColour } from './drawing/colours.ts'
import { resize } from './picture/index.ts'
import { showBatch } from './show-batch.ts'

let folder: string
let pictures: Buffer[]

/** Grey pictures of 64 × 64, each a little lighter than the one before. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kindling-show-'))
  pictures = await Promise.all(
    Array.from({ length: 6 }, (_, i) =>
      sharp({ create: { width: 64, height: 64, channels: 3, background: { r: 90 + i, g: 90 + i, b: 90 + i } } })
        .png()
        .toBuffer(),
    ),
  )
})
afterAll(() => rm(folder, { recursive: true }))

const loadersOf = <Y>(target: TargetBlock<Y>, y: Y, batchTransforms: BatchTransform[] = []) =>
  new DataBlock({
    blocks: [imageBlock(), target],
    getItems: (all: readonly Buffer[]) => all,
    getX: (item): string | Uint8Array => item,
    getY: () => y,
    splitter: () => ({ train: [0, 1, 2, 3, 4], valid: [5] }),
    itemTransforms: [resize(64)],
    batchTransforms,
  }).dataLoaders(pictures, { batchSize: 2 })

/** Where a sheet has this colour exactly: the mean place of its pixels, and how many there are. */
async function find(path: string, [r, g, b]: readonly [number, number, number]) {
  const { data, info } = await sharp(path).removeAlpha().raw().toBuffer({ resolveWithObject: true })
  const places: [number, number][] = []
  for (let i = 0; i < info.width * info.height; i++)
    if (data[3 * i] === r && data[3 * i + 1] === g && data[3 * i + 2] === b)
      places.push([i % info.width, Math.floor(i / info.width)])
  const mean = (axis: 0 | 1) => places.reduce((sum, place) => sum + place[axis], 0) / places.length
  return { count: places.length, x: mean(0) + 0.5, y: mean(1) + 0.5 }
}

describe('showBatch', () => {
  it('draws points where they are in the enlarged picture', async () => {
    const path = join(folder, 'points.png')
    const points: readonly Point[] = [
      [16, 8],
      [48, 40],
    ]
    const { count } = await showBatch(await loadersOf(pointsBlock(), points), path, { count: 1 })
    expect(count).toBe(1)
    // 64 pixels become 256, and the picture is the lowest thing on the sheet but for margin and caption.
    const first = await find(path, pointColour(0, 2).rgb)
    const second = await find(path, pointColour(1, 2).rgb)
    expect(second.x - first.x).toBeCloseTo(4 * 32, 0)
    expect(second.y - first.y).toBeCloseTo(4 * 32, 0)
  })

  it('a point keeps its colour where a mirrored picture exchanges it, so the swap can be seen', async () => {
    const eyes: readonly Point[] = [
      [16, 32],
      [48, 32],
    ]
    const mirrored = [horizontalFlip({ p: 1 })]
    const found = async (swap: [number, number][]) => {
      const path = join(folder, `swap-${swap.length}.png`)
      await showBatch(await loadersOf(pointsBlock({ swap }), eyes, mirrored), path, { count: 1 })
      return (await find(path, pointColour(0, 2).rgb)).x
    }
    const [left, right] = [await found([[0, 1]]), await found([])]
    expect(right - left).toBeCloseTo(4 * 32, 0)
  })

  it('absent points are left out', async () => {
    const path = join(folder, 'absent.png')
    const points: readonly Point[] = [
      [16, 8],
      [Number.NaN, Number.NaN],
    ]
    await showBatch(await loadersOf(pointsBlock(), points), path, { count: 1 })
    expect((await find(path, pointColour(0, 2).rgb)).count).toBeGreaterThan(20)
    expect((await find(path, pointColour(1, 2).rgb)).count).toBe(0)
  })

  it('takes as many batches as the count needs, and no more pictures than there are', async () => {
    const path = join(folder, 'count.png')
    const loaders = await loadersOf(pointsBlock(), [[1, 1]] as readonly Point[])
    expect(await showBatch(loaders, path, { count: 3 })).toEqual({ count: 3 })
    expect(await showBatch(loaders, path, { count: 30, augmented: false })).toEqual({ count: 5 })
    await expect(showBatch(loaders, path, { count: 0 })).rejects.toThrow('showBatch: count is 0; it must be a whole')
  })

  it('the same seed gives the same sheet, another seed another', async () => {
    const loaders = await loadersOf(pointsBlock(), [[8, 8]] as readonly Point[], [horizontalFlip()])
    const sheet = async (seed: number) => {
      await showBatch(loaders, join(folder, 'seed.png'), { count: 4, seed })
      return (await sharp(join(folder, 'seed.png')).raw().toBuffer()).toString('base64')
    }
    const [first, again, other] = [await sheet(1), await sheet(1), await sheet(2)]
    expect(again === first).toBe(true)
    expect(other === first).toBe(false)
    expect((await readdir(folder)).filter((name) => !name.endsWith('.png'))).toEqual([])
  })
})
