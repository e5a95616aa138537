import { Command } from 'commander'
import type { AnswerValue, Point } from '../data/index.ts'
import { bars } from '../report/index.ts'
import { ImagePredictor } from '../vision/index.ts'
import { action, type CommonOptions } from './command.ts'

/** `kindling predict`: labels and probabilities of pictures, from an exported model. */
export const predictCommand = (): Command =>
  new Command('predict')
    .description('answer for pictures with an exported model: labels (none is an answer) and probabilities')
    .argument('<model>', 'an ONNX file that `kindling train` or `demo` wrote')
    .argument('<pictures...>', 'JPEG, PNG, WebP, GIF, TIFF, AVIF or SVG files')
    .addHelpText(
      'after',
      `
Examples:
  $ kindling predict tags.onnx street.jpg
  $ kindling predict tags.onnx photos/*.jpg --json`,
    )
    .action(
      action<[string, string[]], CommonOptions>(async ([model, pictures], _, { print, signal }) => {
        const predictor = await ImagePredictor.load(model)
        const { answer: kind } = predictor.metadata
        const answers: object[] = []
        for (const picture of pictures) {
          signal.throwIfAborted()
          const answer = await predictor.predict(picture)
          answers.push({ picture, ...answer })
          print(`${picture}: ${inWords(answer.value)}`)
          if (kind.kind !== 'labels' && kind.kind !== 'category') continue
          const rows = kind.labels.map((label, i) => ({
            label,
            probability: answer.probabilities[label]!,
            threshold: kind.thresholds?.[i],
          }))
          rows.sort((a, b) => b.probability - a.probability)
          print(bars(rows.slice(0, shownBars)).trimEnd())
          print(rows.length > shownBars ? `  (and ${rows.length - shownBars} labels that are less likely)\n` : '')
        }
        return { model, pictures: answers }
      }),
    )

const shownBars = 10

/** `cat, dog`, `none of these`, `0.25`, `(120.5, 33.0) (4.0, 8.5)`, `centre: (1.0, 2.0); angle: 0.3`. */
function inWords(value: AnswerValue): string {
  if (value === undefined) return 'none of these'
  if (typeof value === 'string') return value
  if (typeof value === 'number') return String(Number(value.toPrecision(5)))
  if (Array.isArray(value))
    return (
      (value as readonly (string | number | Point)[])
        .map((each) =>
          Array.isArray(each) ? `(${each.map((x) => x.toFixed(1)).join(', ')})` : inWords(each as string),
        )
        .join(value.every((each) => Array.isArray(each)) ? ' ' : ', ') || 'none of these'
    )
  return Object.entries(value as Readonly<Record<string, AnswerValue>>)
    .map(([name, part]) => `${name}: ${inWords(part)}`)
    .join('; ')
}
