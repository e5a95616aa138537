import { invalid } from '../base/errors.ts'
import { isFloat, kindOf } from '../tensor/dtype.ts'
import { full, type Tensor, tensor, where, zeros } from '../tensor/index.ts'
import { show, sizeOf } from '../tensor/shape.ts'
import { type ArrayLike, asarray } from './array.ts'
import { linspace } from './creation.ts'
import { diff } from './differences.ts'
import { bisect } from './sorting.ts'

/** How many bins of equal width there are, or their edges, rising. */
export type Bins = number | readonly number[] | Tensor

/** Rules by which `histogramBinEdges` chooses the number of bins. */
export type BinRule = 'auto' | 'fd' | 'doane' | 'scott' | 'rice' | 'sturges' | 'sqrt'

export interface HistogramOptions {
  /** From where to where bins of equal width go; from the smallest to the largest element by default. */
  readonly range?: readonly [number, number]
  /** What each element adds to its bin; 1 by default. */
  readonly weights?: ArrayLike
  /** Whether the result is a density, whose integral is 1; false by default. */
  readonly density?: boolean
}

/** The edges of bins, [count + 1]: float64 where they are computed. */
function edgesOf(name: string, x: Tensor, bins: Bins, range: readonly [number, number] | undefined): Tensor {
  if (typeof bins !== 'number') {
    const edges = asarray(bins)
    if (edges.ndim !== 1 || edges.size < 2)
      throw invalid(`${name}: bins have shape ${show(edges.shape)}; edges stand in one axis, two or more of them`)
    if (Array.isArray(bins) && bins.some((edge, i) => i > 0 && edge < bins[i - 1]))
      throw invalid(`${name}: bins ${show(bins)} must rise`)
    return edges
  }
  if (!Number.isInteger(bins) || bins < 1)
    throw invalid(`${name}: bins is ${bins}; it must be a whole number from 1, or a list of edges`)
  if (range && !(range[0] <= range[1] && range.every(Number.isFinite)))
    throw invalid(`${name}: range is ${show(range)}; it must be two finite numbers, the smaller first`)
  if (range ?? x.size === 0) {
    const [low, high] = range ?? [0, 1]
    return low === high ? linspace(low - 0.5, high + 0.5, bins + 1) : linspace(low, high, bins + 1).cast('float64')
  }
  const [low, high] = [x.min().cast('float64'), x.max().cast('float64')]
  const flat = low.equal(high)
  return linspace(where(flat, low.sub(0.5), low), where(flat, high.add(0.5), high), bins + 1)
}

/** The bin of each element, int64; −1 for none. The last bin includes its upper edge. */
function binOf(x: Tensor, limits: Tensor): Tensor {
  const [values, edges] = [x.cast('float64'), limits.cast('float64')]
  const count = edges.size - 1
  const place = bisect(edges, values, true).sub(1)
  const last = edges.narrow(0, count, count + 1).reshape([])
  const found = where(values.equal(last), count - 1, place)
  return where(found.less(count).logicalAnd(values.isnan().logicalNot()), found, -1)
}

/** The sum of weights in each of `count` cells; cells of −1 do not count. int64 without weights. */
function tally(cells: Tensor, count: number, weights: Tensor | undefined): Tensor {
  const inside = cells.greaterEqual(0)
  const added = weights ?? full(cells.shape, 1, { dtype: 'int64' })
  // What does not count is added to one cell more.
  return zeros([count + 1], { dtype: added.dtype })
    .scatterAdd(0, where(inside, cells, count), added.broadcastTo(cells.shape))
    .narrow(0, 0, count)
}

const weightsOf = (name: string, weights: ArrayLike | undefined, x: Tensor): Tensor | undefined => {
  if (weights === undefined) return undefined
  const given = asarray(weights)
  if (given.size !== x.size) throw invalid(`${name}: there are ${given.size} weights for ${x.size} elements`)
  return (kindOf(given.dtype) === 'bool' ? given.cast('int64') : given).flatten()
}

/**
 * How many elements fall into each bin. A bin includes its lower edge; the last one also its upper edge.
 *
 * @returns the counts [bins] (int64; in the weights' type if there are any, float64 with `density`) and edges [bins + 1]
 */
export function histogram(
  x: ArrayLike,
  bins: Bins = 10,
  options: HistogramOptions = {},
): [counts: Tensor, edges: Tensor] {
  const given = asarray(x).flatten()
  const edges = edgesOf('histogram', given, bins, options.range)
  const counts = tally(binOf(given, edges), edges.size - 1, weightsOf('histogram', options.weights, given))
  if (!options.density) return [counts, edges]
  const numbers = counts.cast('float64')
  return [numbers.div(diff(edges).cast('float64')).div(numbers.sum()), edges]
}

/** The edges of the bins of `histogram`; by a rule the number of bins depends on the values, so these are computed first. */
export async function histogramBinEdges(
  x: ArrayLike,
  bins: Bins | BinRule = 10,
  { range }: Pick<HistogramOptions, 'range'> = {},
): Promise<Tensor> {
  const given = asarray(x).flatten()
  if (typeof bins !== 'string') return edgesOf('histogramBinEdges', given, bins, range)
  const all = Array.from(await given.data(), Number)
  const values = range ? all.filter((value) => value >= range[0] && value <= range[1]) : all
  if (values.length === 0) return edgesOf('histogramBinEdges', given, 1, range)
  const width = await widthOf(bins, values)
  const [low, high] = range ?? [Math.min(...values), Math.max(...values)]
  const count = width > 0 ? Math.ceil((high - low) / width) : 1
  // Whole numbers get bins of at least 1, so that none is empty by construction.
  const fewest = isFloat(given.dtype) ? count : Math.min(count, Math.max(1, Math.ceil(high - low)))
  return edgesOf('histogramBinEdges', given, Math.max(1, fewest), range ?? [low, high])
}

