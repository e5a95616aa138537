import { join } from 'node:path'
import { type LabelSummary, summarizeTargets } from '../data/index.ts'
import { bars, progress } from '../report/index.ts'
import { ImagePredictor, visionLearner, writeTabletop } from '../vision/index.ts'
import type { CommandContext } from './command.ts'
import { judge } from './judge.ts'
import { shownPath, wrapped } from './prose.ts'
import { summarize } from './report-table.ts'
import { openPictures, picturesData } from './run-data.ts'
import { trainAndSave } from './train-and-save.ts'

export const usualScenes = 4000
const usualEpochs = 11

/** The side of the pictures that the demo's network sees: small enough to learn from nothing in two minutes. */
const pictureSize = 64

interface DemoTagsOptions {
  readonly folder: string
  readonly scenes: number
  readonly epochs?: number
  readonly seed: number
}

/** The demo's first part: several labels for a picture, or none. */
export async function demoTags(
  { folder, scenes, epochs = usualEpochs, seed }: DemoTagsOptions,
  context: CommandContext,
): Promise<object> {
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
  const data = picturesData({
    source: files.csv,
    images: files.images,
    file: 'fname',
    labels: 'labels',
    size: pictureSize,
    // What a crop cuts off is still in the labels, and would teach to see what is not there.
    resize: 'squish',
    mirror: true,
    batchSize: 32,
    onError: 'stop',
    seed,
  })
  const { loaders } = await openPictures(data)
  const summary = (await summarizeTargets(loaders)) as LabelSummary
  print(summarize(summary))
  print(`
Several labels may be right at once, or none: each label is a yes-or-no
question of its own, so the loss is binary cross-entropy and the activation a
sigmoid.
`)

  const learn = visionLearner(loaders, { seed })
  const model = join(folder, 'tags.onnx')
  const { interrupted, saved, judgement } = await trainAndSave(
    learn,
    {
      ...{ epochs, lr: 0.01, model, thresholds: 'f1', data, loaders, summary, task: 'labels', architecture: 'small' },
      judge: async () => ({ task: 'labels' as const, ...(await judge(learn, summary, context)) }),
    },
    context,
  )
  if (interrupted) return { interrupted, model: saved ? model : null, epochs: learn.history }
  print()

  const predictor = await ImagePredictor.load(model)
  const valid = await Promise.all(
    loaders.valid.items.map(async (item) => ({
      file: item.file as string,
      labels: (await loaders.getY(item)) as readonly string[],
    })),
  )
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
