import { invalid } from '../base/errors.ts'

/** Sizes of the axes, outermost first; `[]` is a scalar. */
export type Shape = readonly number[]

/** One axis, several, or undefined for all of them; negative axes count from the last. */
export type Axes = number | readonly number[] | undefined

/** The number of elements of a shape. */
export const sizeOf = (shape: Shape): number => {
  let size = 1
  for (const length of shape) size *= length
  return size
}

export const sameShape = (a: Shape, b: Shape): boolean => a.length === b.length && a.every((n, i) => n === b[i])

/** `[2, 3]`, as shapes are written in messages. */
export const show = (shape: Shape): string => `[${shape.join(', ')}]`

/** Throws unless every length is a whole number that is not negative. */
export function checkShape(name: string, shape: Shape): Shape {
  for (const length of shape) {
    if (!Number.isSafeInteger(length) || length < 0)
      throw invalid(`${name}: shape ${show(shape)} has the length ${length}; lengths must be whole numbers from 0`)
  }
  if (!Number.isSafeInteger(sizeOf(shape))) throw invalid(`${name}: shape ${show(shape)} has too many elements`)
  return shape
}

/**
 * NumPy's broadcasting: shapes are aligned at their last axis, and axes of length 1 stretch.
 *
 * @throws when two lengths differ and neither is 1; the message has both shapes
 */
export function broadcastShapes(name: string, a: Shape, b: Shape): Shape {
  if (sameShape(a, b)) return a
  const rank = Math.max(a.length, b.length)
  const shape = new Array<number>(rank)
  for (let axis = 0; axis < rank; axis++) {
    const m = a[axis - rank + a.length] ?? 1
    const n = b[axis - rank + b.length] ?? 1
    if (m !== n && m !== 1 && n !== 1)
      throw invalid(
        `${name}: shapes ${show(a)} and ${show(b)} do not broadcast: axis ${axis - rank} has ${m} and ${n}; ` +
          'they must be equal, or one of them 1',
      )
    shape[axis] = m === 1 ? n : m
  }
  return shape
}

/** `axis` counted from the first, of `rank` axes. */
export function normalizeAxis(name: string, axis: number, rank: number): number {
  if (!Number.isInteger(axis) || axis < -rank || axis >= Math.max(rank, 0))
    throw invalid(
      `${name}: axis is ${axis}, but the tensor has ${rank} ${rank === 1 ? 'axis' : 'axes'}` +
        (rank > 0 ? `; it must lie in ${-rank}…${rank - 1}` : ''),
    )
  return axis < 0 ? axis + rank : axis
}

/** `axes` counted from the first, ascending; undefined means all. */
export function normalizeAxes(name: string, axes: Axes, rank: number): readonly number[] {
  if (axes === undefined) return Array.from({ length: rank }, (_, i) => i)
  const list = typeof axes === 'number' ? [axes] : axes
  const found = list.map((axis) => normalizeAxis(name, axis, rank)).sort((a, b) => a - b)
  if (new Set(found).size !== found.length) throw invalid(`${name}: axes ${show(list)} name an axis twice`)
  return found
}

/** The shape that remains when `axes` (normalised) are reduced. */
export const reducedShape = (shape: Shape, axes: readonly number[], keepdims: boolean): Shape =>
  keepdims ? shape.map((n, i) => (axes.includes(i) ? 1 : n)) : shape.filter((_, i) => !axes.includes(i))
