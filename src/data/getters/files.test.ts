import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type FilesInOptions, filesIn } from './files.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kindling-files-'))
  const names = ['b/2.PNG', 'b/10.jpg', 'a.jpeg', 'b/deep/1.webp', 'z.txt', '.hidden.jpg', '.git/x.png', 'b/._2.png']
  for (const name of [...names, 'album.jpg/3.tif', 'noextension']) {
    await mkdir(dirname(join(folder, name)), { recursive: true })
    await writeFile(join(folder, name), '')
  }
  await mkdir(join(folder, 'empty'))
})
afterAll(() => rm(folder, { recursive: true }))

const found = async (options?: FilesInOptions, within = '.') =>
  (await filesIn(options)(join(folder, within))).map((file) => relative(folder, file))

describe('filesIn', () => {
  it('finds pictures in all folders, in any case of the extension, sorted by path, and nothing hidden', async () => {
    expect(await found()).toEqual(['a.jpeg', 'album.jpg/3.tif', 'b/10.jpg', 'b/2.PNG', 'b/deep/1.webp'])
  })

  it('gives absolute paths of a folder named relatively', async () => {
    expect(await filesIn()(relative(process.cwd(), join(folder, 'b/deep')))).toEqual([join(folder, 'b/deep/1.webp')])
  })

  it('stays in the folder itself where it is told to', async () => {
    expect(await found({ recursive: false })).toEqual(['a.jpeg'])
  })

  it('finds other extensions', async () => {
    expect(await found({ extensions: ['.TXT', '.png'] })).toEqual(['b/2.PNG', 'z.txt'])
  })

  it('follows links to files and folders, but not round and round', async () => {
    await mkdir(join(folder, 'links'))
    await symlink(join(folder, 'b/deep'), join(folder, 'links/other'))
    await symlink(join(folder, 'a.jpeg'), join(folder, 'links/one.jpg'))
    await symlink(join(folder, 'links'), join(folder, 'links/again'))
    expect(await found({}, 'links')).toEqual(['links/one.jpg', 'links/other/1.webp'])
    expect(await found({ recursive: false }, 'links')).toEqual(['links/one.jpg'])
    await rm(join(folder, 'links'), { recursive: true })
  })

  it('refuses a folder without such files, and says how many others it has', async () => {
    await expect(found({ extensions: ['.bmp'] })).rejects.toThrow(
      `filesIn: ${join(folder, '.')} has no file that ends in .bmp (7 others); check the folder, or name the extensions`,
    )
    await expect(found({}, 'empty')).rejects.toMatchObject({ code: 'invalid-data' })
  })

  it('names a folder that cannot be read', async () => {
    await expect(found({}, 'none')).rejects.toThrow(
      `filesIn: the folder ${join(folder, 'none')} cannot be read (ENOENT`,
    )
    await expect(found({}, 'z.txt')).rejects.toThrow('cannot be read (ENOTDIR')
  })

  it('refuses extensions that no file name ends in', () => {
    expect(() => filesIn({ extensions: [] })).toThrow("filesIn: extensions is empty; name at least one, like '.png'")
    for (const extension of ['png', '', '.', '.tar.gz'])
      expect(() => filesIn({ extensions: ['.jpg', extension] })).toThrow(
        `filesIn: extension '${extension}' must be a dot`,
      )
  })
})
