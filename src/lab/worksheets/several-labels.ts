import { binaryCrossEntropyWithLogits } from '../../nn/index.ts'
import { where } from '../../tensor/index.ts'
import { grid } from '../grid.ts'
import { type ReadNumbers, worksheet } from '../worksheet.ts'
import { float64, numbersOf } from './float64.ts'

const sheet = grid()

sheet.put('A1', 'Two pictures, two labels: four questions')
const elements = sheet.table(
  'A3',
  {
    question: { title: 'question', values: ['cat in 1', 'dog in 1', 'cat in 2', 'dog in 2'] },
    activation: { title: 'activation', values: [2, -1, 0.5, 3], role: 'input', format: '0.0' },
    p: {
      title: 'p',
      note: 'Sigmoid: how sure the network is that this label belongs to this picture.',
      formula: (row) => `=1/(1+EXP(-${row.activation}))`,
      format: '0.0000',
    },
    target: {
      title: 'target',
      note: '1 if the label belongs to the picture. A picture may have several labels, or none at all.',
      values: [1, 0, 0, 1],
      role: 'input',
      format: '0',
    },
    right: {
      title: 'where',
      note: 'where(target is 1, p, 1 − p): the probability of what is right.',
      formula: (row) => `=IF(${row.target}=1,${row.p},1-${row.p})`,
      format: '0.0000',
    },
    loss: {
      title: '−ln',
      formula: (row) => `=-LN(${row.right})`,
      format: '0.0000',
      role: 'result',
      total: (range) => ({ formula: `=AVERAGE(${range})`, role: 'total', name: 'loss' }),
    },
  },
  { totals: 'mean' },
)

const logits = (read: ReadNumbers) => float64(read(elements.range('activation')))
const targets = (read: ReadNumbers) => float64(read(elements.range('target')))

/** Binary cross-entropy of several labels, element by element. */
export const severalLabels = worksheet({
  name: 'several-labels',
  title: 'Several labels: binary cross-entropy',
  question: 'How is a picture judged that may have several labels, or none?',
  text: `
With several labels each of them is a question of its own: is there a cat? is there a dog? So each activation goes through a
sigmoid of its own, and each question has a loss of its own. The right answer to a question has probability $p$ if the label
belongs to the picture, and $1 - p$ if it does not. In code, line for line as in the sheet:

\`const p = inputs.sigmoid()\`

\`where(targets.equal(1), p, p.rsub(1)).log().mean().neg()\`

The mean goes over all questions of all pictures, here over four. It is 0.3657.

The third row costs most: the network holds a cat in picture 2 for likelier than not, and there is none.

Now set every target of picture 2 to 0. Nothing breaks: a picture with none of the labels is judged like any other, and the
network is taught to say no twice. A softmax could not learn that from such a picture, since its shares must add up to 1.
`,
  cells: sheet.cells,
  charts: [
    {
      kind: 'bar',
      title: 'What each question costs',
      x: { label: 'question', values: elements.range('question') },
      y: { label: 'loss', min: 0 },
      series: [{ label: 'loss', values: elements.range('loss') }],
    },
  ],
  checks: [
    {
      title: 'where(…).log().neg()',
      cells: elements.range('loss'),
      expected: (read) => {
        const p = logits(read).sigmoid()
        return numbersOf(where(targets(read).equal(1), p, p.rsub(1)).log().neg())
      },
    },
    {
      title: 'binaryCrossEntropyWithLogits',
      cells: 'loss',
      expected: (read) => numbersOf(binaryCrossEntropyWithLogits(logits(read), targets(read))),
    },
  ],
})
