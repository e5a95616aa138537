import { colour, shade } from '../../tabletop/colour.ts'
import { bell, curve, mix, smoothStep } from './curve.ts'
import { angleOf, hairDepth } from './head.ts'
import { noise } from './noise.ts'
import { type Paint, paint } from './paint.ts'
import type { Person } from './person.ts'
import type { Spot, Texel } from './texture.ts'

/** Paints one spot of a surface. */
export type Look = (spot: Spot, texel: Texel) => void

const blend = (texel: Texel, towards: Paint | Texel, share: number): void => {
  texel[0] += (towards[0] - texel[0]) * share
  texel[1] += (towards[1] - texel[1]) * share
  texel[2] += (towards[2] - texel[2]) * share
}

const darken = (texel: Texel, factor: number): void => {
  texel[0] *= factor
  texel[1] *= factor
  texel[2] *= factor
}

const white = paint(colour(0.9, 0.006, 80))
const pupil = paint(colour(0.12, 0.01, 60))

/** Skin as it is away from the face. */
export const skinLook = (person: Person): Look => {
  const [r, g, b] = paint(person.skin)
  const { detail } = person
  return ({ x, y, z }, texel) => {
    const tone = 1 + 0.035 * noise(x / 14, (y + z) / 14, detail) + 0.02 * noise(x / 4, (y - z) / 4, detail + 1)
    texel[0] = r * tone
    texel[1] = g * tone
    texel[2] = b * tone
    texel[3] = 0.22
  }
}

/** The neck: skin in the shade of the jaw. */
export const neckLook = (person: Person): Look => {
  const skin = skinLook(person)
  return (spot, texel) => {
    skin(spot, texel)
    const under = smoothStep(118, 88, spot.y) * smoothStep(90, 40, spot.z)
    darken(texel, 1 - 0.3 * under)
    texel[1] *= 1 - 0.05 * under
    texel[2] *= 1 - 0.08 * under
    texel[3] = 0.12
  }
}

/** Hair, in strands that run along the grid's columns. */
export const hairLook = (person: Person, strands: number): Look => {
  const { colour: tone } = person.hair
  const { detail } = person
  const [dark, light] = [paint(shade(tone, -0.07)), paint(shade(tone, 0.07))]
  const wavy = person.hair.style === 'curly' ? 1 : 0
  return ({ x, y, z, column, row }, texel) => {
    const along = column * strands + wavy * 2 * noise(column, row, detail + 3)
    const strand =
      0.5 + 0.36 * noise(along, row * 0.22 + wavy * row, detail) + 0.25 * noise(along * 2.7, row * 0.4, detail + 1)
    const lock = 0.5 + 0.5 * noise(x / 16, (y + z) / 26, detail + 2)
    const share = Math.min(1, Math.max(0, 0.65 * strand + 0.35 * lock))
    texel[0] = mix(dark[0], light[0], share)
    texel[1] = mix(dark[1], light[1], share)
    texel[2] = mix(dark[2], light[2], share)
    texel[3] = 0.3 + 0.2 * strand
  }
}

