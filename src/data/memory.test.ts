import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { InputBlock } from './block.ts'
import { categoryBlock } from './blocks/category.ts'
import { DataBlock } from './data-block.ts'
import type { Batch } from './data-loader.ts'
import { parentLabel } from './getters/labels.ts'
import { unchanged } from './placement.ts'

const megabytes = 2 ** 20
const items = 200_000
const size = { width: 32, height: 32 }
const shape = [3, size.height, size.width]

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

/** Bytes of the whole process, after what is no longer needed has been given back. */
async function residentBytes(): Promise<number> {
  for (let i = 0; i < 3; i++) {
    collectGarbage()
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  return process.memoryUsage().rss
}

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kindling-memory-'))
  for (let i = 0; i < 8; i++) await writeFile(join(folder, `${i}.raw`), new Uint8Array(3 * 32 * 32).fill(i))
})
afterAll(() => rm(folder, { recursive: true }))

/** Pictures without a format: a file is read once, as a cache would, and copied for each visit. */
function rawBlock(): InputBlock<string> {
  const read = new Map<string, Promise<Uint8Array>>()
  return {
    name: 'raw',
    async load(file) {
      const name = file.slice(-1)
      if (!read.has(name)) read.set(name, readFile(join(folder, `${name}.raw`)))
      return { input: { data: Uint8Array.from(await read.get(name)!), shape }, placement: unchanged(size) }
    },
  }
}

describe('the memory of the process stays where it is', () => {
  it(`over the epochs of ${items} items`, async () => {
    const block = new DataBlock({
      blocks: [rawBlock(), categoryBlock()],
      getItems: (count: number) => Array.from({ length: count }, (_, i) => `${'xyz'[i % 3]}/${i}/${i % 8}`),
      getX: (file) => file,
      getY: parentLabel(2),
    })
    const { train, valid } = await block.dataLoaders(items, { batchSize: 256 })
    let [visited, sum] = [0, 0]
    const visit = async (batches: AsyncIterable<Batch<string>>) => {
      for await (const { inputs, items } of batches) {
        visited += items.length
        sum += inputs.data[0]!
      }
    }
    await visit(train.epoch(0))
    const before = await residentBytes()
    await visit(train.epoch(1))
    await visit(valid.epoch(1))
    const growth = (await residentBytes()) - before
    // Less than a tenth of the pictures alone.
    expect(growth).toBeLessThan(50 * megabytes)
    expect(visited).toBe(2 * train.items.length + valid.items.length)
    expect(sum).toBeGreaterThan(0)
  })
})
