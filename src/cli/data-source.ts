import { readdir, stat } from 'node:fs/promises'
import { basename, dirname, extname, join, resolve } from 'node:path'
import { type Command, InvalidArgumentError, Option } from 'commander'
import { badData, invalid } from '../base/errors.ts'
import {
  categoryBlock,
  columnLabel,
  columnLabels,
  columnNumber,
  columnPoints,
  columnSplitter,
  DataBlock,
  filesIn,
  folderSplitter,
  multiCategoryBlock,
  parentLabel,
  pictureExtensions,
  type Row,
  randomSplitter,
  readRows,
  regressionBlock,
  type Splitter,
  type TargetBlock,
} from '../data/index.ts'
import {
  augTransforms,
  type BatchTransform,
  imageBlock,
  type PictureCache,
  pointsBlock,
  type ResizeMode,
  resize,
  resizeModes,
} from '../vision/index.ts'
import { wholeNumber } from './command.ts'
import { pictureFiles } from './picture-files.ts'
import { shownPath } from './prose.ts'

/** What the options say of a data set; what they leave out is detected. */
export interface DataSourceOptions {
  readonly images?: string
  readonly file?: string
  readonly labels?: string
  readonly label?: string
  readonly number?: string
  readonly points?: boolean
  readonly valid?: number
  readonly size: number
  readonly resize: ResizeMode
  readonly augment?: boolean
  readonly mirror: boolean
  readonly seed: number
}

export interface FindOptions extends DataSourceOptions {
  /** Keeps decoded pictures for the epochs to come. */
  readonly cache?: PictureCache
}

/** A picture, and the row of the CSV that speaks of it; without a CSV the folders do. */
export interface Picture {
  readonly file: string
  readonly row?: Row
}

/** What is to be predicted of each picture. */
export type Task = 'labels' | 'category' | 'points' | 'number'

/** A data set that was found, ready to be opened. */
export interface DataSource {
  readonly path: string
  readonly task: Task
  readonly block: DataBlock<string, Picture, string | Uint8Array, unknown, BatchTransform>
  /** What was taken for what, and how to say otherwise: a sentence each. */
  readonly detected: readonly string[]
}

/** The options that describe a data set, the same for every command. */
export const dataSourceOptions = (command: Command): Command =>
  command
    .option('--images <folder>', "what the CSV's file names are relative to")
    .option('--file <column>', 'the column of file names')
    .option('--labels <column>', 'the column of labels: any number of them, separated by spaces')
    .option('--label <column>', 'the column of one label for each picture')
    .option('--points', 'points: the other columns are x and y of one after another, in pixels')
    .option('--number <column>', 'the column of one number for each picture')
    .option('--valid <fraction>', 'the share that validates, drawn at random', fractionBelowOne)
    .option('--size <pixels>', 'side of the square pictures', wholeNumber(16), 96)
    .addOption(new Option('--resize <mode>', 'how a picture becomes square').choices(resizeModes).default('squish'))
    .option('--augment', 'change pictures at random in training: mirrored, turned, larger, tilted, lit otherwise')
    .option(
      '--no-mirror',
      'do not mirror them, where left and right matter, as in digits and text; points are never mirrored',
    )
    .option('--seed <n>', 'decides all that is random', wholeNumber(0), 0)

const fractionBelowOne = (text: string): number => {
  const value = Number(text)
  if (!(value > 0 && value < 1)) throw new InvalidArgumentError('It must lie between 0 and 1, like 0.2.')
  return value
}

/**
 * Finds out what a data set is: a CSV of file names and labels, numbers or points, or a folder with a folder of pictures for
 * each class. What was detected is said in plain sentences, with the option that says otherwise.
 *
 * @throws KindlingError `invalid-data` when it cannot be told, with what there is and what to say
 * @example
 * const { block, path, detected } = await findDataSource('photos/labels.csv', options)
 * const loaders = await block.dataLoaders(path)
 */