/** The head: face, hair and what is between them. */
export const headLook = (person: Person): Look => {
  const { detail, eyes, brows, lips, width, height } = person
  const skin = skinLook(person)
  const hair = hairLook(person, 0.9)
  const lip = paint(person.lip)
  const blush = paint({ l: person.skin.l - 0.06, c: person.skin.c + 0.06, h: 30 })
  const shadow = paint({ l: person.skin.l * 0.62, c: person.skin.c + 0.012, h: 42 })
  const lash = paint({ l: 0.2, c: 0.015, h: 50 })
  const browTone = paint(shade(person.hair.colour, person.hair.colour.l > 0.5 ? -0.14 : -0.02))
  const beardTone = paint(shade(person.hair.colour, -0.03))
  const [iris, rim] = [paint(person.iris), paint(shade(person.iris, -0.14))]
  const parted = ['bob', 'long'].includes(person.hair.style) && person.hair.hairline < 15
  const eyeX = 31.5 * eyes.spacing
  const scratch: Texel = [0, 0, 0, 0]

  const eye = (texel: Texel, side: number, y: number, outward: number) => {
    const s = (side - eyeX) / (14.6 * eyes.size)
    const level = y + 27 + 1.2 * s
    const open = Math.max(0, 1 - s * s)
    const [upper, lower] = [-6.1 * eyes.size * open ** 0.75, 4.3 * eyes.size * open ** 0.9]
    // The crease of the lid, the shade of the socket, and what lies under the eye.
    const wide = Math.max(0, 1 - (s / 1.25) ** 2)
    blend(texel, shadow, 0.42 * bell(level - (-10.2 * eyes.size * wide ** 0.7 - 0.6), 1.3) * Math.min(1, 2 * wide))
    blend(texel, shadow, 0.16 * bell(s, 1.2) * bell(level + 9, 6))
    blend(texel, shadow, 0.15 * bell(s + 0.2, 0.9) * bell(level - 9.5, 3.2))
    const inside = smoothStep(-0.5, 0.4, Math.min(level - upper, lower - level)) * (Math.abs(s) < 1 ? 1 : 0)
    if (inside > 0) {
      const away = Math.hypot(side - eyeX, level + 0.7)
      scratch[0] = white[0]
      scratch[1] = white[1]
      scratch[2] = white[2]
      blend(scratch, blush, 0.25 * smoothStep(0.45, 1, Math.abs(s)))
      const r = 5.9
      blend(scratch, rim, smoothStep(r + 0.4, r - 0.5, away))
      blend(scratch, iris, smoothStep(r - 0.4, r - 1.8, away))
      blend(scratch, pupil, smoothStep(2.7, 2, away))
      darken(scratch, 1 - 0.5 * smoothStep(3.4, 0, level - upper))
      blend(scratch, white, 0.9 * smoothStep(1.7, 0.9, Math.hypot(side - eyeX + 1.6 * outward, level + 2.6)))
      blend(texel, scratch, inside)
      texel[3] = mix(texel[3], 0.12, inside)
    }
    if (Math.abs(s) < 1.08) {
      blend(texel, lash, 0.9 * smoothStep(1.5, 0.4, Math.abs(level - upper + 0.3)) * smoothStep(1.08, 0.8, Math.abs(s)))
      blend(texel, shadow, 0.55 * smoothStep(1.1, 0.2, Math.abs(level - lower)))
    }
  }

  const brow = (texel: Texel, side: number, x: number, y: number) => {
    const t = (side - 12 * eyes.spacing) / 39
    if (t < -0.1 || t > 1.1) return
    const middle =
      -42.5 - 3.5 * brows.arch - 7 * Math.sin(Math.PI * Math.min(1, t * 0.8)) * (0.35 + 0.5 * brows.arch) + 4.5 * t * t
    const half = 3.6 * brows.thickness * mix(1, 0.35, t) * smoothStep(-0.1, 0.12, t) * smoothStep(1.1, 0.85, t)
    const hairs = 0.78 + 0.3 * noise(x * 0.9 + y * 0.7, y * 0.35, detail + 9)
    blend(texel, browTone, Math.min(1, hairs) * 0.88 * smoothStep(half + 1.2, half - 0.9, Math.abs(y - middle)))
  }

  const mouth = (texel: Texel, x: number, y: number) => {
    const w = 25 * lips.width
    const s = x / w
    if (Math.abs(s) > 1.25) return
    const line = y - 35 + 2.2 * lips.smile * s * s
    const open = Math.max(0, 1 - s * s)
    const dip = 1.5 * bell(x, 4)
    const upper = -7 * lips.fullness * open ** 0.8 + dip
    const lower = 8.2 * lips.fullness * open ** 0.62
    const inside = smoothStep(-0.7, 0.7, Math.min(line - upper, lower - line)) * smoothStep(1, 0.93, Math.abs(s))
    blend(texel, lip, 0.8 * inside)
    if (line < 0) darken(texel, 1 - 0.14 * inside)
    texel[3] = mix(texel[3], 0.42, inside)
    blend(texel, shadow, 0.85 * bell(line, 0.95) * smoothStep(1.08, 0.9, Math.abs(s)))
    darken(texel, 1 - 0.5 * bell(line, 0.7) * smoothStep(1, 0.85, Math.abs(s)))
    blend(texel, shadow, 0.3 * bell(Math.abs(s) - 1.05, 0.09) * bell(line, 2.6))
    blend(texel, shadow, 0.2 * bell(line - 8.2 * lips.fullness - 3, 2.8) * bell(x, 15))
  }

  /** Where a full beard ends towards the cheek: from the corner of the mouth up to the ear. */
  const cheek = curve([
    [0, 32],
    [25, 40],
    [38, 33],
    [52, 19],
    [62, 2],
    [70, -14],
  ])
  const beard = (x: number, y: number, side: number, angle: number): number => {
    if (person.beard === 'none') return 0
    const fluff = 3 * noise(x / 5, y / 5, detail + 12)
    const lower = smoothStep(-6, 8, y - cheek(side) + fluff) * smoothStep(1.62, 1.4, Math.abs(angle))
    const moustache = bell(y - 25.5 - 0.1 * side, 4.6) * smoothStep(29, 22, side)
    const chin = smoothStep(27, 20, side + fluff) * smoothStep(44, 51, y)
    const mouthGap = 1 - 0.95 * bell(x, 24 * lips.width) * bell(y - 37, 6.5) * (y > 30 ? 1 : 0.6)
    const around = person.beard === 'goatee' ? Math.max(moustache, chin) : Math.max(lower, moustache * 0.9)
    return Math.min(1, around * mouthGap)
  }

  const cover = person.hair.style === 'buzz' || person.hair.style === 'bald' ? 0.72 : 1

  return (spot, texel) => {
    const angle = angleOf(spot.column)
    const [x, y] = [spot.x / width, spot.y / height]
    const side = Math.abs(x)
    const strands = 2 * noise(angle * 40, spot.row * 0.5, detail + 15)
    const inside = hairDepth(person, angle, y) + strands
    const share = smoothStep(-3.5, 4.5, inside)
    const parting = parted ? bell(x - 4, 2.2) * smoothStep(60, 30, spot.z) : 0
    if (share === 1 && cover === 1 && parting === 0) {
      // Nothing else is seen.
      hair(spot, texel)
      return
    }
    skin(spot, texel)
    if (Math.abs(angle) < 1.5 && y > -75) {
      blend(texel, blush, 0.34 * bell(side - 42, 17) * bell(y - 6, 15))
      blend(texel, blush, 0.3 * bell(side, 12) * bell(y - 3, 9))
      blend(texel, blush, 0.12 * bell(side, 14) * bell(y - 72, 10))
      blend(texel, shadow, 0.25 * bell(side - 13, 5) * bell(y + 28, 9))
      // Beside and below the nose; its openings.
      blend(texel, shadow, 0.3 * bell(side - 17.5 * person.nose.width, 2.2) * bell(y - 9, 6))
      const fold = side - 19 - (y - 10) * 0.42
      blend(texel, shadow, 0.17 * bell(fold, 2.4) * smoothStep(6, 14, y) * smoothStep(40, 26, y))
      blend(texel, shadow, 0.4 * bell(side, 13) * bell(y - 18.5, 3))
      if (spot.z < -36) {
        const opening = smoothStep(1.25, 0.6, Math.hypot((side - 6.6 * person.nose.width) / 3.9, (y - 14.5) / 2.4))
        blend(texel, shadow, 0.9 * opening)
        darken(texel, 1 - 0.6 * opening)
      }
      blend(texel, shadow, 0.14 * bell(side, 2.6) * bell(y - 25, 5))
      const grown = beard(x, y, side, angle)
      if (grown > 0) {
        const dense = person.beard === 'stubble' ? 0.42 : 0.94
        const grain = 0.82 + 0.3 * noise(x / 1.6, y / 2.4, detail + 13)
        blend(texel, beardTone, Math.min(1, grown * dense * grain))
        texel[3] *= 1 - 0.4 * grown
      }
      mouth(texel, x, y)
      brow(texel, side, x, y)
      eye(texel, side, y, x > 0 ? 1 : -1)
    }
    darken(texel, 1 - 0.35 * smoothStep(80, 95, y) * smoothStep(10, 40, spot.z))
    if (share > 0) {
      scratch[3] = 0
      hair(spot, scratch)
      blend(texel, scratch, share * cover * (1 - 0.55 * parting))
      texel[3] = mix(texel[3], cover * scratch[3], share)
    } else {
      // The hair's shade on the skin just below it.
      darken(texel, 1 - 0.16 * smoothStep(-12, -3, inside))
    }
  }
}

