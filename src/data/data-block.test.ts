import { describe, expect, expectTypeOf, it } from 'vitest'
import { badData } from '../base/errors.ts'
import type { InputBlock, LoadInputOptions, Named, TargetBlock } from './block.ts'
import { categoryBlock } from './blocks/category.ts'
import { partsBlock } from './blocks/parts.ts'
import { regressionBlock } from './blocks/regression.ts'
import { DataBlock, type DataBlockOptions, type DataLoadersOptions } from './data-block.ts'
import type { ItemTransform } from './item-transform.ts'
import { unchanged } from './placement.ts'
import { oversampler, weightedSampler } from './sampler.ts'
import { functionSplitter, randomSplitter, type Split } from './splitters/index.ts'

interface Item {
  readonly file: string
  readonly label: string
}
const itemsOf = (n: number): Item[] => Array.from({ length: n }, (_, i) => ({ file: `${i}.jpg`, label: 'ab'[i % 2]! }))

/** Pictures of one pixel: the number in the file's name, and one drawn at random where there is randomness. */
const pixelBlock = (asked: LoadInputOptions[] = []): InputBlock<string> => ({
  name: 'pixel',
  async load(file, options) {
    asked.push(options)
    const drawn = options.random ? options.random.integer(1, 255) : 0
    const data = Uint8Array.of(Number.parseInt(file, 10), drawn)
    return { input: { data, shape: [2] }, placement: unchanged({ width: 1, height: 1 }) }
  },
})
const halves: ItemTransform = {
  name: 'halves',
  recipe: { kind: 'halves' },
  size: { width: 1, height: 1 },
  fill: 'zeros',
  isRandom: false,
  region: () => ({ left: 0, top: 0, width: 2, height: 2 }),
}

type Options = DataBlockOptions<number, Item, string, string, never>
const blockOf = (changes: Partial<Options> = {}) =>
  new DataBlock({
    blocks: [pixelBlock(), categoryBlock()],
    getItems: itemsOf,
    getX: ({ file }: Item) => file,
    getY: ({ label }: Item) => label,
    ...changes,
  } satisfies Options as Options)
const loadersOf = (n: number, changes: Partial<Options> = {}, options: DataLoadersOptions = {}) =>
  blockOf(changes).dataLoaders(n, options)
const collect = async <T>(batches: AsyncIterable<T>): Promise<T[]> => {
  const all = []
  for await (const batch of batches) all.push(batch)
  return all
}

