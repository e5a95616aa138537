import { setImmediate as turn } from 'node:timers/promises'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { badData } from '../base/errors.ts'
import { type Batch, DataLoader, type DataLoaderOptions, type Load } from './data-loader.ts'
import { randomStream } from './random.ts'
import type { Sampler } from './sampler.ts'

type Item = { id: number }
const itemsOf = (n: number): Item[] => Array.from({ length: n }, (_, id) => ({ id }))

/** A picture of shape [3, 1, 2] that carries the item's number, and a target of two numbers. */
const sampleOf = ({ id }: Item) => ({
  input: { data: new Uint8Array(6).fill(id), shape: [3, 1, 2] },
  target: { data: Float32Array.of(id, -id), shape: [2] },
})
const load: Load<Item> = async (item) => sampleOf(item)

const loaderOf = (n: number, options: Partial<DataLoaderOptions<Item>> = {}) =>
  new DataLoader(itemsOf(n), { load, ...options })
const collect = async (loader: DataLoader<Item>, epoch = 0): Promise<Batch<Item>[]> => {
  const batches = []
  for await (const batch of loader.epoch(epoch)) batches.push(batch)
  return batches
}
const indicesOf = (batches: Batch<Item>[]) => batches.map(({ indices }) => [...indices])
const waiting = async (turns: number) => {
  for (let i = 0; i < turns; i++) await turn()
}
const unreadable =
  (bad: number[]): Load<Item> =>
  async (item) => {
    if (bad.includes(item.id)) throw badData(`${item.id}.jpg cannot be used`)
    return sampleOf(item)
  }

describe('the batches of a DataLoader', () => {
  it('hold inputs [N, 3, H, W], targets [N, C], the items and their positions', async () => {
    const [first, second] = await collect(loaderOf(3, { batchSize: 2 }))
    expect(first).toEqual({
      inputs: { data: Uint8Array.of(0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1), shape: [2, 3, 1, 2] },
      targets: { data: Float32Array.of(0, -0, 1, -1), shape: [2, 2] },
      items: [{ id: 0 }, { id: 1 }],
      indices: [0, 1],
      cursor: 2,
    })
    expect(second!.inputs.shape).toEqual([1, 3, 1, 2])
  })

  it('keep the type of the targets: class indices stay whole numbers', async () => {
    const indexed: Load<Item> = async (item) => ({
      ...sampleOf(item),
      target: { data: Int32Array.of(item.id), shape: [] },
    })
    const [batch] = await collect(loaderOf(3, { load: indexed }))
    expect(batch!.targets).toEqual({ data: Int32Array.of(0, 1, 2), shape: [3] })
  })

  it('own their memory: transferring one away harms no other, even when loads are remembered', async () => {
    const remembered = itemsOf(4).map(sampleOf)
    const loader = loaderOf(4, { batchSize: 2, load: async ({ id }) => remembered[id]! })
    for (const epoch of [0, 1]) {
      for await (const { inputs, targets, indices } of loader.epoch(epoch)) {
        const images = inputs.data
        const { received } = structuredClone({ received: images }, { transfer: [images.buffer, targets.data.buffer] })
        expect(images.length).toBe(0)
        expect(received[0]).toBe(indices[0])
      }
    }
  })

  it('come in an order that depends on seed and epoch alone, however long each item takes', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          n: fc.integer({ min: 1, max: 40 }),
          batchSize: fc.integer({ min: 1, max: 12 }),
          workers: fc.integer({ min: 1, max: 6 }),
          prefetch: fc.integer({ min: 0, max: 3 }),
          seed: fc.nat(),
          epoch: fc.nat(20),
          delays: fc.nat(),
          dropLast: fc.boolean(),
        }),
        async ({ n, batchSize, workers, prefetch, seed, epoch, delays, dropLast }) => {
          fc.pre(!dropLast || n >= batchSize)
          const slow: Load<Item> = async (item) => {
            await waiting(randomStream(delays, item.id).integer(0, 4))
            return sampleOf(item)
          }
          const loader = loaderOf(n, { batchSize, workers, prefetch, seed, dropLast, shuffle: true, load: slow })
          const batches = await collect(loader, epoch)
          const kept = dropLast ? n - (n % batchSize) : n
          expect(indicesOf(batches).flat()).toEqual(randomStream(seed, epoch).permutation(n).slice(0, kept))
          expect(
            batches.every(({ indices, inputs }) => [...inputs.data].every((x, i) => x === indices[Math.floor(i / 6)])),
          ).toBe(true)
          expect(batches).toHaveLength(loader.length)
          expect(batches.slice(0, -1).every(({ items }) => items.length === batchSize)).toBe(true)
        },
      ),
      { numRuns: 60 },
    )
  })

  it('come in the order of the list without shuffling, in a new order each epoch with it', async () => {
    expect(indicesOf(await collect(loaderOf(5, { batchSize: 2 })))).toEqual([[0, 1], [2, 3], [4]])
    const loader = loaderOf(30, { shuffle: true, seed: 7 })
    expect(loader.order(0)).not.toEqual(loader.order(1))
    expect(loader.order(1)).toEqual(loaderOf(30, { shuffle: true, seed: 7 }).order(1))
    expect(loader.order(0)).not.toEqual(loaderOf(30, { shuffle: true, seed: 8 }).order(0))
  })

  it('are counted before the epoch', () => {
    expect(loaderOf(5, { batchSize: 2 }).length).toBe(3)
    expect(loaderOf(5, { batchSize: 2, dropLast: true }).length).toBe(2)
  })

  it('are counted by the share of items that can be used where a sampler visits fewer items than there are', async () => {
    const few: Sampler = { count: () => 4, order: (items, random) => random.permutation(items).slice(0, 4) }
    const loader = loaderOf(20, { batchSize: 2, sampler: few, onError: 'skip', load: unreadable([1, 3, 5, 7, 9]) })
    for (let epoch = 0; epoch < 30; epoch++) await collect(loader, epoch)
    expect(loader.failures).toHaveLength(5)
    // Three quarters of four places.
    expect(loader.length).toBe(2)
  })
})

