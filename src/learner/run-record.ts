import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { badData, invalid } from '../base/errors.ts'
import { saveFile } from '../base/save.ts'
import type { TargetSummary } from '../data/index.ts'
import { answerSchema } from './model-metadata.ts'

/** Counted up whenever a reader of before would misunderstand what is written. */
const version = 1
const format = 'kindling.run'

/** JSON has no NaN: what the data does not define is null there. */
const figure = z
  .number()
  .nullable()
  .transform((value) => value ?? Number.NaN)
const count = z.number().int().nonnegative()
const sides = z.object({ train: count, valid: count })
const extent = { min: figure, mean: figure, max: figure }

const summarySchema: z.ZodType<TargetSummary> = z.lazy(() =>
  z.discriminatedUnion('kind', [
    z.object({
      kind: z.literal('labels'),
      items: sides,
      withoutLabels: sides,
      classes: z.array(z.object({ label: z.string(), train: count, valid: count })),
      pairs: z.array(z.object({ labels: z.tuple([z.string(), z.string()]), count })),
    }),
    z.object({
      kind: z.literal('numbers'),
      items: sides,
      columns: z.array(
        z.object({
          present: sides,
          missing: sides,
          ...extent,
          histogram: z.object({ train: z.array(count), valid: z.array(count) }),
        }),
      ),
    }),
    z.object({
      kind: z.literal('points'),
      items: sides,
      points: z.array(z.object({ present: sides, x: z.object(extent), y: z.object(extent) })),
    }),
    z.object({ kind: z.literal('mask'), items: sides, labels: z.array(z.string()) }),
    z.object({ kind: z.literal('parts'), items: sides, parts: z.record(z.string(), summarySchema) }),
  ]),
)

const classes = z
  .array(
    z.object({
      label: z.string(),
      support: count,
      precision: figure,
      recall: figure,
      f1: figure,
      averagePrecision: figure,
    }),
  )
  .readonly()
const poseErrors = z.object({
  frames: count,
  centre: z.object({
    medianPixels: figure,
    meanPixels: figure,
    medianMillimetres: figure,
    meanMillimetres: figure,
  }),
  rotation: z.object({ meanDegrees: figure, medianDegrees: figure, yaw: figure, pitch: figure, roll: figure }),
})

const judgementSchema = z.discriminatedUnion('task', [
  z.object({
    task: z.literal('labels'),
    averagePrecision: figure,
    noneRecall: figure,
    thresholds: z.record(z.string(), z.number()),
    classes,
  }),
  z.object({
    task: z.literal('category'),
    accuracy: figure,
    classes,
    confused: z.array(z.object({ actual: z.string(), answered: z.string(), count })).readonly(),
  }),
  z.object({ task: z.enum(['points', 'number']), meanError: figure, medianError: figure, guessing: figure }),
  z.object({ task: z.literal('headPose'), errors: poseErrors, guessing: poseErrors }),
])

/** How well a model answers on the validation items, by what it was taught to answer. */
export type RunJudgement = z.infer<typeof judgementSchema>

