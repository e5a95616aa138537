import { describe, expect, it } from 'vitest'
import { expectClose } from '../../../test/close.ts'
import {
  type Differentiable,
  expectGradient,
  inputsOf,
  pointOf,
  scalarOf,
  slopeOf,
} from '../../../test/finite-differences.ts'
import * as k from '../index.ts'
import { operatorTable, type Tensor, tensor } from '../index.ts'
import { matmulTransposed } from './linear.ts'

const { grad } = k
type Shapes = readonly (readonly number[])[]
type Cases = Record<string, Differentiable>

const unary = (f: (x: Tensor) => Tensor, range: readonly [number, number] = [-2, 2]): Differentiable => ({
  f,
  shapes: [[2, 3]],
  range,
})

/** How two operands may meet: equal shapes, more axes on one side, axes that stretch on both. */
const meetings: Shapes[] = [
  [
    [2, 3],
    [2, 3],
  ],
  [[2, 3], [3]],
  [
    [1, 3],
    [2, 1],
  ],
  [[], [2]],
  [
    [2, 1, 2],
    [3, 1],
  ],
]
const binary = (
  name: string,
  f: (x: Tensor, y: Tensor) => Tensor,
  range?: Differentiable['range'],
  at: Shapes[] = meetings,
): Cases =>
  Object.fromEntries(
    at.map((shapes) => [
      `${name} of ${JSON.stringify(shapes)}`,
      { f: f as Differentiable['f'], shapes, ...(range && { range }) },
    ]),
  )

const reductions = (name: string, f: (x: Tensor, axis?: k.Axes, options?: { keepdims: boolean }) => Tensor): Cases =>
  Object.fromEntries(
    [undefined, 0, -1, [0, 2], []].flatMap((axis) =>
      [false, true].map((keepdims) => [
        `${name} along ${JSON.stringify(axis)}${keepdims ? ', kept' : ''}`,
        { f: (x: Tensor) => f(x, axis, { keepdims }), shapes: [[2, 2, 3]] },
      ]),
    ),
  )

const functions: Cases = {
  neg: unary((x) => x.neg()),
  abs: unary((x) => x.abs()),
  sign: unary((x) => x.sign()),
  floor: unary((x) => x.floor()),
  ceil: unary((x) => x.ceil()),
  round: unary((x) => x.round()),
  exp: unary((x) => x.exp()),
  log: unary((x) => x.log(), [0.4, 3]),
  sqrt: unary((x) => x.sqrt(), [0.4, 3]),
  reciprocal: unary((x) => x.reciprocal(), [0.4, 3]),
  rsqrt: unary((x) => x.rsqrt(), [0.4, 3]),
  square: unary((x) => x.square()),
  expm1: unary((x) => x.expm1()),
  log1p: unary((x) => x.log1p(), [-0.6, 2]),
  sin: unary((x) => x.sin()),
  cos: unary((x) => x.cos()),
  tan: unary((x) => x.tan(), [-1, 1]),
  asin: unary((x) => x.asin(), [-0.8, 0.8]),
  acos: unary((x) => x.acos(), [-0.8, 0.8]),
  atan: unary((x) => x.atan()),
  sinh: unary((x) => x.sinh()),
  cosh: unary((x) => x.cosh()),
  tanh: unary((x) => x.tanh()),
  asinh: unary((x) => x.asinh()),
  acosh: unary((x) => x.acosh(), [1.3, 3]),
  atanh: unary((x) => x.atanh(), [-0.8, 0.8]),
  erf: unary((x) => x.erf()),
  sigmoid: unary((x) => x.sigmoid()),
  relu: unary((x) => x.relu()),
  softplus: unary((x) => x.softplus()),
  logSigmoid: unary((x) => x.logSigmoid()),
  leakyRelu: unary((x) => x.leakyRelu(0.2)),
  elu: unary((x) => x.elu(0.7)),
  gelu: unary((x) => x.gelu()),
  'gelu by tanh': unary((x) => x.gelu({ approximate: 'tanh' })),
  silu: unary((x) => x.silu()),
  hardSwish: unary((x) => x.hardSwish(), [-4, 4]),
  softmax: unary((x) => x.softmax()),
  'softmax along 0': unary((x) => x.softmax(0)),
  logSoftmax: unary((x) => x.logSoftmax()),
  'logSoftmax along 0': unary((x) => x.logSoftmax(0)),
  clip: unary((x) => x.clip(-0.7, 0.9)),
  'clip on one side': unary((x) => x.clip(null, 0.9)),
  'a cast and back': { ...unary((x) => x.cast('float32').mul(3).cast('float64')), step: 0.5, tolerance: 1e-5 },
  isClose: unary((x) => k.where(x.isClose(0.5, { atol: 1 }), x, 0)),
}

