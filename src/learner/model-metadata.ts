import { z } from 'zod'
import { badData } from '../base/errors.ts'
import type { Answer } from '../data/index.ts'

const pixels = z.number().int().positive().max(16384)

const picturesSchema = z
  .object({
    width: pixels,
    height: pixels,
    /** What brings a picture to this size, one after another: the recipes of item transforms. */
    transforms: z.array(z.looseObject({ kind: z.string() })),
  })
  .refine(
    ({ width, height, transforms }) => {
      const last = transforms.at(-1)
      return !last || !('width' in last) || (last.width === width && last.height === height)
    },
    { message: 'the last one makes pictures of another size than the model takes', path: ['transforms'] },
  )

/** What must be done to a picture before the model takes it: everything after that is in the graph. */
export type PictureInput = z.infer<typeof picturesSchema>

const labels = z
  .array(z.string())
  .min(1)
  .refine((all) => new Set(all).size === all.length, 'a label stands there twice')
const thresholds = z.array(z.number().min(0).max(1))
const count = z.number().int().positive().max(1e6)
const oneEach = {
  message: 'there must be one threshold for each label',
  path: ['thresholds'],
}
/** The schema of `Answer`. */
export const answerSchema: z.ZodType<Answer> = z.lazy(() =>
  z.discriminatedUnion('kind', [
    z
      .object({ kind: z.literal('category'), labels, thresholds: thresholds.optional() })
      .refine((answer) => !answer.thresholds || answer.thresholds.length === answer.labels.length, oneEach),
    z
      .object({ kind: z.literal('labels'), labels, thresholds })
      .refine((answer) => answer.thresholds.length === answer.labels.length, oneEach),
    z.object({ kind: z.literal('number') }),
    z.object({ kind: z.literal('numbers'), count }),
    z.object({ kind: z.literal('points'), count }),
    z.object({ kind: z.literal('rotation') }),
    z.object({ kind: z.literal('mask'), labels }),
    z.object({ kind: z.literal('parts'), parts: z.record(z.string(), answerSchema) }),
  ]),
)

/** What an exported model says of itself, each under a key of the ONNX file's metadata, as JSON. */
const entries = { answer: answerSchema, pictures: picturesSchema, provenance: z.unknown() }
const schema = z.object(entries)

export interface ModelMetadata {
  /** How the output becomes an answer: what kind it is of, the labels in the order of the outputs, their thresholds. */
  readonly answer: Answer
  readonly pictures: PictureInput
  /** Where the model comes from: for people, and not interpreted. */
  readonly provenance: unknown
}

/** What the output of an exported model is called. */
export const outputName = ({ kind }: Answer): 'probabilities' | 'values' =>
  kind === 'category' || kind === 'labels' || kind === 'mask' ? 'probabilities' : 'values'

const prefix = 'kindling.'

export const writeMetadata = (metadata: ModelMetadata): Record<string, string> =>
  Object.fromEntries(Object.entries(metadata).map(([key, value]) => [`${prefix}${key}`, JSON.stringify(value)]))

/**
 * Reads the metadata of a model, by key.
 *
 * @param file named in errors
 * @throws when the model was not exported by this library, or its metadata has been damaged
 */
export function readMetadata(file: string, metadata: ReadonlyMap<string, string>): ModelMetadata {
  const found: Record<string, unknown> = {}
  for (const key of Object.keys(entries)) {
    const text = metadata.get(`${prefix}${key}`)
    if (text === undefined)
      throw badData(
        `${file}: its metadata has no '${prefix}${key}'; only models that were exported by this library can be used here`,
      )
    try {
      found[key] = JSON.parse(text)
    } catch (error) {
      throw badData(`${file}: the metadata '${prefix}${key}' is not JSON`, error)
    }
  }
  const parsed = checked(file, found)
  if (!parsed.success) throw badData(`${file}: its metadata is damaged: ${reasons(parsed.error)}`)
  return parsed.data
}

/** zod goes as deep as an answer has parts within parts. */
function checked(file: string, found: Record<string, unknown>): ReturnType<typeof schema.safeParse> {
  try {
    return schema.safeParse(found)
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    throw badData(`${file}: its metadata is damaged: its answer has too many parts within parts`, error)
  }
}

/** `answer.labels[1]: expected string, …` */
const reasons = ({ issues }: z.ZodError): string =>
  issues.map(({ path, message }) => `${z.core.toDotPath(path)}: ${message}`).join('; ')
