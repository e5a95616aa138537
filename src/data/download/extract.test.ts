import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { Pax } from 'tar'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Entry, tarOf, tgzOf, zipOf } from '../../../test/archives.ts'
import { type ErrorCode, KindlingError } from '../../base/errors.ts'
import { type ExtractOptions, extract } from './extract.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kindling-extract-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const noise = randomBytes(200_000)
const photos: readonly Entry[] = [
  { path: 'photos/' },
  { path: 'photos/labels.csv', data: 'fname,labels\n1.jpg,cat\n' },
  { path: 'photos/train/1.jpg', data: noise },
  { path: 'photos/train/empty.txt' },
  { path: 'photos/none/' },
]
const formats = { tgz: tgzOf, tar: tarOf, zip: zipOf }

const archive = (bytes: Uint8Array): string => {
  const path = join(folder, 'set.archive')
  writeFileSync(path, bytes)
  return path
}
const target = (): string => join(folder, 'data', 'set')
/** What was refused, and that nothing is left of it. */
const refusal = async (bytes: Uint8Array, options?: ExtractOptions, code: ErrorCode = 'invalid-data') => {
  const path = archive(bytes)
  const error = await extract(path, target(), options).then(
    () => undefined,
    (error: unknown) => error,
  )
  expect(error).toBeInstanceOf(KindlingError)
  expect((error as KindlingError).code).toBe(code)
  expect((error as KindlingError).message.startsWith(`${path}: `)).toBe(true)
  expectNothingLeft()
  return (error as KindlingError).message
}
const expectNothingLeft = (): void => {
  expect(readdirSync(folder).filter((name) => name !== 'data')).toEqual(['set.archive'])
  if (existsSync(join(folder, 'data'))) expect(readdirSync(join(folder, 'data'))).toEqual([])
}

