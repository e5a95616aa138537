import * as np from 'kindling/numpy'
import { type DType, dtypes, type Tensor } from '../../src/tensor/index.ts'
import type { Result } from './peer.ts'

/** An expression for NumPy, and the same for Kindling. */
export type Case = readonly [python: string, ours: () => Result | Promise<Result>]

const { NaN: nan, POSITIVE_INFINITY: inf } = Number

/** Arrays of every type, with what tends to go wrong: zeros of both signs, NaN, infinities, negatives, halves. */
const samples: Record<string, readonly [python: string, ours: Tensor]> = {
  whole: ['np.array([-7,-3,-1,0,1,2,5])', np.array([-7, -3, -1, 0, 1, 2, 5])],
  narrow: ['np.array([-7,-3,-1,0,1,2,5],dtype="int32")', np.array([-7, -3, -1, 0, 1, 2, 5], { dtype: 'int32' })],
  byte: ['np.array([0,1,2,100,255],dtype="uint8")', np.array([0, 1, 2, 100, 255], { dtype: 'uint8' })],
  unsigned: ['np.array([0,1,7,9,200],dtype="uint32")', np.array([0, 1, 7, 9, 200], { dtype: 'uint32' })],
  truth: ['np.array([True,False,True])', np.array([true, false, true])],
  double: [
    'np.array([-2.5,-1.5,-0.5,-0.0,0.0,0.3,1.0,2.5,np.inf,-np.inf,np.nan,1e-9,700.5])',
    np.array([-2.5, -1.5, -0.5, -0, 0, 0.3, 1, 2.5, inf, -inf, nan, 1e-9, 700.5]),
  ],
  single: [
    'np.array([-2.5,-0.5,0,0.3,1,2.5],dtype="float32")',
    np.array([-2.5, -0.5, 0, 0.3, 1, 2.5], { dtype: 'float32' }),
  ],
  half: [
    'np.array([-2.5,-0.5,0,0.25,1,2.5],dtype="float16")',
    np.array([-2.5, -0.5, 0, 0.25, 1, 2.5], { dtype: 'float16' }),
  ],
}

const over = (names: readonly string[], fn: string, ours: (x: Tensor) => Result | Promise<Result>): Case[] =>
  names.map((name) => [fn.replaceAll('X', samples[name]![0]), () => ours(samples[name]![1])])
const allKinds = Object.keys(samples)
const numbers = allKinds.filter((name) => name !== 'truth')
const floats = ['double', 'single', 'half']
const wholes = ['whole', 'narrow', 'byte', 'unsigned']

/** Pairs of samples of equal length or with one element, for functions of two. */
const pairs: readonly (readonly [python: string, x: np.ArrayLike, y: np.ArrayLike])[] = [
  [
    'np.array([-7,-3,0,2,5,7]),np.array([2,-2,3,0,-5,3])',
    np.array([-7, -3, 0, 2, 5, 7]),
    np.array([2, -2, 3, 0, -5, 3]),
  ],
  ['np.array([7,9,200],dtype="uint8"),np.array([2,5,100],dtype="uint8")', np.uint8([7, 9, 200]), np.uint8([2, 5, 100])],
  ['np.array([7,-9],dtype="int32"),np.array([[2],[4]],dtype="int64")', np.int32([7, -9]), np.array([[2], [4]])],
  ['np.array([7,9],dtype="uint32"),np.array([2,-4],dtype="int32")', np.uint32([7, 9]), np.int32([2, -4])],
  ['np.array([7,-9],dtype="int32"),np.array([2,4],dtype="float32")', np.int32([7, -9]), np.float32([2, 4])],
  ['np.array([7,9],dtype="uint8"),np.array([2,4],dtype="float16")', np.uint8([7, 9]), np.float16([2, 4])],
  ['np.array([1.5,-2.5],dtype="float32"),2', np.float32([1.5, -2.5]), 2],
  ['np.array([1.5,-2.5],dtype="float32"),0.1', np.float32([1.5, -2.5]), 0.1],
  ['np.array([3,-2],dtype="int32"),2', np.int32([3, -2]), 2],
  ['np.array([3,-2],dtype="int32"),2.5', np.int32([3, -2]), 2.5],
  ['3,np.array([2.0,4.0])', 3, np.float64([2, 4])],
  [
    'np.array([7.5,-7.5,7.5,-7.5,1.0,-4.0,0.0,np.nan,np.inf,1.0,-1.0]),np.array([2.0,2.0,-2.0,-2.0,0.1,2.0,3.0,1.0,2.0,np.inf,np.inf])',
    np.float64([7.5, -7.5, 7.5, -7.5, 1, -4, 0, nan, inf, 1, -1]),
    np.float64([2, 2, -2, -2, 0.1, 2, 3, 1, 2, inf, inf]),
  ],
]
const twos = (
  fn: string,
  ours: (x: np.ArrayLike, y: np.ArrayLike) => Result,
  take = (_: string): boolean => true,
): Case[] => pairs.filter(([python]) => take(python)).map(([python, x, y]) => [`np.${fn}(${python})`, () => ours(x, y)])
const ofWholes = (python: string): boolean => !/float|\d\.\d/.test(python)

export const promotion: readonly Case[] = dtypes.flatMap((a) =>
  dtypes.flatMap((b): Case[] => [
    [`np.zeros((),np.promote_types("${a}","${b}"))`, () => np.zeros([], { dtype: np.promoteTypes(a, b) })],
    [
      `[np.can_cast("${a}","${b}",c) for c in ("safe","same_kind","unsafe")]`,
      () => (['safe', 'same_kind', 'unsafe'] as const).map((casting) => np.canCast(a, b, casting)),
    ],
  ]),
)

export const limits: readonly Case[] = [
  ...(['float16', 'float32', 'float64'] as DType[]).map(
    (dtype): Case => [
      `i=np.finfo("${dtype}"); [float(x) for x in (i.bits,i.eps,i.max,i.min,i.tiny,i.smallest_subnormal)]`,
      () => {
        const { bits, eps, max, min, tiny, smallestSubnormal } = np.finfo(dtype)
        return [bits, eps, max, min, tiny, smallestSubnormal].map((x) => np.float64(x))
      },
    ],
  ),
  ...(['uint8', 'int32', 'uint32', 'int64'] as DType[]).map(
    (dtype): Case => [
      `[np.iinfo("${dtype}").bits, np.iinfo("${dtype}").min, np.iinfo("${dtype}").max]`,
      () => [np.iinfo(dtype).bits, np.iinfo(dtype).min, np.iinfo(dtype).max],
    ],
  ),
]

export const arithmetic: readonly Case[] = [
  ...twos('add', np.add),
  ...twos('subtract', np.subtract),
  ...twos('multiply', np.multiply),
  ...twos('divide', np.divide),
  ...twos('floor_divide', np.floorDivide),
  ...twos('remainder', np.remainder),
  ...twos('fmod', np.fmod),
  ...twos('divmod', np.divmod),
  ...twos('float_power', np.floatPower),
  ...twos('maximum', np.maximum),
  ...twos('minimum', np.minimum),
  ...twos('fmax', np.fmax),
  ...twos('fmin', np.fmin),
  ...twos('copysign', np.copysign),
  ...twos('heaviside', np.heaviside),
  ...twos('hypot', np.hypot),
  ...twos('arctan2', np.arctan2),
  ...twos('logaddexp', np.logaddexp),
  ...twos('logaddexp2', np.logaddexp2),
  ...twos('gcd', np.gcd, ofWholes),
  ...twos('lcm', np.lcm, ofWholes),
  ...over(numbers, 'np.negative(X)', np.negative),
  ...over(numbers, 'np.sign(X)', np.sign),
  ...over(allKinds, 'np.absolute(X)', np.absolute),
  ...over(allKinds, 'np.fabs(X)', np.fabs),
  ...over(allKinds, 'np.square(X)', np.square),
  ...over(floats, 'np.reciprocal(X)', np.reciprocal),
  ...over(floats, '[np.floor(X),np.ceil(X),np.trunc(X)]', (x) => [np.floor(x), np.ceil(x), np.trunc(x)]),
  ...over(allKinds, 'np.rint(X)', np.rint),
  ...over(numbers, 'np.round(X)', np.round),
  ...over(floats, 'np.round(X, 1)', (x) => np.round(x, 1)),
  ...over(numbers, 'np.round(X, -1)', (x) => np.round(x, -1)),
  ...over(floats, 'np.modf(X)', np.modf),
  ...over(['double', 'single'], 'np.frexp(X)', np.frexp),
  ...over(['double', 'single'], 'np.ldexp(X, 3)', (x) => np.ldexp(x, 3)),
  ...over(floats, 'np.signbit(X)', np.signbit),
  ...over(floats, 'np.nan_to_num(X)', (x) => np.nanToNum(x)),
  ...over(['double'], 'np.nan_to_num(X,nan=1,posinf=2,neginf=3)', (x) =>
    np.nanToNum(x, { nan: 1, posinf: 2, neginf: 3 }),
  ),
  ...over(allKinds, 'np.clip(X, 1, 2)', (x) => np.clip(x, 1, 2)).filter(([python]) => !python.includes('True')),
  ['np.clip(np.array([1,5,9]), np.array([2,2,2]), np.array([3,8,8]))', () => np.clip([1, 5, 9], [2, 2, 2], [3, 8, 8])],
  ['np.clip(np.array([1.,5.,9.]), None, 4)', () => np.clip(np.float64([1, 5, 9]), null, 4)],
  ['np.power(np.array([2,3,-3,7]), np.array([3,39,5,0]))', () => np.power([2, 3, -3, 7], [3, 39, 5, 0])],
  [
    'np.power(np.array([-1,-1,0,1]), np.array([101,100,100,1000]))',
    () => np.power([-1, -1, 0, 1], [101, 100, 100, 1000]),
  ],
  ['np.power(np.array([2,3,-3]), 33)', () => np.power([2, 3, -3], 33)],
  ['np.power(np.array([2.0,-8.0]), np.array([0.5,3.0]))', () => np.power(np.float64([2, -8]), np.float64([0.5, 3]))],
  ['np.power(np.array([2,3],dtype="uint8"), 3)', () => np.power(np.uint8([2, 3]), 3)],
  ['np.power(2, np.array([0.5, -1.0]))', () => np.power(2, np.array([0.5, -1], { dtype: 'float64' }))],
  ['np.gcd(2**62, 3**20*2**10)', () => np.gcd(np.array(2n ** 62n), np.array(3n ** 20n * 2n ** 10n))],
  ['np.add(np.array([True,True]), np.array([True,False]))', () => np.add([true, true], [true, false])],
  ['np.multiply(np.array([True,True]), np.array([True,False]))', () => np.multiply([true, true], [true, false])],
  ['np.add(np.array([True]), 1)', () => np.add([true], 1)],
  ['np.maximum(np.array([True,False]), np.array([False,False]))', () => np.maximum([true, false], [false, false])],
  ['np.array([1,2,3]) + np.array([0.5,1,2])', () => np.add([1, 2, 3], [0.5, 1, 2])],
]

const table = 'np.arange(24).reshape(2,3,4)'
const counted = np.arange(24).reshape([2, 3, 4])
const odd = 'np.arange(15).reshape(3,5)%7'
const oddOurs = np.remainder(np.arange(15).reshape([3, 5]), 7)

