// Learns to steer a model car from what its camera saw and how a person steered, beside answering the mean angle always.
//
//   npx tsx examples/donkeycar.ts <folder>
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import {
  type Callback,
  DataBlock,
  extract,
  functionSplitter,
  horizontalFlip,
  imageBlock,
  lighting,
  ProgressReport,
  pictureCache,
  readJsonLines,
  regressionBlock,
  resize,
  showBatch,
  visionLearner,
} from 'kindling'

/** A frame, as a line of one of a tub's catalogs has it. */
interface Frame {
  readonly _index: number
  readonly 'cam/image_array': string
  /** −1 to the left, 1 to the right. */
  readonly 'user/angle': number
}

/** How far answers are from the right angles: the square root of the mean square, and the mean. */
export interface AngleError {
  readonly rmse: number
  readonly mae: number
}

/** What came of the training. */
export interface Outcome {
  /** The frames at the end of the drive, which the model has not seen. */
  readonly frames: number
  readonly error: AngleError
  /** The error of answering always the mean angle of the training frames. */
  readonly ofMean: AngleError
}

/** What stands in the last line of a tub's manifest. */
interface Manifest {
  readonly paths: readonly string[]
  /** Frames that somebody who looked through the drive has taken out. */
  readonly deleted_indexes: readonly number[]
}

/** The frames of a tub in the order of the drive. */
async function framesOf(tub: string) {
  const { paths, deleted_indexes } = (await readJsonLines(join(tub, 'manifest.json'))).at(-1) as Manifest
  const frames = (await Promise.all(paths.map((path) => readJsonLines(join(tub, path))))).flat() as Frame[]
  return frames
    .filter(({ _index }) => !deleted_indexes.includes(_index))
    .sort((a, b) => a._index - b._index)
    .map((frame) => ({ file: join(tub, 'images', frame['cam/image_array']), angle: frame['user/angle'] }))
}

/** Trains on the first four fifths of a drive, and measures on the last. */
export async function donkeycar(
  tub: string,
  {
    height = 60,
    epochs = 10,
    seed = 0,
    sheet,
    callbacks = [],
  }: {
    /** Of the pictures that the network sees, which are a third wider. */
    readonly height?: number
    readonly epochs?: number
    readonly seed?: number
    /** Where to write a sheet of training pictures, as PNG; none by default. */
    readonly sheet?: string
    readonly callbacks?: readonly Callback[]
  } = {},
): Promise<Outcome> {
  const frames = await framesOf(tub)
  // By time: a frame is nearly the same picture as the one before it, so a random split would ask what the model has seen.
  const training = frames.slice(0, Math.round(0.8 * frames.length))
  const isTraining = new Set(training)

  const block = new DataBlock({
    // On a mirrored road one steers the other way.
    blocks: [imageBlock({ cache: pictureCache() }), regressionBlock({ mirrored: [-1] })],
    getItems: (drive: typeof frames) => drive,
    getX: ({ file }) => file,
    getY: ({ angle }) => angle,
    splitter: functionSplitter((frame) => !isTraining.has(frame)),
    itemTransforms: [resize({ width: Math.round((4 / 3) * height), height }, 'squish')],
    batchTransforms: [horizontalFlip(), lighting()],
  })
  const loaders = await block.dataLoaders(frames, { batchSize: 32, seed })
  if (sheet) await showBatch(loaders, sheet)

  const learn = visionLearner(loaders, { seed, callbacks })
  await learn.fitOneCycle(epochs, 0.01)
  const { metrics } = await learn.validate()
  learn.dispose()

  const held = frames.slice(training.length)
  const mean = training.reduce((sum, { angle }) => sum + angle, 0) / training.length
  const meanOf = (f: (x: number) => number) => held.reduce((sum, { angle }) => sum + f(angle - mean), 0) / held.length
  return {
    frames: held.length,
    error: { rmse: metrics.rmse!, mae: metrics.mae! },
    ofMean: { rmse: Math.sqrt(meanOf((x) => x ** 2)), mae: meanOf(Math.abs) },
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [folder = ''] = process.argv.slice(2)
  const archive = join(folder, 'tub.tar.gz')
  const isTub = existsSync(join(folder, 'manifest.json'))
  if (folder === '' || !(isTub || existsSync(archive))) {
    console.error(`${folder === '' ? 'Name a recorded drive' : `${folder} has neither a tub.tar.gz nor a manifest.json`}:

  npx tsx examples/donkeycar.ts <folder>

It is a tub as Donkeycar records it (docs.donkeycar.com), or a folder with one packed as tub.tar.gz. Developers of Kindling
have one in ../shared/data/donkeycar; it is the one of Donkeycar's tests (github.com/autorope/donkeycar,
donkeycar/tests/tub).`)
    process.exit(2)
  }
  const tub = isTub ? folder : join(await mkdtemp(join(tmpdir(), 'kindling-donkeycar-')), 'tub')
  try {
    if (!isTub) await extract(archive, tub)
    const sheet = 'donkeycar.png'
    const { frames, error, ofMean } = await donkeycar(tub, { sheet, callbacks: [new ProgressReport()] })
    const shown = ({ rmse, mae }: AngleError) => `RMSE ${rmse.toFixed(3)}, mean error ${mae.toFixed(3)}`
    console.log(`
The angles of the last ${frames} frames, from −1 to 1:
  the network       ${shown(error)}
  the mean angle    ${shown(ofMean)}
${sheet} shows training pictures with their angles, mirrored ones among them.`)
  } finally {
    if (!isTub) await rm(dirname(tub), { recursive: true, force: true })
  }
}