describe.each(Object.entries(formats))('extract, .%s', (_, of) => {
  it('unpacks files, empty files and folders; the only folder in the archive becomes the target', async () => {
    expect(await extract(archive(of(photos)), target())).toEqual({ files: 3, bytes: noise.length + 23 })
    expect(readdirSync(target(), { recursive: true }).sort()).toEqual([
      'labels.csv',
      'none',
      'train',
      'train/1.jpg',
      'train/empty.txt',
    ])
    expect(readFileSync(join(target(), 'train', '1.jpg')).equals(noise)).toBe(true)
    expect(statSync(join(target(), 'train', 'empty.txt')).size).toBe(0)
    expect(readdirSync(join(folder, 'data'))).toEqual(['set'])
  })

  it('keeps what stands beside each other, and passes over hidden companions of the only folder', async () => {
    await extract(archive(of([{ path: 'a.txt', data: 'a' }, { path: './b/c.txt' }])), target())
    expect(readdirSync(target()).sort()).toEqual(['a.txt', 'b'])
    await extract(archive(of([{ path: '._photos', data: 'mac' }, ...photos])), join(folder, 'two'))
    expect(readdirSync(join(folder, 'two')).sort()).toEqual(['labels.csv', 'none', 'train'])
  })

  it('makes files that everybody may read as the umask says, whatever modes the archive has', async () => {
    await extract(archive(of([{ path: 'run.sh', data: '#!', mode: 0o104755 }])), target())
    expect(statSync(join(target(), 'run.sh')).mode & 0o7111).toBe(0)
    expect(statSync(target()).mode & 0o700).toBe(0o700)
    expect(statSync(target()).mode & 0o777).toBe(0o777 & ~process.umask())
  })

  it.each([
    ['../evil.txt', 'leads out of the folder'],
    ['a/../../evil.txt', 'leads out of the folder'],
    ['/etc/evil', 'is absolute'],
    ['C:/evil', 'is absolute'],
    ['a\\..\\evil', 'backslash'],
    ['a\u0007.txt', 'control character'],
    ['a\n.txt', 'control character'],
    ['train/NUL.txt', 'device on Windows'],
    ['evil.', 'ends with a dot'],
    [`${'a'.repeat(256)}`, 'longer than 255'],
  ])('refuses the name %j', async (path, why) => {
    // A long name does not fit the plain header of tar.
    if (path.length > 99 && of !== zipOf) return
    const message = await refusal(of([...photos, { path, data: 'evil' }]))
    expect(message).toContain(why)
    expect(message).toContain(JSON.stringify(path))
    expect(existsSync(join(folder, 'evil.txt'))).toBe(false)
  })

  it.each([
    [['a/b.txt', 'A/c.txt'], 'the same as "a"'],
    [['a/b.txt', 'a/B.TXT'], 'the same as "a/b.txt"'],
    [['a/\u00e9', 'a/e\u0301'], 'the same as "a/\u00e9"'],
    [['a/b.txt', 'a/b.txt'], 'twice'],
    [['a', 'a/b.txt'], '"a" is a file and a folder'],
    [['a/b', 'a/'], undefined],
    [['a/b', 'a/b/'], '"a/b" is a file and a folder'],
  ])('judges names that collide: %j', async (paths, why) => {
    const bytes = of(paths.map((path) => ({ path, data: path.endsWith('/') ? '' : 'x' })))
    if (why === undefined) await extract(archive(bytes), target())
    else expect(await refusal(bytes)).toContain(why)
  })

  it('refuses more files and folders than allowed, counting those that are only implied', async () => {
    expect(await refusal(of(photos), { mostEntries: 5 })).toContain('more than 5 files and folders')
    await extract(archive(of(photos)), target(), { mostEntries: 6 })
  })

  it('refuses more bytes than allowed', async () => {
    expect(await refusal(of(photos), { mostBytes: noise.length })).toContain('decompression bomb')
  })

  it('refuses an archive with nothing in it', async () => {
    expect(await refusal(of([{ path: 'a/' }]))).toContain('there is no file in it')
    await refusal(of([]))
  })

  it('refuses an archive that ends in the middle, wherever', async () => {
    const bytes = of(photos)
    for (const share of [0.001, 0.1, 0.5, 0.9, 0.99]) await refusal(bytes.subarray(0, share * bytes.length))
    expect(await refusal(bytes.subarray(0, bytes.length - 1030))).toMatch(/download it again/)
  })

  it('leaves nothing when it is aborted', async () => {
    const reason = new Error('enough')
    const path = archive(of(photos))
    await expect(extract(path, target(), { signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
    expectNothingLeft()
  })

  it('does not touch a folder that is there', async () => {
    mkdirSync(target(), { recursive: true })
    writeFileSync(join(target(), 'mine.txt'), 'mine')
    await expect(extract(archive(of(photos)), target())).rejects.toThrow(/is already there; use it, delete it/)
    expect(readdirSync(target())).toEqual(['mine.txt'])
    expect(readdirSync(join(folder, 'data'))).toEqual(['set'])
  })

  it('says that the disk does not take it, and not that the archive is bad', async () => {
    writeFileSync(join(folder, 'afile'), '')
    const error = await extract(archive(of(photos)), join(folder, 'afile', 'set')).catch((error: unknown) => error)
    expect((error as KindlingError).code).toBe('write-failed')
  })

  it('comes to an end, with a KindlingError or all files, whatever bytes are changed', async () => {
    const small = of([
      { path: 'photos/labels.csv', data: 'fname,labels\n1.jpg,cat\n' },
      { path: 'photos/train/1.jpg', data: noise.subarray(0, 600) },
      { path: 'photos/train/2.jpg', data: 'x'.repeat(600) },
    ])
    const path = join(folder, 'mutated')
    const out = join(folder, 'out')
    mkdirSync(out)
    const change = fc.tuple(fc.nat(small.length - 1), fc.integer({ min: 0, max: 255 }))
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 8 }), fc.nat(40), async (changes, cut) => {
        const bytes = Buffer.from(small)
        for (const [at, value] of changes) bytes[at] = value
        writeFileSync(path, bytes.subarray(0, cut < 20 ? bytes.length : bytes.length - 16 * cut))
        try {
          await extract(path, join(out, 'set'))
          expect(readdirSync(out)).toEqual(['set'])
          rmSync(join(out, 'set'), { recursive: true })
        } catch (error) {
          if (!(error instanceof KindlingError)) throw error
          expect(['invalid-data', 'write-failed']).toContain(error.code)
        }
        expect(readdirSync(out)).toEqual([])
        expect(readdirSync(folder).sort()).toEqual(['mutated', 'out'])
      }),
      { numRuns: 60 },
    )
  }, 20_000)

  it('writes nothing outside, whatever names and kinds well-formed entries have', async () => {
    const path = join(folder, 'made')
    const out = join(folder, 'out')
    mkdirSync(out)
    const part = fc.constantFrom(
      '..',
      '.',
      '',
      'a',
      'A',
      'b',
      'é',
      'e\u0301',
      'nul',
      'c:',
      '\\',
      '..\\a',
      ' ',
      'a.',
      '\0',
      '~',
    )
    const entry = fc.record({
      path: fc.array(part, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('/') || 'x'),
      data: fc.constantFrom('', 'x'),
      type: fc.constantFrom('File', 'File', 'File', 'Directory', 'SymbolicLink', 'Link'),
      mode: fc.constantFrom(0, 0, 0o100644, 0o040755, 0o120777),
    })
    const made = fc.array(entry, { minLength: 1, maxLength: 4 }).map((entries) =>
      entries.map(({ type, data, ...rest }) => ({
        ...rest,
        type,
        data: type === 'File' ? data : '',
        ...(/Link/.test(type) && { linkpath: '../..' }),
      })),
    )
    await fc.assert(
      fc.asyncProperty(made, async (entries) => {
        writeFileSync(path, of(entries))
        try {
          await extract(path, join(out, 'set'))
          for (const found of readdirSync(join(out, 'set'), { recursive: true, withFileTypes: true }))
            expect(found.isFile() || found.isDirectory()).toBe(true)
          rmSync(join(out, 'set'), { recursive: true })
        } catch (error) {
          expect(error).toHaveProperty('code', 'invalid-data')
        }
        expect(readdirSync(out)).toEqual([])
        expect(readdirSync(folder).sort()).toEqual(['made', 'out'])
      }),
      { numRuns: 60 },
    )
  }, 20_000)
})

