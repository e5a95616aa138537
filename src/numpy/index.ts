export { fromNpy, toNpy } from '../tensor/npy.ts'
export { fromNpz, type NpzOptions, toNpz } from '../tensor/npz.ts'
export * from './arithmetic.ts'
export * from './array.ts'
export * from './comparison.ts'
export * from './creation.ts'
export * from './functions.ts'
export * from './indexing.ts'
export * from './joining.ts'
export { type LoadOptions, load } from './load.ts'
export { isscalar, resultType } from './operands.ts'
export { array2string, arrayRepr, arrayStr, type PrintOptions, type StringOptions } from './printing.ts'
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
export * from './reductions.ts'
export { type Savable, save, savez, savezCompressed } from './save.ts'
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
export * from './shape.ts'
export { argpartition, argsort, lexsort, partition, sort } from './sorting.ts'
export type { Binary, Relation, Scattering, Unary } from './ufunc.ts'
export { at, type Part, s_ } from './update.ts'
export * from './differences.ts'
export * from './histogram.ts'
export * from './nan.ts'
export * from './padding.ts'
export * from './quantiles.ts'
export * from './statistics.ts'
