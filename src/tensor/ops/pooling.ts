import { invalid } from '../../base/errors.ts'
import { isFloat } from '../dtype.ts'
import { primitive } from '../primitive.ts'
import { show } from '../shape.ts'
import type { Tensor } from '../tensor.ts'
import { conv2d, convTranspose2d, outputLength, type Pair, pair, windowOf } from './convolution.ts'
import { full, tensor, zeros } from './creation.ts'
import { scatterAdd } from './indexing.ts'
import { flatten, reshape } from './shape.ts'

export interface PoolingOptions {
  /** The window's height and width by default. */
  readonly stride?: Pair
  /** What is added on both sides (never chosen by max pooling, zeros for average pooling); 0 by default. */
  readonly padding?: Pair
}

interface Pooling {
  readonly kernel: readonly [number, number]
  readonly stride: readonly [number, number]
  readonly padding: readonly [number, number]
  readonly dilation: readonly [number, number]
}

function checked(name: string, x: Tensor, kernel: Pair, { stride = kernel, padding = 0 }: PoolingOptions): Pooling {
  if (x.ndim !== 4) throw invalid(`${name}: input has shape ${show(x.shape)}; it must be [N, C, H, W]`)
  if (!isFloat(x.dtype)) throw invalid(`${name}: input is ${x.dtype}; it must be a float type (cast it)`)
  for (const k of pair(kernel))
    if (!Number.isInteger(k) || k < 1) throw invalid(`${name}: kernel is ${k}; it must be a whole number from 1`)
  const pooling = { ...windowOf(name, { stride, padding }), kernel: pair(kernel) }
  for (const axis of [0, 1] as const) {
    const k = pooling.kernel[axis]
    if (2 * pooling.padding[axis] > k)
      throw invalid(`${name}: padding ${pooling.padding[axis]} is more than half the kernel, ${k}`)
    if (outputLength(x.shape[2 + axis]!, k, pooling, axis) < 1)
      throw invalid(`${name}: the kernel ${show(pooling.kernel)} is larger than the padded input ${show(x.shape)}`)
  }
  return pooling
}

const pooledShape = (x: Tensor, pooling: Pooling): number[] => [
  x.shape[0]!,
  x.shape[1]!,
  outputLength(x.shape[2]!, pooling.kernel[0], pooling, 0),
  outputLength(x.shape[3]!, pooling.kernel[1], pooling, 1),
]

const attributesOf = ({ kernel, stride, padding: [top, left] }: Pooling) => ({
  kernel_shape: kernel,
  strides: stride,
  pads: [top, left, top, left],
})

const maxPooled = primitive<Pooling>({
  name: 'maxPool2d',
  infer: ([x], pooling) => ({ shape: pooledShape(x!, pooling), dtype: x!.dtype }),
  emit: (e, [x], { attributes }) => e.op('MaxPool', [x!], attributesOf(attributes)),
  work: ({ output, attributes: { kernel } }) => output.size * kernel[0] * kernel[1],
  gradient: (g, { inputs: [x], attributes }) => {
    const positions = flatten(maxPositions([x!], attributes))
    return [reshape(scatterAdd(zeros([x!.size], { dtype: g.dtype }), 0, positions, flatten(g)), x!.shape)]
  },
})

/** Where, in the flattened input, the maximum of each window stands: the first of several. */
const maxPositions = primitive<Pooling>({
  name: 'maxPool2dPositions',
  infer: ([x], pooling) => ({ shape: pooledShape(x!, pooling), dtype: 'int64' }),
  emit: (e, [x], { attributes }) => e.ops('MaxPool', [x!], 2, attributesOf(attributes))[1]!,
  work: ({ output, attributes: { kernel } }) => output.size * kernel[0] * kernel[1],
  gradient: () => [undefined],
})

const averagePooled = primitive<Pooling>({
  name: 'avgPool2d',
  infer: ([x], pooling) => ({ shape: pooledShape(x!, pooling), dtype: x!.dtype }),
  emit: (e, [x], { attributes }) => e.op('AveragePool', [x!], { ...attributesOf(attributes), count_include_pad: 1 }),
  lower: ({ inputs: [x], attributes, output }) =>
    x!.dtype === 'float64' ? reshape(conv2d(single(x!), uniform(attributes, x!), attributes), output.shape) : undefined,
  work: ({ output, attributes: { kernel } }) => output.size * kernel[0] * kernel[1],
  gradient: (g, { inputs: [x], attributes }) => {
    const { kernel, stride, padding } = attributes
    const extra = ([0, 1] as const).map(
      (axis) => x!.shape[2 + axis]! - ((g.shape[2 + axis]! - 1) * stride[axis] - 2 * padding[axis] + kernel[axis]),
    )
    // Rows that no window reaches because the stride left them over are appended; a stride of 1 leaves none.
    return [
      reshape(
        convTranspose2d(single(g), uniform(attributes, g), {
          stride,
          padding,
          outputPadding: extra as [number, number],
        }),
        x!.shape,
      ),
    ]
  },
})

/** Every channel as a picture of its own. */
const single = (x: Tensor): Tensor => reshape(x, [x.shape[0]! * x.shape[1]!, 1, x.shape[2]!, x.shape[3]!])

const uniform = ({ kernel }: Pooling, { dtype }: Tensor): Tensor =>
  full([1, 1, ...kernel], 1 / (kernel[0] * kernel[1]), { dtype })

/**
 * The largest value in each window.
 *
 * @param x [N, C, H, W]
 * @param kernel the window's height and width
 */
export const maxPool2d = (x: Tensor, kernel: Pair, options: PoolingOptions = {}): Tensor =>
  maxPooled([x], checked('maxPool2d', x, kernel, options))

/**
 * The mean of each window; padding counts as zeros, or with `countIncludePad: false` not at all.
 *
 * @param x [N, C, H, W]
 * @param kernel the window's height and width
 */
export function avgPool2d(
  x: Tensor,
  kernel: Pair,
  options: PoolingOptions & { readonly countIncludePad?: boolean } = {},
): Tensor {
  const pooling = checked('avgPool2d', x, kernel, options)
  const y = averagePooled([x], pooling)
  if (options.countIncludePad !== false || pooling.padding.every((n) => n === 0)) return y
  const [kh, kw] = pooling.kernel
  const seen = (axis: 0 | 1, length: number): number[] =>
    Array.from({ length }, (_, i) => {
      const start = i * pooling.stride[axis] - pooling.padding[axis]
      return Math.min(start + pooling.kernel[axis], x.shape[2 + axis]!) - Math.max(start, 0)
    })
  const share = seen(0, y.shape[2]!).map((h) => seen(1, y.shape[3]!).map((w) => (kh * kw) / (h * w)))
  return y.mul(tensor(share, { dtype: x.dtype }))
}

/** The mean over each picture: [N, C, H, W] to [N, C]. */
export const globalAvgPool2d = (x: Tensor): Tensor => x.mean([2, 3])

/** The maximum over each picture: [N, C, H, W] to [N, C]. */
export const globalMaxPool2d = (x: Tensor): Tensor => x.max([2, 3])
