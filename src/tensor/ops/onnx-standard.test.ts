import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { expectClose } from '../../../test/close.ts'
import { needsShared, shared } from '../../../test/shared.ts'
import { type AttributeProto, decodeModel, decodeTensor, tensorToTyped } from '../../onnx/index.ts'
import * as k from '../index.ts'
import { type DType, dtypes, type HostArray, type Tensor } from '../index.ts'

const folder = shared && join(shared, 'data', 'onnx_node_tests')

/** What a case asks for that our operators do not offer. */
class Outside extends Error {}
const outside = (what: string): never => {
  throw new Outside(what)
}

type Attributes = Readonly<Record<string, number | string | readonly number[]>>
type Inputs = readonly (Tensor | undefined)[]
type Call = (inputs: Inputs, attributes: Attributes) => Promise<Tensor | readonly Tensor[]> | Tensor | readonly Tensor[]

const whole = async (x: Tensor): Promise<number[]> => Array.from((await x.data()) as ArrayLike<number>, Number)
const ints = (value: Attributes[string] | undefined): readonly number[] | undefined =>
  value as readonly number[] | undefined
const number = (value: Attributes[string] | undefined, otherwise: number): number =>
  (value as number | undefined) ?? otherwise

/** Padding as [before, after] for each axis, from ONNX's order. */
const widths = (pads: readonly number[]): [number, number][] =>
  pads.slice(0, pads.length / 2).map((before, i) => [before, pads[i + pads.length / 2]!])

function window(x: Tensor, { auto_pad = 'NOTSET', ceil_mode = 0, pads, strides, dilations }: Attributes) {
  if (x.ndim !== 4) outside('pictures have two axes here')
  if (auto_pad !== 'NOTSET') outside('auto_pad')
  if (ceil_mode) outside('ceil_mode')
  const padding = widths(ints(pads) ?? [0, 0, 0, 0])
  if (padding.some(([before, after]) => before !== after)) outside('asymmetric padding')
  return {
    padding: padding.map(([before]) => before) as [number, number],
    stride: (ints(strides) ?? [1, 1]) as [number, number],
    dilation: (ints(dilations) ?? [1, 1]) as [number, number],
  }
}

const pooled =
  (pool: (x: Tensor, kernel: k.Pair, options: k.PoolingOptions & { countIncludePad?: boolean }) => Tensor): Call =>
  ([x], attributes) => {
    const { dilation, ...rest } = window(x!, attributes)
    if (dilation.some((n) => n !== 1)) outside('dilated pooling')
    const kernel = ints(attributes.kernel_shape) as [number, number]
    if (rest.padding.some((p, i) => 2 * p > kernel[i]!)) outside('more padding than half the kernel')
    return pool(x!, kernel, { ...rest, countIncludePad: attributes.count_include_pad === 1 })
  }

const reduced =
  (reduce: (x: Tensor, axes: readonly number[] | undefined, options: { keepdims: boolean }) => Tensor): Call =>
  async ([x, axes], attributes) => {
    const list = axes ? await whole(axes) : ints(attributes.axes)
    const none = list === undefined || list.length === 0
    const all = none && number(attributes.noop_with_empty_axes, 0) === 0
    return reduce(x!, all ? undefined : (list ?? []), { keepdims: number(attributes.keepdims, 1) === 1 })
  }

const unary =
  (f: (x: Tensor, attributes: Attributes) => Tensor): Call =>
  ([x], attributes) =>
    f(x!, attributes)

