import { invalid } from '../../base/errors.ts'
import { blockedConvolution, gainsFromBlocks } from '../blocked-convolution.ts'
import { isFloat } from '../dtype.ts'
import type { Emitter } from '../emitter.ts'
import { type Apply, primitive } from '../primitive.ts'
import { type Shape, show } from '../shape.ts'
import type { Tensor } from '../tensor.ts'
import {
  gainsFromTiles,
  type TiledOptions,
  tiledConvolution,
  tiledInputGradient,
  tiledWeightGradient,
} from '../tiled-convolution.ts'
import { arange, tensor } from './creation.ts'
import { type Padding, pad, stridedSlice, take } from './indexing.ts'
import { matmul } from './linear.ts'
import { concat, reshape, stack, transpose } from './shape.ts'

/** One number for both axes, or [height, width]. */
export type Pair = number | readonly [number, number]

export interface ConvolutionOptions {
  /** [output channels], added to every pixel. */
  readonly bias?: Tensor | undefined
  /** 1 by default. */
  readonly stride?: Pair
  /** Zeros added on both sides; 0 by default. */
  readonly padding?: Pair
  /** The distance between the taps of the kernel; 1 by default. */
  readonly dilation?: Pair
  /** Into how many groups the channels fall that do not see each other; 1 by default. */
  readonly groups?: number
}

interface Window {
  readonly stride: readonly [number, number]
  readonly padding: readonly [number, number]
  readonly dilation: readonly [number, number]
}
interface Convolution extends Window {
  readonly groups: number
}
/** The transpose of a convolution must be told the size that the stride has forgotten. */
interface Transposed extends Convolution {
  readonly size: readonly [number, number]
}
interface Correlation extends Convolution {
  readonly kernel: readonly [number, number]
}

export const pair = (value: Pair): readonly [number, number] => (typeof value === 'number' ? [value, value] : value)

/** The same of an option, whose length is checked. */
const pairOf = (name: string, key: string, value: Pair): readonly [number, number] => {
  const both = pair(value)
  if (both.length !== 2)
    throw invalid(`${name}: ${key} is ${show(both)}; it must be one number or two, of the height and the width`)
  return both
}

/** Checks a window and writes it out in pairs. */
export function windowOf(name: string, { stride = 1, padding = 0, dilation = 1 }: ConvolutionOptions): Window {
  const window = {
    stride: pairOf(name, 'stride', stride),
    padding: pairOf(name, 'padding', padding),
    dilation: pairOf(name, 'dilation', dilation),
  }
  for (const [key, least] of [
    ['stride', 1],
    ['padding', 0],
    ['dilation', 1],
  ] as const)
    for (const n of window[key])
      if (!Number.isInteger(n) || n < least)
        throw invalid(`${name}: ${key} is ${n}; it must be a whole number from ${least}`)
  return window
}

/** The number of places at which a window of `kernel` taps fits. */
export const outputLength = (length: number, kernel: number, window: Window, axis: 0 | 1): number =>
  Math.floor((length + 2 * window.padding[axis] - window.dilation[axis] * (kernel - 1) - 1) / window.stride[axis]) + 1

const pads = ([top, left]: readonly [number, number]): number[] => [top, left, top, left]
const spatial = ({ shape }: Tensor): [number, number] => [shape[2]!, shape[3]!]
const product = (values: readonly number[]): number => values.reduce((a, b) => a * b, 1)

/** x with zeros around its last two axes (NCHW), or around axes 1 and 2 (NHWC). */
const padded = (x: Tensor, [top, left]: readonly [number, number], first: 1 | 2): Tensor =>
  pad(x, x.shape.map((_, i) => (i === first ? [top, top] : i === first + 1 ? [left, left] : [0, 0])) as Padding)

/** What tap (i, j) of the kernel sees of the padded pictures: one pixel for each place of the window. */
function tap(
  x: Tensor,
  first: 1 | 2,
  [i, j]: readonly [number, number],
  window: Window,
  [h, w]: readonly number[],
): Tensor {
  const starts = [i * window.dilation[0], j * window.dilation[1]]
  return stridedSlice(x, {
    axes: [first, first + 1],
    starts,
    ends: [starts[0]! + (h! - 1) * window.stride[0] + 1, starts[1]! + (w! - 1) * window.stride[1] + 1],
    steps: window.stride,
  })
}

const taps = ([kh, kw]: readonly [number, number]): [number, number][] =>
  Array.from({ length: kh * kw }, (_, t) => [Math.floor(t / kw), t % kw])

