import { stat } from 'node:fs/promises'
import { basename, resolve } from 'node:path'
import { badData } from '../base/errors.ts'
import { eachConcurrently, type Row } from '../data/index.ts'
import { lineOf, originOf } from '../data/rows.ts'

/**
 * The pictures that the rows of a CSV name. All must be there, and each in one row only: a picture in two rows could end up
 * in training and validation alike.
 *
 * @throws KindlingError `invalid-data` naming the lines
 */
export async function pictureFiles(
  csv: string,
  rows: readonly Row[],
  { column, folder }: { readonly column: string; readonly folder: string },
): Promise<{ file: string; row: Row }[]> {
  const lines = new Map<string, number | undefined>()
  const items = rows.map((row) => {
    const name = row[column]!
    if (name === '') throw badData(`${originOf(row)} has no file name in column '${column}'`)
    const file = resolve(folder, name)
    if (lines.has(file))
      throw badData(
        `${originOf(row)} repeats ${name} of line ${lines.get(file)}; put all that is said of a picture in one row ` +
          '(a picture in two rows could end up in training and validation alike)',
      )
    lines.set(file, lineOf(row))
    return { file, row }
  })
  const missing: number[] = []
  await eachConcurrently(
    items.length,
    async (i) => {
      const isFile = await stat(items[i]!.file).then(
        (found) => found.isFile(),
        () => false,
      )
      if (!isFile) missing.push(i)
    },
    { limit: 32 },
  )
  if (missing.length === 0) return items
  const first = missing
    .sort((a, b) => a - b)
    .slice(0, 3)
    .map((i) => `${items[i]!.file} (line ${lineOf(items[i]!.row)})`)
  throw badData(
    `${basename(csv)}: ${missing.length} of ${items.length} picture${items.length === 1 ? '' : 's'} ` +
      `${missing.length === 1 ? 'is' : 'are'} missing: ${first.join(', ')}${missing.length > 3 ? ', …' : ''}. ` +
      `File names are taken relative to ${folder}; say --images <folder> for another`,
  )
}
