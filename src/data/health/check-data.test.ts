import { describe, expect, it } from 'vitest'
import { badData } from '../../base/errors.ts'
import type { InputBlock, TargetBlock } from '../block.ts'
import { categoryBlock, multiCategoryBlock, regressionBlock } from '../blocks/index.ts'
import { DataBlock } from '../data-block.ts'
import { type Placement, type Point, unchanged } from '../placement.ts'
import { checkData } from './check-data.ts'
import { healthFindings } from './findings.ts'

/** An item whose picture is one byte wherever it is large, and which may be broken. */
interface Item<Y> {
  readonly name: string
  readonly content: number
  readonly y: Y
  readonly size?: readonly [width: number, height: number]
  readonly broken?: boolean
}

const bytes = <Y>(): InputBlock<Item<Y>> => ({
  name: 'bytes',
  async load({ name, content, size: [width, height] = [32, 32], broken }) {
    // Items end in another order than they begin.
    await new Promise((resolve) => setTimeout(resolve, content % 3))
    if (broken) throw badData(`${name} cannot be used as a picture; replace the file`)
    return { input: { data: Uint8Array.of(content), shape: [1] }, placement: unchanged({ width, height }) }
  },
})

const open = <Y>(items: readonly Item<Y>[], target: TargetBlock<Y>, validating: readonly string[]) =>
  new DataBlock({
    blocks: [bytes<Y>(), target],
    getItems: (all: readonly Item<Y>[]) => all,
    getX: (item) => item,
    getY: ({ y }) => y,
    splitter: (all) => ({
      train: all.flatMap(({ name }, i) => (validating.includes(name) ? [] : [i])),
      valid: all.flatMap(({ name }, i) => (validating.includes(name) ? [i] : [])),
    }),
  }).dataLoaders(items, { batchSize: 1 })

