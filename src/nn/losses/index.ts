export * from './binary-cross-entropy.ts'
export {
  type BinaryCrossEntropyWithLogitsOptions,
  binaryCrossEntropyWithLogits,
} from './binary-cross-entropy-with-logits.ts'
export * from './cross-entropy.ts'
export { type ClassDiceOptions, type DiceOptions, diceLoss } from './dice-loss.ts'
export { type FocalOptions, focalLoss } from './focal-loss.ts'
export { type HuberOptions, huberLoss } from './huber-loss.ts'
export * from './l1-loss.ts'
export * from './loss.ts'
export * from './mnist-loss.ts'
export * from './mse-loss.ts'
export * from './nll-loss.ts'
export type { Reduction, ReductionOption } from './reduction.ts'
export * from './sigmoid-dice-loss.ts'
export * from './sigmoid-focal-loss.ts'
export * from './smooth-l1-loss.ts'
