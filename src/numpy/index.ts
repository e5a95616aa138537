export { fromNpy, toNpy } from '../tensor/npy.ts'
export { fromNpz, type NpzOptions, toNpz } from '../tensor/npz.ts'
export * from './arithmetic.ts'
export * from './array.ts'
export * from './bits.ts'
export * from './comparison.ts'
export * from './constants.ts'
export * from './creation.ts'
export * from './dates.ts'
export * from './differences.ts'
export * from './functional.ts'
export * from './functions.ts'
export {
  type Column,
  type ColumnType,
  type GenfromtxtOptions,
  genfromtxt,
  type PerColumn,
} from './genfromtxt.ts'
export * from './histogram.ts'
export * from './indexing.ts'
export * from './joining.ts'
export type { Lengths } from './lengths.ts'
export * as linalg from './linalg.ts'
export { type LoadOptions, load } from './load.ts'
export { type LoadtxtOptions, loadtxt } from './loadtxt.ts'
export * as ma from './masked.ts'
export * from './nan.ts'
export { isscalar, resultType } from './operands.ts'
export * from './padding.ts'
export * from './polynomial.ts'
export { array2string, arrayRepr, arrayStr, type PrintOptions, type StringOptions } from './printing.ts'
export { cross, diagonal, dot, einsum, inner, kron, matmul, outer, tensordot, trace, vdot, vecdot } from './products.ts'
export {
  type Casting,
  type Category,
  canCast,
  type FloatInfo,
  finfo,
  iinfo,
  issubdtype,
  promoteTypes,
} from './promotion.ts'
export * from './quantiles.ts'
export * as random from './random.ts'
export * from './reductions.ts'
export { type Savable, save, savez, savezCompressed } from './save.ts'
export { type SavetxtOptions, savetxt } from './savetxt.ts'
export {
  argwhere,
  compress,
  digitize,
  extract,
  flatnonzero,
  nonzero,
  type OutOfRange,
  ravelMultiIndex,
  type Side,
  searchsorted,
  unravelIndex,
} from './searching.ts'
export * from './sets.ts'
export * from './shape.ts'
export { argpartition, argsort, lexsort, partition, sort } from './sorting.ts'
export * from './statistics.ts'
export type { Binary, Relation, Scattering, Unary } from './ufunc.ts'
export { at, type Part, s_ } from './update.ts'
export * from './windows.ts'