export async function findDataSource(source: string, options: FindOptions): Promise<DataSource> {
  const path = resolve(source)
  const found = await stat(path).catch((error: Error) => {
    throw badData(`${source} cannot be read (${error.message}); name a CSV, or a folder with a folder for each class`)
  })
  if (!found.isDirectory()) return fromCsv(path, options, [])
  const tables = (await readdir(path)).filter((name) => /\.csv$/i.test(name) && !name.startsWith('.')).sort()
  if (tables.length > 1)
    throw badData(`${source} has ${tables.length} CSV files (${tables.join(', ')}); name the one that you mean`)
  if (tables.length === 1) {
    const csv = join(path, tables[0]!)
    return fromCsv(csv, options, [`The folder has a table, ${tables[0]}, so that is read.`])
  }
  return fromFolders(path, options)
}

async function fromFolders(path: string, options: FindOptions): Promise<DataSource> {
  const { labels, label, number, points, file, valid } = options
  const given = { labels, label, number, points, file }
  const wrong = Object.entries(given).find(([, value]) => value !== undefined)
  if (wrong)
    throw invalid(
      `--${wrong[0]} names columns of a CSV, but ${shownPath(path)} is a folder; name the CSV, or leave --${wrong[0]} out`,
    )
  const folders = (await readdir(path, { withFileTypes: true })).filter((entry) => entry.isDirectory())
  const names = new Map(folders.map(({ name }) => [name.toLowerCase(), name]))
  const train = named(names, ['train', 'training'])
  const validating = named(names, ['valid', 'val', 'validation', 'test', 'testing'])
  const bySide = valid === undefined && train !== undefined && validating !== undefined
  const getItems = async (folder: string): Promise<Picture[]> => {
    const files = bySide
      ? (await Promise.all([train, validating].map((side) => filesIn()(join(folder, side))))).flat()
      : await filesIn()(folder)
    const loose = files.filter((each) => dirname(each) === folder || (bySide && dirname(dirname(each)) === folder))
    if (loose.length > 0)
      throw badData(
        `${shownPath(loose[0]!)} lies in no folder whose name could be its label (${loose.length} such pictures); give each ` +
          'class a folder, or write a CSV of file names and labels',
      )
    return files.map((each) => ({ file: each }))
  }
  const labelOf = parentLabel()
  const folderSides = folderSplitter({ train: train ?? '', valid: validating ?? '' })
  return {
    path,
    task: 'category',
    block: blockOf(options, {
      getItems,
      target: categoryBlock() as TargetBlock<unknown>,
      getY: ({ file }) => labelOf(file),
      splitter: bySide ? (items) => folderSides(items.map((item) => item.file)) : randomly(options),
    }),
    detected: [
      'The folder that a picture lies in is its label: one for each picture (otherwise write a CSV).',
      bySide
        ? `Pictures in ${train}/ train, those in ${validating}/ validate (--valid 0.2 draws a fifth at random instead).`
        : `${percent(options)} of the pictures, drawn at random, validate (--valid, or folders train/ and valid/).`,
    ],
  }
}

const named = (names: ReadonlyMap<string, string>, wanted: readonly string[]): string | undefined =>
  wanted.map((name) => names.get(name)).find((name) => name !== undefined)

async function fromCsv(path: string, options: FindOptions, detected: readonly string[]): Promise<DataSource> {
  const rows = await readRows(path)
  const columns = Object.keys(rows[0]!)
  const asked = { file: options.file, labels: options.labels, label: options.label, number: options.number }
  for (const [option, column] of Object.entries(asked))
    if (column !== undefined && !columns.includes(column))
      throw badData(
        `${basename(path)} has no column '${column}'; its columns are ${listed(columns)}. Name the right one with --${option}`,
      )
  const files = await fileColumn(path, rows, options)
  const sides = columns.find((name) => name.toLowerCase() === 'is_valid')
  const others = columns.filter((name) => name !== files.column && name !== sides)
  const found = taskOf(path, rows, others, options)
  const byColumn = sides !== undefined && options.valid === undefined
  const splitByColumn = byColumn ? columnSplitter(sides) : undefined
  return {
    path,
    task: found.task,
    block: blockOf(options, {
      getItems: async (csv) => pictureFiles(csv, await readRows(csv), files),
      target: found.target,
      getY: ({ row }) => found.getY(row!),
      splitter: splitByColumn ? (items) => splitByColumn(items.map(({ row }) => row!)) : randomly(options),
    }),
    detected: [
      ...detected,
      `${titled(files.column)} names the pictures, relative to ${shownPath(files.folder) || '.'} (--file, --images).`,
      found.sentence,
      ...(options.augment && found.task === 'points'
        ? ['Pictures are not mirrored, since which points would change places is not known.']
        : []),
      byColumn
        ? `Column ${sides} says which pictures validate (--valid 0.2 draws a fifth at random instead).`
        : `${percent(options)} of the pictures, drawn at random, validate (--valid, or a column is_valid).`,
    ],
  }
}