/** Each operator of the standard that is a call of ours. */
const calls: Readonly<Record<string, Call>> = {
  ArgMax: ([x], { axis, keepdims, select_last_index }) =>
    select_last_index
      ? outside('select_last_index')
      : x!.argmax(number(axis, 0), { keepdims: number(keepdims, 1) === 1 }),
  AveragePool: pooled(k.avgPool2d),
  MaxPool: pooled(k.maxPool2d),
  BatchNormalization: ([x, weight, bias, mean, variance], { epsilon, training_mode, momentum }) => {
    const eps = number(epsilon, 1e-5)
    if (!training_mode) return k.batchNorm(x!, { mean: mean!, variance: variance! }, { weight, bias, eps })
    const batch = k.batchStatistics(x!)
    const kept = number(momentum, 0.9)
    return [
      k.batchNormTraining(x!, { weight, bias, eps }),
      mean!.mul(kept).add(batch.mean.mul(1 - kept)),
      variance!.mul(kept).add(batch.variance.mul(1 - kept)),
    ]
  },
  Clip: async ([x, min, max]) => {
    const [low, high] = [min ? await min.item() : null, max ? await max.item() : null]
    // Where the limits cross, the standard's answer is the upper one.
    return x!.clip(low, high)
  },
  Concat: (inputs, { axis }) => k.concat(inputs as Tensor[], number(axis, 0)),
  Conv: ([x, weight, bias], attributes) =>
    k.conv2d(x!, weight!, { ...window(x!, attributes), bias, groups: number(attributes.group, 1) }),
  ConvTranspose: ([x, weight, bias], attributes) => {
    const options = { ...window(x!, attributes), bias, groups: number(attributes.group, 1) }
    const extra = ints(attributes.output_padding) as [number, number] | undefined
    const y = k.convTranspose2d(x!, weight!, { ...options, ...(extra && { outputPadding: extra }) })
    const wanted = ints(attributes.output_shape)
    if (!wanted) return y
    const missing = wanted.map((n, i) => n - y.shape[2 + i]!)
    if (missing.some((n, i) => n < 0 || n >= options.stride[i]!)) outside('an output shape that needs other padding')
    return k.convTranspose2d(x!, weight!, { ...options, outputPadding: missing as [number, number] })
  },
  CumSum: async ([x, axis], { exclusive, reverse }) => {
    const along = await axis!.item()
    if (exclusive) return outside('exclusive sums')
    return reverse ? x!.flip(along).cumsum(along).flip(along) : x!.cumsum(along)
  },
  Elu: unary((x, { alpha }) => x.elu(number(alpha, 1))),
  Expand: async ([x, shape]) => {
    const wanted = await whole(shape!)
    const full = k.zeros(wanted).add(k.zeros(x!.shape)).shape
    return x!.broadcastTo(full)
  },
  Flatten: ([x], { axis }) => {
    const start = number(axis, 1)
    const at = start < 0 ? start + x!.ndim : start
    return x!.reshape([x!.shape.slice(0, at).reduce((a, b) => a * b, 1), -1])
  },
  Gather: ([x, positions], { axis }) => x!.take(positions!, number(axis, 0)),
  GatherElements: ([x, positions], { axis }) => x!.takeAlongAxis(positions!, number(axis, 0)),
  Gelu: unary((x, { approximate }) => x.gelu({ approximate: approximate === 'tanh' ? 'tanh' : 'none' })),
  Gemm: ([a, b, c], { alpha, beta, transA, transB }) => {
    const product = k.matmul(transA ? a!.transpose() : a!, transB ? b!.transpose() : b!).mul(number(alpha, 1))
    return c ? product.add(c.mul(number(beta, 1))) : product
  },
  HardSigmoid: unary((x, { alpha, beta }) => x.mul(number(alpha, 0.2)).add(number(beta, 0.5)).clip(0, 1)),
  HardSwish: unary((x) => x.hardSwish()),
  LayerNormalization: ([x, weight, bias], { axis, epsilon }) => {
    const start = number(axis, -1)
    const y = k.layerNorm(x!, x!.shape.slice(start < 0 ? start + x!.ndim : start), {
      weight,
      bias,
      eps: number(epsilon, 1e-5),
    })
    return [y]
  },
  LeakyRelu: unary((x, { alpha }) => x.leakyRelu(number(alpha, 0.01))),
  LogSoftmax: unary((x, { axis }) => x.logSoftmax(number(axis, -1))),
  MatMul: ([a, b]) => k.matmul(a!, b!),
  MatMulInteger: ([a, b, za, zb]) =>
    k.matmul(a!.cast('int32').sub(za!.cast('int32')), b!.cast('int32').sub(zb!.cast('int32'))),
  Pad: async ([x, pads, value, axes]) => {
    const list = axes ? await whole(axes) : x!.shape.map((_, i) => i)
    const width = x!.shape.map(() => [0, 0] as [number, number])
    for (const [i, pair] of widths(await whole(pads!)).entries()) width[(list[i]! + x!.ndim) % x!.ndim] = pair
    return x!.pad(width, { value: value ? await value.item() : 0 })
  },
  PRelu: ([x, slope]) => k.where(x!.less(0), x!.mul(slope!), x!),
  ReduceL1: reduced((x, axes, options) => x.norm(axes, { ...options, ord: 1 })),
  ReduceL2: reduced((x, axes, options) => x.norm(axes, options)),
  ReduceLogSum: reduced((x, axes, options) => x.sum(axes, options).log()),
  ReduceLogSumExp: reduced((x, axes, options) => x.logsumexp(axes, options)),
  ReduceMax: reduced((x, axes, options) => (x.size === 0 ? outside('extremes of nothing') : x.max(axes, options))),
  ReduceMean: reduced((x, axes, options) => x.mean(axes, options)),
  ReduceMin: reduced((x, axes, options) => (x.size === 0 ? outside('extremes of nothing') : x.min(axes, options))),
  ReduceProd: reduced((x, axes, options) => x.prod(axes, options)),
  ReduceSum: reduced((x, axes, options) => x.sum(axes, options)),
  ReduceSumSquare: reduced((x, axes, options) => x.square().sum(axes, options)),
  Relu: unary((x) => x.relu()),
  Reshape: async ([x, shape], { allowzero }) =>
    x!.reshape((await whole(shape!)).map((n, i) => (n === 0 && !allowzero ? x!.shape[i]! : n))),
  Resize: async ([x, , scales, sizes], attributes) => {
    const { mode, coordinate_transformation_mode: places = 'half_pixel', nearest_mode, antialias } = attributes
    if (antialias) outside('smoothing')
    if (attributes.exclude_outside || attributes.cubic_coeff_a) outside('other kernels')
    if (attributes.axes || attributes.keep_aspect_ratio_policy) outside('sizes of some axes')
    if (!['half_pixel', 'pytorch_half_pixel', 'align_corners'].includes(places as string)) outside('other places')
    const wanted = sizes ? (await whole(sizes)).slice(2) : []
    const factors = scales?.size ? (Array.from((await scales.data()) as Float32Array) as number[]).slice(2) : []
    const size = wanted.length > 0 ? wanted : factors.map((factor, i) => Math.floor(x!.shape[2 + i]! * factor))
    if (factors.some((factor, i) => size[i]! / x!.shape[2 + i]! !== factor))
      outside('a scale that is not the ratio of sizes')
    if (mode === 'nearest') {
      // PyTorch's nearest is asymmetric and rounds down; that of the standard's default is the same for whole factors.
      if (nearest_mode || size.some((n, i) => n % x!.shape[2 + i]! !== 0)) outside('other roundings')
      return k.interpolate(x!, size as [number, number], { mode: 'nearest' })
    }
    if (places === 'pytorch_half_pixel' && size.includes(1)) outside('the first pixel for a size of 1')
    const alignCorners = places === 'align_corners'
    return k.interpolate(x!, size as [number, number], { mode: mode as 'linear' | 'cubic', alignCorners })
  },
  ScatterElements: ([x, positions, updates], { axis, reduction }) =>
    reduction === 'add'
      ? x!.scatterAdd(number(axis, 0), positions!, updates!)
      : reduction === undefined || reduction === 'none'
        ? x!.scatter(number(axis, 0), positions!, updates!)
        : x!.scatterReduce(number(axis, 0), positions!, updates!, reduction as 'mul' | 'min' | 'max'),
  Sigmoid: unary((x) => x.sigmoid()),
  Slice: async ([x, starts, ends, axes, steps]) => {
    const [from, to] = [await whole(starts!), await whole(ends!)]
    const along = axes ? await whole(axes) : from.map((_, i) => i)
    const by = steps ? await whole(steps) : from.map(() => 1)
    const index: k.Index[] = x!.shape.map(() => ':')
    for (const [i, axis] of along.entries()) index[(axis + x!.ndim) % x!.ndim] = [from[i]!, to[i]!, by[i]!]
    return x!.at(...index)
  },
  Softmax: unary((x, { axis }) => x.softmax(number(axis, -1))),
  Softplus: unary((x) => x.softplus()),
  Split: async ([x, lengths], { axis, outputs }) => {
    const along = number(axis, 0)
    if (lengths) return x!.split(await whole(lengths), along)
    const length = x!.shape[along]!
    const piece = Math.ceil(length / (outputs as number))
    return x!.split(
      Array.from({ length: outputs as number }, (_, i) => Math.min(piece, length - i * piece)),
      along,
    )
  },
  Squeeze: async ([x, axes]) => x!.squeeze(axes && (await whole(axes))),
  Tanh: unary((x) => x.tanh()),
  Transpose: ([x], { perm }) => x!.transpose(ints(perm)),
  Unsqueeze: async ([x, axes]) => x!.expandDims(await whole(axes!)),
  Where: ([condition, x, y]) => k.where(condition!, x!, y!),
}

