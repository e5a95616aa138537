import { type RandomStream, randomStream } from '../../data/random.ts'
import { type Colour, distance } from './colour.ts'
import { objectKinds, type TabletopLabel, tabletopLabels } from './objects/index.ts'
import { type ClutterKind, clutterKinds, type Material, materials, tables } from './table.ts'

/** An object on the table. Positions and sizes are fractions of the picture's side, from its top left corner. */
export type SceneObject = {
  label: TabletopLabel
  /** The centre. */
  x: number
  y: number
  /** The longest side. */
  size: number
  /** Clockwise, in degrees. */
  rotation: number
  colour: Colour
  accent: Colour
  /** 0…1: which form of its kind it takes. */
  form: number
}

/** Something that is not an object: a ring left by a cup, crumbs, or a shadow that falls in from outside. */
export type Clutter = { kind: ClutterKind; x: number; y: number; size: number; rotation: number; grain: number }

/** Everything that a picture shows; `sceneSvg` draws it. */
export type Scene = {
  /** From the bottom of the pile to its top; no label twice. */
  objects: SceneObject[]
  table: { material: Material; colour: Colour; accent: Colour; rotation: number; grain: number }
  /** Direction the light comes from, in degrees clockwise from the right; strength 0…1 of its falloff. */
  light: { direction: number; strength: number }
  clutter: Clutter[]
}

/** How often a scene holds 0, 1, 2, 3, 4 objects: one in seven is empty. */
const shareOfCount = [1 / 7, 0.28, 0.28, 0.18, 1 - (1 / 7 + 0.28 + 0.28 + 0.18)]

/** No object is covered by those above it more than this, nor lies outside the picture more than `maximumOutside`. */
export const maximumCovered = 0.2
export const maximumOutside = 0.08

/** Least distance in OKLab between an object and its table: an object that nobody can see is a wrong label. */
export const minimumContrast = 0.15

/**
 * Scene `index` of a seed. A function of the two alone: scenes may be made in any order, or one at a time.
 *
 * @example
 * describeScene(0, 7).objects.map((object) => object.label) // the labels of the eighth picture of seed 0
 */
export const describeScene = (seed: number, index: number): Scene => {
  const random = randomStream(seed, index)
  const material = random.pick(materials)
  const tint = random.pick(tables[material])
  const table = {
    material,
    colour: jitter(random, tint.colour, 0.03),
    accent: jitter(random, tint.accent, 0.03),
    rotation: random.pick([0, 90]) + random.uniform(-6, 6),
    grain: random.integer(0, 2 ** 31 - 1),
  }
  const light = { direction: random.uniform(0, 360), strength: random.uniform(0.35, 1) }
  // Clutter is as likely on an empty table as on a laid one, so that it says nothing about the answer.
  const clutter = clutterKinds
    .filter(() => random.chance(0.2))
    .map((kind) => ({
      kind,
      x: random.uniform(0.1, 0.9),
      y: random.uniform(0.1, 0.9),
      size: random.uniform(0.25, 0.4),
      rotation: random.uniform(0, 360),
      grain: random.integer(0, 2 ** 31 - 1),
    }))
  const count = countFor(random.uniform())
  const order = random.permutation(tabletopLabels.length).slice(0, count)
  const objects: SceneObject[] = []
  for (const which of order) {
    objects.push(place(random, describeObject(random, tabletopLabels[which]!, count, table.colour), objects))
  }
  return { objects, table, light, clutter }
}

const countFor = (u: number): number => {
  let below = 0
  const count = shareOfCount.findIndex((share) => {
    below += share
    return u < below
  })
  return count === -1 ? shareOfCount.length - 1 : count
}

const describeObject = (random: RandomStream, label: TabletopLabel, count: number, table: Colour): SceneObject => {
  const kind = objectKinds[label]
  const [least, most] = kind.span
  const visible = kind.colours.filter((colour) => distance(colour, table) >= minimumContrast)
  return {
    label,
    x: 0.5,
    y: 0.5,
    // A fuller table has somewhat smaller things on it.
    size: random.uniform(least, most) * (count === 4 ? 0.88 : count === 3 ? 0.94 : 1),
    rotation: random.uniform(0, 360),
    colour: jitter(random, random.pick(visible), 0.025),
    accent: jitter(random, random.pick(kind.accents), 0.02),
    form: random.uniform(),
  }
}

/** Tries places at random until nothing is covered too much; shrinks the object a little when the table is too full. */
const place = (random: RandomStream, object: SceneObject, below: readonly SceneObject[]): SceneObject => {
  for (let size = object.size; ; size *= 0.94) {
    for (let attempt = 0; attempt < 24; attempt++) {
      const margin = size * 0.4
      const placed = { ...object, size, x: random.uniform(margin, 1 - margin), y: random.uniform(margin, 1 - margin) }
      const pile = [...below, placed]
      if (outside(placed) <= maximumOutside && pile.every((_, i) => covered(pile, i) <= maximumCovered)) return placed
    }
  }
}

type Disc = readonly [x: number, y: number, radius: number]

/** The circles of an object's footprint, where it lies. */
const discs = ({ label, x, y, size, rotation }: SceneObject): Disc[] => {
  const cos = (Math.cos((rotation * Math.PI) / 180) * size) / 100
  const sin = (Math.sin((rotation * Math.PI) / 180) * size) / 100
  return objectKinds[label].footprint.map(
    ([fx, fy, radius]) => [x + fx * cos - fy * sin, y + fx * sin + fy * cos, (radius * size) / 100] as const,
  )
}

/** Points spread over a footprint, each standing for `weight` of its area. */
const samples = (footprint: readonly Disc[]): { x: number; y: number; weight: number }[] => {
  const area = footprint.reduce((sum, [, , radius]) => sum + radius * radius, 0)
  return footprint.flatMap(([x, y, radius]) =>
    [0, 1, 2, 3, 4, 5, 6, 7, 8].map((k) => {
      const away = k === 0 ? 0 : 0.7 * radius
      const angle = (k * Math.PI) / 4
      return { x: x + away * Math.cos(angle), y: y + away * Math.sin(angle), weight: (radius * radius) / area / 9 }
    }),
  )
}

/** The fraction of object `i` that lies under those above it. */
export const covered = (pile: readonly SceneObject[], i: number): number => {
  const above = pile.slice(i + 1).flatMap(discs)
  if (above.length === 0) return 0
  return samples(discs(pile[i]!))
    .filter(({ x, y }) => above.some(([ax, ay, radius]) => (x - ax) ** 2 + (y - ay) ** 2 < radius * radius))
    .reduce((sum, { weight }) => sum + weight, 0)
}

/** The fraction of an object that the picture's edge cuts off. */
export const outside = (object: SceneObject): number =>
  samples(discs(object))
    .filter(({ x, y }) => x < 0 || x > 1 || y < 0 || y > 1)
    .reduce((sum, { weight }) => sum + weight, 0)

const jitter = (random: RandomStream, { l, c, h }: Colour, amount: number): Colour => ({
  l: Math.min(0.98, Math.max(0.1, l + random.uniform(-amount, amount))),
  c: Math.max(0, c + random.uniform(-amount, amount) * 0.5),
  h: h + random.uniform(-8, 8),
})
