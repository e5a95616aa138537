import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { needsShared, shared } from '../../test/shared.ts'
import { randomSplitter } from '../data/splitter.ts'
import { Vocabulary } from '../data/vocabulary.ts'
import { multiLabelImages } from './multi-label-images.ts'

let folder: string
let csv: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kindling-multi-label-'))
  csv = join(folder, 'labels.csv')
  const names = Array.from({ length: 10 }, (_, i) => `p${i}.png`)
  for (const [i, name] of names.entries()) {
    const colour = { r: i * 20, g: 0, b: 0 }
    await sharp({ create: { width: 6, height: 4, channels: 3, background: colour } })
      .png()
      .toFile(join(folder, name))
  }
  const labels = ['cat', 'cat dog', '', 'dog', 'cat', 'cat', 'owl', '', 'dog', 'cat']
  const rows = names.map((name, i) => `${name},${labels[i]},${i >= 6 ? 'True' : 'False'}`)
  await writeFile(csv, `fname,labels,is_valid\n${rows.join('\n')}\n`)
  await writeFile(
    join(folder, 'unsplit.csv'),
    `fname,labels\n${names.map((name, i) => `${name},${labels[i]}`).join('\n')}`,
  )
})
afterAll(() => rm(folder, { recursive: true }))

describe('multiLabelImages', () => {
  it('splits by is_valid, takes the classes of all rows and counts them', async () => {
    const data = await multiLabelImages({ csv, size: 4 })
    expect(data.train.map(({ valid }) => valid)).toEqual(Array(6).fill(false))
    expect(data.valid.map(({ valid }) => valid)).toEqual(Array(4).fill(true))
    expect(data.vocabulary.labels).toEqual(['cat', 'dog', 'owl'])
    expect(data.summary).toEqual({
      items: { train: 6, valid: 4 },
      withoutLabels: { train: 1, valid: 1 },
      classes: [
        { label: 'cat', train: 4, valid: 1 },
        { label: 'dog', train: 2, valid: 1 },
        { label: 'owl', train: 0, valid: 1 },
      ],
    })
  })

  it('makes batches of pictures with their multi-hot targets', async () => {
    const { valid } = (await multiLabelImages({ csv, size: 4 })).dataLoaders({ batchSize: 3 })
    const batches = []
    for await (const batch of valid.epoch()) batches.push(batch)
    expect(batches.map(({ imageShape, targetShape }) => [imageShape, targetShape])).toEqual([
      [
        [3, 3, 4, 4],
        [3, 3],
      ],
      [
        [1, 3, 4, 4],
        [1, 3],
      ],
    ])
    expect(batches[0]!.targets).toEqual(Float32Array.of(0, 0, 1, 0, 0, 0, 0, 1, 0))
    expect(batches[0]!.images[0]).toBe(120)
    expect(batches[0]!.images[48]).toBe(140)
  })

  it('trains in a new order each epoch and in whole batches, as long as there is one', async () => {
    const data = await multiLabelImages({ csv, size: 4, seed: 3 })
    const { train, valid } = data.dataLoaders({ batchSize: 4 })
    expect(train.length).toBe(1)
    expect(train.order(0)).not.toEqual(train.order(1))
    expect(valid.order(0)).toEqual([0, 1, 2, 3])
    expect(data.dataLoaders().train.length).toBe(1)
  })

  it('splits at random where the CSV does not say, and as told where a splitter is given', async () => {
    const unsplit = join(folder, 'unsplit.csv')
    expect((await multiLabelImages({ csv: unsplit, size: 4 })).valid).toHaveLength(2)
    const halves = await multiLabelImages({ csv, size: 4, splitter: randomSplitter({ validFraction: 0.5 }) })
    expect(halves.valid).toHaveLength(5)
  })

  it('names a label that a given vocabulary lacks, and its picture, before anything is loaded', async () => {
    const vocabulary = new Vocabulary(['cat', 'dog'])
    await expect(multiLabelImages({ csv, size: 4, vocabulary })).rejects.toThrow(
      `label 'owl' of ${join(folder, 'p6.png')} is not in the vocabulary. It has: cat, dog.`,
    )
  })

  it('leaves out a picture that became unreadable, when told to', async () => {
    const truncated = join(folder, 'truncated.png')
    await writeFile(truncated, (await sharp(join(folder, 'p1.png')).toBuffer()).subarray(0, 40))
    const damaged = join(folder, 'damaged.csv')
    await writeFile(damaged, 'fname,labels,is_valid\np0.png,cat,0\np1.png,cat,1\ntruncated.png,dog,1\np3.png,dog,1\n')
    const data = await multiLabelImages({ csv: damaged, size: 4 })
    const { valid } = data.dataLoaders({ onError: 'skip' })
    for await (const { items } of valid.epoch()) expect(items).toHaveLength(2)
    expect(valid.failures.map(({ item }) => item.file)).toEqual([truncated])
    await expect(data.dataLoaders().valid.epoch().next()).rejects.toThrow(`${truncated} cannot be used as a picture`)
  })
})

describe.skipIf(!shared)(needsShared('multiLabelImages on coco128'), () => {
  it('has 76 classes, 128 items on each side, and reads every photograph', async () => {
    const data = await multiLabelImages({ csv: join(shared!, 'data/coco128/labels.csv'), size: 32 })
    expect(data.vocabulary.size).toBe(76)
    expect(data.summary.items).toEqual({ train: 128, valid: 128 })
    expect(data.summary.withoutLabels.train + data.summary.withoutLabels.valid).toBe(2)
    const { train, valid } = data.dataLoaders({ batchSize: 32 })
    let seen = 0
    for (const loader of [train, valid]) {
      for await (const { images, targets, items } of loader.epoch()) {
        seen += items.length
        expect(images.length).toBe(items.length * 3 * 32 * 32)
        expect(targets.reduce((sum, x) => sum + x, 0)).toBe(items.reduce((sum, { labels }) => sum + labels.length, 0))
      }
    }
    expect(seen).toBe(256)
  })
})
