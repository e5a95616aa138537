export {
  type CheckDataOptions,
  checkData,
  type DataHealth,
  digestOf,
  type Inspected,
  type Unusable,
} from './check-data.ts'
export type { DuplicateGroup, Duplicates } from './duplicates.ts'
export { type Finding, fewPictures, healthFindings } from './findings.ts'
export type { LabelCount, LabelPair, LabelSummary } from './label-summary.ts'
export type { NumberColumn, NumberSummary } from './number-summary.ts'
export type { PointSummary } from './point-summary.ts'
export type { Side, Sides } from './sides.ts'
export type { SizeSummary, Spread } from './sizes.ts'
export { type MaskSummary, type PartsSummary, summarizeTargets, type TargetSummary } from './target-summary.ts'
