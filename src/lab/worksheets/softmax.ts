import { crossEntropy } from '../../nn/index.ts'
import { tensor } from '../../tensor/index.ts'
import { grid } from '../grid.ts'
import { worksheet } from '../worksheet.ts'

const sheet = grid()

sheet.put('A1', 'The outputs of a network for one picture, and what softmax makes of them')
const outputs = sheet.table(
  'A3',
  {
    label: { title: 'class', values: ['cat', 'dog', 'plane', 'fish', 'building'] },
    output: {
      title: 'output',
      note: 'What the last layer says: any number, with no meaning by itself. Change one and see what follows.',
      // The lecture's sheet shows four decimals of longer numbers; these are some that come to all that it shows.
      values: [-4.8852, 2.5974727, 0.5916627, -2.0689, -4.5687],
      role: 'input',
      format: '0.0000',
    },
    exp: {
      title: 'exp(output)',
      note: 'Makes every output positive; a difference between outputs becomes a ratio.',
      formula: (row) => `=EXP(${row.output})`,
      format: '0.000000',
      total: (range) => ({ formula: `=SUM(${range})`, name: 'sum_of_exp' }),
    },
    softmax: {
      title: 'softmax',
      note: "Each class's share of the sum: between 0 and 1, and together 1.",
      formula: (row, all) => `=${row.exp}/SUM(${all.exp})`,
      format: '0.000000',
      role: 'result',
      total: (range) => ({ formula: `=SUM(${range})` }),
    },
    actual: {
      title: 'actual',
      note: 'A 1 at the class that it is, a 0 elsewhere. Move the 1 to another class and see what that costs.',
      values: [0, 1, 0, 0, 0],
      role: 'input',
      format: '0',
      total: (range) => ({ formula: `=SUM(${range})`, note: 'Must be 1: exactly one class is right.' }),
    },
    nats: {
      title: 'actual · ln',
      note: 'Only the class that is right counts: the others are multiplied by 0.',
      formula: (row) => `=${row.actual}*LN(${row.softmax})`,
      format: '0.000000',
    },
    base10: {
      title: 'actual · LOG',
      note: 'LOG is the logarithm to base 10 in a spreadsheet, and the natural one in most programming languages.',
      formula: (row) => `=${row.actual}*LOG(${row.softmax})`,
      format: '0.000000',
    },
  },
  { totals: 'sum' },
)
sheet.put(`A${outputs.below + 1}`, 'cross-entropy, in nats')
const loss = sheet.put(`B${outputs.below + 1}`, {
  formula: `=-SUM(${outputs.range('nats')})`,
  role: 'total',
  format: '0.000000',
  name: 'loss',
  note: 'The loss of this picture, as every deep-learning library computes it.',
})
sheet.put(`A${outputs.below + 2}`, 'with LOG to base 10')
sheet.put(`B${outputs.below + 2}`, {
  formula: `=-SUM(${outputs.range('base10')})`,
  role: 'result',
  format: '0.000000',
  name: 'loss_base_10',
})
sheet.put(`A${outputs.below + 3}`, 'the first · ln 10')
sheet.put(`B${outputs.below + 3}`, {
  formula: `=B${outputs.below + 2}*LN(10)`,
  role: 'result',
  format: '0.000000',
  note: 'One logarithm is a multiple of the other, so both losses have their minimum at the same place.',
})

/** The outputs of the lesson's spreadsheet, their softmax and cross-entropy. */
export const softmax = worksheet({
  name: 'softmax',
  title: 'Softmax and cross-entropy',
  question: 'How do five outputs become probabilities, and probabilities a loss?',
  text: `
A network that tells five classes apart gives five numbers, its outputs $a_1 … a_5$. Softmax turns them into shares:

$$p_i = \\frac{e^{a_i}}{\\sum_j e^{a_j}}$$

The exponential makes every number positive, and the division makes them add up to 1. What counts is how far the outputs
lie apart: add 1 to all five of them, and the shares stay as they are.

Cross-entropy asks one thing: what share did the class get that was right? The loss is minus its logarithm,

$$L = -\\sum_i y_i \\ln p_i = -\\ln p_{\\text{actual}}$$

since $y$ is 1 for that class and 0 for all others. A share of 1 costs nothing; half of it costs 0.693, and so does each
further halving.

In a spreadsheet LOG is the logarithm to base 10. Sheets that use it show a loss that is smaller by the factor
$\\ln 10 ≈ 2.303$. Nothing is lost by that, since one can be turned into the other, but the number is not the one that a
library reports. LN, the natural logarithm, is; its unit is called a *nat*.
`,
  cells: sheet.cells,
  charts: [
    {
      kind: 'bar',
      title: 'Share of each class',
      x: { label: 'class', values: outputs.range('label') },
      y: { label: 'softmax', min: 0, max: 1 },
      series: [{ label: 'softmax', values: outputs.range('softmax') }],
    },
  ],
  checks: [
    {
      title: 'softmax',
      cells: outputs.range('softmax'),
      expected: (read) =>
        tensor(read(outputs.range('output')), { dtype: 'float64' })
          .softmax(0)
          .array() as Promise<number[]>,
    },
    {
      title: 'cross-entropy',
      cells: loss,
      expected: (read) =>
        crossEntropy(
          tensor(read(outputs.range('output')), { dtype: 'float64' }),
          tensor(read(outputs.range('actual')), { dtype: 'float64' }),
        ).item() as Promise<number>,
    },
  ],
})
