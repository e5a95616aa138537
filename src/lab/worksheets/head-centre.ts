import { huberLoss, l1Loss, mseLoss } from '../../nn/index.ts'
import { grad, type Tensor } from '../../tensor/index.ts'
import { fixed } from '../address.ts'
import { grid } from '../grid.ts'
import { type ReadNumbers, worksheet } from '../worksheet.ts'
import { float64, numbersOf } from './float64.ts'

const sheet = grid()

sheet.put('A1', 'Where is the centre of the head? Three pictures of 640 × 480')
sheet.put('A3', 'δ')
const delta = fixed(
  sheet.put('B3', {
    value: 0.1,
    role: 'input',
    format: '0.00',
    name: 'delta',
    note: 'From this difference on, the loss of Huber grows in a straight line. It must be above 0.',
  }),
)
const numbers = sheet.table(
  'A5',
  {
    coordinate: { title: 'number', values: ['x of 1', 'y of 1', 'x of 2', 'y of 2', 'x of 3', 'y of 3'] },
    side: {
      title: 'side',
      note: 'The width of the picture, or its height, in pixels.',
      values: [640, 480, 640, 480, 640, 480],
      format: '0',
    },
    pixel: {
      title: 'pixel',
      note: 'Where the centre is.',
      values: [342, 275, 301, 228, 410, 262],
      role: 'input',
      format: '0',
    },
    target: {
      title: 'target',
      note: 'The same in −1…1: −1 is the left or upper edge, 1 the right or lower.',
      formula: (row) => `=2*${row.pixel}/${row.side}-1`,
      format: '0.0000',
    },
    output: {
      title: 'output',
      note: 'What the network says.',
      values: [0.05, 0.16, -0.04, -0.06, -0.32, 0.31],
      role: 'input',
      format: '0.00',
    },
    difference: { title: 'difference', formula: (row) => `=${row.output}-${row.target}`, format: '0.0000' },
    square: {
      title: 'MSE',
      formula: (row) => `=${row.difference}^2`,
      format: '0.00000',
      role: 'result',
      total: (range) => ({ formula: `=AVERAGE(${range})`, role: 'total', name: 'mse' }),
    },
    absolute: {
      title: 'L1',
      formula: (row) => `=ABS(${row.difference})`,
      format: '0.00000',
      role: 'result',
      total: (range) => ({ formula: `=AVERAGE(${range})`, role: 'total', name: 'l1_loss' }),
    },
    huber: {
      title: 'Huber',
      note: 'Half the square up to δ, and from there on a straight line that goes on with the same slope.',
      formula: (row) =>
        `=IF(ABS(${row.difference})<=${delta},${row.difference}^2/2,${delta}*(ABS(${row.difference})-${delta}/2))`,
      format: '0.00000',
      role: 'result',
      total: (range) => ({ formula: `=AVERAGE(${range})`, role: 'total', name: 'huber' }),
    },
  },
  { totals: 'mean' },
)
const parts = numbers.below
sheet.put(`A${parts}`, 'picture 3 alone')
for (const key of ['square', 'absolute', 'huber'] as const)
  sheet.put(numbers.total(key).replace(/\d+/, String(parts)), {
    formula: `=(${numbers.cell(key, 4)}+${numbers.cell(key, 5)})/SUM(${numbers.range(key)})`,
    format: '0.0 %',
    role: 'result',
    note: 'Its part of the sum.',
  })

const second = parts + 2
sheet.put(`A${second}`, 'From a mean squared error to pixels')
const errors = sheet.table(`A${second + 1}`, {
  mse: {
    title: 'MSE',
    note: 'The loss that a training reports.',
    values: [0.0076, 0.0043, 0.0007, 0.0001, 0.000036],
    role: 'input',
    format: '0.000000',
  },
  root: {
    title: 'root',
    note: 'The difference that is usual, in −1…1.',
    formula: (row) => `=SQRT(${row.mse})`,
    format: '0.0000',
  },
  x: { title: 'in x', note: 'Half the width is 1.', formula: (row) => `=320*${row.root}`, format: '0.0' },
  y: { title: 'in y', formula: (row) => `=240*${row.root}`, format: '0.0' },
  distance: {
    title: 'pixels',
    note: 'Both together, by Pythagoras: 400 times the root.',
    formula: (row) => `=SQRT(${row.x}^2+${row.y}^2)`,
    format: '0.0',
    role: 'result',
  },
})