export const ufuncMethods: readonly Case[] = [
  [`np.add.reduce(${table})`, () => np.add.reduce(counted)],
  [`np.add.reduce(${table}, axis=None)`, () => np.add.reduce(counted, null)],
  [`np.add.reduce(${table}, axis=(0,2), keepdims=True)`, () => np.add.reduce(counted, [0, 2], { keepdims: true })],
  [`np.multiply.reduce(${odd}, axis=1)`, () => np.multiply.reduce(oddOurs, 1)],
  [`np.subtract.reduce(${odd}, axis=1)`, () => np.subtract.reduce(oddOurs, 1)],
  [`np.divide.reduce(${odd}+1, axis=0)`, () => np.divide.reduce(np.add(oddOurs, 1), 0)],
  [`np.maximum.reduce(${odd}, axis=1)`, () => np.maximum.reduce(oddOurs, 1)],
  [`np.logaddexp.reduce(${odd}, axis=1)`, () => np.logaddexp.reduce(oddOurs, 1)],
  [`np.bitwise_xor.reduce(${odd}, axis=1)`, () => np.bitwiseXor.reduce(oddOurs, 1)],
  [`np.bitwise_or.reduce(${odd})`, () => np.bitwiseOr.reduce(oddOurs)],
  [`np.logical_and.reduce(${odd}, axis=1)`, () => np.logicalAnd.reduce(oddOurs, 1)],
  [`np.logical_or.reduce(${odd}, axis=0)`, () => np.logicalOr.reduce(oddOurs, 0)],
  [`np.gcd.reduce(np.array([12,18,30]))`, () => np.gcd.reduce([12, 18, 30])],
  ['np.add.reduce(np.zeros((0,3)))', () => np.add.reduce(np.zeros([0, 3]))],
  ['np.hypot.reduce(np.zeros((0,)))', () => np.hypot.reduce(np.zeros([0]))],
  [`np.add.accumulate(${odd}, axis=1)`, () => np.add.accumulate(oddOurs, 1)],
  [`np.multiply.accumulate(${odd}+1, axis=1)`, () => np.multiply.accumulate(np.add(oddOurs, 1), 1)],
  [`np.maximum.accumulate(${odd}, axis=1)`, () => np.maximum.accumulate(oddOurs, 1)],
  [`np.subtract.accumulate(${odd}, axis=0)`, () => np.subtract.accumulate(oddOurs, 0)],
  [`np.add.reduceat(${odd}, [0,2,1], axis=1)`, () => np.add.reduceat(oddOurs, [0, 2, 1], 1)],
  [
    'np.multiply.outer(np.array([1,2,3]), np.array([[4,5],[6,7]]))',
    () =>
      np.multiply.outer(
        [1, 2, 3],
        [
          [4, 5],
          [6, 7],
        ],
      ),
  ],
  ['np.less.outer(np.array([1,2,3]), np.array([2.0,3.5]))', () => np.less.outer([1, 2, 3], [2, 3.5])],
  ['a=np.zeros(4); np.add.at(a,[0,1,1,3],[1,2,3,4]); a', () => np.add.at(np.zeros([4]), [0, 1, 1, 3], [1, 2, 3, 4])],
  ['a=np.ones(4); np.multiply.at(a,[0,1,1],3); a', () => np.multiply.at(np.ones([4]), [0, 1, 1], 3)],
  ['a=np.zeros(4); np.maximum.at(a,[0,1,1],[2,1,5]); a', () => np.maximum.at(np.zeros([4]), [0, 1, 1], [2, 1, 5])],
]

export const comparison: readonly Case[] = [
  ...twos('equal', np.equal),
  ...twos('less', np.less),
  ...twos('greater_equal', np.greaterEqual),
  ...twos('not_equal', np.notEqual),
  ...twos('logical_and', np.logicalAnd),
  ...twos('logical_xor', np.logicalXor),
  ...twos('bitwise_and', np.bitwiseAnd, ofWholes),
  ...twos('bitwise_or', np.bitwiseOr, ofWholes),
  ...twos('bitwise_xor', np.bitwiseXor, ofWholes),
  ...over(allKinds, 'np.logical_not(X)', np.logicalNot),
  ...over([...wholes, 'truth'], 'np.invert(X)', np.invert),
  ...over(['whole', 'narrow', 'byte'], 'np.left_shift(X, 2)', (x) => np.leftShift(x, 2)),
  ...over(['whole', 'narrow', 'byte'], 'np.right_shift(X, 1)', (x) => np.rightShift(x, 1)),
  ...over(allKinds, '[np.isnan(X),np.isinf(X),np.isfinite(X)]', (x) => [np.isnan(x), np.isinf(x), np.isfinite(x)]),
  ...over(floats, '[np.isposinf(X),np.isneginf(X)]', (x) => [np.isposinf(x), np.isneginf(x)]),
  [
    'np.isclose(np.array([1,1e-9,np.nan,np.inf]), np.array([1+1e-6,0,np.nan,np.inf]))',
    () => np.isclose([1, 1e-9, nan, inf], [1 + 1e-6, 0, nan, inf]),
  ],
  [
    'np.isclose(np.array([np.nan]), np.array([np.nan]), equal_nan=True)',
    () => np.isclose([nan], [nan], { equalNan: true }),
  ],
  ['np.allclose(np.array([1,2]), np.array([1,2+1e-9]))', () => np.allclose([1, 2], [1, 2 + 1e-9])],
  ['np.array_equal(np.array([1,2]), np.array([1,2,3]))', () => np.arrayEqual([1, 2], [1, 2, 3])],
  [
    'np.array_equal(np.array([1,np.nan]), np.array([1,np.nan]), equal_nan=True)',
    () => np.arrayEqual([1, nan], [1, nan], { equalNan: true }),
  ],
  [
    'np.array_equiv(np.array([1,2]), np.array([[1,2],[1,2]]))',
    () =>
      np.arrayEquiv(
        [1, 2],
        [
          [1, 2],
          [1, 2],
        ],
      ),
  ],
  ['np.where(np.array([True,False]), 1, 2.5)', () => np.where([true, false], 1, 2.5)],
  [
    'np.where(np.array([True,False]), np.array([1,2],dtype="int32"), np.array([[1.5],[2.5]],dtype="float32"))',
    () => np.where([true, false], np.int32([1, 2]), np.float32([[1.5], [2.5]])),
  ],
]

const real = (fn: string, ours: (x: Tensor) => Result): Case[] => over(allKinds, `np.${fn}(X)`, ours)
const inside = 'np.array([-1,-0.999,-0.5,-1e-8,0,1e-12,0.3,0.9999,1.0])'
const insideOurs = np.float64([-1, -0.999, -0.5, -1e-8, 0, 1e-12, 0.3, 0.9999, 1])
export const functions: readonly Case[] = [
  ...real('sqrt', np.sqrt),
  ...real('cbrt', np.cbrt),
  ...over(
    numbers.filter((n) => n !== 'byte' && n !== 'unsigned'),
    'np.exp(X)',
    np.exp,
  ),
  ...over(
    numbers.filter((n) => n !== 'byte'),
    'np.exp2(X)',
    np.exp2,
  ),
  ...over(['double', 'whole', 'single'], 'np.expm1(X)', np.expm1),
  ...real('log', np.log),
  ...real('log2', np.log2),
  ...real('log10', np.log10),
  ...real('log1p', np.log1p),
  ...real('sin', np.sin),
  ...real('cos', np.cos),
  ...over(['double', 'whole', 'single'], 'np.tan(X)', np.tan),
  ...over(['double', 'single'], 'np.arctan(X)', np.arctan),
  ...over(['double', 'whole', 'single'], '[np.sinh(X),np.cosh(X),np.tanh(X)]', (x) => [
    np.sinh(x),
    np.cosh(x),
    np.tanh(x),
  ]),
  ...over(['double', 'whole'], 'np.arcsinh(X)', np.arcsinh),
  [`np.arcsin(${inside})`, () => np.arcsin(insideOurs)],
  [`np.arccos(${inside})`, () => np.arccos(insideOurs)],
  [`np.arctanh(${inside})`, () => np.arctanh(insideOurs)],
  ['np.arccosh(np.array([1,1.5,1e10]))', () => np.arccosh([1, 1.5, 1e10])],
  ['np.log2(2.0**np.arange(-20,60))', () => np.log2(np.power(2, np.arange(-20, 60, 1, { dtype: 'float64' })))],
  ['np.log10(np.array([1e-5,1e3,1e15,1e22]))', () => np.log10(np.float64([1e-5, 1e3, 1e15, 1e22]))],
  [
    'np.arctan2(np.array([0.,-0.,0.,-0.,1.,-1.,np.inf,-np.inf,1.]), np.array([-0.,-0.,1.,-1.,0.,-0.,np.inf,-np.inf,-np.inf]))',
    () =>
      np.arctan2(np.float64([0, -0, 0, -0, 1, -1, inf, -inf, 1]), np.float64([-0, -0, 1, -1, 0, -0, inf, -inf, -inf])),
  ],
  ...over(floats, '[np.deg2rad(X),np.rad2deg(X)]', (x) => [np.deg2rad(x), np.rad2deg(x)]),
  ['np.sinc(np.array([-2.5,0,0.5,1]))', () => np.sinc([-2.5, 0, 0.5, 1])],
  ['np.unwrap(np.array([0,1,3,6,6.5,-2,0.1,9.0]))', () => np.unwrap([0, 1, 3, 6, 6.5, -2, 0.1, 9])],
]

