import { binaryCrossEntropyWithLogits, crossEntropy } from '../../nn/index.ts'
import { tensor, zerosLike } from '../../tensor/index.ts'
import { grid } from '../grid.ts'
import { worksheet } from '../worksheet.ts'
import { float64, numbersOf } from './float64.ts'

const sheet = grid()

sheet.put('A1', 'The same loss, −ln (1 − p), written in three ways; the target is 0')
const points = sheet.table('A3', {
  x: {
    title: 'x',
    note: 'The activation: the larger, the surer of the wrong answer.',
    values: [1, 10, 20, 30, 40, 80, 100, 700, 800],
    role: 'input',
    format: '0',
  },
  probability: {
    title: 'p',
    formula: (row) => `=IF(${row.x}<-700,0,1/(1+EXP(-${row.x})))`,
    format: '0.000000000000000',
    note: 'From 37 on there is no number between p and 1 any more: p is 1.',
  },
  naive: {
    title: '−ln (1−p)',
    note: 'By way of the probability. Where p is 1, it is the logarithm of 0.',
    formula: (row) => `=IF(1-${row.probability}<=0,"infinite",-LN(1-${row.probability}))`,
    format: '0.000000',
  },
  exp: {
    title: 'exp x',
    note: 'A sheet holds numbers up to 1.8E+308, which is the exponential of 709.78.',
    formula: (row) => `=IF(${row.x}>709,"too large",EXP(${row.x}))`,
    format: '0.00E+00',
  },
  direct: {
    title: 'ln(1+exp x)',
    note: 'Without the probability: right as long as the exponential is a number.',
    formula: (row) => `=IF(${row.x}>709,"too large",LN(1+EXP(${row.x})))`,
    format: '0.000000',
  },
  single: {
    title: 'in float32',
    note: 'The same in float32, the numbers of most networks: they end at 3.4E+38, the exponential of 88.72.',
    formula: (row) => `=IF(${row.x}>88.72,"too large",LN(1+EXP(${row.x})))`,
    format: '0.000000',
  },
  stable: {
    title: 'stable',
    note: 'max(x, 0) + ln(1 + exp(−|x|)): the exponential of a number that is never above 0 is never above 1.',
    formula: (row) => `=MAX(${row.x},0)+LN(1+EXP(-ABS(${row.x})))`,
    format: '0.000000',
    role: 'result',
  },
})

const second = points.below + 1
sheet.put(`A${second}`, 'Softmax of large activations: take the largest away from all of them first')
const classes = sheet.table(
  `A${second + 1}`,
  {
    label: { title: 'class', values: ['cat', 'dog', 'plane'] },
    activation: { title: 'activation', values: [1000, 999, 990], role: 'input', format: '0' },
    exp: {
      title: 'exp',
      formula: (row) => `=IF(${row.activation}>709,"too large",EXP(${row.activation}))`,
      format: '0.00E+00',
    },
    shifted: {
      title: 'minus max',
      note: 'Only differences count in a softmax, so this changes nothing but the size.',
      formula: (row, all) => `=${row.activation}-MAX(${all.activation})`,
      format: '0',
    },
    exponential: {
      title: 'exp',
      note: 'The largest is 1, all others are below it. One that is too small becomes 0, which does no harm.',
      formula: (row) => `=EXP(${row.shifted})`,
      format: '0.000000',
      total: (range) => ({ formula: `=SUM(${range})` }),
    },
    share: {
      title: 'softmax',
      formula: (row, all) => `=${row.exponential}/SUM(${all.exponential})`,
      format: '0.000000',
      role: 'result',
      total: (range) => ({ formula: `=SUM(${range})` }),
    },
    loss: {
      title: '−ln p',
      note: 'What it costs if this class is right: the logarithm of the sum, minus the shifted activation.',
      formula: (row, all) => `=LN(SUM(${all.exponential}))-${row.shifted}`,
      format: '0.000000',
      role: 'result',
    },
  },
  { totals: 'sum' },
)

/** Where the formulas of the books overflow, and what is computed instead. */
export const overflow = worksheet({
  name: 'overflow',
  title: 'Where the formulas overflow',
  question: 'Why does a library not compute the loss as the book writes it?',
  text: `
On paper $-\\ln (1 - p)$ with $p = 1/(1 + e^{-x})$ and $\\ln (1 + e^x)$ are the same. A computer has only so many digits, and
so large a largest number, and there they part.

**By way of the probability.** A number of a spreadsheet has about 16 digits. At $x = 30$ most digits of $1 - p$ are lost
already: the sheet says 30.001 instead of 30. At $x = 40$ the probability *is* 1, and the loss would be infinite. Numbers of
float32, which networks are made of, have 7 digits: there it happens from $x = 18$ on.

**Directly.** $\\ln (1 + e^x)$ is right until $e^x$ is too large a number: above $x = 709$ in this sheet, above $x = 88$ in
float32. A spreadsheet would show an error there; this one says *too large*.

**Stable.** Take the large part out of the logarithm before it can overflow,

$$\\ln (1 + e^x) = \\max(x, 0) + \\ln (1 + e^{-|x|})$$

and the exponential never exceeds 1. This is what the library computes from activations. It is why a loss takes activations
and not probabilities, and why one does not put a sigmoid or softmax at the end of a network that is to be trained.

For softmax the same is done by taking away the largest activation. Try 2000 for the cat: the table above stays as it is, the
one below still has an answer.
`,
  cells: sheet.cells,
  checks: [
    {
      title: 'binaryCrossEntropyWithLogits',
      cells: points.range('stable'),
      expected: (read) => {
        const x = float64(read(points.range('x')))
        return numbersOf(binaryCrossEntropyWithLogits(x, zerosLike(x), { reduction: 'none' }))
      },
    },
    {
      title: 'the same in float32',
      cells: points.range('stable'),
      expected: (read) => {
        const x = tensor(read(points.range('x')))
        return numbersOf(binaryCrossEntropyWithLogits(x, zerosLike(x), { reduction: 'none' }))
      },
    },
    {
      title: 'softmax',
      cells: classes.range('share'),
      expected: (read) => numbersOf(float64(read(classes.range('activation'))).softmax(0)),
    },
    {
      title: 'crossEntropy',
      cells: classes.range('loss'),
      expected: (read) => {
        const activations = read(classes.range('activation'))
        const rows = float64([...activations, ...activations, ...activations], [3, 3])
        return numbersOf(crossEntropy(rows, tensor([0, 1, 2], { dtype: 'int32' }), { reduction: 'none' }))
      },
    },
  ],
})