describe('checkData', () => {
  it('names what cannot be used, in the order of the items, and goes on', async () => {
    const items = Array.from({ length: 9 }, (_, i) => ({
      name: `${i}.jpg`,
      content: i,
      y: 'a',
      broken: i === 6 || i === 1,
    }))
    const health = await checkData(await open(items, categoryBlock(), ['6.jpg']))
    expect(health.unusable).toEqual({
      count: 2,
      first: [
        { item: 'item 1', side: 'train', message: '1.jpg cannot be used as a picture; replace the file' },
        { item: 'item 6', side: 'valid', message: '6.jpg cannot be used as a picture; replace the file' },
      ],
    })
    expect(health.items).toEqual({ train: 8, valid: 1 })
    expect(healthFindings(health)[0]).toMatchObject({ level: 'error' })
  })

  it('passes on what is no fault of the data', async () => {
    const loaders = await open(
      [0, 1].map((i) => ({ name: `${i}`, content: i, y: 'a' })),
      categoryBlock(),
      ['1'],
    )
    const inspect = () => Promise.reject(new TypeError('a bug'))
    await expect(checkData(loaders, { inspect })).rejects.toThrow(TypeError)
  })

  it('finds copies by content, within a side and across, and those of which different things are said', async () => {
    const items = [
      ['t0', 1, 'a'],
      ['t1', 1, 'b'], // a copy of t0 with another label
      ['v0', 2, 'a'],
      ['t2', 2, 'a'], // the same picture on both sides
      ['t3', 2, 'a'],
      ['t4', 3, 'b'],
      ['v1', 4, 'b'],
    ].map(([name, content, y]) => ({ name: name as string, content: content as number, y: y as string }))
    const { duplicates } = await checkData(await open(items, categoryBlock(), ['v0', 'v1']))
    expect(duplicates).toEqual({
      surplus: { train: 2, valid: 0 },
      across: 1,
      conflicting: 1,
      groups: [
        { items: ['item 2', 'item 3', 'item 4'], on: { train: 2, valid: 1 }, conflicting: false },
        { items: ['item 0', 'item 1'], on: { train: 2, valid: 0 }, conflicting: true },
      ],
    })
  })

  it('measures pictures: spread, shape, the most frequent sizes, tiny ones', async () => {
    const sizes = [
      [640, 480],
      [640, 480],
      [480, 640],
      [500, 500],
      [8, 100],
    ] as const
    const items = sizes.map((size, i) => ({ name: `${i}`, content: i, y: 'a', size }))
    const { sizes: found } = await checkData(await open(items, categoryBlock(), ['0']))
    expect(found).toEqual({
      width: { min: 8, median: 500, max: 640 },
      height: { min: 100, median: 480, max: 640 },
      landscape: 2,
      portrait: 2,
      square: 1,
      frequent: [
        { width: 640, height: 480, count: 2 },
        { width: 8, height: 100, count: 1 },
        { width: 480, height: 640, count: 1 },
        { width: 500, height: 500, count: 1 },
      ],
      tiny: { count: 1, items: ['item 4'] },
    })
  })

  it('counts points outside their pictures; the edge itself is inside', async () => {
    const pair: TargetBlock<readonly Point[]> = {
      name: 'points',
      setup: async () => ({
        name: 'points',
        answer: { kind: 'points', count: 2 },
        loss: undefined as never,
        moves: { kind: 'other' },
        encode: (_: readonly Point[], __: Placement) => ({ data: new Float32Array(4), shape: [4] }),
        decode: () => [],
        describe: (points) => JSON.stringify(points),
      }),
    }
    const points: (readonly Point[])[] = [
      [
        [0, 0],
        [32, 32],
      ],
      [
        [-1, 5],
        [5, 33],
      ],
      [
        [Number.NaN, Number.NaN],
        [5, 5],
      ],
    ]
    const items = points.map((y, i) => ({ name: `${i}`, content: i, y }))
    const health = await checkData(await open(items, pair, ['0']))
    expect(health.outside).toEqual({ points: 2, items: 1, first: ['item 1'] })
    expect(health.targets).toMatchObject({
      kind: 'points',
      points: [
        { present: { train: 1, valid: 1 }, x: { min: -1, mean: -0.5, max: 0 } },
        { present: { train: 2, valid: 1 } },
      ],
    })
  })

  it('reports progress, and stops when it is aborted', async () => {
    const items = Array.from({ length: 20 }, (_, i) => ({ name: `${i}`, content: i, y: 'a' }))
    const loaders = await open(items, categoryBlock(), ['0'])
    const abort = new AbortController()
    const seen: number[] = []
    const onProgress = (done: number, of: number) => {
      seen.push(done)
      expect(of).toBe(20)
      if (done === 5) abort.abort(new Error('enough'))
    }
    await expect(checkData(loaders, { onProgress, signal: abort.signal, workers: 2 })).rejects.toThrow('enough')
    expect(seen.length).toBeLessThan(8)
  })

  it('keeps nothing of the contents of 200,000 items', async () => {
    const items = Array.from({ length: 200_000 }, (_, i) => i)
    const loaders = await new DataBlock({
      blocks: [
        { name: 'bytes', load: () => Promise.reject(new Error('inspect reads')) } as InputBlock<number>,
        regressionBlock(),
      ],
      getItems: (all: readonly number[]) => all,
      getX: (item) => item,
      getY: (item) => item % 100,
      splitter: (all) => ({ train: all.slice(1).map((_, i) => i + 1), valid: [0] }),
    }).dataLoaders(items)
    globalThis.gc?.()
    const before = process.memoryUsage().rss
    let most = 0
    const health = await checkData(loaders, {
      inspect: async (i) => {
        const contents = new Uint8Array(4096).fill(i)
        if (i % 5000 === 0) most = Math.max(most, process.memoryUsage().rss - before)
        return { size: { width: 64, height: 48 }, digest: `${contents[0]}/${Math.floor(i / 2)}` }
      },
    })
    // The contents alone would be 800 MB.
    expect(most).toBeLessThan(300e6)
    expect(health.duplicates.across + health.duplicates.surplus.train + health.duplicates.surplus.valid).toBe(0)
    expect(health.duplicates.groups).toEqual([])
    expect(health.targets).toMatchObject({ columns: [{ min: 0, max: 99, present: { train: 199_999, valid: 1 } }] })
  })
})

describe('checkData of labels', () => {
  it('counts classes, pairs and items without labels', async () => {
    const labels = [['cat', 'dog'], ['dog', 'cat'], [], ['cat'], ['owl'], []]
    const items = labels.map((y, i) => ({ name: `${i}`, content: i, y: y as readonly string[] }))
    const health = await checkData(await open(items, multiCategoryBlock(), ['4', '5']))
    expect(health.targets).toEqual({
      kind: 'labels',
      items: { train: 4, valid: 2 },
      withoutLabels: { train: 1, valid: 1 },
      classes: [
        { label: 'cat', train: 3, valid: 0 },
        { label: 'dog', train: 2, valid: 0 },
        { label: 'owl', train: 0, valid: 1 },
      ],
      pairs: [{ labels: ['cat', 'dog'], count: 2 }],
    })
    const messages = healthFindings(health).map(({ level, message, examples }) => [
      level,
      message.split(',')[0],
      examples,
    ])
    expect(messages).toEqual([
      ['warning', 'a class is on no training picture', ['owl']],
      ['warning', '2 classes are on no validation picture', ['cat', 'dog']],
      ['warning', 'a class is on a single picture of the whole set: it can be learnt or judged', ['owl']],
      [
        'note',
        '2 classes are on fewer than 10 training pictures each: too few for a network that starts from nothing',
        ['cat', 'dog'],
      ],
    ])
  })
})