function attributeValue({ type, i, f, s, ints: whole, floats }: AttributeProto): Attributes[string] {
  if (whole.length > 0) return whole.map(Number)
  if (floats.length > 0) return [...floats]
  if (type === 3) return new TextDecoder().decode(s)
  return type === 1 ? f : Number(i)
}

interface Case {
  readonly name: string
  readonly operator: string
  readonly attributes: Attributes
  readonly inputs: readonly string[]
}

function load(name: string): Case | undefined {
  const graph = decodeModel(readFileSync(join(folder!, name, 'model.onnx'))).graph
  const [node, ...others] = graph?.node ?? []
  if (!node || others.length > 0 || !calls[node.opType]) return undefined
  return {
    name,
    operator: node.opType,
    attributes: {
      outputs: node.output.length,
      ...Object.fromEntries(node.attribute.map((attribute) => [attribute.name, attributeValue(attribute)])),
    },
    inputs: node.input,
  }
}

function read(name: string, file: string): Tensor | undefined {
  const path = join(folder!, name, 'test_data_set_0', file)
  if (!existsSync(path)) return undefined
  const { dtype, shape, data } = tensorToTyped(decodeTensor(readFileSync(path)))
  if (!dtypes.includes(dtype as DType)) outside(`the type ${dtype}`)
  return k.fromOwned(data as HostArray, shape, { dtype: dtype as DType })
}

