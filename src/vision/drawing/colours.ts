/** A colour as CSS writes it, and its sRGB bytes. */
export interface Colour {
  readonly css: string
  readonly rgb: readonly [number, number, number]
}

/**
 * The colour of point `i`: always the same, so that one sees which points a mirrored picture has exchanged. Few points are
 * as different as can be; many go through the rainbow, so that a row of them reads as a line.
 */
export const pointColour = (i: number, count: number): Colour =>
  colour(count <= 12 ? hueStep * i : (320 * i) / (count - 1), 0.95, 0.55)

/** The colour of class `i` in a mask and its legend. */
export const classColour = (i: number): Colour => colour(hueStep * i + 20, 0.75, i % 2 === 0 ? 0.5 : 0.62)

/** The golden angle: however many there are, the next is far from those before. */
const hueStep = 137.508

/** From hue in degrees, saturation and lightness (CSS Color 4, section 7). */
function colour(hue: number, saturation: number, lightness: number): Colour {
  const channel = (n: number): number => {
    const k = (n + hue / 30) % 12
    const a = saturation * Math.min(lightness, 1 - lightness)
    return Math.round(255 * (lightness - a * Math.max(-1, Math.min(k - 3, 9 - k, 1))))
  }
  const rgb = [channel(0), channel(8), channel(4)] as const
  return { rgb, css: `#${rgb.map((byte) => byte.toString(16).padStart(2, '0')).join('')}` }
}
