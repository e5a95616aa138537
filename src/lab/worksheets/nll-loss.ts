import { nllLoss as lossOf } from '../../nn/index.ts'
import { stack, tensor } from '../../tensor/index.ts'
import { grid } from '../grid.ts'
import { type ReadNumbers, worksheet } from '../worksheet.ts'
import { float64, numbersOf } from './float64.ts'

const sheet = grid()

sheet.put('A1', 'Log-softmax, and picking one column of it')
const pictures = sheet.table(
  'A3',
  {
    picture: { title: 'picture', values: [1, 2, 3, 4], format: '0' },
    a0: { title: 'class 0', note: 'The activations.', values: [2, 0.5, 1.2, -1], role: 'input', format: '0.0' },
    a1: { title: 'class 1', values: [1, 2.5, -0.3, 0.2], role: 'input', format: '0.0' },
    a2: { title: 'class 2', values: [0.1, 0.3, 0.8, 0.1], role: 'input', format: '0.0' },
    sum: {
      title: 'ln Σ exp',
      note: 'The logarithm of the sum of the exponentials.',
      formula: (row) => `=LN(EXP(${row.a0})+EXP(${row.a1})+EXP(${row.a2}))`,
      format: '0.0000',
    },
    l0: { title: 'ln p 0', formula: (row) => `=${row.a0}-${row.sum}`, format: '0.0000' },
    l1: {
      title: 'ln p 1',
      note: 'Log-softmax is the activation minus that logarithm: it is never above 0, and no quotient is needed.',
      formula: (row) => `=${row.a1}-${row.sum}`,
      format: '0.0000',
    },
    l2: { title: 'ln p 2', formula: (row) => `=${row.a2}-${row.sum}`, format: '0.0000' },
    target: {
      title: 'target',
      note: 'The class that is right: 0, 1 or 2.',
      values: [0, 1, 2, 1],
      role: 'input',
      format: '0',
    },
    loss: {
      title: 'nll_loss',
      note: 'Minus the number in the column that the target names. No logarithm is taken here.',
      formula: (row) => `=-INDEX(${row.l0}:${row.l2},1,${row.target}+1)`,
      format: '0.0000',
      role: 'result',
      total: (range) => ({ formula: `=AVERAGE(${range})`, role: 'total', name: 'loss' }),
    },
    mistake: {
      title: 'given p',
      note: 'What nll_loss makes of softmax instead of log-softmax: a number below 0 that looks like a very good loss.',
      formula: (row) => `=-EXP(INDEX(${row.l0}:${row.l2},1,${row.target}+1))`,
      format: '0.0000',
      total: (range) => ({ formula: `=AVERAGE(${range})`, name: 'mistaken_loss' }),
    },
  },
  { totals: 'mean' },
)

const activations = (read: ReadNumbers) =>
  stack(
    (['a0', 'a1', 'a2'] as const).map((column) => float64(read(pictures.range(column)))),
    1,
  )
const targets = (read: ReadNumbers) => tensor(read(pictures.range('target')), { dtype: 'int32' })

/** `nll_loss` as picking one column of log-softmax. */
export const nllLoss = worksheet({
  name: 'nll-loss',
  title: 'Negative log-likelihood: picking a column',
  question: 'If nll_loss takes no logarithm, where does the logarithm come from?',
  text: `
\`nll_loss\` is short for *negative log-likelihood*, and yet it takes no logarithm. It goes to the column that the target
names and turns the sign of the number that stands there. The logarithm must have been taken before: by log-softmax,

$$\\ln p_i = a_i - \\ln \\sum_j e^{a_j}$$

Log-softmax and \`nll_loss\`, one after the other, are cross-entropy. That it is cut into two halves has a reason: the
logarithm of a softmax is a subtraction, and subtracting is safer for a computer than dividing two large numbers and taking
the logarithm of the quotient.

The last column shows the mistake that this invites. Give \`nll_loss\` the probabilities themselves, and it complains of
nothing: it turns the sign of them. The result lies between $-1$ and $0$. A loss below 0 looks splendid, and is a sign that a
logarithm is missing.
`,
  cells: sheet.cells,
  checks: [
    {
      title: 'log-softmax',
      cells: `${pictures.cell('l0', 0)}:${pictures.cell('l2', 3)}`,
      expected: (read) => numbersOf(activations(read).logSoftmax(1)),
    },
    {
      title: 'nllLoss of it',
      cells: pictures.range('loss'),
      expected: (read) => numbersOf(lossOf(activations(read).logSoftmax(1), targets(read), { reduction: 'none' })),
    },
    {
      title: 'the mean',
      cells: 'loss',
      expected: (read) => numbersOf(lossOf(activations(read).logSoftmax(1), targets(read))),
    },
    {
      title: 'nllLoss of softmax, by mistake',
      cells: 'mistaken_loss',
      expected: (read) => numbersOf(lossOf(activations(read).softmax(1), targets(read))),
    },
  ],
})