const schema = z.object({
  format: z.literal(format),
  version: z.literal(version),
  /** When training began, ISO 8601. */
  started: z.iso.datetime(),
  /** How long training took. */
  seconds: z.number().nonnegative(),
  /** `interrupted` by Ctrl-C, or `diverged`: the model then holds what had been learnt until then. */
  ended: z.enum(['completed', 'interrupted', 'diverged']),
  /** What one types to do the same again, in the folder where it was typed. */
  command: z.string(),
  versions: z.object({ kindling: z.string(), onnxruntime: z.string(), node: z.string() }),
  /** The exported model, a file in the record's own folder. */
  model: z.object({ file: z.string(), sha256: z.string() }),
  /** How the data is read, for whoever can: relative paths are relative to the record's folder. */
  data: z.looseObject({
    reader: z.string(),
    source: z.string(),
    /** Of the answers, the names of the validation items and what is true of them: whether it is still the same data. */
    digest: z.string(),
  }),
  summary: summarySchema,
  task: z.enum(['labels', 'category', 'points', 'number', 'headPose']),
  loss: z.object({ name: z.string(), activation: z.enum(['sigmoid', 'softmax', 'none']) }),
  /** How predictions become answers, with the thresholds of the exported model. */
  answer: answerSchema,
  architecture: z.object({ name: z.string(), parameters: count }),
  training: z.object({
    policy: z.literal('oneCycle'),
    /** How many were planned. */
    epochs: count,
    /** The highest rate of the one-cycle policy. */
    lr: z.number().positive(),
    batchSize: count,
    seed: z.number().int(),
  }),
  epochs: z.array(
    z.object({
      epoch: count,
      trainLoss: figure,
      validLoss: figure.optional(),
      metrics: z.record(z.string(), figure),
      seconds: z.number().nonnegative(),
    }),
  ),
  /** The training loss step by step: `losses[i]` is the mean of `every` steps, the last of those that remain. */
  steps: z.object({ count, every: z.number().int().positive(), losses: z.array(z.number()) }),
  /** Missing where training did not complete. */
  judgement: judgementSchema.optional(),
  /** Why items were left out as unreadable: a message each. */
  leftOut: z.array(z.string()),
})

/** What a training leaves behind beside its model: all that is needed to tell of it, to repeat it and to look into it. */
export type RunRecord = z.infer<typeof schema>

const extension = '.run.json'

/**
 * Where the record of a run stands: beside its model, named after it. A path of a record is itself.
 *
 * @example
 * runRecordPath('models/tags.onnx') // 'models/tags.run.json'
 */
export const runRecordPath = (path: string): string =>
  path.endsWith(extension) ? path : `${path.replace(/\.onnx$/i, '')}${extension}`

/**
 * Writes the record of a run, whole or not at all.
 *
 * @param path of the record or of its model
 * @throws KindlingError `write-failed`
 * @example
 * await writeRunRecord('tags.onnx', record) // tags.run.json
 */
export async function writeRunRecord(path: string, record: Omit<RunRecord, 'format' | 'version'>): Promise<void> {
  const file = runRecordPath(path)
  const text = `${JSON.stringify({ format, version, ...record }, null, 2)}\n`
  // Whatever is written can be read.
  const parsed = schema.safeParse(JSON.parse(text))
  if (!parsed.success) throw invalid(`writeRunRecord: ${reasons(parsed.error)}`)
  await saveFile(file, text)
}

/**
 * Reads the record of a run.
 *
 * @param path of the record or of its model
 * @throws KindlingError `invalid-data` when there is none, it is no record, is damaged, or a newer Kindling wrote it
 * @example
 * const { epochs, judgement } = await readRunRecord('tags.onnx')
 */
export async function readRunRecord(path: string): Promise<RunRecord> {
  const file = runRecordPath(path)
  let text: string
  try {
    text = await readFile(file, 'utf8')
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT'
    throw badData(
      missing
        ? `${file} does not exist; training writes this record of a run beside its model. Name the model where it was ` +
            'written, or train again'
        : `${file}: the record of the run cannot be read (${(error as Error).message})`,
      error,
    )
  }
  let content: unknown
  try {
    content = JSON.parse(text)
  } catch (error) {
    throw badData(
      `${file} is not JSON (${(error as Error).message}); restore it, or train again to have it written`,
      error,
    )
  }
  const head = z.looseObject({ format: z.literal(format), version: z.number().int().positive() }).safeParse(content)
  if (!head.success) throw badData(`${file} is JSON, but no record of a run; name a model that Kindling trained`)
  if (head.data.version > version)
    throw badData(
      `${file} was written by a newer Kindling (version ${head.data.version} of the record; this one reads ${version}); update Kindling`,
    )
  const parsed = schema.safeParse(content)
  if (!parsed.success)
    throw badData(`${file} is damaged: ${reasons(parsed.error)}; restore it, or train again to have it written`)
  return parsed.data
}

/** `epochs[1].seconds: expected number, …` */
const reasons = ({ issues }: z.ZodError): string =>
  issues
    .slice(0, 3)
    .map(({ path, message }) => `${z.core.toDotPath(path)}: ${message}`)
    .join('; ')
