// The chapter on several labels and on points, in its order: what is in the picture, then where the head is and how it is
// turned.
//
//   npx tsx examples/chapter6.ts [--pascal <folder>] [--biwi <folder>] [--output <folder>]
//
// Without folders it draws data of the same form. `kindling get pascal2007` and `kindling get biwi` download the chapter's.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import {
  accuracyMulti,
  type BiwiFrame,
  binaryCrossEntropyWithLogits,
  type Callback,
  colour,
  columnFile,
  columnLabels,
  columnSplitter,
  DataBlock,
  drawPoses,
  f1,
  findBiwi,
  fromOwned,
  groupSplitter,
  headCentre,
  headLandmarkNames,
  headPoseBlock,
  horizontalFlip,
  ImagePredictor,
  imageBlock,
  type Learner,
  meanPose,
  multiCategoryBlock,
  type Point,
  type PoseErrors,
  ProgressReport,
  pictureCache,
  pointsBlock,
  poseErrors,
  poseNetwork,
  Random,
  readBiwiFrame,
  readRows,
  resize,
  showBatch,
  softmax,
  summarizeData,
  type Tensor,
  tensor,
  visionLearner,
  where,
  writeSyntheticBiwi,
  writeTabletop,
} from 'kindling'

export interface ChapterOptions {
  /** Where pictures of batches, models and results go; it must exist. */
  readonly output: string
  readonly epochs?: number
  readonly seed?: number
  readonly print?: (text: string) => void
  readonly callbacks?: readonly Callback[]
}

/** Binary cross-entropy, by hand: −log of the probability given to what is true, over every label of every picture. */
export const binaryCrossEntropy = (logits: Tensor, targets: Tensor) => {
  const p = logits.sigmoid()
  return where(targets.equal(1), p, p.rsub(1)).log().mean().neg()
}

/** The first half: several labels for a picture, or none. */
export async function labels(
  csv: string,
  images: string,
  {
    output,
    epochs = 12,
    seed = 0,
    size = 64,
    print = console.log,
    callbacks = [],
  }: ChapterOptions & { readonly size?: number },
) {
  // The table.
  const rows = await readRows(csv)
  print(`${rows.length} rows; the first: ${JSON.stringify(rows[0])}`)

  // What to see of a row, and what to say of it. Both are functions: try them.
  const getX = columnFile('fname', { folder: images })
  const getY = columnLabels('labels')
  print(`getY of it: ${JSON.stringify(getY(rows[0]!))}`)

  // A block that forgets in which folder the pictures are.
  const forgetful = new DataBlock({
    blocks: [imageBlock(), multiCategoryBlock()],
    getItems: (file: string) => readRows(file),
    getX: columnFile('fname', { folder: 'nowhere' }),
    getY,
  })
  const summary = await summarizeData(forgetful, csv, { check: false })
  print(`\n${summary.text()}\n`)

  // The whole block.
  const block = new DataBlock({
    blocks: [imageBlock({ cache: pictureCache() }), multiCategoryBlock()],
    getItems: (file: string) => readRows(file),
    getX,
    getY,
    splitter: columnSplitter(),
    itemTransforms: [resize(size, 'squish')],
    batchTransforms: [horizontalFlip()],
  })
  const loaders = await block.dataLoaders(csv, { batchSize: 32, seed })
  print(`${loaders.train.items.length} rows to learn from, ${loaders.valid.items.length} to judge by`)
  await showBatch(loaders, join(output, 'labels.png'))

  // A learner, before it has learnt anything, and the activations for one batch.
  const learn = visionLearner(loaders, { seed, callbacks })
  learn.model.eval()
  const batch = await firstOf(loaders.valid.epoch(0))
  const pictures = fromOwned(batch.inputs.data, batch.inputs.shape)
  const targets = fromOwned(batch.targets.data, batch.targets.shape)
  const logits = learn.forward(pictures)
  print(`activations ${JSON.stringify(logits.shape)}, targets ${JSON.stringify(targets.shape)}`)

  // Softmax shares one certainty out among the labels; sigmoid asks about each by itself.
  const example = tensor([
    [2, 2, -3],
    [-3, -3, -3],
  ])
  print(`softmax: ${rounded(await softmax(example, 1).array())}`)
  print(`sigmoid: ${rounded(await example.sigmoid().array())}`)

  // The loss, by hand and built in, and what the block suggests.
  const byHand = await binaryCrossEntropy(logits, targets).item()
  const builtIn = await binaryCrossEntropyWithLogits(logits, targets).item()
  print(`by hand ${byHand.toFixed(5)}, built in ${builtIn.toFixed(5)}; the learner's loss is ${learn.loss.name}`)
  learn.model.train()

  await learn.fitOneCycle(epochs, 1e-2)

  // One threshold for all: where the answers are best on validation data.
  const answers = await learn.predictions()
  const thresholds = Array.from({ length: 19 }, (_, i) => (i + 1) / 20)
  const sweep = thresholds.map((threshold) => {
    const [accuracy, score] = [accuracyMulti({ threshold }), f1({ threshold })]
    for (const metric of [accuracy, score]) metric.update(answers)
    return { threshold, accuracy: accuracy.value(), f1: score.value() }
  })
  const nothing = accuracyMulti({ threshold: 1 })
  nothing.update(answers)
  for (const { threshold, accuracy, f1 } of sweep.filter((_, i) => i % 3 === 0))
    print(`threshold ${threshold.toFixed(2)}: accuracy ${accuracy.toFixed(3)}, F1 ${f1.toFixed(3)}`)
  print(`answering "none" always: accuracy ${nothing.value().toFixed(3)}, F1 0`)

  // One for each label, which the exported model keeps.
  await learn.chooseThresholds({ criterion: 'f1' })
  const model = join(output, 'labels.onnx')
  await learn.export(model)
  learn.dispose()

  const predictor = await ImagePredictor.load(model)
  const picture = getX(loaders.valid.items[0]!)
  const answer = await predictor.predict(picture)
  print(
    `it shows ${getY(loaders.valid.items[0]!).join(', ') || 'none'}; the model answers ${answer.labels.join(', ') || 'none'}`,
  )
  predictor.dispose()
  return { byHand, builtIn, sweep, nothing: nothing.value(), summary, rows: rows.length, answer }
}

