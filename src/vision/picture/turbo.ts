import { createRequire } from 'node:module'

type Turbo = typeof import('@julusian/jpeg-turbo')

/** Left out where the package has no build for the platform: it is an optional dependency. */
const turbo: Turbo | undefined = (() => {
  try {
    return createRequire(import.meta.url)('@julusian/jpeg-turbo') as Turbo
  } catch {
    return undefined
  }
})()

/**
 * Decodes a JPEG file with libjpeg-turbo, on one of libuv's threads.
 *
 * @returns pixel after pixel, RGB; undefined where the library is missing or finds anything to object to. sharp then
 *   decides, so that what is refused, and with which words, does not depend on the platform.
 */
export async function turboDecode(bytes: Uint8Array): Promise<Uint8Array<ArrayBuffer> | undefined> {
  if (!turbo) return undefined
  try {
    const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    const { data } = await turbo.decompress(file, { format: turbo.FORMAT_RGB })
    return data as Buffer<ArrayBuffer>
  } catch {
    return undefined
  }
}
