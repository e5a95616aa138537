import { invalid } from '../base/errors.ts'
import type { DType } from '../tensor/dtype.ts'
import { concat, split as cut, stack as stackOf, type Tensor } from '../tensor/index.ts'
import { normalizeAxis, show } from '../tensor/shape.ts'
import { type ArrayLike, asarray } from './array.ts'
import { promoteTypes } from './promotion.ts'
import { atleast1d, atleast2d, atleast3d } from './shape.ts'

const together = (name: string, arrays: readonly ArrayLike[], dtype?: DType): Tensor[] => {
  if (arrays.length === 0) throw invalid(`${name}: there are no arrays; give at least one`)
  const given = arrays.map((x) => asarray(x))
  const common = dtype ?? given.map((x) => x.dtype).reduce(promoteTypes)
  return given.map((x) => x.cast(common))
}

/** Arrays one after another along an axis that they have (0 by default), or all flattened with `axis: null`. */
export function concatenate(
  arrays: readonly ArrayLike[],
  axis: number | null = 0,
  { dtype }: { readonly dtype?: DType } = {},
): Tensor {
  const given = together('concatenate', arrays, dtype)
  if (axis === null)
    return concat(
      given.map((x) => x.flatten()),
      0,
    )
  if (given[0]!.ndim === 0) throw invalid('concatenate: an array is a scalar, which has no axis; use stack')
  return concat(given, axis)
}

/** Arrays of one shape side by side along a new axis (the first by default). */
export const stack = (arrays: readonly ArrayLike[], axis = 0): Tensor => stackOf(together('stack', arrays), axis)

/** Arrays on top of one another: rows under rows; one-dimensional ones count as a row. */
export const vstack = (arrays: readonly ArrayLike[]): Tensor => concatenate(arrays.map(atleast2d), 0)
/** Arrays beside one another: along the second axis, or along the only one. */
export function hstack(arrays: readonly ArrayLike[]): Tensor {
  const given = arrays.map(atleast1d)
  return concatenate(given, given[0]?.ndim === 1 ? 0 : 1)
}
/** Arrays behind one another: along the third axis. */
export const dstack = (arrays: readonly ArrayLike[]): Tensor => concatenate(arrays.map(atleast3d), 2)
/** One-dimensional arrays as the columns of a matrix; two-dimensional ones beside one another. */
export const columnStack = (arrays: readonly ArrayLike[]): Tensor =>
  concatenate(
    arrays.map((x) => {
      const given = asarray(x)
      return given.ndim < 2 ? given.reshape([given.size, 1]) : given
    }),
    1,
  )

type Blocks = ArrayLike | readonly Blocks[]

/** An array put together from nested lists of blocks: the innermost lists along the last axis, and so outwards. */
export function block(blocks: Blocks): Tensor {
  const depth = depthOf(blocks)
  const parts = blocksOf(blocks)
  const rank = Math.max(depth, ...parts.map((x) => x.ndim))
  const join = (part: Blocks, level: number): Tensor => {
    if (level === 0) {
      const x = asarray(part as ArrayLike)
      return x.reshape([...new Array<number>(rank - x.ndim).fill(1), ...x.shape])
    }
    return concatenate(
      (part as readonly Blocks[]).map((inner) => join(inner, level - 1)),
      rank - level,
    )
  }
  return join(blocks, depth)
}

const depthOf = (blocks: Blocks): number => {
  if (!Array.isArray(blocks)) return 0
  if (blocks.length === 0) throw invalid('block: a list of blocks is empty; every list needs at least one')
  const depths = new Set(blocks.map(depthOf))
  if (depths.size > 1) throw invalid('block: lists are nested to different depths; all blocks must stand equally deep')
  return 1 + [...depths][0]!
}
const blocksOf = (blocks: Blocks): Tensor[] =>
  Array.isArray(blocks) ? blocks.flatMap(blocksOf) : [asarray(blocks as ArrayLike)]

/** Both along `axis`, or both flattened, which is the default. */
export const append = (x: ArrayLike, values: ArrayLike, axis: number | null = null): Tensor =>
  concatenate([x, values], axis)

/** The ends of pieces: where `split` cuts, or how many pieces it makes. */
export type Sections = number | readonly number[]

/**
 * Pieces along an axis, of about equal length: the first ones are longer by one where the length does not divide.
 *
 * @param sections a number of pieces, or the positions where to cut
 */
export function arraySplit(x: ArrayLike, sections: Sections, axis = 0): Tensor[] {
  const given = asarray(x)
  const along = normalizeAxis('arraySplit', axis, given.ndim)
  const n = given.shape[along]!
  if (typeof sections !== 'number') {
    const clamp = (at: number): number => Math.min(Math.max(at < 0 ? at + n : at, 0), n)
    const cuts = [0, ...sections.map(clamp), n]
    return cuts.slice(1).map((end, i) => given.narrow(along, Math.min(cuts[i]!, end), end))
  }
  if (!Number.isInteger(sections) || sections < 1)
    throw invalid(`arraySplit: sections is ${sections}; it must be a whole number from 1, or a list of positions`)
  const longer = n % sections
  return cut(
    given,
    Array.from({ length: sections }, (_, i) => Math.floor(n / sections) + (i < longer ? 1 : 0)),
    along,
  )
}

/** Pieces along an axis: a number of equal ones, or cut at the given positions. */
export function split(x: ArrayLike, sections: Sections, axis = 0): Tensor[] {
  const given = asarray(x)
  const n = given.shape[normalizeAxis('split', axis, given.ndim)]!
  if (typeof sections === 'number' && n % sections !== 0)
    throw invalid(
      `split: axis ${axis} of ${show(given.shape)} cannot be cut into ${sections} equal pieces; use arraySplit`,
    )
  return arraySplit(given, sections, axis)
}
/** Pieces along the first axis. */
export const vsplit = (x: ArrayLike, sections: Sections): Tensor[] => split(x, sections, 0)
/** Pieces along the second axis, or along the only one. */
export const hsplit = (x: ArrayLike, sections: Sections): Tensor[] => split(x, sections, asarray(x).ndim === 1 ? 0 : 1)
/** Pieces along the third axis. */
export const dsplit = (x: ArrayLike, sections: Sections): Tensor[] => split(x, sections, 2)

/** The slices along an axis (the first by default), each without it. */
export function unstack(x: ArrayLike, axis = 0): Tensor[] {
  const given = asarray(x)
  return arraySplit(given, given.shape[normalizeAxis('unstack', axis, given.ndim)]!, axis).map((part) =>
    part.squeeze(axis),
  )
}