const nine = 'np.arange(9).reshape(3,3)'
const nineOurs = np.arange(9).reshape([3, 3])
export const creation: readonly Case[] = [
  ['np.array([1,2,3])', () => np.array([1, 2, 3])],
  ['np.array([1,2.5])', () => np.array([1, 2.5])],
  ['np.array([True,False])', () => np.array([true, false])],
  ['np.array([True,2])', () => np.array([true, 2])],
  ['np.array([np.ones(3), [1,2,3]])', () => np.array([np.ones(3), [1, 2, 3]])],
  ['np.array([])', () => np.array([])],
  ['np.array([1.7,-1.7]).astype("int64")', () => np.astype([1.7, -1.7], 'int64')],
  [
    '[np.zeros((2,3)),np.ones(2,dtype="int32"),np.full((2,2),7),np.full(2,7.5)]',
    () => [np.zeros([2, 3]), np.ones(2, { dtype: 'int32' }), np.full([2, 2], 7), np.full(2, 7.5)],
  ],
  [
    '[np.zeros_like(np.arange(3)),np.ones_like(np.ones(2,dtype="float32")),np.full_like(np.arange(3),2.7)]',
    () => [np.zerosLike(np.arange(3)), np.onesLike(np.float32([1, 1])), np.fullLike(np.arange(3), 2.7)],
  ],
  [
    '[np.eye(3),np.eye(2,4,1),np.eye(3,k=-1,dtype="int64"),np.identity(2)]',
    () => [np.eye(3), np.eye(2, 4, 1), np.eye(3, 3, -1, { dtype: 'int64' }), np.identity(2)],
  ],
  [
    '[np.arange(5),np.arange(1,2,0.25),np.arange(5,0,-2),np.arange(3.5)]',
    () => [np.arange(5), np.arange(1, 2, 0.25), np.arange(5, 0, -2), np.arange(3.5)],
  ],
  [
    '[np.linspace(0,1,5),np.linspace(2,3,4,endpoint=False),np.linspace(0,10,5,dtype=int),np.linspace(3,3,1)]',
    () => [
      np.linspace(0, 1, 5),
      np.linspace(2, 3, 4, { endpoint: false }),
      np.linspace(0, 10, 5, { dtype: 'int64' }),
      np.linspace(3, 3, 1),
    ],
  ],
  ['np.linspace(np.array([0,1]), np.array([1,5]), 3)', () => np.linspace([0, 1], [1, 5], 3)],
  [
    '[np.logspace(0,3,4),np.logspace(0,3,4,base=2),np.geomspace(1,1000,4),np.geomspace(-1,-256,9)]',
    () => [
      np.logspace(0, 3, 4),
      np.logspace(0, 3, 4, { base: 2 }),
      np.geomspace(1, 1000, 4),
      np.geomspace(-1, -256, 9),
    ],
  ],
  [
    'np.meshgrid([1,2,3],[4,5])',
    () =>
      np.meshgrid([
        [1, 2, 3],
        [4, 5],
      ]),
  ],
  [
    'np.meshgrid([1,2,3],[4,5],indexing="ij")',
    () =>
      np.meshgrid(
        [
          [1, 2, 3],
          [4, 5],
        ],
        { indexing: 'ij' },
      ),
  ],
  [
    'np.meshgrid([1,2,3],[4,5],[6,7],sparse=True)',
    () =>
      np.meshgrid(
        [
          [1, 2, 3],
          [4, 5],
          [6, 7],
        ],
        { sparse: true },
      ),
  ],
  ['np.mgrid[0:3,1:5:2]', () => np.mgrid([0, 3], [1, 5, 2])],
  ['np.mgrid[-1:1:5j]', () => np.mgrid({ start: -1, stop: 1, count: 5 })],
  ['np.ogrid[0:3,0:2]', () => np.ogrid([0, 3], [0, 2])],
  ['np.indices((2,3))', () => np.indices([2, 3])],
  ['np.fromfunction(lambda i,j: i+j, (3,3))', () => np.fromfunction((i, j) => np.add(i!, j!), [3, 3])],
  ['np.fromiter((i*i for i in range(5)), dtype=int)', () => np.fromiter([0, 1, 4, 9, 16])],
  ['np.frombuffer(b"\\x01\\x02\\x03\\x04", dtype="int32")', () => np.frombuffer(Uint8Array.of(1, 2, 3, 4), 'int32')],
  [
    `[np.diag([1,2],1),np.diag([1,2],-1),np.diag(${nine}),np.diag(${nine},1),np.diagflat([[1,2],[3,4]])]`,
    () => [
      np.diag([1, 2], 1),
      np.diag([1, 2], -1),
      np.diag(nineOurs),
      np.diag(nineOurs, 1),
      np.diagflat([
        [1, 2],
        [3, 4],
      ]),
    ],
  ],
  [
    `[np.tri(3,4,1),np.tril(${nine}),np.tril(${nine},-1),np.triu(${nine}),np.triu(${nine},1),np.tril(np.ones((2,3,3)))]`,
    () => [
      np.tri(3, 4, 1),
      np.tril(nineOurs),
      np.tril(nineOurs, -1),
      np.triu(nineOurs),
      np.triu(nineOurs, 1),
      np.tril(np.ones([2, 3, 3])),
    ],
  ],
  [
    '[np.vander([1,2,3]),np.vander([1,2,3],2,increasing=True),np.vander([1.5,2],4)]',
    () => [np.vander([1, 2, 3]), np.vander([1, 2, 3], 2, { increasing: true }), np.vander([1.5, 2], 4)],
  ],
]

const cube = 'np.arange(24).reshape(2,3,4)'
const cubeOurs = np.arange(24).reshape([2, 3, 4])
export const shapes: readonly Case[] = [
  [
    `[np.reshape(${cube},(4,-1),order="F"),np.ravel(${cube},order="F"),np.reshape(${cube},-1)]`,
    () => [np.reshape(cubeOurs, [4, -1], { order: 'F' }), np.ravel(cubeOurs, { order: 'F' }), np.reshape(cubeOurs, -1)],
  ],
  [
    `[np.transpose(${cube}),np.transpose(${cube},(1,0,2)),np.swapaxes(${cube},0,-1)]`,
    () => [np.transpose(cubeOurs), np.transpose(cubeOurs, [1, 0, 2]), np.swapaxes(cubeOurs, 0, -1)],
  ],
  [
    `[np.moveaxis(${cube},0,-1),np.moveaxis(${cube},[0,1],[-1,0]),np.rollaxis(${cube},2),np.rollaxis(${cube},0,3)]`,
    () => [
      np.moveaxis(cubeOurs, 0, -1),
      np.moveaxis(cubeOurs, [0, 1], [-1, 0]),
      np.rollaxis(cubeOurs, 2),
      np.rollaxis(cubeOurs, 0, 3),
    ],
  ],
  [
    '[np.squeeze(np.ones((1,2,1))),np.expand_dims(np.ones(2),(0,2))]',
    () => [np.squeeze(np.ones([1, 2, 1])), np.expandDims(np.ones(2), [0, 2])],
  ],
  [
    '[np.atleast_1d(3),np.atleast_2d([1,2]),np.atleast_3d([1,2]),np.atleast_3d([[1,2]])]',
    () => [np.atleast1d(3), np.atleast2d([1, 2]), np.atleast3d([1, 2]), np.atleast3d([[1, 2]])],
  ],
  ['np.broadcast_arrays(np.ones((2,1)),np.arange(3))', () => np.broadcastArrays(np.ones([2, 1]), np.arange(3))],
  [
    `[np.flip(${cube}),np.flip(${cube},(0,2)),np.flipud(${nine}),np.fliplr(${nine})]`,
    () => [np.flip(cubeOurs), np.flip(cubeOurs, [0, 2]), np.flipud(nineOurs), np.fliplr(nineOurs)],
  ],
  [`[np.rot90(${nine},k) for k in (-1,0,1,2,3)]`, () => [-1, 0, 1, 2, 3].map((k) => np.rot90(nineOurs, k))],
  [`np.rot90(${cube},1,(1,2))`, () => np.rot90(cubeOurs, 1, [1, 2])],
  [
    `[np.roll(${nine},1),np.roll(${nine},-1,0),np.roll(${nine},(1,2),(0,1))]`,
    () => [np.roll(nineOurs, 1), np.roll(nineOurs, -1, 0), np.roll(nineOurs, [1, 2], [0, 1])],
  ],
  [
    `[np.tile(${nine},2),np.tile([1,2],(2,2)),np.repeat(${nine},2),np.repeat(${nine},[1,0,2],axis=0)]`,
    () => [np.tile(nineOurs, 2), np.tile([1, 2], [2, 2]), np.repeat(nineOurs, 2), np.repeat(nineOurs, [1, 0, 2], 0)],
  ],
  [`[np.resize(${nine},(2,7)),np.resize(${nine},4)]`, () => [np.resize(nineOurs, [2, 7]), np.resize(nineOurs, 4)]],
  [`np.lib.stride_tricks.sliding_window_view(${nine},(2,2))`, () => np.slidingWindowView(nineOurs, [2, 2])],
  [`np.lib.stride_tricks.sliding_window_view(${nine},2,axis=1)`, () => np.slidingWindowView(nineOurs, 2, 1)],
  ['np.lib.stride_tricks.as_strided(np.arange(8),(3,3),(8,16))', () => np.asStrided(np.arange(8), [3, 3], [1, 2])],
  [
    `[np.concatenate([${nine},${nine}*1.5],axis=1),np.concatenate([${nine},[[1,2,3]]]),np.concatenate([${nine},[1]],axis=None)]`,
    () => [
      np.concatenate([nineOurs, np.multiply(nineOurs, 1.5)], 1),
      np.concatenate([nineOurs, [[1, 2, 3]]]),
      np.concatenate([nineOurs, [1]], null),
    ],
  ],
  [
    '[np.stack([[1,2],[3,4]]),np.stack([[1,2],[3,4]],axis=-1),np.vstack([[1,2],[3,4]]),np.hstack([[1,2],[3]]),np.hstack([[[1],[2]],[[3],[4]]]),np.dstack([[1,2],[3,4]]),np.column_stack([[1,2],[3,4]])]',
    () => [
      np.stack([
        [1, 2],
        [3, 4],
      ]),
      np.stack(
        [
          [1, 2],
          [3, 4],
        ],
        -1,
      ),
      np.vstack([
        [1, 2],
        [3, 4],
      ]),
      np.hstack([[1, 2], [3]]),
      np.hstack([
        [[1], [2]],
        [[3], [4]],
      ]),
      np.dstack([
        [1, 2],
        [3, 4],
      ]),
      np.columnStack([
        [1, 2],
        [3, 4],
      ]),
    ],
  ],
  [
    'np.block([[np.eye(2),np.zeros((2,3))],[np.ones((3,2)),np.full((3,3),4)]])',
    () =>
      np.block([
        [np.eye(2), np.zeros([2, 3])],
        [np.ones([3, 2]), np.full([3, 3], 4)],
      ]),
  ],
  [
    `[*np.split(np.arange(6),3),*np.split(np.arange(6),[2,5]),*np.array_split(np.arange(7),3),*np.hsplit(${nine},3),*np.vsplit(${nine},[1]),*np.dsplit(${cube},2)]`,
    () => [
      ...np.split(np.arange(6), 3),
      ...np.split(np.arange(6), [2, 5]),
      ...np.arraySplit(np.arange(7), 3),
      ...np.hsplit(nineOurs, 3),
      ...np.vsplit(nineOurs, [1]),
      ...np.dsplit(cubeOurs, 2),
    ],
  ],
  [
    '[np.append([1,2],[[3],[4]]),np.append([[1,2]],[[3,4]],axis=0)]',
    () => [np.append([1, 2], [[3], [4]]), np.append([[1, 2]], [[3, 4]], 0)],
  ],
]

export const parts: readonly Case[] = [
  [`a=${cube}; a[1,:,[2,0]]`, () => np.at(cubeOurs, 1, ':', np.array([2, 0])).get()],
  [`a=${cube}; a[:,[0,2],[1,3]]`, () => np.at(cubeOurs, ':', np.array([0, 2]), np.array([1, 3])).get()],
  [`a=${cube}; a[[1,0],:,[1,3]]`, () => np.at(cubeOurs, np.array([1, 0]), ':', np.array([1, 3])).get()],
  [
    `a=${cube}; a[np.array([[0],[1]]),[0,2],1:3]`,
    () => np.at(cubeOurs, np.array([[0], [1]]), np.array([0, 2]), [1, 3]).get(),
  ],
  [`a=${cube}; a[...,[0,-1],None,::-2]`, () => np.at(cubeOurs, '...', np.array([0, -1]), null, [null, null, -2]).get()],
  [`a=${cube}; a[0,[1,2]]`, () => np.at(cubeOurs, 0, np.array([1, 2])).get()],
  [`a=${cube}; a[1:,::2,-1]`, () => np.at(cubeOurs, ...np.s_('1:, ::2, -1')).get()],
  [`a=${cube}; a[np.ix_([1],[0,2],[3,1])]`, () => np.at(cubeOurs, ...np.ix_([1], [0, 2], [3, 1])).get()],
  [`a=${nine}; a[1]=[7,8,9]; a`, () => np.at(nineOurs, 1).set([7, 8, 9])],
  [`a=${nine}; a[:,1]=5.9; a`, () => np.at(nineOurs, ':', 1).set(5.9)],
  [`a=${nine}; a[::2,::-2]=[[1],[2]]; a`, () => np.at(nineOurs, [null, null, 2], [null, null, -2]).set([[1], [2]])],
  [`a=${nine}; a[[0,2],[1,2]]=[10,20]; a`, () => np.at(nineOurs, np.array([0, 2]), np.array([1, 2])).set([10, 20])],
  [
    `a=${nine}; a[[0,0]]=[[1,1,1],[2,2,2]]; a`,
    () =>
      np.at(nineOurs, np.array([0, 0])).set([
        [1, 1, 1],
        [2, 2, 2],
      ]),
  ],
  [`a=${nine}; a[a>4]=0; a`, () => np.at(nineOurs, np.greater(nineOurs, 4)).set(0)],
  [`a=${nine}; a[a>4]=[1,2,3,4]; a`, () => np.at(nineOurs, np.greater(nineOurs, 4)).set([1, 2, 3, 4])],
  [`a=${nine}; a[[True,False,True]]=[7,8,9]; a`, () => np.at(nineOurs, np.array([true, false, true])).set([7, 8, 9])],
  [`a=${nine}; a[[True,False,True],1]=[7,8]; a`, () => np.at(nineOurs, np.array([true, false, true]), 1).set([7, 8])],
  [`a=${nine}; a[a%2==0]*=-1; a`, () => np.at(nineOurs, np.equal(np.remainder(nineOurs, 2), 0)).apply(np.negative)],
  [`a=${nine}; a[1:,1:]+=10; a`, () => np.at(nineOurs, [1, null], [1, null]).add(10)],
  [`a=${nine}; a[1:,1:]*=2; a`, () => np.at(nineOurs, [1, null], [1, null]).multiply(2)],
  [`a=${nine}; a[0]=np.minimum(a[0],1); a`, () => np.at(nineOurs, 0).minimum(1)],
  ['a=np.zeros(3); np.add.at(a,[0,0,2],1); a', () => np.at(np.zeros(3), np.array([0, 0, 2])).add(1)],
  ['a=np.array([True,False]); a[1]=True; a', () => np.at([true, false], 1).set(true)],
]

