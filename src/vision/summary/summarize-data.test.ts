import { mkdir, mkdtemp, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  categoryBlock,
  columnFile,
  columnLabels,
  DataBlock,
  filesIn,
  functionSplitter,
  multiCategoryBlock,
  type Point,
  parentLabel,
  readRows,
} from '../../data/index.ts'
import { horizontalFlip, lighting } from '../augment/index.ts'
import { imageBlock, maskBlock, pointsBlock } from '../blocks/index.ts'
import { resize } from '../picture/index.ts'
import { summarizeData } from './summarize-data.ts'

let folder: string
const colours = { red: '#d02020', green: '#20a030' }

/** Pictures of one colour, each with a line somewhere else so that no two are alike. */
const drawn = (colour: string, i: number, width = 40, height = 30) =>
  sharp({ create: { width, height, channels: 3, background: colour } }).composite([
    { input: { create: { width: 3, height: 20, channels: 3, background: '#fff' } }, left: i, top: 4 },
  ])

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kindling-summary-'))
  for (const [name, colour] of Object.entries(colours)) {
    await mkdir(join(folder, 'classes', name), { recursive: true })
    for (let i = 0; i < 5; i++)
      await drawn(colour, i)
        .jpeg()
        .toFile(join(folder, 'classes', name, `${i}.jpg`))
  }
})
afterAll(() => rm(folder, { recursive: true }))

const isFifth = functionSplitter((file: string) => file.endsWith('4.jpg'))

const colourBlock = (options: { broken?: string } = {}) =>
  new DataBlock({
    blocks: [imageBlock(), categoryBlock()],
    getItems: filesIn(),
    getX: (file: string): string | Uint8Array => file,
    getY: (file: string) => {
      if (options.broken !== undefined && file.endsWith(options.broken)) throw new TypeError('no such label')
      return parentLabel()(file)
    },
    splitter: isFifth,
    itemTransforms: [resize(24)],
    batchTransforms: [horizontalFlip(), lighting()],
  })

