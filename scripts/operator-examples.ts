import * as kindling from '../src/tensor/index.ts'
import { type DType, type Tensor, tensor } from '../src/tensor/index.ts'

/** Operands of one element type: small whole numbers, which every type can hold. */
export interface Operands {
  readonly dtype: DType
  /** [2, 3], from 1 to 3 (0 and 1 for bool) */
  readonly x: Tensor
  /** [2, 3], from 1 to 3 (0 and 1 for bool) */
  readonly y: Tensor
  /** [3, 2] */
  readonly z: Tensor
  /** [3] */
  readonly row: Tensor
  /** [3, 3] */
  readonly matrix: Tensor
  /** [1, 2, 4, 4] */
  readonly picture: Tensor
  /** [2, 2, 3, 3] */
  readonly kernel: Tensor
  /** [2] */
  readonly channels: Tensor
  /** [1, 2, 3] */
  readonly theta: Tensor
  /** [1, 4, 4, 2] */
  readonly grid: Tensor
  /** [2, 2] */
  readonly square: Tensor
}

/**
 * @param dtype of the operands
 * @param values 'truth' for zeros and ones instead of 1 to 3
 */
export function operands(dtype: DType, values: 'numbers' | 'truth' = dtype === 'bool' ? 'truth' : 'numbers'): Operands {
  let next = 0
  const make = (...shape: number[]): Tensor => {
    const size = shape.reduce((a, b) => a * b, 1)
    const drawn = Array.from({ length: size }, () => {
      next = (next * 5 + 3) % 64
      return values === 'truth' ? (next >> 2) & 1 : (next % 3) + 1
    })
    return tensor(drawn, { shape, dtype })
  }
  return {
    dtype,
    x: make(2, 3),
    y: make(2, 3),
    z: make(3, 2),
    row: make(3),
    matrix: make(3, 3),
    picture: make(1, 2, 4, 4),
    kernel: make(2, 2, 3, 3),
    channels: make(2),
    theta: make(1, 2, 3),
    grid: make(1, 4, 4, 2),
    square: make(2, 2),
  }
}

type Example = (operands: Operands) => Tensor | readonly Tensor[] | Promise<Tensor | readonly Tensor[]>

const k = kindling
const positions = () =>
  tensor(
    [
      [2, 0],
      [1, 1],
    ],
    { dtype: 'int64' },
  )

