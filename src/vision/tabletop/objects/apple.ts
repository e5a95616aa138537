import { colour, hex, shade } from '../colour.ts'
import type { ObjectKind } from './object-kind.ts'
import { n, rounded } from './paint.ts'

const body =
  'M0 -24C-6 -36 -46 -42 -46 -2C-46 28 -24 48 -11 48C-5 48 -4 44 0 44C4 44 5 48 11 48C24 48 46 28 46 -2C46 -42 6 -36 0 -24Z'

export const apple: ObjectKind = {
  span: [0.3, 0.42],
  height: 9,
  footprint: [[0, 6, 43]],
  colours: [
    colour(0.56, 0.2, 27),
    colour(0.5, 0.18, 22),
    colour(0.76, 0.17, 125),
    colour(0.85, 0.15, 98),
    colour(0.68, 0.17, 38),
  ],
  accents: [colour(0.55, 0.13, 140), colour(0.62, 0.14, 130)],
  draw: ({ id, colour: skin, accent, form, light }) => ({
    outline: body,
    markup:
      rounded(`${id}a`, skin, light) +
      (form < 0.7
        ? `<path d="M7 -36C12 -50 28 -52 38 -46C32 -34 18 -30 7 -36Z" fill="${hex(accent)}" stroke="${hex(shade(accent, -0.15))}" stroke-width="1.2"/>`
        : '') +
      `<path d="${body}" fill="url(#${id}a)" stroke="${hex(shade(skin, -0.2))}" stroke-width="1.6"/>` +
      `<path d="M-15 -25C-6 -17 6 -17 15 -25" fill="none" stroke="${hex(shade(skin, -0.24))}" stroke-opacity="0.5" stroke-width="3" stroke-linecap="round"/>` +
      `<path d="M1 -20C0 -32 3 -42 9 -50" fill="none" stroke="${hex(colour(0.38, 0.06, 60))}" stroke-width="5" stroke-linecap="round"/>` +
      `<ellipse cx="${n(24 * light.x)}" cy="${n(6 + 24 * light.y)}" rx="9" ry="7" fill="#fff" fill-opacity="0.5"/>`,
  }),
}
