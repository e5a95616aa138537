import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { verify } from './checksum.ts'

const digestOf = (algorithm: string, bytes: Uint8Array): string => createHash(algorithm).update(bytes).digest('hex')

describe('verify', () => {
  it('is right however the bytes are cut, for the whole and for its start (oracle: hashing at once)', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 20 })), fc.integer({ min: 1, max: 60 }), (parts, firstBytes) => {
        const all = Buffer.concat(parts)
        const source = 'published'
        const verification = verify('a', [
          { algorithm: 'md5', digest: digestOf('md5', all.subarray(0, firstBytes)), firstBytes, source },
          { algorithm: 'sha256', digest: digestOf('sha256', all), source },
        ])
        for (const part of parts) expect(verification.update(part)).toBeUndefined()
        expect(verification.end()).toEqual({ sha256: digestOf('sha256', all) })
      }),
    )
  })

  it('says that the start is wrong as soon as it is there, and still at the end', () => {
    const verification = verify('a.tgz', [{ algorithm: 'md5', digest: '0', firstBytes: 3, source: 'published by x' }])
    expect(verification.update(Buffer.from('ab'))).toBeUndefined()
    const error = verification.update(Buffer.from('cd'))
    expect(error?.message).toBe(
      `a.tgz: the MD5 of its first 3 bytes is ${digestOf('md5', Buffer.from('abc'))}, but must be 0 (published by x)`,
    )
    expect(verification.end()).toEqual({ error })
  })

  it('says at the end that the whole is wrong', () => {
    const verification = verify('a.tgz', [{ algorithm: 'sha256', digest: '0', source: 'published by x' }])
    expect(verification.update(Buffer.from('ab'))).toBeUndefined()
    expect(verification.end()).toHaveProperty('error.code', 'invalid-data')
  })
})
