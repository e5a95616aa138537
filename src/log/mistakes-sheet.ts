import sharp from 'sharp'
import { type Answer, answered, type Point, type Size } from '../data/index.ts'
import { pointColour } from '../vision/drawing/colours.ts'
import { contactSheet, type Drawing, drawPicture, type SheetCell } from '../vision/drawing/index.ts'
import { type AnsweredFrame, type BiwiFrame, drawPoses } from '../vision/index.ts'
import type { ItemResult } from './item-results.ts'
import type { LoggedRun } from './logged-run.ts'
import { brief } from './markdown.ts'
import { distancesOf, type SaidAndTrue, saidAndTrue } from './said-and-true.ts'

/**
 * The validation items on which a model is most wrong, as a sheet: each as the model sees it, with what is true of it and
 * what was said. Points are drawn: a ring where they are, a dot where they were said to be. Of head poses, the axes.
 *
 * @param results the worst first
 * @returns a PNG
 * @throws KindlingError `invalid-data` when a picture cannot be read again
 */
export async function mistakesSheet(run: LoggedRun, results: readonly ItemResult[]): Promise<Uint8Array> {
  const { record, loaders } = run
  if (record.task === 'headPose')
    return drawPoses(await Promise.all(results.map((result) => answeredFrame(run, result))))
  const { loss, answer } = record
  const cells = await Promise.all(
    results.map(async (result): Promise<SheetCell> => {
      const { input } = await loaders.valid.load(result.item)
      const [, height, width] = input.shape as [number, number, number]
      const picture = { data: input.data as Uint8Array<ArrayBuffer>, shape: [3, height, width] } as const
      const drawing = await drawPicture(picture)
      return {
        drawing: answer.kind === 'points' ? await withPoints(drawing, result, { width, height }) : drawing,
        caption: captionOf(answer, result, { width, height }),
      }
    }),
  )
  return contactSheet(cells, {
    title: 'The worst mistakes',
    subtitle:
      `The ${results.length} validation pictures with the highest loss (${loss.name})` +
      (answer.kind === 'points' ? '; ring: true, dot: answered' : ''),
  })
}

function captionOf(answer: Answer, result: ItemResult, size: Size): string {
  const { predictions, target, loss } = result
  const loss4 = `loss ${brief(loss)}`
  const both = saidAndTrue(answer, result)
  if (both && 'labels' in answer) return labelsCaption(answer.labels, both, predictions, loss4)
  if (answer.kind === 'points') {
    const distances = distancesOf(result, size).filter((distance) => !Number.isNaN(distance))
    const mean = distances.reduce((sum, distance) => sum + distance, 0) / distances.length
    return `${mean.toFixed(1)} pixels off${distances.length > 1 ? ' on average' : ''}\n${loss4}`
  }
  const shown = (values: ArrayLike<number>): string => Array.from(values, brief).join(', ')
  return `true: ${shown(target.data)}\nsaid: ${shown(predictions)}\n${loss4}`
}

/** What is true; then, with its probability, what was missed and what was wrongly added. */
function labelsCaption(
  labels: readonly string[],
  { said, truth, right }: SaidAndTrue,
  predictions: Float32Array,
  loss: string,
): string {
  const sure = (i: number): string => `${labels[i]} ${predictions[i]!.toFixed(2)}`
  const missed = truth.filter((i) => !said.includes(i))
  const added = said.filter((i) => !truth.includes(i))
  return [
    `true: ${truth.map((i) => labels[i]).join(', ') || 'none'}`,
    ...(right ? [`right: ${said.map(sure).join(', ') || 'none'}`] : []),
    ...(missed.length > 0 ? [`missed: ${missed.map(sure).join(', ')}`] : []),
    ...(added.length > 0 ? [`wrong: ${added.map(sure).join(', ')}`] : []),
    loss,
  ].join('\n')
}

/** Rings where points are and dots where they were said to be, each pair in its colour and joined by a line. */
async function withPoints(
  { png, width, height }: Drawing,
  { predictions, target }: ItemResult,
  size: Size,
): Promise<Drawing> {
  const count = predictions.length / 2
  const place = (values: ArrayLike<number>, i: number): Point => [
    ((values[2 * i]! + 1) * width) / 2,
    ((values[2 * i + 1]! + 1) * height) / 2,
  ]
  const radius = (Math.max(width, height) / Math.max(size.width, size.height, 256)) * (count > 12 ? 2.6 : 5)
  const r = Math.max(2, radius)
  const marks = Array.from({ length: count }, (_, i) => {
    const [x, y] = place(target.data, i)
    if (Number.isNaN(x + y)) return ''
    const [u, v] = place(predictions, i)
    const colour = pointColour(i, count).css
    return (
      `<line x1="${x}" y1="${y}" x2="${u}" y2="${v}" stroke="${colour}" stroke-width="${r / 3}"/>` +
      `<circle cx="${x}" cy="${y}" r="${r}" fill="none" stroke="#111" stroke-width="${r / 1.6}"/>` +
      `<circle cx="${x}" cy="${y}" r="${r}" fill="none" stroke="${colour}" stroke-width="${r / 2.6}"/>` +
      `<circle cx="${u}" cy="${v}" r="${r * 0.7}" fill="${colour}" stroke="#111" stroke-width="${r / 5}"/>`
    )
  })
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${marks.join('')}</svg>`
  const drawn = await sharp(png)
    .composite([{ input: Buffer.from(svg) }])
    .png()
    .toBuffer()
  return { png: drawn, width, height }
}

async function answeredFrame(
  { record, loaders }: LoggedRun,
  { item, predictions }: ItemResult,
): Promise<AnsweredFrame> {
  const frame = item as BiwiFrame
  const { placement } = await loaders.prepare(frame.picture)
  return { frame, answer: answered(record.answer, predictions, placement) as unknown as AnsweredFrame['answer'] }
}