/** Rows that are looked at to find out what a column holds. */
const sampled = 200

/** The column whose cells are files, and the folder that they are relative to. */
async function fileColumn(
  path: string,
  rows: readonly Row[],
  { images, file }: DataSourceOptions,
): Promise<{ readonly column: string; readonly folder: string }> {
  const home = dirname(path)
  const folders =
    images === undefined
      ? [home, join(home, basename(path, extname(path))), join(home, 'images'), join(home, 'train')]
      : [resolve(images)]
  const some = rows.slice(0, 20)
  let best: { column: string; folder: string; present: number } | undefined
  for (const column of file === undefined ? Object.keys(rows[0]!) : [file])
    for (const folder of folders) {
      const found = await Promise.all(
        some.map(
          (row) =>
            row[column] !== '' &&
            stat(resolve(folder, row[column]!)).then(
              (f) => f.isFile(),
              () => false,
            ),
        ),
      )
      const present = found.filter(Boolean).length
      if (present > (best?.present ?? 0)) best = { column, folder, present }
    }
  if (best) return best
  // Nothing is there: the column that looks like file names, so that what is missing can be named.
  const looks = (column: string): boolean =>
    pictureExtensions.includes(extname(rows[0]![column]!).toLowerCase()) || /^(fname|file|filename|path)$/i.test(column)
  const column = file ?? Object.keys(rows[0]!).find(looks)
  if (column !== undefined) return { column, folder: folders[0]! }
  throw badData(
    `${basename(path)}: no column names pictures that exist relative to ${folders.map((folder) => shownPath(folder) || '.').join(', ')}; its ` +
      `columns are ${listed(Object.keys(rows[0]!))}. Say --file <column> and --images <folder>`,
  )
}

interface FoundTask {
  readonly task: Task
  readonly target: TargetBlock<unknown>
  readonly getY: (row: Row) => unknown
  readonly sentence: string
}

function taskOf(path: string, rows: readonly Row[], columns: readonly string[], options: DataSourceOptions): FoundTask {
  const { labels, label, number, points } = options
  const wanted = Object.entries({ labels, label, number, points }).filter(([, value]) => value !== undefined)
  if (wanted.length > 1)
    throw invalid(
      `--${wanted[0]![0]} and --${wanted[1]![0]} exclude each other; one of them says what is to be predicted`,
    )
  if (labels !== undefined) return severalLabels(labels)
  if (label !== undefined) return oneLabel(label)
  if (number !== undefined) return oneNumber(number)
  const some = rows.slice(0, sampled)
  const numeric = (column: string): boolean => {
    const cells = some.map((row) => row[column]!).filter((cell) => cell !== '' && !/^nan$/i.test(cell))
    return cells.length > 0 && cells.every((cell) => Number.isFinite(Number(cell)))
  }
  if (points) return severalPoints(path, columns)
  const named = columns.find((name) => /^(labels|tags)$/i.test(name))
  if (named !== undefined) return severalLabels(named)
  const single = columns.find((name) => /^(label|class|category|species|breed)$/i.test(name))
  if (single !== undefined) return oneLabel(single)
  if (columns.length >= 2 && columns.length % 2 === 0 && columns.every(numeric) && arePairs(columns))
    return severalPoints(path, columns)
  const [only] = columns
  if (columns.length === 1 && numeric(only!) && new Set(some.map((row) => row[only!])).size > 10)
    return oneNumber(only!)
  if (columns.length === 1) return recurring(some.map((row) => row[only!]!)) ? severalLabels(only!) : oneLabel(only!)
  throw badData(
    `${basename(path)}: it cannot be told which of the columns ${listed(columns)} is to be predicted; say --labels <column>, ` +
      '--label <column>, --number <column> or --points',
  )
}

