import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { tgzOf, zipOf } from '../../../test/archives.ts'
import { scriptedServer, served } from '../../../test/scripted-server.ts'
import { type ArchiveSource, getData } from './archived-data.ts'
import { dataSets } from './catalogue.ts'
import { coverEverything } from './checksum.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kindling-get-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const archive = tgzOf([
  { path: 'digits/3/1.png', data: 'three' },
  { path: 'digits/7/2.png', data: 'seven' },
])
const sha256Of = (data: Uint8Array): string => createHash('sha256').update(data).digest('hex')
const md5Of = (data: Uint8Array): string => createHash('md5').update(data).digest('hex')
const whole = { algorithm: 'sha256', digest: sha256Of(archive), source: 'published' } as const
const start = { algorithm: 'md5', digest: md5Of(archive.subarray(0, 64)), firstBytes: 64, source: 'published' } as const
const digits = (): string => join(folder, 'data', 'digits')

describe('getData', () => {
  it('downloads, checks and unpacks; the archive stays beside the folder', async () => {
    const { url } = await scriptedServer([served(archive)])
    const source: ArchiveSource = { url: `${url}/a/digits.tgz?x=1`, size: archive.length, checksums: [start, whole] }
    expect(await getData(source, digits())).toEqual({
      archive: `${digits()}.tgz`,
      sha256: whole.digest,
      size: archive.length,
      downloaded: true,
      verified: true,
      files: 2,
      bytes: 10,
    })
    expect(readdirSync(join(folder, 'data')).sort()).toEqual(['digits', 'digits.tgz'])
    expect(readFileSync(join(digits(), '3', '1.png'), 'utf8')).toBe('three')
  })

  it('uses an archive again that is there, after checking it', async () => {
    const { url, requests } = await scriptedServer([served(archive)])
    const source: ArchiveSource = { url: `${url}/digits.tgz`, size: archive.length, checksums: [whole] }
    await getData(source, digits())
    rmSync(digits(), { recursive: true })
    expect((await getData(source, digits())).downloaded).toBe(false)
    expect(requests).toHaveLength(1)

    for (const damaged of [archive.subarray(1), Buffer.from(archive).fill(1, 50, 60)]) {
      rmSync(digits(), { recursive: true, force: true })
      writeFileSync(`${digits()}.tgz`, damaged)
      await expect(getData({ ...source, checksums: [start, whole] }, digits())).rejects.toThrow(
        `delete ${digits()}.tgz to download it again`,
      )
      expect(existsSync(digits())).toBe(false)
    }
  })

  it('writes down the SHA-256 where none is published for the whole, and notices a change later', async () => {
    const other = tgzOf([{ path: 'digits/3/1.png', data: 'another' }])
    const { url } = await scriptedServer([served(archive), served(other)])
    const source: ArchiveSource = { url: `${url}/digits.tgz` }
    expect((await getData(source, digits())).verified).toBe(false)
    const record = `${digits()}.tgz.sha256`
    expect(readFileSync(record, 'utf8')).toBe(`${whole.digest}  digits.tgz\n`)

    rmSync(digits(), { recursive: true })
    rmSync(`${digits()}.tgz`)
    await expect(getData(source, digits())).rejects.toThrow(
      `must be ${whole.digest} (as it was the first time, says ${record}; delete that if you trust the change)`,
    )
    expect(readdirSync(join(folder, 'data'))).toEqual(['digits.tgz.sha256'])
    rmSync(record)
    await getData(source, digits())
    expect(readFileSync(join(digits(), '3', '1.png'), 'utf8')).toBe('another')
  })

  it('asks nobody when the folder is there', async () => {
    mkdirSync(digits(), { recursive: true })
    const { url, requests } = await scriptedServer([served(archive)])
    await expect(getData({ url }, digits())).rejects.toThrow('is already there')
    expect(requests).toEqual([])
  })

  it('finds out the format from the bytes, whatever the address says', async () => {
    const { url } = await scriptedServer([served(zipOf([{ path: 'a.txt', data: 'a' }]))])
    const { archive } = await getData({ url: `${url}/download?id=5` }, digits())
    expect(archive).toBe(`${digits()}.archive`)
    expect(readdirSync(digits())).toEqual(['a.txt'])
  })
})

describe('dataSets', () => {
  it('have names, https addresses of their format, and checksums that could be ones', () => {
    expect(dataSets.map(({ name }) => name)).toEqual(['pascal2007', 'biwi', 'mnist', 'mnist-sample'])
    for (const { url, format, checksums } of dataSets) {
      expect(url).toMatch(new RegExp(`^https://s3\\.amazonaws\\.com/fast-ai-[a-z]+/[a-z0-9_]+\\.${format}$`))
      expect(checksums.length).toBeGreaterThan(0)
      for (const { algorithm, digest } of checksums)
        expect(digest).toMatch(algorithm === 'md5' ? /^[0-9a-f]{32}$/ : /^[0-9a-f]{64}$/)
    }
  })

  it('say of pascal2007 alone that nobody has published a checksum of the whole', () => {
    expect(dataSets.filter(({ checksums }) => !coverEverything(checksums)).map(({ name }) => name)).toEqual([
      'pascal2007',
    ])
  })
})
