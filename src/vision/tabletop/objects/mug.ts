import { colour, hex, shade } from '../colour.ts'
import type { ObjectKind } from './object-kind.ts'
import { circle, n, rounded } from './paint.ts'

const wall = circle(-12, 0, 38)
const handle = 'M20 -15C56 -22 56 22 20 15'

/** Seen from above, with something to drink in it. */
export const mug: ObjectKind = {
  span: [0.34, 0.46],
  height: 10,
  footprint: [
    [-12, 0, 38],
    [36, 0, 14],
  ],
  colours: [
    colour(0.95, 0.01, 90),
    colour(0.55, 0.17, 28),
    colour(0.55, 0.12, 250),
    colour(0.72, 0.1, 185),
    colour(0.84, 0.13, 90),
    colour(0.36, 0.03, 260),
    colour(0.78, 0.08, 10),
  ],
  accents: [colour(0.3, 0.05, 50), colour(0.36, 0.07, 55), colour(0.55, 0.12, 60), colour(0.7, 0.07, 70)],
  draw: ({ id, colour: glaze, accent: drink, form, light }) => {
    const foam = hex(colour(0.9, 0.03, 80))
    return {
      outline: `${wall}M20 -20C62 -28 62 28 20 20Z`,
      markup:
        rounded(`${id}a`, glaze, light, 0.1) +
        rounded(`${id}b`, drink, { x: -light.x, y: -light.y }, 0.08) +
        `<path d="${handle}" fill="none" stroke="${hex(shade(glaze, -0.2))}" stroke-width="12.5"/>` +
        `<path d="${handle}" fill="none" stroke="${hex(shade(glaze, -0.03))}" stroke-width="9.5"/>` +
        `<path d="${wall}" fill="url(#${id}a)" stroke="${hex(shade(glaze, -0.2))}" stroke-width="1.6"/>` +
        `<circle cx="-12" cy="0" r="31.5" fill="${hex(shade(glaze, -0.16))}"/>` +
        `<circle cx="${n(-12 - 1.5 * light.x)}" cy="${n(-1.5 * light.y)}" r="29" fill="url(#${id}b)"/>` +
        (form < 0.4
          ? `<path d="M-12 16C-33 2 -25 -14 -12 -5C1 -14 9 2 -12 16Z" fill="${foam}" fill-opacity="0.9"/>`
          : form < 0.6
            ? `<path d="M-28 -4A17 17 0 0 1 -1 -12M-23 9A14 14 0 0 0 1 6" fill="none" stroke="${foam}" stroke-opacity="0.7" stroke-width="3" stroke-linecap="round"/>`
            : `<ellipse cx="${n(-12 + 16 * light.x)}" cy="${n(16 * light.y)}" rx="6" ry="4" fill="#fff" fill-opacity="0.45"/>`),
    }
  },
}
