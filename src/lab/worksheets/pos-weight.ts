import { binaryCrossEntropyWithLogits } from '../../nn/index.ts'
import { fixed } from '../address.ts'
import { grid } from '../grid.ts'
import { type ReadNumbers, worksheet } from '../worksheet.ts'
import { float64, numbersOf } from './float64.ts'

const sheet = grid()

sheet.put('A1', 'A rare label: one picture in ten has it')
sheet.put('A3', 'pos_weight')
const weight = fixed(
  sheet.put('C3', {
    value: 3,
    role: 'input',
    format: '0.0',
    name: 'pos_weight',
    note: 'How much a picture with the label counts, against one without. 1 is no weight at all.',
  }),
)
const pictures = sheet.table(
  'A5',
  {
    picture: { title: 'picture', values: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10], format: '0' },
    activation: {
      title: 'activation',
      values: [-0.5, -2.5, -3, -1.5, -2.5, -3.5, -2, -0.5, -3, -2.5],
      role: 'input',
      format: '0.0',
    },
    p: { title: 'p', formula: (row) => `=1/(1+EXP(-${row.activation}))`, format: '0.000' },
    target: { title: 'target', values: [1, 0, 0, 0, 0, 0, 0, 0, 0, 0], role: 'input', format: '0' },
    loss: {
      title: 'loss',
      formula: (row) => `=-LN(IF(${row.target}=1,${row.p},1-${row.p}))`,
      format: '0.0000',
      total: (range) => ({ formula: `=AVERAGE(${range})`, name: 'loss_without_weight' }),
    },
    weighted: {
      title: 'weighted',
      note: 'Where the target is 1, the loss times pos_weight. The mean still divides by the number of pictures.',
      formula: (row) => `=IF(${row.target}=1,${weight},1)*${row.loss}`,
      format: '0.0000',
      role: 'result',
      total: (range) => ({ formula: `=AVERAGE(${range})`, role: 'total', name: 'loss' }),
    },
  },
  { totals: 'mean' },
)

const second = pictures.below + 1
const share = (): string => `SUM(${fixed(pictures.range('target'))})/COUNT(${fixed(pictures.range('target'))})`
sheet.put(`A${second}`, 'If the network gave every picture the same p: what would that cost?')
const answers = sheet.table(`A${second + 1}`, {
  p: {
    title: 'the same p',
    values: [0.02, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8],
    role: 'input',
    format: '0.00',
  },
  plain: {
    title: 'mean loss',
    formula: (row) => `=-(${share()}*LN(${row.p})+(1-${share()})*LN(1-${row.p}))`,
    format: '0.0000',
    role: 'result',
  },
  weighted: {
    title: 'weighted',
    formula: (row) => `=-(${weight}*${share()}*LN(${row.p})+(1-${share()})*LN(1-${row.p}))`,
    format: '0.0000',
    role: 'result',
  },
})
const third = answers.below + 1
sheet.put(`A${third}`, 'cheapest p')
sheet.put(`B${third}`, {
  formula: `=${share()}`,
  role: 'result',
  format: '0.00',
  note: 'Without a weight: how often the label occurs.',
})
sheet.put(`C${third}`, {
  formula: `=${weight}*${share()}/(${weight}*${share()}+1-${share()})`,
  role: 'result',
  format: '0.00',
  name: 'cheapest',
  note: 'With pos_weight, each picture with the label counts that many times.',
})

const logits = (read: ReadNumbers) => float64(read(pictures.range('activation')))
const targets = (read: ReadNumbers) => float64(read(pictures.range('target')))
const weightOf = (read: ReadNumbers) => read('pos_weight')

/** What a weight on the targets of 1 does to a rare label. */
export const posWeight = worksheet({
  name: 'pos-weight',
  title: 'A rare label: pos_weight',
  question: 'What can one do when hardly any picture has the label?',
  text: `
One picture in ten has the label. Nine rows say *no* and one says *yes*, so a network that always says *no* has a small loss
already, and little reason to learn more. \`pos_weight\` lets the rows with a target of 1 count several times,

$$L = -\\left( w \\, y \\ln p + (1 - y) \\ln (1 - p) \\right)$$

Only picture 1 changes: its loss is multiplied by 3.

The second table shows what that does. Suppose that the network knows nothing and gives every picture the same $p$. Without a
weight the cheapest $p$ is 0.10, which is how often the label occurs. With a weight of 3 it is 0.25. The network answers *yes*
more readily, so it overlooks fewer pictures that have the label, and more often sees it where it is not.

The price: $p$ is then no longer how often the label occurs among such pictures. If you want probabilities to be believed,
leave the weight at 1 and choose a lower threshold instead; the sheet *thresholds* shows how.
`,
  cells: sheet.cells,
  charts: [
    {
      kind: 'line',
      title: 'Mean loss if every picture gets the same p',
      x: { label: 'p', values: answers.range('p') },
      y: { label: 'loss', min: 0 },
      series: [
        { label: 'with pos_weight', values: answers.range('weighted') },
        { label: 'without', values: answers.range('plain') },
      ],
    },
  ],
  checks: [
    {
      title: 'binaryCrossEntropyWithLogits',
      cells: 'loss_without_weight',
      expected: (read) => numbersOf(binaryCrossEntropyWithLogits(logits(read), targets(read))),
    },
    {
      title: 'with posWeight, of each picture',
      cells: pictures.range('weighted'),
      expected: (read) =>
        numbersOf(
          binaryCrossEntropyWithLogits(logits(read), targets(read), { posWeight: weightOf(read), reduction: 'none' }),
        ),
    },
    {
      title: 'their mean',
      cells: 'loss',
      expected: (read) =>
        numbersOf(binaryCrossEntropyWithLogits(logits(read), targets(read), { posWeight: weightOf(read) })),
    },
    {
      title: 'the same p for all, weighted',
      cells: answers.range('weighted'),
      expected: async (read) => {
        const t = targets(read)
        const one = async (p: number): Promise<number> => {
          const x = float64(new Array<number>(t.size).fill(Math.log(p / (1 - p))))
          return (await numbersOf(binaryCrossEntropyWithLogits(x, t, { posWeight: weightOf(read) })))[0]!
        }
        return Promise.all(read(answers.range('p')).map(one))
      },
    },
  ],
})
