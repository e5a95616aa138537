import { dirname, join, resolve } from 'node:path'
import { badData } from '../base/errors.ts'
import { Predictor, type RunRecord, readRunRecord, runRecordPath } from '../learner/index.ts'
import { shownPath } from './prose.ts'
import { type AnyLoaders, digestOfData, openRunData, parseRunData, resolvedFrom } from './run-data.ts'
import { sha256Of } from './sha256.ts'

/** A run as it was when it ended: what was trained on, and what came of it. */
export interface OpenRun {
  readonly record: RunRecord
  /** Where the record stands. */
  readonly file: string
  /** Where the exported model stands. */
  readonly model: string
  /** The same items on the same sides, in the same order; the same encoding; `target.loss` is the loss. */
  readonly loaders: AnyLoaders
  /** The exported model; its `activations` are what the loss was computed from. Dispose of it when done. */
  readonly predictor: Predictor
}

/**
 * Opens a run again, from its record: the loaders with which it was trained, and the model that came of it.
 *
 * @param path of the model or of the record beside it
 * @throws KindlingError `invalid-data` when the record, the model or the data is missing or is not what it was
 * @example
 * const { record, loaders, predictor } = await openRun('tags.onnx')
 * const { input, target } = await loaders.valid.load(loaders.valid.items[0])
 * const activations = await predictor.activations(input.data as Uint8Array, 1)
 */
export async function openRun(path: string): Promise<OpenRun> {
  const file = resolve(runRecordPath(path))
  const shown = shownPath(file)
  const record = await readRunRecord(shown)
  const folder = dirname(file)
  const model = join(folder, record.model.file)
  const found = await sha256Of(model).catch((error: Error) => {
    throw badData(`${shown} is the record of ${record.model.file}, which cannot be read beside it (${error.message})`)
  })
  if (found !== record.model.sha256)
    throw badData(
      `${shown} is the record of another model than ${shownPath(model)}, which has been changed since; train again`,
    )
  const data = resolvedFrom(folder, parseRunData(record.data, shown))
  const loaders = await openRunData(data).catch((error: Error) => {
    throw badData(
      `the data of the run ${shown} cannot be read again: ${error.message}. ` +
        `It was read from ${shownPath(data.source)}; put it back there`,
      error,
    )
  })
  if ((await digestOfData(loaders, data.source)) !== record.data.digest)
    throw badData(
      `the data of the run ${shown}, ${shownPath(data.source)}, is no longer what it was: other validation items, or other ` +
        'things are said of them. Restore it, or train again',
    )
  return { record, file, model, loaders, predictor: await Predictor.load(model) }
}
