import { crossEntropy, focalLoss as lossOf } from '../../nn/index.ts'
import { tensor } from '../../tensor/index.ts'
import { fixed } from '../address.ts'
import { grid } from '../grid.ts'
import { type ReadNumbers, worksheet } from '../worksheet.ts'
import { float64, numbersOf } from './float64.ts'

const sheet = grid()

sheet.put('A1', 'What an item costs to which the network gives the right class with probability p')
sheet.put('A3', 'γ')
const gamma = fixed(
  sheet.put('B3', {
    value: 2,
    role: 'input',
    format: '0.0',
    name: 'gamma',
    note: 'How much less the easy items count. 0 leaves cross-entropy as it is.',
  }),
)
const points = sheet.table('A5', {
  p: {
    title: 'p',
    note: 'Of the class that is right. Keep it between 0 and 1.',
    values: [0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99],
    role: 'input',
    format: '0.00',
  },
  plain: { title: 'plain', note: 'Cross-entropy.', formula: (row) => `=-LN(${row.p})`, format: '0.0000' },
  factor: {
    title: 'factor',
    note: 'What is missing to 1, to the power of γ.',
    formula: (row) => `=(1-${row.p})^${gamma}`,
    format: '0.0000',
  },
  focal: {
    title: 'focal',
    formula: (row) => `=${row.factor}*${row.plain}`,
    format: '0.0000',
    role: 'result',
  },
})

const second = points.below + 1
sheet.put(`A${second}`, 'A batch with one hard item and many easy ones: whose loss is it?')
const kinds = sheet.table(
  `A${second + 1}`,
  {
    kind: { title: 'items', values: ['hard', 'easy'] },
    count: { title: 'how many', values: [1, 100], role: 'input', format: '0' },
    p: { title: 'p', values: [0.1, 0.95], role: 'input', format: '0.00' },
    plain: {
      title: 'plain',
      formula: (row) => `=-${row.count}*LN(${row.p})`,
      format: '0.0000',
      total: (range) => ({ formula: `=SUM(${range})` }),
    },
    plainPart: {
      title: 'part',
      formula: (row, all) => `=${row.plain}/SUM(${all.plain})`,
      format: '0.0 %',
      role: 'result',
    },
    focal: {
      title: 'focal',
      formula: (row) => `=-${row.count}*(1-${row.p})^${gamma}*LN(${row.p})`,
      format: '0.0000',
      total: (range) => ({ formula: `=SUM(${range})`, name: 'focal_sum' }),
    },
    focalPart: {
      title: 'part',
      formula: (row, all) => `=${row.focal}/SUM(${all.focal})`,
      format: '0.0 %',
      role: 'result',
    },
  },
  { totals: 'sum' },
)

/** Two classes, the first right, with these probabilities. */
const ofTwo = (ps: readonly number[]) => ({
  logits: float64(
    ps.flatMap((p) => [Math.log(p), Math.log(1 - p)]),
    [ps.length, 2],
  ),
  targets: tensor(new Array<number>(ps.length).fill(0), { dtype: 'int32' }),
})
const focalOf = (read: ReadNumbers, ps: readonly number[]) => {
  const { logits, targets } = ofTwo(ps)
  return numbersOf(lossOf(logits, targets, { gamma: read('gamma')[0]!, reduction: 'none' }))
}

/** Focal loss against the confidence. */
export const focalLoss = worksheet({
  name: 'focal-loss',
  title: 'Focal loss: the hard ones first',
  question: 'How does one keep a hundred easy items from drowning the few hard ones?',
  text: `
An item that is answered rightly with $p = 0.95$ costs little, 0.0513. A hundred of them cost 5.13, and that is more than a
single item costs that the network gets wrong with $p = 0.1$. So most of the loss of such a batch comes from items that
are learnt already, and it is the loss that training works on.

Focal loss multiplies cross-entropy by a factor that falls as the item gets easier,

$$L = -(1 - p)^{\\gamma} \\ln p$$

With $\\gamma = 2$ a hard item at $p = 0.1$ keeps 81 percent of its loss; an easy one at $p = 0.95$ keeps a four-hundredth. The
second table adds up a batch: with cross-entropy the easy items make 69 percent of it, with focal loss less than 1 percent.

It was made for finding objects, where nearly every place of a picture is empty. Where classes are about as frequent as each
other there is little to gain, and an item with a wrong label is the hardest of all: focal loss listens to it most.
`,
  cells: sheet.cells,
  charts: [
    {
      kind: 'line',
      title: 'Loss by confidence',
      x: { label: 'p', values: points.range('p') },
      y: { label: 'loss', min: 0 },
      series: [
        { label: 'plain', values: points.range('plain') },
        { label: 'focal', values: points.range('focal') },
      ],
    },
  ],
  checks: [
    {
      title: 'crossEntropy',
      cells: points.range('plain'),
      expected: (read) => {
        const { logits, targets } = ofTwo(read(points.range('p')))
        return numbersOf(crossEntropy(logits, targets, { reduction: 'none' }))
      },
    },
    { title: 'focalLoss', cells: points.range('focal'), expected: (read) => focalOf(read, read(points.range('p'))) },
    {
      title: 'focalLoss of the batch',
      cells: kinds.range('focal'),
      expected: async (read) => {
        const counts = read(kinds.range('count'))
        return (await focalOf(read, read(kinds.range('p')))).map((loss, i) => counts[i]! * loss)
      },
    },
  ],
})
