import { colour, hex, shade } from '../colour.ts'
import type { ObjectKind } from './object-kind.ts'
import { flat } from './paint.ts'

const broad = 'M0 -48C18 -34 34 -12 28 12C24 28 10 36 0 38C-10 36 -24 28 -28 12C-34 -12 -18 -34 0 -48Z'
const toothed =
  'M0 -49L8 -36L16 -34L18 -24L27 -20L26 -9L33 -2L27 7L30 16L21 21L19 30L8 32L0 38L-8 32L-19 30L-21 21L-30 16L-27 7L-33 -2L-26 -9L-27 -20L-18 -24L-16 -34L-8 -36Z'
const veins = 'M0 -20L14 -29M0 -20L-14 -29M0 -4L22 -16M0 -4L-22 -16M0 12L22 2M0 12L-22 2M0 25L14 18M0 25L-14 18'

export const leaf: ObjectKind = {
  span: [0.35, 0.48],
  height: 3,
  footprint: [
    [0, -32, 12],
    [-10, -8, 19],
    [10, -8, 19],
    [-8, 15, 17],
    [8, 15, 17],
  ],
  colours: [
    colour(0.55, 0.14, 142),
    colour(0.65, 0.16, 130),
    colour(0.45, 0.1, 150),
    colour(0.72, 0.16, 65),
    colour(0.58, 0.18, 38),
    colour(0.82, 0.15, 92),
  ],
  accents: [colour(0.92, 0.08, 115)],
  draw: ({ id, colour: blade, form, light }) => {
    const outline = form < 0.55 ? broad : toothed
    const rib = hex(blade.l > 0.6 ? shade(blade, -0.2) : shade(blade, 0.2))
    return {
      outline,
      markup:
        flat(`${id}a`, blade, light, 0.09) +
        `<path d="M0 34Q2 44 7 50" fill="none" stroke="${hex(shade(blade, -0.18))}" stroke-width="4.5" stroke-linecap="round"/>` +
        `<path d="${outline}" fill="url(#${id}a)" stroke="${hex(shade(blade, -0.18))}" stroke-width="1.6" stroke-linejoin="round"/>` +
        `<path d="${veins}" stroke="${rib}" stroke-width="1.8" stroke-linecap="round"/>` +
        `<path d="M0 -42V37" stroke="${rib}" stroke-width="3" stroke-linecap="round"/>`,
    }
  },
}
