import { crossEntropy as lossOf } from '../../nn/index.ts'
import { stack, tensor } from '../../tensor/index.ts'
import { grid } from '../grid.ts'
import { type ReadNumbers, worksheet } from '../worksheet.ts'
import { float64, numbersOf } from './float64.ts'

const sheet = grid()

sheet.put('A1', 'Six pictures, two classes: from the activations to the mean')
const pictures = sheet.table(
  'A3',
  {
    picture: { title: 'picture', values: [1, 2, 3, 4, 5, 6], format: '0' },
    first: {
      title: 'class 0',
      note: 'The activations: what the last layer gave for each class.',
      // The book shows four decimals of longer numbers; these are some that come to all that it shows.
      values: [0.6734, 0.46894, -2.24573, 4.4164, 0.9233, 1.0698],
      role: 'input',
      format: '0.0000',
    },
    second: {
      title: 'class 1',
      values: [0.2576, 0.46066, -0.37268, -1.276, 0.5347, 1.6187],
      role: 'input',
      format: '0.0000',
    },
    p0: {
      title: 'softmax 0',
      formula: (row) => `=EXP(${row.first})/(EXP(${row.first})+EXP(${row.second}))`,
      format: '0.0000',
    },
    p1: {
      title: 'softmax 1',
      note: 'What class 0 does not get.',
      formula: (row) => `=EXP(${row.second})/(EXP(${row.first})+EXP(${row.second}))`,
      format: '0.0000',
    },
    target: {
      title: 'target',
      note: 'The class that is right: 0 or 1.',
      values: [0, 1, 0, 1, 1, 0],
      role: 'input',
      format: '0',
    },
    right: {
      title: 'its share',
      note: 'The share of the class that is right. The loss looks at nothing else.',
      formula: (row) => `=IF(${row.target}=0,${row.p0},${row.p1})`,
      format: '0.0000',
    },
    loss: {
      title: 'loss',
      note: 'Minus the natural logarithm of that share.',
      formula: (row) => `=-LN(${row.right})`,
      format: '0.0000',
      role: 'result',
      total: (range) => ({ formula: `=AVERAGE(${range})`, role: 'total', name: 'loss' }),
    },
  },
  { totals: 'mean' },
)

const activations = (read: ReadNumbers) =>
  stack([float64(read(pictures.range('first'))), float64(read(pictures.range('second')))], 1)
const losses = (read: ReadNumbers, reduction: 'none' | 'mean') =>
  lossOf(activations(read), tensor(read(pictures.range('target')), { dtype: 'int32' }), { reduction })

/** Cross-entropy of six rows of two activations, down to the mean. */
export const crossEntropy = worksheet({
  name: 'cross-entropy',
  title: 'Cross-entropy of a batch',
  question: 'How does a whole batch come down to one number?',
  text: `
A network looks at six pictures and gives two numbers for each, one for class 0 and one for class 1. Each row goes the same
way: softmax makes shares of the two numbers, the target says which share to take, and minus its logarithm is the loss of
that picture,

$$L = -\\ln p_{\\text{target}}$$

The loss of the batch is the mean of the six. One number is needed, since training changes the weights so that *it* falls.

Compare the rows. In picture 2 the network could not decide, and the loss is close to $\\ln 2 ≈ 0.6931$: that is the price of
tossing a coin. Picture 4 was called class 0 with more than 99 percent, and is class 1: it costs 5.6958, more than half of
the sum of all six. Change its target to 0, and the mean falls below 1.
`,
  cells: sheet.cells,
  charts: [
    {
      kind: 'bar',
      title: 'What each picture costs',
      x: { label: 'picture', values: pictures.range('picture') },
      y: { label: 'loss', min: 0 },
      series: [{ label: 'loss', values: pictures.range('loss') }],
    },
  ],
  checks: [
    {
      title: 'softmax',
      cells: pictures.range('p0'),
      expected: (read) => numbersOf(activations(read).softmax(1).take(0, 1)),
    },
    {
      title: 'cross-entropy of each picture',
      cells: pictures.range('loss'),
      expected: (read) => numbersOf(losses(read, 'none')),
    },
    { title: 'their mean', cells: 'loss', expected: (read) => numbersOf(losses(read, 'mean')) },
  ],
})
