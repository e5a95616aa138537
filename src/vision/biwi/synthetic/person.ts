import { type RandomStream, randomStream } from '../../../data/random.ts'
import { type Colour, colour } from '../../tabletop/colour.ts'

export const hairStyles = ['bald', 'buzz', 'short', 'side', 'bob', 'long', 'bun', 'curly'] as const
export type HairStyle = (typeof hairStyles)[number]

export const garments = ['tee', 'stripes', 'shirt', 'checks', 'sweater', 'vneck'] as const
export type Garment = (typeof garments)[number]

export type Beard = 'none' | 'stubble' | 'goatee' | 'full'

/** Somebody who does not exist. Lengths are factors of the average or millimetres, as said. */
export type Person = {
  /** Seeds the details that have no name: strands, freckles, folds. */
  detail: number
  /** Factors of the average head. */
  width: number
  depth: number
  height: number
  /** Factors of the average face. */
  jaw: number
  chin: number
  cheeks: number
  nose: { length: number; width: number; depth: number }
  eyes: { size: number; spacing: number }
  brows: { depth: number; thickness: number; arch: number }
  lips: { fullness: number; width: number; smile: number }
  ears: number
  neck: number
  shoulders: number
  skin: Colour
  lip: Colour
  iris: Colour
  hair: { style: HairStyle; colour: Colour; thickness: number; hairline: number }
  beard: Beard
  glasses: Colour | undefined
  garment: { kind: Garment; main: Colour; second: Colour }
}

const skins = [
  colour(0.87, 0.042, 58),
  colour(0.83, 0.055, 62),
  colour(0.79, 0.062, 62),
  colour(0.74, 0.07, 64),
  colour(0.68, 0.075, 62),
  colour(0.6, 0.075, 58),
  colour(0.51, 0.068, 54),
  colour(0.43, 0.055, 50),
]

const darkHair = [colour(0.2, 0.012, 60), colour(0.25, 0.022, 55), colour(0.31, 0.035, 55)]
const lightHair = [
  colour(0.41, 0.055, 58),
  colour(0.52, 0.07, 68),
  colour(0.66, 0.08, 80),
  colour(0.76, 0.075, 86),
  colour(0.48, 0.095, 48),
  colour(0.66, 0.008, 80),
]
const darkIrises = [colour(0.3, 0.045, 55), colour(0.36, 0.06, 58)]
const lightIrises = [colour(0.55, 0.06, 245), colour(0.5, 0.06, 150), colour(0.46, 0.07, 75), colour(0.58, 0.03, 230)]

const cloths = [
  colour(0.36, 0.07, 262),
  colour(0.5, 0.1, 250),
  colour(0.42, 0.11, 25),
  colour(0.62, 0.09, 160),
  colour(0.45, 0.06, 155),
  colour(0.7, 0.1, 75),
  colour(0.8, 0.04, 85),
  colour(0.93, 0.01, 90),
  colour(0.28, 0.015, 260),
  colour(0.55, 0.012, 250),
  colour(0.48, 0.1, 330),
  colour(0.68, 0.08, 215),
  colour(0.6, 0.12, 40),
]

/**
 * Person `index` of a seed. Twenty in a row differ plainly: tones, hair and clothes are dealt from shuffled lists
 * rather than drawn one by one.
 */
export const describePerson = (seed: number, index: number): Person => {
  const random = randomStream(seed, index, 1)
  const around = (spread: number) => 1 + bellish(random) * spread
  const deal = <T>(choices: readonly T[], what: number): T => dealt(choices, seed, index, what)

  const toneIndex = deal([0, 0, 1, 1, 1, 2, 2, 3, 3, 4, 4, 5, 6, 6, 7, 2, 5, 1, 3, 0], 2)
  const skin = jitter(random, skins[toneIndex]!, 0.015)
  // The second of two proportions, from soft to angular, that jaw, brow, beard and shoulders share.
  const angular = random.uniform()
  const style = deal(
    ['short', 'bob', 'side', 'long', 'buzz', 'bun', 'curly', 'short', 'long', 'bald', 'side', 'bob'] as const,
    3,
  )
  const bearded = angular > 0.5 && !['bob', 'long', 'bun'].includes(style)
  const hairTones = toneIndex >= 4 ? [...darkHair, darkHair[0]!] : [...lightHair, ...darkHair]
  const main = deal(cloths, 4)
  const second = deal(cloths, 5)
  return {
    detail: random.integer(1, 1 << 28),
    width: around(0.045),
    depth: around(0.04),
    height: around(0.045),
    jaw: around(0.05) * (0.91 + 0.12 * angular),
    chin: around(0.05) * (0.97 + 0.06 * angular),
    cheeks: random.uniform(0.3, 1.5),
    nose: { length: around(0.1), width: around(0.14), depth: around(0.15) },
    eyes: { size: around(0.07), spacing: around(0.04) },
    brows: { depth: 0.4 + angular, thickness: around(0.25) * (0.75 + 0.5 * angular), arch: random.uniform(0, 1) },
    lips: { fullness: around(0.25) * (1.15 - 0.3 * angular), width: around(0.09), smile: random.uniform(-0.1, 1) },
    ears: around(0.1),
    neck: 0.9 + 0.16 * angular,
    shoulders: around(0.05) * (0.93 + 0.12 * angular),
    skin,
    lip: {
      l: skin.l - 0.13 + 0.03 * random.uniform(),
      c: skin.c + 0.035 + 0.03 * random.uniform() * (1 - angular),
      h: 25 + random.uniform(-6, 8),
    },
    iris: random.pick(toneIndex >= 4 ? darkIrises : [...darkIrises, ...lightIrises]),
    hair: {
      style,
      colour: jitter(random, random.pick(hairTones), 0.015),
      thickness: around(0.2),
      // A fringe now and then.
      hairline: ['bob', 'long'].includes(style) && random.chance(0.45) ? random.uniform(22, 29) : random.uniform(-3, 9),
    },
    beard: bearded ? random.pick(['none', 'stubble', 'stubble', 'goatee', 'full'] as const) : 'none',
    glasses: random.chance(0.3)
      ? random.pick([colour(0.18, 0.01, 60), colour(0.32, 0.06, 45), colour(0.55, 0.02, 250), colour(0.3, 0.08, 20)])
      : undefined,
    garment: { kind: deal(garments, 6), main, second: Math.abs(main.l - second.l) < 0.15 ? contrast(main) : second },
  }
}

/** −1…1, mostly near 0. */
const bellish = (random: RandomStream): number => (random.uniform(-1, 1) + random.uniform(-1, 1)) / 2

/** The card that a person gets when the choices are dealt around, shuffled anew for every round. */
const dealt = <T>(choices: readonly T[], seed: number, index: number, what: number): T => {
  const round = Math.floor(index / choices.length)
  return choices[randomStream(seed, what, round, 7).permutation(choices.length)[index % choices.length]!]!
}

const jitter = (random: RandomStream, { l, c, h }: Colour, amount: number): Colour => ({
  l: l + random.uniform(-amount, amount),
  c: Math.max(0, c + random.uniform(-amount, amount) / 3),
  h: h + random.uniform(-5, 5),
})

const contrast = ({ l, c, h }: Colour): Colour => ({ l: l > 0.55 ? l - 0.35 : l + 0.4, c: c / 2, h })
