import { type RandomStream, randomStream } from '../../../data/random.ts'
import type { Vector3 } from '../../../data/space/linear.ts'
import { colour } from '../../tabletop/colour.ts'
import { type Paint, paint } from './paint.ts'

/** How a room is lit. Amounts of light are per channel. */
export type Light = {
  /** Unit vector from the scene to the main light: a window or a lamp. */
  towards: Vector3
  main: Paint
  /** From above, and what the floor gives back. */
  above: Paint
  below: Paint
  /** From about the camera. */
  fill: Paint
  /** How much darker the picture's corners are, 0…1. */
  vignette: number
  /** Standard deviation of the sensor's noise, in steps of 255. */
  grain: number
}

/** The light of sequence `index`. */
export const describeLight = (seed: number, index: number): Light => {
  const random = randomStream(seed, index, 4)
  const side = random.chance(0.5) ? 1 : -1
  const towards = unit([side * random.uniform(0.25, 1), -random.uniform(0.45, 1), -random.uniform(0.55, 1.1)])
  const warmth = random.uniform(-1, 1)
  const strength = random.uniform(0.85, 1.15)
  const contrast = random.uniform(0.75, 1.1)
  return {
    towards,
    main: tinted(random, warmth, 0.78 * strength * contrast),
    above: tinted(random, -warmth * 0.6, 0.4 * strength),
    below: tinted(random, 0.7, 0.19 * strength),
    fill: tinted(random, warmth * 0.3, 0.2 * strength * (2 - contrast)),
    vignette: random.uniform(0.05, 0.2),
    grain: random.uniform(1, 2.6),
  }
}

/** Light of an amount, from bluish (−1) to yellowish (1). */
const tinted = (random: RandomStream, warmth: number, amount: number): Paint => {
  const [r, g, b] = paint(colour(0.95, 0.028 * Math.abs(warmth), (warmth > 0 ? 75 : 250) + random.uniform(-8, 8)))
  const k = amount / (0.3 * r + 0.6 * g + 0.1 * b)
  return [r * k, g * k, b * k]
}

const unit = ([x, y, z]: Vector3): Vector3 => {
  const length = Math.hypot(x, y, z)
  return [x / length, y / length, z / length]
}
