import { Command } from 'commander'
import { rehearseSave, saveFile } from '../base/save.ts'
import { progress } from '../report/index.ts'
import { showBatch, summarizeData } from '../vision/index.ts'
import { action, type CommandContext, type CommonOptions, wholeNumber } from './command.ts'
import { type DataSourceOptions, dataSourceOptions, findDataSource } from './data-source.ts'
import { exitCodes } from './exit-code.ts'
import { shownPath, wrapped } from './prose.ts'

interface SummaryOptions extends CommonOptions, DataSourceOptions {
  readonly html?: string
  readonly check: boolean
}

interface ShowBatchCommandOptions extends CommonOptions, DataSourceOptions {
  readonly output: string
  readonly count: number
}

const sourceHelp =
  'a CSV of file names and labels, numbers or points; or a folder with a folder of pictures for each class'

/** `kindling data`: how a data set is loaded, before anything is trained on it. */
export const dataCommand = (): Command =>
  new Command('data')
    .description(
      'look at a data set: how it is loaded step by step, what is wrong with it, a batch as the model sees it',
    )
    .addCommand(summaryCommand())
    .addCommand(showBatchCommand())

const summaryCommand = (): Command =>
  dataSourceOptions(new Command('summary'))
    .description(
      'each step from the source to the model with its value, shape and time; and the health of the whole set',
    )
    .argument('<source>', sourceHelp)
    .option('--html <file>', 'write the summary as a page with the pictures, too')
    .option('--no-check', 'leave out reading every picture')
    .addHelpText(
      'after',
      `
Examples:
  $ kindling data summary photos/labels.csv
  $ kindling data summary mnist --size 28 --html mnist.html
  $ kindling data summary faces.csv --images faces --points --augment

A step that fails is named with its item, its value and the way out, and the
exit code is 3.`,
    )
    .action(action<[string], SummaryOptions>(([source], options, context) => summary(source, options, context)))

const showBatchCommand = (): Command =>
  dataSourceOptions(new Command('show-batch'))
    .description('write a picture of a training batch as the model sees it, with labels, points and masks')
    .argument('<source>', sourceHelp)
    .option('-o, --output <file>', 'the picture, a PNG', 'batch.png')
    .option('--count <n>', 'pictures on it', wholeNumber(1), 12)
    .addHelpText(
      'after',
      `
Examples:
  $ kindling data show-batch photos/labels.csv -o batch.png
  $ kindling data show-batch faces.csv --points --augment --seed 3`,
    )
    .action(
      action<[string], ShowBatchCommandOptions>(async ([source], options, { print, signal }) => {
        const { block, path, task, detected } = await findDataSource(source, options)
        for (const sentence of detected) print(wrapped(sentence))
        const { output, count, seed } = options
        await rehearseSave(output, 0)
        const loaders = await block.dataLoaders(path, { batchSize: count, seed })
        const shown = await showBatch(loaders, output, { count, seed, signal })
        print(`\n${shown.count} training pictures as the model sees them: ${shownPath(output)}`)
        return { source: path, task, output, ...shown }
      }),
    )

async function summary(
  source: string,
  options: SummaryOptions,
  { print, signal, output }: CommandContext,
): Promise<object> {
  const { html, check, seed } = options
  const { block, path, task, detected } = await findDataSource(source, options)
  for (const sentence of detected) print(wrapped(sentence))
  print()
  if (html !== undefined) await rehearseSave(html, 0)
  let bar: ReturnType<typeof progress> | undefined
  const result = await summarizeData(block, path, {
    check,
    seed,
    signal,
    onProgress(_, of) {
      bar ??= progress({ total: of, label: 'reading every picture', output })
      bar.step()
    },
  }).finally(() => bar?.stop())
  print(result.text())
  if (html !== undefined) {
    await saveFile(html, result.html())
    print(`\nThe same with pictures: ${shownPath(html)}`)
  }
  return { task, detected, ...result.toJSON(), ...(result.failure && { exitCode: exitCodes['invalid-data'] }) }
}
