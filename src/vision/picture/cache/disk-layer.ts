import { randomBytes } from 'node:crypto'
import { mkdir, open, readdir, rename, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { decodeEntry, encodeEntry, type Kept } from './entry.ts'

const suffix = '.picture'
/** Files on their way to their name. One that is older was left by a process that was killed. */
const temporarySuffix = '.part'
const abandonedAfterMs = 3_600_000
/** The part of the limit that is left free, for what two processes write before each sees the other's. */
const reserve = 1 / 16
/** Clocks of files tick this coarsely, in milliseconds. */
const tickMs = 20

/**
 * Files in a folder, one for each entry, in total no larger than a limit that each process keeps to. Several processes may share the folder: a file
 * appears whole, under its name, or not at all, and its checksum is looked at whenever it is read.
 *
 * When the limit is reached, the least recently used files are deleted, but none that was used since this layer was opened:
 * in epochs over everything, what is in stays in, like in memory.
 */
export class DiskLayer {
  readonly #folder: string
  readonly #maxBytes: number
  readonly #since = Date.now() - tickMs
  /** Bytes that the folder held when it was last looked through, that were written since, and that are being written. */
  #found: number | undefined
  #written = 0
  #underWay = 0
  #isUsable = true
  #looking: Promise<void> | undefined

  constructor(folder: string, maxBytes: number) {
    this.#folder = folder
    this.#maxBytes = Math.floor(maxBytes * (1 - reserve))
  }

  async get(key: string): Promise<Kept<unknown> | undefined> {
    const path = this.#path(key)
    try {
      const file = await open(path)
      let content: Uint8Array<ArrayBuffer>
      let usedMs: number
      try {
        const { size, mtimeMs } = await file.stat()
        content = new Uint8Array(size)
        usedMs = mtimeMs
        const { bytesRead } = await file.read(content, 0, size, 0)
        if (bytesRead < size) content = content.slice(0, bytesRead)
      } finally {
        await file.close()
      }
      const kept = decodeEntry(content)
      if (!kept) await rm(path, { force: true })
      else if (usedMs < this.#since) await utimes(path, new Date(), new Date())
      return kept
    } catch {
      // Not there, or not readable, or deleted meanwhile by another process: then it is made again.
      return undefined
    }
  }

  /** Keeps an entry if there is room. A folder that cannot be written to costs time, not the run: it is given up. */
  async put(key: string, kept: Kept<unknown>): Promise<void> {
    if (!this.#isUsable) return
    let reserved = 0
    try {
      const file = encodeEntry(kept)
      if (!(await this.#reserve(file.length))) return
      reserved = file.length
      const path = this.#path(key)
      const temporary = `${path}.${randomBytes(6).toString('hex')}${temporarySuffix}`
      // Not flushed to the disk, unlike what `saveFile` writes: the checksum finds a file that a crash cut short.
      await writeInto(temporary, file)
      await rename(temporary, path)
    } catch (error) {
      this.#isUsable = false
      process.emitWarning(
        `pictureCache: cannot write to '${this.#folder}' (${(error as Error).message}); no more pictures are kept there`,
      )
    } finally {
      this.#underWay -= reserved
    }
  }

  #path(key: string): string {
    return join(this.#folder, key.slice(0, 2), `${key}${suffix}`)
  }

  /** Whether there is room for so many bytes; they then count as written. */
  async #reserve(bytes: number): Promise<boolean> {
    // Others may write too. Looking again when half of what was free is used up keeps two that are as fast within the limit.
    const step = Math.max((this.#maxBytes - (this.#found ?? 0)) / 2, this.#maxBytes / 64)
    if (this.#looking || this.#found === undefined || this.#written + bytes > step) {
      this.#looking ??= this.#look(bytes).finally(() => {
        this.#looking = undefined
      })
      await this.#looking
    }
    if (this.#found! + this.#written + bytes > this.#maxBytes) return false
    this.#written += bytes
    this.#underWay += bytes
    return true
  }

  /** Adds up what is there, and deletes what was not used for longest when that is too much. */
  async #look(needed: number): Promise<void> {
    // What is being written may or may not be seen yet: better counted twice than not at all.
    this.#written = this.#underWay
    const files: { path: string; bytes: number; usedMs: number }[] = []
    await mkdir(this.#folder, { recursive: true })
    for (const entry of await readdir(this.#folder, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue
      const path = join(entry.parentPath, entry.name)
      const found = await stat(path).catch(() => undefined)
      if (!found) continue
      if (entry.name.endsWith(temporarySuffix) && found.mtimeMs < Date.now() - abandonedAfterMs)
        await rm(path, { force: true })
      else if (entry.name.endsWith(suffix)) files.push({ path, bytes: found.size, usedMs: found.mtimeMs })
    }
    let total = files.reduce((sum, { bytes }) => sum + bytes, 0)
    if (total + needed > this.#maxBytes) {
      files.sort((a, b) => a.usedMs - b.usedMs)
      for (const { path, bytes, usedMs } of files) {
        // Some more than needed, so that this is not done for every file.
        if (usedMs >= this.#since || total + needed <= (this.#maxBytes * 7) / 8) break
        await rm(path, { force: true })
        total -= bytes
      }
    }
    this.#found = total
  }
}

async function writeInto(path: string, content: Uint8Array): Promise<void> {
  try {
    await writeFile(path, content)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') {
      await rm(path, { force: true })
      throw error
    }
    await mkdir(join(path, '..'), { recursive: true })
    await writeFile(path, content)
  }
}
