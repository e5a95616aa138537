import { randomUUID } from 'node:crypto'
import { access, mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { join, resolve } from 'node:path'
import sharp from 'sharp'
import { invalid, KindlingError } from '../../base/errors.ts'
import { type Calibration, formatCalibration, parseCalibration } from './calibration.ts'
import { type DepthImage, encodeDepth } from './depth.ts'
import { formatMesh, type Mesh } from './mesh.ts'
import { calibrationName, frameName, meshName, sequenceName } from './names.ts'
import { formatPose, type HeadPose, parsePose } from './pose.ts'

/** One moment of a sequence, to be written. Its arrays must stay as they are from then on. */
export interface BiwiFrameContent {
  /** 0 to 99999, no number twice; they need not follow one another. */
  readonly index: number
  /** Bytes of sRGB, pixel after pixel, row by row. */
  readonly picture: Uint8Array
  /** Of the picture, in pixels. */
  readonly width: number
  readonly height: number
  readonly depth: DepthImage
  readonly pose: HeadPose
}

export interface BiwiSequenceContent {
  /** 1 to 999; BIWI has 1 to 24. */
  readonly sequence: number
  readonly rgb: Calibration
  readonly depth: Calibration
  readonly mesh: Mesh
  readonly frames: Iterable<BiwiFrameContent> | AsyncIterable<BiwiFrameContent>
  /** How the pictures are kept. BIWI's own are PNG (default); JPEG (quality 90) is smaller and much faster to write. */
  readonly format?: 'png' | 'jpg'
  readonly signal?: AbortSignal
  /** Called after each frame with the number of frames written. */
  readonly onProgress?: (done: number) => void
}

/**
 * Writes a sequence as BIWI has it: `NN/rgb.cal`, `NN/depth.cal`, `NN/frame_XXXXX_{rgb.png,depth.bin,pose.txt}` and
 * `NN.obj` beside. Numbers are rounded to the digits of the genuine files: six significant ones for calibrations and
 * poses, ten decimals for the template.
 *
 * The sequence appears when it is complete, or not at all; one that is there already is refused. Frames are taken as fast
 * as they can be written, and a few are in memory at a time.
 *
 * @param folder the data set, `hpdb`; made where it does not exist
 * @returns how many frames were written
 * @throws KindlingError `invalid-argument` for content that the format cannot hold or a sequence that exists,
 *   `write-failed` when the disk refuses; `signal.reason` when aborted; what `frames` throws
 * @example
 * await writeBiwiSequence('hpdb', { sequence: 1, rgb, depth, mesh, frames: someFrames() })
 */
export const writeBiwiSequence = async (folder: string, content: BiwiSequenceContent): Promise<number> => {
  const { sequence, rgb, depth, mesh, frames, format = 'png', signal, onProgress } = content
  if (!Number.isInteger(sequence) || sequence < 1 || sequence > 999) {
    throw invalid(`writeBiwiSequence: sequence is ${sequence}; it must be a whole number from 1 to 999`)
  }
  if (format !== 'png' && format !== 'jpg') {
    throw invalid(`writeBiwiSequence: format is '${format}'; it must be 'png' or 'jpg'`)
  }
  signal?.throwIfAborted()
  const target = join(resolve(folder), sequenceName(sequence))
  const template = join(resolve(folder), meshName(sequence))
  const unfinished = `${target}.unfinished-${randomUUID().slice(0, 8)}`
  const unfinishedTemplate = `${unfinished}.obj`
  for (const path of [target, template]) {
    if (await exists(path)) {
      throw invalid(
        `writeBiwiSequence: '${path}' exists, and would be lost; choose another folder or number, or move it away`,
      )
    }
  }
  try {
    await mkdir(unfinished, { recursive: true })
    await writeFile(unfinishedTemplate, formatMesh(mesh))
    for (const [camera, calibration] of [['rgb', rgb] as const, ['depth', depth] as const]) {
      const text = readable(formatCalibration(calibration), parseCalibration, `the ${camera} calibration`)
      await writeFile(join(unfinished, calibrationName(camera)), text)
    }
    const written = new Set<number>()
    let done = 0
    await eachOf(frames, signal, async (frame) => {
      requireWritable(frame, written)
      written.add(frame.index)
      await writeFrame(unfinished, frame, format)
      done++
      onProgress?.(done)
    })
    // The folder last: a sequence is there when its folder is.
    await rename(unfinishedTemplate, template)
    try {
      await rename(unfinished, target)
    } catch (error) {
      await rm(template, { force: true })
      throw error
    }
    return done
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true }).catch(() => {})
    await rm(unfinishedTemplate, { force: true }).catch(() => {})
    throw error instanceof Error && 'syscall' in error ? writeFailed(target, error) : error
  }
}

const requireWritable = ({ index, picture, width, height }: BiwiFrameContent, written: Set<number>): void => {
  if (!Number.isInteger(index) || index < 0 || index > 99_999) {
    throw invalid(`writeBiwiSequence: a frame's index is ${index}; it must be a whole number from 0 to 99999`)
  }
  if (written.has(index)) throw invalid(`writeBiwiSequence: frame ${index} comes twice; each index may come once`)
  if (picture.length !== 3 * width * height) {
    throw invalid(
      `writeBiwiSequence: the picture of frame ${index} has ${picture.length} bytes; ` +
        `${width} × ${height} pixels of RGB need ${3 * width * height}`,
    )
  }
}

const writeFrame = async (folder: string, frame: BiwiFrameContent, format: 'png' | 'jpg'): Promise<void> => {
  const { index, picture, width, height, depth, pose } = frame
  const image = sharp(picture, { raw: { width, height, channels: 3 } })
  const encoded = format === 'png' ? image.png() : image.jpeg({ quality: 90 })
  const path = (kind: Parameters<typeof frameName>[1]) => join(folder, frameName(index, kind))
  await writeFile(path(`rgb.${format}`), await encoded.toBuffer())
  await writeFile(path('depth.bin'), encodeDepth(depth))
  await writeFile(path('pose.txt'), readable(formatPose(pose), parsePose, `the pose of frame ${index}`))
}

/** Refuses to write what would be refused when it is read: a rotation that is none, a head behind the camera. */
const readable = (text: string, parse: (text: string, name: string) => unknown, name: string): string => {
  try {
    parse(text, name)
    return text
  } catch (error) {
    throw invalid(`writeBiwiSequence: ${(error as Error).message}`)
  }
}

/**
 * Does the work for each item, several at a time; when one fails, no other is taken. Ends when all that was begun has
 * ended, so that nothing is written to a folder that is being removed.
 */
const eachOf = async <T>(
  items: Iterable<T> | AsyncIterable<T>,
  signal: AbortSignal | undefined,
  work: (item: T) => Promise<void>,
): Promise<void> => {
  const running = new Set<Promise<void>>()
  let failure: { error: unknown } | undefined
  try {
    for await (const item of items) {
      signal?.throwIfAborted()
      const job: Promise<void> = work(item)
        .catch((error: unknown) => {
          failure ??= { error }
        })
        .finally(() => running.delete(job))
      running.add(job)
      if (running.size >= availableParallelism()) await Promise.race(running)
      if (failure) break
    }
  } finally {
    await Promise.all(running)
  }
  if (failure) throw failure.error
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  )

const writeFailed = (target: string, cause: Error): KindlingError =>
  new KindlingError(
    'write-failed',
    `writeBiwiSequence: cannot write the sequence '${target}' (${cause.message}); free some space or choose another ` +
      'folder. What was there is unchanged',
    { cause },
  )
