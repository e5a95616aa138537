import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'vitest'
import { expectClose } from '../../../test/close.ts'
import { needsShared, shared } from '../../../test/shared.ts'
import {
  affineGrid,
  avgPool2d,
  batchNorm,
  batchNormTraining,
  batchStatistics,
  conv2d,
  einsum,
  grad,
  gridSample,
  layerNorm,
  linspace,
  matmul,
  maxPool2d,
  type Tensor,
  tensor,
} from '../index.ts'

interface Stored {
  readonly shape: readonly number[]
  readonly data: readonly number[]
}
interface Case {
  readonly name: string
  readonly inputs: Readonly<Record<string, Stored>>
  // biome-ignore lint/suspicious/noExplicitAny: each case has attributes of its own
  readonly attrs: Readonly<Record<string, any>>
  readonly output: Stored
  readonly grads?: Readonly<Record<string, Stored>>
}

const cases: readonly Case[] = shared
  ? JSON.parse(readFileSync(join(shared, 'oracle', 'ops.json'), 'utf8'))
  : [{ name: 'every case', inputs: {}, attrs: {}, output: { shape: [], data: [] } }]

const given = ({ shape, data }: Stored): Tensor => tensor([...data], { shape })

/** How each operator of the file is called here. */
const calls: Readonly<Record<string, (inputs: Record<string, Tensor>, attributes: Case['attrs']) => Tensor>> = {
  conv2d: ({ input, weight, bias }, attrs) => conv2d(input!, weight!, { bias, ...attrs }),
  max_pool2d: ({ input }, { kernel, stride, padding }) => maxPool2d(input!, kernel, { stride, padding }),
  avg_pool2d: ({ input }, { kernel, stride, padding, count_include_pad }) =>
    avgPool2d(input!, kernel, { stride, padding, countIncludePad: count_include_pad }),
  batch_norm_training: ({ input, weight, bias }, { eps }) => batchNormTraining(input!, { weight, bias, eps }),
  batch_norm_eval: ({ input, weight, bias }, { eps, running_mean, running_var }) =>
    batchNorm(input!, { mean: given(running_mean), variance: given(running_var) }, { weight, bias, eps }),
  layer_norm: ({ input, weight, bias }, { normalized_shape, eps }) =>
    layerNorm(input!, normalized_shape, { weight, bias, eps }),
  softmax: ({ input }, { axis }) => input!.softmax(axis),
  log_softmax: ({ input }, { axis }) => input!.logSoftmax(axis),
  logsumexp: ({ input }, { axis }) => input!.logsumexp(axis),
  matmul: ({ a, b }) => matmul(a!, b!),
  einsum: ({ a, b }, { equation }) => einsum(equation, a!, b!),
  sigmoid: ({ input }) => input!.sigmoid(),
  tanh: ({ input }) => input!.tanh(),
  relu: ({ input }) => input!.relu(),
  exp: ({ input }) => input!.exp(),
  gelu: ({ input }) => input!.gelu(),
  softplus: ({ input }) => input!.softplus(),
  silu: ({ input }) => input!.silu(),
  log1p_abs: ({ input }) => input!.abs().log1p(),
  sqrt_abs: ({ input }) => input!.abs().sqrt(),
  prod_axis1: ({ input }) => input!.prod(1),
  var_axis1: ({ input }) => input!.var(1, { correction: 1 }),
  std_all: ({ input }) => input!.std(undefined, { correction: 1 }),
  max_axis1: ({ input }) => input!.max(1),
  cumsum_axis1: ({ input }) => input!.cumsum(1),
  gather_axis1: ({ input }, { index }) => input!.take([...index.data], 1),
  affine_grid_sample: ({ input }, { theta, size, mode, padding, align_corners }) =>
    gridSample(input!, affineGrid(given(theta), size, { alignCorners: align_corners }), {
      mode: mode === 'bilinear' ? 'linear' : mode,
      padding,
      alignCorners: align_corners,
    }),
}

describe.skipIf(!shared)(needsShared('operators compute what PyTorch computes'), () => {
  it.each(cases.map((one, i) => ({ ...one, title: `${i} ${one.name} ${JSON.stringify(one.attrs).slice(0, 90)}` })))(
    '$title',
    async ({ name, inputs, attrs, output, grads = {} }) => {
      const tensors = Object.fromEntries(Object.entries(inputs).map(([key, value]) => [key, given(value)]))
      const y = calls[name]!(tensors, attrs)
      expectClose(y.shape, output.shape, {}, 'shape')
      expectClose(await y.data(), output.data)
      const weight = y.ndim === 0 ? tensor(1) : linspace(-1, 1, y.size).reshape(y.shape)
      const wanted = Object.keys(grads)
      const found = grad(
        y,
        wanted.map((key) => tensors[key]!),
        weight,
      )
      // PyTorch's linspace misses its points by 3e-8, which stays where other terms cancel: so 1e-6 of the largest number.
      for (const [i, key] of wanted.entries()) {
        const atol = 1e-6 * Math.max(1, ...grads[key]!.data.map(Math.abs))
        expectClose(await found[i]!.data(), grads[key]!.data, { atol }, `gradient of ${key}`)
      }
      if (name === 'batch_norm_training') {
        // The running statistics follow from those of the batch; PyTorch's variance is the sample's.
        const { mean, variance } = batchStatistics(tensors.input!)
        const count = tensors.input!.size / mean.size
        const moved = (from: Stored, to: Tensor): Tensor => given(from).mul(0.9).add(to.mul(0.1))
        const sample = variance.mul(count / (count - 1))
        expectClose(await moved(attrs.running_mean, mean).data(), attrs.running_mean_after.data)
        expectClose(await moved(attrs.running_var, sample).data(), attrs.running_var_after.data)
      }
    },
  )
})