export const indexing: readonly Case[] = [
  [
    `[np.take(${nine},[0,4,-1]),np.take(${nine},[2,0],axis=1),np.take(${nine},[-1,9,4],mode="wrap"),np.take(${nine},[-1,90],mode="clip"),np.take(${nine},2,axis=0)]`,
    () => [
      np.take(nineOurs, [0, 4, -1]),
      np.take(nineOurs, [2, 0], 1),
      np.take(nineOurs, [-1, 9, 4], undefined, { mode: 'wrap' }),
      np.take(nineOurs, [-1, 90], undefined, { mode: 'clip' }),
      np.take(nineOurs, 2, 0),
    ],
  ],
  [
    `[np.take_along_axis(${nine},np.array([[2],[0],[1]]),1),np.take_along_axis(${nine},np.array([[2,0,1]]),0),np.take_along_axis(${nine},np.array([8,1]),None)]`,
    () => [
      np.takeAlongAxis(nineOurs, [[2], [0], [1]], 1),
      np.takeAlongAxis(nineOurs, [[2, 0, 1]], 0),
      np.takeAlongAxis(nineOurs, [8, 1], null),
    ],
  ],
  [
    `a=${nine}; np.put_along_axis(a,np.array([[2],[0],[1]]),-1,1); a`,
    () => np.putAlongAxis(nineOurs, [[2], [0], [1]], -1, 1),
  ],
  [`a=${nine}; np.put(a,[0,4,-1],[10,20]); a`, () => np.put(nineOurs, [0, 4, -1], [10, 20])],
  [`a=${nine}; np.place(a,a>3,[1,2]); a`, () => np.place(nineOurs, np.greater(nineOurs, 3), [1, 2])],
  [`a=${nine}; np.putmask(a,a>3,[1,2]); a`, () => np.putmask(nineOurs, np.greater(nineOurs, 3), [1, 2])],
  [
    `a=${nine}; np.copyto(a,[1,2,3],where=[[True],[False],[True]]); a`,
    () => np.copyto(nineOurs, [1, 2, 3], { where: [[true], [false], [true]] }),
  ],
  [
    'np.choose([2,0,1],[[1,2,3],[10,20,30],[100,200,300.5]])',
    () =>
      np.choose(
        [2, 0, 1],
        [
          [1, 2, 3],
          [10, 20, 30],
          [100, 200, 300.5],
        ],
      ),
  ],
  [
    'np.choose([[4,0],[-1,1]],[0,10],mode="clip")',
    () =>
      np.choose(
        [
          [4, 0],
          [-1, 1],
        ],
        [0, 10],
        { mode: 'clip' },
      ),
  ],
  [
    'x=np.arange(6); np.select([x<2,x>3],[x,x**2],7)',
    () => {
      const x = np.arange(6)
      return np.select([np.less(x, 2), np.greater(x, 3)], [x, np.power(x, 2)], 7)
    },
  ],
  [`np.compress([False,True,True],${nine},axis=1)`, () => np.compress([false, true, true], nineOurs, 1)],
  [`np.extract(${nine}%2==0,${nine})`, () => np.extract(np.equal(np.remainder(nineOurs, 2), 0), nineOurs)],
  [
    'np.nonzero([[1,0],[0,3]])',
    () =>
      np.nonzero([
        [1, 0],
        [0, 3],
      ]),
  ],
  [
    '[np.argwhere([[1,0],[0,3]]),np.flatnonzero([0,2,0,4])]',
    async () => [
      await np.argwhere([
        [1, 0],
        [0, 3],
      ]),
      await np.flatnonzero([0, 2, 0, 4]),
    ],
  ],
  [
    '[*np.unravel_index([22,41,37],(7,6)),np.ravel_multi_index(([3,6,6],[4,5,1]),(7,6)),np.ravel_multi_index(([3,9],[4,-5]),(7,6),mode="wrap")]',
    () => [
      ...np.unravelIndex([22, 41, 37], [7, 6]),
      np.ravelMultiIndex(
        [
          [3, 6, 6],
          [4, 5, 1],
        ],
        [7, 6],
      ),
      np.ravelMultiIndex(
        [
          [3, 9],
          [4, -5],
        ],
        [7, 6],
        { mode: 'wrap' },
      ),
    ],
  ],
  ['a=np.zeros((4,3)); np.fill_diagonal(a,[1,2,3]); a', () => np.fillDiagonal(np.zeros([4, 3]), [1, 2, 3])],
  [
    'a=np.zeros((5,2),int); np.fill_diagonal(a,4,wrap=True); a',
    () => np.fillDiagonal(np.zeros([5, 2], { dtype: 'int64' }), 4, { wrap: true }),
  ],
  ['a=np.zeros((2,2,2)); np.fill_diagonal(a,4); a', () => np.fillDiagonal(np.zeros([2, 2, 2]), 4)],
  [
    `[np.delete(${nine},1,0),np.delete(${nine},[0,-1],1),np.delete(${nine},slice(None,None,2)),np.delete(${nine},4)]`,
    () => [
      np.delete(nineOurs, 1, 0),
      np.delete(nineOurs, [0, -1], 1),
      np.delete(nineOurs, { range: [null, null, 2] }),
      np.delete(nineOurs, 4),
    ],
  ],
  [
    `[np.insert(${nine},1,[1,2,3],axis=1),np.insert(${nine},[1],[[1],[2],[3]],axis=1),np.insert(${nine},1,5),np.insert(${nine},[0,3,3],[7,8,9]),np.insert(${nine},[0,2],50,axis=0),np.insert([1,2],2,[5,6])]`,
    () => [
      np.insert(nineOurs, 1, [1, 2, 3], 1),
      np.insert(nineOurs, [1], [[1], [2], [3]], 1),
      np.insert(nineOurs, 1, 5),
      np.insert(nineOurs, [0, 3, 3], [7, 8, 9]),
      np.insert(nineOurs, [0, 2], 50, 0),
      np.insert([1, 2], 2, [5, 6]),
    ],
  ],
  [
    '[*np.diag_indices(3),*np.tril_indices(3,-1),*np.triu_indices(3,1,4)]',
    () => [...np.diagIndices(3), ...np.trilIndices(3, -1), ...np.triuIndices(3, 1, 4)],
  ],
  ['[*np.ndindex(2,2)]', () => [...np.ndindex(2, 2)].map((index) => index)],
  [
    '[np.trim_zeros(np.array([0,0,1,0,2,0])),np.trim_zeros(np.array([0,0,1,0,2,0]),"f")]',
    async () => [await np.trimZeros([0, 0, 1, 0, 2, 0]), await np.trimZeros([0, 0, 1, 0, 2, 0], 'f')],
  ],
]

const gaps = 'np.array([[1.0,np.nan,3.0,-2.0],[4.0,5.0,np.nan,0.5],[np.inf,-np.inf,2.0,1.0]])'
const gapsOurs = np.array([
  [1, nan, 3, -2],
  [4, 5, nan, 0.5],
  [inf, -inf, 2, 1],
])
const total = (
  fn: string,
  ours: (x: np.ArrayLike, axis?: number, options?: { keepdims: boolean }) => Result,
): Case[] => [
  ...over(allKinds, `np.${fn}(X)`, (x) => ours(x)),
  [
    `[np.${fn}(${cube}), np.${fn}(${cube},axis=1), np.${fn}(${cube},axis=-1,keepdims=True)]`,
    () => [ours(cubeOurs), ours(cubeOurs, 1), ours(cubeOurs, -1, { keepdims: true })],
  ],
  [`[np.${fn}(${gaps},axis=0), np.${fn}(${gaps},axis=1)]`, () => [ours(gapsOurs, 0), ours(gapsOurs, 1)]],
]
export const reductions: readonly Case[] = [
  ...total('sum', np.sum),
  ...total('prod', np.prod).filter(([python]) => !python.includes('uint8')),
  ...total('mean', np.mean),
  ...total('var', np.var),
  ...total('std', np.std),
  ...total('max', np.max),
  ...total('min', np.min),
  ...total('any', np.any),
  ...total('all', np.all),
  ...total('argmax', np.argmax),
  ...total('argmin', np.argmin),
  ...over(allKinds, 'np.cumsum(X)', (x) => np.cumsum(x)),
  ...over(['whole', 'narrow', 'single', 'truth'], 'np.cumprod(X)', (x) => np.cumprod(x)),
  [`[np.ptp(${cube}), np.ptp(${cube},axis=1)]`, () => [np.ptp(cubeOurs), np.ptp(cubeOurs, 1)]],
  [
    `[np.sum(${cube},axis=(0,2)),np.sum(${cube},dtype="float32"),np.sum(${cube},initial=5),np.sum(${cube},where=${cube}%2==0,axis=0),np.sum(np.zeros((0,3)),axis=0),np.prod(np.zeros((0,3)),axis=0)]`,
    () => [
      np.sum(cubeOurs, [0, 2]),
      np.sum(cubeOurs, undefined, { dtype: 'float32' }),
      np.sum(cubeOurs, undefined, { initial: 5 }),
      np.sum(cubeOurs, 0, { where: np.equal(np.remainder(cubeOurs, 2), 0) }),
      np.sum(np.zeros([0, 3]), 0),
      np.prod(np.zeros([0, 3]), 0),
    ],
  ],
  [
    `[np.var(${cube},ddof=1,axis=0),np.std(${cube},ddof=1),np.mean(${cube},where=${cube}>5,axis=1),np.var(${cube},where=${cube}>5),np.mean(np.zeros((0,2)),axis=0)]`,
    () => [
      np.var(cubeOurs, 0, { ddof: 1 }),
      np.std(cubeOurs, undefined, { ddof: 1 }),
      np.mean(cubeOurs, 1, { where: np.greater(cubeOurs, 5) }),
      np.var(cubeOurs, undefined, { where: np.greater(cubeOurs, 5) }),
      np.mean(np.zeros([0, 2]), 0),
    ],
  ],
  [
    `[np.max(${cube},initial=100),np.max(np.zeros((0,2)),axis=0,initial=-1),np.min(${cube},axis=0,where=${cube}>7,initial=99)]`,
    () => [
      np.max(cubeOurs, undefined, { initial: 100 }),
      np.max(np.zeros([0, 2]), 0, { initial: -1 }),
      np.min(cubeOurs, 0, { where: np.greater(cubeOurs, 7), initial: 99 }),
    ],
  ],
  [
    `[np.count_nonzero(${nine}%2,axis=0),np.count_nonzero(${nine})]`,
    () => [np.countNonzero(np.remainder(nineOurs, 2), 0), np.countNonzero(nineOurs)],
  ],
  [
    `[np.cumsum(${nine},axis=1),np.cumprod(${nine}+1,axis=0)]`,
    () => [np.cumsum(nineOurs, 1), np.cumprod(np.add(nineOurs, 1), 0)],
  ],
  [
    `[np.average(${nine}),np.average(${nine},axis=1,weights=[1,2,3.5]),np.average(${nine},weights=${nine})]`,
    () => [
      np.average(nineOurs),
      np.average(nineOurs, 1, { weights: [1, 2, 3.5] }),
      np.average(nineOurs, undefined, { weights: nineOurs }),
    ],
  ],
]

