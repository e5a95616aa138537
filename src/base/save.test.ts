import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { canMount, needsTinyDisk, onTinyDisk } from '../../test/tiny-disk.ts'
import { KindlingError } from './errors.ts'
import { rehearseSave, saveFile } from './save.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kindling-save-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const errorOf = async (saving: Promise<void>): Promise<KindlingError> => {
  const error = await saving.then(
    () => undefined,
    (error: unknown) => error,
  )
  expect(error).toBeInstanceOf(KindlingError)
  return error as KindlingError
}

describe('saveFile', () => {
  it('writes text as UTF-8 and leaves nothing else in the folder', async () => {
    await saveFile(join(folder, 'a.txt'), 'Bär 🐻\n')
    expect(readFileSync(join(folder, 'a.txt'), 'utf8')).toBe('Bär 🐻\n')
    expect(readdirSync(folder)).toEqual(['a.txt'])
  })

  it('writes bytes, and of a view only what it shows', async () => {
    await saveFile(join(folder, 'a.bin'), new Uint8Array([0, 1, 2, 3, 4, 5]).subarray(2, 4))
    expect([...readFileSync(join(folder, 'a.bin'))]).toEqual([2, 3])
    await saveFile(join(folder, 'empty.bin'), new Uint8Array(0))
    expect(statSync(join(folder, 'empty.bin')).size).toBe(0)
  })

  it('writes the parts of a writer in order, and replaces a longer file entirely', async () => {
    const path = join(folder, 'parts')
    writeFileSync(path, 'x'.repeat(5000))
    await saveFile(path, async (write) => {
      await write('one ')
      expect(readFileSync(path, 'utf8')).toBe('x'.repeat(5000))
      await write(new TextEncoder().encode('two '))
      await write('three')
    })
    expect(readFileSync(path, 'utf8')).toBe('one two three')
    expect(readdirSync(folder)).toEqual(['parts'])
  })

  it('keeps the permissions of the file that it replaces', async () => {
    const path = join(folder, 'private')
    writeFileSync(path, 'old')
    chmodSync(path, 0o600)
    await saveFile(path, 'new')
    expect(statSync(path).mode & 0o777).toBe(0o600)
  })

  it('follows a symbolic link and leaves the link in place', async () => {
    writeFileSync(join(folder, 'real'), 'old')
    symlinkSync('real', join(folder, 'link'))
    await saveFile(join(folder, 'link'), 'new')
    expect(readFileSync(join(folder, 'real'), 'utf8')).toBe('new')
    expect(readdirSync(folder).sort()).toEqual(['link', 'real'])
  })

  it('follows a symbolic link, or several, to where nothing stands yet', async () => {
    mkdirSync(join(folder, 'models'))
    symlinkSync('models', join(folder, 'today'))
    symlinkSync('../real', join(folder, 'models', 'link'))
    symlinkSync('today/link', join(folder, 'first'))
    await saveFile(join(folder, 'first'), 'new')
    expect(readFileSync(join(folder, 'real'), 'utf8')).toBe('new')
    expect(readlinkSync(join(folder, 'first'))).toBe('today/link')
    expect(readdirSync(folder).sort()).toEqual(['first', 'models', 'real', 'today'])
    expect(readdirSync(join(folder, 'models'))).toEqual(['link'])
  })

  it('names the folder that does not exist at the end of a symbolic link', async () => {
    symlinkSync(join('missing', 'a'), join(folder, 'link'))
    const real = realpathSync(folder)
    expect((await errorOf(saveFile(join(folder, 'link'), 'x'))).message).toBe(
      `cannot write '${join(real, 'missing', 'a')}': the folder '${join(real, 'missing')}' does not exist (ENOENT); ` +
        'create it or choose another folder. Nothing was changed',
    )
    expect(readdirSync(folder)).toEqual(['link'])
  })

  it('refuses symbolic links that lead in a circle, and leaves them', async () => {
    symlinkSync('b', join(folder, 'a'))
    symlinkSync('a', join(folder, 'b'))
    expect((await errorOf(saveFile(join(folder, 'a'), 'x'))).message).toBe(
      `cannot write '${join(folder, 'a')}': its symbolic links lead in a circle (ELOOP); name a file. Nothing was changed`,
    )
    expect(readlinkSync(join(folder, 'a'))).toBe('b')
  })

  it('gives the file to the last of several who save it at once, whole', async () => {
    const path = join(folder, 'shared')
    for (let round = 0; round < 20; round++) {
      await Promise.all(['a', 'b', 'c'].map((letter) => saveFile(path, letter.repeat(100_000))))
      expect(readFileSync(path, 'utf8') === 'c'.repeat(100_000)).toBe(true)
    }
    expect(readdirSync(folder)).toEqual(['shared'])
  })

  it('passes on the error of a writer, removes its parts and leaves the old file as it was', async () => {
    const path = join(folder, 'a')
    writeFileSync(path, 'old')
    const own = new Error('the model has no labels')
    await expect(
      saveFile(path, async (write) => {
        await write('half')
        throw own
      }),
    ).rejects.toBe(own)
    expect(readFileSync(path, 'utf8')).toBe('old')
    expect(readdirSync(folder)).toEqual(['a'])
  })

  it('says that the folder does not exist, and how to go on', async () => {
    const error = await errorOf(saveFile(join(folder, 'missing', 'a'), 'x'))
    expect(error.code).toBe('write-failed')
    expect(error.message).toBe(
      `cannot write '${join(folder, 'missing', 'a')}': the folder '${join(folder, 'missing')}' does not exist (ENOENT); ` +
        'create it or choose another folder. Nothing was changed',
    )
    expect((error.cause as NodeJS.ErrnoException).code).toBe('ENOENT')
  })

  it('says that a part of the path is a file and not a folder', async () => {
    writeFileSync(join(folder, 'file'), '')
    const error = await errorOf(saveFile(join(folder, 'file', 'a'), 'x'))
    expect(error.message).toContain(`'${join(folder, 'file')}' is not a folder (ENOTDIR)`)
  })

  it('refuses a folder, a path without a file name and a device before it writes anything', async () => {
    expect((await errorOf(saveFile(folder, 'x'))).message).toContain('it is a folder')
    expect((await errorOf(saveFile(`${folder}/new/`, 'x'))).message).toContain('this names no file')
    expect((await errorOf(saveFile('', 'x'))).message).toContain('this names no file')
    expect((await errorOf(saveFile('/dev/null', 'x'))).message).toContain('it is a device or a pipe')
    expect(statSync('/dev/null').isCharacterDevice()).toBe(true)
    expect(readdirSync(folder)).toEqual([])
  })

  it('says that a name is too long', async () => {
    expect((await errorOf(saveFile(join(folder, 'a'.repeat(300)), 'x'))).message).toContain('the name is too long')
  })
})

