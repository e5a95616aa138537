import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { KindlingError } from '../../base/errors.ts'
import { readJsonLines } from './json-lines.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kindling-json-'))
})
afterAll(() => rm(folder, { recursive: true }))

const read = async (content: string | Uint8Array) => {
  await writeFile(join(folder, 'items.jsonl'), content)
  return readJsonLines(join(folder, 'items.jsonl'))
}

describe('readJsonLines', () => {
  it('reads back any values that were written one on a line, with or without byte order mark and returns', async () => {
    const values = fc.array(fc.jsonValue(), { minLength: 1, maxLength: 8 })
    await fc.assert(
      fc.asyncProperty(values, fc.constantFrom('\n', '\r\n', '\n\n  \n'), fc.boolean(), async (items, end, mark) => {
        const lines = items.map((item) => JSON.stringify(item))
        expect(await read(`${mark ? '\ufeff' : ''}${lines.join(end)}${end}`)).toEqual(
          lines.map((line) => JSON.parse(line)),
        )
      }),
      { numRuns: 100 },
    )
  })

  it('takes the line separators of Unicode for text, as JSON does', async () => {
    expect(await read('{"a":"x\u2028y\u2029z\u0085"}\n2')).toEqual([{ a: 'x\u2028y\u2029z\u0085' }, 2])
  })

  it('puts together characters and lines that lie across the pieces in which a file is read', async () => {
    const items = Array.from({ length: 5000 }, (_, i) => ({ i, text: 'é漢😀'.repeat(i % 40) }))
    expect(await read(items.map((item) => JSON.stringify(item)).join('\n'))).toEqual(items)
  })

  it('names the line that is not JSON', async () => {
    await expect(read('{"a":1}\r\n\r\n{"a":\r\n{"a":3}')).rejects.toThrow('items.jsonl: line 3 is not JSON (')
    await expect(read('{"a":1}\n{"a":')).rejects.toMatchObject({ code: 'invalid-data' })
  })

  it('refuses what is empty, no UTF-8, or not there', async () => {
    await expect(read('\n  \n')).rejects.toThrow('items.jsonl is empty; it must have a JSON value on each line')
    await expect(read('')).rejects.toThrow('items.jsonl is empty')
    await expect(read(Uint8Array.of(0x22, 0xe9, 0x22, 0x0a))).rejects.toThrow('items.jsonl is not UTF-8 text')
    await expect(read(Uint8Array.of(0x31, 0x0a, 0xe9))).rejects.toThrow('items.jsonl is not UTF-8 text')
    const missing = join(folder, 'none.jsonl')
    await expect(readJsonLines(missing)).rejects.toThrow(`${missing} cannot be read (ENOENT`)
    await expect(readJsonLines(folder)).rejects.toThrow(`${folder} cannot be read (EISDIR`)
  })

  it('answers any bytes with values or an error of its own', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 30 }), async (bytes) => {
        const found = await read(bytes).catch((error: unknown) => error)
        if (!Array.isArray(found)) expect(found).toBeInstanceOf(KindlingError)
      }),
      { numRuns: 150 },
    )
  })
})
