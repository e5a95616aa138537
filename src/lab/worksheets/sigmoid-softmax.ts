import { stack } from '../../tensor/index.ts'
import { grid } from '../grid.ts'
import { type ReadNumbers, worksheet } from '../worksheet.ts'
import { float64, numbersOf } from './float64.ts'

const sheet = grid()

const sigmoid = (cell: string): string => `=1/(1+EXP(-${cell}))`

sheet.put('A1', 'Three pictures: with a dog, with neither of the three, with a cat and a dog')
const classes = sheet.table(
  'A3',
  {
    label: { title: 'class', values: ['cat', 'dog', 'plane'] },
    one: { title: 'a dog', note: 'The activations.', values: [-3, 4, -2], role: 'input', format: '0.0' },
    oneSigmoid: {
      title: 'sigmoid',
      note: 'Each class is asked for itself: is it there?',
      formula: (row) => sigmoid(row.one),
      format: '0.000',
      role: 'result',
      total: (range) => ({
        formula: `=SUM(${range})`,
        note: 'About as many as there are objects: nothing holds it to 1.',
      }),
    },
    oneSoftmax: {
      title: 'softmax',
      note: 'Which of them is it? The classes share out 1 among themselves.',
      formula: (row, all) => `=EXP(${row.one})/SUMPRODUCT(EXP(${all.one}))`,
      format: '0.000',
      role: 'result',
      total: (range) => ({ formula: `=SUM(${range})`, note: 'Always 1.' }),
    },
    none: {
      title: 'neither',
      note: 'Every activation is negative: the network found nothing.',
      values: [-4, -3, -5],
      role: 'input',
      format: '0.0',
    },
    noneSigmoid: {
      title: 'sigmoid',
      formula: (row) => sigmoid(row.none),
      format: '0.000',
      role: 'result',
      total: (range) => ({ formula: `=SUM(${range})` }),
    },
    noneSoftmax: {
      title: 'softmax',
      note: 'Softmax does not see that all are low, only that one is less low than the others.',
      formula: (row, all) => `=EXP(${row.none})/SUMPRODUCT(EXP(${all.none}))`,
      format: '0.000',
      role: 'result',
      total: (range) => ({ formula: `=SUM(${range})` }),
    },
    two: { title: 'cat + dog', values: [4, 3.5, -4], role: 'input', format: '0.0' },
    twoSigmoid: {
      title: 'sigmoid',
      formula: (row) => sigmoid(row.two),
      format: '0.000',
      role: 'result',
      total: (range) => ({ formula: `=SUM(${range})` }),
    },
    twoSoftmax: {
      title: 'softmax',
      formula: (row, all) => `=EXP(${row.two})/SUMPRODUCT(EXP(${all.two}))`,
      format: '0.000',
      role: 'result',
      total: (range) => ({ formula: `=SUM(${range})` }),
    },
  },
  { totals: 'sum' },
)
const probabilities = ['oneSigmoid', 'oneSoftmax', 'noneSigmoid', 'noneSoftmax', 'twoSigmoid', 'twoSoftmax'] as const
const above = classes.below
sheet.put(`A${above}`, 'above 0.5')
for (const column of probabilities)
  sheet.put(classes.total(column).replace(/\d+/, String(above)), {
    formula: `=COUNTIF(${classes.range(column)},">0.5")`,
    role: 'result',
    format: '0',
  })

const temperatureRow = above + 2
sheet.put(`A${temperatureRow}`, 'Temperature: the first picture, its activations divided by T before softmax')
const temperatures = sheet.table(`A${temperatureRow + 1}`, {
  t: {
    title: 'T',
    note: 'Below 1 it makes the differences larger, above 1 smaller. It must be above 0.',
    values: [0.5, 1, 2, 4, 8, 16],
    role: 'input',
    format: '0.0',
  },
  cat: { title: 'cat', formula: (row) => share(row.t, 0), format: '0.000' },
  dog: { title: 'dog', formula: (row) => share(row.t, 1), format: '0.000', role: 'result' },
  plane: { title: 'plane', formula: (row) => share(row.t, 2), format: '0.000' },
})
function share(t: string, index: number): string {
  const range = classes.range('one').replaceAll(/\d+/g, '$$$&')
  return `=EXP(${classes.cell('one', index).replace(/\d+/, '$$$&')}/${t})/SUMPRODUCT(EXP(${range}/${t}))`
}