describe('DataBlock', () => {
  it('finds the items of the source, and loads inputs and encoded targets of each', async () => {
    const { items, train, valid, split, target } = await loadersOf(10, {}, { batchSize: 2 })
    expect(items).toEqual(itemsOf(10))
    expect([train.items, valid.items]).toEqual([split.train.map((i) => items[i]), split.valid.map((i) => items[i])])
    expect(target.answer).toEqual({ kind: 'category', labels: ['a', 'b'] })
    for (const batch of [...(await collect(train.epoch(0))), ...(await collect(valid.epoch(0)))]) {
      const ids = batch.items.map(({ file }) => Number.parseInt(file, 10))
      expect(batch.inputs.shape).toEqual([2, 2])
      expect([...batch.inputs.data].filter((_, i) => i % 2 === 0)).toEqual(ids)
      expect([...batch.targets.data]).toEqual(ids.map((id) => id % 2))
    }
  })

  it('hands the source to getItems as it is, and waits for the items', async () => {
    const source = { folder: 'pictures' }
    const seen: unknown[] = []
    const block = new DataBlock({
      blocks: [pixelBlock(), categoryBlock()],
      getItems: async (given: typeof source) => {
        seen.push(given)
        return itemsOf(10)
      },
      getX: ({ file }) => file,
      getY: ({ label }) => label,
    })
    await block.dataLoaders(source)
    expect(seen[0]).toBe(source)
  })

  it('divides by a fifth at random by default, with the seed; and as the splitter says', async () => {
    expect((await loadersOf(50, {}, { seed: 3 })).split).toEqual(randomSplitter({ seed: 3 })(itemsOf(50)))
    const splitter = functionSplitter(({ file }: Item) => file === '4.jpg')
    expect((await loadersOf(6, { splitter })).split).toEqual({ train: [0, 1, 2, 3, 5], valid: [4] })
  })

  it('waits for targets that come later, in setup as in batches', async () => {
    const { target, valid } = await loadersOf(10, { getY: async ({ label }) => label.toUpperCase() })
    expect(target.answer).toMatchObject({ labels: ['A', 'B'] })
    const [batch] = await collect(valid.epoch())
    expect([...batch!.targets.data]).toEqual(batch!.items.map(({ label }) => Number(label === 'b')))
  })

  it('visits training items in a new order each epoch, in whole batches; validation in order, all of them', async () => {
    const { train, valid } = await loadersOf(25, {}, { batchSize: 8 })
    const sizes = (await collect(train.epoch(0))).map(({ items }) => items.length)
    expect(sizes).toEqual([8, 8])
    expect(train.order(0)).not.toEqual(train.order(1))
    expect((await collect(valid.epoch(0))).flatMap(({ indices }) => indices)).toEqual([0, 1, 2, 3, 4])
  })

  it('keeps a training batch that is not full where there is no other', async () => {
    const sizesOf = async (n: number, batchSize: number, sampler?: DataLoadersOptions['sampler']) => {
      const { train } = await loadersOf(n, {}, { batchSize, ...(sampler && { sampler }) })
      return (await collect(train.epoch(0))).map(({ items }) => items.length)
    }
    expect(await sizesOf(10, 64)).toEqual([8])
    expect(await sizesOf(10, 8)).toEqual([8])
    expect(await sizesOf(10, 3)).toEqual([3, 3])
    const three = (positions: readonly number[]) =>
      weightedSampler(
        positions.map(() => 1),
        3,
      )
    expect(await sizesOf(10, 5, three)).toEqual([3])
    expect(await sizesOf(10, 2, three)).toEqual([2])
  })

  it('draws training items with another sampler, made from their positions', async () => {
    const seen: (readonly number[])[] = []
    const { train, split, items } = await loadersOf(
      40,
      { getY: ({ file }) => (Number.parseInt(file, 10) < 8 ? 'rare' : 'frequent') },
      {
        batchSize: 2,
        sampler: (positions) => {
          seen.push(positions)
          return oversampler(positions.map((i) => (i < 8 ? 'rare' : 'frequent')))
        },
      },
    )
    expect(seen).toEqual([split.train])
    const visited = train.order(0).map((i) => train.items[i]!)
    const rare = visited.filter(({ file }) => Number.parseInt(file, 10) < 8).length
    expect(rare).toBe(visited.length / 2)
    expect(new Set(visited).size).toBe(split.train.length)
    expect(items).toHaveLength(40)
  })

  it('gives random numbers to training only, the same for the same seed and epoch', async () => {
    const drawn = async (seed: number, epoch: number) => {
      const { train, valid } = await loadersOf(20, { splitter: randomSplitter() }, { batchSize: 4, seed })
      for (const { inputs } of await collect(valid.epoch(epoch)))
        expect([...inputs.data].filter((_, i) => i % 2 === 1)).toEqual([0, 0, 0, 0])
      return (await collect(train.epoch(epoch))).flatMap(({ inputs }) => [...inputs.data].filter((_, i) => i % 2 === 1))
    }
    const first = await drawn(1, 0)
    expect(first).not.toContain(0)
    expect(await drawn(1, 0)).toEqual(first)
    expect(await drawn(1, 1)).not.toEqual(first)
    expect(await drawn(2, 0)).not.toEqual(first)
  })

  it('hands the item transforms to the input block, and prepares a new input as validation would', async () => {
    const asked: LoadInputOptions[] = []
    const { train, prepare, itemTransforms } = await loadersOf(10, {
      blocks: [pixelBlock(asked), categoryBlock()],
      itemTransforms: [halves],
    })
    expect(itemTransforms).toEqual([halves])
    await collect(train.epoch(0))
    const { input, placement } = await prepare('7.jpg')
    expect([...input.data]).toEqual([7, 0])
    expect(placement).toEqual(unchanged({ width: 1, height: 1 }))
    expect(asked.every(({ transforms }) => transforms[0] === halves)).toBe(true)
    expect(asked.at(-1)).toEqual({ transforms: [halves], signal: expect.any(AbortSignal) })
  })

  it('lets a block go through the values as often as it needs to, calling getY anew', async () => {
    let calls = 0
    const block = new DataBlock({
      blocks: [pixelBlock(), partsBlock({ x: regressionBlock(), y: regressionBlock() })],
      getItems: itemsOf,
      getX: ({ file }) => file,
      getY: () => {
        calls++
        return { x: 1, y: 2 }
      },
    })
    const { valid } = await block.dataLoaders(10)
    expect(calls).toBe(20)
    const [batch] = await collect(valid.epoch())
    expect(batch!.targets).toEqual({ data: Float32Array.of(1, 2, 1, 2), shape: [2, 2] })
  })

  it('has the type of what is predicted, from getY to decode', async () => {
    const block = new DataBlock({
      blocks: [pixelBlock(), categoryBlock({ allowNone: true })],
      getItems: itemsOf,
      getX: ({ file }) => file,
      getY: ({ label }) => (label === 'a' ? undefined : label),
    })
    const { target, train } = await block.dataLoaders(10)
    expectTypeOf(target.decode).returns.toEqualTypeOf<string | undefined>()
    expectTypeOf(train.items).toEqualTypeOf<readonly Item[]>()
    const wrong = () =>
      new DataBlock({
        blocks: [pixelBlock(), regressionBlock()],
        getItems: itemsOf,
        getX: ({ file }) => file,
        // @ts-expect-error: a regression needs a number
        getY: ({ label }) => label,
      })
    await expect(wrong().dataLoaders(10)).rejects.toThrow("regressionBlock: 0.jpg has 'a'")
  })
})

