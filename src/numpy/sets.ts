import { concat, full, type Tensor, tensor } from '../tensor/index.ts'
import { normalizeAxis } from '../tensor/shape.ts'
import { type ArrayLike, asarray } from './array.ts'
import { meet } from './operands.ts'
import { argsort, bisect, sort } from './sorting.ts'

export interface UniqueOptions {
  /** The axis whose slices are told apart; elements of the flattened array by default. */
  readonly axis?: number
}
export interface UniqueAll {
  /** The different elements or slices, rising. */
  readonly values: Tensor
  /** Where each occurs first, int64. */
  readonly indices: Tensor
  /** For each element or slice of the input, the position of its value, int64; in the input's shape without `axis`. */
  readonly inverseIndices: Tensor
  /** How often each occurs, int64. */
  readonly counts: Tensor
}

interface Values {
  readonly length: number
  readonly [index: number]: number | bigint
}

/** NaN comes last and equals itself. */
function compareRows(values: Values, width: number, a: number, b: number): number {
  for (let i = 0; i < width; i++) {
    const [x, y] = [values[a * width + i]!, values[b * width + i]!]
    if (x < y) return -1
    if (x > y) return 1
    if (x !== y) {
      const [left, right] = [Number.isNaN(x), Number.isNaN(y)]
      if (left !== right) return left ? 1 : -1
    }
  }
  return 0
}

/**
 * The different elements of x with where they are and how many. How many there are is known only afterwards, so the
 * values are computed first; gradients flow through the elements taken.
 */
export async function uniqueAll(x: ArrayLike, { axis }: UniqueOptions = {}): Promise<UniqueAll> {
  const given = asarray(x)
  const along = axis === undefined ? 0 : normalizeAxis('unique', axis, given.ndim)
  const whole = axis === undefined
  const flat = whole ? given.flatten() : given
  const n = flat.shape[along]!
  if (n === 0) return found(flat, along, [], () => false, whole ? given.shape : undefined)
  const rows = flat.moveAxis(along, 0).reshape([n, flat.size / n])
  const width = rows.shape[1]!
  // Single elements are sorted by the program, slices here.
  const places = whole ? argsort(flat) : undefined
  const [values, sorted] = await Promise.all([rows.data(), places?.data()])
  const order = sorted
    ? Array.from(sorted, Number)
    : Array.from({ length: n }, (_, i) => i).sort((a, b) => compareRows(values, width, a, b))
  const isStart = (i: number): boolean => i === 0 || compareRows(values, width, order[i - 1]!, order[i]!) !== 0
  return found(flat, along, order, isStart, whole ? given.shape : undefined)
}

/** What follows from the order of the elements and from where a new value starts in it. */
function found(
  x: Tensor,
  axis: number,
  order: readonly number[],
  isStart: (i: number) => boolean,
  shape: readonly number[] | undefined,
): UniqueAll {
  const first = order.filter((_, i) => isStart(i))
  const inverse = new Array<number>(order.length)
  const counts = new Array<number>(first.length).fill(0)
  let value = -1
  for (let i = 0; i < order.length; i++) {
    if (isStart(i)) value++
    inverse[order[i]!] = value
    counts[value]!++
  }
  const whole = (list: readonly number[]): Tensor => tensor(list, { dtype: 'int64' })
  const indices = whole(first)
  return {
    values: x.take(indices, axis),
    indices,
    inverseIndices: shape ? whole(inverse).reshape(shape) : whole(inverse),
    counts: whole(counts),
  }
}

/** The different elements of x, rising; with `axis` its different slices. */
export const unique = async (x: ArrayLike, options?: UniqueOptions): Promise<Tensor> =>
  (await uniqueAll(x, options)).values
/** The different elements of x, rising, and how often each occurs. */
export const uniqueCounts = async (
  x: ArrayLike,
  options?: UniqueOptions,
): Promise<Pick<UniqueAll, 'values' | 'counts'>> => uniqueAll(x, options)
/** The different elements of x, rising, and for each element of x the position of its value. */
export const uniqueInverse = async (
  x: ArrayLike,
  options?: UniqueOptions,
): Promise<Pick<UniqueAll, 'values' | 'inverseIndices'>> => uniqueAll(x, options)

/** Whether each element of x is among those of `test`; bool, in x's shape. */
export function isin(x: ArrayLike, test: ArrayLike, { invert = false }: { readonly invert?: boolean } = {}): Tensor {
  const [given, among] = meet('isin', [asarray(x), asarray(test)], (dtype) => (dtype === 'bool' ? 'uint8' : dtype)) as [
    Tensor,
    Tensor,
  ]
  const sorted = sort(among.flatten())
  if (sorted.size === 0) return full(given.shape, invert, { dtype: 'bool' })
  const place = bisect(sorted, given, false).minimum(sorted.size - 1)
  const present = sorted.take(place).equal(given)
  return invert ? present.logicalNot() : present
}

const both = async (x: ArrayLike, y: ArrayLike): Promise<[Tensor, Tensor]> => {
  const [a, b] = meet('sets', [asarray(x), asarray(y)])
  return Promise.all([unique(a!), unique(b!)])
}
/** Which elements a condition keeps: their number must be known. */
async function kept(x: Tensor, mask: Tensor): Promise<Tensor> {
  return x.compress(mask)
}

/** The elements that x and y both have, rising, each once. */
export async function intersect1d(x: ArrayLike, y: ArrayLike): Promise<Tensor> {
  const [a, b] = await both(x, y)
  return kept(a, isin(a, b))
}
/** The elements that x or y have, rising, each once. */
export async function union1d(x: ArrayLike, y: ArrayLike): Promise<Tensor> {
  const [a, b] = meet('union1d', [asarray(x), asarray(y)])
  return unique(concat([a!.flatten(), b!.flatten()]))
}
/** The elements that x has and y has not, rising, each once. */
export async function setdiff1d(x: ArrayLike, y: ArrayLike): Promise<Tensor> {
  const [a, b] = await both(x, y)
  return kept(a, isin(a, b, { invert: true }))
}
/** The elements that only one of x and y has, rising, each once. */
export async function setxor1d(x: ArrayLike, y: ArrayLike): Promise<Tensor> {
  const [a, b] = await both(x, y)
  const [left, right] = await Promise.all([
    kept(a, isin(a, b, { invert: true })),
    kept(b, isin(b, a, { invert: true })),
  ])
  return sort(concat([left, right]))
}
