import { invalid } from '../../base/errors.ts'
import type { Moves, Size } from '../../data/index.ts'
import { isFloat } from '../../tensor/dtype.ts'
import { concat, oneHot, type Tensor, take, tensor, where } from '../../tensor/index.ts'
import { show } from '../../tensor/shape.ts'
import { isMirrored, mapped } from './maps.ts'

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
    case 'numbers':
      if (!isTable || targets.shape[1] !== moves.mirrored.length)
        throw refuse(`floats [${n}, ${moves.mirrored.length}]`)
      return
    case 'rotation':
      if (!isTable || targets.shape[1] !== 6) throw refuse(`floats [${n}, 6]`)
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
  /** Of the pictures, in pixels. */
  readonly size: Size
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
    case 'rotation':
      return turnedRotations(targets, change)
    case 'numbers':
      return where(isMirrored(change.maps).reshape([-1, 1]), targets.mul(tensor(moves.mirrored)), targets)
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

/**
 * Rotations, as their first two columns, of pictures that were turned and perhaps mirrored: what is nearest to the map at the
 * picture's centre among such changes.
 */
function turnedRotations(targets: Tensor, { maps, size: { width, height } }: Relocation): Tensor {
  const n = targets.shape[0]!
  // In pixels, in which a turn keeps lengths.
  const entry = (row: number, column: number, scale: number): Tensor =>
    maps
      .narrow(1, row, row + 1)
      .narrow(2, column, column + 1)
      .reshape([n, 1])
      .mul(scale)
  const [a, b, c, d] = [entry(0, 0, 1), entry(0, 1, width / height), entry(1, 0, height / width), entry(1, 1, 1)]
  const side = a.mul(d).sub(b.mul(c)).less(0)
  const sign = where(side, -1, 1)
  // The nearest turn of a map, by its cofactors (Higham 1986 for two rows); mirrored, the nearest mirrored turn.
  const cosine = a.add(d.mul(sign))
  const sine = c.sub(b.mul(sign))
  const length = cosine.square().add(sine.square()).sqrt()
  const [cos, sin] = [cosine.div(length), sine.div(length)]
  // The map goes from the result to the source, so the rotation takes its transpose: [[cos, sin], [∓sin, ±cos]].
  const column = (start: number): [x: Tensor, y: Tensor, z: Tensor] => [
    targets.narrow(1, start, start + 1),
    targets.narrow(1, start + 1, start + 2),
    targets.narrow(1, start + 2, start + 3),
  ]
  const turned = ([x, y, z]: [Tensor, Tensor, Tensor]): [Tensor, Tensor, Tensor] => [
    x.mul(cos).add(y.mul(sin)),
    y.mul(cos).sub(x.mul(sin)).mul(sign),
    z,
  ]
  const first = turned(column(0)).map((x) => x.mul(sign))
  return concat([...first, ...turned(column(3))], 1)
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
    case 'rotation':
      return 'rotations, and between two of them lies none that a mixture could have'
    case 'numbers':
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
