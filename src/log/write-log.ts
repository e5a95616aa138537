import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { invalid } from '../base/errors.ts'
import type { RunRecord } from '../learner/index.ts'
import { pictureOf } from '../report/plot/index.ts'
import { showBatch } from '../vision/index.ts'
import { comparisonOf } from './comparison.ts'
import { dataSection } from './data-section.ts'
import { defaultTemplate } from './default-template.ts'
import type { FieldName } from './fields.ts'
import { frontMatter, readtimeOf } from './front-matter.ts'
import { type ItemResult, itemResults, worstOf } from './item-results.ts'
import { learnedSection } from './learned-section.ts'
import { type LoggedRun, nameOfRun } from './logged-run.ts'
import { lossSection } from './loss-section.ts'
import { brief, codeBlock, counted, listed, percent, plain } from './markdown.ts'
import { mistakesSheet } from './mistakes-sheet.ts'
import { requireFreeFolder, writePostFolder } from './post-folder.ts'
import { questionOf, tagsOf, titleOf } from './question.ts'
import { saidAndTrue } from './said-and-true.ts'
import { type PostTemplate, postTemplate } from './template.ts'
import { curveOf, curvesOf, trainingSection, trainingTable } from './training-section.ts'
import { type Worksheet, worksheetOf } from './worksheet.ts'

export interface WriteLogOptions {
  /** Computed from the runs by default. */
  readonly title?: string
  /** A Liquid template of `fields`; name is for errors. The package's own by default. */
  readonly template?: { readonly text: string; readonly name: string }
  readonly signal?: AbortSignal | undefined
}

/** A post that was written. */
export interface WrittenLog {
  readonly title: string
  /** In the folder: index.md and its pictures. */
  readonly files: readonly string[]
  readonly readtime: number
  /** The validation items with the highest loss of the first run, the worst first. */
  readonly worst: readonly { readonly file: string; readonly loss: number }[]
}

/** On a sheet: three rows of three. */
const shownPictures = 9

const index = 'index.md'
const pictures = { data: 'batch.jpg', training: 'loss.png', comparison: 'runs.png', mistakes: 'mistakes.jpg' } as const

/**
 * Writes what runs have to tell as a post: a folder with `index.md` and its pictures, for a site generator. The first run is
 * told in full; several are compared.
 *
 * @param folder must not exist, or be empty; it appears when it is complete
 * @throws KindlingError `invalid-argument` when something is in the folder, `invalid-data` for a template that cannot be
 *   used, `write-failed`
 * @example
 * await writeLog([await openRun('tags.onnx')], 'posts/tags')
 */
export async function writeLog(
  runs: readonly LoggedRun[],
  folder: string,
  { title, template, signal }: WriteLogOptions = {},
): Promise<WrittenLog> {
  const [first] = runs
  if (!first) throw invalid('writeLog: runs is empty; give at least one')
  const post = postTemplate(template?.text ?? defaultTemplate, template?.name ?? 'the default template')
  await requireFreeFolder(folder)
  const named = uniquelyNamed(runs)
  const results = await itemResults(first, { signal })
  // Of few items, not all are the worst.
  const worst = worstOf(results, Math.max(1, Math.min(shownPictures, results.length >> 1)))
  const worksheet = await worksheetOf(first.record, worst[0]!, first.loaders.target.loss)
  const files = new Map<string, Uint8Array | string>([
    [pictures.data, await batchSheet(first, signal)],
    [pictures.training, await pictureOf(curveOf(first.record))],
    ...(runs.length > 1 ? [[pictures.comparison, await pictureOf(curvesOf(named))] as const] : []),
    [pictures.mistakes, await photograph(await mistakesSheet(first, worst))],
  ])
  const told = {
    title:
      title ??
      (runs.length > 1 ? `${listed(named.map(({ name }) => name))}, compared` : titleOf(first.record, named[0]!.name)),
    published: runs
      .map(({ record }) => record.started.slice(0, 10))
      .sort()
      .at(-1)!,
    tags: tagsOf(first.record),
  }
  const fields = {
    question: questionOf(first.record),
    data: dataSection(first.record),
    dataPicture: pictures.data,
    loss: lossSection(first.record),
    training: trainingSection(first.record),
    trainingTable: trainingTable(first.record),
    trainingPicture: pictures.training,
    comparison:
      runs.length > 1
        ? `All else in this post tells of **${plain(named[0]!.name)}**; here it stands beside the others.\n\n${comparisonOf(named)}`
        : null,
    comparisonPicture: runs.length > 1 ? pictures.comparison : null,
    learned: learnedSection(first.record, results),
    mistakes: mistakesSection(first, results, worst),
    mistakesPicture: pictures.mistakes,
    worksheet: worksheetSection(first, worst[0]!, worksheet),
    repeat: repeatSection(named),
    runs: named.map(({ name, record }) => summaryOf(name, record)),
  } satisfies Partial<Record<FieldName, unknown>>
  const { text, readtime } = rendered(post, { ...told, ...fields })
  files.set(index, text)
  signal?.throwIfAborted()
  await writePostFolder(folder, files)
  return {
    title: told.title,
    files: [...files.keys()],
    readtime,
    worst: worst.map(({ item, loss }) => ({ file: first.loaders.nameOf(item), loss })),
  }
}

