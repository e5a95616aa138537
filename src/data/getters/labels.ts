import { basename, dirname } from 'node:path'
import { badData } from '../../base/errors.ts'

/**
 * A getter of labels: the name of the folder that a file lies in, `dog` for `train/dog/1.jpg`.
 *
 * @param above how many folders up; 1 by default, 2 for the grandparent
 * @throws KindlingError `invalid-data` when there is no such folder
 * @example
 * parentLabel()('mnist/train/7/42.png') // '7'
 */
export const parentLabel =
  (above = 1) =>
  (file: string): string => {
    let folder = file
    for (let i = 0; i < above; i++) folder = dirname(folder)
    const label = basename(folder)
    if (label === '' || label === '.' || label === '..')
      throw badData(`parentLabel: ${file} has no folder ${above} above it whose name could be the label`)
    return label
  }

/**
 * A getter of labels: the first group of a regular expression in the file's name.
 *
 * @param pattern with a group `(…)`; looked for in the name without folders
 * @throws KindlingError `invalid-data` when the name does not match
 * @example
 * regexLabel(/^(.+)_\d+\.jpg$/)('pets/great_pyrenees_173.jpg') // 'great_pyrenees'
 */
export const regexLabel =
  (pattern: RegExp) =>
  (file: string): string => {
    const name = basename(file)
    // A pattern with the flag g or y would remember where it was.
    const label = name.match(new RegExp(pattern.source, pattern.flags.replace(/[gy]/g, '')))?.[1]
    if (label === undefined)
      throw badData(`regexLabel: ${name} does not match ${pattern}; the label is the pattern's first group`)
    return label
  }
