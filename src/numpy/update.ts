import { invalid } from '../base/errors.ts'
import { type DType, isFloat } from '../tensor/dtype.ts'
import { arange, type Index, Tensor, tensor, where, zeros } from '../tensor/index.ts'
import { broadcastShapes, type Shape, sameShape, show, sizeOf } from '../tensor/shape.ts'
import { type ArrayLike, asarray } from './array.ts'
import { inType, resultType } from './operands.ts'
import { canCast } from './promotion.ts'

const isTensor = (x: unknown): x is Tensor => x instanceof Tensor

/**
 * Part of an array, to be read or replaced. Tensors never change: each of these returns a new array in which the part is
 * another, and NumPy's `a[i] = v` is `a = np.at(a, i).set(v)`.
 */
export interface Part {
  /** The part: `a[...]`. */
  get(): Tensor
  /** The array with the part replaced: `a[...] = values`, which broadcast. Of equal positions the last value holds. */
  set(values: ArrayLike): Tensor
  /** The array with values added to the part; at equal positions all of them, as `np.add.at` does. */
  add(values: ArrayLike): Tensor
  /** The array with the part multiplied by values; at equal positions by all of them. */
  multiply(values: ArrayLike): Tensor
  /** The array with the smaller of the part and values. */
  minimum(values: ArrayLike): Tensor
  /** The array with the larger of the part and values. */
  maximum(values: ArrayLike): Tensor
  /** The array with the part replaced by what `fn` makes of it: `a[...] = fn(a[...])`. */
  apply(fn: (part: Tensor) => ArrayLike): Tensor
}

/**
 * Part of an array, chosen as NumPy's brackets choose it.
 *
 * Each index stands for an axis: a number, a range `[start, stop, step]` (null leaves an end open), `':'`, `'...'`, `null`
 * for a new axis, or a tensor of positions; several tensors broadcast together. `np.s_` writes them as Python does. One
 * bool mask may come first, for as many axes as it has: it can be replaced but not read, because how many elements it
 * takes is not known; for that there is `await np.extract(mask, a)`.
 *
 * @throws when an index is out of range: at once where it is a number, when the program runs where it is a tensor
 * @example
 * np.at(a, 2).set(0)                                // a[2] = 0
 * np.at(a, ...np.s_('1:-1, ::2')).add(1)            // a[1:-1, ::2] += 1
 * np.at(a, rows, columns).set(values)               // a[rows, columns] = values
 * np.at(a, np.greater(a, 0)).apply(np.negative)     // a[a > 0] *= -1
 */
export function at(x: ArrayLike, ...indices: readonly Index[]): Part {
  const given = asarray(x)
  const masks = indices.filter((index) => isTensor(index) && index.dtype === 'bool')
  if (masks.length === 0) return partAt(given, indices)
  if (masks.length > 1 || indices[0] !== masks[0])
    throw invalid('at: a bool mask must be the only one, and the first index; put several together with logicalAnd')
  return maskedPart(given, masks[0] as Tensor, indices.slice(1))
}

/** What a value becomes when it is put into an array of another type: a cast, as NumPy's assignment makes. */
const assigned = (values: ArrayLike, dtype: DType): Tensor => asarray(values).cast(dtype)

/** Operands of an update, which may not need a type of a higher kind than the array has. */
function updating(name: string, x: Tensor, values: ArrayLike): Tensor {
  const dtype = resultType(x, values)
  if (!canCast(dtype, x.dtype, 'same_kind'))
    throw invalid(`at: ${name} makes ${dtype}, which does not fit into an array of ${x.dtype}; cast the array first`)
  return inType('at', values, x.dtype)
}