/** How long a text takes to read stands in the text itself, so it is rendered twice. */
function rendered(
  post: PostTemplate,
  fields: { readonly title: string; readonly published: string; readonly tags: readonly string[] },
): { readonly text: string; readonly readtime: number } {
  const render = (readtime: number): string =>
    post.render({
      ...{ ...fields, readtime },
      frontMatter: frontMatter({ ...fields, readtime, cover: pictures.data, share: pictures.training }),
    })
  const readtime = readtimeOf(render(1).replace(/^---\n.*?\n---\n/s, ''))
  return { text: `${render(readtime).trimEnd()}\n`, readtime }
}

function uniquelyNamed(runs: readonly LoggedRun[]): { readonly name: string; readonly record: RunRecord }[] {
  const names = runs.map(nameOfRun)
  return runs.map(({ record }, i) => {
    const before = names.slice(0, i).filter((name) => name === names[i]).length
    return { name: before === 0 ? names[i]! : `${names[i]} (${before + 1})`, record }
  })
}

/** A sheet of photographs takes a fifth of the space as a JPEG. */
const photograph = (png: Uint8Array): Promise<Buffer> =>
  sharp(png).jpeg({ quality: 82, mozjpeg: true, chromaSubsampling: '4:4:4' }).toBuffer()

async function batchSheet({ loaders, record }: LoggedRun, signal: AbortSignal | undefined): Promise<Uint8Array> {
  const folder = await mkdtemp(join(tmpdir(), 'kindling-log-'))
  try {
    const file = join(folder, 'batch.png')
    await showBatch(loaders, file, { count: shownPictures, seed: record.training.seed, signal })
    return await photograph(await readFile(file))
  } finally {
    await rm(folder, { recursive: true })
  }
}

function mistakesSection({ record }: LoggedRun, results: readonly ItemResult[], worst: readonly ItemResult[]): string {
  const total = results.reduce((sum, { loss }) => sum + loss, 0)
  const share = worst.reduce((sum, { loss }) => sum + loss, 0) / total
  const wrong = worst.map((result) => saidAndTrue(record.answer, result)).filter((both) => both && !both.right).length
  const median = results.map(({ loss }) => loss).sort((a, b) => a - b)[(results.length - 1) >> 1]!
  return [
    `The ${counted(worst.length, 'validation picture')} with the highest loss, of ${results.length.toLocaleString('en')}: ` +
      `together ${percent(share)} of all loss. The worst has ${brief(worst[0]!.loss)}, where half of all have less than ${brief(median)}.`,
    ...('labels' in record.answer
      ? [
          `${answeredWrongly(wrong, worst.length)} ` +
            'Beside what was missed or wrongly said stands its probability. A high loss has three usual reasons: the picture is hard, its kind is ' +
            'rare in training, or what is said of it is wrong; which it is, one sees by looking.',
        ]
      : [
          'A high loss has three usual reasons: the picture is hard, its kind is rare in training, or what is said of it is wrong; which it is, one sees by looking.',
        ]),
  ].join('\n\n')
}

const answeredWrongly = (wrong: number, of: number): string =>
  wrong === of
    ? 'All of them are answered wrongly.'
    : wrong === 0
      ? 'None of them is answered wrongly: these are the answers that are right and least sure.'
      : `${wrong} of them ${wrong === 1 ? 'is' : 'are'} answered wrongly; the others are right, but not sure.`

function worksheetSection(
  { loaders, record }: LoggedRun,
  worst: ItemResult,
  { markdown, total, formula }: Worksheet,
): string {
  return [
    `The first picture of the sheet, ${plain(loaders.nameOf(worst.item).split(/[\\/]/).slice(-2).join('/'))}, number by number` +
      `${record.loss.activation === 'none' ? ':' : '. The activations are what the network gives; the rest is arithmetic:'}`,
    codeBlock('text', formula),
    markdown,
    `The library reports ${worst.loss.toFixed(6)} for this picture (${plain(record.loss.name)}, in float32); the sheet comes to ${total.toFixed(6)}.`,
  ].join('\n\n')
}

function repeatSection(runs: readonly { readonly name: string; readonly record: RunRecord }[]): string {
  const commands = runs.map(({ name, record }) => (runs.length > 1 ? `# ${name}\n${record.command}` : record.command))
  const { versions } = runs[0]!.record
  return [
    codeBlock('sh', commands.join('\n')),
    `It ran with Kindling ${versions.kindling}, ONNX Runtime ${versions.onnxruntime} and Node ${versions.node}. The same seed gives the ` +
      'same items, order and initial weights; another processor may round differently, so the last digits may not be the same.',
  ].join('\n\n')
}

const summaryOf = (
  name: string,
  { command, started, seconds, ended, task, architecture, training, epochs }: RunRecord,
) => ({
  ...{ name, command, started, seconds, ended, task },
  ...{ architecture: architecture.name, parameters: architecture.parameters, epochs: epochs.length },
  ...{ lr: training.lr, batchSize: training.batchSize, seed: training.seed },
  ...{ trainLoss: epochs.at(-1)?.trainLoss ?? null, validLoss: epochs.at(-1)?.validLoss ?? null },
  metrics: epochs.at(-1)?.metrics ?? {},
})
