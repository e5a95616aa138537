import sharp from 'sharp'
import { type RandomStream, randomStream } from '../../../data/random.ts'
import { type Colour, colour, hex, shade } from '../../tabletop/colour.ts'

/** The picture behind the people of sequence `index`: a room, a little out of focus; RGB, width × height. */
export const roomPicture = async (seed: number, index: number, width: number, height: number): Promise<Uint8Array> => {
  const svg = roomSvg(randomStream(seed, index, 5))
  const { data } = await sharp(Buffer.from(svg))
    .resize(width, height, { fit: 'fill' })
    .blur(1.6)
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true })
  return new Uint8Array(data.buffer, data.byteOffset, data.length)
}

const walls = [
  colour(0.86, 0.012, 85),
  colour(0.8, 0.025, 80),
  colour(0.78, 0.025, 230),
  colour(0.76, 0.035, 150),
  colour(0.7, 0.03, 60),
  colour(0.82, 0.03, 40),
  colour(0.66, 0.03, 250),
  colour(0.9, 0.008, 100),
]
const woods = [
  colour(0.62, 0.07, 65),
  colour(0.5, 0.065, 55),
  colour(0.38, 0.045, 50),
  colour(0.74, 0.055, 75),
  colour(0.88, 0.01, 85),
  colour(0.34, 0.012, 260),
]
const things = [
  colour(0.5, 0.12, 25),
  colour(0.45, 0.09, 255),
  colour(0.6, 0.09, 150),
  colour(0.75, 0.11, 80),
  colour(0.85, 0.03, 90),
  colour(0.35, 0.02, 260),
  colour(0.6, 0.08, 320),
  colour(0.68, 0.08, 210),
]

const rect = (x: number, y: number, w: number, h: number, fill: Colour, more = '') =>
  `<rect x="${x.toFixed(1)}" y="${y.toFixed(1)}" width="${w.toFixed(1)}" height="${h.toFixed(1)}" fill="${hex(fill)}" ${more}/>`

/** A room as SVG, 640 × 480: a wall, and two or three pieces of furniture in front of it. */
const roomSvg = (random: RandomStream): string => {
  const wall = random.pick(walls)
  const wood = random.pick(woods)
  const bright = random.uniform(0.15, 0.85)
  const pieces = [bookcase, cupboard, windowPiece, door, pictures, plant, curtains, lamp]
  const order = random.permutation(pieces.length)
  const places = [random.uniform(-60, 20), random.uniform(200, 280), random.uniform(430, 500)]
  const shown = random.chance(0.5) ? [0, 2] : [0, 1, 2]
  const floor = random.uniform(425, 470)
  return (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 480" width="640" height="480"><defs>' +
    `<radialGradient id="wall" cx="${bright.toFixed(2)}" cy="${random.uniform(0, 0.5).toFixed(2)}" r="1">` +
    `<stop offset="0" stop-color="${hex(shade(wall, 0.05))}"/><stop offset="1" stop-color="${hex(shade(wall, -0.13))}"/></radialGradient>` +
    '<radialGradient id="glow"><stop offset="0" stop-color="#fff1cc" stop-opacity="0.7"/><stop offset="0.45" stop-color="#fff1cc" stop-opacity="0.2"/>' +
    '<stop offset="1" stop-color="#fff1cc" stop-opacity="0"/></radialGradient>' +
    '<linearGradient id="sky" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="#cfe4f4"/><stop offset="0.62" stop-color="#f2f4ec"/>' +
    '<stop offset="0.66" stop-color="#a9bf93"/><stop offset="1" stop-color="#7f9c6a"/></linearGradient></defs>' +
    '<rect width="640" height="480" fill="url(#wall)"/>' +
    rect(0, floor, 640, 60, shade(wood, -0.05)) +
    rect(0, floor - 12, 640, 12, shade(wall, 0.06)) +
    shown.map((k) => pieces[order[k]!]!(random, places[k]!, wood, floor)).join('') +
    '</svg>'
  )
}

type Piece = (random: RandomStream, x: number, wood: Colour, floor: number) => string

const bookcase: Piece = (random, x, wood, floor) => {
  const [w, top] = [random.uniform(150, 210), random.uniform(-40, 90)]
  let svg = rect(x, top, w, floor - top, wood) + rect(x + 7, top + 7, w - 14, floor - top - 7, shade(wood, -0.17))
  for (let y = top + 7; y < floor - 20; y += 74) {
    svg += rect(x, y + 66, w, 8, shade(wood, 0.03))
    let at = x + 10
    while (at < x + w - 22) {
      const [thick, tall] = [random.uniform(7, 18), random.uniform(34, 56)]
      if (random.chance(0.85))
        svg += rect(at, y + 66 - tall, thick - 1, tall, shade(random.pick(things), random.uniform(-0.1, 0.06)))
      at += thick
    }
  }
  return svg
}

