import { z } from 'zod'
import { badData } from '../base/errors.ts'

const picturesSchema = z.object({
  /** The side of the square pictures, in pixels. */
  size: z.number().int().positive().max(16384),
  /** How a picture that is not square becomes so. */
  mode: z.enum(['crop', 'squish', 'pad']),
})

/** What must be done to a picture before the model takes it: everything after that is in the graph. */
export type PictureInput = z.infer<typeof picturesSchema>

/** What an exported model says of itself, each under a key of the ONNX file's metadata, as JSON. */
const entries = {
  labels: z
    .array(z.string())
    .min(1)
    .refine((labels) => new Set(labels).size === labels.length, 'a label stands there twice'),
  thresholds: z.array(z.number().min(0).max(1)),
  pictures: picturesSchema,
  provenance: z.unknown(),
}
const schema = z.object(entries)

export interface ModelMetadata {
  /** The classes, in the order of the outputs. */
  readonly labels: readonly string[]
  /** The probability above which each is answered. */
  readonly thresholds: readonly number[]
  readonly pictures: PictureInput
  /** Where the model comes from: for people, and not interpreted. */
  readonly provenance: unknown
}

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
  const parsed = schema.safeParse(found)
  if (!parsed.success) throw badData(`${file}: its metadata is damaged: ${reasons(parsed.error)}`)
  const { labels, thresholds, pictures, provenance } = parsed.data
  if (labels.length !== thresholds.length)
    throw badData(
      `${file}: its metadata has ${labels.length} labels and ${thresholds.length} thresholds; there must be one for each`,
    )
  return { labels, thresholds, pictures, provenance }
}

/** `labels[1]: expected string, …` */
const reasons = ({ issues }: z.ZodError): string =>
  issues.map(({ path, message }) => `${z.core.toDotPath(path)}: ${message}`).join('; ')