/** [O, C, kh, kw] with the taps in reverse order and the channels exchanged, group by group. */
function reversed(weight: Tensor, groups: number): Tensor {
  const [o, c, kh, kw] = weight.shape as [number, number, number, number]
  const count = kh * kw
  // A Slice with a negative step is slow in ONNX Runtime; a product with the reversed identity is not.
  const mirror = tensor(
    Array.from({ length: count }, (_, i) => Array.from({ length: count }, (_, j) => (i + j === count - 1 ? 1 : 0))),
    { dtype: weight.dtype },
  )
  const flipped = count === 1 ? weight : reshape(matmul(reshape(weight, [o * c, count]), mirror), weight.shape)
  if (groups === 1) return transpose(flipped, [1, 0, 2, 3])
  const split = transpose(reshape(flipped, [groups, o / groups, c, kh * kw]), [0, 2, 1, 3])
  return reshape(split, [groups * c, o / groups, kh, kw])
}

/** How much longer than in a convolution of ONNX Runtime, or in the weight gradient below, a multiplication takes in tiles. */
const tiledSlower = { convolution: 1.5, weightGradient: 1 }

/** Whether a convolution, or a gradient of one, is computed in tiles: in programs that are run many times, where it is faster. */
const isTiled = (
  e: Emitter,
  { dtype, shape }: Tensor,
  weight: Shape,
  { stride, dilation, groups, ...options }: Convolution & TiledOptions,
  slower = tiledSlower.convolution,
): boolean =>
  e.replayed &&
  dtype === 'float32' &&
  groups === 1 &&
  weight.slice(2).every((length) => length === 3) &&
  [...stride, ...dilation].every((step) => step === 1) &&
  gainsFromTiles(shape[0]!, weight, options, slower)

const convolved: Apply<Convolution> = primitive({
  name: 'conv2d',
  infer: ([x, weight], attributes) => ({
    shape: [
      x!.shape[0]!,
      weight!.shape[0]!,
      outputLength(x!.shape[2]!, weight!.shape[2]!, attributes, 0),
      outputLength(x!.shape[3]!, weight!.shape[3]!, attributes, 1),
    ],
    dtype: x!.dtype,
  }),
  emit: (e, [x, weight], call) => {
    const { stride, padding, dilation, groups } = call.attributes
    const window = {
      kernel_shape: spatial(call.inputs[1]!),
      strides: stride,
      pads: pads(padding),
      dilations: dilation,
      group: groups,
    }
    return gainsFromBlocks(e, weight!, call)
      ? blockedConvolution(e, [x!, weight!], call, window)
      : e.op('Conv', [x!, weight!], window)
  },
  lower: ({ inputs: [x, weight], attributes, output }, e) => {
    const tiled = { ...attributes, size: spatial(x!) }
    if (isTiled(e, x!, weight!.shape, tiled)) return tiledConvolution(x!, weight!, tiled)
    if (x!.dtype !== 'float64') return undefined
    // No kernel for float64: one matrix product over the taps.
    const [n, o, h, w] = output.shape as [number, number, number, number]
    const { groups } = attributes
    const seen = padded(x!, attributes.padding, 2)
    const columns = stack(
      taps(spatial(weight!)).map((at) => tap(seen, 2, at, attributes, [h, w])),
      2,
    )
    const c = x!.shape[1]! / groups
    const flat = reshape(columns, [n, groups, c * product(spatial(weight!)), h * w])
    return reshape(matmul(reshape(weight!, [1, groups, o / groups, -1]), flat), output.shape)
  },
  work: ({ inputs: [, weight], output }) => output.size * product(weight!.shape.slice(1)),
  gradient: (g, { inputs: [x, weight], attributes }) => [
    spread([g, weight!], { ...attributes, size: spatial(x!) }),
    correlated([x!, g], { ...attributes, kernel: spatial(weight!) }),
  ],
})

