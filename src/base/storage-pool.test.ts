import { describe, expect, it } from 'vitest'
import { StoragePool } from './storage-pool.ts'

const page = 4096

describe('a storage pool', () => {
  it('hands out what it was given, by size, and each storage once', () => {
    const pool = new StoragePool()
    const storage = new ArrayBuffer(page)
    pool.give(storage, 10 * page)
    expect(pool.take(2 * page)).not.toBe(storage)
    expect(pool.take(page)).toBe(storage)
    expect(pool.take(page)).not.toBe(storage)
    expect(pool.bytes).toBe(0)
  })

  it('makes new storage where it has none', () => {
    expect(new StoragePool().take(12).byteLength).toBe(12)
    expect(new StoragePool().take(0).byteLength).toBe(0)
    const own = new ArrayBuffer(12)
    expect(new StoragePool(() => own).take(12)).toBe(own)
  })

  it('keeps no more than the limit: the sizes unused longest go first', () => {
    const pool = new StoragePool()
    const [old, used, young] = [new ArrayBuffer(page), new ArrayBuffer(2 * page), new ArrayBuffer(3 * page)]
    for (const storage of [used, old]) pool.give(storage, 5 * page)
    pool.give(pool.take(used.byteLength), 5 * page)
    pool.give(young, 5 * page)
    expect(pool.bytes).toBe(5 * page)
    expect(pool.take(old.byteLength)).not.toBe(old)
    expect(pool.take(used.byteLength)).toBe(used)
    expect(pool.take(young.byteLength)).toBe(young)
  })

  it('does not drop everything for one storage that is larger than the limit', () => {
    const pool = new StoragePool()
    pool.give(new ArrayBuffer(page), 2 * page)
    pool.give(new ArrayBuffer(3 * page), 2 * page)
    expect(pool.bytes).toBe(page)
  })

  it('counts small storages as a page, so that there are never too many', () => {
    const pool = new StoragePool()
    for (let i = 0; i < 100; i++) pool.give(new ArrayBuffer(4), 10 * page)
    expect(pool.bytes).toBe(10 * page)
    for (let i = 0; i < 100; i++) pool.take(4)
    expect(pool.bytes).toBe(0)
  })
})
