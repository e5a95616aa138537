import { colour, hex, shade } from '../colour.ts'
import type { ObjectKind } from './object-kind.ts'

const outline = 'M-46 -8H29L50 0L29 8H-46Q-50 8 -50 3V-3Q-50 -8 -46 -8Z'

export const pencil: ObjectKind = {
  span: [0.46, 0.64],
  height: 3,
  footprint: [
    [-43, 0, 9],
    [-29, 0, 9],
    [-15, 0, 9],
    [-1, 0, 9],
    [13, 0, 9],
    [27, 0, 9],
    [40, 0, 7],
  ],
  colours: [
    colour(0.83, 0.16, 88),
    colour(0.55, 0.19, 27),
    colour(0.52, 0.14, 255),
    colour(0.58, 0.14, 148),
    colour(0.3, 0.02, 260),
    colour(0.7, 0.16, 55),
    colour(0.6, 0.16, 330),
  ],
  accents: [colour(0.76, 0.1, 15), colour(0.93, 0.01, 90), colour(0.6, 0.12, 250)],
  draw: ({ colour: paint, accent: eraser, light }) => {
    const near = light.y < 0 ? 1 : -1
    return {
      outline,
      markup:
        `<path d="M-46 -8H-38V8H-46Q-50 8 -50 3V-3Q-50 -8 -46 -8Z" fill="${hex(eraser)}"/>` +
        `<path d="M-39 -8.5H-29V8.5H-39Z" fill="${hex(colour(0.78, 0.02, 250))}"/>` +
        `<path d="M-36.5 -8.5V8.5M-32 -8.5V8.5" stroke="${hex(colour(0.55, 0.02, 250))}" stroke-width="1.4"/>` +
        `<path d="M-29 -8H30V8H-29Z" fill="${hex(paint)}"/>` +
        `<path d="M-29 ${-2.7 * near}H30V${-8 * near}H-29Z" fill="${hex(shade(paint, 0.09))}"/>` +
        `<path d="M-29 ${2.7 * near}H30V${8 * near}H-29Z" fill="${hex(shade(paint, -0.12))}"/>` +
        `<path d="M29 -8Q32 -5.4 29.5 -2.7Q33 0 29.5 2.7Q32 5.4 29 8L50 0Z" fill="${hex(colour(0.87, 0.06, 75))}"/>` +
        `<path d="M43 -2.7L50 0L43 2.7Z" fill="${hex(paint.l < 0.4 ? colour(0.2, 0, 0) : shade(paint, -0.25))}"/>` +
        `<path d="${outline}" fill="none" stroke="${hex(shade(paint, -0.26))}" stroke-opacity="0.6" stroke-width="1.2"/>`,
    }
  },
}
