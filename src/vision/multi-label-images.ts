import { type LabelledFile, type ReadLabelsOptions, readLabels } from '../data/csv.ts'
import { DataLoader, type DataLoaderOptions, type Load } from '../data/data-loader.ts'
import { memoryCache } from '../data/memory-cache.ts'
import { columnSplitter, randomSplitter, type Splitter } from '../data/splitter.ts'
import { type LabelSummary, summarizeLabels } from '../data/summary.ts'
import { Vocabulary } from '../data/vocabulary.ts'
import { decodeImage, type ResizeMode } from './image.ts'

export type MultiLabelImagesOptions = {
  /** Path of the CSV. */
  csv: string
  /** Folder of the pictures; default the CSV's own. */
  images?: string
  /** Names of the CSV's columns and what separates labels; see `readLabels`. */
  columns?: Omit<ReadLabelsOptions, 'imagesFolder'>
  /** Side of the square that every picture becomes, in pixels. */
  size: number
  /** How a picture becomes square; default `squish`, so that nothing that is in the labels is cut off the picture. */
  mode?: ResizeMode
  /** Default: by the column `is_valid` where the CSV has it, else at random, a fifth for validation. */
  splitter?: Splitter<LabelledFile>
  /** Seed of the random split and of the order of training; default 0. */
  seed?: number
  /** The classes; default the labels of all rows, in training or not. A label that is not in it is an error. */
  vocabulary?: Vocabulary
  /** How many bytes of decoded pictures are kept in memory; default 1 GiB. */
  cacheBytes?: number
}

/** The parts of a multi-label data set, ready for a learner. */
export type MultiLabelImages = {
  readonly train: readonly LabelledFile[]
  readonly valid: readonly LabelledFile[]
  readonly vocabulary: Vocabulary
  readonly summary: LabelSummary
  /** How pictures are brought to their size: what an exported model must be told. */
  readonly pictures: { readonly size: number; readonly mode: ResizeMode }
  /** Decodes the picture of an item, or remembers it. */
  readonly load: Load<LabelledFile>
  /** The multi-hot target of an item. */
  readonly target: (item: LabelledFile) => Float32Array
  /**
   * Loaders as fastai makes them: training in a new order each epoch and in whole batches only (as long as there is one),
   * validation in order and complete.
   */
  dataLoaders(options?: LoaderOptions): { train: DataLoader<LabelledFile>; valid: DataLoader<LabelledFile> }
}

export type LoaderOptions = Pick<DataLoaderOptions<LabelledFile>, 'batchSize' | 'prefetch' | 'workers' | 'onError'>

/**
 * Pictures with any number of labels each, none included, from a CSV of file names and labels.
 *
 * @throws KindlingError `invalid-data` when the CSV, a label or the split cannot be used; pictures are read later, by the
 * loaders
 * @example
 * const data = await multiLabelImages({ csv: 'labels.csv', size: 128 })
 * const { train, valid } = data.dataLoaders({ batchSize: 32 })
 * for await (const { images, targets } of train.epoch(0)) await step(images, targets)
 */
export const multiLabelImages = async (options: MultiLabelImagesOptions): Promise<MultiLabelImages> => {
  const { csv, images, columns, size, mode = 'squish', seed = 0, cacheBytes } = options
  const items = await readLabels(csv, { ...columns, ...(images === undefined ? {} : { imagesFolder: images }) })
  const vocabulary = options.vocabulary ?? Vocabulary.of(items)
  const target = (item: LabelledFile) => vocabulary.encode(item.labels, item.file)
  // Now, so that an unknown label is reported before hours of training and not in the middle of them.
  for (const item of items) target(item)
  const split = (options.splitter ?? defaultSplitter(items, seed))(items)
  const train = split.train.map((i) => items[i]!)
  const valid = split.valid.map((i) => items[i]!)
  const load = memoryCache(
    (item: LabelledFile) => decodeImage(item.file, { size, mode }),
    cacheBytes === undefined ? {} : { maxBytes: cacheBytes },
  )
  return {
    train,
    valid,
    vocabulary,
    summary: summarizeLabels(train, valid, vocabulary),
    pictures: { size, mode },
    load,
    target,
    dataLoaders: (loaderOptions = {}) => {
      const common = { ...loaderOptions, load, target, seed }
      const dropLast = train.length >= (loaderOptions.batchSize ?? 64)
      return {
        train: new DataLoader(train, { ...common, shuffle: true, dropLast }),
        valid: new DataLoader(valid, common),
      }
    },
  }
}

const defaultSplitter = (items: readonly LabelledFile[], seed: number): Splitter<LabelledFile> =>
  items.every(({ valid }) => valid === undefined) ? randomSplitter({ seed }) : columnSplitter()
