import { createReadStream } from 'node:fs'
import { mkdir, readFile, stat } from 'node:fs/promises'
import { basename, dirname, resolve } from 'node:path'
import { badData } from '../../base/errors.ts'
import { saveFile } from '../../base/save.ts'
import { type Checksum, coverEverything, verify } from './checksum.ts'
import { onDisk } from './disk.ts'
import { type DownloadOptions, download } from './download.ts'
import { extract, requireAbsent } from './extract.ts'

/** Where an archive is, and what is known about its bytes. A {@link DataSet} is one. */
export interface ArchiveSource {
  readonly url: string
  /** In bytes, where it is known. */
  readonly size?: number
  readonly checksums?: readonly Checksum[]
}

export interface GetDataOptions extends Pick<DownloadOptions, 'signal' | 'onProgress' | 'onRetry' | 'attempts'> {
  /** Called when the archive is here and is going to be unpacked. */
  readonly onUnpack?: (archive: string) => void
}

export interface GotData {
  /** Where the archive is; it may be deleted. */
  readonly archive: string
  readonly sha256: string
  /** Of the archive, in bytes. */
  readonly size: number
  /** Whether the archive was fetched, or had been there. */
  readonly downloaded: boolean
  /** Whether a published checksum covers every byte of it. */
  readonly verified: boolean
  /** How many files were unpacked, and their bytes. */
  readonly files: number
  readonly bytes: number
}

/**
 * Downloads an archive to a place beside `folder`, checks it, and unpacks it into `folder`. An archive that is there from
 * an earlier call is checked and used again. Where no published checksum covers every byte, the SHA-256 that was seen is
 * written beside the archive (`NAME.sha256`, for `sha256sum -c` too), so that a later call notices a change.
 *
 * @param folder must not be there yet; the folders above it are made
 * @throws KindlingError as {@link download} and {@link extract} do
 *
 * @example
 * const mnist = dataSets.find(({ name }) => name === 'mnist')!
 * await getData(mnist, 'data/mnist')
 */
export const getData = async (
  source: ArchiveSource,
  folder: string,
  { onUnpack, ...options }: GetDataOptions = {},
): Promise<GotData> => {
  await requireAbsent(folder)
  const archive = `${resolve(folder)}${extensionOf(source.url)}`
  const record = `${archive}.sha256`
  const verified = coverEverything(source.checksums ?? [])
  const checksums = [...(source.checksums ?? []), ...(verified ? [] : await recorded(record))]

  await onDisk(archive, mkdir(dirname(archive), { recursive: true }))
  const there = await stat(archive).catch(() => undefined)
  const sha256 = there
    ? await check(archive, there.size, source.size, checksums, options.signal)
    : (await download(source.url, archive, { ...options, size: source.size, checksums })).sha256
  if (!verified) await saveFile(record, `${sha256}  ${basename(archive)}\n`)

  onUnpack?.(archive)
  const { files, bytes } = await extract(archive, folder, { signal: options.signal })
  const { size } = await stat(archive)
  return { archive, sha256, size, downloaded: !there, verified, files, bytes }
}

/** The format is found out from the bytes; the name says what the address says. */
const extensionOf = (url: string): string =>
  /\.(tgz|tar\.gz|tar|zip)(?=$|[?#])/i.exec(url)?.[0].toLowerCase() ?? '.archive'

const recorded = async (record: string): Promise<Checksum[]> => {
  const text = await readFile(record, 'utf8').catch(() => '')
  const digest = /^[0-9a-f]{64}(?= )/.exec(text)?.[0]
  const source = `as it was the first time, says ${record}; delete that if you trust the change`
  return digest === undefined ? [] : [{ algorithm: 'sha256', digest, source }]
}

const check = async (
  archive: string,
  size: number,
  expected: number | undefined,
  checksums: readonly Checksum[],
  signal: AbortSignal | undefined,
): Promise<string> => {
  const wayOut = `delete ${archive} to download it again`
  if (expected !== undefined && size !== expected)
    throw badData(`${archive} is there, but has ${size} bytes instead of ${expected}; ${wayOut}`)
  const verification = verify(archive, checksums)
  for await (const bytes of createReadStream(archive, { highWaterMark: 2 ** 20 })) {
    signal?.throwIfAborted()
    verification.update(bytes as Buffer)
  }
  const result = verification.end()
  if ('error' in result) throw badData(`${result.error.message}; ${wayOut}`, result.error)
  return result.sha256
}