describe('an item', () => {
  it('is called by its path, or by its position in the list where its input is no path', async () => {
    const { nameOf, items } = await loadersOf(10)
    expect(nameOf(items[3]!)).toBe('3.jpg')
    const names: string[] = []
    const spy: TargetBlock<string> = {
      name: 'spy',
      setup: async (values: AsyncIterable<Named<string>>) => {
        for await (const { name } of values) names.push(name)
        return categoryBlock({ vocabulary: ['a', 'b'] }).setup(values)
      },
    }
    const bytes: InputBlock<Uint8Array> = {
      name: 'bytes',
      load: async (data) => ({
        input: { data: Uint8Array.from(data), shape: [1] },
        placement: unchanged({ width: 1, height: 1 }),
      }),
    }
    const loaders = await new DataBlock({
      blocks: [bytes, spy],
      getItems: itemsOf,
      getX: ({ file }) => Uint8Array.of(Number.parseInt(file, 10)),
      getY: ({ label }) => label,
    }).dataLoaders(5)
    expect(names).toEqual(['item 0', 'item 1', 'item 2', 'item 3', 'item 4'])
    expect(loaders.nameOf({ file: '9.jpg', label: 'a' })).toBe('item')
  })

  it('whose label is unknown is named before any training', async () => {
    const asked: LoadInputOptions[] = []
    const loaders = loadersOf(10, {
      blocks: [pixelBlock(asked), categoryBlock({ vocabulary: ['a', 'b'] })],
      getY: ({ file, label }) => (file === '6.jpg' ? 'c' : label),
    })
    await expect(loaders).rejects.toThrow("label 'c' of 6.jpg is not in the vocabulary. It has: a, b.")
    expect(asked).toEqual([])
  })

  it('whose target fails only in a batch is named there, and skipped where that is wished', async () => {
    let broken = false
    const getY = ({ file, label }: Item) => (broken && file === '2.jpg' ? 'c' : label)
    const splitter = () => ({ train: [0, 1, 3, 4], valid: [2, 5] })
    const stop = await loadersOf(6, { getY, splitter })
    const skip = await loadersOf(6, { getY, splitter }, { onError: 'skip' })
    broken = true
    await expect(collect(stop.valid.epoch())).rejects.toThrow("label 'c' of 2.jpg")
    expect((await collect(skip.valid.epoch())).map(({ items }) => items.map(({ file }) => file))).toEqual([['5.jpg']])
    expect(skip.valid.failures.map(({ item }) => item.file)).toEqual(['2.jpg'])
  })
})

describe('DataBlock refuses', () => {
  const splitAs = (split: Split) => loadersOf(4, { splitter: () => split })

  it('a source without items', async () => {
    await expect(loadersOf(0)).rejects.toThrow(
      'DataBlock: getItems found nothing; check the source, or what getItems looks for',
    )
  })

  it('a split that leaves a side empty, or gives an item twice, or one that there is not', async () => {
    await expect(splitAs({ train: [], valid: [0, 1] })).rejects.toThrow(
      'DataBlock: the splitter left the train side empty',
    )
    await expect(splitAs({ train: [0, 1], valid: [] })).rejects.toThrow('left the valid side empty')
    await expect(splitAs({ train: [0, 1], valid: [1, 2] })).rejects.toThrow(
      'DataBlock: the splitter gave item 1 twice; no item may be on both sides',
    )
    await expect(splitAs({ train: [0, 0], valid: [1] })).rejects.toThrow('gave item 0 twice')
    for (const wrong of [4, -1, 0.5, Number.NaN])
      await expect(splitAs({ train: [0, wrong], valid: [1] })).rejects.toThrow(
        `DataBlock: the splitter put item ${wrong} on the train side, but there are items 0…3`,
      )
  })

  it('nothing of an error of getItems, getX or getY, which passes through', async () => {
    const fails = () => {
      throw badData('labels.csv: line 7 is wrong')
    }
    for (const changes of [{ getItems: fails }, { getX: fails }, { getY: fails }])
      await expect(loadersOf(5, changes)).rejects.toThrow('labels.csv: line 7 is wrong')
  })

  it('options of the loader that are out of range', async () => {
    await expect(loadersOf(10, {}, { batchSize: 0 })).rejects.toThrow('batchSize is 0')
    await expect(loadersOf(10, {}, { workers: 0 })).rejects.toThrow('workers is 0')
  })
})
