import { type RandomStream, randomStream } from '../../data/random.ts'
import { type Colour, colour, hex, shade } from './colour.ts'
import { circle, n } from './objects/paint.ts'
import type { Clutter, Scene } from './scene.ts'

export const materials = ['wood', 'cloth', 'plain', 'stone'] as const
export type Material = (typeof materials)[number]

export const clutterKinds = ['ring', 'crumbs', 'window', 'foliage'] as const
export type ClutterKind = (typeof clutterKinds)[number]

type Tint = { colour: Colour; accent: Colour }

/** The colours each kind of table comes in: its ground, and its grain or pattern. */
export const tables: Record<Material, readonly Tint[]> = {
  wood: [
    { colour: colour(0.72, 0.09, 68), accent: colour(0.5, 0.09, 58) },
    { colour: colour(0.5, 0.07, 52), accent: colour(0.34, 0.06, 45) },
    { colour: colour(0.84, 0.05, 80), accent: colour(0.66, 0.07, 70) },
    { colour: colour(0.64, 0.02, 75), accent: colour(0.46, 0.02, 65) },
    { colour: colour(0.4, 0.05, 40), accent: colour(0.27, 0.04, 35) },
  ],
  cloth: [
    { colour: colour(0.95, 0.01, 90), accent: colour(0.6, 0.14, 25) },
    { colour: colour(0.94, 0.015, 240), accent: colour(0.55, 0.1, 250) },
    { colour: colour(0.92, 0.03, 110), accent: colour(0.66, 0.09, 145) },
    { colour: colour(0.5, 0.08, 255), accent: colour(0.88, 0.02, 240) },
    { colour: colour(0.88, 0.04, 75), accent: colour(0.72, 0.09, 60) },
    { colour: colour(0.82, 0.06, 350), accent: colour(0.95, 0.015, 20) },
  ],
  plain: [
    { colour: colour(0.9, 0.02, 90), accent: colour(0.8, 0.02, 90) },
    { colour: colour(0.74, 0.05, 220), accent: colour(0.64, 0.05, 220) },
    { colour: colour(0.76, 0.07, 155), accent: colour(0.66, 0.07, 155) },
    { colour: colour(0.84, 0.07, 40), accent: colour(0.74, 0.07, 40) },
    { colour: colour(0.36, 0.03, 250), accent: colour(0.28, 0.03, 250) },
    { colour: colour(0.7, 0.06, 300), accent: colour(0.6, 0.06, 300) },
  ],
  stone: [
    { colour: colour(0.9, 0.008, 80), accent: colour(0.62, 0.02, 60) },
    { colour: colour(0.8, 0.012, 230), accent: colour(0.5, 0.02, 230) },
    { colour: colour(0.38, 0.012, 260), accent: colour(0.7, 0.02, 250) },
    { colour: colour(0.84, 0.03, 60), accent: colour(0.6, 0.07, 40) },
  ],
}

/** The table is drawn from `edge` to 100 − `edge`: turned by up to 6° it still covers the picture. */
const edge = -6
const side = 100 - 2 * edge

/** The bare table as SVG elements, on a square of side 100. */
export const drawTable = ({ material, colour: ground, accent, rotation, grain }: Scene['table']): string =>
  `<rect width="100" height="100" fill="${hex(ground)}"/>` +
  `<g transform="rotate(${n(rotation)} 50 50)">${surface[material](randomStream(grain), ground, accent)}</g>`

