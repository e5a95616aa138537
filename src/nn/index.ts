export * from './activations.ts'
export { BatchNorm1d, BatchNorm2d, type BatchNormOptions as BatchNormLayerOptions } from './batch-norm.ts'
export { ConvTranspose2d, type ConvTranspose2dOptions } from './conv-transpose2d.ts'
export { Conv2d, type Conv2dOptions } from './conv2d.ts'
export * from './dropout.ts'
export * from './embedding.ts'
export {
  fans,
  gainOf,
  type KaimingOptions,
  kaimingNormal,
  kaimingUniform,
  type Nonlinearity,
  type XavierOptions,
  xavierNormal,
  xavierUniform,
} from './init.ts'
export * from './layer-norm.ts'
export * from './layers.ts'
export * from './linear.ts'
export * from './losses/index.ts'
export { type AnyModule, Module, type StateDifference } from './module.ts'
export * from './module-file.ts'
export { Parameter } from './parameter.ts'
export * from './pooling.ts'
export { ResNet, type ResNetOptions, resnet18, resnet34, resnet50 } from './resnet.ts'
export * from './sequential.ts'
