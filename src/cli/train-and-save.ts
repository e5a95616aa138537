import { basename, dirname, resolve } from 'node:path'
import { invalid, KindlingError } from '../base/errors.ts'
import { rehearseSave } from '../base/save.ts'
import type { Answer, TargetSummary } from '../data/index.ts'
import {
  type Learner,
  ProgressReport,
  type RunJudgement,
  type RunRecord,
  runRecordPath,
  StepLosses,
  writeRunRecord,
} from '../learner/index.ts'
import type { CommandContext } from './command.ts'
import { commandLine } from './command-line.ts'
import { type AnyLoaders, digestOfData, type RunData, relativeTo } from './run-data.ts'
import { sha256Of } from './sha256.ts'
import { versions } from './versions.ts'

export interface TrainingPlan<J extends RunJudgement> {
  readonly epochs: number
  /** The highest rate of the one-cycle policy. */
  readonly lr: number
  /** Where the model shall stand; the record of the run stands beside it. */
  readonly model: string
  /** Above which probability labels are answered: chosen on validation data, or 0.5. */
  readonly thresholds: 'f1' | 'half'
  /** What the record says of where the model comes from. */
  readonly data: RunData
  readonly loaders: AnyLoaders
  readonly summary: TargetSummary
  readonly task: RunRecord['task']
  readonly architecture: string
  /** Judges the model when it has learnt all, and says so. */
  readonly judge: () => Promise<J>
}

/** How a training went. Without a judgement it was interrupted. */
export type Trained<J> =
  | { readonly interrupted: true; readonly saved: boolean; readonly judgement?: undefined }
  | { readonly interrupted: false; readonly saved: true; readonly judgement: J }

/**
 * Trains with live progress, saves the model, judges it, and writes the record of the run beside it. What has been learnt is
 * saved too when Ctrl-C ends the training early, or when it diverges after an epoch that went well.
 *
 * @throws KindlingError `write-failed` before the training where the model could not be saved after it
 */
export async function trainAndSave<J extends RunJudgement>(
  // biome-ignore lint/suspicious/noExplicitAny: what it is trained on does not matter here
  learn: Learner<any, any>,
  plan: TrainingPlan<J>,
  { signal, print, output }: CommandContext,
): Promise<Trained<J>> {
  const { epochs, lr, model, thresholds, judge } = plan
  if (runRecordPath(model) === model)
    throw invalid(`the model cannot be saved as ${model}: that is the name of a run's record; name it like tags.onnx`)
  await rehearseSave(model, bytesOf(learn) + bytesBeside(learn, plan))
  await rehearseSave(runRecordPath(model), 0)
  const started = new Date()
  const steps = new StepLosses()
  let seconds = 0
  const record = async (ended: RunRecord['ended'], judgement?: J): Promise<void> =>
    writeRunRecord(
      model,
      await recordOf(learn, plan, { started: started.toISOString(), seconds, ended, judgement, steps }),
    ).catch((error: unknown) => {
      if (!(error instanceof KindlingError)) throw error
      // That holds for the record alone.
      const reason = error.message.replace('. Nothing was changed', '')
      throw new KindlingError(error.code, `${model} is saved, the record of its run is not: ${reason}`, {
        cause: error,
      })
    })
  try {
    await learn.fitOneCycle(epochs, lr, { signal, callbacks: [new ProgressReport({ table: output }), steps] })
    if (thresholds === 'f1') await learn.chooseThresholds({ signal })
  } catch (error) {
    const diverged = error instanceof KindlingError && error.code === 'diverged'
    const interrupted = signal.aborted && error === signal.reason
    const worthSaving = interrupted ? steps.value().count > 0 : diverged && learn.history.length > 0
    const hasThresholds = learn.answer && 'thresholds' in learn.answer
    seconds = secondsSince(started)
    if (worthSaving) {
      await learn.export(model)
      await record(interrupted ? 'interrupted' : 'diverged')
      print(`\nWhat had been learnt is saved in ${model}${hasThresholds ? '; its labels are answered above 0.5' : ''}.`)
    } else if (interrupted) print('\nNothing had been learnt yet, so nothing was saved.')
    if (!interrupted) throw error
    return { interrupted, saved: worthSaving }
  }
  seconds = secondsSince(started)
  await learn.export(model)
  print(`\nSaved ${model}`)
  let judgement: J | undefined
  try {
    judgement = await judge()
  } finally {
    await record('completed', judgement)
  }
  return { interrupted: false, saved: true, judgement }
}

const secondsSince = (start: Date): number => (Date.now() - start.getTime()) / 1000

interface Course {
  readonly started: string
  readonly seconds: number
  readonly ended: RunRecord['ended']
  readonly judgement: RunJudgement | undefined
  readonly steps: StepLosses
}

async function recordOf(
  // biome-ignore lint/suspicious/noExplicitAny: what it is trained on does not matter here
  learn: Learner<any, any>,
  { epochs, lr, model, data, loaders, summary, task, architecture }: TrainingPlan<RunJudgement>,
  { started, seconds, ended, judgement, steps }: Course,
): Promise<Omit<RunRecord, 'format' | 'version'>> {
  const { train, valid, target } = loaders
  return {
    started,
    seconds,
    ended,
    command: commandLine(process.argv.slice(2)),
    versions: versions(),
    model: { file: basename(model), sha256: await sha256Of(model) },
    data: { ...relativeTo(dirname(resolve(model)), data), digest: await digestOfData(loaders, data.source) },
    summary,
    task,
    loss: { name: learn.loss.name, activation: activationOf(target.answer) },
    answer: learn.answer!,
    architecture: {
      name: architecture,
      parameters: learn.model.parameters().reduce((sum, { value }) => sum + value.size, 0),
    },
    training: { policy: 'oneCycle', epochs, lr, batchSize: data.batchSize, seed: data.seed },
    epochs: learn.history,
    steps: steps.value(),
    ...(judgement && { judgement }),
    leftOut: [train, valid].flatMap(({ failures }) => failures.map(({ error }) => error.message)),
  }
}

/** What makes predictions of outputs, of each kind of answer. */
const activationOf = (answer: Answer): RunRecord['loss']['activation'] => {
  if (answer.kind === 'labels' || (answer.kind === 'category' && answer.thresholds)) return 'sigmoid'
  return answer.kind === 'category' || answer.kind === 'mask' ? 'softmax' : 'none'
}

/**
 * More than the graph, the labels and the record of the run will weigh, each epoch and label with its figures. Whoever asks for
 * more than a thousand epochs means to stop them.
 */
export const bytesBeside = (
  { labels }: Pick<Learner, 'labels'>,
  { epochs, summary }: Pick<TrainingPlan<RunJudgement>, 'epochs' | 'summary'>,
): number =>
  2 ** 18 + Buffer.byteLength(JSON.stringify({ summary }, null, 2)) + 512 * (Math.min(epochs, 1000) + labels.length)

/** What the numbers in the model file will weigh. */
const bytesOf = ({ model }: Pick<Learner, 'model'>): number =>
  [...model.namedParameters(), ...model.namedBuffers()].reduce((sum, [, { value }]) => sum + 4 * value.size, 0)
