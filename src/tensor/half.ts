/**
 * IEEE 754 binary16 (sign, 5 bits of exponent, 10 of fraction) as it stands in files. On this side float16 values are
 * float32, which holds every one of them; the payload of a NaN is kept, so that bits survive the way there and back.
 */

/** The values of half-precision bits as float32: exact. */
export function widenHalves(halves: Uint16Array): Float32Array {
  const values = new Float32Array(halves.length)
  const bits = new Uint32Array(values.buffer)
  for (let i = 0; i < halves.length; i++) {
    const half = halves[i]!
    const exponent = (half >> 10) & 31
    const fraction = half & 1023
    const sign = (half & 0x8000) << 16
    if (exponent === 31) bits[i] = sign | 0x7f800000 | (fraction << 13)
    else if (exponent > 0) bits[i] = sign | ((exponent + 112) << 23) | (fraction << 13)
    else values[i] = (sign ? -1 : 1) * fraction * 2 ** -24
  }
  return values
}

/** float32 values as half-precision bits, rounded to the nearest, ties to even: exact for what `widenHalves` gave. */
export function narrowHalves(values: Float32Array): Uint16Array {
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length)
  const halves = new Uint16Array(values.length)
  for (let i = 0; i < halves.length; i++) {
    const word = bits[i]!
    halves[i] = ((word >>> 16) & 0x8000) | magnitudeOf(word & 0x7fffffff)
  }
  return halves
}

const scratch = new Float32Array(1)
const scratchBits = new Uint32Array(scratch.buffer)

/** The half that is nearest to a number, ties to even. */
export function nearestHalf(x: number): number {
  scratch[0] = x
  const word = scratchBits[0]!
  const magnitude = magnitudeOf(word & 0x7fffffff)
  const exponent = magnitude >> 10
  const sign = word >>> 31 ? -1 : 1
  if (exponent === 31) return magnitude === 0x7c00 ? sign * Number.POSITIVE_INFINITY : Number.NaN
  if (exponent === 0) return sign * magnitude * 2 ** -24
  return sign * (1024 + (magnitude & 1023)) * 2 ** (exponent - 25)
}

function magnitudeOf(word: number): number {
  // A payload that has only bits which are lost would turn a NaN into an infinity.
  if (word > 0x7f800000) return 0x7c00 | ((word >> 13) & 1023 || 0x200)
  // From halfway between the largest half and the next power of two.
  if (word >= 0x477ff000) return 0x7c00
  if (word >= 0x38800000) return (word - 0x38000000 + 0xfff + ((word >> 13) & 1)) >> 13
  // Below 2⁻¹⁴ the bits count multiples of 2⁻²⁴.
  const shift = 126 - (word >> 23)
  if (shift > 24) return 0
  const significand = (word & 0x7fffff) | (word >= 0x800000 ? 0x800000 : 0)
  const whole = significand >> shift
  const rest = significand - whole * 2 ** shift
  const middle = 2 ** (shift - 1)
  return rest > middle || (rest === middle && whole % 2 === 1) ? whole + 1 : whole
}
