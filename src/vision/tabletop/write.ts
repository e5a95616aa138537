import { randomUUID } from 'node:crypto'
import { mkdir, readdir, readFile, rename, rm, rmdir, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import sharp from 'sharp'
import { invalid, KindlingError } from '../../base/errors.ts'
import { eachConcurrently } from '../../data/concurrent.ts'
import { describeScene } from './scene.ts'
import { sceneSvg } from './svg.ts'

export type WriteTabletopOptions = {
  /** How many pictures. */
  count: number
  /** Side of the pictures in pixels; default 128. */
  size?: number
  /** Default 0. */
  seed?: number
  /** Share of the pictures for validation, the last ones; default 0.2. */
  validFraction?: number
  signal?: AbortSignal
  /** Called after each picture. */
  onProgress?: (done: number, count: number) => void
}

/** Where a set of tabletop pictures lies. */
export type TabletopFiles = {
  /** Path of `labels.csv`: columns fname, labels (separated by spaces, empty for none), is_valid (True or False). */
  csv: string
  /** The folder that its file names are relative to. */
  images: string
  /** Whether the pictures were there already. */
  reused: boolean
}

/** Counted up whenever the same scene would look different, so that pictures made before are not taken for new ones. */
export const drawingVersion = 1

const manifestName = 'tabletop.json'

/**
 * Writes pictures of everyday things on tables, with their labels, into a folder of their own: sample data to learn
 * from. Picture i of a seed is the same whatever the count, and one in seven shows an empty table.
 *
 * The folder appears when it is complete, or not at all. One that holds the same pictures is left as it is; one that
 * holds others made by this function, and nothing else, is replaced; any other that is not empty is refused.
 *
 * @param folder where `labels.csv`, `images/` and `tabletop.json` shall lie
 * @throws KindlingError `invalid-argument` for a wrong option or a folder with something else in it, `write-failed` when
 * the disk refuses; `signal.reason` when aborted
 * @example
 * const { csv } = await writeTabletop('tabletop', { count: 3000 })
 * const items = await readLabels(csv)
 */
export const writeTabletop = async (folder: string, options: WriteTabletopOptions): Promise<TabletopFiles> => {
  const { count, size = 128, seed = 0, validFraction = 0.2, signal, onProgress } = options
  const need = (holds: boolean, name: string, value: number, rule: string) => {
    if (!holds) throw invalid(`writeTabletop: ${name} is ${value}; it must be ${rule}`)
  }
  need(Number.isSafeInteger(count) && count > 0, 'count', count, 'a whole number of at least 1')
  need(Number.isSafeInteger(size) && size >= 16 && size <= 4096, 'size', size, 'a whole number of pixels, 16 to 4096')
  need(Number.isSafeInteger(seed), 'seed', seed, 'a whole number')
  need(validFraction >= 0 && validFraction < 1, 'validFraction', validFraction, 'at least 0 and below 1')
  signal?.throwIfAborted()

  const target = resolve(folder)
  const files = { csv: join(target, 'labels.csv'), images: target }
  const manifest = `${JSON.stringify({ drawingVersion, seed, count, size, validFraction }, null, 2)}\n`
  const there = await contentOf(target)
  if (there?.complete && there.manifest === manifest) return { ...files, reused: true }
  if (there?.foreign !== undefined) throw holdsOthers(target, there.foreign)

  const firstValid = count - Math.round(count * validFraction)
  const rows: string[] = new Array(count)
  let done = 0
  await replaceFolder(target, there !== undefined, async (unfinished) => {
    await mkdir(join(unfinished, 'images'))
    await eachConcurrently(
      count,
      async (i) => {
        const scene = describeScene(seed, i)
        const name = fileName(i)
        // Full colour resolution: halved, as is usual for photographs, it would smear what is a few pixels wide.
        const jpeg = await sharp(Buffer.from(sceneSvg(scene, size)))
          .jpeg({ quality: 92, chromaSubsampling: '4:4:4' })
          .toBuffer()
        await writeFile(join(unfinished, name), jpeg)
        const labels = scene.objects.map(({ label }) => label).sort()
        rows[i] = `${name},${labels.join(' ')},${i >= firstValid ? 'True' : 'False'}\n`
        onProgress?.(++done, count)
      },
      { signal },
    )
    await writeFile(join(unfinished, 'labels.csv'), `fname,labels,is_valid\n${rows.join('')}`)
    await writeFile(join(unfinished, manifestName), manifest)
  })
  return { ...files, reused: false }
}

const fileName = (index: number): string => `images/scene-${String(index).padStart(5, '0')}.jpg`

type Content = { manifest: string; complete: boolean; foreign: string | undefined }

/** What a folder made by `writeTabletop` holds; undefined for one that does not exist or is empty. */
const contentOf = async (target: string): Promise<Content | undefined> => {
  const entries = await listing(target)
  if (entries.length === 0) return undefined
  if (!entries.includes(manifestName)) throw holdsOthers(target, entries[0]!)
  const manifest = await readFile(join(target, manifestName), 'utf8')
  const pictures = await listing(join(target, 'images'))
  const own = /^images$|^labels\.csv$|^tabletop\.json$|^images\/scene-\d+\.jpg$/
  const all = [...entries, ...pictures.map((name) => `images/${name}`)]
  const scenes = all.filter((name) => own.test(name)).length - 3
  return {
    manifest,
    complete: entries.includes('labels.csv') && scenes === countOf(manifest),
    foreign: all.find((name) => !own.test(name)),
  }
}

const countOf = (manifest: string): unknown => {
  try {
    return JSON.parse(manifest).count
  } catch {
    return undefined
  }
}

const listing = async (folder: string): Promise<string[]> => {
  try {
    return await readdir(folder)
  } catch (error) {
    if (isSystemError(error) && error.code === 'ENOENT') return []
    throw isSystemError(error) ? writeFailed(folder, error) : error
  }
}

const holdsOthers = (target: string, entry: string): KindlingError =>
  invalid(
    `writeTabletop: folder '${target}' holds something else ('${entry}'), which would be lost; name a folder that is ` +
      'empty or does not exist',
  )

/** Fills a new folder beside the target and puts it in the target's place; a failure leaves the target as it was. */
const replaceFolder = async (
  target: string,
  exists: boolean,
  fill: (unfinished: string) => Promise<void>,
): Promise<void> => {
  const unfinished = `${target}.unfinished-${randomUUID().slice(0, 8)}`
  const old = `${unfinished}.old`
  try {
    await mkdir(unfinished, { recursive: true })
    await fill(unfinished)
    if (exists) await rename(target, old)
    // An empty folder may stand there, and not every system renames over one.
    else await rmdir(target).catch(() => {})
    try {
      await rename(unfinished, target)
    } catch (error) {
      if (exists) await rename(old, target)
      throw error
    }
    await rm(old, { recursive: true, force: true })
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true }).catch(() => {})
    throw isSystemError(error) ? writeFailed(target, error) : error
  }
}

const isSystemError = (error: unknown): error is NodeJS.ErrnoException =>
  error instanceof Error && 'syscall' in error && 'code' in error

const writeFailed = (target: string, cause: NodeJS.ErrnoException): KindlingError =>
  new KindlingError(
    'write-failed',
    `writeTabletop: cannot write the pictures to '${target}' (${cause.message}); free some space or choose another ` +
      'folder. What was there is unchanged',
    { cause },
  )
