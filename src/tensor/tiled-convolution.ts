import { tensor } from './ops/creation.ts'
import { matmul, matmulTransposed } from './ops/linear.ts'
import { reshape, swapAxes, transpose } from './ops/shape.ts'
import type { Tensor } from './tensor.ts'

/*
 * Convolutions with fewer multiplications (Winograd 1980; Lavin and Gray 2016). Four neighbouring outputs of a filter with
 * three taps are coefficients of a product of polynomials, which its values at six points determine: six multiplications
 * instead of twelve, and in two dimensions 36 instead of 144. So pictures are cut into tiles of 4 × 4 outputs, tiles and
 * kernels are brought to the 36 pairs of points, channels are mixed there, by one matrix product for each pair, and the sums
 * are brought back.
 *
 * To the points and back are matrix products too, one for each axis, over whole rows of pixels, and each leaves its result as
 * the next one wants it: nothing is ever rearranged. The gradients are the transposes of all this, and share its parts.
 */

/** Along an axis: outputs of a tile, taps of the kernel, and points. */
const [outputs, taps, points] = [4, 3, 6]

/** Where the polynomials are evaluated, but for the sixth point, infinity. These keep the rounding of float32 small. */
const finite = [0, 3 / 4, -3 / 4, 3 / 2, -3 / 2]

/** From so many coefficients of a polynomial to its values, [points, count]; at infinity it is the leading one. */
const evaluation = (count: number): number[][] => [
  ...finite.map((at) => Array.from({ length: count }, (_, power) => at ** power)),
  Array.from({ length: count }, (_, power) => (power === count - 1 ? 1 : 0)),
]

/** The coefficients, from the constant one, of the product of x − root over all roots. */
function withRoots(roots: readonly number[]): number[] {
  let product = [1]
  for (const root of roots) product = [...product, 0].map((c, power) => (product[power - 1] ?? 0) - root * c)
  return product
}

/** From values back to coefficients, transposed: for each point, Lagrange's polynomial that is 1 there and 0 elsewhere. */
const interpolation: number[][] = [
  ...finite.map((at) => {
    const others = finite.filter((point) => point !== at)
    const scale = others.reduce((product, point) => product * (at - point), 1)
    return [...withRoots(others).map((c) => c / scale), 0]
  }),
  withRoots(finite),
]

// A filter is the transpose of a product in one of its factors: what evaluated gives results, what interpolated takes inputs.
const ofKernel = evaluation(taps)
const ofOutputs = evaluation(outputs)

/** [points · tiles, length]: what each pixel of an axis counts at each point of each tile, of which the first begins at `first`. */
const overTiles = (matrix: readonly number[][], length: number, tiles: number, first: number): Tensor =>
  tensor(
    matrix.flatMap((weights) =>
      Array.from({ length: tiles }, (_, tile) =>
        Array.from({ length }, (_, pixel) => weights[pixel - first - tile * outputs] ?? 0),
      ),
    ),
  )

/** What brings the two axes of a picture to the points of its tiles, and, transposed, back. */
interface Tiling {
  readonly rows: Tensor
  readonly columns: Tensor
}

/** The convolution's tilings of its inputs, [H, W], and of its outputs. */
function tilings(size: readonly [number, number], padding: readonly [number, number]): { read: Tiling; write: Tiling } {
  const along = (axis: 0 | 1): { read: Tensor; write: Tensor } => {
    const length = size[axis] + 2 * padding[axis] - taps + 1
    const tiles = Math.ceil(length / outputs)
    return {
      read: overTiles(interpolation, size[axis], tiles, -padding[axis]),
      write: overTiles(ofOutputs, length, tiles, 0),
    }
  }
  const [rows, columns] = [along(0), along(1)]
  return {
    read: { rows: rows.read, columns: columns.read },
    write: { rows: rows.write, columns: columns.write },
  }
}

/** [N, C, H, W] → [points, tiles down, points, tiles across · N, C] */
function toPoints(x: Tensor, { rows, columns }: Tiling): Tensor {
  const [n, c, h, w] = x.shape as [number, number, number, number]
  const across = matmulTransposed(columns, reshape(x, [n * c * h, w]))
  const both = matmulTransposed(rows, reshape(across, [columns.shape[0]! * n * c, h]))
  return reshape(both, [points, rows.shape[0]! / points, points, (columns.shape[0]! / points) * n, c])
}