describe('rehearseSave', () => {
  it('leaves everything as it is', async () => {
    const path = join(folder, 'a')
    await rehearseSave(path, 3_000_000)
    expect(readdirSync(folder)).toEqual([])
    writeFileSync(path, 'old')
    await rehearseSave(path, 0)
    await rehearseSave(path, 3_000_000)
    expect(readFileSync(path, 'utf8')).toBe('old')
    expect(readdirSync(folder)).toEqual(['a'])
  })

  it('fails where saveFile would', async () => {
    expect((await errorOf(rehearseSave(join(folder, 'missing', 'a'), 1))).message).toContain('does not exist (ENOENT)')
    expect((await errorOf(rehearseSave(folder, 1))).message).toContain('it is a folder')
  })
})

/**
 * Runs the body in a process of its own, started by the words of `launcher`. The body saves by `attempt`, which gives
 * 'saved' or the error in words, and prints one line of JSON, which comes back.
 */
const elsewhere = (folder: string, launcher: string[], body: string): unknown => {
  const script = `
    import { readdirSync, readFileSync } from 'node:fs'
    import { rehearseSave, saveFile } from ${JSON.stringify(new URL('./save.ts', import.meta.url).href)}
    const folder = ${JSON.stringify(folder)}
    const attempt = (content) =>
      saveFile(folder + '/model', content).then(() => 'saved', (error) => error.code + ': ' + error.message)
    ${body}`
  const [command, ...words] = [...launcher, process.execPath, '--import', 'tsx', '--input-type=module', '-e', script]
  const cwd = fileURLToPath(new URL('../..', import.meta.url))
  const { status, stdout, stderr } = spawnSync(command!, words, { encoding: 'utf8', cwd })
  if (status !== 0) throw new Error(stderr)
  return JSON.parse(stdout)
}