function partAt(x: Tensor, indices: readonly Index[]): Part {
  // Also refuses what is out of range.
  const plain = x.at(...indices.map((index) => (isTensor(index) ? ':' : index)))
  const places = lazily(() => positionsOf(x.shape, indices))
  const flat = lazily(() => x.reshape([x.size]))
  const scattered = (values: Tensor, put: (flat: Tensor, positions: Tensor, values: Tensor) => Tensor): Tensor => {
    const { positions, shape } = places()
    const fitting = trimmed(values.shape, shape)
    if (!sameShape(broadcastShapes('at', fitting, shape), shape))
      throw invalid(`at: values of shape ${show(values.shape)} do not broadcast to the part's, ${show(shape)}`)
    const count = sizeOf(shape)
    const updates = values.reshape(fitting).broadcastTo(shape).reshape([count])
    return put(flat(), positions.reshape([count]), updates).reshape(x.shape)
  }
  const get = (): Tensor => (indices.some(isTensor) ? flat().take(places().positions) : plain)
  const set = (values: ArrayLike): Tensor =>
    scattered(assigned(values, x.dtype), (all, positions, updates) => all.scatter(0, positions, updates))
  return {
    get,
    set,
    add: (values) =>
      x.dtype === 'bool'
        ? scattered(updating('add', x, values), (all, positions, updates) =>
            all.scatterReduce(0, positions, updates, 'max'),
          )
        : scattered(updating('add', x, values), (all, positions, updates) => all.scatterAdd(0, positions, updates)),
    multiply: (values) =>
      scattered(updating('multiply', x, values), (all, positions, updates) =>
        all.scatterReduce(0, positions, updates, x.dtype === 'bool' ? 'min' : 'mul'),
      ),
    minimum: (values) =>
      scattered(updating('minimum', x, values), (all, positions, updates) =>
        all.scatterReduce(0, positions, updates, 'min'),
      ),
    maximum: (values) =>
      scattered(updating('maximum', x, values), (all, positions, updates) =>
        all.scatterReduce(0, positions, updates, 'max'),
      ),
    apply: (fn) => set(fn(get())),
  }
}

/** Leading axes of length 1 that values may have beyond those of the part are dropped, as NumPy's assignment does. */
function trimmed(values: Shape, part: Shape): Shape {
  const extra = Math.max(0, values.length - part.length)
  return values.slice(0, extra).every((n) => n === 1) ? values.slice(extra) : values
}

function lazily<T>(make: () => T): () => T {
  let made: { value: T } | undefined
  return () => {
    made ??= { value: make() }
    return made.value
  }
}

interface Places {
  /** Positions in the flattened array, int64. */
  readonly positions: Tensor
  readonly shape: Shape
}

/** Where the elements of `x[indices]` stand in the flattened array: a sum of what each axis contributes. */
function positionsOf(shape: Shape, indices: readonly Index[]): Places {
  const used = indices.filter((index) => index !== null && index !== '...').length
  if (used > shape.length)
    throw invalid(`at: there are ${used} indices for the ${shape.length} axes of shape ${show(shape)}`)
  const dots = indices.indexOf('...')
  const fill = new Array<Index>(shape.length - used).fill(':')
  const full = dots < 0 ? [...indices, ...fill] : [...indices.slice(0, dots), ...fill, ...indices.slice(dots + 1)]
  if (full.includes('...')) throw invalid("at: '...' may stand only once")

  // Beside tensors, numbers are tensors without axes. All of these broadcast together, and their axes stand where they
  // stood if they are neighbours, else first.
  const isPosition = (index: Index | undefined): index is number | Tensor =>
    isTensor(index) || typeof index === 'number'
  const advanced = full.some(isTensor)
  const pointing = full.flatMap((index, i) => (advanced && isPosition(index) ? [i] : []))
  const neighbours = pointing.every((place, i) => i === 0 || place === pointing[i - 1]! + 1)
  const common = full.filter(isTensor).reduce<Shape>((all, index) => broadcastShapes('at', all, index.shape), [])
  const lead = neighbours ? full.slice(0, pointing[0] ?? 0).filter((index) => typeof index !== 'number').length : 0

  interface Part {
    readonly positions: Tensor
    readonly inside?: Tensor
    readonly pointing: boolean
  }
  let axis = 0
  const parts = full.map((index): Part => {
    if (index === null) return { positions: zeros([1], { dtype: 'int64' }), pointing: false }
    const along = axis++
    const n = shape[along]!
    const stride = sizeOf(shape.slice(along + 1))
    if (!isTensor(index)) return { positions: arange(n).at(index).mul(stride), pointing: typeof index === 'number' }
    if (isFloat(index.dtype)) throw invalid(`at: positions are ${index.dtype}; they must be integers, or a bool mask`)
    const given = index.cast('int64')
    const inside = given.greaterEqual(-n).logicalAnd(given.less(n))
    return { positions: where(given.less(0), given.add(n), given).mul(stride), inside, pointing: true }
  })
  const plain = parts.filter((part) => !part.pointing)
  const outShape = [
    ...plain.slice(0, lead).map(({ positions }) => positions.size),
    ...common,
    ...plain.slice(lead).map(({ positions }) => positions.size),
  ]
  const placed = (x: Tensor, end: number): Tensor =>
    x.reshape([...x.shape, ...new Array<number>(outShape.length - end).fill(1)])
  const terms = parts.map((part) => {
    const k = plain.indexOf(part)
    return placed(part.positions, k < 0 ? lead + common.length : k < lead ? k + 1 : k + 1 + common.length)
  })
  const sum = terms.reduce((a, b) => a.add(b), zeros([], { dtype: 'int64' })).broadcastTo(outShape)
  const checks = parts.flatMap(({ inside }) => (inside ? [placed(inside, lead + common.length)] : []))
  // An index out of range must not reach another row: it becomes one that no array has, which the program refuses.
  const none = tensor(sizeOf(shape) + 1, { dtype: 'int64' })
  return {
    positions:
      checks.length === 0
        ? sum
        : where(
            checks.reduce((a, b) => a.logicalAnd(b)),
            sum,
            none,
          ),
    shape: outShape,
  }
}

