import { concat, matmul, stack, type Tensor, tensor, where } from '../../tensor/index.ts'

// Maps take homogeneous columns (x, y, 1) of the result to those of the source.

const identity = [1, 0, 0, 0, 1, 0, 0, 0, 1]

/** How a map differs from the identity: the first two rows of an affine map, or three of a homography. */
type Change = readonly [Row, Row] | readonly [Row, Row, Row]
type Row = readonly [number, number, number]

/**
 * I + Σ coefficient · change: exactly the identity where all coefficients are 0.
 *
 * @param terms coefficients [N], and what one of 1 adds
 * @returns [N, 2, 3] or [N, 3, 3]
 */
export function identityPlus(...terms: readonly (readonly [coefficient: Tensor, change: Change])[]): Tensor {
  const coefficients = stack(
    terms.map(([coefficient]) => coefficient),
    1,
  )
  const changes = terms.map(([, change]) => change.flat())
  const cells = changes[0]!.length
  const maps = matmul(coefficients, tensor(changes)).add(tensor(identity.slice(0, cells)))
  return maps.reshape([coefficients.shape[0]!, cells / 3, 3])
}

const isAffine = (maps: Tensor): boolean => maps.shape[1] === 2

/** Affine maps as homographies. */
const square = (maps: Tensor): Tensor =>
  isAffine(maps) ? concat([maps, tensor([[[0, 0, 1]]]).broadcastTo([maps.shape[0]!, 1, 3])], 1) : maps

/** The map of a picture that was changed by one after another: the last is the first to be asked where a place comes from. */
export const composed = (maps: readonly Tensor[]): Tensor =>
  maps.reduce((before, map) => matmul(isAffine(map) ? before : square(before), square(map)))

/** Further away than this much of the distance from the horizon there is nothing to see. */
const horizon = 1e-3

/** The places in the source of all pixels of the result: [N, height, width, 2], for `gridSample`. */
export function gridOf(maps: Tensor, width: number, height: number): Tensor {
  const line = (n: number) => Array.from({ length: n }, (_, i) => (2 * i + 1) / n - 1)
  const [xs, ys] = [line(width), line(height)]
  const pixels = tensor([ys.flatMap(() => xs), ys.flatMap((y) => xs.map(() => y)), xs.flatMap(() => ys.map(() => 1))])
  const places = matmul(maps, pixels)
  const flat = isAffine(maps) ? places : places.narrow(1, 0, 2).div(places.narrow(1, 2, 3).clip(horizon, null))
  return flat.transpose([0, 2, 1]).reshape([maps.shape[0]!, height, width, 2])
}

/**
 * Where points of the source are in the result.
 *
 * @param points [N, P, 2]
 * @returns the points, NaN where they lie beyond the horizon; and whether each picture is mirrored, bool [N]
 */
export function mapped(maps: Tensor, points: Tensor): { readonly points: Tensor; readonly mirrored: Tensor } {
  const { cofactors, determinant } = inverse(maps)
  const places = matmul(points, cofactors.narrow(1, 0, 2)).add(cofactors.narrow(1, 2, 3))
  const depth = places.narrow(2, 2, 3)
  return {
    points: where(depth.mul(determinant).greater(0), places.narrow(2, 0, 2).div(depth), Number.NaN),
    mirrored: determinant.less(0).reshape([maps.shape[0]!]),
  }
}

/** Whether each picture is mirrored, bool [N]. */
export const isMirrored = (maps: Tensor): Tensor => inverse(maps).determinant.less(0).reshape([maps.shape[0]!])

/** The inverse, up to the factor of the determinant, is the transpose of the cofactors. */
function inverse(maps: Tensor): { readonly cofactors: Tensor; readonly determinant: Tensor } {
  const map = square(maps)
  const turned = (rows: number, columns: number): Tensor => map.roll(-rows, 1).roll(-columns, 2)
  const cofactors = turned(1, 1)
    .mul(turned(2, 2))
    .sub(turned(1, 2).mul(turned(2, 1)))
  const determinant = map
    .narrow(1, 0, 1)
    .mul(cofactors.narrow(1, 0, 1))
    .sum(2, { keepdims: true })
  return { cofactors, determinant }
}
