import { colour, hex, shade } from '../colour.ts'
import type { ObjectKind } from './object-kind.ts'
import { circle } from './paint.ts'

const round = circle(-25, 10, 20) + circle(25, 10, 20)
const square =
  'M-40 -8H-12Q-6 -8 -7 0L-9 20Q-10 28 -18 28H-32Q-42 28 -43 18L-46 -2Q-46 -8 -40 -8Z' +
  'M40 -8H12Q6 -8 7 0L9 20Q10 28 18 28H32Q42 28 43 18L46 -2Q46 -8 40 -8Z'
const arms = 'M-44 2C-48 -10 -44 -24 -34 -36M44 2C48 -10 44 -24 34 -36'
const bridge = 'M-6 5Q0 -4 6 5'

export const glasses: ObjectKind = {
  span: [0.4, 0.53],
  height: 6,
  footprint: [
    [-26, 9, 22],
    [26, 9, 22],
    [-42, -22, 8],
    [42, -22, 8],
    [0, 2, 6],
  ],
  colours: [
    colour(0.22, 0.01, 260),
    colour(0.36, 0.07, 50),
    colour(0.5, 0.18, 25),
    colour(0.42, 0.13, 262),
    colour(0.55, 0.1, 190),
    colour(0.93, 0.01, 90),
    colour(0.75, 0.11, 85),
  ],
  accents: [colour(0.9, 0.04, 220), colour(0.4, 0.03, 250), colour(0.86, 0.07, 160), colour(0.85, 0.06, 330)],
  draw: ({ colour: frame, accent, form, light }) => {
    const lenses = form < 0.55 ? round : square
    const gleam = light.x * 6
    return {
      outline: lenses + bridge + arms,
      wire: 6,
      markup:
        `<path d="${arms}" fill="none" stroke="${hex(shade(frame, -0.06))}" stroke-width="5" stroke-linecap="round"/>` +
        `<path d="${lenses}" fill="${hex(accent)}" fill-opacity="${accent.l < 0.5 ? 0.72 : 0.42}"/>` +
        `<path d="M${-34 + gleam} 18L${-18 + gleam} 0M${16 + gleam} 18L${32 + gleam} 0" stroke="#fff" stroke-opacity="0.6" stroke-width="4" stroke-linecap="round"/>` +
        `<path d="${lenses}${bridge}" fill="none" stroke="${hex(frame)}" stroke-width="6.5" stroke-linejoin="round"/>` +
        `<path d="${lenses}" fill="none" stroke="${hex(shade(frame, 0.16))}" stroke-width="1.2"/>`,
    }
  },
}
