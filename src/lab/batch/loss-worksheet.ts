import { invalid } from '../../base/errors.ts'
import type { Loss } from '../../nn/index.ts'
import { fromOwned } from '../../tensor/index.ts'
import { evaluate } from '../evaluate.ts'
import { grid } from '../grid.ts'
import { type Worksheet, worksheet } from '../worksheet.ts'
import { numbersOf } from '../worksheets/float64.ts'
import { itemNames } from './item-names.ts'
import type { LossBatch } from './loss-batch.ts'
import { escaped, lossSection, noSheet } from './loss-section.ts'
import { unitsOfClasses, unitsOfNumbers } from './units.ts'

export type LossWorksheetOptions = {
  /** Of the worksheet: lower-case words with hyphens; `own-item` or `own-batch` by default. */
  readonly name?: string
  /** Decides which are shown of more than a sheet has room for; 0 by default. */
  readonly seed?: number
}

/**
 * The loss of one's own items as a worksheet: from what the model gave for them to the mean, by the formula of the loss. Of
 * more than fit into about five hundred rows a sample is shown, with the loss of all beside that of the sample.
 *
 * Cell `loss` is the loss of what is shown; where that is a sample, `loss_of_all` is that of all.
 *
 * @throws KindlingError `invalid-argument` when the loss is none that a worksheet fits, named; when all items are ignored;
 *   when an item has more numbers than a sheet has room for; or outputs, targets and items are not of one length
 * @example
 * const sheet = await lossWorksheet({ items: ['street.jpg'], outputs, targets, loss: learn.loss, answer: learn.answer })
 * await writeFile('street.xlsx', await xlsx(sheet))
 */
export const lossWorksheet = async (
  batch: LossBatch,
  { name, seed = 0 }: LossWorksheetOptions = {},
): Promise<Worksheet> => {
  const { items, outputs, targets, loss, answer } = batch
  for (const [what, { data, shape }] of Object.entries({ outputs, targets }))
    if (items.length === 0 || shape[0] !== items.length || shape.reduce((size, n) => size * n, 1) !== data.length)
      throw invalid(
        `lossWorksheet: ${what} have shape [${shape.join(', ')}] and ${data.length} elements for ${items.length} items; ` +
          'there must be one row for each of at least one item',
      )
  const strange = outputs.data.findIndex((output) => !Number.isFinite(output))
  if (strange >= 0)
    throw invalid(
      `lossWorksheet: output ${strange} is ${outputs.data[strange]}; a worksheet holds finite numbers only, and the model ` +
        'gives none: it has diverged',
    )
  const { formula } = loss
  if (!formula) throw noSheet(loss.name)
  const all = await lossOf(loss, batch)
  const classes = formula?.kind === 'crossEntropy' && !(targets.data instanceof Float32Array)
  const names = itemNames(items)
  const shown = classes
    ? unitsOfClasses(batch, names, seed, formula.options.ignoreIndex ?? -100)
    : unitsOfNumbers(batch, names, seed)
  const { units, positions, count, ignored, byPlace } = shown
  const sampled = units.length < count
  const noun = byPlace ? 'places' : 'items'

  const sheet = grid()
  const single = items.length === 1
  sheet.put('A1', single ? `The loss of ${names[0]}` : `The loss of ${items.length} items`)
  sheet.put('A3', sampled ? `loss of ${units.length} ${noun}` : 'loss')
  const section = await lossSection({
    sheet,
    top: sampled ? 7 : 5,
    units,
    loss,
    answer,
    shape: outputs.shape,
    positions,
    classes,
  })
  sheet.put('B3', {
    formula: section.formula,
    role: 'total',
    format: '0.00000000',
    name: 'loss',
    note: sampled ? 'Of those that are shown.' : `What the library reports as the loss: ${all}.`,
  })
  if (sampled) {
    sheet.put('A4', `loss of all ${count}`)
    sheet.put('B4', {
      value: all,
      role: 'result',
      format: '0.00000000',
      name: 'loss_of_all',
      note: 'As the library computes it from all of them; it does not follow the cells below.',
    })
  }
  const finished = worksheet({
    name: name ?? (single ? 'own-item' : 'own-batch'),
    title: single ? `The loss of ${names[0]}` : `The loss of ${items.length} items`,
    question: `How does the loss of ${single ? 'this item' : 'these items'} arise from what the model gave?`,
    text: `
These are the numbers of ${single ? `${escaped(names[0]!)}, as a trained model gave them` : `${items.length} items, as a trained model gave them`}, and what is true of ${single ? 'it' : 'them'}. The loss is computed from them by *${escaped(loss.name)}*.
${
  sampled
    ? `
**A sample.** Of ${count} ${noun}, ${units.length} were drawn at random (with seed ${seed}), since a sheet of all would be too
large. The loss of all of them stands in B4, beside that of the sample in B3.
`
    : ''
}${
  ignored > 0
    ? `
${ignored} ${ignored === 1 ? `${noun.slice(0, -1)} is` : `${noun} are`} left out, since ${ignored === 1 ? 'its class is' : 'their class is'} one to be ignored: they do not count in the loss.
`
    : ''
}${section.text}
Change an activation, and see which way the loss goes.
`,
    cells: sheet.cells,
    charts: section.charts,
    checks: [{ title: loss.name, cells: 'loss', expected: section.expected }, ...section.checks],
  })
  const computed = (await evaluate(finished)).read('loss')[0]!
  if (!sampled && !(Math.abs(computed - all) <= tolerance * Math.max(1, Math.abs(all))))
    throw invalid(
      `lossWorksheet: the loss '${loss.name}' is ${all}, but its formula, ${formula.kind}, comes to ${computed}; leave ` +
        '`formula` out of a loss that computes something else',
    )
  return finished
}

/** More than sums in float32 differ by. */
const tolerance = 1e-4

/** The loss of the whole batch, as a learner computes it. */
const lossOf = async (loss: Loss, { outputs, targets }: LossBatch): Promise<number> =>
  (
    await numbersOf(
      loss.loss(fromOwned(outputs.data.slice(), outputs.shape), fromOwned(targets.data.slice(), targets.shape)),
    )
  )[0]!
