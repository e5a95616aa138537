import { type Colour, hex } from '../../tabletop/colour.ts'

/** Linear light, 0…1. */
export type Paint = readonly [red: number, green: number, blue: number]

/** A colour as amounts of light, which is what shading multiplies. */
export const paint = (colour: Colour): Paint => {
  const digits = hex(colour)
  return [1, 3, 5].map((at) => linear(Number.parseInt(digits.slice(at, at + 2), 16) / 255)) as unknown as Paint
}

/** The inverse of sRGB's transfer function (IEC 61966-2-1). */
const linear = (x: number): number => (x <= 0.04045 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4)

/** sRGB's transfer function. */
export const encoded = (x: number): number => (x <= 0.0031308 ? 12.92 * x : 1.055 * x ** (1 / 2.4) - 0.055)
