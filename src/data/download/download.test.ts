import { createHash, randomBytes } from 'node:crypto'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import type { ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { cutAfter, empty, scriptedServer, served } from '../../../test/scripted-server.ts'
import { type ErrorCode, KindlingError } from '../../base/errors.ts'
import type { Checksum } from './checksum.ts'
import { type DownloadOptions, download } from './download.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kindling-download-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const bytes = randomBytes(300_000)
const sha256Of = (data: Uint8Array): string => createHash('sha256').update(data).digest('hex')
const sha256 = sha256Of(bytes)
const published: Checksum = { algorithm: 'sha256', digest: sha256, source: 'published by the test' }
const quick: DownloadOptions = { retrySeconds: 0.001, stallSeconds: 5 }
const file = (): string => join(folder, 'set.tgz')

const errorOf = async (work: Promise<unknown>, code: ErrorCode): Promise<string> => {
  const error = await work.then(
    () => undefined,
    (error: unknown) => error,
  )
  expect(error).toBeInstanceOf(KindlingError)
  expect((error as KindlingError).code).toBe(code)
  return (error as KindlingError).message
}

describe('download', () => {
  it('saves what the server sends, gives its SHA-256, and leaves nothing else in the folder', async () => {
    const { url, requests } = await scriptedServer([served(bytes)])
    const progress: number[] = []
    const result = await download(`${url}/set.tgz`, file(), {
      ...quick,
      size: bytes.length,
      checksums: [published],
      onProgress: ({ received, total }) => {
        progress.push(received)
        expect(total).toBe(bytes.length)
      },
    })
    expect(result).toEqual({ sha256, size: bytes.length })
    expect(readFileSync(file()).equals(bytes)).toBe(true)
    expect(readdirSync(folder)).toEqual(['set.tgz'])
    expect(requests[0]!.headers['accept-encoding']).toBe('identity')
    expect(progress[0]).toBe(0)
    expect(progress.at(-1)).toBe(bytes.length)
    expect(progress).toEqual([...progress].sort((a, b) => a - b))
  })

  it('saves an empty file, and one whose length the server does not say', async () => {
    const { url } = await scriptedServer([
      empty(200, { 'content-length': '0' }),
      (_, response) => response.writeHead(200).end(bytes),
    ])
    expect(await download(url, file(), quick)).toEqual({ sha256: sha256Of(new Uint8Array(0)), size: 0 })
    expect(await download(url, file(), quick)).toEqual({ sha256, size: bytes.length })
  })

  it('takes a cut connection up where it ended, with Range and If-Range', async () => {
    const cut = cutAfter(100_000, bytes)
    const { url, requests } = await scriptedServer([cut, served(bytes)])
    const retries: string[] = []
    const onRetry = (reason: string) => void retries.push(reason)
    await download(url, file(), { ...quick, checksums: [published], onProgress: cut.seen, onRetry })
    expect(readFileSync(file()).equals(bytes)).toBe(true)
    expect(requests.map(({ headers }) => [headers.range, headers['if-range']])).toEqual([
      [undefined, undefined],
      ['bytes=100000-', '"one"'],
    ])
    expect(retries).toEqual(['the connection was cut'])
  })

  it('takes up what an earlier call has left, also when it was aborted', async () => {
    const hanging = await scriptedServer([
      (_, response) => {
        response.writeHead(200, { etag: '"one"', 'content-length': bytes.length })
        response.write(bytes.subarray(0, 50_000))
      },
      served(bytes),
    ])
    const stop = new AbortController()
    const reason = new Error('enough')
    const onProgress = ({ received }: { received: number }) => {
      if (received === 50_000) stop.abort(reason)
    }
    const aborted = download(hanging.url, file(), { ...quick, signal: stop.signal, onProgress })
    await expect(aborted).rejects.toBe(reason)
    expect(readdirSync(folder).sort()).toEqual(['set.tgz.part', 'set.tgz.part.json'])

    const received: number[] = []
    await download(hanging.url, file(), { ...quick, onProgress: (now) => void received.push(now.received) })
    expect(received[0]).toBe(50_000)
    expect(hanging.requests[1]!.headers.range).toBe('bytes=50000-')
    expect(readFileSync(file()).equals(bytes)).toBe(true)
    expect(readdirSync(folder)).toEqual(['set.tgz'])
  })

  it('starts over when the server ignores the range', async () => {
    const whole = (_: unknown, response: ServerResponse) =>
      void response.writeHead(200, { etag: '"one"', 'content-length': bytes.length }).end(bytes)
    const cut = cutAfter(100_000, bytes)
    const { url, requests } = await scriptedServer([cut, whole])
    await download(url, file(), { ...quick, checksums: [published], onProgress: cut.seen })
    expect(requests[1]!.headers.range).toBe('bytes=100000-')
    expect(readFileSync(file()).equals(bytes)).toBe(true)
  })

  it('starts over when the file at the server has changed meanwhile', async () => {
    const newer = randomBytes(200_000)
    const cut = cutAfter(100_000, bytes)
    const { url } = await scriptedServer([cut, served(newer, '"two"')])
    await download(url, file(), { ...quick, onProgress: cut.seen })
    expect(readFileSync(file()).equals(newer)).toBe(true)
  })

  it.each([
    ['another offset', { 'content-range': `bytes 99999-${bytes.length - 1}/${bytes.length}` }],
    ['another size', { 'content-range': `bytes 100000-${bytes.length}/${bytes.length + 1}` }],
    ['another tag', { 'content-range': `bytes 100000-${bytes.length - 1}/${bytes.length}`, etag: '"two"' }],
    ['no Content-Range', {}],
  ])('starts over when a partial answer has %s', async (_, headers) => {
    const wrong = (_: unknown, response: ServerResponse) =>
      void response.writeHead(206, { etag: '"one"', ...headers }).end('nonsense')
    const cut = cutAfter(100_000, bytes)
    const { url } = await scriptedServer([cut, wrong, served(bytes)])
    await download(url, file(), { ...quick, checksums: [published], onProgress: cut.seen })
    expect(readFileSync(file()).equals(bytes)).toBe(true)
  })

  it('starts over when the server has no strong validator, for nobody knows whether the rest fits', async () => {
    const cut = cutAfter(100_000, bytes, 'W/"weak"')
    const { url, requests } = await scriptedServer([cut, served(bytes)])
    await download(url, file(), { ...quick, onProgress: cut.seen })
    expect(requests[1]!.headers.range).toBeUndefined()
    expect(readFileSync(file()).equals(bytes)).toBe(true)
  })

  it('starts over when the part was left by another address, or its record cannot be read', async () => {
    for (const record of [JSON.stringify({ url: 'http://other/', etag: '"one"' }), '{', '{"url":1}']) {
      writeFileSync(`${file()}.part`, 'something else')
      writeFileSync(`${file()}.part.json`, record)
      const { url, requests } = await scriptedServer([served(bytes)])
      await download(url, file(), quick)
      expect(requests[0]!.headers.range).toBeUndefined()
      expect(readFileSync(file()).equals(bytes)).toBe(true)
    }
  })

  it('starts over when the first bytes of a part are wrong', async () => {
    const { url, requests } = await scriptedServer([served(bytes)])
    writeFileSync(`${file()}.part`, 'something else')
    writeFileSync(`${file()}.part.json`, JSON.stringify({ url: `${url}/`, etag: '"one"', size: bytes.length }))
    const digest = createHash('md5').update(bytes.subarray(0, 8)).digest('hex')
    const checksums = [{ algorithm: 'md5', digest, firstBytes: 8, source: 'published' } as const]
    await download(url, file(), { ...quick, checksums })
    expect(requests[0]!.headers.range).toBeUndefined()
    expect(readFileSync(file()).equals(bytes)).toBe(true)
  })

  it('checks a part that is complete already without asking again', async () => {
    const { url, requests } = await scriptedServer([empty(500)])
    writeFileSync(`${file()}.part`, bytes)
    writeFileSync(`${file()}.part.json`, JSON.stringify({ url: `${url}/`, etag: '"one"', size: bytes.length }))
    expect(await download(url, file(), { ...quick, checksums: [published] })).toEqual({ sha256, size: bytes.length })
    expect(requests).toEqual([])
  })

  it('says after a bounded number of fruitless attempts what is the matter, and keeps what has arrived', async () => {
    const cut = cutAfter(1000, bytes)
    const { url, requests } = await scriptedServer([cut, empty(503)])
    const message = await errorOf(
      download(url, file(), { ...quick, attempts: 3, onProgress: cut.seen }),
      'invalid-data',
    )
    expect(message).toContain('503 Service Unavailable; tried 3 times. 1000 bytes are kept in')
    expect(requests).toHaveLength(3)
    expect(readFileSync(`${file()}.part`)).toHaveLength(1000)
    expect(existsSync(file())).toBe(false)
  })

  it('goes on after a 503, and waits as long as Retry-After says', async () => {
    const { url } = await scriptedServer([empty(503, { 'retry-after': '0' }), empty(429), served(bytes)])
    const waits: number[] = []
    await download(url, file(), { ...quick, retrySeconds: 0.01, onRetry: (_, seconds) => void waits.push(seconds) })
    expect(waits).toEqual([0, 0.02])
  })

  it('does not wait for hours', async () => {
    const { url } = await scriptedServer([empty(429, { 'retry-after': '3600' })])
    expect(await errorOf(download(url, file(), quick), 'invalid-data')).toContain('asks to wait 3600 s; tried once')
  })

  it('names the address and the answer when there is no such file, and does not try again', async () => {
    const { url, requests } = await scriptedServer([empty(404)])
    expect(await errorOf(download(`${url}/gone.tgz`, file(), quick), 'invalid-data')).toContain(
      '/gone.tgz: the server answers 404 Not Found',
    )
    expect(requests).toHaveLength(1)
    expect(readdirSync(folder)).toEqual([])
  })

  it('follows redirects, relative ones too', async () => {
    const { url, requests } = await scriptedServer([
      empty(302, { location: '/two?a=1' }),
      empty(307, { location: 'three' }),
      served(bytes),
    ])
    await download(`${url}/one`, file(), { ...quick, checksums: [published] })
    expect(requests.map((request) => request.url)).toEqual(['/one', '/two?a=1', '/three'])
  })

  it('refuses redirects in a circle, too many of them, and to what is no address', async () => {
    const circle = await scriptedServer([empty(302, { location: '/b' }), empty(302, { location: '/a' })])
    expect(await errorOf(download(`${circle.url}/a`, file(), quick), 'invalid-data')).toContain('in a circle')
    const { url } = await scriptedServer([
      (request, response) => response.writeHead(302, { location: `${request.url}a` }).end(),
    ])
    expect(await errorOf(download(`${url}/a`, file(), quick), 'invalid-data')).toContain('more than 10 times')
    const local = await scriptedServer([empty(302, { location: 'file:///etc/passwd' })])
    expect(await errorOf(download(local.url, file(), quick), 'invalid-data')).toContain("to 'file:///etc/passwd'")
    const nowhere = await scriptedServer([empty(302)])
    expect(await errorOf(download(nowhere.url, file(), quick), 'invalid-data')).toContain('without saying where')
  })

  it('counts a silent server as a cut connection, before and in the middle of the body', async () => {
    const { url, requests } = await scriptedServer([
      () => {},
      (_, response) => {
        response.writeHead(200, { etag: '"one"', 'content-length': bytes.length })
        response.write(bytes.subarray(0, 70_000))
      },
      served(bytes),
    ])
    const retries: string[] = []
    await download(url, file(), {
      ...quick,
      stallSeconds: 0.5,
      checksums: [published],
      onRetry: (why) => void retries.push(why),
    })
    expect(retries).toEqual(Array(2).fill('the server has sent nothing for 0.5 s'))
    expect(requests[2]!.headers.range).toBe('bytes=70000-')
  })

  it('gives up on a server that promises more than it sends, time and again', async () => {
    const { url } = await scriptedServer([
      (_, response) => {
        response.writeHead(200, { 'content-length': '10' })
        response.write('four', () => response.destroy())
      },
    ])
    expect(await errorOf(download(url, file(), { ...quick, attempts: 2 }), 'invalid-data')).toMatch(
      /cut; tried 2 times/,
    )
    expect(existsSync(file())).toBe(false)
  })

  it('refuses a file of another size before it is downloaded', async () => {
    const { url } = await scriptedServer([served(bytes)])
    const message = await errorOf(download(url, file(), { ...quick, size: 12 }), 'invalid-data')
    expect(message).toContain('the file there has 300000 bytes, but set.tgz must have 12')
    expect(readdirSync(folder)).toEqual([])
  })

  it('refuses a body that is longer, or shorter, than the file where the server does not say its length', async () => {
    const { url } = await scriptedServer([(_, response) => response.writeHead(200).end(bytes)])
    const longer = await errorOf(download(url, file(), { ...quick, size: 299_999 }), 'invalid-data')
    expect(longer).toContain('the server sends more than the 299999 bytes of set.tgz')
    expect(readdirSync(folder)).toEqual([])
    const shorter = await errorOf(download(url, file(), { ...quick, size: 300_001, attempts: 2 }), 'invalid-data')
    expect(shorter).toContain('the server ended after 300000 of 300001 bytes')
    expect(existsSync(file())).toBe(false)
  })

  it('deletes a part whose checksum is wrong, so that the next call starts over', async () => {
    const { url } = await scriptedServer([served(bytes)])
    const digest = sha256Of(Buffer.from('another'))
    const checksums = [{ ...published, digest }]
    const message = await errorOf(download(url, file(), { ...quick, checksums }), 'invalid-data')
    expect(message).toBe(`set.tgz: the SHA-256 of the file is ${sha256}, but must be ${digest} (published by the test)`)
    expect(readdirSync(folder)).toEqual([])
  })

  it('stops as soon as the first bytes are wrong', async () => {
    const { url } = await scriptedServer([
      (_, response) => {
        response.writeHead(200, { 'content-length': bytes.length })
        response.write(bytes.subarray(0, 5000))
      },
    ])
    const checksums = [{ algorithm: 'md5', digest: 'no', firstBytes: 4096, source: 'published' } as const]
    const message = await errorOf(download(url, file(), { ...quick, checksums }), 'invalid-data')
    expect(message).toContain('the MD5 of its first 4096 bytes is')
    expect(readdirSync(folder)).toEqual([])
  })

  it('refuses a body in an encoding that nobody asked for', async () => {
    const { url } = await scriptedServer([empty(200, { 'content-encoding': 'gzip' })])
    expect(await errorOf(download(url, file(), quick), 'invalid-data')).toContain("the encoding 'gzip'")
  })

  it.each(['', 'photos.tgz', 'ftp://example.org/a.tgz', 'file:///etc/passwd', 'https://me:secret@example.org/a'])(
    'refuses the address %j',
    async (url) => {
      const message = await errorOf(download(url, file()), 'invalid-argument')
      expect(message).not.toContain('secret')
    },
  )

  it('says that the disk does not take it: no such folder, a file for a folder', async () => {
    const { url } = await scriptedServer([served(bytes)])
    const missing = join(folder, 'missing', 'set.tgz')
    expect(await errorOf(download(url, missing, quick), 'write-failed')).toContain(missing)
    writeFileSync(join(folder, 'afile'), '')
    const under = join(folder, 'afile', 'set.tgz')
    expect(await errorOf(download(url, under, quick), 'write-failed')).toContain('ENOTDIR')
    mkdirSync(file())
    expect(await errorOf(download(url, file(), quick), 'write-failed')).toContain('set.tgz')
  })

  it.skipIf(process.platform !== 'linux')('says that the disk is full (a link to /dev/full)', async () => {
    const { url } = await scriptedServer([served(bytes)])
    symlinkSync('/dev/full', `${file()}.part`)
    const message = await errorOf(download(url, file(), quick), 'write-failed')
    expect(message).toContain('the disk is full; free some space or choose another disk (ENOSPC)')
  })

  it.skipIf(process.getuid?.() === 0)('says that the folder may not be written to (left out for root)', async () => {
    const { url } = await scriptedServer([served(bytes)])
    chmodSync(folder, 0o500)
    expect(await errorOf(download(url, file(), quick), 'write-failed')).toContain('permission denied')
    chmodSync(folder, 0o700)
  })
})
