import { colour, hex, shade } from '../colour.ts'
import type { ObjectKind } from './object-kind.ts'
import { circle, hole } from './paint.ts'

const blade = 'M-10 -5.5H46L50 0V5.5H46V18H36V5.5H31V15H22V5.5H-10Z'
const ring = circle(-28, 0, 22) + hole(-30, 0, 9)
const trefoil = circle(-36, -12, 12.5) + circle(-36, 12, 12.5) + circle(-20, 0, 12.5) + circle(-32, 0, 12)
const eyes = circle(-37, -12, 5.5) + circle(-37, 12, 5.5) + circle(-19, 0, 5)

export const key: ObjectKind = {
  span: [0.4, 0.53],
  height: 3,
  footprint: [
    [-28, 0, 22],
    [0, 0, 7],
    [13, 0, 7],
    [26, 4, 9],
    [41, 5, 10],
  ],
  colours: [
    colour(0.8, 0.12, 88),
    colour(0.84, 0.01, 250),
    colour(0.4, 0.02, 260),
    colour(0.62, 0.11, 48),
    colour(0.55, 0.15, 255),
    colour(0.55, 0.18, 20),
  ],
  accents: [colour(0.3, 0.02, 60)],
  draw: ({ colour: metal, form }) => {
    const isRing = form < 0.6
    const outline = (isRing ? ring : trefoil) + blade
    return {
      outline,
      // Edge first, surface over it: no edges show where the head's circles and the blade run into each other.
      markup:
        `<path d="${outline}" fill="none" stroke="${hex(shade(metal, -0.26))}" stroke-width="4" stroke-linejoin="round"/>` +
        `<path d="${outline}" fill="${hex(metal)}"/>` +
        `<path d="M-8 -2H44" stroke="${hex(shade(metal, 0.14))}" stroke-width="2.4"/>` +
        (isRing
          ? `<path d="M-45 -4A17 17 0 0 1 -20 -15" fill="none" stroke="${hex(shade(metal, 0.16))}" stroke-width="3" stroke-linecap="round"/>`
          : `<path d="${eyes}" fill="${hex(shade(metal, -0.34))}" fill-opacity="0.85"/>`),
    }
  },
}
