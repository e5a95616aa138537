export * from './array.ts'
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
