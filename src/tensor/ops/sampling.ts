import { invalid } from '../../base/errors.ts'
import { isFloat } from '../dtype.ts'
import { grad } from '../grad.ts'
import { primitive } from '../primitive.ts'
import { show } from '../shape.ts'
import type { Tensor } from '../tensor.ts'
import { onesLike, tensor } from './creation.ts'
import { take, takeAlongAxis } from './indexing.ts'
import { matmul } from './linear.ts'
import { where } from './selection.ts'
import { broadcastTo, expandDims, reshape } from './shape.ts'

export interface InterpolateOptions {
  /** 'nearest', 'linear' (default) or 'cubic' (with coefficient −0.75, as PyTorch). */
  readonly mode?: 'nearest' | 'linear' | 'cubic'
  /** Whether the centres of the corner pixels, not their outer edges, stay in place; false by default. */
  readonly alignCorners?: boolean
}

/**
 * Pictures in another size, by interpolation along each axis, with PyTorch's conventions (no smoothing when shrinking).
 *
 * Interpolation is linear in the picture and separable, so it is two matrix products, and so is its gradient.
 *
 * @param x [N, C, H, W]
 * @param size [height, width]
 */
export function interpolate(
  x: Tensor,
  size: readonly [number, number],
  { mode = 'linear', alignCorners = false }: InterpolateOptions = {},
): Tensor {
  if (x.ndim !== 4) throw invalid(`interpolate: input has shape ${show(x.shape)}; it must be [N, C, H, W]`)
  if (!size.every((n) => Number.isInteger(n) && n > 0))
    throw invalid(`interpolate: size is ${show(size)}; lengths must be whole numbers from 1`)
  const [height, width] = [x.shape[2]!, x.shape[3]!]
  if (mode === 'nearest') {
    const nearest = (from: number, to: number) =>
      tensor(
        Array.from({ length: to }, (_, i) => Math.min(from - 1, Math.floor((i * from) / to))),
        { dtype: 'int64' },
      )
    const rows = size[0] === height ? x : take(x, nearest(height, size[0]), 2)
    return size[1] === width ? rows : take(rows, nearest(width, size[1]), 3)
  }
  if (!isFloat(x.dtype)) throw invalid(`interpolate: input is ${x.dtype}; '${mode}' needs a float type (cast it first)`)
  const weights = (from: number, to: number) => interpolation(from, to, mode, alignCorners)
  const rows = size[0] === height ? x : matmul(tensor(weights(height, size[0]), { dtype: x.dtype }), x)
  return size[1] === width ? rows : matmul(rows, tensor(weights(width, size[1]), { dtype: x.dtype }).transpose())
}

/** How much each of `from` pixels counts in each of `to`: a [to, from] matrix. */
function interpolation(from: number, to: number, mode: 'linear' | 'cubic', alignCorners: boolean): number[][] {
  return Array.from({ length: to }, (_, i) => {
    const row = new Array<number>(from).fill(0)
    const position = alignCorners ? (to === 1 ? 0 : (i * (from - 1)) / (to - 1)) : ((i + 0.5) * from) / to - 0.5
    // PyTorch clamps the position for linear interpolation and lets cubic look past the edge.
    const centre = mode === 'linear' ? Math.max(position, 0) : position
    const base = Math.floor(centre)
    for (let tap = mode === 'linear' ? 0 : -1; tap <= (mode === 'linear' ? 1 : 2); tap++) {
      const distance = Math.abs(centre - base - tap)
      row[Math.min(Math.max(base + tap, 0), from - 1)]! += mode === 'linear' ? 1 - distance : cubic(distance)
    }
    return row
  })
}

/** Keys' kernel (1981) with a = −0.75. */
function cubic(d: number): number {
  const a = -0.75
  if (d <= 1) return ((a + 2) * d - (a + 3)) * d * d + 1
  return d < 2 ? ((a * d - 5 * a) * d + 8 * a) * d - 4 * a : 0
}

/**
 * The places, in coordinates from −1 to 1, at which to sample a picture so that it is moved by affine maps.
 *
 * @param theta [N, 2, 3], each mapping (x, y, 1) of the result to (x, y) of the source
 * @param size [height, width] of the result
 * @returns [N, height, width, 2], x before y, for `gridSample`
 */
export function affineGrid(
  theta: Tensor,
  [height, width]: readonly [number, number],
  { alignCorners = false }: { readonly alignCorners?: boolean } = {},
): Tensor {
  if (theta.ndim !== 3 || theta.shape[1] !== 2 || theta.shape[2] !== 3)
    throw invalid(`affineGrid: theta has shape ${show(theta.shape)}; it must be [N, 2, 3]`)
  if (!isFloat(theta.dtype)) throw invalid(`affineGrid: theta is ${theta.dtype}; it must be a float type (cast it)`)
  const line = (n: number) =>
    Array.from({ length: n }, (_, i) => (alignCorners ? (n === 1 ? 0 : (2 * i) / (n - 1) - 1) : (2 * i + 1) / n - 1))
  const [xs, ys] = [line(width), line(height)]
  const points = tensor(
    ys.flatMap((y) => xs.map((x) => [x, y, 1])),
    { dtype: theta.dtype },
  )
  return reshape(matmul(points, theta.transpose([0, 2, 1])), [theta.shape[0]!, height, width, 2])
}

