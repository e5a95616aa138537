import { invalid } from '../base/errors.ts'
import { isFloat } from '../tensor/dtype.ts'
import { concat, type Padding, type Tensor, tensor } from '../tensor/index.ts'
import { show } from '../tensor/shape.ts'
import { type ArrayLike, asarray } from './array.ts'
import { linspace } from './creation.ts'
import { median } from './quantiles.ts'
import { max, mean, min } from './reductions.ts'

/** What stands around the array. */
export type PadMode =
  /** A value: `constantValues`, 0 by default. */
  | 'constant'
  /** The outermost element again. */
  | 'edge'
  /** Mirrored, without the outermost element again. */
  | 'reflect'
  /** Mirrored, with the outermost element again. */
  | 'symmetric'
  /** From the other side. */
  | 'wrap'
  /** From the outermost element to `endValues`, evenly. */
  | 'linear_ramp'
  /** The largest, smallest, mean or middle of the outermost `statLength` elements, all by default. */
  | 'maximum'
  | 'minimum'
  | 'mean'
  | 'median'

/** One number for all sides, `[before, after]` for all axes, or such a pair for each axis. */
export type Sides = number | readonly [number, number] | readonly (readonly [number, number])[]

export interface PadOptions {
  readonly constantValues?: Sides
  readonly endValues?: Sides
  readonly statLength?: Sides
  /** 'odd' subtracts what is mirrored from twice the outermost element; 'even' by default. */
  readonly reflectType?: 'even' | 'odd'
}

const sidesOf = (name: string, sides: Sides, axes: number): Padding => {
  if (typeof sides === 'number') return Array.from({ length: axes }, () => [sides, sides] as const)
  if (typeof sides[0] === 'number') return Array.from({ length: axes }, () => sides as readonly [number, number])
  const list = sides as Padding
  if (list.length === 1) return Array.from({ length: axes }, () => list[0]!)
  if (list.length !== axes) throw invalid(`pad: ${name} has ${list.length} pairs for ${axes} axes; give one for each`)
  return list
}

/**
 * x with elements added around it.
 *
 * @param width how many before and after each axis
 * @example
 * np.pad(a, 1)                       // a border of zeros
 * np.pad(a, [[1, 2], [0, 0]], 'edge') // one row before, two behind
 */
export function pad(x: ArrayLike, width: Sides, mode: PadMode = 'constant', options: PadOptions = {}): Tensor {
  const given = asarray(x)
  const widths = sidesOf('width', width, given.ndim)
  for (const pair of widths)
    if (!pair.every((n) => Number.isInteger(n) && n >= 0))
      throw invalid(`pad: widths ${show(pair)} must be whole numbers from 0`)
  return widths.reduce((out, pair, axis) => {
    if (pair[0] === 0 && pair[1] === 0) return out
    if (out.shape[axis] === 0 && mode !== 'constant')
      throw invalid(`pad: axis ${axis} of ${show(given.shape)} is empty; only 'constant' can pad it`)
    return around(out, axis, pair, mode, options)
  }, given)
}

function around(
  x: Tensor,
  axis: number,
  [before, after]: readonly [number, number],
  mode: PadMode,
  options: PadOptions,
): Tensor {
  const n = x.shape[axis]!
  const of = (name: 'constantValues' | 'endValues' | 'statLength', otherwise: number): readonly [number, number] =>
    sidesOf(name, options[name] ?? otherwise, x.ndim)[axis]!
  const wide = (length: number): number[] => x.shape.map((size, i) => (i === axis ? length : size))
  const filled = (value: Tensor, length: number): Tensor => value.cast(x.dtype).broadcastTo(wide(length))
  const edge = (at: number): Tensor => x.narrow(axis, at, at + 1)
  const taken = (position: (p: number) => number): Tensor =>
    x.take(
      tensor(
        Array.from({ length: n + before + after }, (_, i) => position(i - before)),
        { dtype: 'int64' },
      ),
      axis,
    )

  switch (mode) {
    case 'constant': {
      const [low, high] = of('constantValues', 0)
      return concat(
        [filled(tensor(low, { dtype: x.dtype }), before), x, filled(tensor(high, { dtype: x.dtype }), after)],
        axis,
      )
    }
    case 'edge':
      return taken((p) => Math.min(Math.max(p, 0), n - 1))
    case 'wrap':
      return taken((p) => ((p % n) + n) % n)
    case 'symmetric':
    case 'reflect': {
      // Mirrored again and again, each mirror shares the outermost element (reflect) or repeats it (symmetric).
      const shared = mode === 'reflect'
      if (shared && n === 1) return taken(() => 0)
      const period = shared ? n - 1 : n
      const turn = (p: number): number => Math.floor(p / period)
      const mirrored = taken((p) => {
        const rest = p - turn(p) * period
        return turn(p) % 2 === 0 ? rest : n - 1 - rest
      })
      if (options.reflectType !== 'odd') return mirrored
      // Each turn goes on from the value at which the one before ended.
      const rise = edge(n - 1).sub(edge(0))
      const turns = Array.from({ length: n + before + after }, (_, i) => turn(i - before))
      const number = (of: (k: number) => number): Tensor =>
        tensor(turns.map(of), { dtype: x.dtype }).reshape(x.shape.map((_, i) => (i === axis ? turns.length : 1)))
      const even = mirrored.add(rise.mul(number((k) => k)))
      const odd = edge(0)
        .add(edge(n - 1))
        .sub(mirrored)
        .add(rise.mul(number((k) => k)))
      const isOdd = number((k) => Math.abs(k % 2))
      return odd.mul(isOdd).add(even.mul(isOdd.rsub(1)))
    }
    case 'linear_ramp': {
      const [low, high] = of('endValues', 0)
      const ramp = (to: Tensor, from: number, length: number): Tensor =>
        linspace(from, to.squeeze(axis), length, { endpoint: false, dtype: x.dtype }).moveAxis(0, axis)
      return concat([ramp(edge(0), low, before), x, ramp(edge(n - 1), high, after).flip(axis)], axis)
    }
    default: {
      const stat = { maximum: max, minimum: min, mean, median }[mode]
      if (!stat)
        throw invalid(`pad: mode is '${mode}'; it must be one of NumPy's, such as 'constant', 'edge' or 'reflect'`)
      const [low, high] = of('statLength', n)
      const value = (start: number, stop: number): Tensor => {
        const found = stat(x.narrow(axis, start, stop), axis, { keepdims: true })
        return isFloat(x.dtype) ? found : found.round()
      }
      return concat(
        [filled(value(0, Math.min(low, n)), before), x, filled(value(Math.max(0, n - high), n), after)],
        axis,
      )
    }
  }
}
