import { readFile, stat } from 'node:fs/promises'
import { basename, dirname, resolve } from 'node:path'
import { CsvError, parse } from 'csv-parse/sync'
import { badData, invalid } from '../base/errors.ts'
import { eachConcurrently } from './concurrent.ts'

/** A picture and what it shows. */
export type LabelledFile = {
  /** Absolute path of the picture. */
  readonly file: string
  /** Its labels, each once, in the order of the CSV; empty where it shows none of them. */
  readonly labels: readonly string[]
  /** Whether the CSV puts it on the validation side; undefined where the CSV does not say. */
  readonly valid: boolean | undefined
}

export type ReadLabelsOptions = {
  /** Folder that the file names are relative to; default the CSV's own. */
  imagesFolder?: string
  /** Column of file names; default `fname`. */
  fileColumn?: string
  /** Column of labels; default `labels`. */
  labelColumn?: string
  /** Column of True/False/1/0. Default `is_valid` where there is such a column; one named here must exist. */
  validColumn?: string
  /** What separates the labels of one picture; default a space. */
  delimiter?: string
}

/**
 * Reads a CSV of file names and labels: the format of fastai's PASCAL 2007, columns `fname,labels,is_valid`, labels
 * separated by spaces. An empty label means that the picture shows none of the classes. UTF-8 with or without a byte
 * order mark, any line endings, quoted fields (RFC 4180).
 *
 * @param csvFile path of the CSV
 * @returns one item per row, in the order of the file
 * @throws KindlingError `invalid-data` when the file is missing, empty or no CSV; a column is missing (the message names
 * those there are) or named twice; a row has too few or too many columns, no file name, an `is_valid` that is neither
 * true nor false, or repeats the file of an earlier row; or pictures are missing (named and counted)
 * @example
 * const items = await readLabels('coco128/labels.csv')
 * items[0] // { file: '/…/coco128/train2017/000000000009.jpg', labels: ['bowl', 'orange', 'broccoli'], valid: false }
 */
export const readLabels = async (csvFile: string, options: ReadLabelsOptions = {}): Promise<LabelledFile[]> => {
  const { imagesFolder = dirname(csvFile), fileColumn = 'fname', labelColumn = 'labels', delimiter = ' ' } = options
  if (delimiter === '') throw invalid("readLabels: delimiter is ''; it must be at least one character, like ' ' or ';'")
  const title = basename(csvFile)
  const [header, ...rows] = recordsOf(await textOf(csvFile), title)
  if (!header) throw badData(`${title} is empty; it must have a header line like ${fileColumn},${labelColumn},is_valid`)
  if (rows.length === 0) throw badData(`${title} has a header line but no rows; give it one row per picture`)

  const columns = header.fields
  const twice = columns.find((name, i) => columns.indexOf(name) !== i)
  if (twice !== undefined) {
    throw badData(`${title}: the header names column '${twice}' twice; every column needs a name of its own`)
  }
  const column = (name: string, option: string): number => {
    const position = columns.indexOf(name)
    if (position === -1) {
      throw badData(
        `${title} has no column '${name}'; its columns are ${quoted(columns)}. Name the right one with ${option}`,
      )
    }
    return position
  }
  const fileAt = column(fileColumn, 'fileColumn')
  const labelsAt = column(labelColumn, 'labelColumn')
  const validAt =
    options.validColumn === undefined ? columns.indexOf('is_valid') : column(options.validColumn, 'validColumn')

  const lineOf = new Map<string, number>()
  const items = rows.map(({ fields, line }): LabelledFile => {
    if (fields.length !== columns.length) {
      const hint = fields.length > columns.length ? '; a name with a comma in it must be quoted' : ''
      throw badData(
        `${title}: line ${line} has ${count(fields.length, 'column')} where the header has ${columns.length}${hint}`,
      )
    }
    const name = fields[fileAt]!
    if (name === '') throw badData(`${title}: line ${line} has no file name in column '${fileColumn}'`)
    const file = resolve(imagesFolder, name)
    const earlier = lineOf.get(file)
    if (earlier !== undefined) {
      throw badData(
        `${title}: line ${line} repeats ${name} of line ${earlier}; put all labels of a picture in one row ` +
          '(a picture in two rows could end up in training and validation alike)',
      )
    }
    lineOf.set(file, line)
    return {
      file,
      labels: [...new Set(fields[labelsAt]!.split(delimiter).map((label) => label.trim()))].filter(Boolean),
      valid:
        validAt === -1 ? undefined : truth(fields[validAt]!, `${title}: line ${line}, column '${columns[validAt]}'`),
    }
  })
  await requireFiles(items, lineOf, title, imagesFolder)
  return items
}

const textOf = async (csvFile: string): Promise<string> => {
  let bytes: Buffer
  try {
    bytes = await readFile(csvFile)
  } catch (error) {
    throw badData(`${csvFile} cannot be read (${reason(error)}); check the path of the CSV`, error)
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (error) {
    throw badData(`${basename(csvFile)} is not UTF-8 text; save it as "CSV UTF-8"`, error)
  }
}

type Row = { fields: string[]; line: number }

const recordsOf = (text: string, title: string): Row[] => {
  try {
    const records = parse(text, {
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
      trim: true,
      record_delimiter: ['\r\n', '\n', '\r'],
      // The declared result does not know of `info`.
    }) as unknown as { record: string[]; info: { lines: number } }[]
    return records.map(({ record, info }) => ({ fields: record, line: info.lines }))
  } catch (error) {
    if (error instanceof CsvError) throw badData(`${title} is not a valid CSV: ${error.message}`, error)
    throw error
  }
}

const truth = (text: string, where: string): boolean => {
  const lower = text.toLowerCase()
  if (lower === 'true' || lower === '1') return true
  if (lower === 'false' || lower === '0') return false
  throw badData(`${where}: '${text}' is neither true nor false; write True, False, 1 or 0`)
}

const requireFiles = async (
  items: readonly LabelledFile[],
  lineOf: ReadonlyMap<string, number>,
  title: string,
  imagesFolder: string,
): Promise<void> => {
  const missing = new Set<string>()
  await eachConcurrently(
    items.length,
    async (i) => {
      const { file } = items[i]!
      const isFile = await stat(file).then(
        (found) => found.isFile(),
        () => false,
      )
      if (!isFile) missing.add(file)
    },
    { limit: 32 },
  )
  if (missing.size === 0) return
  const first = items.filter(({ file }) => missing.has(file)).slice(0, 3)
  const named = first.map(({ file }) => `${file} (line ${lineOf.get(file)})`).join(', ')
  throw badData(
    `${title}: ${missing.size} of ${count(items.length, 'picture')} ${missing.size === 1 ? 'is' : 'are'} missing: ` +
      `${named}${missing.size > first.length ? ', …' : ''}. File names are taken relative to ${resolve(imagesFolder)}`,
  )
}

const quoted = (names: readonly string[]): string => names.map((name) => `'${name}'`).join(', ')
const count = (n: number, noun: string): string => `${n} ${noun}${n === 1 ? '' : 's'}`
const reason = (error: unknown): string => (error instanceof Error ? error.message : String(error))