const messy = 'np.array([[3.0,np.nan,-1.0,np.inf],[2.0,2.0,-np.inf,np.nan],[np.nan,0.0,1.0,1.0]])'
const messyOurs = np.array([
  [3, nan, -1, inf],
  [2, 2, -inf, nan],
  [nan, 0, 1, 1],
])
export const sorting: readonly Case[] = [
  ...over(allKinds, '[np.sort(X),np.argsort(X,kind="stable")]', (x) => [np.sort(x), np.argsort(x)]),
  [
    `[np.sort(${messy}),np.sort(${messy},axis=0),np.sort(${messy},axis=None)]`,
    () => [np.sort(messyOurs), np.sort(messyOurs, 0), np.sort(messyOurs, null)],
  ],
  [
    `[np.argsort(${messy},kind="stable"),np.argsort(${messy},axis=0,kind="stable"),np.argsort(${messy},axis=None,kind="stable")]`,
    () => [np.argsort(messyOurs), np.argsort(messyOurs, 0), np.argsort(messyOurs, null)],
  ],
  [
    'np.lexsort(([3,1,2,1],[1,1,0,0]))',
    () =>
      np.lexsort([
        [3, 1, 2, 1],
        [1, 1, 0, 0],
      ]),
  ],
  ['np.partition(np.array([3,1,2]),1)[1]', () => np.partition([3, 1, 2], 1).at(1)],
  [
    '[np.searchsorted([1,2,2,3],[0,2,2.5,9]),np.searchsorted([1,2,2,3],[0,2,2.5,9],side="right"),np.searchsorted([1,2,2,3],2),np.searchsorted([3,1,2],[2,5],sorter=[1,2,0])]',
    () => [
      np.searchsorted([1, 2, 2, 3], [0, 2, 2.5, 9]),
      np.searchsorted([1, 2, 2, 3], [0, 2, 2.5, 9], { side: 'right' }),
      np.searchsorted([1, 2, 2, 3], 2),
      np.searchsorted([3, 1, 2], [2, 5], { sorter: [1, 2, 0] }),
    ],
  ],
  [
    '[np.searchsorted(np.arange(n)*2.0,np.arange(-1,2*n+1)+0.0) for n in (0,1,2,3,7,8,9)]',
    () =>
      [0, 1, 2, 3, 7, 8, 9].map((n) =>
        np.searchsorted(
          np.arange(0, 2 * n, 2, { dtype: 'float64' }),
          np.arange(-1, 2 * n + 1, 1, { dtype: 'float64' }),
        ),
      ),
  ],
  [
    'np.searchsorted([1.0,2.0,np.nan],[np.nan,2.0],side="left")',
    () => np.searchsorted(np.float64([1, 2, nan]), np.float64([nan, 2])),
  ],
  [
    '[np.digitize([0.2,6.4,3.0,1.6,10],[0,1,2.5,4,10]),np.digitize([0.2,6.4,3.0,1.6,10],[0,1,2.5,4,10],right=True),np.digitize([0.2,6.4,3.0,1.0,10],[10,4,2.5,1,0]),np.digitize([0.2,6.4,1.0,10],[10,4,2.5,1,0],right=True)]',
    () => [
      np.digitize([0.2, 6.4, 3, 1.6, 10], [0, 1, 2.5, 4, 10]),
      np.digitize([0.2, 6.4, 3, 1.6, 10], [0, 1, 2.5, 4, 10], { right: true }),
      np.digitize([0.2, 6.4, 3, 1, 10], [10, 4, 2.5, 1, 0]),
      np.digitize([0.2, 6.4, 1, 10], [10, 4, 2.5, 1, 0], { right: true }),
    ],
  ],
]

const nanTotal = (
  fn: string,
  ours: (x: np.ArrayLike, axis?: number, options?: { keepdims: boolean }) => Result,
): Case => [
  `a=np.array([[1,np.nan,3,-2],[np.nan]*4,[np.nan,0.5,2,2]]); [np.nan${fn}(a),np.nan${fn}(a,axis=0),np.nan${fn}(${cube},axis=1,keepdims=True)]`,
  () => {
    const a = np.array([
      [1, nan, 3, -2],
      [nan, nan, nan, nan],
      [nan, 0.5, 2, 2],
    ])
    return [ours(a), ours(a, 0), ours(cubeOurs, 1, { keepdims: true })]
  },
]
// Without 'closest_observation', which NumPy 2 corrected.
const everyMethod = [
  'inverted_cdf',
  'averaged_inverted_cdf',
  'interpolated_inverted_cdf',
  'hazen',
  'weibull',
  'linear',
  'median_unbiased',
  'normal_unbiased',
  'lower',
  'higher',
  'midpoint',
  'nearest',
] as const
export const statistics: readonly Case[] = [
  nanTotal('sum', np.nansum),
  nanTotal('prod', np.nanprod),
  nanTotal('mean', np.nanmean),
  nanTotal('var', np.nanvar),
  nanTotal('std', np.nanstd),
  nanTotal('max', np.nanmax),
  nanTotal('min', np.nanmin),
  nanTotal('median', np.nanmedian),
  [
    'a=np.array([[1,np.nan,3],[np.nan,-np.inf,np.nan]]); [np.nancumsum(a),np.nancumprod(a,axis=1),np.nanargmax(a),np.nanargmin(a,axis=1),np.nanvar(a[:1],ddof=1)]',
    () => {
      const a = np.array([
        [1, nan, 3],
        [nan, -inf, nan],
      ])
      return [
        np.nancumsum(a),
        np.nancumprod(a, 1),
        np.nanargmax(a),
        np.nanargmin(a, 1),
        np.nanvar(a.at([0, 1]), undefined, { ddof: 1 }),
      ]
    },
  ],
  [
    'a=np.array([[1,np.nan,3,7],[np.nan,5,np.nan,2.0]]); [np.nanpercentile(a,[10,50]),np.nanquantile(a,0.3,axis=1),np.nanpercentile(a,[10,50],axis=0)]',
    () => {
      const a = np.array([
        [1, nan, 3, 7],
        [nan, 5, nan, 2],
      ])
      return [np.nanpercentile(a, [10, 50]), np.nanquantile(a, 0.3, 1), np.nanpercentile(a, [10, 50], 0)]
    },
  ],
  [
    `[np.median(${cube}),np.median(${cube},axis=1),np.median(${cube},axis=(0,2),keepdims=True),np.median([1,np.nan,3]),np.median(np.array([1,2],dtype="float32"))]`,
    () => [
      np.median(cubeOurs),
      np.median(cubeOurs, 1),
      np.median(cubeOurs, [0, 2], { keepdims: true }),
      np.median([1, nan, 3]),
      np.median(np.float32([1, 2])),
    ],
  ],
  [
    `[np.percentile(${cube},30),np.percentile(${cube},[0,37.5,100],axis=1),np.quantile(${cube},[[0.1],[0.5]][0],axis=0,keepdims=True)]`,
    () => [
      np.percentile(cubeOurs, 30),
      np.percentile(cubeOurs, [0, 37.5, 100], 1),
      np.quantile(cubeOurs, [0.1], 0, { keepdims: true }),
    ],
  ],
  ...everyMethod.flatMap((method) =>
    [[7, 1, 4, 4, 9, 2], [3, 8, 5, 1, 9, 2, 6], [5]].map(
      (list): Case => [
        `np.quantile(np.array(${JSON.stringify(list)}),[0,0.05,0.25,0.5,0.6,0.75,0.99,1],method="${method}").astype(float)`,
        () => np.quantile(list, [0, 0.05, 0.25, 0.5, 0.6, 0.75, 0.99, 1], undefined, { method }),
      ],
    ),
  ),
  [
    'x=np.array([[1.0,2,4],[3,1,0],[2,2,5]]); [np.cov(x),np.cov(x,rowvar=False),np.cov(x,ddof=0),np.cov([1,2,4.0]),np.cov([1,2,4.0],[3,1,0.0]),np.cov(x,fweights=[1,2,3]),np.cov(x,aweights=[0.5,1,2.5]),np.corrcoef(x),np.corrcoef([1,2.0])]',
    () => {
      const x = np.array(
        [
          [1, 2, 4],
          [3, 1, 0],
          [2, 2, 5],
        ],
        { dtype: 'float64' },
      )
      return [
        np.cov(x),
        np.cov(x, undefined, { rowvar: false }),
        np.cov(x, undefined, { ddof: 0 }),
        np.cov([1, 2, 4]),
        np.cov([1, 2, 4], [3, 1, 0]),
        np.cov(x, undefined, { fweights: [1, 2, 3] }),
        np.cov(x, undefined, { aweights: [0.5, 1, 2.5] }),
        np.corrcoef(x),
        np.corrcoef([1, 2]),
      ]
    },
  ],
  ...(['full', 'same', 'valid'] as const).flatMap((mode): Case[] => [
    [
      `[np.convolve([1,2,3],[0,1,0.5],"${mode}"),np.convolve([1,2,3,4,5],[1,-1],"${mode}"),np.convolve([1,2],[1,2,3,4],"${mode}")]`,
      () => [
        np.convolve([1, 2, 3], [0, 1, 0.5], mode),
        np.convolve([1, 2, 3, 4, 5], [1, -1], mode),
        np.convolve([1, 2], [1, 2, 3, 4], mode),
      ],
    ],
    [
      `[np.correlate([1,2,3],[0,1,0.5],"${mode}"),np.correlate([1,2,3,4,5],[1,-1],"${mode}"),np.correlate([1,2],[1,2,3,4],"${mode}"),np.correlate([1,2],[1,2,3,4,5],"${mode}"),np.correlate([1,2,3],[1,2,3,5],"${mode}")]`,
      () => [
        np.correlate([1, 2, 3], [0, 1, 0.5], mode),
        np.correlate([1, 2, 3, 4, 5], [1, -1], mode),
        np.correlate([1, 2], [1, 2, 3, 4], mode),
        np.correlate([1, 2], [1, 2, 3, 4, 5], mode),
        np.correlate([1, 2, 3], [1, 2, 3, 5], mode),
      ],
    ],
  ]),
]

