import { randomUUID } from 'node:crypto'
import { mkdir, readdir, rename, rm, rmdir, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { invalid, KindlingError } from '../base/errors.ts'

/**
 * Makes sure that a post can be written to a folder: there is none yet, or it is empty. What somebody has edited is never
 * written over.
 *
 * @throws KindlingError `invalid-argument` when something is in it, `write-failed` when it is no folder
 */
export async function requireFreeFolder(folder: string): Promise<void> {
  let entries: string[]
  try {
    entries = await readdir(folder)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return
    throw failed(folder, error)
  }
  if (entries.length > 0)
    throw invalid(
      `log: the folder '${folder}' has something in it ('${entries[0]}'); name a new one with -o, or remove it: a post that ` +
        'was edited is not written over',
    )
}

/**
 * Writes a folder with all its files, or nothing.
 *
 * @throws KindlingError `write-failed`
 */
export async function writePostFolder(folder: string, files: ReadonlyMap<string, Uint8Array | string>): Promise<void> {
  const target = resolve(folder)
  const unfinished = `${target}.unfinished-${randomUUID().slice(0, 8)}`
  try {
    await mkdir(dirname(target), { recursive: true })
    await mkdir(unfinished)
    for (const [name, content] of files) await writeFile(join(unfinished, name), content, { flush: true })
    // An empty folder may stand there, and not every system renames over one.
    await rmdir(target).catch(() => {})
    await rename(unfinished, target)
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true }).catch(() => {})
    throw failed(folder, error)
  }
}

const failed = (folder: string, cause: unknown): KindlingError =>
  new KindlingError(
    'write-failed',
    `cannot write the post to '${folder}' (${(cause as Error).message}); free some space or choose another folder. ` +
      'Nothing was changed',
    { cause },
  )
