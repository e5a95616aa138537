export * from './arithmetic.ts'
export * from './array.ts'
export * from './comparison.ts'
export * from './creation.ts'
export * from './functions.ts'
export * from './joining.ts'
export { isscalar, resultType } from './operands.ts'
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
export * from './shape.ts'
export type { Binary, Relation, Scattering, Unary } from './ufunc.ts'
export { at, type Part, s_ } from './update.ts'