const drawn = '((np.arange(60)*37)%61/7.0)'
const drawnOurs = np.divide(np.remainder(np.multiply(np.arange(60), 37), 61), 7)
export const histograms: readonly Case[] = [
  [
    `[*np.histogram(${drawn}),*np.histogram(${drawn},5,range=(1,4)),*np.histogram([1,2,1],[0,1,2,3]),*np.histogram([1.0,2,1,3,np.nan],[1,2,3])]`,
    () => [
      ...np.histogram(drawnOurs),
      ...np.histogram(drawnOurs, 5, { range: [1, 4] }),
      ...np.histogram([1, 2, 1], [0, 1, 2, 3]),
      ...np.histogram([1, 2, 1, 3, nan], [1, 2, 3]),
    ],
  ],
  [
    `[*np.histogram(${drawn},4,density=True),*np.histogram([1,2,5],3,weights=[0.5,1,2]),*np.histogram([3,3],4),*np.histogram([],2)]`,
    () => [
      ...np.histogram(drawnOurs, 4, { density: true }),
      ...np.histogram([1, 2, 5], 3, { weights: [0.5, 1, 2] }),
      ...np.histogram([3, 3], 4),
      ...np.histogram([], 2),
    ],
  ],
  ...(['auto', 'fd', 'doane', 'scott', 'rice', 'sturges', 'sqrt'] as const).map(
    (rule): Case => [
      `[np.histogram_bin_edges(${drawn},"${rule}"),np.histogram_bin_edges(${drawn},"${rule}",range=(2,5))]`,
      async () => [
        await np.histogramBinEdges(drawnOurs, rule),
        await np.histogramBinEdges(drawnOurs, rule, { range: [2, 5] }),
      ],
    ],
  ),
  [
    `[*np.histogram2d(${drawn},${drawn}[::-1],4),*np.histogram2d([1,2,3.0],[1,1,2.0],[[0,2,4],[0,1.5,3]])]`,
    () => [
      ...np.histogram2d(drawnOurs, np.flip(drawnOurs), 4),
      ...np.histogram2d(
        [1, 2, 3],
        [1, 1, 2],
        [
          [0, 2, 4],
          [0, 1.5, 3],
        ],
      ),
    ],
  ],
  [
    `np.histogramdd(${drawn}.reshape(20,3),(2,3,2),density=True)`,
    () => {
      const [counts, edges] = np.histogramdd(drawnOurs.reshape([20, 3]), [2, 3, 2], { density: true })
      return [counts, ...edges]
    },
  ],
  [
    '[np.bincount([0,1,1,3]),np.bincount([0,1,1,3],weights=[1,2,0.5,4]),np.bincount([1],minlength=4),np.bincount(np.array([],dtype=int))]',
    async () => [
      await np.bincount([0, 1, 1, 3]),
      await np.bincount([0, 1, 1, 3], { weights: [1, 2, 0.5, 4] }),
      await np.bincount([1], { minlength: 4 }),
      await np.bincount([]),
    ],
  ],
]

export const differences: readonly Case[] = [
  [
    `[np.diff([1,4,9,16]),np.diff([1,4,9,16],2),np.diff(${cube},axis=1),np.diff([1,2],prepend=0,append=[5,5]),np.diff([True,False,False])]`,
    () => [
      np.diff([1, 4, 9, 16]),
      np.diff([1, 4, 9, 16], 2),
      np.diff(cubeOurs, 1, 1),
      np.diff([1, 2], 1, -1, { prepend: 0, append: [5, 5] }),
      np.diff([true, false, false]),
    ],
  ],
  ['np.ediff1d([1,4,9],to_begin=-99,to_end=[88,99])', () => np.ediff1d([1, 4, 9], { toBegin: -99, toEnd: [88, 99] })],
  [
    '[np.gradient([1,2,4,7,11.0]),np.gradient([1,2,4,7,11.0],2),np.gradient([1,2,4,7,11.0],[0,1,1.5,3.5,4]),np.gradient([1,2,4,7,11.0],edge_order=2),np.gradient([1,2,4,7,11.0],[0,1,1.5,3.5,4],edge_order=2)]',
    () =>
      [
        np.gradient([1, 2, 4, 7, 11]),
        np.gradient([1, 2, 4, 7, 11], 2),
        np.gradient([1, 2, 4, 7, 11], [0, 1, 1.5, 3.5, 4]),
        np.gradient([1, 2, 4, 7, 11], 1, { edgeOrder: 2 }),
        np.gradient([1, 2, 4, 7, 11], [0, 1, 1.5, 3.5, 4], { edgeOrder: 2 }),
      ].flat(),
  ],
  [
    `[*np.gradient(${nine}**2),np.gradient(${nine}**2,axis=1),*np.gradient(${nine}**2.0,2,[0,1,3])]`,
    () => {
      const x = np.power(nineOurs, 2)
      return [np.gradient(x), np.gradient(x, 1, { axis: 1 }), np.gradient(x, [2, [0, 1, 3]])].flat()
    },
  ],
  [
    `[np.trapezoid([1,2,3]),np.trapezoid([1,2,3],[4,6,8]),np.trapezoid([1,2,3],dx=2),np.trapezoid(${nine},axis=0),np.trapezoid(${nine},[0,1,4])]`,
    () => [
      np.trapezoid([1, 2, 3]),
      np.trapezoid([1, 2, 3], [4, 6, 8]),
      np.trapezoid([1, 2, 3], undefined, { dx: 2 }),
      np.trapezoid(nineOurs, undefined, { axis: 0 }),
      np.trapezoid(nineOurs, [0, 1, 4]),
    ],
  ],
  [
    '[np.interp([0,1,1.5,2.72,3.14,5],[1,2,3],[3,2,0]),np.interp(2.5,[1,2,3],[3,2,0]),np.interp([0,9],[1,2,3],[3,2,0],left=-1,right=-2),np.interp([-180,-170,185,190,355],[190,-190,350,-350],[5,10,3,4],period=360),np.interp([1.0,3],[2],[7])]',
    () => [
      np.interp([0, 1, 1.5, 2.72, 3.14, 5], [1, 2, 3], [3, 2, 0]),
      np.interp(2.5, [1, 2, 3], [3, 2, 0]),
      np.interp([0, 9], [1, 2, 3], [3, 2, 0], { left: -1, right: -2 }),
      np.interp([-180, -170, 185, 190, 355], [190, -190, 350, -350], [5, 10, 3, 4], { period: 360 }),
      np.interp([1, 3], [2], [7]),
    ],
  ],
]

const padded = (mode: np.PadMode, python = '', options: np.PadOptions = {}): Case => [
  `a=np.array([[1,5,2],[7,3,4]]); [np.pad(a,((1,2),(0,2)),"${mode}"${python}),np.pad(a*1.5,1,"${mode}"${python}),np.pad(np.array([3,1,4,1,5]),(2,3),"${mode}"${python})]`,
  () => {
    const a = np.array([
      [1, 5, 2],
      [7, 3, 4],
    ])
    return [
      np.pad(
        a,
        [
          [1, 2],
          [0, 2],
        ],
        mode,
        options,
      ),
      np.pad(np.multiply(a, 1.5), 1, mode, options),
      np.pad([3, 1, 4, 1, 5], [2, 3], mode, options),
    ]
  },
]
export const padding: readonly Case[] = [
  padded('constant'),
  padded('constant', ',constant_values=(8,9)', { constantValues: [8, 9] }),
  padded('edge'),
  padded('reflect'),
  padded('reflect', ',reflect_type="odd"', { reflectType: 'odd' }),
  padded('symmetric'),
  padded('symmetric', ',reflect_type="odd"', { reflectType: 'odd' }),
  padded('wrap'),
  padded('linear_ramp'),
  padded('linear_ramp', ',end_values=(8,-9)', { endValues: [8, -9] }),
  padded('maximum'),
  padded('minimum', ',stat_length=2', { statLength: 2 }),
  padded('mean'),
  padded('median', ',stat_length=2', { statLength: 2 }),
  [
    '[np.pad(np.arange(3),7,m) for m in ("reflect","symmetric","edge")]',
    () => (['reflect', 'symmetric', 'edge'] as const).map((mode) => np.pad(np.arange(3), 7, mode)),
  ],
]

const repeats = 'np.array([[3,1,3],[1,1,2],[3,1,3]])'
const repeatsOurs = np.array([
  [3, 1, 3],
  [1, 1, 2],
  [3, 1, 3],
])
const all = async (x: np.ArrayLike, options?: np.UniqueOptions): Promise<Result> => {
  const { values, indices, inverseIndices, counts } = await np.uniqueAll(x, options)
  return [values, indices, inverseIndices.flatten(), counts]
}
export const sets: readonly Case[] = [
  [
    `[np.unique(${repeats}),np.unique(np.array([np.nan,1,np.nan,np.inf])),np.unique(${repeats},axis=0),np.unique(${repeats},axis=1),np.unique(np.array([True,False,True]))]`,
    async () => [
      await np.unique(repeatsOurs),
      await np.unique([nan, 1, nan, inf]),
      await np.unique(repeatsOurs, { axis: 0 }),
      await np.unique(repeatsOurs, { axis: 1 }),
      await np.unique([true, false, true]),
    ],
  ],
  [
    `[x.ravel() if i==2 else x for i,x in enumerate(np.unique(${repeats},return_index=True,return_inverse=True,return_counts=True))]`,
    () => all(repeatsOurs),
  ],
  [
    `[x.ravel() if i==2 else x for i,x in enumerate(np.unique(${repeats},return_index=True,return_inverse=True,return_counts=True,axis=0))]`,
    () => all(repeatsOurs, { axis: 0 }),
  ],
  [
    `[np.isin(${repeats},[1,5]),np.isin([1.5,2],[2,3],invert=True),np.isin([1,2],[])]`,
    () => [np.isin(repeatsOurs, [1, 5]), np.isin([1.5, 2], [2, 3], { invert: true }), np.isin([1, 2], [])],
  ],
  [
    '[np.intersect1d([1,3,4,3],[3,1,2,1]),np.union1d([-1,0,1],[-2,0,2.5]),np.setdiff1d([1,2,3,2,4,1],[3,4,5]),np.setxor1d([1,2,3,2,4],[2,3,5,7])]',
    async () => [
      await np.intersect1d([1, 3, 4, 3], [3, 1, 2, 1]),
      await np.union1d([-1, 0, 1], [-2, 0, 2.5]),
      await np.setdiff1d([1, 2, 3, 2, 4, 1], [3, 4, 5]),
      await np.setxor1d([1, 2, 3, 2, 4], [2, 3, 5, 7]),
    ],
  ],
]