const surface: Record<Material, (random: RandomStream, ground: Colour, accent: Colour) => string> = {
  wood: (random, ground, accent) => {
    let markup = ''
    for (let top = edge; top < 100 - edge; ) {
      const height = random.uniform(22, 38)
      const tone = shade(ground, random.uniform(-0.035, 0.035))
      markup += `<rect x="${edge}" y="${n(top)}" width="${side}" height="${n(height)}" fill="${hex(tone)}"/>`
      let lines = ''
      for (let y = top + random.uniform(1, 3); y < top + height - 1; y += random.uniform(2, 4.6)) {
        const bend = () => n(random.uniform(-2, 2))
        lines += `M${edge} ${n(y)}c30 ${bend()} 82 ${bend()} ${side} 0`
      }
      markup +=
        `<path d="${lines}" fill="none" stroke="${hex(accent)}" stroke-width="${n(random.uniform(0.4, 0.8))}" stroke-opacity="0.42"/>` +
        `<path d="M${edge} ${n(top)}h${side}" stroke="${hex(shade(accent, -0.08))}" stroke-width="0.7" stroke-opacity="0.7"/>`
      if (random.chance(0.3)) {
        const x = n(random.uniform(0, 100))
        const y = n(top + height / 2)
        markup +=
          `<g fill="none" stroke="${hex(accent)}" stroke-opacity="0.5" stroke-width="0.7"><ellipse cx="${x}" cy="${y}" rx="5" ry="2.6"/>` +
          `<ellipse cx="${x}" cy="${y}" rx="3" ry="1.4" fill="${hex(accent)}" fill-opacity="0.45"/></g>`
      }
      top += height
    }
    return markup
  },
  cloth: (random, _ground, accent) => {
    const ink = hex(accent)
    const pattern = random.pick(['gingham', 'stripes', 'dots', 'linen'] as const)
    if (pattern === 'linen') {
      return `<path d="${ruled(2.2)}" stroke="${ink}" stroke-width="0.6" stroke-opacity="0.3"/>`
    }
    if (pattern === 'dots') {
      const step = random.uniform(9, 13)
      // A dash of no length with round ends is a dot, and costs much less than a circle.
      const dots = bands(step).flatMap((x, i) => bands(step).map((y) => `M${n(x)} ${n(y + (i % 2) * (step / 2))}h0`))
      return `<path d="${dots.join('')}" stroke="${ink}" stroke-opacity="0.75" stroke-width="${n(step * 0.27)}" stroke-linecap="round"/>`
    }
    const step = random.uniform(10, 16)
    const weave = (opacity: number, d: (at: string) => string) =>
      `<path d="${bands(step)
        .map((at) => d(n(at)))
        .join('')}" stroke="${ink}" stroke-opacity="${opacity}" stroke-width="${n(step / 2)}"/>`
    return pattern === 'stripes'
      ? weave(0.6, (at) => `M${at} ${edge}v${side}`)
      : weave(0.38, (at) => `M${at} ${edge}v${side}`) + weave(0.38, (at) => `M${edge} ${at}h${side}`)
  },
  plain: (random, _ground, accent) =>
    random.chance(0.5)
      ? `<path d="${ruled(37.5)}" stroke="${hex(accent)}" stroke-width="0.7" stroke-opacity="0.7"/>`
      : '',
  stone: (random, ground, accent) => {
    const tones = [accent, shade(accent, 0.15), shade(ground, -0.1), shade(ground, 0.08)]
    return tones
      .map((tone) => {
        const chips = Array.from({ length: 26 }, () => {
          const r = random.uniform(0.4, 1.7)
          const at = () => `${n(random.uniform(-r, r))} ${n(random.uniform(0.3, 1) * r)}`
          const start = `M${n(random.uniform(edge, 100 - edge))} ${n(random.uniform(edge, 100 - edge))}`
          return `${start}l${at()}l${n(r)} ${n(random.uniform(-r, r) * 0.4)}l${n(random.uniform(-r, r) * 0.5)} ${n(-r)}Z`
        })
        return `<path d="${chips.join('')}" fill="${hex(tone)}" fill-opacity="0.8"/>`
      })
      .join('')
  },
}

const bands = (step: number): number[] => Array.from({ length: Math.ceil(side / step) + 1 }, (_, i) => edge + i * step)
const ruled = (step: number): string =>
  bands(step)
    .map((at) => `M${n(at)} ${edge}v${side}M${edge} ${n(at)}h${side}`)
    .join('')

