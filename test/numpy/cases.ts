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