export const products: readonly Case[] = [
  [
    `[np.matmul(${nine},${nine}),np.matmul([1,2,3],${nine}),np.matmul(${nine},[1,2,3.5]),np.matmul(${cube},np.ones((4,2))),np.matmul(np.array([[200]],dtype="uint8"),np.array([[2]],dtype="uint8")),np.matmul(np.array([[True,False]]),np.array([[True],[True]]))]`,
    () => [
      np.matmul(nineOurs, nineOurs),
      np.matmul([1, 2, 3], nineOurs),
      np.matmul(nineOurs, [1, 2, 3.5]),
      np.matmul(cubeOurs, np.ones([4, 2])),
      np.matmul(np.uint8([[200]]), np.uint8([[2]])),
      np.matmul([[true, false]], [[true], [true]]),
    ],
  ],
  [
    `[np.dot(${nine},${nine}),np.dot(3,[1,2]),np.dot([1,2],[3,4]),np.dot(${cube},${cube}.swapaxes(1,2)),np.dot(${cube},[1,2,3,4])]`,
    () => [
      np.dot(nineOurs, nineOurs),
      np.dot(3, [1, 2]),
      np.dot([1, 2], [3, 4]),
      np.dot(cubeOurs, np.swapaxes(cubeOurs, 1, 2)),
      np.dot(cubeOurs, [1, 2, 3, 4]),
    ],
  ],
  [
    `[np.vdot(${nine},${nine}),np.inner(${nine},${nine}),np.inner(${cube},[1,2,3,4]),np.outer([1,2],[3,4.5]),np.outer(${nine},[1,2])]`,
    () => [
      np.vdot(nineOurs, nineOurs),
      np.inner(nineOurs, nineOurs),
      np.inner(cubeOurs, [1, 2, 3, 4]),
      np.outer([1, 2], [3, 4.5]),
      np.outer(nineOurs, [1, 2]),
    ],
  ],
  [
    `[np.tensordot(${cube},${cube},((1,2),(1,2))),np.tensordot([1,2],[3,4],0),np.tensordot(${cube},${nine},((1,),(0,)))]`,
    () => [
      np.tensordot(cubeOurs, cubeOurs, [
        [1, 2],
        [1, 2],
      ]),
      np.tensordot([1, 2], [3, 4], 0),
      np.tensordot(cubeOurs, nineOurs, [[1], [0]]),
    ],
  ],
  [
    `[np.einsum("ij,jk",${nine},${nine}),np.einsum("ii",${nine}),np.einsum("ii->i",${nine}),np.einsum("ij->",${nine}),np.einsum("...ij->...ji",${cube}),np.einsum("...ij,kj->...ik",${cube},np.ones((2,4))),np.einsum("...j,...j",${cube},[1,2,3,4])]`,
    () => [
      np.einsum('ij,jk', nineOurs, nineOurs),
      np.einsum('ii', nineOurs),
      np.einsum('ii->i', nineOurs),
      np.einsum('ij->', nineOurs),
      np.einsum('...ij->...ji', cubeOurs),
      np.einsum('...ij,kj->...ik', cubeOurs, np.ones([2, 4])),
      np.einsum('...j,...j', cubeOurs, [1, 2, 3, 4]),
    ],
  ],
  [
    '[np.kron([1,10],[5,6,7]),np.kron(np.eye(2),[[1,2],[3,4]]),np.kron([[1,2]],[1,2])]',
    () => [
      np.kron([1, 10], [5, 6, 7]),
      np.kron(np.eye(2), [
        [1, 2],
        [3, 4],
      ]),
      np.kron([[1, 2]], [1, 2]),
    ],
  ],
  [
    '[np.cross([1,2,3],[4,5,6]),np.cross([[1,2,3],[4,5,6]],[[7,8,9],[1,0,2]]),np.cross([[1],[2],[3]],[[4],[5],[7]],axis=0)]',
    () => [
      np.cross([1, 2, 3], [4, 5, 6]),
      np.cross(
        [
          [1, 2, 3],
          [4, 5, 6],
        ],
        [
          [7, 8, 9],
          [1, 0, 2],
        ],
      ),
      np.cross([[1], [2], [3]], [[4], [5], [7]], { axis: 0 }),
    ],
  ],
  [
    `[np.trace(${nine}),np.trace(${nine},1),np.diagonal(${cube},0,1,2),np.diagonal(${cube},-1)]`,
    () => [np.trace(nineOurs), np.trace(nineOurs, 1), np.diagonal(cubeOurs, 0, 1, 2), np.diagonal(cubeOurs, -1)],
  ],
  [
    `[np.linalg.matrix_power(${nine},n) for n in (0,1,2,5)]`,
    () => [0, 1, 2, 5].map((n) => np.linalg.matrixPower(nineOurs, n)),
  ],
  [
    `np.linalg.multi_dot([${nine},np.ones((3,7)),np.arange(14).reshape(7,2),[1,2]])`,
    () => np.linalg.multiDot([nineOurs, np.ones([3, 7]), np.arange(14).reshape([7, 2]), [1, 2]]),
  ],
  [
    `x=${nine}-4; [np.linalg.norm(x),np.linalg.norm(x,"fro"),np.linalg.norm(x,np.inf),np.linalg.norm(x,-np.inf),np.linalg.norm(x,1),np.linalg.norm(x,-1),np.linalg.norm(x,axis=1),np.linalg.norm(x,1,axis=0),np.linalg.norm(x,3,axis=1,keepdims=True),np.linalg.norm(x[0],0),np.linalg.norm(x[0],-np.inf),np.linalg.norm(x[0],-1),np.linalg.norm(${cube},axis=(1,2)),np.linalg.norm(${cube},1,axis=(0,2),keepdims=True)]`,
    () => {
      const x = np.subtract(nineOurs, 4)
      const { norm } = np.linalg
      return [
        norm(x),
        norm(x, { ord: 'fro' }),
        norm(x, { ord: inf }),
        norm(x, { ord: -inf }),
        norm(x, { ord: 1 }),
        norm(x, { ord: -1 }),
        norm(x, { axis: 1 }),
        norm(x, { ord: 1, axis: 0 }),
        norm(x, { ord: 3, axis: 1, keepdims: true }),
        norm(x.at(0), { ord: 0 }),
        norm(x.at(0), { ord: -inf }),
        norm(x.at(0), { ord: -1 }),
        norm(cubeOurs, { axis: [1, 2] }),
        norm(cubeOurs, { ord: 1, axis: [0, 2], keepdims: true }),
      ]
    },
  ],
]

const good = 'np.array([[4.0,2,0.5],[1,3,-1],[0,1.5,2]])'
const goodOurs = np.float64([
  [4, 2, 0.5],
  [1, 3, -1],
  [0, 1.5, 2],
])
const symmetric = 'np.array([[4.0,1,0.5],[1,3,-1],[0.5,-1,2]])'
const symmetricOurs = np.float64([
  [4, 1, 0.5],
  [1, 3, -1],
  [0.5, -1, 2],
])
const tall = 'np.array([[1.0,2],[3,4],[5,7],[0,1]])'
const tallOurs = np.float64([
  [1, 2],
  [3, 4],
  [5, 7],
  [0, 1],
])
const { linalg } = np
/** What a decomposition makes when it is put together again, so that the signs of vectors do not matter. */
export const decompositions: readonly Case[] = [
  [
    `[np.linalg.det(${good}),np.linalg.det(np.stack([${good},${symmetric}])),np.linalg.det(${good}.astype("float32")),np.linalg.det([[1,2],[2,4]])]`,
    async () =>
      Promise.all([
        linalg.det(goodOurs),
        linalg.det(np.stack([goodOurs, symmetricOurs])),
        linalg.det(np.float32(goodOurs)),
        linalg.det([
          [1, 2],
          [2, 4],
        ]),
      ]),
  ],
  [
    `[*np.linalg.slogdet(-${good}),*np.linalg.slogdet([[0,1],[1,0]])]`,
    async () => {
      const [a, b] = [
        await linalg.slogdet(np.negative(goodOurs)),
        await linalg.slogdet([
          [0, 1],
          [1, 0],
        ]),
      ]
      return [a.sign, a.logabsdet, b.sign, b.logabsdet]
    },
  ],
  [
    `[np.linalg.inv(${good}),np.linalg.inv(np.stack([${good},${symmetric}])),np.linalg.solve(${good},[1,2,3]),np.linalg.solve(${good},[[1,2],[3,4],[5,6]])]`,
    async () =>
      Promise.all([
        linalg.inv(goodOurs),
        linalg.inv(np.stack([goodOurs, symmetricOurs])),
        linalg.solve(goodOurs, [1, 2, 3]),
        linalg.solve(goodOurs, [
          [1, 2],
          [3, 4],
          [5, 6],
        ]),
      ]),
  ],
  [
    `[np.linalg.cholesky(${symmetric}),np.linalg.pinv(${tall}),np.linalg.pinv(${tall}.T),np.linalg.cond(${good}),np.linalg.svd(${tall},compute_uv=False)]`,
    async () =>
      Promise.all([
        linalg.cholesky(symmetricOurs),
        linalg.pinv(tallOurs),
        linalg.pinv(np.transpose(tallOurs)),
        linalg.cond(goodOurs),
        linalg.svdvals(tallOurs),
      ]),
  ],
  [
    `[np.linalg.matrix_rank(m) for m in (${good},${tall},np.ones((3,3)),np.zeros((2,2)),[1.0,0])]`,
    async () =>
      Promise.all(
        [goodOurs, tallOurs, np.ones([3, 3]), np.zeros([2, 2]), np.float64([1, 0])].map((x) => linalg.matrixRank(x)),
      ),
  ],
  [
    `x,r,k,s=np.linalg.lstsq(${tall},[1,2,3,4],rcond=None); [x,r,int(k),s]`,
    async () => {
      const { solution, residuals, rank, singularValues } = await linalg.lstsq(tallOurs, [1, 2, 3, 4])
      return [solution, residuals, rank, singularValues]
    },
  ],
  [
    `x,r,k,s=np.linalg.lstsq(${tall}.T,[[1,2],[3,4]],rcond=None); [x,r,int(k),s]`,
    async () => {
      const { solution, residuals, rank, singularValues } = await linalg.lstsq(np.transpose(tallOurs), [
        [1, 2],
        [3, 4],
      ])
      return [solution, residuals, rank, singularValues]
    },
  ],
  [
    `w,v=np.linalg.eigh(${symmetric}); [w,np.abs(v),v@np.diag(w)@v.T]`,
    async () => {
      const { eigenvalues: w, eigenvectors: v } = await linalg.eigh(symmetricOurs)
      return [w, np.absolute(v), np.matmul(np.matmul(v, np.diag(w)), np.transpose(v))]
    },
  ],
  [
    '[np.sort(np.linalg.eigvals([[0.0,1],[-1,0]]).imag),np.sort(np.linalg.eigvals([[2.0,1],[0,3]]))]',
    async () => [
      np.sort(
        (
          await linalg.eigvals([
            [0, 1],
            [-1, 0],
          ])
        ).imag,
      ),
      np.sort(
        (
          await linalg.eigvals([
            [2, 1],
            [0, 3],
          ])
        ).real,
      ),
    ],
  ],
  ...(
    [
      [tall, tallOurs],
      [`${tall}.T`, np.transpose(tallOurs)],
      [good, goodOurs],
    ] as const
  ).flatMap(([python, x]): Case[] => [
    [
      `q,r=np.linalg.qr(${python}); [np.abs(q),np.abs(r),q@r]`,
      async () => {
        const { Q, R } = await linalg.qr(x)
        return [np.absolute(Q), np.absolute(R), np.matmul(Q, R)]
      },
    ],
    [
      `q,r=np.linalg.qr(${python},"complete"); [np.abs(r),q@r,np.round(q.T@q,9)+0.0]`,
      async () => {
        const { Q, R } = await linalg.qr(x, 'complete')
        return [np.absolute(R), np.matmul(Q, R), np.add(np.round(np.matmul(np.transpose(Q), Q), 9), 0)]
      },
    ],
    [
      `u,s,v=np.linalg.svd(${python},full_matrices=False); [np.abs(u),s,np.abs(v),u@np.diag(s)@v]`,
      async () => {
        const { U, S, Vh } = await linalg.svd(x, { fullMatrices: false })
        return [np.absolute(U), S, np.absolute(Vh), np.matmul(np.matmul(U, np.diag(S)), Vh)]
      },
    ],
    [
      `u,s,v=np.linalg.svd(${python}); [s,np.round(u.T@u,9)+0.0,np.round(v@v.T,9)+0.0]`,
      async () => {
        const { U, S, Vh } = await linalg.svd(x)
        return [
          S,
          np.add(np.round(np.matmul(np.transpose(U), U), 9), 0),
          np.add(np.round(np.matmul(Vh, np.transpose(Vh)), 9), 0),
        ]
      },
    ],
  ]),
]

