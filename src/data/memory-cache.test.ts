import { expect, it } from 'vitest'
import { memoryCache } from './memory-cache.ts'

const items = [{ id: 0 }, { id: 1 }, { id: 2 }]
const { signal } = new AbortController()

/** A load of ten bytes an item that counts its calls. */
const counted = () => {
  const calls: number[] = []
  const load = async ({ id }: { id: number }) => {
    calls.push(id)
    return { data: new Uint8Array(10).fill(id), shape: [10] }
  }
  return { calls, load }
}

it('loads an item once', async () => {
  const { calls, load } = counted()
  const cached = memoryCache(load)
  for (const item of [...items, ...items]) expect((await cached(item, signal)).data[0]).toBe(item.id)
  expect(calls).toEqual([0, 1, 2])
})

it('keeps what fits under the limit and loads the rest each time', async () => {
  const { calls, load } = counted()
  const cached = memoryCache(load, { maxBytes: 20 })
  for (const item of [...items, ...items]) await cached(item, signal)
  expect(calls).toEqual([0, 1, 2, 2])
})

it('does not keep a failure', async () => {
  let fail = true
  const cached = memoryCache(async () => {
    if (fail) throw new Error('not yet')
    return { data: new Uint8Array(1), shape: [1] }
  })
  await expect(cached(items[0]!, signal)).rejects.toThrow('not yet')
  fail = false
  await expect(cached(items[0]!, signal)).resolves.toBeDefined()
})

it('refuses a limit that is no size', () => {
  expect(() => memoryCache(counted().load, { maxBytes: -1 })).toThrow('maxBytes is -1')
  expect(() => memoryCache(counted().load, { maxBytes: Number.NaN })).toThrow('maxBytes is NaN')
})
