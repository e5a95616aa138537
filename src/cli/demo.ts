import { join } from 'node:path'
import { Command } from 'commander'
import { bars, progress } from '../report/index.ts'
import { ImagePredictor, visionLearner, writeTabletop } from '../vision/index.ts'
import { action, type CommandContext, type CommonOptions, wholeNumber } from './command.ts'
import { judge } from './judge.ts'
import { labelledPictures } from './labelled-pictures.ts'
import { shownPath, wrapped } from './prose.ts'
import { summarize } from './report-table.ts'
import { trainAndSave } from './train-and-save.ts'

interface DemoOptions extends CommonOptions {
  readonly folder: string
  readonly scenes: number
  readonly epochs: number
  readonly seed: number
}

/** The side of the pictures that the demo's network sees: small enough to learn from nothing in two minutes. */
const pictureSize = 64

/** `kindling demo`, which is what `npm start` runs. */
export const demoCommand = (): Command =>
  new Command('demo')
    .description('draw sample pictures, train a network on them from nothing, and answer for a few: about two minutes')
    .option('--folder <folder>', 'where pictures and model go', 'kindling-demo')
    .option('--scenes <n>', 'pictures to draw', wholeNumber(100), 4500)
    .option('--epochs <n>', 'how often every picture is seen', wholeNumber(1), 12)
    .option('--seed <n>', 'decides pictures, initial weights and order', wholeNumber(0), 0)
    .addHelpText(
      'after',
      `
Examples:
  $ kindling demo
  $ kindling demo --seed 7 --json`,
    )
    .action(action<[], DemoOptions>((_, options, context) => demo(options, context)))

async function demo({ folder, scenes, epochs, seed }: DemoOptions, context: CommandContext): Promise<object> {
  const { print, signal } = context
  print(
    `${wrapped('Scenes of things on tables, drawn for this demo: up to four of eight kinds of object, or none.')}\n`,
  )
  const bar = progress({ total: scenes, label: 'drawing scenes' })
  const tabletop = join(folder, 'tabletop')
  let files: Awaited<ReturnType<typeof writeTabletop>>
  try {
    files = await writeTabletop(tabletop, { count: scenes, seed, signal, onProgress: () => bar.step() })
  } finally {
    bar.stop()
  }
  const { loaders, summary } = await labelledPictures({
    csv: files.csv,
    images: files.images,
    size: pictureSize,
    seed,
    batchSize: 32,
  })
  print(summarize(summary))
  print(`
Several labels may be right at once, or none: each label is a yes-or-no
question of its own, so the loss is binary cross-entropy and the activation a
sigmoid.
`)

  const learn = visionLearner(loaders, { seed })
  const model = join(folder, 'tags.onnx')
  const { interrupted, saved } = await trainAndSave(learn, { epochs, lr: 0.01, model, thresholds: 'f1' }, context)
  if (interrupted) return { interrupted, model: saved ? model : null, epochs: learn.history }
  const judgement = await judge(learn, summary, context)
  print()

  const predictor = await ImagePredictor.load(model)
  const valid = loaders.valid.items
  const empty = valid.find(({ labels }) => labels.length === 0)
  const full = valid.find(({ labels }) => labels.length >= 3)
  for (const item of [full, empty]) {
    if (!item) continue
    const { labels, probabilities } = await predictor.predict(item.file)
    print(
      `${shownPath(item.file)}\n  shows ${item.labels.join(', ') || 'none'}; ` +
        `the exported model answers ${labels.join(', ') || 'none'}`,
    )
    print(
      bars(
        learn.labels.map((label, i) => ({
          label,
          probability: probabilities[label]!,
          threshold: learn.thresholds[i]!,
        })),
      ),
    )
  }
  print(`The model is ${model}, one ONNX file. Try it:\n  npx kindling predict ${model} ${shownPath(valid[0]!.file)}`)
  return { model, ...judgement, epochs: learn.history }
}
