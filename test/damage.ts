import fc from 'fast-check'
import { expect } from 'vitest'
import { KindlingError } from '../src/base/errors.ts'

/** A change of a file: bytes overwritten, taken out, put in, or a piece doubled. */
const change = fc.record({
  kind: fc.constantFrom('set', 'set', 'set', 'delete', 'insert', 'double'),
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  length: fc.integer({ min: 1, max: 16 }),
  byte: fc.oneof(fc.nat(255), fc.constantFrom(0, 1, 0x0a, 0x20, 0x2d, 0x2f, 0x39, 0x65, 0x7f, 0x80, 0xff)),
})

/** Some changes of a file, which may then be cut off. */
const changes = fc.record({
  list: fc.array(change, { minLength: 1, maxLength: 6 }),
  cut: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
})

/** Damaged copies of a file, for properties of its reader. */
export const damaged = (original: Uint8Array): fc.Arbitrary<Uint8Array> =>
  changes.map(({ list, cut }) => {
    const bytes = [...original]
    for (const { kind, at, length, byte } of list) {
      const start = Math.floor(at * (bytes.length - 1))
      if (kind === 'set') bytes[start] = byte
      else if (kind === 'delete') bytes.splice(start, length)
      else if (kind === 'insert') bytes.splice(start, 0, ...Array<number>(length).fill(byte))
      else bytes.splice(start, 0, ...bytes.slice(start, start + length))
    }
    return Uint8Array.from(cut === null ? bytes : bytes.slice(0, Math.floor(cut * bytes.length)))
  })

/** Damaged copies of a text. */
export const damagedText = (original: string): fc.Arbitrary<string> =>
  damaged(new TextEncoder().encode(original)).map((bytes) => new TextDecoder('latin1').decode(bytes))

/** What a reader makes of its input; undefined where it refuses it, which it may only do with an error of ours. */
export const readOrRefused = <T>(read: () => T): T | undefined => {
  try {
    return read()
  } catch (error) {
    expect(error).toBeInstanceOf(KindlingError)
    expect((error as KindlingError).code).toBe('invalid-data')
    return undefined
  }
}
