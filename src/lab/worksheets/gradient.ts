import { crossEntropy } from '../../nn/index.ts'
import { grad } from '../../tensor/index.ts'
import { fixed } from '../address.ts'
import { grid } from '../grid.ts'
import { type ReadNumbers, worksheet } from '../worksheet.ts'
import { float64, numbersOf } from './float64.ts'

const sheet = grid()

sheet.put('A1', 'Which way must each activation go for the loss to fall, and how much does it matter?')
sheet.put('A3', 'h')
const h = fixed(
  sheet.put('B3', {
    value: 0.001,
    role: 'input',
    format: '0.0000',
    name: 'h',
    note: 'The small step of the finite differences.',
  }),
)
sheet.put('A4', 'rate')
const rate = fixed(
  sheet.put('B4', {
    value: 1,
    role: 'input',
    format: '0.0',
    name: 'rate',
    note: 'How far to go against the gradient: the learning rate.',
  }),
)
const classes = sheet.table(
  'A6',
  {
    label: { title: 'class', values: ['cat', 'dog', 'plane', 'fish'] },
    activation: { title: 'activation', values: [1.2, 0.3, -0.5, 0.8], role: 'input', format: '0.0' },
    exp: {
      title: 'exp',
      formula: (row) => `=EXP(${row.activation})`,
      format: '0.0000',
      total: (range) => ({ formula: `=SUM(${range})` }),
    },
    softmax: {
      title: 'softmax',
      formula: (row, all) => `=${row.exp}/SUM(${all.exp})`,
      format: '0.000000',
      total: (range) => ({ formula: `=SUM(${range})` }),
    },
    target: {
      title: 'target',
      note: 'A 1 at the class that is right. The numbers must add up to 1.',
      values: [0, 1, 0, 0],
      role: 'input',
      format: '0',
      total: (range) => ({ formula: `=SUM(${range})` }),
    },
    gradient: {
      title: 'gradient',
      note: 'softmax − target: the slope of the loss along each activation.',
      formula: (row) => `=${row.softmax}-${row.target}`,
      format: '0.000000',
      role: 'result',
      total: (range) => ({
        formula: `=SUM(${range})`,
        note: 'Always 0: what one class gains, the others lose.',
      }),
    },
    above: {
      title: 'loss at +h',
      note: 'The loss when this activation alone is larger by h.',
      formula: (row, all) => moved(row, all, `+${h}`),
      format: '0.000000',
    },
    under: {
      title: 'at −h',
      note: 'The loss when it is smaller by h.',
      formula: (row, all) => moved(row, all, `-${h}`),
      format: '0.000000',
    },
    slope: {
      title: 'slope',
      note: 'The difference of the two, divided by 2h. No calculus is in it, and it agrees with the gradient.',
      formula: (row) => `=(${row.above}-${row.under})/(2*${h})`,
      format: '0.000000',
      role: 'result',
    },
    after: {
      title: 'after',
      note: 'The activation after a step against the gradient.',
      formula: (row) => `=${row.activation}-${rate}*${row.gradient}`,
      format: '0.0000',
    },
  },
  { totals: 'sum' },
)

/** −Σ y·ln p with one activation moved: ln Σ exp − Σ y·a. */
function moved(
  row: Readonly<Record<'activation' | 'exp' | 'target', string>>,
  all: Readonly<Record<'activation' | 'exp' | 'target', string>>,
  step: string,
): string {
  return (
    `=LN(SUM(${all.exp})-${row.exp}+EXP(${row.activation}${step}))` +
    `-SUMPRODUCT(${all.target},${all.activation})-(${row.target})*(0${step})`
  )
}

const below = classes.below + 1
sheet.put(`A${below}`, 'loss')
const loss = sheet.put(`B${below}`, {
  formula: `=LN(SUM(${classes.range('exp')}))-SUMPRODUCT(${classes.range('target')},${classes.range('activation')})`,
  role: 'total',
  format: '0.0000',
  name: 'loss',
})
sheet.put(`A${below + 1}`, 'after')
sheet.put(`B${below + 1}`, {
  formula: `=LN(SUMPRODUCT(EXP(${classes.range('after')})))-SUMPRODUCT(${classes.range('target')},${classes.range('after')})`,
  role: 'result',
  format: '0.0000',
  name: 'loss_after',
  note: 'The loss of the activations after the step.',
})

const activations = (read: ReadNumbers) => float64(read(classes.range('activation')))
const targets = (read: ReadNumbers) => float64(read(classes.range('target')))
const gradientOf = (read: ReadNumbers) => {
  const a = activations(read)
  return grad(crossEntropy(a, targets(read)), [a])[0]!
}

/** The gradient of cross-entropy, by formula, by finite differences and by `grad`. */
export const gradient = worksheet({
  name: 'gradient',
  title: 'The gradient: softmax minus target',
  question: 'What does the loss tell the network to change?',
  text: `
Training asks of every activation: if you were a little larger, would the loss rise or fall, and how fast? The answers are
the *gradient*. For softmax with cross-entropy it is as simple as can be:

$$\\frac{\\partial L}{\\partial a_i} = p_i - y_i$$

the share that the class has, minus the share that it should have. For the dog, which is right, it is negative: a larger
activation would make the loss smaller. For all others it is positive, by just as much as they have too much. When the shares
are as they should be, the gradient is 0, and there is nothing more to change.

One need not believe the formula. Make one activation larger by a small $h$ and compute the loss, make it smaller by $h$ and
compute it again: the difference, divided by $2h$, is the slope, by plain arithmetic. The column *slope* does so and agrees
with the formula to all digits shown. As this sheet is shown, the library's \`grad\` is asked, too; it gets the gradient by
going backwards through the computation, and must agree.

The last column takes one step against the gradient, and below stands what that does: the loss falls. Set *rate* to 0.1, and
it falls less. That is training, only that there the weights are changed and not the activations.
`,
  cells: sheet.cells,
  charts: [
    {
      kind: 'bar',
      title: 'The gradient',
      x: { label: 'class', values: classes.range('label') },
      y: { label: 'softmax − target' },
      series: [{ label: 'gradient', values: classes.range('gradient') }],
    },
  ],
  checks: [
    {
      title: 'crossEntropy',
      cells: loss,
      expected: (read) => numbersOf(crossEntropy(activations(read), targets(read))),
    },
    {
      title: 'grad of crossEntropy',
      cells: classes.range('gradient'),
      expected: (read) => numbersOf(gradientOf(read)),
    },
    {
      title: 'the same beside the finite differences',
      cells: classes.range('slope'),
      expected: (read) => numbersOf(gradientOf(read)),
    },
    {
      title: 'the loss after the step',
      cells: 'loss_after',
      expected: (read) => {
        const after = activations(read).sub(gradientOf(read).mul(read('rate')[0]!))
        return numbersOf(crossEntropy(after, targets(read)))
      },
    },
  ],
})