export const polynomials: readonly Case[] = [
  [
    `[np.polyval([3,0,1],5),np.polyval([3,0,1.5],${nine}),np.polyadd([1,2],[9,5,4]),np.polysub([2,10,-2],[3,10.5]),np.polymul([1,2,3],[9,5,1]),np.polyder([1,1,1,1]),np.polyder([1,1,1,1],2),np.polyint([6,1,1]),np.polyint([6,1],2,[5,7])]`,
    () => [
      np.polyval([3, 0, 1], 5),
      np.polyval([3, 0, 1.5], nineOurs),
      np.polyadd([1, 2], [9, 5, 4]),
      np.polysub([2, 10, -2], [3, 10.5]),
      np.polymul([1, 2, 3], [9, 5, 1]),
      np.polyder([1, 1, 1, 1]),
      np.polyder([1, 1, 1, 1], 2),
      np.polyint([6, 1, 1]),
      np.polyint([6, 1], 2, [5, 7]),
    ],
  ],
  [
    '[*np.polydiv([3.0,5.0,2.0],[2.0,1.0]),*np.polydiv([1,2,3,4.0],[1,0,1])]',
    () => [...np.polydiv([3, 5, 2], [2, 1]), ...np.polydiv([1, 2, 3, 4], [1, 0, 1])],
  ],
  [
    '[np.poly([1,2,-3]),np.poly([0.5]),np.sort(np.roots([1,-6,11,-6]).real),np.sort(np.roots([1,0,1]).imag),np.sort(np.roots([2,-4,0,0]))]',
    async () => [
      np.poly([1, 2, -3]),
      np.poly([0.5]),
      np.sort((await np.roots([1, -6, 11, -6])).real),
      np.sort((await np.roots([1, 0, 1])).imag),
      np.sort((await np.roots([2, -4, 0, 0])).real),
    ],
  ],
  [
    '[np.polyfit([0,1,2,3,4],[1,3,2,5,4.0],2),np.polyfit([0,1,2,3],[[1,2],[3,1],[2,0],[5,7]],1),np.polyfit([0,1,2,3],[1,3,2,5],1,w=[1,2,1,0.5])]',
    async () => [
      await np.polyfit([0, 1, 2, 3, 4], [1, 3, 2, 5, 4], 2),
      await np.polyfit(
        [0, 1, 2, 3],
        [
          [1, 2],
          [3, 1],
          [2, 0],
          [5, 7],
        ],
        1,
      ),
      await np.polyfit([0, 1, 2, 3], [1, 3, 2, 5], 1, { w: [1, 2, 1, 0.5] }),
    ],
  ],
]

const ages = 'np.ma.array([[1.0,2,3],[4,5,6]],mask=[[0,1,0],[1,1,1]])'
const agesOurs = np.ma.array(
  np.float64([
    [1, 2, 3],
    [4, 5, 6],
  ]),
  {
    mask: [
      [false, true, false],
      [true, true, true],
    ],
  },
)
const filled = (x: np.ma.MaskedArray): Result => [x.filled(-9), x.mask]
const maskedTotal = (python: string, ours: (x: np.ma.MaskedArray, axis?: number) => np.ma.MaskedArray): Case => [
  `a=${ages}; [x for r in (a.${python}(),a.${python}(axis=0),a.${python}(axis=1)) for x in (np.ma.filled(r,-9),np.ma.getmaskarray(r))]`,
  () => [filled(ours(agesOurs)), filled(ours(agesOurs, 0)), filled(ours(agesOurs, 1))],
]
export const masked: readonly Case[] = [
  maskedTotal('sum', (x, axis) => x.sum(axis)),
  maskedTotal('prod', (x, axis) => x.prod(axis)),
  maskedTotal('mean', (x, axis) => x.mean(axis)),
  maskedTotal('var', (x, axis) => x.var(axis)),
  maskedTotal('std', (x, axis) => x.std(axis)),
  maskedTotal('min', (x, axis) => x.min(axis)),
  maskedTotal('max', (x, axis) => x.max(axis)),
  [
    `a=${ages}; [np.ma.filled(np.ma.median(a),-9),np.ma.filled(np.ma.median(a,axis=1),-9),a.count(),a.count(axis=0),a.compressed(),np.ma.filled(a+1,-9),np.ma.filled(a*a,-9),np.ma.filled(a-1,-9),np.ma.filled(a/np.array([1.0,2,0]),-9),np.ma.filled(np.ma.sqrt(a),-9),np.ma.filled(a.anom(),-9)]`,
    async () => [
      agesOurs.median().filled(-9),
      agesOurs.median(1).filled(-9),
      agesOurs.count(),
      agesOurs.count(0),
      await agesOurs.compressed(),
      agesOurs.add(1).filled(-9),
      agesOurs.mul(agesOurs).filled(-9),
      agesOurs.sub(1).filled(-9),
      agesOurs.div(np.float64([1, 2, 0])).filled(-9),
      np.ma.apply(np.sqrt, agesOurs).filled(-9),
      agesOurs.anom().filled(-9),
    ],
  ],
  [
    `[x.mask for x in (np.ma.masked_where([True,False,True],[1,2,3]),np.ma.masked_equal([1,2,1],1),np.ma.masked_not_equal([1,2,1],1),np.ma.masked_greater([1,2,3],2),np.ma.masked_greater_equal([1,2,3],2),np.ma.masked_less([1,2,3],2),np.ma.masked_less_equal([1,2,3],2),np.ma.masked_inside([1,2,3],2,2.5),np.ma.masked_outside([1,2,3],1.5,2.5),np.ma.masked_invalid([1,np.nan,np.inf]))]`,
    () =>
      [
        np.ma.maskedWhere([true, false, true], [1, 2, 3]),
        np.ma.maskedEqual([1, 2, 1], 1),
        np.ma.maskedNotEqual([1, 2, 1], 1),
        np.ma.maskedGreater([1, 2, 3], 2),
        np.ma.maskedGreaterEqual([1, 2, 3], 2),
        np.ma.maskedLess([1, 2, 3], 2),
        np.ma.maskedLessEqual([1, 2, 3], 2),
        np.ma.maskedInside([1, 2, 3], 2, 2.5),
        np.ma.maskedOutside([1, 2, 3], 1.5, 2.5),
        np.ma.maskedInvalid([1, nan, inf]),
      ].map((x) => x.mask),
  ],
  [
    '[np.ma.array([1,2],mask=[0,1]).filled(),np.ma.array([1.5,2],mask=[0,1]).filled(),np.ma.filled(np.ma.concatenate([np.ma.array([1,2],mask=[0,1]),[3]]),-9)]',
    () => [
      np.ma.array([1, 2], { mask: [false, true] }).filled(),
      np.ma.array([1.5, 2], { mask: [false, true] }).filled(),
      np.ma.concatenate([np.ma.array([1, 2], { mask: [false, true] }), [3]]).filled(-9),
    ],
  ],
]

export const others: readonly Case[] = [
  [
    '[np.packbits([[1,0,1],[0,1,1]]),np.packbits([[1,0,1],[0,1,1]],axis=1),np.packbits([[1,0,1],[0,1,1]],axis=0,bitorder="little")]',
    () => [
      np.packbits([
        [1, 0, 1],
        [0, 1, 1],
      ]),
      np.packbits(
        [
          [1, 0, 1],
          [0, 1, 1],
        ],
        { axis: 1 },
      ),
      np.packbits(
        [
          [1, 0, 1],
          [0, 1, 1],
        ],
        { axis: 0, bitorder: 'little' },
      ),
    ],
  ],
  [
    'a=np.array([[2],[7],[23]],dtype=np.uint8); [np.unpackbits(a),np.unpackbits(a,axis=1),np.unpackbits(a,axis=1,count=3),np.unpackbits(a,axis=1,count=-2,bitorder="little"),np.unpackbits(a,axis=1,count=10)]',
    () => {
      const a = np.uint8([[2], [7], [23]])
      return [
        np.unpackbits(a),
        np.unpackbits(a, { axis: 1 }),
        np.unpackbits(a, { axis: 1, count: 3 }),
        np.unpackbits(a, { axis: 1, count: -2, bitorder: 'little' }),
        np.unpackbits(a, { axis: 1, count: 10 }),
      ]
    },
  ],
  [
    '[np.bartlett(7),np.hanning(7),np.hamming(6),np.blackman(5)+1,np.kaiser(6,8.6),np.kaiser(1,2),np.hanning(0)]',
    () => [
      np.bartlett(7),
      np.hanning(7),
      np.hamming(6),
      np.add(np.blackman(5), 1),
      np.kaiser(6, 8.6),
      np.kaiser(1, 2),
      np.hanning(0),
    ],
  ],
  [
    `[np.apply_along_axis(lambda v: v[0]+v[-1],0,${nine}),np.apply_along_axis(sorted,1,np.array([[8,1,7],[4,3,9]])),np.apply_along_axis(np.diag,-1,${nine}),np.apply_along_axis(lambda v: v[:2],1,${cube})]`,
    () => [
      np.applyAlongAxis((v) => v.at(0).add(v.at(-1)), 0, nineOurs),
      np.applyAlongAxis((v) => np.sort(v), 1, [
        [8, 1, 7],
        [4, 3, 9],
      ]),
      np.applyAlongAxis((v) => np.diag(v), -1, nineOurs),
      np.applyAlongAxis((v) => v.at([0, 2]), 1, cubeOurs),
    ],
  ],
  [`np.apply_over_axes(np.sum,${cube},[0,2])`, () => np.applyOverAxes((x, axis) => np.sum(x, axis), cubeOurs, [0, 2])],
  [
    'x=np.linspace(-2.5,2.5,6); [np.piecewise(x,[x<0,x>=0],[-1,1]),np.piecewise(x,[x<0],[lambda x:-x,lambda x:x*2])]',
    () => {
      const x = np.linspace(-2.5, 2.5, 6)
      return [
        np.piecewise(x, [np.less(x, 0), np.greaterEqual(x, 0)], [-1, 1]),
        np.piecewise(x, [np.less(x, 0)], [np.negative, (v) => np.multiply(v, 2)]),
      ]
    },
  ],
  [
    'np.vectorize(lambda a,b: a-b if a>b else a+b)([1,2,3,4],2)',
    () => np.vectorize((a, b) => (a! > b! ? a! - b! : a! + b!))([1, 2, 3, 4], 2),
  ],
  [
    'd=np.arange("2016-07","2016-08",dtype="datetime64[D]"); [d.astype("int64"),np.is_busday(d),np.busday_count("2011-01","2011-02"),np.busday_count("2016-07-16",d),np.busday_count(d,"2016-07-16")]',
    () => {
      const d = np.arange(np.datetime64('2016-07'), np.datetime64('2016-08'))
      const middle = np.datetime64('2016-07-16')
      return [
        d,
        np.isBusday(d),
        np.busdayCount(np.datetime64('2011-01'), np.datetime64('2011-02')),
        np.busdayCount(middle, d),
        np.busdayCount(d, middle),
      ]
    },
  ],
]

export const bits: readonly Case[] = [
  [
    `[*np.diag_indices_from(np.zeros((3,3))),*np.tril_indices_from(np.zeros((2,3))),*np.triu_indices_from(np.zeros((2,3)),1)]`,
    () => [
      ...np.diagIndicesFrom(np.zeros([3, 3])),
      ...np.trilIndicesFrom(np.zeros([2, 3])),
      ...np.triuIndicesFrom(np.zeros([2, 3]), 1),
    ],
  ],
  [
    'np.array([bin(abs(n)).count("1") for n in (0,1,-1,255,2**62+5,-(2**63),2**63-1)],dtype="uint8")',
    () => np.bitwiseCount(np.array([0n, 1n, -1n, 255n, 2n ** 62n + 5n, -(2n ** 63n), 2n ** 63n - 1n])),
  ],
  [
    '[[int(c) for c in np.binary_repr(5,8)],[int(c) for c in np.binary_repr(-3,4)]]',
    () => [...np.binaryRepr(5, 8), ...np.binaryRepr(-3, 4)].map(Number),
  ],
]
