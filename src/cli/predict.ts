import { Command } from 'commander'
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
        const { labels, thresholds } = predictor.metadata
        const answers: object[] = []
        for (const picture of pictures) {
          signal.throwIfAborted()
          const answer = await predictor.predict(picture)
          answers.push({ picture, ...answer })
          print(`${picture}: ${answer.labels.join(', ') || 'none of these'}`)
          const rows = labels.map((label, i) => ({
            label,
            probability: answer.probabilities[label]!,
            threshold: thresholds[i]!,
          }))
          rows.sort((a, b) => b.probability - a.probability)
          print(bars(rows.slice(0, shownBars)).trimEnd())
          print(rows.length > shownBars ? `  (and ${rows.length - shownBars} labels that are less likely)\n` : '')
        }
        return { model, pictures: answers }
      }),
    )

const shownBars = 10
