export { DataSummary } from './data-summary.ts'
export { inspectPicture } from './inspect-picture.ts'
export type { DataFailure, DataStep, StepPicture, ValueRange } from './step.ts'
export { type SummarizeDataOptions, summarizeData } from './summarize-data.ts'
