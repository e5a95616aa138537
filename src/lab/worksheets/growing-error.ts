import { binaryCrossEntropyWithLogits, crossEntropy, mnistLoss, mseLoss, nllLoss } from '../../nn/index.ts'
import { full, grad, onesLike, stack, type Tensor, tensor } from '../../tensor/index.ts'
import { grid } from '../grid.ts'
import { type ReadNumbers, worksheet } from '../worksheet.ts'
import { float64, numbersOf } from './float64.ts'

const sheet = grid()

sheet.put('A1', 'A picture that is a 3: what its activation x costs, and how steeply that falls')
sheet.put('A3', 'x of the other class')
const other = sheet.put('D3', {
  value: 2,
  role: 'input',
  format: '0.0',
  name: 'other',
  note: 'For cross-entropy, which has an activation for each class. At 0 it is the same as BCE.',
})
const fixedOther = other.replace('D', '$D$')
const points = sheet.table('A5', {
  x: {
    title: 'x',
    note: 'The activation. Far on the left the network is sure of the wrong answer.',
    values: Array.from({ length: 21 }, (_, i) => i - 10),
    role: 'input',
    format: '0',
  },
  p: {
    title: 'sigmoid',
    note: 'The probability that it makes of x.',
    formula: (row) => `=1/(1+EXP(-${row.x}))`,
    format: '0.00000',
  },
  mnist: { title: 'mnist', note: 'mnistLoss: what is missing to 1.', formula: (row) => `=1-${row.p}`, format: '0.000' },
  nll: {
    title: 'nll',
    note: 'nll_loss of the sigmoid: minus the probability.',
    formula: (row) => `=-${row.p}`,
    format: '0.000',
  },
  mse: {
    title: 'MSE',
    note: 'The square of what is missing to 1.',
    formula: (row) => `=(1-${row.p})^2`,
    format: '0.000',
  },
  bce: {
    title: 'BCE',
    note: 'Binary cross-entropy: minus the logarithm of the probability, written so that nothing overflows.',
    formula: (row) => `=MAX(-${row.x},0)+LN(1+EXP(-ABS(${row.x})))`,
    format: '0.000',
    role: 'result',
  },
  ce: {
    title: 'CE',
    note: 'Cross-entropy of softmax over x and the other class.',
    formula: (row) => `=MAX(${fixedOther}-${row.x},0)+LN(1+EXP(-ABS(${fixedOther}-${row.x})))`,
    format: '0.000',
    role: 'result',
  },
  dMnist: {
    title: 'd mnist',
    note: 'Slopes: how much the loss changes when x grows. mnist and nll have the same.',
    formula: (row) => `=-${row.p}*(1-${row.p})`,
    format: '0.00000',
  },
  dMse: { title: 'd MSE', formula: (row) => `=-2*${row.p}*(1-${row.p})^2`, format: '0.00000' },
  dBce: {
    title: 'd BCE',
    note: 'Probability minus 1: close to −1 wherever the network is wrong.',
    formula: (row) => `=${row.p}-1`,
    format: '0.000',
    role: 'result',
  },
  dCe: {
    title: 'd CE',
    formula: (row) => `=1/(1+EXP(${fixedOther}-${row.x}))-1`,
    format: '0.000',
    role: 'result',
  },
})

/** The losses of each x by itself, of the library's losses. */
const losses: Readonly<Record<'mnist' | 'nll' | 'mse' | 'bce' | 'ce', (x: Tensor, other: number) => Tensor>> = {
  // mnistLoss is a mean; times their number it is the sum, whose slope at each x is that of its loss.
  mnist: (x) => mnistLoss(x.sigmoid(), onesLike(x)).mul(x.size),
  nll: (x) =>
    nllLoss(x.sigmoid().reshape([-1, 1]), tensor(new Array<number>(x.size).fill(0), { dtype: 'int32' }), {
      reduction: 'none',
    }),
  mse: (x) => mseLoss(x.sigmoid(), onesLike(x), { reduction: 'none' }),
  bce: (x) => binaryCrossEntropyWithLogits(x, onesLike(x), { reduction: 'none' }),
  ce: (x, other) =>
    crossEntropy(
      stack([x, full(x.shape, other, { dtype: x.dtype })], 1),
      tensor(new Array<number>(x.size).fill(0), { dtype: 'int32' }),
      { reduction: 'none' },
    ),
}
const lossAt =
  (loss: keyof typeof losses) =>
  async (read: ReadNumbers): Promise<number[]> => {
    const [xs, against] = [read(points.range('x')), read(other)[0]!]
    if (loss !== 'mnist') return numbersOf(losses[loss](float64(xs), against))
    return (await Promise.all(xs.map((x) => numbersOf(losses.mnist(float64([x]), against))))).flat()
  }
