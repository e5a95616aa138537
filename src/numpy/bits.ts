import { invalid } from '../base/errors.ts'
import { isFloat } from '../tensor/dtype.ts'
import { concat, type Tensor, tensor } from '../tensor/index.ts'
import { normalizeAxis } from '../tensor/shape.ts'
import { type ArrayLike, asarray } from './array.ts'

export interface BitsOptions {
  /** Along which axis eight bits are a byte; of the flattened array by default. */
  readonly axis?: number
  /** Whether the first bit is the highest ('big', default) or the lowest. */
  readonly bitorder?: 'big' | 'little'
}

const powers = (bitorder: 'big' | 'little'): Tensor =>
  tensor(bitorder === 'big' ? [128, 64, 32, 16, 8, 4, 2, 1] : [1, 2, 4, 8, 16, 32, 64, 128], { dtype: 'int64' })

/** Truth values as bits, eight to a byte; missing ones are 0. */
export function packbits(x: ArrayLike, { axis, bitorder = 'big' }: BitsOptions = {}): Tensor {
  const given = axis === undefined ? asarray(x).flatten() : asarray(x)
  const along = axis === undefined ? 0 : normalizeAxis('packbits', axis, given.ndim)
  const last = given.cast('bool').cast('int64').moveAxis(along, -1)
  const missing = (8 - (last.shape.at(-1)! % 8)) % 8
  const padded = last.pad(last.shape.map((_, i) => [0, i === last.ndim - 1 ? missing : 0] as const))
  const bytes = padded.reshape([...padded.shape.slice(0, -1), padded.shape.at(-1)! / 8, 8])
  return bytes.mul(powers(bitorder)).sum(-1).cast('uint8').moveAxis(-1, along)
}

/** The bits of bytes, uint8 zeros and ones; `count` of them (negative: without so many at the end). */
export function unpackbits(
  x: ArrayLike,
  { axis, bitorder = 'big', count }: BitsOptions & { readonly count?: number } = {},
): Tensor {
  const given = axis === undefined ? asarray(x).flatten() : asarray(x)
  if (given.dtype !== 'uint8') throw invalid(`unpackbits: the array is ${given.dtype}; it must be uint8`)
  const along = axis === undefined ? 0 : normalizeAxis('unpackbits', axis, given.ndim)
  const last = given.cast('int64').moveAxis(along, -1)
  const bits = last.expandDims(-1).floorDivide(powers(bitorder)).remainder(2)
  const all = bits.reshape([...last.shape.slice(0, -1), last.shape.at(-1)! * 8])
  const length = all.shape.at(-1)!
  const wanted = count === undefined ? length : count < 0 ? Math.max(0, length + count) : count
  const cut =
    wanted <= length
      ? all.narrow(-1, 0, wanted)
      : concat([all, tensor(0, { dtype: 'int64' }).broadcastTo([...all.shape.slice(0, -1), wanted - length])], -1)
  return cut.cast('uint8').moveAxis(-1, along)
}

/** How many bits of the size of a whole number are set; uint8. */
export function bitwiseCount(x: ArrayLike): Tensor {
  const given = asarray(x)
  if (isFloat(given.dtype)) throw invalid(`bitwiseCount: the array is ${given.dtype}; it must be of integers or bool`)
  const mask = (byte: bigint): Tensor => tensor(BigInt.asIntN(64, byte * 0x0101010101010101n))
  // Sums of 2, 4 and 8 neighbouring bits, in place; then the bytes. The first step leaves the sign out, which it would drag.
  const bits = given.cast('int64').abs()
  const sign = bits.less(0).cast('int64')
  const rest = bits.bitwiseAnd(tensor(0x7fffffffffffffffn))
  const pairs = rest.sub(rest.shiftRight(1).bitwiseAnd(mask(0x55n)))
  const fours = pairs.bitwiseAnd(mask(0x33n)).add(pairs.shiftRight(2).bitwiseAnd(mask(0x33n)))
  const bytes = fours.add(fours.shiftRight(4)).bitwiseAnd(mask(0x0fn))
  const sum = [8, 16, 32].reduce((all, by) => all.add(all.shiftRight(by)), bytes)
  return sum.bitwiseAnd(0x7f).add(sign).cast('uint8')
}

/** A whole number in binary digits; negative ones with a sign, or as the complement of `width` digits. */
export function binaryRepr(n: number | bigint, width?: number): string {
  const value = BigInt(n)
  const digits = (value < 0n ? -value : value).toString(2)
  if (value >= 0n) return digits.padStart(width ?? 0, '0')
  if (width === undefined) return `-${digits}`
  if (value < -(2n ** BigInt(width - 1)))
    throw invalid(`binaryRepr: ${n} needs more than ${width} digits; give a larger width`)
  return (2n ** BigInt(width) + value).toString(2)
}

/** A whole number in the digits of a base from 2 to 36, with `padding` zeros before. */
export function baseRepr(n: number | bigint, base = 2, padding = 0): string {
  if (!Number.isInteger(base) || base < 2 || base > 36)
    throw invalid(`baseRepr: base is ${base}; it must be a whole number from 2 to 36`)
  const value = BigInt(n)
  const digits = value === 0n ? '' : (value < 0n ? -value : value).toString(base).toUpperCase()
  const filled = '0'.repeat(padding) + digits
  return (value < 0n ? '-' : '') + (filled === '' ? '0' : filled)
}