/** An ear: rosy, dark in its hollow. */
export const earLook = (person: Person): Look => {
  const skin = skinLook(person)
  const blush = paint({ l: person.skin.l - 0.07, c: person.skin.c + 0.05, h: 32 })
  return (spot, texel) => {
    skin(spot, texel)
    blend(texel, blush, 0.5)
    darken(texel, 1 - 0.45 * bell(spot.row - 3, 1.6) - 0.25 * bell(spot.row - 0.5, 2))
  }
}

/** Cloth, from where it lies at rest. */
export const clothLook = (person: Person): Look => {
  const { kind, main, second } = person.garment
  const { detail } = person
  const [base, other, dark] = [paint(main), paint(second), paint(shade(main, -0.1))]
  const button = paint(colour(0.88, 0.01, 80))
  const stripe = (at: number, period: number, share: number) => {
    const t = Math.abs(((((at / period) % 1) + 1) % 1) - 0.5) * 2
    return smoothStep(share + 0.06, share - 0.06, t)
  }
  return ({ x, y, z, row, column }, texel) => {
    texel[0] = base[0]
    texel[1] = base[1]
    texel[2] = base[2]
    texel[3] = 0.06
    const around = Math.atan2(x, 60 - z) * 150
    if (kind === 'stripes') blend(texel, other, stripe(y, 34, 0.45))
    if (kind === 'checks') {
      blend(texel, other, 0.55 * stripe(around, 46, 0.42))
      blend(texel, other, 0.55 * stripe(y, 46, 0.42))
      blend(texel, button, 0.5 * Math.max(stripe(around + 23, 46, 0.07), stripe(y + 23, 46, 0.07)))
    }
    if (kind === 'sweater') darken(texel, 0.9 + 0.1 * Math.cos(around * 1.1))
    const front = z < 50 && Math.abs(x) < 60
    if ((kind === 'shirt' || kind === 'checks') && front && row > 2) {
      blend(texel, dark, 0.5 * bell(x - 13, 1.4) + 0.3 * bell(x + 13, 1.4))
      const [bx, by] = [x, (((y % 78) + 78) % 78) - 39]
      blend(texel, button, smoothStep(6, 4.4, Math.hypot(bx, by)))
    }
    if (kind !== 'shirt' && kind !== 'checks') {
      // The band around the neck, sewn on.
      const band = smoothStep(4.4, 4, row)
      blend(texel, kind === 'stripes' ? other : dark, 0.35 * band)
      darken(texel, 1 - 0.3 * bell(row - 4.4, 0.35))
    }
    const worn = 1 + 0.06 * noise(x / 26, y / 40, detail + 4) + 0.03 * noise(column * 3, row * 3, detail + 5)
    darken(texel, worn)
  }
}

/** One colour all over. */
export const plainLook = ([r, g, b]: Paint, gloss: number): Look => {
  return (_, texel) => {
    texel[0] = r
    texel[1] = g
    texel[2] = b
    texel[3] = gloss
  }
}
