import { invalid } from '../../base/errors.ts'
import { type Answer, widthOf } from '../../data/index.ts'
import type { Loss } from '../../nn/index.ts'
import { Tensor, type TensorLike, tensor, zeros } from '../../tensor/index.ts'
import type { ReadNumbers } from '../worksheet.ts'
import { numbersOf } from '../worksheets/float64.ts'
import { categorySection } from './category-section.ts'
import { labelSection } from './label-section.ts'
import { numberSection } from './number-section.ts'
import { outputNames } from './output-names.ts'
import type { Plan, Section } from './section.ts'

export type LossPlan = Omit<Plan, 'names'> & {
  readonly loss: Loss
  readonly answer: Answer | undefined
  /** Of the outputs of the whole batch, for weights of its elements. */
  readonly shape: readonly number[]
  /** Of each unit: where its outputs stand in the batch. */
  readonly positions: readonly (readonly number[])[]
  /** Whether targets are classes. */
  readonly classes: boolean
}

/** Lays out the loss in the section that fits it. */
export const lossSection = async (plan: LossPlan): Promise<Section> => {
  const { loss, answer, units, shape, positions, classes } = plan
  const { formula } = loss
  if (!formula) throw noSheet(loss.name)
  const names = outputNames(answer, units[0]!.outputs.length)
  const place = { ...plan, names }
  switch (formula.kind) {
    case 'crossEntropy': {
      const { weight, labelSmoothing, reduction } = formula.options
      return categorySection(place, {
        labelSmoothing: labelSmoothing ?? 0,
        reduction,
        classes,
        weight: weight === undefined ? undefined : await valuesOf(weight, [names.length]),
      })
    }
    case 'binaryCrossEntropyWithLogits': {
      const { weight, posWeight, reduction } = formula.options
      const chosen = async (given: TensorLike | undefined): Promise<number[] | undefined> => {
        if (given === undefined) return undefined
        const all = await valuesOf(given, shape)
        return positions.flatMap((at) => at.map((k) => all[k]!))
      }
      return labelSection(place, { weight: await chosen(weight), posWeight: await chosen(posWeight), reduction })
    }
    case 'mse':
    case 'l1':
      return numberSection(place, { kind: formula.kind, reduction: formula.options.reduction })
    case 'smoothL1': {
      const { beta = 1, reduction } = formula.options
      return numberSection(place, beta === 0 ? { kind: 'l1', reduction } : { kind: 'smoothL1', bend: beta, reduction })
    }
    case 'huber':
      return numberSection(place, {
        kind: 'huber',
        bend: formula.options.delta ?? 1,
        reduction: formula.options.reduction,
      })
    case 'parts':
      return partsSection(plan, formula.parts)
  }
}

/** The weighted sum of the losses of parts: a row for each, and the parts one below the other. */
const partsSection = async (
  { sheet, top, units, answer, shape, positions, classes }: LossPlan,
  parts: (NonNullable<Loss['formula']> & { readonly kind: 'parts' })['parts'],
): Promise<Section> => {
  const answers = answer?.kind === 'parts' ? Object.values(answer.parts) : []
  const sections: Section[] = []
  let next = top + parts.length + 2
  let start = 0
  for (const [index, { name, width, loss }] of parts.entries()) {
    const [from, to] = [start, start + width]
    const own = answers[index]
    sheet.put(`A${next}`, `Part ${index + 1}: ${name}`)
    const section = await lossSection({
      sheet,
      top: next + 1,
      loss,
      answer: own && widthOf(own) === width ? own : undefined,
      units: units.map((unit) => ({
        name: unit.name,
        outputs: unit.outputs.slice(from, to),
        targets: unit.targets.slice(from, to),
      })),
      shape: [shape[0]!, width],
      // As if the part's outputs were all there are.
      positions: positions.map((at) => {
        const item = Math.floor(at[0]! / units[0]!.outputs.length)
        return Array.from({ length: width }, (_, i) => item * width + i)
      }),
      classes,
    })
    sections.push(section)
    next = section.below + 1
    start = to
  }
  const table = sheet.table(`A${top}`, {
    part: { title: 'part', values: parts.map(({ name }, index) => `${index + 1}: ${name}`) },
    loss: {
      title: 'loss',
      note: 'As it arises below.',
      formula: (_row, _all, index) => sections[index]!.formula,
      format: '0.00000000',
    },
    weight: {
      title: 'weight',
      note: 'How much the part counts.',
      values: parts.map(({ weight }) => weight),
      role: 'input',
    },
    weighted: {
      title: 'weighted',
      formula: (row) => `=${row.loss}*${row.weight}`,
      format: '0.00000000',
      role: 'result',
    },
  })
  const expected = async (read: ReadNumbers): Promise<number[]> =>
    Promise.all(sections.map((section) => section.expected(read)))
  return {
    formula: `=SUM(${table.range('weighted')})`,
    below: next,
    expected: async (read) => {
      const weights = read(table.range('weight'))
      return (await expected(read)).reduce((sum, loss, i) => sum + loss * weights[i]!, 0)
    },
    checks: [
      { title: 'the loss of each part', cells: table.range('loss'), expected },
      ...sections.flatMap(({ checks }) => checks),
    ],
    charts: [
      {
        kind: 'bar',
        title: 'What each part adds',
        x: { label: 'part', values: table.range('part') },
        y: { label: 'weighted loss', min: 0 },
        series: [{ label: 'weighted loss', values: table.range('weighted') }],
      },
    ],
    text: `
The model answers several questions at once, and each part has a loss of its own. The loss is their sum, in which each part
counts as much as its weight says:

$$L = \\sum_i w_i L_i$$

${parts.map(({ name }, index) => `**Part ${index + 1}, ${escaped(name)}.** ${sections[index]!.text.trim()}`).join('\n\n')}
`,
  }
}

/** Names are text, not Markdown. */
export const escaped = (name: string): string =>
  name.replaceAll(/[\\`*_[\]<>$|#~]/g, (sign) =>
    sign === '$' ? '＄' : sign === '`' ? '’' : sign === '<' ? '‹' : sign === '>' ? '›' : sign,
  )

const valuesOf = (given: TensorLike, shape: readonly number[]): Promise<number[]> => {
  const values = given instanceof Tensor ? given : tensor(given, { dtype: 'float64' })
  return numbersOf(zeros(shape, { dtype: 'float64' }).add(values.cast('float64')))
}

export const noSheet = (name: string): Error =>
  invalid(
    `lossWorksheet: no worksheet fits the loss '${name}'; there are worksheets for crossEntropyLoss, ` +
      'binaryCrossEntropyWithLogitsLoss and regressionLoss of mseLoss, l1Loss, smoothL1Loss or huberLoss, with all their ' +
      "options, and for parts of these (pass options as data: regressionLoss('huber', huberLoss, { delta: 0.1 }))",
  )