const meetingsOfTwo: Cases = {
  ...binary('add', k.add),
  ...binary('sub', k.sub),
  ...binary('rsub', k.rsub),
  ...binary('mul', k.mul),
  ...binary('div', k.div, [
    [-2, 2],
    [0.5, 2],
  ]),
  ...binary('rdiv', k.rdiv, [
    [0.5, 2],
    [-2, 2],
  ]),
  ...binary('pow', k.pow, [0.4, 2]),
  ...binary('rpow', k.rpow, [0.4, 2]),
  ...binary('maximum', k.maximum),
  ...binary('minimum', k.minimum),
  ...binary('remainder', k.remainder, [
    [-3, 3],
    [0.7, 1.1],
  ]),
  ...binary('fmod', k.fmod, [
    [-3, 3],
    [-1.1, -0.7],
  ]),
  ...binary('atan2', k.atan2),
  ...binary('where', (x, y) => k.where(tensor([[true], [false]]), x, y), undefined, [
    [[2, 3], [3]],
    [[], [3]],
  ]),
  ...binary('outer', k.outer, undefined, [[[3], [2]]]),
}

const reduced: Cases = {
  ...reductions('sum', k.sum),
  ...reductions('mean', k.mean),
  ...reductions('prod', k.prod),
  ...reductions('max', k.max),
  ...reductions('min', k.min),
  ...reductions('logsumexp', k.logsumexp),
  ...reductions('norm', k.norm),
  'norm of order 1': unary((x) => x.norm(-1, { ord: 1 })),
  'norm of order 3': unary((x) => x.norm(0, { ord: 3, keepdims: true })),
  'norm of order Infinity': unary((x) => x.norm(1, { ord: Number.POSITIVE_INFINITY })),
  ...Object.fromEntries(
    [undefined, 0, [0, 2]].flatMap((axis) =>
      [0, 1].flatMap((correction) => [
        [
          `variance along ${axis} less ${correction}`,
          { f: (x: Tensor) => x.var(axis, { correction }), shapes: [[2, 2, 3]] },
        ],
        [
          `std along ${axis} less ${correction}`,
          { f: (x: Tensor) => x.std(axis, { correction, keepdims: true }), shapes: [[2, 2, 3]] },
        ],
      ]),
    ),
  ),
  cumsum: unary((x) => x.cumsum()),
  'cumsum along 0': unary((x) => x.cumsum(0)),
  'cumsum along -1': unary((x) => x.cumsum(-1)),
}

const whole = (...values: readonly number[]): Tensor => tensor(values, { dtype: 'int64' })

