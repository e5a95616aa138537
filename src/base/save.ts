import { open, readlink, realpath, stat } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import writeFileAtomic from 'write-file-atomic'
import { KindlingError } from './errors.ts'

/** Writes the content of a file part by part, in order; each call of `write` is awaited before the next. */
export type FileWriter = (write: (part: Uint8Array | string) => Promise<void>) => Promise<void>

/**
 * Writes a whole file or nothing: the content goes to a temporary file in the same folder, is flushed to the disk and
 * then takes the name `path`. Whatever fails, the temporary file is removed and what stood at `path` is untouched.
 * A file that exists keeps its permissions; a symbolic link is followed; devices and pipes are refused. Of several calls
 * for one file at once, the last decides.
 *
 * @param path where the file shall stand; its folder must exist
 * @param content bytes, text (written as UTF-8), or a function that writes the parts, for content that should not be
 *   in memory as a whole
 * @throws KindlingError `write-failed` with the path, the reason and the way out. An error that a writer throws of its
 *   own accord passes through as it is, and nothing is written then either.
 *
 * @example
 * await saveFile('labels.json', JSON.stringify(['cat', 'dog']))
 * await saveFile('weights.bin', async (write) => {
 *   for (const part of parts) await write(part)
 * })
 */
export const saveFile = (path: string, content: Uint8Array | string | FileWriter): Promise<void> => {
  const file = resolve(path)
  const before = underWay.get(file) ?? Promise.resolve()
  const saved = before.catch(() => {}).then(() => save(path, content))
  underWay.set(file, saved)
  const ended = (): void => {
    if (underWay.get(file) === saved) underWay.delete(file)
  }
  saved.then(ended, ended)
  return saved
}

/** The last call of `saveFile` for each file: they take turns, so that the last one has the last word. */
const underWay = new Map<string, Promise<void>>()

const save = async (given: string, content: Uint8Array | string | FileWriter): Promise<void> => {
  let path = given
  const writer: FileWriter = typeof content === 'function' ? content : (write) => write(content)
  let fromWriter: unknown

  // The content is not handed to write-file-atomic as data: 7.0.1 gives that to a single write(2) and does not look at
  // how much of it was taken, so on a disk that fills up it puts a truncated file in the place of the old one.
  const fill = async (temporary: string): Promise<void> => {
    const file = await open(temporary, 'w')
    let failure: KindlingError | undefined
    const write = (part: Uint8Array | string) =>
      file.writeFile(part).catch((error: unknown) => {
        failure = writeFailed(path, error)
        throw failure
      })
    try {
      await writer(write).catch((error: unknown) => {
        fromWriter = error
        throw error
      })
    } finally {
      await file.close()
    }
    // A writer that swallowed the error must not make an incomplete file pass for a whole one.
    if (failure) throw failure
  }

  try {
    await requireFileName(path)
    path = await endOfLinks(path)
    await writeFileAtomic(path, '', { tmpfileCreated: fill })
  } catch (error) {
    throw error instanceof KindlingError || error === fromWriter ? error : writeFailed(path, error)
  }
}

/**
 * Finds out whether `saveFile` could write so many bytes to `path`, and leaves everything as it is: for before the hours
 * of work whose result shall be saved there.
 *
 * @param size in bytes
 * @throws KindlingError `write-failed`, as `saveFile` does
 *
 * @example
 * await rehearseSave('tags.onnx', 45_000_000)
 */
export const rehearseSave = async (path: string, size: number): Promise<void> => {
  const enough = new Error('the rehearsal is over')
  const parts: FileWriter = async (write) => {
    const part = new Uint8Array(Math.min(size, 2 ** 20))
    for (let left = size; left > 0; left -= part.length) await write(part.subarray(0, left))
    throw enough
  }
  await saveFile(path, parts).catch((error: unknown) => {
    if (error !== enough) throw error
  })
}

/** Renaming over a device or a pipe would replace it, and over a folder fails only after everything was written. */
const requireFileName = async (path: string): Promise<void> => {
  if (/(^|[\\/])$/.test(path)) throw failed(path, 'this names no file', 'add a file name')
  const there = await stat(path).catch(() => undefined)
  if (there?.isDirectory()) throw failed(path, 'it is a folder', 'add a file name')
  if (there && !there.isFile()) throw failed(path, 'it is a device or a pipe', 'name a file')
}

/**
 * Where symbolic links lead to nothing, which shall be written there: write-file-atomic 7.0.1 puts the file in the link's own
 * place. Other paths are as they were.
 */
const endOfLinks = async (path: string): Promise<string> => {
  const failure = await stat(path).then(
    () => undefined,
    (error: NodeJS.ErrnoException) => error,
  )
  if (failure?.code === 'ELOOP') throw failure
  const target = failure?.code === 'ENOENT' ? await readlink(path).catch(() => undefined) : undefined
  return target === undefined ? path : endOfLinks(resolve(await realpath(dirname(path)), target))
}

const failed = (path: string, reason: string, wayOut: string, cause?: unknown): KindlingError =>
  new KindlingError('write-failed', `cannot write '${path}': ${reason}; ${wayOut}. Nothing was changed`, { cause })

const writeFailed = (path: string, cause: unknown): KindlingError => {
  const { code, message } = cause as NodeJS.ErrnoException
  const [reason, wayOut] = explain(code, path) ?? [message, 'choose another place']
  return failed(path, code ? `${reason} (${code})` : reason, wayOut, cause)
}

const explain = (code: string | undefined, path: string): [reason: string, wayOut: string] | undefined => {
  switch (code) {
    case 'ENOSPC':
      return ['the disk is full', 'free some space or choose another disk']
    case 'EDQUOT':
      return ['your disk quota is used up', 'free some space or choose another disk']
    case 'EFBIG':
      return ['the file is larger than this file system or limit allows', 'choose another disk']
    case 'EACCES':
    case 'EPERM':
      return ['permission denied', `choose another folder or change the permissions of '${dirname(path)}'`]
    case 'EROFS':
      return ['the disk is read-only', 'choose another disk']
    case 'ENOENT':
      return [`the folder '${dirname(path)}' does not exist`, 'create it or choose another folder']
    case 'ENOTDIR':
      return [`'${dirname(path)}' is not a folder`, 'choose another folder']
    case 'ELOOP':
      return ['its symbolic links lead in a circle', 'name a file']
    case 'ENAMETOOLONG':
      return ['the name is too long', 'choose a shorter one']
    case 'EMFILE':
    case 'ENFILE':
      return ['too many files are open', 'close some or raise the limit (ulimit -n)']
    default:
      return undefined
  }
}
