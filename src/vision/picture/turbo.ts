import { createRequire } from 'node:module'
import { StoragePool } from '../../base/storage-pool.ts'
import type { Size } from '../../data/index.ts'

type Turbo = typeof import('@julusian/jpeg-turbo')

/** Left out where the package has no build for the platform: it is an optional dependency. */
const turbo: Turbo | undefined = (() => {
  try {
    return createRequire(import.meta.url)('@julusian/jpeg-turbo') as Turbo
  } catch {
    return undefined
  }
})()

/** Pixels that were decoded, in memory that is lent. */
export interface Decoded {
  /** Pixel after pixel, RGB. */
  readonly data: Uint8Array<ArrayBuffer>
  /** Gives the memory back: what is decoded next may stand there. */
  readonly release: () => void
}

/** A megabyte for every picture, left to the garbage collector, kept it busy for a sixth of the time. */
const memory = new StoragePool((size) => Buffer.allocUnsafeSlow(size).buffer as ArrayBuffer)
const memoryKept = 64 << 20

/** Rounded up to three binary digits, so that pictures of about one size share memory. */
const roomFor = (bytes: number): number => {
  const step = 2 ** Math.max(0, Math.floor(Math.log2(bytes)) - 2)
  return Math.ceil(bytes / step) * step
}

/**
 * Decodes a JPEG file with libjpeg-turbo, on one of libuv's threads.
 *
 * @param size what the file's header says
 * @returns undefined where the library is missing or finds anything to object to. sharp then
 *   decides, so that what is refused, and with which words, does not depend on the platform.
 */
export async function turboDecode(bytes: Uint8Array, { width, height }: Size): Promise<Decoded | undefined> {
  if (!turbo) return undefined
  const room = memory.take(roomFor(3 * width * height))
  const release = (): void => memory.give(room, memoryKept)
  try {
    const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    const { data } = await turbo.decompress(file, Buffer.from(room), { format: turbo.FORMAT_RGB })
    return { data: data as Buffer<ArrayBuffer>, release }
  } catch {
    release()
    return undefined
  }
}