const shapesAndPlaces: Cases = {
  reshape: unary((x) => x.reshape([3, -1]).reshape([6])),
  flatten: { f: (x) => x.flatten(1, 2), shapes: [[2, 1, 2, 2]] },
  squeeze: { f: (x) => x.squeeze(1).squeeze(), shapes: [[2, 1, 3, 1]] },
  expandDims: unary((x) => x.expandDims([0, -1])),
  transpose: unary((x) => x.transpose()),
  'transpose of three axes': { f: (x) => x.transpose([1, 2, 0]), shapes: [[2, 3, 2]] },
  'transpose of long axes only': { f: (x) => x.transpose([2, 0, 1]), shapes: [[2, 3, 1]] },
  swapAxes: { f: (x) => x.swapAxes(0, -1), shapes: [[2, 1, 3]] },
  moveAxis: { f: (x) => x.moveAxis(-1, 0), shapes: [[2, 2, 3]] },
  broadcastTo: { f: (x) => x.broadcastTo([2, 3, 2]).square(), shapes: [[3, 1]] },
  'broadcastTo twice': { f: (x) => x.broadcastTo([3, 2]).broadcastTo([2, 3, 2]), shapes: [[3, 1]] },
  sumTo: { f: (x) => k.sumTo(x, [2, 1]), shapes: [[3, 2, 2]] },
  concat: {
    f: (x, y) => k.concat([x, y, x], 1),
    shapes: [
      [2, 1],
      [2, 2],
    ],
  },
  stack: {
    f: (x, y) => k.stack([x, y], -1),
    shapes: [
      [2, 2],
      [2, 2],
    ],
  },
  split: { f: (x) => x.split([1, 2])[1]!.mul(x.split(3, 0)[0]!), shapes: [[3, 2]] },
  tile: unary((x) => x.tile([2, 1, 2])),
  repeat: unary((x) => x.repeat(2, 1)),
  'repeat of all': unary((x) => x.repeat(2)),
  roll: unary((x) => x.roll(1)),
  'roll along an axis': unary((x) => x.roll(-2, -1)),
  flip: unary((x) => x.flip()),
  'flip along an axis': unary((x) => x.flip(-1)),
  pad: unary((x) =>
    x.pad(
      [
        [1, 0],
        [0, 2],
      ],
      { value: 3 },
    ),
  ),
  'pad by edge': unary((x) =>
    x.pad(
      [
        [1, 2],
        [0, 2],
      ],
      { mode: 'edge' },
    ),
  ),
  'pad by reflection': unary((x) =>
    x.pad(
      [
        [1, 0],
        [2, 3],
      ],
      { mode: 'reflect' },
    ),
  ),
  'pad by wrapping': unary((x) =>
    x.pad(
      [
        [1, 0],
        [4, 3],
      ],
      { mode: 'wrap' },
    ),
  ),
  'at a position': unary((x) => x.at(1)),
  'at a range': unary((x) => x.at(':', [1, null])),
  'at steps': { f: (x) => x.at([0, null, 2], [null, 1, -2], null), shapes: [[5, 6]] },
  'at steps backwards': { f: (x) => x.at('...', [4, 0, -3]), shapes: [[2, 6]] },
  'at nothing': { f: (x) => k.concat([x.at([2, 2]), x.at([null, 0, -1]), x]), shapes: [[3]] },
  'at positions': { f: (x) => x.at(':', whole(1, 0, 1), 0), shapes: [[2, 2, 2]] },
  narrow: unary((x) => x.narrow(1, 1, 2)),
  take: unary((x) => x.take([1, 0, -1, 1])),
  'take along 1': unary((x) =>
    x.take(
      [
        [2, 0],
        [-1, 2],
      ],
      1,
    ),
  ),
  'take one': unary((x) => x.take(tensor(1, { dtype: 'int32' }), 1)),
  takeAlongAxis: unary((x) =>
    x.takeAlongAxis(
      tensor(
        [
          [2, -1],
          [0, 0],
        ],
        { dtype: 'int64' },
      ),
      1,
    ),
  ),
  'takeAlongAxis of fewer': unary((x) => x.takeAlongAxis([[1, 0]], 0)),
  scatter: {
    f: (x, y) =>
      x.scatter(
        1,
        [
          [2, -2],
          [0, 1],
        ],
        y,
      ),
    shapes: [
      [2, 3],
      [2, 2],
    ],
  },
  scatterAdd: {
    f: (x, y) =>
      x.scatterAdd(
        1,
        [
          [2, -1],
          [0, 0],
        ],
        y,
      ),
    shapes: [
      [2, 3],
      [2, 2],
    ],
  },
  indexAdd: {
    f: (x, y) => x.indexAdd(0, [1, 1, -2], y),
    shapes: [
      [2, 3],
      [3, 3],
    ],
  },
  'indexAdd along 1': {
    f: (x, y) => x.indexAdd(1, [0, -1, 0, 1], y),
    shapes: [
      [2, 3],
      [2, 4],
    ],
  },
  topK: unary((x) => x.topK(2).values),
  'topK of the smallest along 0': unary((x) => x.topK(1, 0, { largest: false }).values),
  sort: unary((x) => x.sort()),
  'sort falling along 0': unary((x) => x.sort(0, { descending: true })),
}

