import { lstat, mkdir, mkdtemp, open, readdir, rename, rm } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { badData, invalid, KindlingError } from '../../base/errors.ts'
import type { ArchiveEntry } from './archive-entry.ts'
import { archiveReader } from './archive-reader.ts'
import { onDisk } from './disk.ts'
import { entryPath } from './entry-path.ts'
import { EntryTree } from './entry-tree.ts'

export interface ExtractOptions {
  /** How many files and folders it may hold; a million by default. */
  readonly mostEntries?: number
  /** How many bytes they may have together; 256 GiB by default. */
  readonly mostBytes?: number
  /** How many times as large as the archive they may be, beyond the first 16 MiB; 200 by default. */
  readonly mostRatio?: number
  /** Ends the work with `signal.reason`; nothing is left of it then. */
  readonly signal?: AbortSignal | undefined
}

/** So much may come out of the smallest archive: text of one letter is no attack. In bytes. */
const alwaysAllowed = 2 ** 24

/**
 * Unpacks a .tgz, .tar or .zip archive, told apart by their first bytes. Everything is written to a new folder beside
 * `folder`, which takes that name when all is there; whatever fails, nothing is left. If all of it stands in one folder in
 * the archive, as usual, that one becomes `folder`.
 *
 * Archives come from strangers. Refused are names that lead elsewhere or that two systems understand differently (`..`,
 * absolute ones, control characters, the same but for case), everything but files and folders (links above all), and what
 * grows beyond the limits, which count the bytes that come out and not what the archive says of itself.
 *
 * @param archive its path
 * @param folder must not be there yet; the folders above it are made
 * @returns how many files it held, and their bytes
 * @throws KindlingError `invalid-data` with the archive and the entry; `write-failed`; `invalid-argument` when `folder` is
 *   there
 *
 * @example
 * await extract('data/mnist_png.tgz', 'data/mnist') // { files: 70000, bytes: … }
 */
export const extract = async (
  archive: string,
  folder: string,
  { mostEntries = 1_000_000, mostBytes = 2 ** 38, mostRatio = 200, signal }: ExtractOptions = {},
): Promise<{ readonly files: number; readonly bytes: number }> => {
  await requireAbsent(folder)
  const reader = await archiveReader(archive)
  const most = Math.min(mostBytes, alwaysAllowed + mostRatio * reader.size)
  const parent = dirname(resolve(folder))
  await onDisk(parent, mkdir(parent, { recursive: true }))
  const temporary = await onDisk(folder, mkdtemp(join(parent, `.${basename(resolve(folder))}-`)))
  try {
    const root = join(temporary, 'content')
    await onDisk(root, mkdir(root))
    const counted = await unpackInto(root)
    const whole = await soleFolder(root)
    await onDisk(folder, rename(whole, folder))
    return counted
  } finally {
    await rm(temporary, { recursive: true, force: true })
  }

  async function unpackInto(root: string): Promise<{ files: number; bytes: number }> {
    const tree = new EntryTree()
    const made = new Set<string>()
    let files = 0
    let bytes = 0
    let unpacked = 0

    const place = async (entry: ArchiveEntry): Promise<void> => {
      signal?.throwIfAborted()
      const refused = (why: string) =>
        badData(
          `${archive}: entry ${JSON.stringify(entry.name)} is refused: ${why}; unpack it yourself if you trust it`,
        )
      const isFile = entry.kind === 'file'
      if (!isFile && entry.kind !== 'folder') throw refused(`it is ${entry.kind}`)
      const names = entryPath(entry.name)
      if (typeof names === 'string') throw refused(names)
      if (names.length === 0 && isFile) throw refused('it has no name')
      const clash = tree.add(names, isFile ? 'file' : 'folder')
      if (clash !== undefined) throw refused(clash)
      if (tree.size > mostEntries)
        throw badData(`${archive}: it has more than ${mostEntries} files and folders; unpack it yourself, with care`)
      const path = join(root, ...names)
      const above = isFile ? dirname(path) : path
      if (!made.has(above)) {
        await onDisk(above, mkdir(above, { recursive: true }))
        made.add(above)
      }
      if (!isFile) return
      await writeNew(path, entry.content, (more) => {
        signal?.throwIfAborted()
        bytes += more
        if (bytes > most) throw tooMuch(most)
      })
      files++
    }

    try {
      await reader.read(place, (more) => {
        signal?.throwIfAborted()
        unpacked += more
        // Headers, and what fills up the blocks of small files, come on top of the content.
        if (unpacked > 2 * most) throw tooMuch(2 * most)
      })
    } catch (error) {
      signal?.throwIfAborted()
      if (error instanceof KindlingError) throw error
      throw badData(`${archive}: it cannot be unpacked (${(error as Error).message}); download it again`, error)
    }
    if (files === 0) throw badData(`${archive}: there is no file in it; check where it came from`)
    return { files, bytes }
  }

  function tooMuch(bytes: number): KindlingError {
    return badData(
      `${archive}: more than ${bytes} bytes come out of it, as from a decompression bomb; unpack it yourself, with care`,
    )
  }
}

/** @throws KindlingError `invalid-argument` when something has this name already */
export const requireAbsent = async (folder: string): Promise<void> => {
  const there = await lstat(folder).catch(() => undefined)
  if (there) throw invalid(`folder '${folder}' is already there; use it, delete it, or name another one`)
}

/** Creates a file, never opens one: neither its mode nor its owner is taken from the archive. */
const writeNew = async (
  path: string,
  content: AsyncIterable<Uint8Array>,
  count: (bytes: number) => void,
): Promise<void> => {
  const file = await onDisk(path, open(path, 'wx'))
  try {
    for await (const bytes of content) {
      count(bytes.length)
      await onDisk(path, file.writeFile(bytes))
    }
  } finally {
    await file.close()
  }
}

/** The folder in which everything stands: `root`, or the only folder there is in it but for what is hidden. */
const soleFolder = async (root: string): Promise<string> => {
  const entries = (await readdir(root, { withFileTypes: true })).filter(({ name }) => !name.startsWith('.'))
  const [only] = entries
  if (entries.length === 1 && only!.isDirectory()) return join(root, only!.name)
  return root
}