const slopeAt =
  (loss: keyof typeof losses) =>
  (read: ReadNumbers): Promise<number[]> => {
    const x = float64(read(points.range('x')))
    return numbersOf(grad(losses[loss](x, read(other)[0]!).sum(), [x])[0]!)
  }

/** Losses and their slopes against the activation: bounded, flattening, linear. */
export const growingError = worksheet({
  name: 'growing-error',
  title: 'Does the error keep increasing?',
  question: 'What does a network pay for being more and more sure of a wrong answer?',
  text: `
The picture is a 3. On the right the network is sure of that, on the left it is sure of the opposite. How much does the loss
grow as one goes left? The first chart shows the losses, the second one their slopes. The slope is what training goes by: the
weights are moved so that the loss falls, and by more where it is steeper.

**Bounded.** *mnist* is $1 - p$ and ends at 1; *nll* of a sigmoid is $-p$, the same curve one lower; MSE of the probability
is $(1-p)^2$ and ends at 1, too. A probability is never below 0, so none of them can exceed its end: at $x = -10$ they cost
hardly more than at $x = -5$.

**Flattening.** Where a curve is bounded its slope goes to 0. At $x = -10$ the slope of *mnist* is $-0.00005$. The network is as
wrong as can be, and training tells it almost nothing.

**Linear.** BCE and cross-entropy take the logarithm of the probability. It undoes the exponential in the sigmoid and in the
softmax, so that on the left each step costs 1 more, without end,

$$-\\ln p = \\ln (1 + e^{-x}) \\approx -x$$

and the slope stays at $-1$, however wrong the network is. So yes: the error keeps increasing, with BCE and with
cross-entropy, since both have the logarithm. It is the logarithm that does it, and not the number of classes.

Set *other* to 0: cross-entropy becomes BCE, digit for digit.
`,
  cells: sheet.cells,
  charts: [
    {
      kind: 'line',
      title: 'Loss against the activation',
      x: { label: 'x', values: points.range('x') },
      y: { label: 'loss' },
      series: [
        { label: 'cross-entropy', values: points.range('ce') },
        { label: 'BCE', values: points.range('bce') },
        { label: 'mnist', values: points.range('mnist') },
        { label: 'MSE', values: points.range('mse') },
        { label: 'nll of sigmoid', values: points.range('nll') },
      ],
    },
    {
      kind: 'line',
      title: 'Slope against the activation',
      x: { label: 'x', values: points.range('x') },
      y: { label: 'slope' },
      series: [
        { label: 'cross-entropy', values: points.range('dCe') },
        { label: 'BCE', values: points.range('dBce') },
        { label: 'mnist and nll', values: points.range('dMnist') },
        { label: 'MSE', values: points.range('dMse') },
      ],
    },
  ],
  checks: [
    { title: 'mnistLoss', cells: points.range('mnist'), expected: lossAt('mnist') },
    { title: 'nllLoss of the sigmoid', cells: points.range('nll'), expected: lossAt('nll') },
    { title: 'mseLoss of the sigmoid', cells: points.range('mse'), expected: lossAt('mse') },
    { title: 'binaryCrossEntropyWithLogits', cells: points.range('bce'), expected: lossAt('bce') },
    { title: 'crossEntropy', cells: points.range('ce'), expected: lossAt('ce') },
    { title: 'grad of mnistLoss', cells: points.range('dMnist'), expected: slopeAt('mnist') },
    { title: 'grad of nllLoss', cells: points.range('dMnist'), expected: slopeAt('nll') },
    { title: 'grad of mseLoss', cells: points.range('dMse'), expected: slopeAt('mse') },
    { title: 'grad of binaryCrossEntropyWithLogits', cells: points.range('dBce'), expected: slopeAt('bce') },
    { title: 'grad of crossEntropy', cells: points.range('dCe'), expected: slopeAt('ce') },
  ],
})