describe('extract', () => {
  it.each([
    ['SymbolicLink', 'a symbolic link'],
    ['Link', 'a hard link'],
    ['CharacterDevice', 'a device'],
    ['BlockDevice', 'a device'],
    ['FIFO', 'a pipe'],
  ])('refuses a %s in a tar archive', async (type, words) => {
    const linkpath = type.endsWith('Link') ? '/etc/passwd' : undefined
    const entry = { path: 'photos/link', type, ...(linkpath !== undefined && { linkpath }) }
    expect(await refusal(tgzOf([...photos, entry]))).toContain(`entry "photos/link" is refused: it is ${words}`)
  })

  it('judges the name that an extended header gives, not the harmless one beside it', async () => {
    const extended = new Pax({ path: '../evil.txt' }).encode()
    const plain = tarOf([{ path: 'harmless.txt', data: 'evil' }])
    expect(await refusal(Buffer.concat([extended, plain]))).toContain('"../evil.txt" is refused')
  })

  it('never follows a link of the archive to write elsewhere', async () => {
    const entries = [
      { path: 'out', type: 'SymbolicLink', linkpath: '..' },
      { path: 'out/evil.txt', data: 'evil' },
    ]
    await refusal(tgzOf(entries))
    expect(existsSync(join(folder, 'data', 'evil.txt'))).toBe(false)
  })

  it.each([
    [0o120777, 'a symbolic link'],
    [0o020666, 'a device'],
    [0o010666, 'a pipe'],
  ])('refuses the mode %o in a zip archive', async (mode, words) => {
    expect(await refusal(zipOf([...photos, { path: 'photos/x', data: '/etc/passwd', mode }]))).toContain(words)
  })

  it('refuses a tar entry of a kind that nobody knows', async () => {
    expect(await refusal(tarOf([...photos, { path: 'x', type: 'SolarisACL' }]))).toContain(
      'neither a file nor a folder',
    )
  })

  it('stops a bomb while it goes off: in content, in what lies between, and packed twice', async () => {
    const zeros = Buffer.alloc(18 * 2 ** 20)
    const options = { mostRatio: 2 }
    expect(await refusal(tgzOf([{ path: 'a', data: zeros }]), options)).toContain('decompression bomb')
    expect(await refusal(zipOf([{ path: 'a', data: zeros }]), options)).toContain('decompression bomb')
    const padded = gzipSync(Buffer.concat([tarOf(photos), zeros, zeros]))
    expect(await refusal(padded, options)).toContain('decompression bomb')
    expect(await refusal(gzipSync(tgzOf(photos)))).toContain('compressed twice')
  })

  it('finds a zip file whose bytes are not those of its checksum', async () => {
    const bytes = zipOf([{ path: 'a.txt', data: 'hello' }])
    bytes[14] = bytes[14]! ^ 1
    const central = bytes.indexOf('PK\x01\x02', 0, 'latin1')
    bytes[central + 16] = bytes[central + 16]! ^ 1
    expect(await refusal(bytes)).toContain('"a.txt" is damaged')
  })

  it('says how a file begins that is no archive', async () => {
    expect(await refusal(Buffer.from('<!DOCTYPE html><title>Log in</title>'))).toContain(
      'it is no .tgz, .tar or .zip archive (it begins with "<!DOCTYPE html><title>Lo")',
    )
    expect(await refusal(Buffer.alloc(0))).toContain('it is empty')
    expect(await refusal(gzipSync('hello'))).toContain('too short for a tar archive')
    expect(await refusal(gzipSync(noise))).toContain('cannot be unpacked')
  })

  it('reads what the tar of this system writes, long names and accents too', async () => {
    const source = join(folder, 'source')
    const long = 'a'.repeat(120)
    mkdirSync(join(source, 'photos', long), { recursive: true })
    writeFileSync(join(source, 'photos', long, 'Bär ü.txt'), noise)
    const path = join(folder, 'made.tgz')
    const made = spawnSync('tar', ['-czf', path, '-C', source, 'photos'])
    if (made.error) throw new Error('this test needs the tar command', { cause: made.error })
    await extract(path, target())
    expect(readFileSync(join(target(), long, 'Bär ü.txt')).equals(noise)).toBe(true)
  })
})