const products: Cases = {
  ...Object.fromEntries(
    (
      [
        [
          [2, 3],
          [3, 2],
        ],
        [[3], [3]],
        [[3], [3, 2]],
        [[2, 3], [3]],
        [
          [2, 2, 3],
          [3, 2],
        ],
        [
          [2, 3],
          [2, 3, 1],
        ],
        [
          [2, 1, 2, 2],
          [2, 2, 1],
        ],
        [[2, 2, 3], [3]],
        [
          [1, 2],
          [3, 2, 2],
        ],
      ] as Shapes[]
    ).map((shapes) => [`matmul of ${JSON.stringify(shapes)}`, { f: (a: Tensor, b: Tensor) => k.matmul(a, b), shapes }]),
  ),
  matmulTransposed: {
    f: (a, b) => matmulTransposed(a, b),
    shapes: [
      [2, 3, 2],
      [4, 2],
    ],
  },
  dot: { f: (a, b) => k.dot(a, b), shapes: [[3], [3]] },
  diagonal: { f: (x) => x.diagonal({ offset: 1 }), shapes: [[3, 3]] },
  'diagonal below, of inner axes': { f: (x) => x.diagonal({ offset: -1, axis1: 2, axis2: 0 }), shapes: [[3, 2, 2]] },
  trace: { f: (x) => x.trace(), shapes: [[3, 3]] },
  ...Object.fromEntries(
    (
      [
        ['ij,jk->ik', [2, 3], [3, 2]],
        ['bij,bjk->ik', [2, 2, 2], [2, 2, 2]],
        ['ii->i', [3, 3]],
        ['ij->', [2, 2]],
        ['i,j,ij->j', [2], [3], [2, 3]],
        ['ij,kj', [2, 3], [2, 3]],
        ['iij,j->ji', [2, 2, 3], [3]],
      ] as [string, ...Shapes][]
    ).map(([equation, ...shapes]) => [
      `einsum ${equation}`,
      { f: (...xs: Tensor[]) => k.einsum(equation, ...xs), shapes },
    ]),
  ),
}

const convolutions = (
  name: string,
  f: (x: Tensor, weight: Tensor, options: k.ConvolutionOptions) => Tensor,
  list: readonly (readonly [k.ConvolutionOptions & { outputPadding?: k.Pair }, ...Shapes])[],
): Cases =>
  Object.fromEntries(
    list.map(([options, ...shapes]) => [
      `${name} ${JSON.stringify(options)} of ${JSON.stringify(shapes)}`,
      { f: (x: Tensor, weight: Tensor) => f(x, weight, options), shapes },
    ]),
  )