/** The transpose of `conv2d` in its input: every pixel of g spread by the kernel. */
const spread: Apply<Transposed> = primitive({
  name: 'convTranspose2d',
  infer: ([g, weight], { size, groups }) => ({
    shape: [g!.shape[0]!, weight!.shape[1]! * groups, ...size],
    dtype: g!.dtype,
  }),
  emit: (e, [g, weight], { inputs, attributes }) => {
    const { stride, padding, dilation, groups } = attributes
    const kernel = spatial(inputs[1]!)
    return e.op('ConvTranspose', [g!, weight!], {
      kernel_shape: kernel,
      strides: stride,
      pads: pads(padding),
      dilations: dilation,
      group: groups,
      output_padding: beyond(spatial(inputs[0]!), kernel, attributes),
    })
  },
  lower: ({ inputs: [g, weight], attributes }, e) => {
    const { stride, padding, dilation, groups, size } = attributes
    if (isTiled(e, g!, weight!.shape, attributes)) return tiledInputGradient(g!, weight!, attributes)
    const around = ([0, 1] as const).map((axis) => dilation[axis] * (spatial(weight!)[axis] - 1) - padding[axis])
    const exact = ([0, 1] as const).every(
      (axis) => size[axis] === spatial(g!)[axis] + 2 * around[axis]! - dilation[axis] * (spatial(weight!)[axis] - 1),
    )
    const dense = stride[0] === 1 && stride[1] === 1 && exact && around.every((n) => n >= 0)
    // Without a stride it is a convolution with the kernel reversed, which ONNX Runtime does faster.
    if (dense && (groups === 1 || g!.dtype === 'float64'))
      return convolved([g!, reversed(weight!, groups)], {
        stride: [1, 1],
        padding: around as [number, number],
        dilation,
        groups,
      })
    const few = beyond(spatial(g!), spatial(weight!), attributes).every((rows, axis) => rows < stride[axis]!)
    if (g!.dtype !== 'float64' && few) return undefined
    // No kernel for float64, nor for more rows of output padding than the stride: the same, over g with zeros between its
    // pixels, framed to give the size asked for.
    const framed = ([0, 1] as const).reduce(
      (x, axis) => frame(x, 2 + axis, around[axis]!, size[axis] + dilation[axis] * (spatial(weight!)[axis] - 1)),
      apart(g!, stride),
    )
    return convolved([framed, reversed(weight!, groups)], { stride: [1, 1], padding: [0, 0], dilation, groups })
  },
  work: ({ inputs: [g, weight] }) => g!.size * product(weight!.shape.slice(1)),
  gradient: (g, { inputs: [x, weight], attributes }) => [
    within(convolved([g, weight!], attributes), x!),
    correlated([g, x!], { ...attributes, kernel: spatial(weight!) }),
  ],
})

/** How many rows and columns a transposed convolution adds to what the window reaches: its output padding. */
const beyond = (
  input: readonly [number, number],
  kernel: readonly [number, number],
  { size, stride, padding, dilation }: Transposed,
): number[] =>
  ([0, 1] as const).map(
    (axis) =>
      size[axis] - ((input[axis] - 1) * stride[axis] - 2 * padding[axis] + dilation[axis] * (kernel[axis] - 1) + 1),
  )

/** The places of a window that `like` has: an output padding beyond the stride makes room for more. */
function within(y: Tensor, like: Tensor): Tensor {
  const [h, w] = spatial(like)
  return spatial(y)[0] === h && spatial(y)[1] === w ? y : y.narrow(2, 0, h).narrow(3, 0, w)
}

/** One axis moved `before` places from the front and brought to `length`: zeros where nothing is, the rest cut off. */
function frame(x: Tensor, axis: number, before: number, length: number): Tensor {
  const cut = x.narrow(axis, Math.max(-before, 0), x.shape[axis]!)
  const front = Math.max(before, 0)
  const back = Math.max(length - front - cut.shape[axis]!, 0)
  return pad(cut, cut.shape.map((_, i) => (i === axis ? [front, back] : [0, 0])) as Padding).narrow(axis, 0, length)
}

/** Pixels moved apart by the stride, with zeros between. */
function apart(x: Tensor, [sh, sw]: readonly [number, number]): Tensor {
  const [n, c, h, w] = x.shape as [number, number, number, number]
  const wide = pad(reshape(x, [n, c, h, 1, w, 1]), [
    [0, 0],
    [0, 0],
    [0, 0],
    [0, sh - 1],
    [0, 0],
    [0, sw - 1],
  ])
  return stridedSlice(reshape(wide, [n, c, h * sh, w * sw]), {
    axes: [2, 3],
    starts: [0, 0],
    ends: [(h - 1) * sh + 1, (w - 1) * sw + 1],
    steps: [1, 1],
  })
}

/** The numbers from 0, times `factor`, along the first of so many axes. */
const counted = (count: number, factor: number, axes: number): Tensor =>
  reshape(arange(0, count * factor, factor, { dtype: 'int32' }), [count, ...new Array<number>(axes - 1).fill(1)])

/**
 * What each place of the window sees of padded NHWC pictures, one row of the kernel after the other: each [places, kw·C].
 * By Gather, since a Slice of ONNX Runtime uses one thread, and is slow with steps.
 */
