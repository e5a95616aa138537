import {
  DataBlock,
  type DataLoaders,
  type DataLoadersOptions,
  functionSplitter,
  type LabelledFile,
  type LabelSummary,
  multiCategoryBlock,
  randomSplitter,
  readLabels,
  summarizeTargets,
} from '../data/index.ts'
import { type BatchTransform, imageBlock, pictureCache, type ResizeMode, resize } from '../vision/index.ts'

export interface LabelledPicturesOptions extends DataLoadersOptions {
  readonly csv: string
  readonly images?: string | undefined
  readonly size: number
  /** 'squish' by default: what a crop cuts off is still in the labels, and would teach to see what is not there. */
  readonly resize?: ResizeMode
  readonly seed: number
}

/** Pictures with any number of labels each, from a CSV: the loaders, and what they hold in numbers. */
export async function labelledPictures({
  csv,
  images,
  size,
  resize: mode = 'squish',
  ...options
}: LabelledPicturesOptions): Promise<{
  readonly loaders: DataLoaders<LabelledFile, string | Uint8Array, readonly string[], BatchTransform>
  readonly summary: LabelSummary
}> {
  const items = await readLabels(csv, images === undefined ? {} : { imagesFolder: images })
  const silent = items.every(({ valid }) => valid === undefined)
  const block = new DataBlock({
    blocks: [imageBlock({ cache: pictureCache() }), multiCategoryBlock()],
    getItems: (all: readonly LabelledFile[]) => all,
    getX: ({ file }) => file,
    getY: ({ labels }) => labels,
    splitter: silent ? randomSplitter({ seed: options.seed }) : functionSplitter(({ valid }) => valid),
    itemTransforms: [resize(size, mode)],
  })
  const loaders = await block.dataLoaders(items, options)
  const summary = (await summarizeTargets(loaders)) as LabelSummary
  return { loaders, summary }
}
