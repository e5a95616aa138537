import { Command, Option } from 'commander'
import {
  type Architecture,
  architectures,
  multiLabelImages,
  multiLabelLearner,
  type ResizeMode,
  resizeModes,
} from '../vision/index.ts'
import { action, type CommandContext, type CommonOptions, positiveNumber, wholeNumber } from './command.ts'
import { judge } from './judge.ts'
import { shownPath } from './prose.ts'
import { summarize } from './report-table.ts'
import { trainAndSave } from './train-and-save.ts'

interface TrainOptions extends CommonOptions {
  readonly csv: string
  readonly images?: string
  readonly output: string
  readonly architecture: Architecture
  readonly size: number
  readonly resize: ResizeMode
  readonly epochs: number
  readonly lr: number
  readonly batchSize: number
  readonly seed: number
  readonly unreadable: 'stop' | 'skip'
  readonly thresholds: 'f1' | 'half'
}

/** `kindling train`: pictures and a CSV of their labels to one ONNX file. */
export const trainCommand = (): Command =>
  new Command('train')
    .description('train a network on pictures with any number of labels each, and export it as one ONNX file')
    .requiredOption('--csv <file>', 'file names and labels; an is_valid column, if there is one, splits the data')
    .option('--images <folder>', "what file names are relative to (default: the CSV's folder)")
    .option('-o, --output <file>', 'the model', 'model.onnx')
    .addOption(new Option('--architecture <name>', 'the network').choices(Object.keys(architectures)).default('small'))
    .option('--size <pixels>', 'side of the square pictures', wholeNumber(16), 96)
    .addOption(new Option('--resize <mode>', 'how a picture becomes square').choices(resizeModes).default('squish'))
    .option('--epochs <n>', 'how often every picture is seen', wholeNumber(1), 10)
    .option('--lr <rate>', 'the highest learning rate of the one-cycle policy', positiveNumber, 0.01)
    .option('--batch-size <n>', 'pictures in a step', wholeNumber(1), 32)
    .option('--seed <n>', 'decides initial weights, order and random split', wholeNumber(0), 0)
    .addOption(
      new Option('--unreadable <what>', 'what an unreadable picture does: stop, or skip (counted and listed)')
        .choices(['stop', 'skip'])
        .default('stop'),
    )
    .addOption(
      new Option(
        '--thresholds <how>',
        'above which probability a label is answered: best F1 on validation data, or 0.5',
      )
        .choices(['f1', 'half'])
        .default('f1'),
    )
    .addHelpText(
      'after',
      `
Examples:
  $ kindling train --csv photos/labels.csv --images photos -o tags.onnx
  $ kindling train --csv labels.csv --architecture resnet18 --size 128 --epochs 20 --lr 3e-3 --json

The CSV has the columns fname and labels (separated by spaces; empty means none of them), and may have is_valid.`,
    )
    .action(action<[], TrainOptions>((_, options, context) => train(options, context)))

async function train(options: TrainOptions, context: CommandContext): Promise<object> {
  const { csv, images, size, resize, seed, batchSize, unreadable, architecture, epochs, lr, thresholds } = options
  const model = options.output
  const { print } = context
  const data = await multiLabelImages({ csv, ...(images !== undefined && { images }), size, mode: resize, seed })
  print(`${summarize(data.summary)}\n`)
  const learn = multiLabelLearner(data, { architecture, seed, batchSize, onError: unreadable })
  const { interrupted, saved } = await trainAndSave(learn, { epochs, lr, model, thresholds }, context)
  const leftOut = [learn.loaders.train, learn.loaders.valid!].flatMap(({ failures }) =>
    failures.map(({ error }) => error.message),
  )
  if (leftOut.length > 0) print(`\n${leftOut.length} unreadable pictures were left out:\n  ${leftOut.join('\n  ')}`)
  const epochRecords = learn.history
  if (interrupted) return { interrupted, model: saved ? model : null, epochs: epochRecords, leftOut }

  const judgement = await judge(learn, data.summary, context)
  print(`\nTry it:\n  npx kindling predict ${model} ${shownPath(data.valid[0]!.file)}`)
  return { model, ...judgement, epochs: epochRecords, leftOut }
}
