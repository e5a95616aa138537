// Finds the 68 points of a face: trained from nothing on 240 pictures, beside answering their mean shape always.
//
//   npx tsx examples/face-keypoints.ts <folder>
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import {
  type Callback,
  columnFile,
  columnPoints,
  DataBlock,
  functionSplitter,
  horizontalFlip,
  imageBlock,
  lighting,
  type Point,
  ProgressReport,
  pictureCache,
  pointsBlock,
  readRows,
  regressionLoss,
  resize,
  rotate,
  showBatch,
  smoothL1Loss,
  visionLearner,
  warp,
  zoom,
} from 'kindling'

/** `count` pairs of points: from `left` upwards and from `right` downwards. */
const facing = (left: number, right: number, count: number): [left: number, right: number][] =>
  Array.from({ length: count }, (_, i) => [left + i, right - i])

/** Which of iBUG's 68 points a mirrored face exchanges. The chin, the bridge of the nose and the middle of the lips stay. */
export const mirroredPoints = [
  ...facing(0, 16, 8), // jaw
  ...facing(17, 26, 5), // brows
  ...facing(31, 35, 2), // nostrils
  ...facing(36, 45, 4), // upper lids, with the corners of the eyes
  ...facing(40, 47, 2), // lower lids
  ...facing(48, 54, 3), // lips outside, upper
  ...facing(55, 59, 2), // and lower
  ...facing(60, 64, 2), // lips inside, upper
  ...facing(65, 67, 1), // and lower
]

/** How far points are from where they should be, on average. */
export interface PointError {
  /** In pixels of the original pictures. */
  readonly pixels: number
  /** As a share of the face's width, from one end of the jaw to the other. */
  readonly share: number
}

/** What came of the training. */
export interface Outcome {
  /** The test pictures, which the model has not seen. */
  readonly pictures: number
  readonly error: PointError
  /** The error of answering always the mean shape of the training faces. */
  readonly ofMean: PointError
}

/** Trains on the faces of `training.csv`, and measures on those of `test.csv`. */
export async function faceKeypoints(
  folder: string,
  {
    size = 96,
    epochs = 25,
    seed = 0,
    sheet,
    callbacks = [],
  }: {
    /** Side of the pictures that the network sees. */
    readonly size?: number
    readonly epochs?: number
    readonly seed?: number
    /** Where to write a sheet of training pictures, as PNG; none by default. */
    readonly sheet?: string
    readonly callbacks?: readonly Callback[]
  } = {},
): Promise<Outcome> {
  // The first column, which has no title, names the picture; then x and y of each point.
  const points = columnPoints(Array.from({ length: 68 }, (_, i) => [`${2 * i}`, `${2 * i + 1}`] as const))
  const facesOf = async (side: 'training' | 'test') => {
    const file = columnFile('', { folder: join(folder, side) })
    const rows = await readRows(join(folder, `${side}.csv`))
    return rows.map((row) => ({ file: file(row), points: points(row), isTest: side === 'test' }))
  }
  const [training, test] = [await facesOf('training'), await facesOf('test')]

  const block = new DataBlock({
    blocks: [
      imageBlock({ cache: pictureCache() }),
      // Within 0.02 of half the picture the loss is quadratic, beyond it is the distance.
      pointsBlock({
        swap: mirroredPoints,
        loss: regressionLoss('smoothL1', smoothL1Loss, { beta: 0.02 }),
      }),
    ],
    getItems: (faces: typeof training) => faces,
    getX: ({ file }) => file,
    getY: ({ points }) => points,
    splitter: functionSplitter(({ isTest }) => isTest),
    itemTransforms: [resize(size, 'squish')],
    batchTransforms: [
      horizontalFlip(),
      rotate({ maxDegrees: 10, p: 0.9 }),
      zoom({ min: 0.9, max: 1.1, p: 0.9 }),
      warp({ magnitude: 0.1, p: 0.5 }),
      lighting(),
    ],
  })
  const loaders = await block.dataLoaders([...training, ...test], { batchSize: 16, seed })
  if (sheet) await showBatch(loaders, sheet)

  const learn = visionLearner(loaders, { architecture: 'points', seed, metrics: [], callbacks })
  await learn.fitOneCycle(epochs, 0.01)

  // The mean shape is one in shares of the picture, since pictures differ in size.
  const sizeOf = async (file: string) => (await loaders.prepare(file)).placement.original
  const mean = Array.from({ length: 68 }, () => [0, 0] as [number, number])
  for (const { file, points } of training) {
    const { width, height } = await sizeOf(file)
    for (const [i, [x, y]] of points.entries()) {
      mean[i]![0] += x / width / training.length
      mean[i]![1] += y / height / training.length
    }
  }
  const found: Point[][] = []
  const guessed: Point[][] = []
  for (const { file } of test) {
    found.push([...(await learn.predict(file)).value])
    const { width, height } = await sizeOf(file)
    guessed.push(mean.map(([x, y]) => [x * width, y * height]))
  }
  learn.dispose()
  const right = test.map(({ points }) => points)
  return { pictures: test.length, error: pointError(found, right), ofMean: pointError(guessed, right) }
}

function pointError(answers: readonly (readonly Point[])[], right: readonly (readonly Point[])[]): PointError {
  const distance = ([x0, y0]: Point, [x1, y1]: Point) => Math.hypot(x1 - x0, y1 - y0)
  const mean = (numbers: readonly number[]) => numbers.reduce((sum, x) => sum + x, 0) / numbers.length
  const errors = answers.map((points, n) => mean(points.map((point, i) => distance(point, right[n]![i]!))))
  const widths = right.map((points) => distance(points[0]!, points[16]!))
  return { pixels: mean(errors), share: mean(errors.map((error, n) => error / widths[n]!)) }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [folder] = process.argv.slice(2)
  if (folder === undefined || !existsSync(join(folder, 'training.csv'))) {
    console.error(`${folder === undefined ? 'Name a folder of faces' : `${folder} has no training.csv`}:

  npx tsx examples/face-keypoints.ts <folder>

It must have training.csv and test.csv, whose rows are a picture in the folder training or test and the x and y of its
68 points. Developers of Kindling have one in ../shared/data/face_keypoints; all of the data is that of Udacity's project
P1_Facial_Keypoints (github.com/udacity/P1_Facial_Keypoints), whose tables are called training_frames_keypoints.csv and
test_frames_keypoints.csv there.`)
    process.exit(2)
  }
  const sheet = 'face-keypoints.png'
  const { pictures, error, ofMean } = await faceKeypoints(folder, { sheet, callbacks: [new ProgressReport()] })
  const shown = ({ pixels, share }: PointError) =>
    `${pixels.toFixed(1).padStart(5)} pixels, ${(100 * share).toFixed(1).padStart(4)} % of the face's width`
  console.log(`
A point of the ${pictures} test faces is off by, on average:
  the network         ${shown(error)}
  the mean face       ${shown(ofMean)}
The network's error is ${(error.pixels / ofMean.pixels).toFixed(2)} of the mean's. ${sheet} shows training pictures, mirrored ones among them.`)
}
