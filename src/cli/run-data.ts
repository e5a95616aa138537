import { createHash } from 'node:crypto'
import { dirname, relative, resolve, sep } from 'node:path'
import { z } from 'zod'
import { badData } from '../base/errors.ts'
import type { DataLoaders } from '../data/index.ts'
import { type BatchTransform, colour, headPoseBlock, horizontalFlip, pictureCache, resize } from '../vision/index.ts'
import { resizeModes } from '../vision/picture/index.ts'
import { findDataSource, type Task } from './data-source.ts'

const batchSize = z.number().int().positive()
const seed = z.number().int()

const picturesSchema = z.object({
  reader: z.literal('pictures'),
  /** A CSV, or a folder. */
  source: z.string(),
  batchSize,
  seed,
  onError: z.enum(['stop', 'skip']),
  images: z.string().exactOptional(),
  file: z.string().exactOptional(),
  labels: z.string().exactOptional(),
  label: z.string().exactOptional(),
  number: z.string().exactOptional(),
  points: z.boolean().exactOptional(),
  valid: z.number().exactOptional(),
  size: z.number().int().positive(),
  resize: z.enum(resizeModes),
  augment: z.boolean().exactOptional(),
  mirror: z.boolean(),
})

const headPosesSchema = z.object({
  reader: z.literal('headPoses'),
  /** The folder `hpdb`. */
  source: z.string(),
  batchSize,
  seed,
  /** The people who only validate. */
  valid: z.array(z.number().int()),
  width: z.number().int().positive(),
  height: z.number().int().positive(),
  tint: z.number().nonnegative(),
})

const schema = z.discriminatedUnion('reader', [picturesSchema, headPosesSchema])

/** How the data of a run is read: all that its loaders depend on. Paths are relative to the folder of the run's record. */
export type RunData = z.infer<typeof schema>
export type PicturesData = z.infer<typeof picturesSchema>
export type HeadPosesData = z.infer<typeof headPosesSchema>

/** What the data of `kindling train` is, of its options. */
export const picturesData = (options: Omit<PicturesData, 'reader'>): PicturesData =>
  picturesSchema.parse({ reader: 'pictures', ...options })

/** @throws KindlingError `invalid-data` naming the record when it cannot be understood */
export function parseRunData(data: unknown, file: string): RunData {
  const parsed = schema.safeParse(data)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw badData(
    `${file} is damaged: data.${z.core.toDotPath(issue!.path)}: ${issue!.message}; restore it, or train again`,
  )
}

/** The same with paths relative to a folder, as a record beside the model has them. */
export const relativeTo = (folder: string, data: RunData): RunData =>
  withPaths(data, (path) => relative(resolve(folder), resolve(path)).split(sep).join('/') || '.')

/** The same with absolute paths. */
export const resolvedFrom = (folder: string, data: RunData): RunData => withPaths(data, (path) => resolve(folder, path))

const withPaths = (data: RunData, change: (path: string) => string): RunData => ({
  ...data,
  source: change(data.source),
  ...('images' in data && data.images !== undefined && { images: change(data.images) }),
})

/** Pictures and what is true of them, whatever that is. */
// biome-ignore lint/suspicious/noExplicitAny: whoever opens data of unknown kind does not look at the items
export type AnyLoaders = DataLoaders<any, string | Uint8Array, any, BatchTransform>

/** Opens the data of `kindling train`. */
export async function openPictures({ source, batchSize, seed, onError, ...options }: PicturesData): Promise<{
  readonly loaders: AnyLoaders
  readonly task: Task
  /** What was taken for what: a sentence each. */
  readonly detected: readonly string[]
}> {
  const { block, path, task, detected } = await findDataSource(source, { ...options, seed, cache: pictureCache() })
  return { loaders: await block.dataLoaders(path, { batchSize, seed, onError }), task, detected }
}

/** Opens the data of the demo's heads. */
export const openHeadPoses = ({ source, batchSize, seed, valid, width, height, tint }: HeadPosesData) =>
  headPoseBlock({
    valid,
    itemTransforms: [resize({ width, height }, 'squish')],
    batchTransforms: [horizontalFlip(), colour({ tint })],
  }).dataLoaders(source, { batchSize, seed })

/** The loaders of a run: the same items on the same sides, in the same order. */
export const openRunData = async (data: RunData): Promise<AnyLoaders> =>
  data.reader === 'pictures' ? (await openPictures(data)).loaders : openHeadPoses(data)

/**
 * A digest of what a model is judged by: the answers, and the names of the validation items with what is true of them. It
 * does not look at pixels.
 *
 * @param source that the names are relative to
 */
export async function digestOfData(
  { valid, items, target, nameOf, getY }: AnyLoaders,
  source: string,
): Promise<string> {
  const hash = createHash('sha256')
  hash.update(JSON.stringify([items.length, target.answer]))
  for (const item of valid.items) {
    const name = relative(dirname(source), nameOf(item)).split(sep).join('/')
    hash.update(`${JSON.stringify([name, await getY(item)])}\n`)
  }
  return hash.digest('hex')
}
