import { invalid } from '../../base/errors.ts'
import type { Moves } from '../../data/index.ts'
import { gridSample, type Random, type Tensor, take, where } from '../../tensor/index.ts'
import { show } from '../../tensor/shape.ts'
import { composed, gridOf } from './maps.ts'
import { checkTargets, mixable, relocated, whyNotMixed } from './targets.ts'
import type { BatchTransform, GeometricTransform, MixingTransform, PixelTransform } from './transform.ts'

export interface AugmentOptions {
  /**
   * What lies beyond the edges of a picture: 'reflection' (default), 'border' (the outermost pixel), or 'zeros', which is
   * black, and in masks 255, the value of pixels to leave out.
   */
  readonly padding?: 'reflection' | 'border' | 'zeros'
}

interface BatchOf {
  readonly images: Tensor
  readonly targets: Tensor
  readonly moves: Moves
}

/**
 * Random changes of pictures and of their targets, as part of the compiled training step.
 *
 * Transforms are applied in their order. Consecutive geometric ones are composed and resampled together, once; if all that
 * they do is to mirror, nothing is resampled. Points move along exactly, with those that leave the picture becoming NaN
 * (absent) unless `moves` says otherwise; masks take the nearest pixel's class, and are continued beyond the edges as the
 * pictures are. All random numbers of a batch are one draw from `random`: anew in each step, and the same from the same seed.
 *
 * @param transforms such as `augTransforms()`
 * @param moves how the targets change with their pictures: `loaders.target.moves`
 * @returns from images, float32 [N, 3, H, W] of 0…255, and targets to both. After `mixUp` or `cutMix` class indices have
 *   become probabilities, float32 [N, classes]
 * @throws KindlingError `invalid-argument` when pictures are to be mixed whose targets cannot be; and from the function
 *   returned when images or targets have another form
 *
 * @example
 * const change = augment(augTransforms(), { kind: 'points', count: 1 }, new Random(42))
 * const step = compile((images: Tensor, points: Tensor) => change(images.cast('float32'), points))
 */
export function augment(
  transforms: readonly BatchTransform[],
  moves: Moves,
  random: Random,
  { padding = 'reflection' }: AugmentOptions = {},
): (images: Tensor, targets: Tensor) => readonly [images: Tensor, targets: Tensor] {
  const active = transforms.filter(({ p }) => p > 0)
  const reason = whyNotMixed(moves)
  for (const { kind, name } of active)
    if (kind === 'mixing' && reason) throw invalid(`${name}: the targets are ${reason}; leave ${name} out`)

  return (images, targets) => {
    checkImages(images)
    checkTargets(images, targets, moves)
    const next = drawing(random, active, images.shape[0]!)
    let batch: BatchOf = { images, targets, moves }
    for (const step of stepsOf(active)) {
      if (Array.isArray(step)) batch = move(batch, step, next, padding)
      else if (step.kind === 'mixing') batch = mix(batch, step, next)
      else batch = { ...batch, images: step.apply(batch.images, next(step.draws)) }
    }
    return [batch.images, batch.targets]
  }
}

function checkImages(images: Tensor): void {
  const { shape, dtype } = images
  if (dtype !== 'float32' || images.ndim !== 4 || shape[1] !== 3)
    throw invalid(
      `augment: images are ${dtype} ${show(shape)}; they must be float32 [N, 3, H, W] of 0…255 (cast them to 'float32')`,
    )
}

type Step = GeometricTransform[] | PixelTransform | MixingTransform

/** The transforms in their order, consecutive geometric ones as one step. */
function stepsOf(transforms: readonly BatchTransform[]): Step[] {
  const steps: Step[] = []
  for (const transform of transforms) {
    const last = steps.at(-1)
    if (transform.kind !== 'geometric') steps.push(transform)
    else if (Array.isArray(last)) last.push(transform)
    else steps.push([transform])
  }
  return steps
}

/** The next `count` random numbers for each picture, [n] each. */
type Next = (count: number) => Tensor[]

function drawing(random: Random, transforms: readonly BatchTransform[], n: number): Next {
  const count = transforms.reduce((sum, { kind, draws }) => sum + draws + (kind === 'mixing' ? 1 : 0), 0)
  if (count === 0) return () => []
  const drawn = random.uniform([count, n])
  let used = 0
  return (wanted) =>
    Array.from({ length: wanted }, () => {
      const row = drawn.narrow(0, used, used + 1).reshape([n])
      used++
      return row
    })
}

function move(batch: BatchOf, transforms: readonly GeometricTransform[], next: Next, padding: Padding): BatchOf {
  const { images, targets, moves } = batch
  const [height, width] = [images.shape[2]!, images.shape[3]!]
  const maps = composed(transforms.map(({ draws, matrix }) => matrix(next(draws), { width, height })))
  const seen = transforms.every(({ mirrors }) => mirrors)
    ? mirrored(maps, new Set(transforms.map(({ mirrors }) => mirrors)))
    : resampled(maps, width, height, padding)
  return {
    moves,
    images: seen.images(images),
    targets: relocated(targets, moves, { maps, size: { width, height }, masks: seen.masks }),
  }
}

type Padding = NonNullable<AugmentOptions['padding']>

/** How pictures and masks are seen after a change of places. */
interface Seen {
  images(images: Tensor): Tensor
  masks(masks: Tensor): Tensor
}

/** By maps that do nothing but mirror: no pixel becomes another one. */
function mirrored(maps: Tensor, axes: ReadonlySet<GeometricTransform['mirrors']>): Seen {
  const turned = (x: Tensor, axis: 'x' | 'y'): Tensor => {
    if (!axes.has(axis)) return x
    const at = axis === 'x' ? 0 : 1
    const which = maps
      .narrow(1, at, at + 1)
      .narrow(2, at, at + 1)
      .less(0)
    const perItem = which.reshape([x.shape[0]!, ...x.shape.slice(1).map(() => 1)])
    return where(perItem, x.flip(axis === 'x' ? -1 : -2), x)
  }
  const both = (x: Tensor): Tensor => turned(turned(x, 'x'), 'y')
  return { images: both, masks: both }
}

/** The value of a mask's pixels that are left out of the loss. */
const leftOut = 255

/** By any maps: the only step of augmentation that costs much, next to `lighting`. */
function resampled(maps: Tensor, width: number, height: number, padding: Padding): Seen {
  const grid = gridOf(maps, width, height)
  return {
    images: (images) => gridSample(images, grid, { padding }),
    masks: (masks) => {
      // Counted down from the value that lies outside, so that outside is 0, as `zeros` has it.
      const pixels = masks.cast('float32').rsub(leftOut).reshape([masks.shape[0]!, 1, height, width])
      const found = gridSample(pixels, grid, { mode: 'nearest', padding })
      return found.rsub(leftOut).reshape(masks.shape).cast(masks.dtype)
    },
  }
}

function mix(batch: BatchOf, transform: MixingTransform, next: Next): BatchOf {
  const [key, ...draws] = next(1 + transform.draws)
  const order = key!.argsort()
  const { images, share } = transform.mix(batch.images, take(batch.images, order), draws)
  const { targets, moves } = mixable(batch.targets, batch.moves)
  const partners = take(targets, order)
  return { images, targets: partners.add(targets.sub(partners).mul(share.reshape([share.size, 1]))), moves }
}
