import { binaryCrossEntropy } from '../../nn/index.ts'
import { tensor } from '../../tensor/index.ts'
import { grid } from '../grid.ts'
import { type ReadNumbers, worksheet } from '../worksheet.ts'

const sheet = grid()

sheet.put('A1', 'Cat or dog? Five pictures, one probability each')
const pictures = sheet.table(
  'A3',
  {
    picture: { title: 'picture', values: [1, 2, 3, 4, 5], format: '0' },
    isCat: {
      title: 'is cat',
      note: '1 for a cat, 0 for a dog.',
      values: [1, 1, 0, 0, 1],
      role: 'input',
      format: '0',
    },
    isDog: { title: 'is dog', formula: (row) => `=1-${row.isCat}`, format: '0' },
    pCat: {
      title: 'P(cat)',
      note: 'What the network says. Keep it between 0 and 1: at the ends themselves a logarithm of 0 has no value.',
      values: [0.5, 0.98, 0.9, 0.5, 0.9],
      role: 'input',
      format: '0.00',
    },
    pDog: { title: 'P(dog)', formula: (row) => `=1-${row.pCat}`, format: '0.00' },
    sum: {
      title: 'as a sum',
      note: 'One of the two products is 0, since a picture is either a cat or a dog. LOG is to base 10, as in the lecture.',
      formula: (row) => `=-(${row.isCat}*LOG(${row.pCat})+${row.isDog}*LOG(${row.pDog}))`,
      format: '0.000000',
      role: 'result',
      total: (range) => ({ formula: `=AVERAGE(${range})`, name: 'mean_of_sums' }),
    },
    choice: {
      title: 'with IF',
      note: 'The same, said directly: take the probability of what it is.',
      formula: (row) => `=-LOG(IF(${row.isCat}=1,${row.pCat},${row.pDog}))`,
      format: '0.000000',
      role: 'result',
      total: (range) => ({ formula: `=AVERAGE(${range})`, name: 'mean_by_if' }),
    },
    nats: {
      title: 'in nats',
      note: 'With LN instead of LOG: what a library reports.',
      formula: (row) => `=-LN(IF(${row.isCat}=1,${row.pCat},${row.pDog}))`,
      format: '0.000000',
      role: 'result',
      total: (range) => ({ formula: `=AVERAGE(${range})`, role: 'total', name: 'loss' }),
    },
  },
  { totals: 'mean' },
)
sheet.put(`A${pictures.below + 1}`, 'Do the sum and IF agree?')
sheet.put(`F${pictures.below + 1}`, {
  formula: `=IF(SUMPRODUCT((${pictures.range('sum')}-${pictures.range('choice')})^2)<1E-20,"yes","no")`,
  role: 'result',
  name: 'agree',
})

const losses = (read: ReadNumbers, reduction: 'none' | 'mean') =>
  binaryCrossEntropy(
    tensor(read(pictures.range('pCat')), { dtype: 'float64' }),
    tensor(read(pictures.range('isCat')), { dtype: 'float64' }),
    { reduction },
  )

/** The lesson's binary cross-entropy of five pictures, as a sum and by IF. */
export const catDog = worksheet({
  name: 'cat-dog',
  title: 'Cat or dog: binary cross-entropy',
  question: 'What does a probability cost when there are two answers?',
  text: `
With two classes one probability is enough: $p$ for a cat, $1 - p$ for a dog. The loss asks, as always, how probable the
network found what the picture really shows, and takes minus the logarithm of that.

There are two ways to write it down. As a sum, with $y = 1$ for a cat and $y = 0$ for a dog,

$$L = -\\left( y \\ln p + (1 - y) \\ln (1 - p) \\right)$$

one of the two terms is multiplied by 0 and disappears. With IF, one simply takes the probability of what it is: $p$ for a
cat, $1 - p$ for a dog. Both columns hold the same numbers, row by row. A library writes the sum, since a sum also takes
targets between 0 and 1.

Picture 3 is a dog that was called a cat with 90 percent: it alone costs more than half of the total. Set its P(cat) to
0.99, then to 0.999: each step adds the same amount again, without end.
`,
  cells: sheet.cells,
  charts: [
    {
      kind: 'bar',
      title: 'What each picture costs',
      x: { label: 'picture', values: pictures.range('picture') },
      y: { label: 'loss, in nats', min: 0 },
      series: [{ label: 'loss', values: pictures.range('nats') }],
    },
  ],
  checks: [
    {
      title: 'binary cross-entropy of each picture',
      cells: pictures.range('nats'),
      expected: (read) => losses(read, 'none').array() as Promise<number[]>,
    },
    {
      title: 'their mean',
      cells: pictures.total('nats'),
      expected: (read) => losses(read, 'mean').item() as Promise<number>,
    },
    {
      title: 'the mean of the sums, which is smaller by ln 10',
      cells: pictures.total('sum'),
      expected: (read) => losses(read, 'mean').div(Math.LN10).item() as Promise<number>,
    },
  ],
})