const cupboard: Piece = (random, x, wood, floor) => {
  const [w, top] = [random.uniform(170, 240), random.uniform(-30, 60)]
  const half = w / 2
  let svg = rect(x, top, w, floor - top, shade(wood, -0.05))
  for (const left of [x + 3, x + half + 1]) {
    svg += rect(left, top + 4, half - 4, floor - top - 10, shade(wood, 0.02))
    svg += rect(
      left + 12,
      top + 20,
      half - 28,
      (floor - top) * 0.42,
      wood,
      `stroke="${hex(shade(wood, -0.08))}" stroke-width="2"`,
    )
    svg += rect(
      left + 12,
      top + 36 + (floor - top) * 0.42,
      half - 28,
      (floor - top) * 0.42,
      wood,
      `stroke="${hex(shade(wood, -0.08))}" stroke-width="2"`,
    )
  }
  const knob = colour(0.7, 0.02, 90)
  return (
    svg +
    rect(x + half - 9, top + (floor - top) * 0.45, 4, 16, knob) +
    rect(x + half + 6, top + (floor - top) * 0.45, 4, 16, knob)
  )
}

const windowPiece: Piece = (random, x) => {
  const [w, h, top] = [random.uniform(150, 200), random.uniform(200, 260), random.uniform(10, 60)]
  const frame = colour(0.93, 0.008, 90)
  return (
    rect(x - 9, top - 9, w + 18, h + 18, frame) +
    `<rect x="${x}" y="${top}" width="${w}" height="${h}" fill="url(#sky)"/>` +
    [0.16, 0.5, 0.84]
      .map(
        (t) =>
          `<circle cx="${(x + w * t).toFixed(1)}" cy="${(top + h * random.uniform(0.6, 0.8)).toFixed(1)}" r="${(w * random.uniform(0.14, 0.24)).toFixed(1)}" fill="${hex(colour(random.uniform(0.5, 0.66), 0.08, random.uniform(125, 145)))}"/>`,
      )
      .join('') +
    rect(x + w / 2 - 4, top, 8, h, frame) +
    rect(x, top + h * 0.36, w, 7, frame) +
    rect(x - 16, top + h + 9, w + 32, 10, shade(frame, -0.06))
  )
}

const door: Piece = (random, x, wood, floor) => {
  const w = random.uniform(150, 180)
  const top = random.uniform(-60, 10)
  return (
    rect(x - 12, top - 12, w + 24, floor - top + 12, shade(wood, 0.07)) +
    rect(x, top, w, floor - top, wood) +
    [0.06, 0.55]
      .map((t) =>
        rect(
          x + 24,
          top + (floor - top) * t + 12,
          w - 48,
          (floor - top) * 0.36,
          shade(wood, -0.03),
          `stroke="${hex(shade(wood, -0.1))}" stroke-width="3"`,
        ),
      )
      .join('') +
    rect(x + w - 20, top + (floor - top) * 0.5, 12, 5, colour(0.75, 0.03, 90))
  )
}

const pictures: Piece = (random, x) => {
  const one = (px: number, py: number, w: number, h: number) => {
    const sky = random.pick(things)
    const edge = random.pick(woods)
    return (
      rect(px, py, w, h, edge) +
      rect(px + 6, py + 6, w - 12, h - 12, colour(0.95, 0.01, 90)) +
      rect(px + 16, py + 16, w - 32, h - 32, shade(sky, 0.14)) +
      `<path d="M${px + 16} ${py + h - 16}v${-h * 0.25}l${(w - 32) * 0.4} ${-h * 0.15}l${(w - 32) * 0.6} ${h * 0.2}V${py + h - 16}Z" fill="${hex(shade(random.pick(things), -0.06))}"/>`
    )
  }
  const top = random.uniform(40, 90)
  return one(x + 10, top, 110, 140) + (random.chance(0.6) ? one(x + 134, top + 26, 84, 96) : '')
}

const plant: Piece = (random, x, _wood, floor) => {
  const [cx, base] = [x + 80, floor - 10]
  const green = colour(random.uniform(0.42, 0.55), 0.09, random.uniform(130, 150))
  let leaves = ''
  for (let k = 0; k < 16; k++) {
    const turn = random.uniform(-78, 78)
    const length = random.uniform(90, 200)
    leaves += `<path d="M0 0C${-length * 0.14} ${-length * 0.5} ${-length * 0.1} ${-length * 0.8} 0 ${-length}C${length * 0.16} ${-length * 0.75} ${length * 0.1} ${-length * 0.4} 0 0Z" fill="${hex(shade(green, random.uniform(-0.12, 0.12)))}" transform="translate(${cx} ${base - 90}) rotate(${turn.toFixed(1)})"/>`
  }
  const pot = random.pick(things)
  return `${leaves}<path d="M${cx - 42} ${base - 92}h84l-10 96h-64Z" fill="${hex(pot)}"/>`
}

const curtains: Piece = (random, x, _wood, floor) => {
  const cloth = shade(random.pick(things), 0.08)
  const w = random.uniform(120, 190)
  const folds = Array.from({ length: 9 }, (_, k) =>
    rect(x + (w * k) / 9, -5, w / 9 + 1, floor, shade(cloth, k % 2 ? -0.05 : 0.03)),
  )
  return folds.join('') + rect(x - 12, 0, w + 24, 9, colour(0.45, 0.03, 60))
}

const lamp: Piece = (random, x, _wood, floor) => {
  const cx = x + 80
  const top = random.uniform(90, 170)
  const shadeColour = colour(0.93, 0.05, 85)
  return (
    `<circle cx="${cx}" cy="${(top + 30).toFixed(1)}" r="190" fill="url(#glow)"/>` +
    rect(cx - 3, top + 50, 6, floor - top - 50, colour(0.35, 0.02, 70)) +
    `<path d="M${cx - 32} ${top}h64l18 62h-100Z" fill="${hex(shadeColour)}"/>`
  )
}
