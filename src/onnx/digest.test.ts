import { describe, expect, it } from 'vitest'
import { digest } from './digest.ts'

describe('digest', () => {
  it('is the same for the same bytes, wherever they lie', () => {
    const bytes = Uint8Array.from({ length: 1001 }, (_, i) => (i * 7) % 256)
    const shifted = new Uint8Array(1005)
    shifted.set(bytes, 3)
    expect(digest(shifted.subarray(3, 1004))).toBe(digest(bytes))
  })

  it('differs when any one bit does', () => {
    const bytes = new Uint8Array(1023)
    const seen = new Set([digest(bytes)])
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      bytes[bit >> 3]! ^= 1 << (bit & 7)
      seen.add(digest(bytes))
      bytes[bit >> 3]! ^= 1 << (bit & 7)
    }
    expect(seen.size).toBe(bytes.length * 8 + 1)
  })

  it('differs for arrays of zeros of different lengths', () => {
    expect(new Set([0, 1, 4, 5, 8, 1024].map((length) => digest(new Uint8Array(length)))).size).toBe(6)
  })

  it('differs for two words swapped', () => {
    expect(digest(new Uint8Array(Uint32Array.of(1, 2).buffer))).not.toBe(
      digest(new Uint8Array(Uint32Array.of(2, 1).buffer)),
    )
  })
})