/** x and y alternate, by name, or the columns are only counted. */
const arePairs = (columns: readonly string[]): boolean =>
  columns.every((name, i) => name === String(i)) ||
  columns.every((name, i) => (i % 2 === 0 ? /(^|[^a-z])x([^a-z]|$)/i : /(^|[^a-z])y([^a-z]|$)/i).test(name))

/** Whether words recur in other company, as several labels do and names of one class do not. */
function recurring(cells: readonly string[]): boolean {
  if (cells.some((cell) => cell === '')) return true
  const distinct = new Set(cells)
  const words = new Set([...distinct].flatMap((cell) => cell.split(/\s+/)))
  return words.size < distinct.size
}

const severalLabels = (column: string): FoundTask => ({
  task: 'labels',
  target: multiCategoryBlock() as TargetBlock<unknown>,
  getY: columnLabels(column),
  sentence: `${titled(column)} holds any number of labels for each picture, or none (one for each: --label '${column}').`,
})

const oneLabel = (column: string): FoundTask => ({
  task: 'category',
  target: categoryBlock() as TargetBlock<unknown>,
  getY: columnLabel(column),
  sentence: `${titled(column)} holds one label for each picture (several, separated by spaces: --labels '${column}').`,
})

const oneNumber = (column: string): FoundTask => ({
  task: 'number',
  target: regressionBlock() as TargetBlock<unknown>,
  getY: columnNumber(column),
  sentence: `${titled(column)} holds a number for each picture (classes: --label '${column}').`,
})

function severalPoints(path: string, columns: readonly string[]): FoundTask {
  if (columns.length === 0 || columns.length % 2 === 1)
    throw badData(
      `${basename(path)}: ${columns.length} columns are left for points, which need an x and a y each; name the column of ` +
        'files with --file, and remove what is no point',
    )
  const pairs = Array.from({ length: columns.length / 2 }, (_, i) => [columns[2 * i]!, columns[2 * i + 1]!] as const)
  return {
    task: 'points',
    target: pointsBlock() as TargetBlock<unknown>,
    getY: columnPoints(pairs),
    sentence:
      `The other ${columns.length} columns are x and y of ${pairs.length} point${pairs.length === 1 ? '' : 's'} in pixels ` +
      '(something else: --labels, --label or --number).',
  }
}

interface Parts {
  readonly getItems: (path: string) => Promise<Picture[]>
  readonly target: TargetBlock<unknown>
  readonly getY: (item: Picture) => unknown
  readonly splitter: Splitter<Picture>
}

const blockOf = (
  { size, resize: mode, augment, mirror, cache }: FindOptions,
  { target, getItems, getY, splitter }: Parts,
): DataSource['block'] =>
  new DataBlock({
    blocks: [imageBlock(cache && { cache }), target],
    getItems,
    getX: ({ file }: Picture): string | Uint8Array => file,
    getY,
    splitter,
    itemTransforms: [resize(size, mode)],
    ...(augment && { batchTransforms: augTransforms({ doFlip: mirror && target.name !== 'points' }) }),
  })

const randomly = ({ valid, seed }: DataSourceOptions): Splitter<Picture> =>
  randomSplitter({ seed, ...(valid !== undefined && { validFraction: valid }) })

const percent = ({ valid = 0.2 }: DataSourceOptions): string => `${Number((100 * valid).toFixed(1))} %`
const titled = (column: string): string => (column === '' ? 'The column without a name' : `Column ${column}`)
const listed = (names: readonly string[]): string =>
  names.length > 12
    ? `${names
        .slice(0, 12)
        .map((name) => `'${name}'`)
        .join(', ')} and ${names.length - 12} more`
    : names.map((name) => `'${name}'`).join(', ')
