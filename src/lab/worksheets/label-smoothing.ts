import { crossEntropy } from '../../nn/index.ts'
import { tensor } from '../../tensor/index.ts'
import { fixed } from '../address.ts'
import { grid } from '../grid.ts'
import { type ReadNumbers, worksheet } from '../worksheet.ts'
import { float64, numbersOf } from './float64.ts'

const sheet = grid()
const classes = 10

sheet.put('A1', 'Ten classes: what it costs to give the right one the probability p')
sheet.put('A3', 'ε')
const epsilon = fixed(
  sheet.put('B3', {
    value: 0.1,
    role: 'input',
    format: '0.00',
    name: 'smoothing',
    note: 'The part of the target that is spread evenly over all classes, from 0 to 1.',
  }),
)
sheet.put('A4', 'right')
const right = fixed(
  sheet.put('B4', {
    formula: `=1-${epsilon}+${epsilon}/${classes}`,
    role: 'result',
    format: '0.00',
    name: 'target_right',
    note: 'The target of the class that is right, 1 before smoothing.',
  }),
)
sheet.put('A5', 'others')
const others = fixed(
  sheet.put('B5', {
    formula: `=${epsilon}/${classes}`,
    role: 'result',
    format: '0.00',
    name: 'target_other',
    note: 'The target of each of the nine others, 0 before smoothing.',
  }),
)
const points = sheet.table('A7', {
  p: {
    title: 'p',
    note: 'Of the class that is right. Keep it between 0 and 1.',
    values: [0.3, 0.5, 0.7, 0.8, 0.85, 0.9, 0.91, 0.92, 0.95, 0.98, 0.99, 0.999],
    role: 'input',
    format: '0.000',
  },
  rest: {
    title: 'each other',
    note: 'The nine others share what is left, evenly.',
    formula: (row) => `=(1-${row.p})/${classes - 1}`,
    format: '0.00000',
  },
  plain: { title: 'plain', note: 'Cross-entropy.', formula: (row) => `=-LN(${row.p})`, format: '0.0000' },
  smooth: {
    title: 'smoothed',
    note: 'Cross-entropy with the smoothed target: all ten logarithms count.',
    formula: (row) => `=-(${right}*LN(${row.p})+${classes - 1}*${others}*LN(${row.rest}))`,
    format: '0.0000',
    role: 'result',
  },
})
sheet.put(`A${points.below}`, 'lowest')
for (const [column, key] of [
  ['C', 'plain'],
  ['D', 'smooth'],
] as const)
  sheet.put(`${column}${points.below}`, { formula: `=MIN(${points.range(key)})`, format: '0.0000', role: 'result' })
sheet.put(`A${points.below + 1}`, 'at p')
for (const [column, key] of [
  ['C', 'plain'],
  ['D', 'smooth'],
] as const)
  sheet.put(`${column}${points.below + 1}`, {
    formula: `=INDEX(${points.range('p')},MATCH(${column}${points.below},${points.range(key)},0),1)`,
    format: '0.000',
    role: 'result',
  })

const losses = (read: ReadNumbers, labelSmoothing: number) => {
  const rows = read(points.range('p')).flatMap((p) =>
    Array.from({ length: classes }, (_, c) => Math.log(c === 0 ? p : (1 - p) / (classes - 1))),
  )
  const count = rows.length / classes
  return crossEntropy(float64(rows, [count, classes]), tensor(new Array<number>(count).fill(0), { dtype: 'int32' }), {
    labelSmoothing,
    reduction: 'none',
  })
}

/** Cross-entropy with label smoothing against the confidence. */
export const labelSmoothing = worksheet({
  name: 'label-smoothing',
  title: 'Label smoothing: not too sure, please',
  question: 'How does one keep a network from being surer than it should be?',
  text: `
Plain cross-entropy is never satisfied. From $p = 0.99$ to $p = 0.999$ the loss still falls, so training goes on to push the
activations apart for pictures that are answered rightly already, and the network becomes surer than its record justifies.

Label smoothing asks for a little less. Of the target 1 it takes a part $\\varepsilon$ and spreads it evenly over all ten
classes. The right class then has the target

$$1 - \\varepsilon + \\frac{\\varepsilon}{10} = 0.91$$

and each of the others 0.01. The loss is cross-entropy as before, but all ten classes count.

Compare the columns. The plain loss falls all the way. The smoothed one is lowest at $p = 0.91$, where the network says
exactly what the target says, and rises again beyond: to be too sure costs something now. It is never 0, even at its lowest,
so losses with and without smoothing are not to be compared with each other.

Set $\\varepsilon$ to 0, and the columns become the same.
`,
  cells: sheet.cells,
  charts: [
    {
      kind: 'line',
      title: 'Loss by confidence',
      x: { label: 'p', values: points.range('p') },
      y: { label: 'loss', min: 0 },
      series: [
        { label: 'smoothed', values: points.range('smooth') },
        { label: 'plain', values: points.range('plain') },
      ],
    },
  ],
  checks: [
    {
      title: 'crossEntropy',
      cells: points.range('plain'),
      expected: (read) => numbersOf(losses(read, 0)),
    },
    {
      title: 'crossEntropy with labelSmoothing',
      cells: points.range('smooth'),
      expected: (read) => numbersOf(losses(read, read('smoothing')[0]!)),
    },
  ],
})