function gathered(x: Tensor, { kernel, stride, dilation }: Correlation, [h, w]: readonly [number, number]): Tensor[] {
  const [n, rows, columns, c] = x.shape as [number, number, number, number]
  const places = counted(n, rows * columns, 4)
    .add(counted(h, stride[0] * columns, 3))
    .add(counted(w, stride[1], 2))
  const seen = reshape(places.add(counted(kernel[1], dilation[1], 1)), [-1])
  const pixels = reshape(x, [n * rows * columns, c])
  return Array.from({ length: kernel[0] }, (_, i) =>
    reshape(take(pixels, seen.add(i * dilation[0] * columns)), [n * h * w, kernel[1] * c]),
  )
}

/** The same by slices: for a window that moves by one, over pixels too short to gather. */
function sliced(x: Tensor, { kernel, stride, dilation }: Correlation, [h, w]: readonly [number, number]): Tensor[] {
  const along = (source: Tensor, axis: 0 | 1, count: number): Tensor[] =>
    Array.from({ length: kernel[axis] }, (_, i) => {
      const start = i * dilation[axis]
      const end = start + (count - 1) * stride[axis] + 1
      return stridedSlice(source, { axes: [1 + axis], starts: [start], ends: [end], steps: [stride[axis]] })
    })
  // Side by side first, so that rows are copied in long pieces.
  const wide = concat(along(x, 1, w), 3)
  return along(wide, 0, h).map((row) => reshape(row, [x.shape[0]! * h * w, kernel[1] * x.shape[3]!]))
}

/** Up to this many input channels a pixel is too short a piece to gather. */
const fewChannels = 8

/** The gradient of `conv2d` in its weight: what each tap saw, against what came of it. */
const correlated: Apply<Correlation> = primitive({
  name: 'conv2dWeightGradient',
  infer: ([x, g], { kernel, groups }) => ({ shape: [g!.shape[1]!, x!.shape[1]! / groups, ...kernel], dtype: x!.dtype }),
  lower: ({ inputs: [x, g], attributes, output }, e) => {
    const { kernel, stride, padding, dilation, groups } = attributes
    const tiled = { ...attributes, size: spatial(x!) }
    if (isTiled(e, x!, output.shape, tiled, tiledSlower.weightGradient)) return tiledWeightGradient(x!, g!, tiled)
    const [n, o, h, w] = g!.shape as [number, number, number, number]
    const c = x!.shape[1]! / groups
    const places = n * h * w
    if (groups > 1) {
      const seen = padded(x!, padding, 2)
      const rows = reshape(g!, [n, groups, o / groups, h * w])
      const sums = taps(kernel).map((at) => {
        const columns = transpose(reshape(tap(seen, 2, at, attributes, [h, w]), [n, groups, c, h * w]), [0, 1, 3, 2])
        return matmul(rows, columns).sum(0)
      })
      return reshape(stack(sums, -1), output.shape)
    }
    const few = c <= fewChannels && product(kernel) > 1
    const strided = product(stride) > 1
    const byChannel = transpose(g!, [1, 0, 2, 3])
    if (few && strided && x!.dtype !== 'float64') {
      // Pictures and channels exchanged it is a convolution with g, whose taps lie as far apart as the window moved.
      const window = { stride: dilation, dilation: stride, padding, groups: 1 }
      const sums = convolved([transpose(x!, [1, 0, 2, 3]), byChannel], window)
      return transpose(sums.narrow(2, 0, kernel[0]).narrow(3, 0, kernel[1]), [1, 0, 2, 3])
    }
    const seen = padded(transpose(x!, [0, 2, 3, 1]), padding, 1)
    const rows = reshape(byChannel, [o, places])
    const pieces = (few && !strided ? sliced : gathered)(seen, attributes, [h, w])
    const sums = pieces.map((piece) => matmul(rows, piece))
    return reshape(transpose(reshape(concat(sums, 1), [o, product(kernel), c]), [0, 2, 1]), output.shape)
  },
  work: ({ inputs: [x, g], attributes: { kernel } }) => g!.size * x!.shape[1]! * product(kernel),
  gradient: (g, { inputs: [x, y], attributes }) => [
    spread([y!, g], { ...attributes, size: spatial(x!) }),
    within(convolved([x!, g], attributes), y!),
  ],
})