const pictures: Cases = {
  ...convolutions('conv2d', k.conv2d, [
    [{}, [1, 2, 3, 3], [2, 2, 2, 2]],
    [{ padding: 1 }, [2, 1, 2, 3], [1, 1, 3, 3]],
    [{ stride: 2 }, [1, 2, 4, 5], [2, 2, 2, 2]],
    [{ stride: [2, 3], padding: [1, 0] }, [1, 1, 3, 6], [2, 1, 3, 2]],
    [{ dilation: 2, padding: 1 }, [1, 2, 4, 4], [1, 2, 2, 2]],
    [{ dilation: [1, 2], stride: [2, 1], padding: [0, 2] }, [1, 1, 4, 3], [2, 1, 2, 3]],
    [{ groups: 2 }, [1, 4, 2, 3], [2, 2, 2, 2]],
    [{ groups: 2, stride: 2, padding: 1 }, [2, 2, 3, 3], [4, 1, 3, 3]],
    [{}, [2, 9, 2, 2], [2, 9, 1, 1]],
    [{ stride: 2 }, [1, 2, 4, 3], [2, 2, 1, 1]],
    [{ padding: 2 }, [1, 1, 1, 2], [1, 1, 2, 2]],
    [{ padding: 1 }, [1, 10, 2, 2], [1, 10, 2, 2]],
  ]),
  'conv2d, squared': {
    f: (x, weight) => k.conv2d(x, weight, { stride: 2, padding: 1 }).square(),
    shapes: [
      [1, 1, 3, 3],
      [2, 1, 2, 2],
    ],
  },
  'conv2d in groups, squared': {
    f: (x, weight) => k.conv2d(x, weight, { groups: 2 }).square(),
    shapes: [
      [1, 2, 2, 2],
      [2, 1, 2, 1],
    ],
  },
  'conv2d with bias': {
    f: (x, weight, bias) => k.conv2d(x, weight, { bias, padding: 1 }),
    shapes: [[2, 1, 2, 2], [2, 1, 2, 2], [2]],
  },
  ...convolutions('convTranspose2d', k.convTranspose2d, [
    [{}, [1, 2, 2, 3], [2, 2, 2, 2]],
    [{ padding: 1 }, [1, 1, 3, 2], [1, 2, 3, 3]],
    [{ stride: 2 }, [1, 2, 2, 2], [2, 1, 3, 2]],
    [{ stride: 2, outputPadding: 1, padding: 1 }, [1, 1, 2, 3], [1, 2, 3, 3]],
    [{ stride: [3, 2], outputPadding: [2, 0] }, [1, 2, 2, 1], [2, 1, 1, 2]],
    [{ dilation: 2, stride: 1 }, [1, 1, 2, 2], [1, 2, 2, 2]],
    [{ groups: 2, stride: 2 }, [1, 2, 2, 2], [2, 2, 2, 2]],
    [{ groups: 2 }, [1, 4, 2, 2], [4, 1, 2, 2]],
  ]),
  'convTranspose2d with bias': {
    f: (x, weight, bias) => k.convTranspose2d(x, weight, { bias, stride: 2 }),
    shapes: [[1, 1, 2, 2], [1, 2, 2, 2], [2]],
  },
  maxPool2d: { f: (x) => k.maxPool2d(x, 2), shapes: [[1, 2, 4, 5]] },
  'maxPool2d with padding and stride': {
    f: (x) => k.maxPool2d(x, [3, 2], { stride: [2, 1], padding: 1 }),
    shapes: [[2, 1, 4, 3]],
  },
  avgPool2d: { f: (x) => k.avgPool2d(x, 2), shapes: [[1, 2, 5, 4]] },
  'avgPool2d with padding': { f: (x) => k.avgPool2d(x, 3, { stride: 2, padding: 1 }), shapes: [[2, 1, 4, 5]] },
  'avgPool2d without counting the padding': {
    f: (x) => k.avgPool2d(x, [2, 3], { stride: [1, 2], padding: 1, countIncludePad: false }),
    shapes: [[1, 2, 3, 4]],
  },
  'avgPool2d with gaps': { f: (x) => k.avgPool2d(x, 1, { stride: 3 }), shapes: [[1, 1, 5, 6]] },
  globalAvgPool2d: { f: k.globalAvgPool2d, shapes: [[2, 2, 2, 3]] },
  globalMaxPool2d: { f: k.globalMaxPool2d, shapes: [[2, 2, 2, 3]] },
  batchNormTraining: {
    f: (x, weight, bias) => k.batchNormTraining(x, { weight, bias }),
    shapes: [[3, 2, 2], [2], [2]],
  },
  'batchNormTraining of rows, bare': { f: (x) => k.batchNormTraining(x, { eps: 0.1 }), shapes: [[4, 2]] },
  batchNorm: {
    f: (x, mean, variance, weight, bias) => k.batchNorm(x, { mean, variance }, { weight, bias }),
    shapes: [[2, 2, 2], [2], [2], [2], [2]],
    range: [
      [-2, 2],
      [-2, 2],
      [0.5, 2],
      [-2, 2],
      [-2, 2],
    ],
  },
  batchStatistics: {
    f: (x) => k.stack(Object.values(k.batchStatistics(x))),
    shapes: [[3, 2, 2]],
  },
  layerNorm: {
    f: (x, weight, bias) => k.layerNorm(x, [2, 2], { weight, bias }),
    shapes: [
      [2, 2, 2],
      [2, 2],
      [2, 2],
    ],
  },
  'layerNorm, bare': { f: (x) => k.layerNorm(x, [4], { eps: 0.1 }), shapes: [[2, 4]] },
  interpolate: { f: (x) => k.interpolate(x, [5, 2]), shapes: [[1, 2, 3, 4]] },
  'interpolate, corners aligned': {
    f: (x) => k.interpolate(x, [2, 5], { alignCorners: true }),
    shapes: [[1, 1, 3, 3]],
  },
  'interpolate, cubic': { f: (x) => k.interpolate(x, [5, 3], { mode: 'cubic' }), shapes: [[1, 1, 3, 3]] },
  'interpolate, nearest': { f: (x) => k.interpolate(x, [5, 2], { mode: 'nearest' }), shapes: [[1, 1, 3, 3]] },
  affineGrid: { f: (theta) => k.affineGrid(theta, [2, 3]), shapes: [[2, 2, 3]] },
  ...Object.fromEntries(
    (['zeros', 'border', 'reflection'] as const).flatMap((padding) =>
      [false, true].flatMap((alignCorners) =>
        (['linear', 'nearest'] as const).map((mode) => [
          `gridSample ${mode} ${padding}${alignCorners ? ', corners aligned' : ''}`,
          {
            f: (x: Tensor, grid: Tensor) => k.gridSample(x, grid, { mode, padding, alignCorners }),
            shapes: [
              [1, 2, 3, 4],
              [1, 2, 3, 2],
            ],
            range: [
              [-2, 2],
              [-1.4, 1.4],
            ] as const,
          },
        ]),
      ),
    ),
  ),
  'gridSample on a grid that depends on the picture': {
    f: (x) => k.gridSample(x, x.reshape([1, 2, 2, 2]).mul(0.3), { padding: 'border' }),
    shapes: [[1, 2, 2, 2]],
  },
}

