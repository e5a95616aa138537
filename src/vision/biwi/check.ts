import { KindlingError } from '../../base/errors.ts'
import { eachConcurrently } from '../../data/concurrent.ts'
import { type Calibration, readCalibration } from './calibration.ts'
import { type BiwiFrame, listBiwi, missingText } from './dataset.ts'
import { readDepth } from './depth.ts'
import { readMesh } from './mesh.ts'
import { readPicture } from './picture.ts'
import { readPose } from './pose.ts'

/** What came of reading a whole data set. */
export interface BiwiCheck {
  readonly frames: number
  /** How many files were read. */
  readonly files: number
  /** A sentence for each defect, which names the file, and the line or the byte where there is one. */
  readonly defects: readonly string[]
}

export interface CheckBiwiOptions {
  readonly signal?: AbortSignal
  /** Called after each frame. */
  readonly onProgress?: (done: number, frames: number) => void
}

/**
 * Reads every file of a BIWI data set in full, and reports all that is missing, damaged, or of another size than its
 * calibration says.
 *
 * @throws KindlingError `invalid-data` when the folder has no sequences at all; `signal.reason` when aborted
 * @example
 * const { defects } = await checkBiwi('hpdb')
 */
export const checkBiwi = async (folder: string, { signal, onProgress }: CheckBiwiOptions = {}): Promise<BiwiCheck> => {
  const { sequences, missing } = await listBiwi(folder)
  const all = sequences.flatMap((sequence) => sequence.frames)
  const defects = missing.map(missingText)
  let files = 0
  /** What a reader gives; undefined when it refuses the file, which is then noted. */
  const attempt = async <T>(path: string, read: (path: string) => Promise<T>, into: string[]) => {
    files++
    try {
      return await read(path)
    } catch (error) {
      if (!(error instanceof KindlingError && error.code === 'invalid-data')) throw error
      into.push(error.message)
      return undefined
    }
  }

  let done = 0
  for (const { frames } of sequences) {
    const [first] = frames
    if (!first) continue
    const { rgbCalibration, depthCalibration, template } = first
    const rgbMissing = missing.some(({ file }) => file === rgbCalibration)
    const rgb = rgbMissing ? undefined : await attempt(rgbCalibration, readCalibration, defects)
    const depth = depthCalibration && (await attempt(depthCalibration, readCalibration, defects))
    if (template) await attempt(template, readMesh, defects)
    const found: string[][] = frames.map(() => [])
    await eachConcurrently(
      frames.length,
      async (i) => {
        await checkFrame(
          frames[i]!,
          { rgb, depth: depth || undefined },
          (path, read) => attempt(path, read, found[i]!),
          found[i]!,
        )
        done++
        onProgress?.(done, all.length)
      },
      { signal },
    )
    defects.push(...found.flat())
  }
  return { frames: all.length, files, defects }
}

const checkFrame = async (
  frame: BiwiFrame,
  cameras: { rgb: Calibration | undefined; depth: Calibration | undefined },
  attempt: <T>(path: string, read: (path: string) => Promise<T>) => Promise<T | undefined>,
  defects: string[],
): Promise<void> => {
  const compare = (
    path: string,
    image: Size | undefined,
    camera: Size | undefined,
    calibration: string | undefined,
  ) => {
    if (!image || !camera || (image.width === camera.width && image.height === camera.height)) return
    const sizes = `${image.width} × ${image.height}, but ${calibration} is for ${camera.width} × ${camera.height}`
    defects.push(`${path} is ${sizes}; one of them belongs to another sequence`)
  }
  compare(frame.picture, await attempt(frame.picture, readPicture), cameras.rgb, frame.rgbCalibration)
  await attempt(frame.pose, readPose)
  if (frame.depth) compare(frame.depth, await attempt(frame.depth, readDepth), cameras.depth, frame.depthCalibration)
}

type Size = { readonly width: number; readonly height: number }
