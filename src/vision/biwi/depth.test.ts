import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ballDepthImage } from '../../../test/biwi-sample.ts'
import { damaged, readOrRefused } from '../../../test/damage.ts'
import { decodeDepth, encodeDepth } from './depth.ts'

/** Bytes of int32 and, where marked as depths, int16, little-endian. */
const bytesOf = (...parts: (number | { depths: number[] })[]): Uint8Array => {
  const buffers = parts.map((part) =>
    typeof part === 'number' ? new Int32Array([part]).buffer : new Int16Array(part.depths).buffer,
  )
  return Uint8Array.from(buffers.flatMap((buffer) => [...new Uint8Array(buffer)]))
}
const image = (width: number, height: number, ...millimetres: number[]) => ({
  width,
  height,
  millimetres: Uint16Array.from(millimetres),
})

describe('a depth.bin', () => {
  it('is width and height, then zeros and depths in turn', () => {
    const bytes = bytesOf(4, 2, 3, 2, { depths: [900, 901] }, 1, 2, { depths: [32767, 1] })
    expect(decodeDepth(bytes, 'depth.bin')).toEqual(image(4, 2, 0, 0, 0, 900, 901, 0, 32767, 1))
  })

  it('ends with a run of no depths where the last pixels are zero', () => {
    expect(encodeDepth(image(3, 1, 0, 7, 0))).toEqual(bytesOf(3, 1, 1, 1, { depths: [7] }, 1, 0))
    expect(encodeDepth(image(2, 1, 5, 6))).toEqual(bytesOf(2, 1, 0, 2, { depths: [5, 6] }))
    expect(encodeDepth(image(2, 1, 0, 0))).toEqual(bytesOf(2, 1, 2, 0))
  })

  it('gives any image back', () => {
    const depths = fc.array(fc.oneof({ weight: 2, arbitrary: fc.constant(0) }, fc.nat(32767)), { minLength: 1 })
    fc.assert(
      fc.property(depths, (millimetres) => {
        const original = image(1, millimetres.length, ...millimetres)
        expect(decodeDepth(encodeDepth(original), 'depth.bin')).toEqual(original)
      }),
    )
  })

  it('is read from a view that does not begin where its memory does', () => {
    const bytes = bytesOf(1, 1, 0, 1, { depths: [9] })
    const shifted = new Uint8Array(bytes.length + 3)
    shifted.set(bytes, 3)
    expect(decodeDepth(shifted.subarray(3), 'depth.bin')).toEqual(image(1, 1, 9))
  })

  it.each<[string, Uint8Array, string]>([
    ['that is empty', bytesOf(), 'depth.bin: byte 0: the file ends at byte 0, before the end of the width'],
    ['of no width', bytesOf(0, 2), 'depth.bin: byte 0: the width is 0; it must be from 1 to 2048 pixels'],
    ['of negative height', bytesOf(2, -2), 'byte 4: the height is -2; it must be from 1 to 2048'],
    ['of absurd height', bytesOf(2, 2 ** 31 - 1), 'byte 4: the height is 2147483647; it must be from 1 to 2048'],
    ['with a negative run of zeros', bytesOf(4, 2, -1, 0), 'byte 8: a run has -1 zeros; it must be from 0 to 8'],
    ['with a negative run of depths', bytesOf(4, 2, 3, -1), 'byte 12: a run has -1 depths; it must be from 0 to 5'],
    ['whose zeros overflow', bytesOf(4, 2, 9, 0), 'byte 8: a run has 9 zeros; it must be from 0 to 8, the pixels'],
    ['whose depths overflow', bytesOf(4, 2, 3, 6), 'byte 12: a run has 6 depths; it must be from 0 to 5, the pixels'],
    [
      'that ends in a run',
      bytesOf(4, 2, 3, 5, { depths: [1, 2] }),
      'byte 16: the file ends at byte 20, before the end',
    ],
    [
      'that ends between runs',
      bytesOf(4, 2, 3, 1, { depths: [1] }),
      'byte 18: the file ends at byte 18, before the end',
    ],
    ['with a negative depth', bytesOf(1, 2, 0, 2, { depths: [1, -5] }), 'byte 18: a depth is -5 mm; it must not be'],
    [
      'that goes on',
      bytesOf(1, 1, 0, 1, { depths: [1, 2] }),
      'byte 18: 2 bytes follow the last pixel; the file should',
    ],
  ])('%s is refused by file and offset', (_, bytes, message) => {
    expect(() => decodeDepth(bytes, 'depth.bin')).toThrow(message)
  })

  it.each<[string, Parameters<typeof encodeDepth>[0], string]>([
    ['a depth beyond int16', image(1, 2, 5, 40000), 'millimetres[1] is 40000; the format holds at most 32767 mm'],
    ['too few pixels', image(2, 2, 5), 'millimetres has 1 numbers; 2 × 2 pixels need 4'],
    ['an impossible size', image(0, 2), 'width is 0; it must be a whole number from 1 to 2048'],
  ])('cannot be written for %s', (_, value, message) => {
    expect(() => encodeDepth(value)).toThrow(message)
  })

  it('cut off anywhere is refused', () => {
    const bytes = encodeDepth(ballDepthImage())
    for (let end = 0; end < bytes.length; end++) {
      expect(readOrRefused(() => decodeDepth(bytes.subarray(0, end), 'depth.bin'))).toBeUndefined()
    }
  })

  it('that is damaged is refused, or read as an image that can be written again', () => {
    fc.assert(
      fc.property(damaged(encodeDepth(ballDepthImage())), (bytes) => {
        const found = readOrRefused(() => decodeDepth(bytes, 'depth.bin'))
        if (found) expect(decodeDepth(encodeDepth(found), 'depth.bin')).toEqual(found)
      }),
      { numRuns: 500 },
    )
  })
})