function maskedPart(x: Tensor, mask: Tensor, rest: readonly Index[]): Part {
  if (!sameShape(mask.shape, x.shape.slice(0, mask.ndim)))
    throw invalid(`at: the mask has shape ${show(mask.shape)}, which are not the leading axes of ${show(x.shape)}`)
  const part = partAt(x, [...mask.shape.map(() => ':' as const), ...rest])
  const changed = (change: (old: Tensor) => Tensor): Tensor => {
    const old = part.get()
    const chosen = mask.reshape([...mask.shape, ...new Array<number>(old.ndim - mask.ndim).fill(1)])
    return part.set(where(chosen, change(old), old))
  }
  /** Values for each true of the mask are put where these are; others broadcast to what lies behind the mask's axes. */
  const laid = (values: Tensor, old: Tensor): Tensor => {
    const behind = old.ndim - mask.ndim
    if (values.ndim !== behind + 1 || values.shape[0] === 1) return values
    const rank = mask.reshape([mask.size]).cumsum(0).sub(1)
    return values.take(where(mask.reshape([mask.size]), rank, 0)).reshape([...mask.shape, ...values.shape.slice(1)])
  }
  const updated = (name: string, values: ArrayLike, op: (old: Tensor, values: Tensor) => Tensor): Tensor =>
    changed((old) => op(old, laid(updating(name, x, values), old)))
  return {
    get: () => {
      throw invalid(
        'at: how many elements a bool mask takes is known only when it has run; read them with ' +
          'await np.extract(mask, a), or await a.compress(mask)',
      )
    },
    set: (values) => changed((old) => laid(assigned(values, x.dtype), old)),
    add: (values) => updated('add', values, (old, v) => (x.dtype === 'bool' ? old.logicalOr(v) : old.add(v))),
    multiply: (values) =>
      updated('multiply', values, (old, v) => (x.dtype === 'bool' ? old.logicalAnd(v) : old.mul(v))),
    minimum: (values) => updated('minimum', values, (old, v) => old.minimum(v).cast(x.dtype)),
    maximum: (values) => updated('maximum', values, (old, v) => old.maximum(v).cast(x.dtype)),
    apply: (fn) => changed((old) => assigned(fn(old), x.dtype)),
  }
}

/**
 * Indices written as Python writes them between brackets.
 *
 * @example
 * x.at(...np.s_('1:-1, ::2, None')) // x[1:-1, ::2, None]
 */
export function s_(text: string): Index[] {
  return text.split(',').map((part): Index => {
    const entry = part.trim()
    if (entry === '...' || entry === 'Ellipsis') return '...'
    if (entry === 'None' || entry === 'newaxis' || entry === 'np.newaxis') return null
    if (entry === ':') return ':'
    if (/^-?\d+$/.test(entry)) return Number(entry)
    if (!/^(?:-?\d+)?\s*:\s*(?:-?\d+)?(?:\s*:\s*(?:-?\d+)?)?$/.test(entry))
      throw invalid(
        `s_: '${entry}' in '${text}' is no index; write numbers, slices such as 1:-1 or ::2, '...' or None, ` +
          'with commas between',
      )
    const [start, stop, step] = entry.split(':').map((bound) => (bound.trim() === '' ? null : Number(bound)))
    return step === undefined || step === null ? [start!, stop!] : [start!, stop!, step]
  })
}
