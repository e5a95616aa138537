import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { requireFreeFolder, writePostFolder } from './post-folder.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kindling-post-'))
})
afterAll(() => rm(folder, { recursive: true }))

const files = new Map<string, Uint8Array | string>([
  ['index.md', '# A'],
  ['a.png', Uint8Array.of(1, 2)],
])

describe('The folder of a post', () => {
  it('appears with all its files, and with the folders above it', async () => {
    const target = join(folder, 'posts', 'a')
    await requireFreeFolder(target)
    await writePostFolder(target, files)
    expect((await readdir(target)).sort()).toEqual(['a.png', 'index.md'])
    expect(await readFile(join(target, 'index.md'), 'utf8')).toBe('# A')
    expect(await readdir(join(folder, 'posts'))).toEqual(['a'])
  })

  it('may be there and empty, but not with something in it', async () => {
    const target = join(folder, 'b')
    await mkdir(target)
    await requireFreeFolder(target)
    await writePostFolder(target, files)
    await expect(requireFreeFolder(target)).rejects.toMatchObject({
      code: 'invalid-argument',
      message: expect.stringContaining('is not written over'),
    })
    await expect(writePostFolder(target, files)).rejects.toMatchObject({ code: 'write-failed' })
    expect((await readdir(folder)).filter((name) => name.startsWith('b'))).toEqual(['b'])
  })

  it('is no file; where it cannot be written, nothing is left behind', async () => {
    const file = join(folder, 'file')
    await writeFile(file, 'x')
    await expect(requireFreeFolder(file)).rejects.toMatchObject({ code: 'write-failed' })
    const missing = new Map([['no/such/folder.md', 'x']])
    await expect(writePostFolder(join(folder, 'c'), missing)).rejects.toMatchObject({ code: 'write-failed' })
    expect((await readdir(folder)).filter((name) => name.startsWith('c'))).toEqual([])
  })
})
