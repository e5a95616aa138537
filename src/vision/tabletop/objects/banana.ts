import { colour, hex, shade } from '../colour.ts'
import type { ObjectKind } from './object-kind.ts'

const body =
  'M-45 -26C-48 -22 -47 -16 -44 -10C-30 28 26 36 46 -12C48 -17 47 -24 44 -30L38 -30C38 -25 37 -22 34 -18C18 2 -16 2 -36 -22Z'

export const banana: ObjectKind = {
  span: [0.38, 0.52],
  height: 6,
  footprint: [
    [-36, -12, 11],
    [-20, 3, 13],
    [0, 9, 14],
    [20, 3, 13],
    [36, -12, 11],
  ],
  colours: [
    colour(0.91, 0.16, 101),
    colour(0.84, 0.17, 90),
    colour(0.66, 0.18, 132),
    colour(0.74, 0.16, 75),
    colour(0.55, 0.12, 60),
  ],
  accents: [colour(0.36, 0.05, 65), colour(0.45, 0.07, 90)],
  draw: ({ colour: skin, accent, form }) => ({
    outline: body,
    markup:
      `<path d="${body}" fill="${hex(skin)}" stroke="${hex(shade(skin, -0.22))}" stroke-width="1.6" stroke-linejoin="round"/>` +
      `<path d="M-44 -18C-26 25 26 30 44 -16C46 -14 46 -13 46 -12C26 36 -30 28 -44 -10C-46 -14 -46 -16 -44 -18Z" fill="${hex(shade(skin, -0.12))}"/>` +
      `<path d="M-38 -16C-20 12 18 14 37 -14" fill="none" stroke="${hex(shade(skin, 0.08))}" stroke-width="3.5" stroke-linecap="round"/>` +
      `<path d="M38 -30L44 -30C46 -26 47 -22 47 -19L37 -22C38 -25 38 -27 38 -30Z" fill="${hex(accent)}"/>` +
      `<path d="M-45 -26L-38 -23C-40 -19 -42 -17 -46 -15C-48 -19 -47 -23 -45 -26Z" fill="${hex(accent)}"/>` +
      (form > 0.6
        ? `<path d="M-10 8l6 2M8 11l5 -1M-24 0l4 4M20 3l3 -3" stroke="${hex(accent)}" stroke-width="2.4" stroke-linecap="round" stroke-opacity="0.7"/>`
        : ''),
  }),
}