const suites: Record<string, Cases> = { functions, meetingsOfTwo, reduced, shapesAndPlaces, products, pictures }

/** Rows through which nothing flows, although mathematics might have it otherwise. */
const exempt: Record<string, string> = {
  detach: 'its purpose is that nothing flows',
  topKPositions: 'gives whole numbers that stay the same nearby',
  maxPool2dPositions: 'gives whole numbers that stay the same nearby',
  ...Object.fromEntries(
    ['equal', 'less', 'lessEqual', 'greater', 'greaterEqual', 'logicalAnd', 'logicalOr', 'logicalXor', 'logicalNot']
      .concat(['isnan', 'isinf'])
      .map((name) => [name, 'answers true or false, whose derivative is 0 wherever there is one']),
  ),
  ...Object.fromEntries(
    ['bitwiseAnd', 'bitwiseOr', 'bitwiseXor', 'shiftLeft', 'shiftRight'].map((name) => [name, 'takes integers only']),
  ),
}

/** The rows that a tensor is computed with. */
function rowsOf(tensor: Tensor, found = new Set<string>(), seen = new Set<Tensor>()): Set<string> {
  if (seen.has(tensor)) return found
  seen.add(tensor)
  if (tensor.operation) {
    found.add(tensor.operation.row.name)
    for (const input of tensor.operation.inputs) rowsOf(input, found, seen)
  }
  return found
}

describe.each(Object.entries(suites))('the gradients of %s', (_, cases) => {
  it.each(Object.keys(cases))('%s: that of central differences, and so is its own gradient', async (name) => {
    const one = cases[name]!
    await expectGradient(scalarOf(one), one)
    await expectGradient(slopeOf(one), { tolerance: 2e-6, ...one })
  })
})

describe('gradients in float32', () => {
  it.each(Object.entries(suites))('of %s are those in float64', async (_, cases) => {
    await Promise.all(
      Object.entries(cases).map(async ([name, one]) => {
        if (name === 'a cast and back') return
        const scalar = scalarOf(one)
        const wide = inputsOf(one, pointOf(one))
        const narrow = wide.map((x) => x.cast('float32'))
        const [wanted, found] = await Promise.all(
          [wide, narrow].map(async (inputs) =>
            Promise.all(grad(scalar(...inputs), inputs).map(async (g) => [...(await g.data())].map(Number))),
          ),
        )
        for (const [i, values] of wanted!.entries()) {
          const atol = 2e-5 * Math.max(1, ...values.map(Math.abs))
          expectClose(found![i]!, values, { rtol: 2e-5, atol }, `${name}, input ${i}`)
        }
      }),
    )
  })
})

describe('the operator table', () => {
  it('every row has a gradient that is tested here, or a reason to have none', () => {
    const tested = new Set<string>()
    for (const one of Object.values(suites).flatMap((cases) => Object.values(cases))) {
      const inputs = inputsOf(one, pointOf(one))
      for (const differentiated of [scalarOf(one), slopeOf(one)]) rowsOf(differentiated(...inputs), tested)
    }
    const untested = [...operatorTable.values()]
      .filter(({ gradient, name }) => typeof gradient === 'function' && !tested.has(name) && !exempt[name])
      .map(({ name }) => name)
    expect(untested).toEqual([])
    for (const { gradient, name } of operatorTable.values())
      if (typeof gradient !== 'function') expect(gradient.none, name).not.toBe('')
  })

  it('names no row as exempt that does not exist', () => {
    expect(Object.keys(exempt).filter((name) => !operatorTable.has(name))).toEqual([])
  })
})