const cases = folder
  ? readdirSync(folder).flatMap((name) => (name.startsWith('test_') ? (load(name) ?? []) : []))
  : [{ name: 'every case', operator: '', attributes: {}, inputs: [] }]

/** How many cases of the standard must have been computed, so that none is left out unnoticed. */
const expected = 202
let covered = 0

describe.skipIf(!folder)(needsShared("operators compute the ONNX standard's cases"), () => {
  it.for(cases)('$name', async ({ name, operator, attributes, inputs }, { skip }) => {
    try {
      let file = 0
      const given = inputs.map((input) => (input === '' ? undefined : read(name, `input_${file++}.pb`)))
      const results = [await calls[operator]!(given, attributes)].flat() as Tensor[]
      for (const [i, result] of results.entries()) {
        const wanted = read(name, `output_${i}.pb`)!
        expect(result.shape).toEqual(wanted.shape)
        expectClose(await result.data(), await wanted.data(), { rtol: 1e-4, atol: 1e-5 }, `output ${i}`)
      }
      covered++
    } catch (error) {
      if (!(error instanceof Outside)) throw error
      skip(`our operators do not offer ${error.message}`)
    }
  })

  it(`covers ${expected} cases; the others ask for what our operators do not offer`, () => {
    expect(covered).toBe(expected)
  })
})