/** The transpose of `toPoints`, with tilings of other lengths. */
function fromPoints(z: Tensor, { rows, columns }: Tiling, n: number): Tensor {
  const c = z.shape.at(-1)!
  const [h, w] = [rows.shape[1]!, columns.shape[1]!]
  const down = matmul(swapAxes(reshape(z, [rows.shape[0]!, -1]), 0, 1), rows)
  const both = matmul(swapAxes(reshape(down, [columns.shape[0]!, n * c * h]), 0, 1), columns)
  return reshape(both, [n, c, h, w])
}

/** [points², taps²]: what each tap counts at each pair of points. */
const ofKernels = (): Tensor =>
  tensor(ofKernel.flatMap((row) => ofKernel.map((column) => row.flatMap((a) => column.map((b) => a * b)))))

/** [O, C, 3, 3] → [points, 1, points, O, C] */
function kernelAtPoints(weight: Tensor): Tensor {
  const [o, c] = weight.shape as [number, number]
  return reshape(matmul(ofKernels(), swapAxes(reshape(weight, [o * c, taps * taps]), 0, 1)), [points, 1, points, o, c])
}

export interface TiledOptions {
  /** Height and width of the pictures. */
  readonly size: readonly [number, number]
  readonly padding: readonly [number, number]
}

/** The convolution of pictures [N, C, H, W] with kernels [O, C, 3, 3]. */
export function tiledConvolution(x: Tensor, weight: Tensor, { size, padding }: TiledOptions): Tensor {
  const { read, write } = tilings(size, padding)
  const [tiles, kernels] = [toPoints(x, read), kernelAtPoints(weight)]
  const [n, o] = [x.shape[0]!, weight.shape[0]!]
  // Of one tile a picture there are fewer rows than kernels have; ONNX Runtime repacks the second matrix, so the smaller one.
  if (tiles.shape[1] === 1 && tiles.shape[3] === n)
    return transpose(fromPoints(matmulTransposed(kernels, tiles), write, o), [1, 0, 2, 3])
  return fromPoints(matmulTransposed(tiles, kernels), write, n)
}

/** Its gradient in the pictures, of that in the outputs. */
export function tiledInputGradient(g: Tensor, weight: Tensor, { size, padding }: TiledOptions): Tensor {
  const { read, write } = tilings(size, padding)
  return fromPoints(matmul(toPoints(g, write), kernelAtPoints(weight)), read, g.shape[0]!)
}

/** Its gradient in the kernels. */
export function tiledWeightGradient(x: Tensor, g: Tensor, { size, padding }: TiledOptions): Tensor {
  const { read, write } = tilings(size, padding)
  const mixed = matmul(swapAxes(toPoints(g, write), -1, -2), toPoints(x, read))
  const [, down, , o, c] = mixed.shape as [number, number, number, number, number]
  // A pair of points counts alike in every row of tiles.
  const counts = reshape(ofKernels(), [points, 1, points, taps * taps]).broadcastTo([points, down, points, taps * taps])
  const sums = matmul(
    swapAxes(reshape(mixed, [points * down * points, o * c]), 0, 1),
    reshape(counts, [points * down * points, taps * taps]),
  )
  return reshape(sums, [o, c, taps, taps])
}

/** Smaller convolutions take less time than it takes to begin a few products. */
const leastWork = 2e7
/** To bring a kernel to the points costs as much as to apply it there to so many tiles (measured). */
const tilesPerKernel = 32

/**
 * Whether a convolution with 3 × 3 taps, one by one and in one group, is faster in tiles: where rows of pixels are short for
 * the number of channels, and a kernel serves tiles enough.
 *
 * @param weight [O, C, 3, 3]
 * @param slower how much longer a multiplication takes here than in what would be used otherwise (measured)
 */
export function gainsFromTiles(
  images: number,
  [o, c]: readonly number[],
  { size: [h, w], padding }: TiledOptions,
  slower: number,
): boolean {
  const [toH, toW] = [h + 2 * padding[0] - taps + 1, w + 2 * padding[1] - taps + 1]
  const [down, across] = [toH, toW].map((length) => points * Math.ceil(length / outputs)) as [number, number]
  const products = (images * down * across + tilesPerKernel * points ** 2) * o! * c!
  const there = images * c! * across * h * (w + down)
  const back = images * o! * across * toH * (down + toW)
  const direct = images * toH * toW * o! * c! * taps ** 2
  return direct >= leastWork && slower * (products + there + back) < direct
}
