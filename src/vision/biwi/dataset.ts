import { readdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { badData } from '../../base/errors.ts'
import { type Calibration, readCalibration } from './calibration.ts'
import { calibrationName, type FrameFile, frameName, meshName, sequenceName } from './names.ts'
import { personOf } from './people.ts'
import { type HeadPose, readPose } from './pose.ts'

/** A frame of BIWI: where its files are. Nothing of them has been read. */
export interface BiwiFrame {
  /** The number of its sequence. */
  readonly sequence: number
  /** Who is shown, by the number of that person's first sequence. */
  readonly person: number
  readonly index: number
  /** `frame_XXXXX_rgb.png`, or `_rgb.jpg`. */
  readonly picture: string
  /** `frame_XXXXX_pose.txt`, or `_pose.bin`. */
  readonly pose: string
  /** `frame_XXXXX_depth.bin`; undefined in copies that ship no depth. */
  readonly depth: string | undefined
  /** `rgb.cal` of the sequence. */
  readonly rgbCalibration: string
  /** `depth.cal` of the sequence, if it is there. */
  readonly depthCalibration: string | undefined
  /** `NN.obj` of the sequence, if it is there. */
  readonly template: string | undefined
}

/** A sequence of BIWI: one person in front of the camera for some minutes. */
export interface BiwiSequence {
  readonly number: number
  /** Who is shown, by the number of that person's first sequence. */
  readonly person: number
  /** `hpdb/NN`. */
  readonly folder: string
  /** By index; the numbers have gaps. */
  readonly frames: readonly BiwiFrame[]
}

/** What was found in a folder, and what is missing there. */
export interface BiwiListing {
  /** By number. */
  readonly sequences: readonly BiwiSequence[]
  /** What should be there and is not. */
  readonly missing: readonly MissingFile[]
}

export interface MissingFile {
  readonly file: string
  /** What it should be. */
  readonly role: string
}

/** `hpdb/01/rgb.cal is missing, the calibration of the rgb camera` */
export const missingText = ({ file, role }: MissingFile): string => `${file} is missing, ${role}`

/**
 * Finds the sequences and frames of a BIWI data set, `hpdb/NN/frame_XXXXX_{rgb.png,depth.bin,pose.txt}` with
 * `NN/rgb.cal`, `NN/depth.cal` and `NN.obj`. Copies with `_rgb.jpg`, with `_pose.bin` or without depth are read as well.
 *
 * @param folder `hpdb`, or the folder that it lies in
 * @throws KindlingError `invalid-data` when there is no sequence, or a file is missing that belongs to one: a picture
 *   without a pose, a sequence without a calibration
 * @example
 * const frames = (await findBiwi('biwi/hpdb')).flatMap((sequence) => sequence.frames)
 * const train = frames.filter(({ person }) => person !== 13)
 */
export const findBiwi = async (folder: string): Promise<readonly BiwiSequence[]> => {
  const { sequences, missing } = await listBiwi(folder)
  if (missing.length > 0) {
    const others = missing.length > 1 ? ` (and ${missing.length - 1} more)` : ''
    throw badData(`${missingText(missing[0]!)}${others}; copy it from the data set, or move what is incomplete away`)
  }
  return sequences
}

/** As `findBiwi`, but tells what is missing instead of refusing it; frames without picture or pose are left out. */
export const listBiwi = async (folder: string): Promise<BiwiListing> => {
  const root = await rootOf(resolve(folder))
  const entries = await list(root)
  const numbers = entries.filter(isSequence).map(Number)
  numbers.sort((a, b) => a - b)
  const listings = await Promise.all(numbers.map((number) => listSequence(root, number, entries)))
  return {
    sequences: listings.map(({ sequence }) => sequence),
    missing: listings.flatMap(({ missing }) => missing),
  }
}

/** What of a frame must be read to know where its head is. */
export interface PosedFrame {
  readonly pose: HeadPose
  readonly rgb: Calibration
}

/**
 * Reads a frame's pose and the calibration of its RGB camera: what `headCentre` needs.
 *
 * @throws KindlingError `invalid-data` naming the file and the line
 */
export const readBiwiFrame = async (frame: BiwiFrame): Promise<PosedFrame> => {
  const [pose, rgb] = await Promise.all([readPose(frame.pose), readCalibration(frame.rgbCalibration)])
  return { pose, rgb }
}

/** BIWI's own are 01 to 24; invented people can be more than 99. */
const isSequence = (name: string): boolean => /^(\d\d|[1-9]\d\d)$/.test(name)

const rootOf = async (folder: string): Promise<string> => {
  const entries = await list(folder)
  if (entries.some(isSequence)) return folder
  if (entries.includes('hpdb')) return rootOf(join(folder, 'hpdb'))
  throw badData(
    `findBiwi: ${folder} has no sequences (folders named 01 to 24); name the folder hpdb of the data set, or the one ` +
      'that it lies in',
  )
}

const listSequence = async (
  root: string,
  number: number,
  beside: readonly string[],
): Promise<{ sequence: BiwiSequence; missing: MissingFile[] }> => {
  const folder = join(root, sequenceName(number))
  const entries = await list(folder)
  const files = new Map<number, Map<string, string>>()
  for (const name of entries) {
    const [, index, kind, extension] = /^frame_(\d{5})_(rgb|depth|pose)\.(png|jpg|bin|txt)$/.exec(name) ?? []
    if (index === undefined) continue
    const frame = files.get(Number(index)) ?? new Map<string, string>()
    files.set(Number(index), frame.set(`${kind}.${extension}`, join(folder, name)))
  }
  const indices = [...files.keys()].sort((a, b) => a - b)
  const hasDepth = [...files.values()].some((frame) => frame.has('depth.bin'))
  const missing: MissingFile[] = []
  const fileOf = (name: string): string | undefined => (entries.includes(name) ? join(folder, name) : undefined)
  const cameras = { rgb: fileOf(calibrationName('rgb')), depth: fileOf(calibrationName('depth')) }
  if (indices.length === 0)
    missing.push({ file: join(folder, 'frame_XXXXX_rgb.png'), role: 'and so is every other frame' })
  for (const camera of ['rgb', 'depth'] as const) {
    if (cameras[camera] === undefined && (camera === 'rgb' || hasDepth)) {
      missing.push({ file: join(folder, calibrationName(camera)), role: `the calibration of the ${camera} camera` })
    }
  }
  const template = beside.includes(meshName(number)) ? join(root, meshName(number)) : undefined
  const person = personOf(number)
  const frames = indices.flatMap((index): BiwiFrame[] => {
    const found = files.get(index)!
    const picture = found.get('rgb.png') ?? found.get('rgb.jpg')
    const pose = found.get('pose.txt') ?? found.get('pose.bin')
    const depth = found.get('depth.bin')
    const path = (file: FrameFile) => join(folder, frameName(index, file))
    if (!picture) missing.push({ file: path('rgb.png'), role: 'the picture of a frame' })
    if (!pose) missing.push({ file: path('pose.txt'), role: 'the pose of a frame' })
    if (!depth && hasDepth)
      missing.push({ file: path('depth.bin'), role: 'the depth of a frame, which other frames have' })
    if (!picture || !pose) return []
    const rgbCalibration = cameras.rgb ?? join(folder, calibrationName('rgb'))
    return [
      {
        sequence: number,
        person,
        index,
        picture,
        pose,
        depth,
        rgbCalibration,
        depthCalibration: cameras.depth,
        template,
      },
    ]
  })
  return { sequence: { number, person, folder, frames }, missing }
}

const list = async (folder: string): Promise<string[]> => {
  try {
    return await readdir(folder)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw badData(`findBiwi: the folder ${folder} cannot be read (${reason}); check the path`, error)
  }
}
