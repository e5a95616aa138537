import { stat } from 'node:fs/promises'
import { basename, dirname, resolve } from 'node:path'
import { badData, invalid } from '../base/errors.ts'
import { eachConcurrently } from './concurrent.ts'
import { cell, lineOf, originOf, readRows, truth } from './rows.ts'

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
  const rows = await readRows(csvFile)
  const columns = Object.keys(rows[0]!)
  const requireColumn = (name: string, option: string): void => {
    if (columns.includes(name)) return
    throw badData(
      `${title} has no column '${name}'; its columns are ${quoted(columns)}. Name the right one with ${option}`,
    )
  }
  requireColumn(fileColumn, 'fileColumn')
  requireColumn(labelColumn, 'labelColumn')
  if (options.validColumn !== undefined) requireColumn(options.validColumn, 'validColumn')
  const validColumn = options.validColumn ?? columns.find((name) => name === 'is_valid')

  const lines = new Map<string, number>()
  const items = rows.map((row): LabelledFile => {
    const name = cell(row, fileColumn)
    if (name === '') throw badData(`${originOf(row)} has no file name in column '${fileColumn}'`)
    const file = resolve(imagesFolder, name)
    const earlier = lines.get(file)
    if (earlier !== undefined) {
      throw badData(
        `${originOf(row)} repeats ${name} of line ${earlier}; put all labels of a picture in one row ` +
          '(a picture in two rows could end up in training and validation alike)',
      )
    }
    lines.set(file, lineOf(row)!)
    return {
      file,
      labels: labelsIn(cell(row, labelColumn), delimiter),
      valid: validColumn === undefined ? undefined : truth(row, validColumn),
    }
  })
  await requireFiles(items, lines, title, imagesFolder)
  return items
}

/** The labels of a text, each once and without spaces around it; none in an empty one. */
export const labelsIn = (text: string, delimiter: string): string[] => [
  ...new Set(
    text
      .split(delimiter)
      .map((label) => label.trim())
      .filter(Boolean),
  ),
]

const requireFiles = async (
  items: readonly LabelledFile[],
  lines: ReadonlyMap<string, number>,
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
  const named = first.map(({ file }) => `${file} (line ${lines.get(file)})`).join(', ')
  throw badData(
    `${title}: ${missing.size} of ${count(items.length, 'picture')} ${missing.size === 1 ? 'is' : 'are'} missing: ` +
      `${named}${missing.size > first.length ? ', …' : ''}. File names are taken relative to ${resolve(imagesFolder)}`,
  )
}

const quoted = (names: readonly string[]): string => names.map((name) => `'${name}'`).join(', ')
const count = (n: number, noun: string): string => `${n} ${noun}${n === 1 ? '' : 's'}`