/** Clutter that lies on the table, under the objects. */
export const drawLitter = (clutter: readonly Clutter[]): string =>
  clutter.map((item) => (item.kind === 'ring' || item.kind === 'crumbs' ? litter[item.kind](item) : '')).join('')

/** Shadows that fall in from outside, over table and objects alike. */
export const drawShade = (clutter: readonly Clutter[]): string =>
  clutter.map((item) => (item.kind === 'window' || item.kind === 'foliage' ? litter[item.kind](item) : '')).join('')

const litter: Record<ClutterKind, (clutter: Clutter) => string> = {
  ring: ({ x, y, size, rotation }) =>
    `<g transform="translate(${n(x * 100)} ${n(y * 100)}) rotate(${n(rotation)})" fill="none" stroke="#5a3a1e">` +
    `<circle r="${n(size * 42)}" stroke-width="1.6" stroke-opacity="0.28" stroke-dasharray="${n(size * 190)} ${n(size * 70)}"/>` +
    `<circle r="${n(size * 42 - 0.9)}" stroke-width="0.6" stroke-opacity="0.3" stroke-dasharray="${n(size * 90)} ${n(size * 30)}"/></g>`,
  crumbs: ({ x, y, size, grain }) => {
    const random = randomStream(grain)
    const crumbs = Array.from({ length: 22 }, () => {
      const away = size * 100 * random.uniform() * random.uniform(0.4, 1.2)
      const angle = random.uniform(0, 2 * Math.PI)
      const at = [x * 100 + away * Math.cos(angle), y * 100 + away * Math.sin(angle)] as const
      return circle(at[0], at[1], random.uniform(0.35, 1.1))
    })
    return (
      `<path d="${crumbs.join('')}" fill="#000" fill-opacity="0.22" transform="translate(0.4 0.5)"/>` +
      `<path d="${crumbs.join('')}" fill="${hex(colour(0.68, 0.1, 65))}"/>`
    )
  },
  window: ({ x, y, size, rotation }) => {
    const bar = size * 45
    return (
      `<g transform="translate(${n(x * 100)} ${n(y * 100)}) rotate(${n(rotation)}) skewX(20)" fill="#0a1030" fill-opacity="0.05">` +
      [0, 1.5, 3]
        .map(
          (w) =>
            `<path d="M-200 ${n(-w)}h400v${n(6 + 2 * w)}h-400ZM${n(bar - w)} -200h${n(6 + 2 * w)}v400h${n(-6 - 2 * w)}Z"/>`,
        )
        .join('') +
      '</g>'
    )
  },
  foliage: ({ x, y, size, rotation, grain }) => {
    const random = randomStream(grain)
    const leaves = Array.from({ length: 9 }, (_, i) => {
      const side = i % 2 === 0 ? 1 : -1
      return {
        at: i * 11 - 50,
        turn: side * random.uniform(35, 70),
        long: random.uniform(20, 32),
        wide: random.uniform(4, 7),
      }
    })
    // Three sizes over each other: the penumbra of something that hangs well above the table.
    const layer = (grow: number) =>
      leaves
        .map(({ at, turn, long, wide }) => {
          const [l, w] = [long + grow, wide + grow]
          return `<path transform="translate(${n(at)} 0) rotate(${n(turn)})" d="M0 0Q${n(l / 2)} ${n(-2 * w)} ${n(l)} 0Q${n(l / 2)} ${n(2 * w)} 0 0Z"/>`
        })
        .join('')
    return (
      `<g transform="translate(${n(x * 100)} ${n(y * 100)}) rotate(${n(rotation)}) scale(${n(size * 2.6)})" fill="#0a1030" fill-opacity="0.048">` +
      `${layer(-1.5)}${layer(0)}${layer(1.5)}${layer(3)}</g>`
    )
  },
}
