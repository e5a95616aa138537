import { Command, Option } from 'commander'
import { invalid } from '../base/errors.ts'
import { summarizeTargets } from '../data/index.ts'
import type { RunJudgement } from '../learner/index.ts'
import { type Architecture, architectures, visionLearner } from '../vision/index.ts'
import { action, type CommandContext, type CommonOptions, positiveNumber, wholeNumber } from './command.ts'
import { dataInWords } from './data-in-words.ts'
import { type DataSourceOptions, dataSourceOptions } from './data-source.ts'
import { judge } from './judge.ts'
import { judgeCategory } from './judge-category.ts'
import { judgeNumbers } from './judge-numbers.ts'
import { shownPath, wrapped } from './prose.ts'
import { openPictures, picturesData } from './run-data.ts'
import { trainAndSave } from './train-and-save.ts'

interface TrainOptions extends CommonOptions, DataSourceOptions {
  readonly csv?: string
  readonly output: string
  readonly architecture?: Architecture
  readonly epochs: number
  readonly lr: number
  readonly batchSize: number
  readonly unreadable: 'stop' | 'skip'
  readonly thresholds: 'f1' | 'half'
}

/** `kindling train`: pictures and what is said of them to one ONNX file. */
export const trainCommand = (): Command =>
  dataSourceOptions(
    new Command('train')
      .description('train a network to answer with labels, a class, points or a number; export it as one ONNX file')
      .argument('[source]', 'a CSV, or a folder with a folder of pictures for each class; see kindling data summary')
      .option('--csv <file>', 'the source, where it is a CSV')
      .option('-o, --output <file>', 'the model; the record of the run is written beside it', 'model.onnx'),
  )
    .addOption(
      new Option(
        '--architecture <name>',
        'the network (default: "points" where points are to be found, else "small")',
      ).choices(Object.keys(architectures)),
    )
    .option('--epochs <n>', 'how often every picture is seen', wholeNumber(1), 10)
    .option('--lr <rate>', 'the highest learning rate of the one-cycle policy', positiveNumber, 0.01)
    .option('--batch-size <n>', 'pictures in a step', wholeNumber(1), 32)
    .addOption(
      new Option('--unreadable <what>', 'what an unreadable picture does: stop, or skip (counted and listed)')
        .choices(['stop', 'skip'])
        .default('stop'),
    )
    .addOption(
      new Option(
        '--thresholds <how>',
        'above which probability one of several labels is answered: best F1 on validation data, or 0.5',
      )
        .choices(['f1', 'half'])
        .default('f1'),
    )
    .addHelpText(
      'after',
      `
Examples:
  $ kindling train --csv photos/labels.csv --images photos -o tags.onnx
  $ kindling train mnist --size 28 --epochs 5 -o digits.onnx
  $ kindling train faces.csv --points --augment --epochs 30 -o faces.onnx
  $ kindling train labels.csv --architecture resnet18 --size 128 --lr 3e-3 --json

What is predicted follows from the data: any number of labels (binary
cross-entropy), one class (cross-entropy), points or a number (mean squared
error). \`kindling data summary\` shows how the data is read.`,
    )
    .action(action<[string | undefined], TrainOptions>(([source], options, context) => train(source, options, context)))

async function train(given: string | undefined, options: TrainOptions, context: CommandContext): Promise<object> {
  const { csv, seed, batchSize, unreadable, epochs, lr, thresholds } = options
  const source = given ?? csv
  if (source === undefined)
    throw invalid('train: no data is named; say which, like kindling train photos/labels.csv, or a folder of folders')
  if (given !== undefined && csv !== undefined)
    throw invalid(`train: both ${given} and --csv ${csv} are named; name one of them`)
  const model = options.output
  const { print } = context
  const data = picturesData({ ...options, source, batchSize, onError: unreadable })
  const { loaders, task, detected } = await openPictures(data)
  for (const sentence of detected) print(wrapped(sentence))
  const summary = await summarizeTargets(loaders)
  print(`\n${dataInWords(summary, task)}\n`)
  const { architecture = task === 'points' ? 'points' : 'small' } = options
  const learn = visionLearner(loaders, {
    architecture,
    seed,
    // Points are in −1…1 over the picture's edges; the network 'points' keeps to that by itself.
    ...(task === 'points' && architecture !== 'points' && { range: [-1, 1] }),
  })
  const judgeRun = async (): Promise<RunJudgement> => {
    if (summary.kind !== 'labels') {
      const size = task === 'points' ? loaders.itemTransforms.at(-1)!.size : undefined
      return { task: task as 'points' | 'number', ...(await judgeNumbers(learn, size, context)) }
    }
    return task === 'labels'
      ? { task, ...(await judge(learn, summary, context)) }
      : { task: 'category', ...(await judgeCategory(learn, summary, context)) }
  }
  const { interrupted, saved, judgement } = await trainAndSave(
    learn,
    {
      ...{ epochs, lr, model, thresholds: task === 'labels' ? thresholds : 'half' },
      ...{ data, loaders, summary, task, architecture, judge: judgeRun },
    },
    context,
  )
  const leftOut = [loaders.train, loaders.valid].flatMap(({ failures }) => failures.map(({ error }) => error.message))
  if (leftOut.length > 0)
    print(
      `\n${leftOut.length} unreadable ${leftOut.length === 1 ? 'picture was' : 'pictures were'} left out:\n  ${leftOut.join('\n  ')}`,
    )
  const epochRecords = learn.history
  if (interrupted) return { interrupted, model: saved ? model : null, epochs: epochRecords, leftOut }
  print(`\nTry it:\n  npx kindling predict ${model} ${shownPath(loaders.valid.items[0]!.file)}`)
  return { model, ...judgement, epochs: epochRecords, leftOut }
}
