import { basename, dirname, relative } from 'node:path'
import { badData, invalid } from '../../base/errors.ts'
import { type Row, truth } from '../rows.ts'
import { type Splitter, splitBy } from './splitter.ts'

/**
 * Splits by a function of the item (fastai's `FuncSplitter`).
 *
 * @param isValid whether an item validates; undefined where it does not say, which is an error
 * @throws KindlingError `invalid-data` when an item does not say, or one side would be empty
 * @example
 * functionSplitter((file: string) => file.includes('/2024/'))
 */
export const functionSplitter =
  <Item>(isValid: (item: Item) => boolean | undefined): Splitter<Item> =>
  (items) => {
    const answers = items.map((item) => isValid(item))
    const silent = answers.filter((answer) => answer === undefined).length
    if (silent > 0)
      throw badData(
        `functionSplitter: ${silent} of ${items.length} items do not say whether they are for validation; ` +
          'let all of them say so, or use randomSplitter',
      )
    return splitBy(
      'functionSplitter',
      items,
      (_, i) => answers[i]!,
      'let some validate and others not, or use randomSplitter',
    )
  }

/**
 * Splits by a column of True/False/1/0 (fastai's `ColSplitter`).
 *
 * @throws KindlingError `invalid-data` when there is no such column, a cell is neither, or one side would be empty
 * @example
 * columnSplitter()(await readRows('labels.csv'))
 */
export const columnSplitter =
  (column = 'is_valid'): Splitter<Row> =>
  (items) =>
    splitBy(
      'columnSplitter',
      items,
      (row) => truth(row, column),
      `${column} must be true for some and false for others, or use randomSplitter`,
    )

/**
 * Splits files by the name of a folder above them (fastai's `GrandparentSplitter`): `…/valid/dog/1.jpg` validates. What
 * counts is the first such folder below the one that all files lie in, so a class may be called train, as may a folder
 * above the data set.
 *
 * @param options.train, valid names of the folders; `train` and `valid` by default
 * @throws KindlingError `invalid-data` when a file lies in neither, or one side would be empty
 * @example
 * folderSplitter({ train: 'training', valid: 'testing' })
 */
export const folderSplitter =
  ({ train = 'train', valid = 'valid' }: { readonly train?: string; readonly valid?: string } = {}): Splitter<string> =>
  (files) => {
    const paths = files.map((file) => dirname(file).split(/[\\/]/))
    const common = commonLength(paths)
    const isSide = (folder: string): boolean => folder === train || folder === valid
    return splitBy(
      'folderSplitter',
      files,
      (file, i) => {
        // Where all files are on one side, its folder is among those that they have in common.
        const found = paths[i]!.slice(common).find(isSide) ?? paths[i]!.slice(0, common).findLast(isSide)
        if (found === undefined)
          throw badData(`folderSplitter: ${file} lies neither in a folder '${train}' nor in one '${valid}'`)
        return found === valid
      },
      `look at the folders '${train}' and '${valid}', or use randomSplitter`,
    )
  }

/** How many folders from the root down are the same for all. */
function commonLength(paths: readonly (readonly string[])[]): number {
  const [first = [], ...others] = paths
  let length = first.length
  for (const path of others) while (!first.slice(0, length).every((folder, i) => folder === path[i])) length--
  return length
}

/**
 * Splits files by a list of names (fastai's `FileSplitter`): those in the list validate.
 *
 * @param names file names, or paths relative to `folder`
 * @throws KindlingError `invalid-data` when a name is not among the files, or one side would be empty
 * @example
 * fileSplitter((await readFile('valid.txt', 'utf8')).split('\n').filter(Boolean))
 */
export const fileSplitter = (names: readonly string[], folder?: string): Splitter<string> => {
  const wanted = new Set(names)
  if (wanted.size === 0) throw invalid('fileSplitter: names is empty; name the files that validate')
  return (files) => {
    const nameOf = (file: string): string =>
      folder === undefined ? basename(file) : relative(folder, file).replaceAll('\\', '/')
    const present = new Set(files.map(nameOf))
    const missing = names.filter((name) => !present.has(name))
    if (missing.length > 0)
      throw badData(
        `fileSplitter: ${missing.length} of ${names.length} names are not among the files, the first '${missing[0]}'`,
      )
    return splitBy('fileSplitter', files, (file) => wanted.has(nameOf(file)), 'name some of the files, not all of them')
  }
}
