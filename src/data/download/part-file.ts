import { createReadStream } from 'node:fs'
import { type FileHandle, open, readFile, rename, rm, stat } from 'node:fs/promises'
import { z } from 'zod'
import { saveFile } from '../../base/save.ts'
import { onDisk } from './disk.ts'

/** What must still be so at the server for the rest of a file to fit the part that is here. */
const Origin = z.object({
  url: z.string(),
  /** A strong entity tag. */
  etag: z.string().optional(),
  lastModified: z.string().optional(),
  /** Of the whole file, in bytes. */
  size: z.number().int().nonnegative().optional(),
})
export type Origin = z.infer<typeof Origin>

/**
 * The part of a file that has arrived, `NAME.part`, and where it came from, `NAME.part.json`. They outlive the process, so
 * that a later one may go on; the file itself appears under its name when it is complete.
 */
export class PartFile {
  readonly path: string
  readonly #file: string
  readonly #originPath: string

  constructor(file: string) {
    this.#file = file
    this.path = `${file}.part`
    this.#originPath = `${file}.part.json`
  }

  /** Where the part came from, and its size; undefined when there is none that one could go on with. */
  async found(url: string): Promise<{ readonly origin: Origin; readonly received: number } | undefined> {
    try {
      const origin = Origin.parse(JSON.parse(await readFile(this.#originPath, 'utf8')))
      const { size: received } = await stat(this.path)
      const fits = origin.url === url && validatorOf(origin) !== undefined
      return fits && received > 0 && received <= (origin.size ?? received) ? { origin, received } : undefined
    } catch {
      return undefined
    }
  }

  /** Its bytes. */
  bytes(): AsyncIterable<Buffer> {
    return createReadStream(this.path, { highWaterMark: 2 ** 20 })
  }

  /** Begins anew. */
  async begin(origin: Origin): Promise<FileHandle> {
    await onDisk(this.path, rm(this.#originPath, { force: true }))
    const handle = await onDisk(this.path, open(this.path, 'w'))
    await saveFile(this.#originPath, `${JSON.stringify(origin, undefined, 2)}\n`).catch(async (error: unknown) => {
      await handle.close()
      throw error
    })
    return handle
  }

  /** Goes on at the end. */
  continue(): Promise<FileHandle> {
    return onDisk(this.path, open(this.path, 'a'))
  }

  /** Gives the complete file its name. */
  async complete(): Promise<void> {
    await onDisk(this.#file, rename(this.path, this.#file))
    await rm(this.#originPath, { force: true })
  }

  async discard(): Promise<void> {
    await rm(this.#originPath, { force: true })
    await rm(this.path, { force: true })
  }
}

/** What `If-Range` compares (RFC 9110, section 13.1.5); without it nobody knows whether the rest fits. */
export const validatorOf = ({ etag, lastModified }: Origin): string | undefined => etag ?? lastModified

/** What a response says about the file it begins. */
export const originOf = (url: string, headers: Headers, size: number | undefined): Origin => {
  const etag = headers.get('etag')
  const lastModified = headers.get('last-modified')
  return {
    url,
    // A weak tag calls files equal that need not have the same bytes.
    ...(etag !== null && !etag.startsWith('W/') && { etag }),
    ...(lastModified !== null && { lastModified }),
    ...(size !== undefined && { size }),
  }
}
