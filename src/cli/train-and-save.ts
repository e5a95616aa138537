import { KindlingError } from '../base/errors.ts'
import { rehearseSave } from '../base/save.ts'
import { type Learner, ProgressReport } from '../learner/index.ts'
import type { CommandContext } from './command.ts'

export interface TrainingPlan {
  readonly epochs: number
  /** The highest rate of the one-cycle policy. */
  readonly lr: number
  /** Where the model shall stand. */
  readonly model: string
  /** Above which probability labels are answered: chosen on validation data, or 0.5. */
  readonly thresholds: 'f1' | 'half'
}

/**
 * Trains with live progress and saves the model. What has been learnt is saved too when Ctrl-C ends the training early, or
 * when it diverges after an epoch that went well.
 *
 * @returns whether it was interrupted, and then whether there was anything to save
 * @throws KindlingError `write-failed` before the training where the model could not be saved after it
 */
export async function trainAndSave(
  learn: Learner,
  { epochs, lr, model, thresholds }: TrainingPlan,
  { signal, print, output }: CommandContext,
): Promise<{ readonly interrupted: boolean; readonly saved: boolean }> {
  await rehearseSave(model, bytesOf(learn))
  let steps = 0
  const counting = { afterBatch: () => void steps++ }
  try {
    await learn.fitOneCycle(epochs, lr, { signal, callbacks: [new ProgressReport({ table: output }), counting] })
    if (thresholds === 'f1') await learn.chooseThresholds({ signal })
  } catch (error) {
    const diverged = error instanceof KindlingError && error.code === 'diverged'
    const interrupted = signal.aborted && error === signal.reason
    const worthSaving = interrupted ? steps > 0 : diverged && learn.history.length > 0
    const hasThresholds = learn.answer && 'thresholds' in learn.answer
    if (worthSaving) await learn.export(model)
    if (worthSaving)
      print(`\nWhat had been learnt is saved in ${model}${hasThresholds ? '; its labels are answered above 0.5' : ''}.`)
    else if (interrupted) print('\nNothing had been learnt yet, so nothing was saved.')
    if (!interrupted) throw error
    return { interrupted, saved: worthSaving }
  }
  await learn.export(model)
  print(`\nSaved ${model}`)
  return { interrupted: false, saved: true }
}

/** What the model file will weigh, but for a few kilobytes. */
const bytesOf = ({ model }: Learner): number =>
  [...model.namedParameters(), ...model.namedBuffers()].reduce((sum, [, { value }]) => sum + 4 * value.size, 0)
