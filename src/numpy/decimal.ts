import type { DType } from '../tensor/dtype.ts'
import { nearestHalf } from '../tensor/half.ts'

export type FloatType = Extract<DType, 'float16' | 'float32' | 'float64'>

/** A finite number in decimal digits: 0.d₁d₂d₃… × 10^point. No zeros at either end; zero itself has no digits. */
export interface Decimal {
  readonly isNegative: boolean
  readonly digits: string
  readonly point: number
}

const decimal = (isNegative: boolean, digits: string, point: number): Decimal => {
  const leading = digits.length - digits.replace(/^0+/, '').length
  const kept = digits.slice(leading).replace(/0+$/, '')
  return { isNegative, digits: kept, point: kept === '' ? 0 : point - leading }
}

const isNegative = (x: number): boolean => x < 0 || Object.is(x, -0)

/** All the digits of a finite number: a double has finitely many, at most 767. */
export function exactDecimal(x: number): Decimal {
  const view = new DataView(new ArrayBuffer(8))
  view.setFloat64(0, Math.abs(x))
  const bits = view.getBigUint64(0)
  const biased = Number(bits >> 52n)
  const fraction = bits & ((1n << 52n) - 1n)
  const significand = biased === 0 ? fraction : fraction | (1n << 52n)
  const exponent = Math.max(biased, 1) - 1075
  // 2⁻ⁿ is 5ⁿ × 10⁻ⁿ.
  const integer = exponent >= 0 ? significand << BigInt(exponent) : significand * 5n ** BigInt(-exponent)
  const digits = String(integer)
  return decimal(isNegative(x), digits, digits.length + Math.min(exponent, 0))
}

/** `places` digits after the point, or, where it is negative, a multiple of 10^−places; ties go to the even digit. */
export const roundedTo = (exact: Decimal, places: number): Decimal => roundedDigits(exact, exact.point + places)

/** So many digits at most; ties go to the even digit. */
export function roundedDigits({ isNegative: negative, digits, point }: Decimal, count: number): Decimal {
  if (count >= digits.length) return { isNegative: negative, digits, point }
  if (count < 0) return decimal(negative, '', 0)
  const kept = digits.slice(0, count)
  const rest = digits.slice(count)
  const isOdd = count > 0 && Number(digits[count - 1]) % 2 === 1
  const isUp = rest[0]! > '5' || (rest[0] === '5' && (rest.length > 1 || isOdd))
  return isUp ? oneUp(negative, kept, point) : decimal(negative, kept, point)
}

function oneUp(negative: boolean, kept: string, point: number): Decimal {
  const up = String(BigInt(`0${kept}`) + 1n).padStart(kept.length, '0')
  return decimal(negative, up, point + up.length - kept.length)
}

const narrowed: Record<FloatType, (x: number) => number> = {
  float64: (x) => x,
  float32: Math.fround,
  float16: nearestHalf,
}

/** A number rounded to a type. */
export const asType = (x: number, type: FloatType): number => narrowed[type](x)

const numberOf = ({ isNegative: negative, digits, point }: Decimal): number =>
  Number(`${negative ? '-' : ''}0.${digits}e${point}`)

/** As few digits as tell a number from all others of its type, and of these the nearest (Steele and White 1990). */
export function shortestDecimal(x: number, type: FloatType): Decimal {
  if (type === 'float64') {
    const [mantissa, exponent] = Math.abs(x).toExponential().split('e') as [string, string]
    return decimal(isNegative(x), mantissa.replace('.', ''), Number(exponent) + 1)
  }
  const exact = exactDecimal(x)
  for (let count = 1; count < exact.digits.length; count++) {
    const nearest = roundedDigits(exact, count)
    if (asType(numberOf(nearest), type) === x) return nearest
    // Below a power of two the numbers stand closer: what lies above may still be the number where the nearest is not.
    const above = oneUp(exact.isNegative, exact.digits.slice(0, count), exact.point)
    if (asType(numberOf(above), type) === x) return above
  }
  return exact
}

/** `123.45`, with at least so many digits after the point; with none of them it ends with the point. */
export function positional({ isNegative: negative, digits, point }: Decimal, leastFraction = 0): string {
  const whole = point > 0 ? digits.slice(0, point).padEnd(point, '0') : '0'
  const fraction = point > 0 ? digits.slice(point) : `${'0'.repeat(-point)}${digits}`
  return `${negative ? '-' : ''}${whole}.${fraction.padEnd(leastFraction, '0')}`
}

/** `1.2345e+02` in its two parts, with at least so many digits after the point and in the exponent. */
export function scientific(
  { isNegative: negative, digits, point }: Decimal,
  leastFraction = 0,
  leastExponent = 2,
): { readonly mantissa: string; readonly exponent: string } {
  const power = digits === '' ? 0 : point - 1
  return {
    mantissa: `${negative ? '-' : ''}${digits[0] ?? '0'}.${digits.slice(1).padEnd(leastFraction, '0')}`,
    exponent: `e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(leastExponent, '0')}`,
  }
}

/** A number as Python's `str` has it, with the digits of its type: `0.1`, `1e-05`, `nan`. */
export function floatText(x: number, type: FloatType): string {
  if (Number.isNaN(x)) return 'nan'
  if (!Number.isFinite(x)) return x < 0 ? '-inf' : 'inf'
  const shortest = shortestDecimal(x, type)
  if (x === 0 || (Math.abs(x) >= 1e-4 && Math.abs(x) < 1e16)) return positional(shortest, 1)
  const { mantissa, exponent } = scientific(shortest)
  return `${mantissa.replace(/\.$/, '')}${exponent}`
}
