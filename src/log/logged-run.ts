import type { DataLoaders } from '../data/index.ts'
import type { Predictor, RunRecord } from '../learner/index.ts'
import type { BatchTransform } from '../vision/index.ts'

/** A run that is told of: what was recorded, the data that it was trained on, and the model that came of it. */
export interface LoggedRun {
  readonly record: RunRecord
  // biome-ignore lint/suspicious/noExplicitAny: a log does not look into the items
  readonly loaders: DataLoaders<any, string | Uint8Array, any, BatchTransform>
  readonly predictor: Predictor
}

/** What a run is called: its model, without the ending. */
export const nameOfRun = ({ record }: Pick<LoggedRun, 'record'>): string => record.model.file.replace(/\.onnx$/i, '')