describe.skipIf(!canMount)(needsTinyDisk('saveFile on a disk of 64 KiB'), () => {
  it('says that the disk is full, leaves the old file as it was and removes the temporary one', () => {
    const result = elsewhere(
      folder,
      onTinyDisk(folder, '64k'),
      `const messages = [
         await attempt(new Uint8Array(100_000)),
         await attempt('x'.repeat(100_000)),
         await attempt(async (write) => { for (let i = 0; i < 100; i++) await write(new Uint8Array(1000)) }),
         await attempt(async (write) => { await write(new Uint8Array(100_000)).catch(() => {}) }),
       ]
       const after = readFileSync(folder + '/model', 'utf8')
       console.log(JSON.stringify({ messages, after, files: readdirSync(folder), fits: await attempt('new') }))`,
    )
    const full =
      `write-failed: cannot write '${folder}/model': the disk is full (ENOSPC); ` +
      'free some space or choose another disk. Nothing was changed'
    expect(result).toEqual({ messages: [full, full, full, full], after: 'old', files: ['model'], fits: 'saved' })
  })

  it('can be rehearsed: a file that does not fit is refused beforehand', () => {
    const result = elsewhere(
      folder,
      onTinyDisk(folder, '64k'),
      `const rehearsal = (size) =>
         rehearseSave(folder + '/model', size).then(() => 'would fit', (error) => error.code)
       const answers = [await rehearsal(40_000), await rehearsal(100_000)]
       console.log(JSON.stringify([answers, readFileSync(folder + '/model', 'utf8'), readdirSync(folder)]))`,
    )
    expect(result).toEqual([['would fit', 'write-failed'], 'old', ['model']])
  })

  it('says that the disk is read-only', () => {
    const result = elsewhere(
      folder,
      onTinyDisk(folder, '64k', 'ro'),
      `const message = await attempt('new')
       console.log(JSON.stringify([message, readFileSync(folder + '/model', 'utf8'), readdirSync(folder)]))`,
    )
    expect(result).toEqual([expect.stringContaining('the disk is read-only (EROFS)'), 'old', ['model']])
  })

  it('left no mount behind', () => {
    expect(readFileSync('/proc/mounts', 'utf8')).not.toContain('kindling-save-')
  })
})

describe.skipIf(process.platform === 'win32')('saveFile in a folder of somebody else', () => {
  it('says that permission is denied and names the folder', () => {
    chmodSync(folder, 0o555)
    // Root may write anywhere, so it becomes nobody, after it has loaded the code, which nobody may not be able to read.
    const becomeNobody = 'if (process.getuid() === 0) process.setuid(65534)'
    const message = elsewhere(folder, [], `${becomeNobody}; console.log(JSON.stringify(await attempt('x')))`)
    chmodSync(folder, 0o755)
    expect(message).toContain('permission denied (EACCES)')
    expect(message).toContain(`change the permissions of '${folder}'`)
    expect(readdirSync(folder)).toEqual([])
  })
})