function checked(
  name: string,
  x: Tensor,
  weight: Tensor,
  options: ConvolutionOptions,
  channelAxis: 0 | 1,
): Convolution {
  const { groups = 1, bias } = options
  if (x.ndim !== 4) throw invalid(`${name}: input has shape ${show(x.shape)}; it must be [N, C, H, W]`)
  if (weight.ndim !== 4)
    throw invalid(
      `${name}: weight has shape ${show(weight.shape)}; it must have four axes, channels first and then the kernel's height and width`,
    )
  if (spatial(weight).some((length) => length < 1))
    throw invalid(`${name}: weight has shape ${show(weight.shape)}; its kernel must be at least 1 high and 1 wide`)
  if (!Number.isInteger(groups) || groups < 1 || x.shape[1]! % groups !== 0 || weight.shape[0]! % groups !== 0)
    throw invalid(
      `${name}: groups is ${groups}; it must divide the ${x.shape[1]} input channels and the ${weight.shape[0]} of weight ${show(weight.shape)}`,
    )
  const expected = channelAxis === 1 ? x.shape[1]! / groups : x.shape[1]!
  if (weight.shape[channelAxis] !== expected)
    throw invalid(
      `${name}: input ${show(x.shape)} has ${x.shape[1]} channels in ${groups} ${groups === 1 ? 'group' : 'groups'}, ` +
        `so axis ${channelAxis} of weight ${show(weight.shape)} must be ${expected}, but it is ${weight.shape[channelAxis]}`,
    )
  if (x.dtype !== weight.dtype)
    throw invalid(`${name}: input is ${x.dtype} and weight ${weight.dtype}; cast one of them`)
  if (!isFloat(x.dtype))
    throw invalid(`${name}: input and weight are ${x.dtype}; they must be a float type (cast them)`)
  const channels = channelAxis === 1 ? weight.shape[0]! : weight.shape[1]! * groups
  if (bias && (bias.ndim !== 1 || bias.shape[0] !== channels))
    throw invalid(
      `${name}: bias has shape ${show(bias.shape)}; it must be [${channels}], one number for each output channel`,
    )
  return { ...windowOf(name, options), groups }
}

const biased = (y: Tensor, bias: Tensor | undefined): Tensor => (bias ? y.add(reshape(bias, [-1, 1, 1])) : y)

/**
 * Two-dimensional convolution (cross-correlation, as the field calls it), with PyTorch's options and defaults.
 *
 * @param x [N, C, H, W]
 * @param weight [O, C / groups, kh, kw]
 * @returns [N, O, H', W'] with H' = ⌊(H + 2·padding − dilation·(kh − 1) − 1) / stride⌋ + 1
 *
 * @example
 * conv2d(images, weight, { stride: 2, padding: 1 })
 */
export function conv2d(x: Tensor, weight: Tensor, options: ConvolutionOptions = {}): Tensor {
  const attributes = checked('conv2d', x, weight, options, 1)
  const kernel = spatial(weight)
  for (const axis of [0, 1] as const)
    if (outputLength(spatial(x)[axis], kernel[axis], attributes, axis) < 1)
      throw invalid(
        `conv2d: the kernel of weight ${show(weight.shape)} is larger than the padded input ${show(x.shape)}`,
      )
  return biased(convolved([x, weight], attributes), options.bias)
}

/**
 * The transpose of a convolution ("deconvolution"), with PyTorch's options and defaults.
 *
 * @param x [N, C, H, W]
 * @param weight [C, O / groups, kh, kw]
 * @param options as for conv2d, and `outputPadding`: rows and columns added to one side of the result
 * @returns [N, O, H', W'] with H' = (H − 1)·stride − 2·padding + dilation·(kh − 1) + outputPadding + 1
 */
export function convTranspose2d(
  x: Tensor,
  weight: Tensor,
  options: ConvolutionOptions & { readonly outputPadding?: Pair } = {},
): Tensor {
  const attributes = checked('convTranspose2d', x, weight, options, 0)
  const { stride, padding, dilation } = attributes
  const extra = pairOf('convTranspose2d', 'outputPadding', options.outputPadding ?? 0)
  const size = ([0, 1] as const).map(
    (axis) =>
      (spatial(x)[axis] - 1) * stride[axis] -
      2 * padding[axis] +
      dilation[axis] * (spatial(weight)[axis] - 1) +
      extra[axis] +
      1,
  ) as [number, number]
  for (const axis of [0, 1] as const) {
    if (extra[axis] >= Math.max(stride[axis], dilation[axis]) || extra[axis] < 0)
      throw invalid(
        `convTranspose2d: outputPadding is ${extra[axis]}; it must be at least 0 and less than the stride or the dilation`,
      )
    if (size[axis] < 1) throw invalid(`convTranspose2d: the padding ${show(padding)} leaves nothing of the result`)
  }
  return biased(spread([x, weight], { ...attributes, size }), options.bias)
}
