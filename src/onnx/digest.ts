/**
 * A digest of bytes as text, the same for the same bytes and, for all practical purposes, only for those: two independent
 * 53-bit hashes over 32-bit words. Not for secrets.
 */
export const digest = (bytes: Uint8Array): string => {
  const whole = bytes.length >>> 2
  const words =
    bytes.byteOffset % 4 === 0
      ? new Uint32Array(bytes.buffer, bytes.byteOffset, whole)
      : new Uint32Array(bytes.slice(0, whole * 4).buffer)
  let a = 0x9e3779b9 ^ bytes.length
  let b = 0x85ebca6b
  let c = 0xc2b2ae35
  let d = 0x27d4eb2f
  const mix = (word: number) => {
    a = Math.imul(a ^ word, 0x01000193)
    a ^= a >>> 15
    b = Math.imul(b ^ word, 0x5bd1e995)
    b ^= b >>> 13
    c = (Math.imul(c, 0x19660d) + word) | 0
    c ^= c >>> 16
    d = Math.imul(d + word, 0x2c1b3c6d) | 0
    d ^= d >>> 12
  }
  for (let i = 0; i < whole; i++) mix(words[i]!)
  for (let i = whole * 4; i < bytes.length; i++) mix(bytes[i]!)
  return [a, b, c, d].map((part) => (part >>> 0).toString(36)).join('.')
}