/** The second half, as the chapter has it: where the centre of the head is, of a person whom the model has not seen. */
export async function centre(
  biwi: string,
  {
    output,
    epochs = 8,
    seed = 0,
    person,
    print = console.log,
    callbacks = [],
  }: ChapterOptions & { readonly person: number },
) {
  // A frame, and where its head is. The book leaves the place of the colour camera out.
  const frames = (await findBiwi(biwi)).flatMap((sequence) => sequence.frames)
  const posed = await readBiwiFrame(frames[0]!)
  const [right, book] = [headCentre(posed), headCentre(posed, { extrinsics: false })]
  const apart = Math.hypot(right[0] - book[0], right[1] - book[1])
  print(`the centre is at ${rounded(right)}; by the book at ${rounded(book)}, ${apart.toFixed(1)} pixels away`)

  const block = new DataBlock({
    blocks: [imageBlock({ cache: pictureCache() }), pointsBlock()],
    getItems: (all: readonly BiwiFrame[]) => all,
    getX: ({ picture }) => picture,
    getY: async (frame: BiwiFrame) => [headCentre(await readBiwiFrame(frame))],
    splitter: groupSplitter(({ person }: BiwiFrame) => person, { valid: [person] }),
    itemTransforms: [resize({ width: 160, height: 120 }, 'squish')],
    batchTransforms: [horizontalFlip()],
  })
  const loaders = await block.dataLoaders(frames, { batchSize: 32, seed })
  await showBatch(loaders, join(output, 'centres.png'))

  // How far answers are off, in pixels of the camera's picture.
  const meanError = async (learn: Learner<string | Uint8Array, readonly Point[]>) => {
    const errors = loaders.valid.items.map(async (frame) => {
      const [found] = (await learn.predict(frame.picture)).value
      const [x, y] = headCentre(await readBiwiFrame(frame))
      return Math.hypot(found![0] - x, found![1] - y)
    })
    return (await Promise.all(errors)).reduce((sum, error) => sum + error, 0) / errors.length
  }

  // A place is a number between the picture's edges, −1 and 1, and the loss is how far the answer is off, squared.
  const ranged = visionLearner(loaders, { range: [-1, 1], seed, callbacks })
  await ranged.fitOneCycle(epochs, 5e-3)
  const rangedPixels = await meanError(ranged)
  print(`${ranged.loss.name}, with a range: off by ${rangedPixels.toFixed(1)} pixels on average`)
  ranged.dispose()

  // The same loss with a network that answers with a place on a map.
  const mapped = visionLearner(loaders, { architecture: 'points', seed, callbacks })
  await mapped.fitOneCycle(epochs, 5e-3)
  const mappedPixels = await meanError(mapped)
  print(`${mapped.loss.name}, with a map: off by ${mappedPixels.toFixed(1)} pixels on average`)

  // What came of it, beside the truth.
  for (const frame of loaders.valid.items.slice(0, 3)) {
    const { value } = await mapped.predict(frame.picture)
    print(`true ${rounded(headCentre(await readBiwiFrame(frame)))}, answered ${rounded(value[0])}`)
  }
  mapped.dispose()
  return { apart, frames: loaders.valid.items.length, rangedPixels, mappedPixels }
}

