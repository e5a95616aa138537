/**
 * A colour in OKLCH: lightness 0…1, chroma 0…about 0.3, hue in degrees. Mixing and shading in it look even to the eye,
 * which is what makes random colours pleasant (Björn Ottosson, "A perceptual color space for image processing", 2020).
 */
export type Colour = { readonly l: number; readonly c: number; readonly h: number }

export const colour = (l: number, c: number, h: number): Colour => ({ l, c, h })

/** The same hue, lighter (amount > 0) or darker; chroma follows a little, as paint in shade does. */
export const shade = ({ l, c, h }: Colour, amount: number): Colour => ({
  l: Math.min(0.99, Math.max(0.04, l + amount)),
  c: amount > 0 ? c * (1 - amount) : c * (1 + amount / 2),
  h,
})

/** Euclidean distance in OKLab: 0.02 is just noticeable, black to white is 1. */
export const distance = (a: Colour, b: Colour): number => {
  const [aa, ab] = plane(a)
  const [ba, bb] = plane(b)
  return Math.hypot(a.l - b.l, aa - ba, ab - bb)
}

/** `#rrggbb`, colours outside sRGB clipped. */
export const hex = (value: Colour): string => {
  const [a, b] = plane(value)
  const l = (value.l + 0.3963377774 * a + 0.2158037573 * b) ** 3
  const m = (value.l - 0.1055613458 * a - 0.0638541728 * b) ** 3
  const s = (value.l - 0.0894841775 * a - 1.291485548 * b) ** 3
  const linear = [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ]
  return `#${linear.map((x) => byte(x).toString(16).padStart(2, '0')).join('')}`
}

const plane = ({ c, h }: Colour): [number, number] => {
  const angle = (h * Math.PI) / 180
  return [c * Math.cos(angle), c * Math.sin(angle)]
}

/** The transfer function of sRGB (IEC 61966-2-1). */
const byte = (x: number): number => {
  const clipped = Math.min(1, Math.max(0, x))
  return Math.round(255 * (clipped <= 0.0031308 ? 12.92 * clipped : 1.055 * clipped ** (1 / 2.4) - 0.055))
}
