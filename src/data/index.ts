export { type Answer, type AnswerValue, answered, type ClassMap, widthOf } from './answer.ts'
export type { InputBlock, LoadInputOptions, Named, Target, TargetBlock } from './block.ts'
export * from './blocks/index.ts'
export type { Column, ColumnArray } from './column.ts'
export { eachConcurrently } from './concurrent.ts'
export { DataBlock, type DataBlockOptions, type DataLoaders, type DataLoadersOptions } from './data-block.ts'
export {
  type Batch,
  DataLoader,
  type DataLoaderOptions,
  type EpochOptions,
  type Failure,
  type Load,
  type LoadContext,
  type Sample,
} from './data-loader.ts'
export * from './download/index.ts'
export * from './getters/index.ts'
export {
  type CheckDataOptions,
  checkData,
  type DataHealth,
  digestOf,
  type Finding,
  fewPictures,
  healthFindings,
  type Inspected,
  type LabelCount,
  type LabelPair,
  type LabelSummary,
  type NumberSummary,
  type PointSummary,
  type Sides,
  type SizeSummary,
  summarizeTargets,
  type TargetSummary,
} from './health/index.ts'
export type { ItemTransform } from './item-transform.ts'
export { type LabelledFile, type ReadLabelsOptions, readLabels } from './labelled-files.ts'
export type { Moves } from './moves.ts'
export { type Placement, type Point, placed, type Region, type Size, unchanged, unplaced } from './placement.ts'
export { type RandomStream, randomStream } from './random.ts'
export { type ReadRowsOptions, type Row, readRows } from './rows.ts'
export { oversampler, type Sampler, shuffledSampler, weightedSampler } from './sampler.ts'
export { type EulerAngles, eulerFromRotation, rotationFromEuler } from './space/euler.ts'
export type { Matrix3, Vector3 } from './space/linear.ts'
export { rotationError, rotationFromSix, type SixNumbers, sixFromRotation } from './space/rotation.ts'
export * from './splitters/index.ts'
export { Vocabulary, type VocabularyOptions } from './vocabulary.ts'