/** One step further than the chapter: the centre, and how the head is turned, by a network that looks twice. */
export async function pose(
  biwi: string,
  {
    output,
    epochs = 20,
    seed = 0,
    person,
    print = console.log,
    callbacks = [],
  }: ChapterOptions & { readonly person: number },
): Promise<{ readonly errors: PoseErrors; readonly guessing: PoseErrors }> {
  const block = headPoseBlock({
    valid: [person],
    itemTransforms: [resize({ width: 192, height: 144 }, 'squish')],
    batchTransforms: [horizontalFlip(), colour({ tint: 0.4 })],
  })
  const loaders = await block.dataLoaders(biwi, { batchSize: 32, seed })
  const architecture = poseNetwork({ landmarks: headLandmarkNames.length, random: new Random(seed) })
  const learn = visionLearner(loaders, { architecture, seed, callbacks })
  await learn.fitOneCycle(epochs, 5e-3)

  const frames = loaders.valid.items
  const answers = await Promise.all(frames.map(async ({ picture }) => (await learn.predict(picture)).value))
  const truth = await Promise.all(frames.map(readBiwiFrame))
  const errors = poseErrors(answers, truth)
  const guessing = poseErrors(Array(frames.length).fill(meanPose(truth)), truth)
  print(
    `centre: ${errors.centre.medianPixels.toFixed(1)} pixels (the mean always: ${guessing.centre.medianPixels.toFixed(1)})`,
  )
  print(
    `rotation: ${errors.rotation.meanDegrees.toFixed(1)}° (the mean always: ${guessing.rotation.meanDegrees.toFixed(1)}°)`,
  )

  const shown = frames.map((frame, i) => ({ frame, answer: answers[i]! }))
  await writeFile(join(output, 'heads.png'), await drawPoses(shown.slice(0, 9)))
  learn.dispose()
  return { errors, guessing }
}

async function firstOf<T>(all: AsyncIterable<T>): Promise<T> {
  for await (const each of all) return each
  throw new Error('there is nothing')
}

const rounded = (value: unknown): string =>
  JSON.stringify(value, (_, x) => (typeof x === 'number' ? Number(x.toFixed(2)) : x))

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({
    options: {
      pascal: { type: 'string' },
      biwi: { type: 'string' },
      output: { type: 'string', default: 'chapter6' },
    },
  })
  const { pascal, output } = values
  const callbacks = [new ProgressReport()]
  await mkdir(output, { recursive: true })
  const drawn = await mkdtemp(join(tmpdir(), 'kindling-chapter6-'))
  try {
    const { csv, images } = pascal
      ? { csv: join(pascal, 'train.csv'), images: join(pascal, 'train') }
      : await writeTabletop(join(drawn, 'tabletop'), { count: 3000 })
    await labels(csv, images, { output, callbacks })

    const biwi = values.biwi ?? (await writeSyntheticBiwi(join(drawn, 'heads'), { people: 120, framesPerPerson: 10 }))
    // The book holds out person 13.
    await centre(biwi, { output, person: 13, callbacks })
    await pose(biwi, { output, person: 13, callbacks: [new ProgressReport()] })
  } finally {
    await rm(drawn, { recursive: true, force: true })
  }
}
