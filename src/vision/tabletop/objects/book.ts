import { colour, hex, shade } from '../colour.ts'
import type { ObjectKind } from './object-kind.ts'
import { flat } from './paint.ts'

const outline = 'M-36 -50H33Q38 -50 38 -45V45Q38 50 33 50H-36Q-39 50 -39 47V-47Q-39 -50 -36 -50Z'

export const book: ObjectKind = {
  span: [0.36, 0.48],
  height: 5,
  footprint: [
    [-19, -30, 20],
    [19, -30, 20],
    [-19, 0, 20],
    [19, 0, 20],
    [-19, 30, 20],
    [19, 30, 20],
  ],
  colours: [
    colour(0.48, 0.13, 25),
    colour(0.45, 0.11, 255),
    colour(0.5, 0.1, 155),
    colour(0.62, 0.12, 60),
    colour(0.42, 0.1, 320),
    colour(0.72, 0.09, 200),
    colour(0.32, 0.03, 260),
  ],
  accents: [colour(0.9, 0.07, 90), colour(0.93, 0.03, 80), colour(0.82, 0.11, 85), colour(0.85, 0.07, 30)],
  draw: ({ id, colour: cover, accent, form, light }) => {
    const ink = hex(accent)
    const picture =
      form < 0.34
        ? `<rect x="-18" y="-34" width="44" height="22" rx="2" fill="${ink}"/><path d="M-12 -27H20M-12 -20H10" stroke="${hex(cover)}" stroke-width="3"/>`
        : form < 0.67
          ? `<circle cx="4" cy="6" r="15" fill="none" stroke="${ink}" stroke-width="5"/><path d="M-14 -30H22M-6 -22H14" stroke="${ink}" stroke-width="4"/>`
          : `<path d="M-26 -50H38V-40H-26ZM-26 30H38V38H-26Z" fill="${ink}"/><path d="M-14 -22H24M-14 -12H12" stroke="${ink}" stroke-width="4"/>`
    return {
      outline,
      markup:
        flat(`${id}a`, cover, light) +
        `<path d="${outline}" fill="${hex(shade(cover, -0.2))}"/>` +
        `<path d="M-34 -47H36V47H-34Z" fill="${hex(colour(0.95, 0.02, 90))}"/>` +
        `<path d="M-34 -44H34M-34 45H36" stroke="${hex(colour(0.75, 0.02, 90))}" stroke-width="0.8"/>` +
        `<path d="M-39 -47Q-39 -50 -36 -50H30Q33 -50 33 -47V43Q33 46 30 46H-36Q-39 46 -39 43Z" fill="url(#${id}a)"/>` +
        `<path d="M-39 -47Q-39 -50 -36 -50H-27V46H-36Q-39 46 -39 43Z" fill="${hex(shade(cover, -0.09))}"/>` +
        `<path d="M-27 -50V46" stroke="${hex(shade(cover, -0.16))}" stroke-width="1.4"/>` +
        picture,
    }
  },
}
