import { createHash, randomBytes } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { tgzOf } from './archives.ts'
import { jsonOf, kindling, requireFreshBuild, startKindling } from './kindling-process.ts'
import { cutAfter, empty, scriptedServer, served } from './scripted-server.ts'

beforeAll(requireFreshBuild)
let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kindling-get-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const photo = randomBytes(2_500_000)
const archive = tgzOf([
  { path: 'photos/cat/1.jpg', data: photo },
  { path: 'photos/dog/2.jpg', data: 'dog' },
])
const sha256 = createHash('sha256').update(archive).digest('hex')

describe('kindling get', () => {
  it('lists the sets with sizes and terms, and what of them can be checked', async () => {
    const { code, stdout } = await kindling(['get', '--list'], folder)
    expect(code).toBe(0)
    expect(stdout).toMatch(/pascal2007 \(1\.64 GB, \.tgz\)[\s\S]*flickr[\s\S]*none is published for the whole/)
    expect(stdout).toMatch(/biwi \(452\.3 MB, \.tgz\)[\s\S]*not for commercial use/)
    const { sets } = jsonOf(await kindling(['get', '--list', '--json'], folder)) as {
      sets: { name: string; size: number; next: string }[]
    }
    expect(sets.map(({ name, size }) => [name, size])).toEqual([
      ['pascal2007', 1637796771],
      ['biwi', 452316199],
      ['mnist', 15683414],
      ['mnist-sample', 3214948],
    ])
    expect(sets[1]!.next).toBe('kindling biwi info data/biwi')
  })

  it('gets any archive, over a cut connection, and says what to try next', async () => {
    const { url, requests } = await scriptedServer([cutAfter(1_500_000, archive), served(archive)])
    const words = ['get', '--url', `${url}/photos.tgz`, '--to', 'data/photos', '--sha256', sha256]
    const { code, stdout, stderr } = await kindling(words, folder)
    expect(stderr).toBe('')
    expect(code).toBe(0)
    expect(stdout).toContain('Interrupted: the connection was cut. Trying again in 1 s.')
    expect(stdout).toContain('2 files are in data/photos (2.5 MB).')
    expect(stdout).toContain('Every byte of the archive is as --sha256 says')
    expect(stdout).toContain('npx kindling data summary data/photos')
    expect(requests[1]!.headers.range).toBe('bytes=1500000-')
    expect(readFileSync(join(folder, 'data', 'photos', 'cat', '1.jpg')).equals(photo)).toBe(true)
  })

  it('goes on after Ctrl-C, and says without a checksum that nothing was compared', async () => {
    const { url, requests } = await scriptedServer([
      (_, response) => {
        response.writeHead(200, { etag: '"one"', 'content-length': archive.length })
        response.write(archive.subarray(0, 1_000_000))
      },
      served(archive),
    ])
    const words = ['get', '--url', `${url}/photos.tgz`, '--to', 'photos', '--json']
    const first = startKindling(words, folder)
    await first.printed(/From http/)
    while (!readdirSync(folder).includes('photos.tgz.part.json')) await new Promise((done) => setTimeout(done, 20))
    await new Promise((done) => setTimeout(done, 100))
    first.interrupt()
    expect((await first.ended).code).toBe(130)
    expect(readdirSync(folder).sort()).toEqual(['photos.tgz.part', 'photos.tgz.part.json'])

    const again = await kindling(words, folder)
    expect(again.code).toBe(0)
    expect(again.stderr).toMatch(/nothing was\s+compared/)
    expect(jsonOf(again)).toMatchObject({ folder: 'photos', sha256, downloaded: true, verified: false, files: 2 })
    expect(requests[1]!.headers.range).toMatch(/^bytes=\d{5,}-$/)
    expect(readdirSync(folder).sort()).toEqual(['photos', 'photos.tgz', 'photos.tgz.sha256'])
  })

  it('takes from a mirror of a set nothing but the very same bytes', async () => {
    const { url } = await scriptedServer([served(archive)])
    const { code, stderr, stdout } = await kindling(['get', 'mnist', '--url', `${url}/mnist.tgz`, '--json'], folder)
    expect(code).toBe(3)
    expect(stderr).toContain(`the file there has ${archive.length} bytes, but mnist.tgz must have 15683414`)
    expect(JSON.parse(stdout)).toMatchObject({ exitCode: 3 })
    expect(readdirSync(join(folder, 'data'))).toEqual([])
  })

  it('ends with 2 for wrong words, 3 for what the server lacks, 5 for a folder that cannot be', async () => {
    for (const words of [
      ['get'],
      ['get', 'imagenet'],
      ['get', 'mnist', '--sha256', sha256],
      ['get', '--url', 'photos.tgz', '--to', 'a'],
    ]) {
      expect((await kindling(words, folder)).code, words.join(' ')).toBe(2)
    }
    const { url } = await scriptedServer([empty(404)])
    const gone = await kindling(['get', '--url', `${url}/a.tgz`, '--to', 'a'], folder)
    expect(gone.code).toBe(3)
    expect(gone.stderr).toContain('404 Not Found')
    expect((await kindling(['get', '--url', `${url}/a.tgz`, '--to', '/dev/null/a'], folder)).code).toBe(5)
    expect(readdirSync(folder)).toEqual([])
  })
})