async function widthOf(rule: BinRule, values: readonly number[]): Promise<number> {
  const n = values.length
  const sorted = [...values].sort((a, b) => a - b)
  const extent = sorted[n - 1]! - sorted[0]!
  const quantile = (q: number): number => {
    const virtual = q * (n - 1)
    const low = Math.floor(virtual)
    return sorted[low]! + (virtual - low) * ((sorted[low + 1] ?? sorted[low]!) - sorted[low]!)
  }
  const average = values.reduce((a, b) => a + b, 0) / n
  const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - average) ** 2, 0) / n)
  const fd = (2 * (quantile(0.75) - quantile(0.25))) / Math.cbrt(n)
  const sturges = extent / (Math.log2(n) + 1)
  switch (rule) {
    case 'sqrt':
      return extent / Math.sqrt(n)
    case 'sturges':
      return sturges
    case 'rice':
      return extent / (2 * Math.cbrt(n))
    case 'scott':
      return ((24 * Math.sqrt(Math.PI)) / n) ** (1 / 3) * deviation
    case 'fd':
      return fd
    case 'auto':
      return fd > 0 ? Math.min(fd, sturges) : sturges
    case 'doane': {
      if (n < 3 || deviation === 0) return 0
      const error = Math.sqrt((6 * (n - 2)) / ((n + 1) * (n + 3)))
      const skew = values.reduce((sum, value) => sum + ((value - average) / deviation) ** 3, 0) / n
      return extent / (1 + Math.log2(n) + Math.log2(1 + Math.abs(skew) / error))
    }
  }
  throw invalid(
    `histogramBinEdges: rule is '${String(rule)}'; it must be auto, fd, doane, scott, rice, sturges or sqrt`,
  )
}

/**
 * How many points fall into each cell of a grid.
 *
 * @param points [count, axes]
 * @param bins for all axes, or a list with an entry for each
 * @returns the counts (float64, one axis for each of the points') and the edges along each axis
 */
export function histogramdd(
  points: ArrayLike,
  bins: number | readonly Bins[] = 10,
  options: Omit<HistogramOptions, 'range'> & { readonly range?: readonly (readonly [number, number])[] } = {},
): [counts: Tensor, edges: Tensor[]] {
  const given = asarray(points)
  if (given.ndim !== 2) throw invalid(`histogramdd: points have shape ${show(given.shape)}; it must be [count, axes]`)
  const axes = given.shape[1]!
  const each = typeof bins === 'number' ? new Array<Bins>(axes).fill(bins) : bins
  if (each.length !== axes) throw invalid(`histogramdd: there are bins for ${each.length} axes; points have ${axes}`)
  const columns = each.map((_, i) => given.at(':', i))
  const edges = each.map((one, i) => edgesOf('histogramdd', columns[i]!, one, options.range?.[i]))
  const lengths = edges.map((edge) => edge.size - 1)
  const places = columns.map((column, i) => binOf(column, edges[i]!))
  const inside = places.map((place) => place.greaterEqual(0)).reduce((a, b) => a.logicalAnd(b))
  const cell = places
    .map((place, i) => place.mul(sizeOf(lengths.slice(i + 1))))
    .reduce((a, b) => a.add(b), zeros([], { dtype: 'int64' }))
  const weights = weightsOf('histogramdd', options.weights, columns[0]!)
  const counts = tally(where(inside, cell, -1), sizeOf(lengths), weights)
    .cast('float64')
    .reshape(lengths)
  if (!options.density) return [counts, edges]
  const volumes = edges
    .map((edge, i) =>
      diff(edge)
        .cast('float64')
        .reshape(lengths.map((n, a) => (a === i ? n : 1))),
    )
    .reduce((a, b) => a.mul(b))
  return [counts.div(volumes).div(counts.sum()), edges]
}

/** How many points (x, y) fall into each cell of a grid: counts [bins of x, bins of y], and both edges. */
export function histogram2d(
  x: ArrayLike,
  y: ArrayLike,
  bins: number | readonly [Bins, Bins] = 10,
  options: Parameters<typeof histogramdd>[2] = {},
): [counts: Tensor, xEdges: Tensor, yEdges: Tensor] {
  const [counts, [xEdges, yEdges]] = histogramdd(
    asarray([asarray(x).cast('float64'), asarray(y).cast('float64')]).transpose(),
    bins,
    options,
  ) as [Tensor, [Tensor, Tensor]]
  return [counts, xEdges, yEdges]
}

/**
 * How often each whole number from 0 occurs, or the sum of the weights of its places; as long as the largest needs, which
 * is why the numbers are computed first.
 *
 * @param options `minlength`: at least so many numbers
 */
export async function bincount(
  x: ArrayLike,
  { weights, minlength = 0 }: { readonly weights?: ArrayLike; readonly minlength?: number } = {},
): Promise<Tensor> {
  const given = asarray(x)
  if (given.size > 0 && kindOf(given.dtype) === 'float')
    throw invalid(`bincount: the array is ${given.dtype}; it must be of whole numbers`)
  const values = await given.flatten().cast('int64').data()
  let most = -1
  for (const value of values) {
    if (Number(value) < 0) throw invalid(`bincount: the array has ${value}; numbers must not be negative`)
    most = Math.max(most, Number(value))
  }
  const length = Math.max(most + 1, minlength)
  const added = weightsOf('bincount', weights, given)
  if (values.length === 0) return zeros([length], { dtype: 'int64' })
  return tally(tensor(values), length, added?.cast('float64'))
}