describe('an epoch that is taken up again', () => {
  it('goes on after the batch whose cursor it is given, with the same items and random numbers', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 40 }),
        fc.nat(),
        fc.nat(50),
        fc.boolean(),
        async (n, seed, cut, bad) => {
          const drawn: Load<Item> = async (item, { random }) => {
            if (bad && item.id % 5 === 2) throw badData('unreadable')
            return { ...sampleOf(item), target: { data: Float32Array.of(random!.uniform()), shape: [1] } }
          }
          const make = () => loaderOf(n, { batchSize: 3, seed, shuffle: true, load: drawn, onError: 'skip' })
          fc.pre(!(bad && n < 4))
          const whole = await collect(make(), 2)
          const done = Math.min(cut, whole.length)
          const rest = []
          const from = done === 0 ? 0 : whole[done - 1]!.cursor
          for await (const batch of make().epoch(2, { from })) rest.push(batch)
          expect(rest).toEqual(whole.slice(done))
        },
      ),
      { numRuns: 40 },
    )
  })

  it('begins at a cursor of the epoch', async () => {
    await expect(loaderOf(4).epoch(0, { from: 5 }).next()).rejects.toThrow(
      'from is 5; it must be the cursor of a batch, 0…4',
    )
  })
})

describe('random numbers', () => {
  it('are given in training only, and are those of seed, epoch and place in the epoch', async () => {
    const draws = async (options: Partial<DataLoaderOptions<Item>>, epoch: number) => {
      const drawn: Load<Item> = async (item, { random }) => ({
        ...sampleOf(item),
        target: { data: Float32Array.of(random ? random.uniform() : -1), shape: [1] },
      })
      return (await collect(loaderOf(5, { ...options, load: drawn }), epoch)).flatMap(({ targets }) => [
        ...targets.data,
      ])
    }
    expect(await draws({}, 0)).toEqual([-1, -1, -1, -1, -1])
    const first = await draws({ shuffle: true, workers: 1 }, 0)
    expect(first).toEqual([0, 1, 2, 3, 4].map((place) => Math.fround(randomStream(0, 0, place).uniform())))
    expect(await draws({ shuffle: true, workers: 4 }, 0)).toEqual(first)
    expect(await draws({ shuffle: true }, 1)).not.toEqual(first)
  })
})

