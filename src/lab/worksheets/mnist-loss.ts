import { mnistLoss as lossOf } from '../../nn/index.ts'
import { grid } from '../grid.ts'
import { type ReadNumbers, worksheet } from '../worksheet.ts'
import { float64, numbersOf } from './float64.ts'

const sheet = grid()

sheet.put('A1', 'Three digits: is it a 3? What was predicted, and how far off it was')
const digits = sheet.table(
  'A3',
  {
    picture: { title: 'picture', values: [1, 2, 3], format: '0' },
    target: { title: 'is a 3', note: '1 for a 3, 0 for a 7.', values: [1, 0, 1], role: 'input', format: '0' },
    before: {
      title: 'before',
      note: 'The probability of a 3, before a step of training.',
      values: [0.9, 0.4, 0.2],
      role: 'input',
      format: '0.0',
    },
    distanceBefore: {
      title: 'distance',
      note: 'Where it is a 3, what is missing to 1; elsewhere, what is too much.',
      formula: (row) => `=IF(${row.target}=1,1-${row.before},${row.before})`,
      format: '0.0000',
      role: 'result',
      total: (range) => ({ formula: `=AVERAGE(${range})`, role: 'total', name: 'loss_before' }),
    },
    after: {
      title: 'after',
      note: 'The same three pictures after it: only the third has changed.',
      values: [0.9, 0.4, 0.8],
      role: 'input',
      format: '0.0',
    },
    distanceAfter: {
      title: 'distance',
      formula: (row) => `=IF(${row.target}=1,1-${row.after},${row.after})`,
      format: '0.0000',
      role: 'result',
      total: (range) => ({ formula: `=AVERAGE(${range})`, role: 'total', name: 'loss_after' }),
    },
  },
  { totals: 'mean' },
)
const right = digits.below + 1
sheet.put(`A${right}`, 'answered rightly, at 0.5')
for (const [column, predictions] of [
  ['D', 'before'],
  ['F', 'after'],
] as const)
  sheet.put(`${column}${right}`, {
    formula: `=SUMPRODUCT((${digits.range(predictions)}>0.5)*(${digits.range('target')}=1)+(${digits.range(predictions)}<=0.5)*(${digits.range('target')}=0))/COUNT(${digits.range('target')})`,
    role: 'result',
    format: '0.0000',
    note: 'The part of the answers that is right. It jumps when a prediction crosses 0.5 and stands still otherwise.',
  })

const loss = (read: ReadNumbers, predictions: 'before' | 'after') =>
  numbersOf(lossOf(float64(read(digits.range(predictions))), float64(read(digits.range('target')))))

/** The first loss that one makes for oneself: a distance, chosen by where. */
export const mnistLoss = worksheet({
  name: 'mnist-loss',
  title: 'A first loss: how far off',
  question: 'What is the simplest loss that falls as the predictions get better?',
  text: `
Is this digit a 3? The network says how sure it is, as a number between 0 and 1. Where it is a 3, the number should be 1, so
what is missing to 1 is the error. Where it is none, the number should be 0, so the number itself is the error. In code that
is one line, \`where(target.equal(1), p.rsub(1), p).mean()\`; in a sheet it is an IF and a mean.

A third prediction that rises from 0.2 to 0.8 brings the mean from 0.4333 down to 0.2333.

Why not count the right answers instead? The last row does. Set the third prediction to 0.4: the loss says that this is
better than 0.2, the count does not move. A number that does not move when the weights move a little gives training no
direction.

This loss has a weakness of its own. It can never exceed 1, however wrong the network is. The sheet *growing-error* shows
what that does.
`,
  cells: sheet.cells,
  checks: [
    { title: 'mnistLoss before', cells: 'loss_before', expected: (read) => loss(read, 'before') },
    { title: 'mnistLoss after', cells: 'loss_after', expected: (read) => loss(read, 'after') },
  ],
})