/** One call of every public operator: what the table in docs/operators.md and the tests of element types are made with. */
export const examples: Readonly<Record<string, Example>> = {
  // Functions of one number
  ...Object.fromEntries(
    (
      [
        ...['neg', 'abs', 'sign', 'floor', 'ceil', 'round', 'exp', 'log', 'sqrt', 'reciprocal', 'rsqrt', 'square'],
        ...['expm1', 'log1p', 'sin', 'cos', 'tan', 'asin', 'acos', 'atan', 'sinh', 'cosh', 'tanh', 'asinh', 'acosh'],
        ...['atanh', 'erf', 'isnan', 'isinf', 'isfinite', 'sigmoid', 'relu', 'softplus', 'logSigmoid', 'leakyRelu'],
        ...['elu', 'gelu', 'silu', 'hardSwish', 'softmax', 'logSoftmax', 'logicalNot', 'bitwiseNot', 'detach'],
        ...[
          'sum',
          'sumSquare',
          'mean',
          'prod',
          'max',
          'min',
          'logsumexp',
          'std',
          'norm',
          'any',
          'all',
          'argmax',
          'argmin',
        ],
        ...['cumsum', 'flatten', 'transpose', 'flip', 'sort', 'argsort'],
      ] as const
    ).map((name) => [name, ({ x }: Operands) => (k[name as 'neg'] as (x: Tensor) => Tensor)(x)]),
  ),
  variance: ({ x }) => k.variance(x),
  // Functions of two
  ...Object.fromEntries(
    (
      [
        ...['add', 'sub', 'mul', 'div', 'rsub', 'rdiv', 'pow', 'rpow', 'maximum', 'minimum', 'remainder', 'fmod'],
        ...['floorDivide', 'bitwiseAnd', 'bitwiseOr', 'bitwiseXor', 'shiftLeft', 'shiftRight', 'atan2', 'equal'],
        ...['notEqual', 'less', 'lessEqual', 'greater', 'greaterEqual', 'logicalAnd', 'logicalOr', 'logicalXor'],
        ...['isClose', 'outer'],
      ] as const
    ).map((name) => [name, ({ x, y }: Operands) => (k[name as 'add'] as (x: Tensor, y: Tensor) => Tensor)(x, y)]),
  ),
  clip: ({ x }) => k.clip(x, 1, 2),
  where: ({ x, y }) => k.where(tensor([true, false, true]), x, y),
  cast: ({ x }) => k.cast(x, 'float64'),
  // Shapes
  reshape: ({ x }) => k.reshape(x, [3, 2]),
  squeeze: ({ theta }) => k.squeeze(theta),
  expandDims: ({ x }) => k.expandDims(x, 1),
  swapAxes: ({ picture }) => k.swapAxes(picture, 1, 3),
  moveAxis: ({ picture }) => k.moveAxis(picture, 1, 3),
  broadcastTo: ({ row }) => k.broadcastTo(row, [2, 3]),
  concat: ({ x, y }) => k.concat([x, y]),
  stack: ({ x, y }) => k.stack([x, y]),
  split: ({ x }) => k.split(x, 3, 1),
  tile: ({ x }) => k.tile(x, [2, 1]),
  repeat: ({ x }) => k.repeat(x, 2, 0),
  roll: ({ x }) => k.roll(x, 1, 1),
  pad: ({ x }) =>
    k.pad(x, [
      [1, 0],
      [0, 2],
    ]),
  // Indexing
  at: ({ x }) => k.at(x, -1, [null, null, -1]),
  narrow: ({ x }) => k.narrow(x, 1, 1, 3),
  take: ({ x }) => k.take(x, [2, 0, 2], 1),
  takeAlongAxis: ({ x }) => k.takeAlongAxis(x, positions(), 1),
  scatterAdd: ({ x, square }) => k.scatterAdd(x, 1, positions(), square),
  scatter: ({ x, square }) => k.scatter(x, 1, positions(), square),
  scatterReduce: ({ x, square }) =>
    (['mul', 'min', 'max'] as const).map((by) => k.scatterReduce(x, 1, positions(), square, by)),
  indexAdd: ({ x, y }) => k.indexAdd(x, 0, [1, 1], y),
  compress: ({ x }) => k.compress(x, tensor([true, false])),
  oneHot: ({ row }) => k.oneHot(row, 4),
  topK: ({ x }) => {
    const { values, positions: at } = k.topK(x, 2)
    return [values, at]
  },
  unique: async ({ x }) => {
    const { values, counts, inverse } = await k.unique(x)
    return [values, counts, inverse]
  },
  // Linear algebra
  matmul: ({ x, z }) => k.matmul(x, z),
  dot: ({ row, z }) => k.dot(row, z),
  einsum: ({ x, z }) => k.einsum('ij,jk->ki', x, z),
  diagonal: ({ matrix }) => k.diagonal(matrix),
  trace: ({ matrix }) => k.trace(matrix),
  // Networks
  conv2d: ({ picture, kernel }) => k.conv2d(picture, kernel, { padding: 1, stride: 2 }),
  convTranspose2d: ({ picture, kernel }) => k.convTranspose2d(picture, kernel, { padding: 1, stride: 2 }),
  maxPool2d: ({ picture }) => k.maxPool2d(picture, 2),
  avgPool2d: ({ picture }) => k.avgPool2d(picture, 2),
  globalAvgPool2d: ({ picture }) => k.globalAvgPool2d(picture),
  globalMaxPool2d: ({ picture }) => k.globalMaxPool2d(picture),
  batchNormTraining: ({ picture, channels }) => k.batchNormTraining(picture, { weight: channels, bias: channels }),
  batchNorm: ({ picture, channels }) => k.batchNorm(picture, { mean: channels, variance: channels }),
  batchStatistics: ({ picture }) => {
    const { mean, variance } = k.batchStatistics(picture)
    return [mean, variance]
  },
  layerNorm: ({ x }) => k.layerNorm(x, [3]),
  interpolate: ({ picture }) => k.interpolate(picture, [6, 5]),
  affineGrid: ({ theta }) => k.affineGrid(theta, [2, 2]),
  gridSample: ({ picture, grid }) => k.gridSample(picture, grid),
}
