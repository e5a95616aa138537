import { basename, dirname } from 'node:path'
import { badData, invalid } from '../../base/errors.ts'

/**
 * A getter of labels: the name of the folder that a file lies in, `dog` for `train/dog/1.jpg`.
 *
 * @param above how many folders up; 1 by default, 2 for the grandparent
 * @throws KindlingError `invalid-argument` when above is no whole number from 1, `invalid-data` when there is no such folder
 * @example
 * parentLabel()('mnist/train/7/42.png') // '7'
 */
export const parentLabel = (above = 1) => {
  if (!Number.isSafeInteger(above) || above < 1)
    throw invalid(`parentLabel: above is ${above}; it must be a whole number from 1, the folder that a file lies in`)
  return (file: string): string => {
    let folder = file
    for (let i = 0; i < above; i++) folder = dirname(folder)
    const label = basename(folder)
    if (label === '' || label === '.' || label === '..')
      throw badData(`parentLabel: ${file} has no folder ${above} above it whose name could be the label`)
    return label
  }
}

/**
 * A getter of labels: the first group of a regular expression in the file's name.
 *
 * @param pattern with a group `(…)`; looked for in the name without folders
 * @throws KindlingError `invalid-argument` when the pattern has no group, `invalid-data` when a name does not match
 * @example
 * regexLabel(/^(.+)_\d+\.jpg$/)('pets/great_pyrenees_173.jpg') // 'great_pyrenees'
 */
export const regexLabel = (pattern: RegExp) => {
  // A pattern with the flag g or y would remember where it was.
  const flags = pattern.flags.replace(/[gy]/g, '')
  const stateless = new RegExp(pattern.source, flags)
  // With an empty alternative it matches anything, and tells how many groups it has.
  if (new RegExp(`${pattern.source}|`, flags).exec('')!.length < 2)
    throw invalid(`regexLabel: ${pattern} has no group; put (…) around the part that is the label`)
  return (file: string): string => {
    const name = basename(file)
    const label = stateless.exec(name)?.[1]
    if (label === undefined)
      throw badData(`regexLabel: ${name} does not match ${pattern}; the label is the pattern's first group`)
    return label
  }
}
