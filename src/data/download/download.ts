import type { FileHandle } from 'node:fs/promises'
import { stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { badData } from '../../base/errors.ts'
import { type Checksum, type Verification, verify } from './checksum.ts'
import { onDisk } from './disk.ts'
import { Interruption } from './interruption.ts'
import { type Origin, originOf, PartFile, validatorOf } from './part-file.ts'
import { type Reply, request } from './request.ts'
import { webAddress } from './web-address.ts'

export interface DownloadOptions {
  /** Of the whole file in bytes, where it is known; another is refused. */
  readonly size?: number | undefined
  /** What the whole file, or its start, must give. */
  readonly checksums?: readonly Checksum[]
  /** Ends the download with `signal.reason`. What has arrived is kept for the next time. */
  readonly signal?: AbortSignal | undefined
  /** Called as bytes arrive, and once at the start. */
  readonly onProgress?: (now: DownloadProgress) => void
  /** Called when the download was interrupted and will be tried again after so many seconds. */
  readonly onRetry?: (reason: string, seconds: number) => void
  /** How long the server may send nothing before the connection counts as cut, in seconds; 60 by default. */
  readonly stallSeconds?: number
  /** How many attempts in a row may bring nothing new before it is given up; 6 by default. */
  readonly attempts?: number
  /** The wait before the second attempt, in seconds; it doubles with each further one. 1 by default. */
  readonly retrySeconds?: number
}

export interface DownloadProgress {
  /** Bytes of the file that are here. */
  readonly received: number
  /** Bytes of the whole file, where the server or the caller has said so. */
  readonly total: number | undefined
}

/** An attempt that brought at least this much was worth while, however it ended. In bytes. */
const worthWhile = 2 ** 20
/** A server that asks for a longer wait is told goodbye. In seconds. */
const longestWait = 300
/** What a server that never ends could fill a disk with. In bytes. */
const largestFile = 2 ** 40

/**
 * Downloads a file over http or https. It grows as `NAME.part` and takes its name when it is complete and checked, so that
 * nothing incomplete or wrong ever stands there. A cut connection is taken up again where it ended, now or by a later
 * call, if the server can do so and has the same file still (`Range`, `If-Range`); otherwise it starts over. A part whose
 * checksum is wrong is deleted, since there is nothing to go on from. Memory is steady whatever the size.
 *
 * @param file where it shall stand; its folder must exist, and a file there is replaced
 * @returns the SHA-256 of the file, and its size in bytes
 * @throws KindlingError `invalid-data` when the server has no such file or another one, or gives up; `write-failed` when the
 *   disk does not take it; `invalid-argument` for an address that is none
 *
 * @example
 * const { sha256 } = await download('https://example.org/photos.tgz', 'data/photos.tgz', { size: 15_683_414 })
 */
export const download = async (
  url: string,
  file: string,
  options: DownloadOptions = {},
): Promise<{ readonly sha256: string; readonly size: number }> => {
  const { checksums = [], signal, onProgress, onRetry, attempts = 6, retrySeconds = 1 } = options
  const address = webAddress(url)
  const name = basename(file)
  const part = new PartFile(file)
  const arrived = await takeUp(part, address.href, name, options)

  let fruitless = 0
  for (;;) {
    const before = arrived.received
    try {
      await receive(address, name, part, arrived, options)
      break
    } catch (error) {
      if (!(error instanceof Interruption)) throw error
      fruitless = arrived.received - before >= worthWhile ? 1 : fruitless + 1
      const seconds = error.retryAfter ?? retrySeconds * 2 ** (fruitless - 1)
      if (fruitless >= attempts || seconds > longestWait) {
        const asked = seconds > longestWait ? ` and asks to wait ${seconds} s` : ''
        throw badData(
          `${address.href}: ${error.message}${asked}; tried ${attemptsInWords(fruitless)}. ` +
            `${arrived.received} bytes are kept in ${part.path}: run it again later to go on`,
          error,
        )
      }
      onRetry?.(error.message, seconds)
      await wait(seconds * 1000, undefined, { signal }).catch(() => signal?.throwIfAborted())
    }
  }

  const result = arrived.verification.end()
  if ('error' in result) {
    await part.discard()
    throw result.error
  }
  await part.complete()
  onProgress?.({ received: arrived.received, total: arrived.received })
  return { sha256: result.sha256, size: arrived.received }

  /** What an earlier run has left, read once to compute its checksums. */
  async function takeUp(part: PartFile, url: string, name: string, { size }: DownloadOptions): Promise<Arrived> {
    const found = await part.found(url)
    if (found && (size === undefined || (found.origin.size ?? size) === size)) {
      const verification = verify(name, checksums)
      let received = 0
      let wrong = false
      for await (const bytes of part.bytes()) {
        signal?.throwIfAborted()
        wrong ||= verification.update(bytes) !== undefined
        received += bytes.length
      }
      if (!wrong && received === found.received) return { received, origin: found.origin, verification }
    }
    return { received: 0, origin: undefined, verification: verify(name, checksums) }
  }
}

/** What is here of the file. */
interface Arrived {
  received: number
  origin: Origin | undefined
  verification: Verification
}

const receive = async (
  address: URL,
  name: string,
  part: PartFile,
  arrived: Arrived,
  { size, checksums = [], signal, onProgress, stallSeconds = 60 }: DownloadOptions,
): Promise<void> => {
  const startOver = (): void => {
    arrived.received = 0
    arrived.origin = undefined
    arrived.verification = verify(name, checksums)
  }
  const total = (): number | undefined => size ?? arrived.origin?.size
  signal?.throwIfAborted()
  if (arrived.origin && arrived.received > 0) {
    if (arrived.received === total()) return
    if (validatorOf(arrived.origin) === undefined) startOver()
  }
  const validator = arrived.origin && validatorOf(arrived.origin)
  const range: Record<string, string> =
    arrived.received > 0 && validator !== undefined
      ? { range: `bytes=${arrived.received}-`, 'if-range': validator }
      : {}
  const reply = await request(address, range, { stallSeconds, signal })

  let handle: FileHandle | undefined
  try {
    handle = await openFor(reply)
    onProgress?.({ received: arrived.received, total: total() })
    for await (const bytes of reply.body) {
      const most = total() ?? largestFile
      if (arrived.received + bytes.length > most) {
        await part.discard()
        throw badData(`${address.href}: the server sends more than the ${most} bytes of ${name}; use another address`)
      }
      await onDisk(part.path, handle.writeFile(bytes))
      arrived.received += bytes.length
      const wrong = arrived.verification.update(bytes)
      if (wrong) {
        await part.discard()
        throw wrong
      }
      onProgress?.({ received: arrived.received, total: total() })
    }
    if (arrived.received < (total() ?? 0))
      throw new Interruption(`the server ended after ${arrived.received} of ${total()} bytes`)
    await onDisk(part.path, handle.sync())
  } finally {
    await handle?.close()
    await reply.dismiss()
  }
  const { size: written } = await onDisk(part.path, stat(part.path))
  // Somebody else wrote to it meanwhile, such as a second download of the same file.
  if (written !== arrived.received)
    throw badData(`${part.path} has ${written} bytes, but ${arrived.received} arrived; download it once at a time`)

  async function openFor({ status, headers }: Reply): Promise<FileHandle> {
    if (status === 206 && arrived.received > 0 && continues(headers, arrived)) return part.continue()
    startOver()
    if (status !== 200) throw new Interruption('the server has another file now')
    const length = contentLength(headers)
    if (size !== undefined && length !== undefined && length !== size)
      throw badData(
        `${address.href}: the file there has ${length} bytes, but ${name} must have ${size}; use another address`,
      )
    arrived.origin = originOf(address.href, headers, length)
    return part.begin(arrived.origin)
  }
}

/** Whether a 206 gives the bytes that come next, of the same file. */
const continues = (headers: Headers, { received, origin }: Arrived): boolean => {
  const range = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(headers.get('content-range') ?? '')
  if (!range || Number(range[1]) !== received) return false
  if (range[2] !== '*' && origin?.size !== undefined && Number(range[2]) !== origin.size) return false
  const etag = headers.get('etag')
  return etag === null || origin?.etag === undefined || etag === origin.etag
}

const contentLength = (headers: Headers): number | undefined => {
  const text = headers.get('content-length')
  return text !== null && /^\d{1,15}$/.test(text) ? Number(text) : undefined
}

const attemptsInWords = (count: number): string => (count === 1 ? 'once' : `${count} times`)