describe('loading ahead', () => {
  it('runs `workers` and one more at a time and at most `prefetch` batches ahead of the one in use', async () => {
    let running = 0
    let most = 0
    let started = 0
    const loader = loaderOf(60, {
      batchSize: 4,
      workers: 3,
      prefetch: 2,
      load: async (item) => {
        started++
        most = Math.max(most, ++running)
        await turn()
        running--
        return sampleOf(item)
      },
    })
    let used = 0
    for await (const { items } of loader.epoch()) {
      used += items.length
      await waiting(30)
      expect(started).toBe(Math.min(60, used + 2 * 4))
    }
    expect(most).toBe(4)
  })

  it('with prefetch 0 loads nothing while a batch is in use', async () => {
    let started = 0
    const loader = loaderOf(9, {
      batchSize: 3,
      prefetch: 0,
      load: async (item) => {
        started++
        return sampleOf(item)
      },
    })
    let used = 0
    for await (const { items } of loader.epoch()) {
      used += items.length
      await waiting(5)
      expect(started).toBe(used)
    }
  })

  it('stops when the loop is left early, and tells the loads under way', async () => {
    let started = 0
    const signals: AbortSignal[] = []
    const loader = loaderOf(100, {
      batchSize: 2,
      workers: 2,
      load: async (item, { signal }) => {
        started++
        signals.push(signal)
        await turn()
        return sampleOf(item)
      },
    })
    for await (const batch of loader.epoch()) {
      expect(batch.indices).toEqual([0, 1])
      break
    }
    const then = started
    expect(signals.every(({ aborted }) => aborted)).toBe(true)
    await waiting(20)
    expect(started).toBe(then)
    expect(then).toBeLessThanOrEqual(6)
  })

  it('ends with the reason of an abort, at once even if a load never answers', async () => {
    const controller = new AbortController()
    const loader = loaderOf(10, { batchSize: 2, onError: 'skip', load: () => new Promise(() => {}) })
    const next = loader.epoch(0, { signal: controller.signal }).next()
    await turn()
    controller.abort(new Error('stopped by the user'))
    await expect(next).rejects.toThrow('stopped by the user')
    expect(loader.failures).toEqual([])
  })

  it('starts nothing when already aborted, and nothing after an abort between batches', async () => {
    let started = 0
    const counting: Load<Item> = async (item) => {
      started++
      return sampleOf(item)
    }
    const loader = loaderOf(50, { batchSize: 2, load: counting })
    await expect(loader.epoch(0, { signal: AbortSignal.abort(new Error('no')) }).next()).rejects.toThrow('no')
    expect(started).toBe(0)
    const controller = new AbortController()
    const batches = loader.epoch(0, { signal: controller.signal })
    await batches.next()
    controller.abort(new Error('now'))
    const then = started
    await expect(batches.next()).rejects.toThrow('now')
    expect(started).toBe(then)
    expect(await batches.next()).toEqual({ done: true, value: undefined })
  })
})

