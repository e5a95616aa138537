export type { AttributeValue } from './attributes.ts'
export { type CheckedModel, type CheckOptions, checkModel, readModel } from './check.ts'
export { decodeModel, decodeTensor, encodeModel, encodeTensor } from './codec.ts'
export { message } from './descriptors.ts'
export { type DeclaredShape, GraphBuilder } from './graph-builder.ts'
export type {
  AttributeProto,
  DimensionProto,
  GraphProto,
  ModelProto,
  NodeProto,
  TensorProto,
  TensorShapeProto,
  TypeProto,
  ValueInfoProto,
} from './messages.ts'
export { tensorToTyped, typedToTensor } from './tensor-data.ts'
export {
  type ArrayOf,
  bytesOf,
  bytesPerElement,
  type ElementType,
  elementCount,
  elementTypeCode,
  elementTypeOfCode,
  type NumericType,
  newTypedArray,
  type TypedArray,
  type TypedTensor,
} from './types.ts'
