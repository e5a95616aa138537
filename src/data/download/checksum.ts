import { createHash } from 'node:crypto'
import { badData, type KindlingError } from '../../base/errors.ts'

/** What the bytes of a file must give. */
export interface Checksum {
  readonly algorithm: 'sha256' | 'md5'
  /** In lower-case hexadecimal digits. */
  readonly digest: string
  /** How many bytes from the start of the file it covers (all, if the file is shorter); the whole file by default. */
  readonly firstBytes?: number
  /** Who says so, for the message when it is not so, such as `published by fastai`. */
  readonly source: string
}

/** Checksums of bytes on their way, so that no file has to be read again, or be in memory, to be checked. */
export interface Verification {
  /** Takes the next bytes; gives the error as soon as a checksum is known to be wrong. */
  update(bytes: Uint8Array): KindlingError | undefined
  /** To be called once after the last bytes: the SHA-256 of everything, or the error. */
  end(): { readonly sha256: string } | { readonly error: KindlingError }
}

/**
 * Computes the SHA-256 of a file from its bytes in order, and compares what else is known about it.
 *
 * @param name how messages call the file
 * @example
 * const verification = verify('mnist.tgz', [{ algorithm: 'sha256', digest, source: 'published by fastai' }])
 * for await (const bytes of createReadStream('mnist.tgz')) verification.update(bytes)
 * verification.end() // { sha256 } or { error }
 */
export const verify = (name: string, checksums: readonly Checksum[]): Verification => {
  const whole = createHash('sha256')
  const running = checksums.map((checksum) => ({
    checksum,
    hash: createHash(checksum.algorithm),
    left: checksum.firstBytes ?? Number.POSITIVE_INFINITY,
    judged: false,
  }))
  let wrong: KindlingError | undefined
  const judge = (one: (typeof running)[number]): void => {
    one.judged = true
    const digest = one.hash.digest('hex')
    const { checksum } = one
    if (digest === checksum.digest) return
    const what = `${checksum.algorithm === 'md5' ? 'MD5' : 'SHA-256'} of ${
      checksum.firstBytes === undefined ? 'the file' : `its first ${checksum.firstBytes} bytes`
    }`
    wrong ??= badData(`${name}: the ${what} is ${digest}, but must be ${checksum.digest} (${checksum.source})`)
  }
  return {
    update(bytes) {
      whole.update(bytes)
      for (const one of running) {
        if (one.judged) continue
        const taken = Math.min(one.left, bytes.length)
        one.hash.update(bytes.subarray(0, taken))
        one.left -= taken
        if (one.left === 0) judge(one)
      }
      return wrong
    },
    end() {
      for (const one of running) if (!one.judged) judge(one)
      return wrong ? { error: wrong } : { sha256: whole.digest('hex') }
    },
  }
}

/** Whether a checksum that nobody can forge covers every byte; if not, a change is noticed from the second download on. */
export const coverEverything = (checksums: readonly Checksum[]): boolean =>
  checksums.some(({ algorithm, firstBytes }) => algorithm === 'sha256' && firstBytes === undefined)