const pairRow = temperatures.below + 1
sheet.put(`A${pairRow}`, 'Two classes: softmax is the sigmoid of their difference')
const pairs = sheet.table(`A${pairRow + 1}`, {
  first: { title: 'a', values: [2, 0, -1], role: 'input', format: '0.0' },
  second: { title: 'b', values: [1, -1, 3], role: 'input', format: '0.0' },
  softmax: {
    title: 'softmax',
    note: 'The share of a.',
    formula: (row) => `=EXP(${row.first})/(EXP(${row.first})+EXP(${row.second}))`,
    format: '0.000000',
    role: 'result',
  },
  difference: { title: 'a − b', formula: (row) => `=${row.first}-${row.second}`, format: '0.0' },
  sigmoid: {
    title: 'sigmoid',
    note: 'Of the difference. The first two rows agree: only the difference counts.',
    formula: (row) => sigmoid(row.difference),
    format: '0.000000',
    role: 'result',
  },
})

const column = (read: ReadNumbers, key: 'one' | 'none' | 'two') => float64(read(classes.range(key)))

/** Sigmoid beside softmax, on the same activations. */
export const sigmoidSoftmax = worksheet({
  name: 'sigmoid-softmax',
  title: 'Sigmoid beside softmax',
  question: 'Sigmoid or softmax: which one fits the question that I ask?',
  text: `
Both make numbers between 0 and 1 of activations, and they answer different questions. Softmax asks *which one* of the
classes it is. Sigmoid asks of each class *whether it is there*, without a look at the others:

$$\\text{softmax}_i = \\frac{e^{a_i}}{\\sum_j e^{a_j}}$$

$$\\text{sigmoid}_i = \\frac{1}{1 + e^{-a_i}}$$

**One object.** Both find the dog. Raise the cat's activation: its sigmoid rises and the dog's stays, but the dog's softmax
falls, since one class can only win what another loses.

**No object.** All activations are negative. The sigmoids say it: none is above 0.5. The shares of softmax still add up to 1,
and the least unlikely class gets the largest: a dog, with two thirds, in a picture without one.

**Two objects.** The sigmoids are both high. Softmax must divide 1 among the two, so neither can come close to it.

So the labels decide: exactly one answer for each picture means softmax; several answers, or none, mean sigmoid.

Why does softmax want to pick one? The exponential turns a *difference* of activations into a *ratio* of shares: one more is
2.72 times as much, five more is 148 times as much. Dividing the activations by a temperature $T$ makes the differences
smaller, and the shares more alike.

With two classes the two meet: softmax of $a$ and $b$ is the sigmoid of $a - b$. A single number is enough for a yes-or-no
question.
`,
  cells: sheet.cells,
  charts: [
    {
      kind: 'bar',
      title: 'A picture with neither of the three',
      x: { label: 'class', values: classes.range('label') },
      y: { label: 'probability', min: 0, max: 1 },
      series: [
        { label: 'sigmoid', values: classes.range('noneSigmoid') },
        { label: 'softmax', values: classes.range('noneSoftmax') },
      ],
    },
    {
      kind: 'line',
      title: 'Shares of the first picture by temperature',
      x: { label: 'T', values: temperatures.range('t') },
      y: { label: 'share', min: 0, max: 1 },
      series: (['dog', 'plane', 'cat'] as const).map((label) => ({ label, values: temperatures.range(label) })),
    },
  ],
  checks: [
    ...(['one', 'none', 'two'] as const).flatMap((key) => [
      {
        title: `sigmoid (${key})`,
        cells: classes.range(`${key}Sigmoid`),
        expected: (read: ReadNumbers) => numbersOf(column(read, key).sigmoid()),
      },
      {
        title: `softmax (${key})`,
        cells: classes.range(`${key}Softmax`),
        expected: (read: ReadNumbers) => numbersOf(column(read, key).softmax(0)),
      },
    ]),
    {
      title: 'softmax at each temperature',
      cells: `${temperatures.cell('cat', 0)}:${temperatures.cell('plane', 5)}`,
      expected: (read) => {
        const t = float64(read(temperatures.range('t'))).reshape([-1, 1])
        return numbersOf(column(read, 'one').div(t).softmax(1))
      },
    },
    {
      title: 'softmax of two',
      cells: pairs.range('softmax'),
      expected: (read) => {
        const both = stack([float64(read(pairs.range('first'))), float64(read(pairs.range('second')))], 1)
        return numbersOf(both.softmax(1).take(0, 1))
      },
    },
    {
      title: 'sigmoid of their difference',
      cells: pairs.range('sigmoid'),
      expected: (read) =>
        numbersOf(
          float64(read(pairs.range('first')))
            .sub(float64(read(pairs.range('second'))))
            .sigmoid(),
        ),
    },
  ],
})
