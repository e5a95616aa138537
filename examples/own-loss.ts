// Trains a model with a loss that one has written oneself, beside the same model with the loss that comes with Kindling.
//
//   npx tsx examples/own-loss.ts
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import {
  averagePrecision,
  binaryCrossEntropyWithLogitsLoss,
  columnFile,
  columnLabels,
  columnSplitter,
  DataBlock,
  imageBlock,
  type Loss,
  multiCategoryBlock,
  multiLabelLoss,
  noneRecall,
  readRows,
  resize,
  type Tensor,
  visionLearner,
  where,
  writeTabletop,
} from 'kindling'

/** Binary cross-entropy as the notes define it, line for line. */
export const binaryCrossEntropy = (inputs: Tensor, targets: Tensor) => {
  const p = inputs.sigmoid()
  return where(targets.equal(1), p, p.rsub(1)).log().mean().neg()
}

/** What came of training with one loss. */
export interface Outcome {
  readonly name: string
  /** The loss of each step. */
  readonly losses: readonly number[]
  /** On the validation pictures, after the last epoch. */
  readonly validLoss: number
  /** The mean over the labels. */
  readonly averagePrecision: number
  /** Of the validation pictures without labels, the share that is answered so. */
  readonly noneRecall: number
}

/** Trains the same network on the same pictures in the same order, once with each loss. */
export async function compareLosses({
  scenes = 1500,
  size = 48,
  epochs = 6,
  seed = 0,
  onOutcome,
}: {
  /** Pictures to draw; a fifth is for validation. */
  readonly scenes?: number
  /** Side of the pictures, in pixels. */
  readonly size?: number
  readonly epochs?: number
  readonly seed?: number
  /** Called as each loss is done. */
  readonly onOutcome?: (outcome: Outcome) => void
} = {}): Promise<{ readonly builtIn: Outcome; readonly own: Outcome }> {
  const folder = await mkdtemp(join(tmpdir(), 'kindling-own-loss-'))
  try {
    const { csv, images } = await writeTabletop(join(folder, 'tabletop'), { count: scenes, size, seed })
    const block = new DataBlock({
      blocks: [imageBlock(), multiCategoryBlock()],
      getItems: (file: string) => readRows(file),
      getX: columnFile('fname', { folder: images }),
      getY: columnLabels('labels'),
      splitter: columnSplitter(),
      itemTransforms: [resize(size, 'squish')],
    })

    const train = async (loss: Loss): Promise<Outcome> => {
      const loaders = await block.dataLoaders(csv, { batchSize: 32, seed })
      const learn = visionLearner(loaders, { seed, loss, metrics: [averagePrecision(), noneRecall()] })
      const losses: number[] = []
      await learn.fitOneCycle(epochs, 0.01, { callbacks: [{ afterBatch: ({ loss }) => void losses.push(loss) }] })
      const { validLoss, metrics } = learn.history.at(-1)!
      const { averagePrecision: precision, noneRecall: recall } = metrics as Record<string, number>
      learn.dispose()
      const outcome = {
        name: loss.name,
        losses,
        validLoss: validLoss!,
        averagePrecision: precision!,
        noneRecall: recall!,
      }
      onOutcome?.(outcome)
      return outcome
    }
    return {
      builtIn: await train(binaryCrossEntropyWithLogitsLoss()),
      own: await train(multiLabelLoss('own', binaryCrossEntropy)),
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  console.log('Scenes of things on tables; the same network, pictures, order and initial weights for each loss.\n')
  const columns = ['loss', 'first step', 'last step', 'validation', 'average precision', 'none recall'] as const
  const widths = columns.map((column, i) => (i === 0 ? 28 : column.length))
  const line = (cells: readonly string[]) =>
    console.log(cells.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join('  '))
  line(columns)
  const { builtIn, own } = await compareLosses({
    onOutcome: ({ name, losses, validLoss, averagePrecision, noneRecall }) =>
      line([
        name,
        ...[losses[0]!, losses.at(-1)!, validLoss, averagePrecision, noneRecall].map((value) => value.toFixed(4)),
      ]),
  })
  const differences = own.losses.map((loss, i) => Math.abs(loss - builtIn.losses[i]!))
  const first = (count: number) => Math.max(...differences.slice(0, count)).toExponential(0)
  console.log(`
The losses of a step differ by at most ${first(1)} in the first step, ${first(10)} in the first ten and
${first(differences.length)} in all ${differences.length}: rounding, which every step carries on. Both ways are the same mathematics; the
built-in loss works with logits, so that it stays finite where a sigmoid rounds to 0 or 1.`)
}
