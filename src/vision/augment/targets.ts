import { invalid } from '../../base/errors.ts'
import type { Moves } from '../../data/index.ts'
import { isFloat } from '../../tensor/dtype.ts'
import { concat, oneHot, type Tensor, take, tensor, where } from '../../tensor/index.ts'
import { show } from '../../tensor/shape.ts'
import { mapped } from './maps.ts'

/** Refuses targets that are not of the form that `moves` says, for a batch of pictures [N, C, H, W]. */
export function checkTargets(images: Tensor, targets: Tensor, moves: Moves): void {
  const [n, , height, width] = images.shape
  const refuse = (form: string) =>
    invalid(
      `augment: targets are ${targets.dtype} ${show(targets.shape)}, but for images of shape ${show(images.shape)} ` +
        `targets of kind '${moves.kind}' must be ${form}`,
    )
  const isTable = targets.ndim === 2 && targets.shape[0] === n && isFloat(targets.dtype)
  switch (moves.kind) {
    case 'points':
      if (!isTable || targets.shape[1] !== 2 * moves.count) throw refuse(`floats [${n}, ${2 * moves.count}]`)
      return
    case 'labels':
      if (!isTable) throw refuse(`floats [${n}, classes]`)
      return
    case 'parts': {
      const columns = moves.parts.reduce((sum, { width }) => sum + width, 0)
      if (!isTable || targets.shape[1] !== columns) throw refuse(`floats [${n}, ${columns}]`)
      for (const part of partsOf(targets, moves)) checkTargets(images, part.targets, part.moves)
      return
    }
    case 'mask':
      if (isFloat(targets.dtype) || show(targets.shape) !== show([n!, height!, width!]))
        throw refuse(`integers ${show([n!, height!, width!])}`)
      return
    case 'classIndices':
      if (isFloat(targets.dtype) || show(targets.shape) !== show([n!])) throw refuse(`integers [${n}]`)
      return
    case 'other':
      if (targets.shape[0] !== n) throw refuse(`[${n}, …]`)
  }
}

const partsOf = (targets: Tensor, { parts }: Moves & { readonly kind: 'parts' }) => {
  let end = 0
  return parts.map(({ width, moves }) => {
    end += width
    return { targets: targets.narrow(1, end - width, end), moves }
  })
}

/** A change of where things are in each picture. */
export interface Relocation {
  /** [N, 2, 3] or [N, 3, 3], from the result to the source. */
  readonly maps: Tensor
  /** Masks [N, H, W], changed as the pictures were. */
  masks(masks: Tensor): Tensor
}

/** Targets of pictures in which things have moved. */
export function relocated(targets: Tensor, moves: Moves, change: Relocation): Tensor {
  switch (moves.kind) {
    case 'points':
      return movedPoints(targets, moves, change.maps)
    case 'mask':
      return change.masks(targets)
    case 'parts':
      return concat(
        partsOf(targets, moves).map((part) => relocated(part.targets, part.moves, change)),
        1,
      )
    default:
      return targets
  }
}

function movedPoints(
  targets: Tensor,
  { count, swap = [], outside = 'absent' }: Moves & { readonly kind: 'points' },
  maps: Tensor,
): Tensor {
  const n = targets.shape[0]!
  const { points, mirrored } = mapped(maps, targets.reshape([n, count, 2]))
  const order = Array.from({ length: count }, (_, i) => i)
  for (const [a, b] of swap) [order[a], order[b]] = [b, a]
  const named =
    swap.length === 0
      ? points
      : where(mirrored.reshape([n, 1, 1]), take(points, tensor(order, { dtype: 'int64' }), 1), points)
  const kept =
    outside === 'keep' ? named : where(named.abs().max(2, { keepdims: true }).lessEqual(1), named, Number.NaN)
  return kept.reshape([n, 2 * count])
}

/** Why targets cannot be mixed, in words, or undefined where they can. */
export function whyNotMixed(moves: Moves): string | undefined {
  switch (moves.kind) {
    case 'classIndices':
    case 'labels':
      return undefined
    case 'points':
      return 'points, and a point of a mixture would lie between those of two pictures, where there is nothing'
    case 'mask':
      return 'masks, and a pixel of a mixture has two classes'
    case 'other':
      return 'numbers, of which nobody says that those of a mixture lie between those of the two pictures'
    case 'parts':
      return moves.parts.map((part) => whyNotMixed(part.moves)).find((reason) => reason)
  }
}

/** Targets that can be mixed: a class index as a probability for each class. */
export const mixable = (targets: Tensor, moves: Moves): { readonly targets: Tensor; readonly moves: Moves } =>
  moves.kind === 'classIndices'
    ? { targets: oneHot(targets, moves.classes), moves: { kind: 'labels' } }
    : { targets, moves }