export interface GridSampleOptions {
  /** 'linear' (default; bilinear) or 'nearest'. */
  readonly mode?: 'linear' | 'nearest'
  /** What lies outside: 'zeros' (default), 'border' (the outermost pixel) or 'reflection'. */
  readonly padding?: 'zeros' | 'border' | 'reflection'
  /** Whether −1 and 1 are the centres of the corner pixels instead of their outer edges; false by default. */
  readonly alignCorners?: boolean
}

const sampled = primitive<Required<GridSampleOptions>>({
  name: 'gridSample',
  infer: ([x, grid]) => ({ shape: [x!.shape[0]!, x!.shape[1]!, grid!.shape[1]!, grid!.shape[2]!], dtype: x!.dtype }),
  emit: (e, [x, grid], { attributes: { mode, padding, alignCorners } }) =>
    e.op('GridSample', [x!, grid!], { mode, padding_mode: padding, align_corners: alignCorners ? 1 : 0 }),
  work: ({ output }) => output.size * 8,
  gradient: (g, { inputs, attributes }) => {
    // Under names of their own, so that the gradient stops at the operands even where the grid was computed from x.
    const [x, grid] = [alias([inputs[0]!], undefined), alias([inputs[1]!], undefined)]
    return grad(byHand(x, grid, attributes), [x, grid], g)
  },
})

/** The same tensor, as another one. */
const alias = primitive<undefined>({
  name: 'alias',
  infer: ([x]) => x!,
  lower: ({ inputs: [x] }) => x!,
  gradient: (g) => [g],
})

/** Bilinear sampling written out, for its gradient: four pixels, each weighed by its nearness. */
function byHand(x: Tensor, grid: Tensor, { mode, padding, alignCorners }: Required<GridSampleOptions>): Tensor {
  const [n, c, height, width] = x.shape as [number, number, number, number]
  const place = (axis: 0 | 1): Tensor => {
    const length = axis === 0 ? width : height
    const unit = grid.narrow(3, axis, axis + 1).squeeze(3)
    const pixel = alignCorners
      ? unit.add(1).mul((length - 1) / 2)
      : unit
          .add(1)
          .mul(length / 2)
          .sub(0.5)
    if (padding === 'zeros') return pixel
    const inside = padding === 'border' ? pixel : reflected(pixel, length, alignCorners)
    return inside.clip(0, length - 1)
  }
  const [px, py] = [place(0), place(1)]
  const pixels = reshape(x, [n, c, height * width])
  const corner = (cx: Tensor, cy: Tensor, weight: Tensor): Tensor => {
    const inside = cx
      .greaterEqual(0)
      .logicalAnd(cx.lessEqual(width - 1))
      .logicalAnd(cy.greaterEqual(0))
      .logicalAnd(cy.lessEqual(height - 1))
    // What lies outside, or nowhere (NaN), weighs nothing.
    const position = where(inside, cy.mul(width).add(cx), 0).cast('int64').detach()
    const flat = broadcastTo(reshape(position, [n, 1, -1]), [n, c, grid.shape[1]! * grid.shape[2]!])
    const values = reshape(takeAlongAxis(pixels, flat, 2), [n, c, grid.shape[1]!, grid.shape[2]!])
    return values.mul(expandDims(where(inside, weight, 0), 1))
  }
  if (mode === 'nearest') return corner(px.round(), py.round(), onesLike(px))
  const [x0, y0] = [px.floor(), py.floor()]
  const [wx, wy] = [px.sub(x0), py.sub(y0)]
  return corner(x0, y0, wx.rsub(1).mul(wy.rsub(1)))
    .add(corner(x0.add(1), y0, wx.mul(wy.rsub(1))))
    .add(corner(x0, y0.add(1), wx.rsub(1).mul(wy)))
    .add(corner(x0.add(1), y0.add(1), wx.mul(wy)))
}

/** Positions folded back at the edges of 0…length − 1 (or half a pixel further out). */
function reflected(pixel: Tensor, length: number, alignCorners: boolean): Tensor {
  const low = alignCorners ? 0 : -0.5
  const span = alignCorners ? length - 1 : length
  if (span === 0) return pixel.mul(0)
  const folded = pixel
    .sub(low)
    .abs()
    .remainder(2 * span)
  return folded.sub(span).abs().rsub(span).add(low)
}

/** In units of half a picture. */
const farAway = 2 ** 20

/**
 * Pictures sampled at given places.
 *
 * @param x [N, C, H, W]
 * @param grid [N, h, w, 2], x before y, from −1 (left, top) to 1 (right, bottom)
 * @returns [N, C, h, w]
 *
 * @example
 * gridSample(images, affineGrid(theta, [128, 128]), { padding: 'reflection' })
 */
export function gridSample(
  x: Tensor,
  grid: Tensor,
  { mode = 'linear', padding = 'zeros', alignCorners = false }: GridSampleOptions = {},
): Tensor {
  if (x.ndim !== 4) throw invalid(`gridSample: input has shape ${show(x.shape)}; it must be [N, C, H, W]`)
  if (grid.ndim !== 4 || grid.shape[3] !== 2 || grid.shape[0] !== x.shape[0])
    throw invalid(`gridSample: grid has shape ${show(grid.shape)}; it must be [${x.shape[0]}, h, w, 2]`)
  if (x.dtype !== grid.dtype || !isFloat(x.dtype))
    throw invalid(`gridSample: input is ${x.dtype} and grid ${grid.dtype}; both must be one float type`)
  // The kernel counts pixels in 32 bits: beyond these it would find others than those far away.
  return sampled([x, grid.clip(-farAway, farAway)], { mode, padding, alignCorners })
}