const third = errors.below + 1
sheet.put(`A${third}`, 'What a difference costs, and how steeply')
const curve = sheet.table(`A${third + 1}`, {
  difference: {
    title: 'difference',
    values: Array.from({ length: 17 }, (_, i) => (i - 8) / 20),
    role: 'input',
    format: '0.00',
  },
  square: { title: 'MSE', formula: (row) => `=${row.difference}^2`, format: '0.00000' },
  absolute: { title: 'L1', formula: (row) => `=ABS(${row.difference})`, format: '0.00000' },
  huber: {
    title: 'Huber',
    formula: (row) =>
      `=IF(ABS(${row.difference})<=${delta},${row.difference}^2/2,${delta}*(ABS(${row.difference})-${delta}/2))`,
    format: '0.00000',
  },
  dSquare: {
    title: 'd MSE',
    note: 'The slopes: how fast the loss changes with the difference.',
    formula: (row) => `=2*${row.difference}`,
    format: '0.00',
  },
  dAbsolute: { title: 'd L1', formula: (row) => `=SIGN(${row.difference})`, format: '0.00' },
  dHuber: {
    title: 'd Huber',
    formula: (row) => `=MAX(-${delta},MIN(${row.difference},${delta}))`,
    format: '0.00',
  },
})

type LossOf = (output: Tensor, target: Tensor, read: ReadNumbers) => Tensor

const losses = {
  square: (output, target) => mseLoss(output, target),
  absolute: (output, target) => l1Loss(output, target),
  huber: (output, target, read) => huberLoss(output, target, { delta: read('delta')[0]! }),
} as const satisfies Record<string, LossOf>
const meanOf = (read: ReadNumbers, of: LossOf) => {
  const [pixels, sides] = [read(numbers.range('pixel')), read(numbers.range('side'))]
  const targets = float64(pixels).mul(2).div(float64(sides)).sub(1)
  return numbersOf(of(float64(read(numbers.range('output'))), targets, read))
}
/** The loss is a mean: its slope at each difference is a part of the slope of that difference's own loss. */
const slopesOf = (read: ReadNumbers, of: LossOf) => {
  const d = float64(read(curve.range('difference')))
  return numbersOf(grad(of(d, d.detach().mul(0), read), [d])[0]!.mul(d.size))
}

/** MSE, L1 and Huber of a point in a picture. */
export const headCentre = worksheet({
  name: 'head-centre',
  title: 'A point in a picture: MSE, L1 and Huber',
  question: 'What does a network pay for pointing at the wrong place?',
  text: `
Here nothing is classified: the network gives two numbers, where the centre of the head is. The edges of the picture are
$-1$ and $1$, so that pictures of any size are alike. The loss compares numbers with numbers; there is no softmax and no
sigmoid in it.

**MSE** squares the difference $d$. Twice as far costs four times as much, so that one picture that is far off, like picture 3,
makes nearly the whole loss. **L1** takes the distance itself. **Huber** is a square near 0 and a straight
line beyond $\\delta$:

$$L = \\frac{d^2}{2} \\text{ where } |d| \\le \\delta$$

$$L = \\delta \\left( |d| - \\frac{\\delta}{2} \\right) \\text{ elsewhere}$$

The slopes in the last table say how hard a picture pulls at the network. With MSE it pulls the harder the further it is off.
With L1 every picture pulls alike, however small the difference. With Huber the pull grows up to $\\delta$ and no further.

Which is best depends on picture 3. If the network is wrong, it should learn from it, and MSE sees to that. If its *label* is
wrong, a square lets that one label pull harder than all others, and Huber or L1 are safer.

The second table says what a small loss means. The square root of the MSE is the difference that is usual; half the width of
the picture is 1. An MSE of 0.0001 is a head that was found within 4 pixels, one of 0.000036 within 2.4.
`,
  cells: sheet.cells,
  charts: [
    {
      kind: 'line',
      title: 'Loss by difference',
      x: { label: 'difference', values: curve.range('difference') },
      y: { label: 'loss', min: 0 },
      series: [
        { label: 'L1', values: curve.range('absolute') },
        { label: 'MSE', values: curve.range('square') },
        { label: 'Huber', values: curve.range('huber') },
      ],
    },
    {
      kind: 'line',
      title: 'Slope by difference',
      x: { label: 'difference', values: curve.range('difference') },
      y: { label: 'slope' },
      series: [
        { label: 'L1', values: curve.range('dAbsolute') },
        { label: 'MSE', values: curve.range('dSquare') },
        { label: 'Huber', values: curve.range('dHuber') },
      ],
    },
  ],
  checks: [
    { title: 'grad of mseLoss', cells: curve.range('dSquare'), expected: (read) => slopesOf(read, losses.square) },
    { title: 'grad of l1Loss', cells: curve.range('dAbsolute'), expected: (read) => slopesOf(read, losses.absolute) },
    { title: 'grad of huberLoss', cells: curve.range('dHuber'), expected: (read) => slopesOf(read, losses.huber) },
    {
      title: 'mseLoss',
      cells: 'mse',
      expected: (read) => meanOf(read, losses.square),
    },
    {
      title: 'l1Loss',
      cells: 'l1_loss',
      expected: (read) => meanOf(read, losses.absolute),
    },
    { title: 'huberLoss', cells: 'huber', expected: (read) => meanOf(read, losses.huber) },
    {
      title: 'huberLoss of each difference',
      cells: curve.range('huber'),
      expected: (read) => {
        const d = float64(read(curve.range('difference')))
        return numbersOf(huberLoss(d, d.mul(0), { delta: read('delta')[0]!, reduction: 'none' }))
      },
    },
  ],
})