describe('summarizeData', () => {
  it('shows every step from the source to the loss, with value, type, shape, range and time', async () => {
    const summary = await summarizeData(colourBlock(), join(folder, 'classes'))
    expect(summary.failure).toBeUndefined()
    expect(summary.steps.map(({ name }) => name)).toEqual([
      'getItems',
      'splitter',
      'blocks',
      'getX',
      'decode',
      'itemTransforms',
      'getY',
      'encode',
      'batch',
      'batchTransforms',
      'normalize',
      'loss',
    ])
    const step = Object.fromEntries(summary.steps.map((each) => [each.name, each]))
    expect(step.getItems!.output).toMatch(/^10 items; the first: .*green.0\.jpg$/)
    expect(step.splitter!.output).toBe('8 train, 2 validate')
    expect(step.blocks!.details![0]).toBe('vocabulary: green, red')
    expect(step.decode).toMatchObject({ type: 'uint8', shape: [3, 30, 40], output: 'a picture of 40 × 30 pixels' })
    expect(step.itemTransforms!.output).toMatch(/^30 × 30 from \(\d+, 0\) of 40 × 30 → 24 × 24$/)
    expect(step.getY).toMatchObject({ output: 'green', type: 'string' })
    expect(step.encode).toMatchObject({ type: 'int32', shape: [], range: { min: 0, max: 0 } })
    expect(step.batch).toMatchObject({ type: 'uint8', shape: [6, 3, 24, 24] })
    expect(step.batchTransforms!.details).toHaveLength(7)
    expect(step.batchTransforms!.details![0]).toMatch(/^1: (mirrored|in place), brightness \d+ → \d+$/)
    expect(step.normalize).toMatchObject({ type: 'float32', shape: [6, 3, 24, 24] })
    // Bytes 0 and 255 of the channel with the least mean and deviation bound what normalisation can give.
    expect(step.normalize!.range!.min).toBeGreaterThanOrEqual(-2.12)
    expect(step.normalize!.range!.max).toBeLessThanOrEqual(2.65)
    // Cross-entropy of two classes that are equally likely: ln 2.
    expect(step.loss!.output).toMatch(/^0\.6931: /)
    expect(summary.steps.every(({ milliseconds }) => milliseconds >= 0)).toBe(true)
  })

  it('reads the whole set, unless that is not asked for', async () => {
    const progress: number[] = []
    const onProgress = (done: number) => void progress.push(done)
    const { health, findings } = await summarizeData(colourBlock(), join(folder, 'classes'), { onProgress })
    expect(progress).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
    expect(health).toMatchObject({
      items: { train: 8, valid: 2 },
      unusable: { count: 0 },
      modes: [{ mode: 'JPEG, colour', count: 10 }],
      sizes: { frequent: [{ width: 40, height: 30, count: 10 }] },
    })
    expect(findings.map(({ level }) => level)).toEqual(['note'])
    const quick = await summarizeData(colourBlock(), join(folder, 'classes'), { check: false })
    expect(quick.health).toBeUndefined()
  })

  it('a copy with other metadata is found to be on both sides', async () => {
    const copies = join(folder, 'copies')
    for (const side of ['a', 'b']) await mkdir(join(copies, side), { recursive: true })
    await drawn('#555', 1)
      .png()
      .toFile(join(copies, 'a', '1.png'))
    await drawn('#555', 1)
      .withExif({ IFD0: { Copyright: 'somebody' } })
      .png()
      .toFile(join(copies, 'b', '4.png'))
    const { options } = colourBlock()
    const block = new DataBlock({ ...options, splitter: functionSplitter((file) => file.endsWith('4.png')) })
    const { findings } = await summarizeData(block, copies)
    expect(findings.filter(({ level }) => level === 'warning').map(({ message }) => message)).toContainEqual(
      expect.stringMatching(/^1 validation picture also occurs in training/),
    )
  })

  it('a step that fails is named with its item, its value and the way out; the steps before it are shown', async () => {
    const summary = await summarizeData(colourBlock({ broken: 'red/2.jpg' }), join(folder, 'classes'))
    expect(summary.steps.map(({ name }) => name)).toEqual(['getItems', 'splitter'])
    expect(summary.failure).toMatchObject({
      step: 'blocks',
      item: join(folder, 'classes', 'red', '2.jpg'),
      message: expect.stringMatching(/^in blocks, a function of yours threw TypeError: no such label; /),
    })
    expect(summary.text()).toContain('✗ failed: blocks')
    expect(summary.html()).toContain('A step failed')
  })

  it('a label that is not in the vocabulary is named with its item and value', async () => {
    const { options } = colourBlock()
    const block = new DataBlock({
      ...options,
      blocks: [imageBlock(), categoryBlock({ vocabulary: ['green', 'blue'] })],
    })
    const { failure } = await summarizeData(block, join(folder, 'classes'))
    expect(failure).toMatchObject({
      step: 'blocks',
      item: join(folder, 'classes', 'red', '0.jpg'),
      value: 'red',
      message: expect.stringContaining("label 'red'"),
    })
  })

  describe('of a truncated picture', () => {
    const broken = () => join(folder, 'truncated', 'red', '2.jpg')
    beforeAll(async () => {
      for (const [name, colour] of Object.entries(colours)) {
        await mkdir(join(folder, 'truncated', name), { recursive: true })
        for (let i = 0; i < 5; i++)
          await drawn(colour, i)
            .jpeg()
            .toFile(join(folder, 'truncated', name, `${i}.jpg`))
      }
      await truncate(broken(), 300)
    })

    it('that is followed, the step is decode', async () => {
      const { failure, steps } = await summarizeData(colourBlock(), join(folder, 'truncated'), { item: 7 })
      expect(failure).toMatchObject({
        step: 'decode',
        item: broken(),
        message: expect.stringMatching(/replace the file or remove it/),
      })
      expect(steps.at(-1)!.name).toBe('getX')
    })

    it('that is in the batch, the step is batch', async () => {
      const { failure } = await summarizeData(colourBlock(), join(folder, 'truncated'), { batchSize: 8 })
      expect(failure).toMatchObject({ step: 'batch', item: broken() })
    })

    it('that is anywhere else, reading the whole set finds it', async () => {
      const { options } = colourBlock()
      const isBroken = functionSplitter((file: string) => file === broken())
      const summary = await summarizeData(new DataBlock({ ...options, splitter: isBroken }), join(folder, 'truncated'))
      expect(summary.failure).toMatchObject({ step: 'decode', item: broken() })
      expect(summary.steps.at(-1)!.name).toBe('loss')
      expect(summary.findings[0]).toMatchObject({ level: 'error', examples: [expect.stringContaining(broken())] })
    })
  })

  it('stops when it is aborted', async () => {
    const abort = AbortSignal.abort(new DOMException('enough', 'AbortError'))
    await expect(summarizeData(colourBlock(), join(folder, 'classes'), { signal: abort })).rejects.toThrow('enough')
  })

  it('labels of strangers cannot write into the page or move the cursor', async () => {
    const evil = '<script>alert(1)</script>\x1b[2J'
    const csv = join(folder, 'evil.csv')
    await writeFile(csv, `file,labels\nclasses/red/0.jpg,${evil}\nclasses/red/1.jpg,b\nclasses/red/4.jpg,b\n`)
    const block = new DataBlock({
      blocks: [imageBlock(), multiCategoryBlock()],
      getItems: (path: string) => readRows(path),
      getX: (row): string | Uint8Array => columnFile('file', { folder })(row),
      getY: columnLabels('labels'),
      splitter: (rows) => ({ train: rows.slice(1).map((_, i) => i + 1), valid: [0] }),
      itemTransforms: [resize(24)],
    })
    const summary = await summarizeData(block, csv)
    expect(summary.text()).not.toContain('\x1b')
    const html = summary.html()
    expect(html).not.toContain('<script')
    expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt;')
    expect(html).not.toMatch(/(src|href)="(?!data:image)/)
    expect(html).not.toMatch(/url\(|@import|https?:/)
  })

  it('points are drawn, and reported in words that change with the picture', async () => {
    const block = new DataBlock({
      blocks: [imageBlock(), pointsBlock({ count: 2 })],
      getItems: filesIn(),
      getX: (file: string): string | Uint8Array => file,
      getY: (): readonly Point[] => [
        [10, 15],
        [Number.NaN, Number.NaN],
      ],
      splitter: isFifth,
      itemTransforms: [resize(24, 'squish')],
    })
    const { steps } = await summarizeData(block, join(folder, 'classes'), { check: false })
    const encode = steps.find(({ name }) => name === 'encode')!
    // 10 of 40 and 15 of 30 in −1…1.
    expect(encode.output).toBe('[-0.5, 0, NaN, NaN]')
    expect(encode.range).toMatchObject({ min: -0.5, max: 0, missing: 2 })
    expect(encode.details).toEqual(['read back: (10, 15) absent'])
    expect(encode.pictures![0]!.caption).toBe('1 of 2 points absent')
  })

  it('a mask is a class for each pixel, and its pixels are counted', async () => {
    const block = new DataBlock({
      blocks: [imageBlock(), maskBlock({ classes: ['background', 'thing'] })],
      getItems: filesIn(),
      getX: (file: string): string | Uint8Array => file,
      getY: () => ({
        data: Uint8Array.from({ length: 1200 }, (_, i) => (i % 40 < 10 ? 1 : 0)),
        shape: [30, 40] as const,
      }),
      splitter: isFifth,
      itemTransforms: [resize(24, 'squish')],
    })
    const { steps, health, failure } = await summarizeData(block, join(folder, 'classes'))
    expect(failure).toBeUndefined()
    expect(steps.find(({ name }) => name === 'encode')).toMatchObject({ type: 'uint8', shape: [24, 24] })
    // A quarter of 1200 pixels in each of ten masks.
    expect(health!.pixels).toEqual([9000, 3000])
    expect(steps.at(-1)!.output).toMatch(/^0\.6931: /)
  })

  it('lines of the text have room in a terminal', async () => {
    const lines = (await summarizeData(colourBlock(), join(folder, 'classes'))).text().split('\n')
    expect(Math.max(...lines.map((line) => [...line].length))).toBeLessThanOrEqual(88)
  })
})