describe('an unusable item', () => {
  it('stops the epoch by default, with the error that names it', async () => {
    const loader = loaderOf(6, { batchSize: 2, load: unreadable([3]) })
    const seen: number[] = []
    const run = async () => {
      for await (const { indices } of loader.epoch()) seen.push(...indices)
    }
    await expect(run()).rejects.toThrow('3.jpg cannot be used')
    expect(seen).toEqual([0, 1])
  })

  it('is recorded, left out and replaced by the next with onError: skip, and not tried again', async () => {
    const tried: number[] = []
    const bad = unreadable([1, 4])
    const loader = loaderOf(7, {
      batchSize: 2,
      onError: 'skip',
      load: (item, context) => {
        tried.push(item.id)
        return bad(item, context)
      },
    })
    expect(loader.length).toBe(4)
    expect(indicesOf(await collect(loader))).toEqual([[0, 2], [3, 5], [6]])
    expect(loader.failures.map(({ index, item, error }) => [index, item.id, error.message])).toEqual([
      [1, 1, '1.jpg cannot be used'],
      [4, 4, '4.jpg cannot be used'],
    ])
    expect(loader.length).toBe(3)
    tried.length = 0
    expect(indicesOf(await collect(loader, 1))).toEqual([[0, 2], [3, 5], [6]])
    expect(tried).toEqual([0, 2, 3, 5, 6])
    expect(loader.failures).toHaveLength(2)
  })

  it('stops the epoch whatever onError says when the fault is not in the data', async () => {
    const loader = loaderOf(3, { onError: 'skip', load: () => Promise.reject(new TypeError('a bug')) })
    await expect(collect(loader)).rejects.toThrow('a bug')
    const thrown = loaderOf(3, {
      onError: 'skip',
      load: () => {
        throw new TypeError('at once')
      },
    })
    await expect(collect(thrown)).rejects.toThrow('at once')
  })

  it('is an error when too few are left, also the second time', async () => {
    const none = loaderOf(3, { onError: 'skip', load: unreadable([0, 1, 2]) })
    const message =
      'of 3 items 0 can be used, too few for a batch of 64. The first of 3 unusable ones: 0.jpg cannot be used'
    await expect(collect(none)).rejects.toThrow(message)
    await expect(collect(none, 1)).rejects.toThrow(message)
    const few = loaderOf(4, { batchSize: 3, dropLast: true, onError: 'skip', load: unreadable([0, 2]) })
    await expect(collect(few)).rejects.toThrow('of 4 items 2 can be used, too few for a batch of 3')
  })

  it('is one whose shape or target differs from the others of its batch', async () => {
    const shapes = loaderOf(3, {
      load: async (item) => ({
        ...sampleOf(item),
        input: { data: new Uint8Array(3 + item.id), shape: [3 + item.id] },
      }),
    })
    await expect(collect(shapes)).rejects.toThrow(
      'the input of item 1 has shape [4] and 4 elements (Uint8Array), but that of item 0 of the same batch shape [3]',
    )
    const targets = loaderOf(3, {
      load: async (item) => ({
        ...sampleOf(item),
        target: { data: new Float32Array(1 + item.id), shape: [1 + item.id] },
      }),
    })
    await expect(collect(targets)).rejects.toThrow('the target of item 1 has shape [2] and 2 elements')
  })
})

describe('DataLoader refuses', () => {
  it.each<[string, number, Partial<DataLoaderOptions<Item>>, string]>([
    ['no items', 0, {}, 'items is empty'],
    ['a batch size of 0', 3, { batchSize: 0 }, 'batchSize is 0; it must be a whole number of at least 1'],
    ['half a batch', 3, { batchSize: 1.5 }, 'batchSize is 1.5'],
    ['no workers', 3, { workers: 0 }, 'workers is 0'],
    ['a negative prefetch', 3, { prefetch: -1 }, 'prefetch is -1; it must be a whole number of at least 0'],
    ['a seed that is no whole number', 3, { seed: 0.5 }, 'seed is 0.5'],
    ['an unknown onError', 3, { onError: 'ignore' as 'skip' }, "onError is 'ignore'"],
    ['a batch that is never full', 3, { batchSize: 4, dropLast: true }, '3 items do not fill one batch of 4'],
  ])('%s', (_, n, options, message) => {
    expect(() => loaderOf(n, options)).toThrow(message)
  })
})
