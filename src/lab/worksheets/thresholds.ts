import { binaryCrossEntropyWithLogitsLoss } from '../../nn/index.ts'
import { fixed } from '../address.ts'
import { grid } from '../grid.ts'
import { type ReadNumbers, worksheet } from '../worksheet.ts'
import { float64, numbersOf } from './float64.ts'

const sheet = grid()

sheet.put('A1', 'One label, ten pictures: above which probability is it answered?')
sheet.put('A3', 'threshold')
const threshold = fixed(
  sheet.put('B3', { value: 0.5, role: 'input', format: '0.00', name: 'threshold', note: 'From 0 to 1.' }),
)
const pictures = sheet.table('A5', {
  picture: { title: 'picture', values: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10], format: '0' },
  p: {
    title: 'p',
    note: 'What the network says.',
    values: [0.85, 0.42, 0.33, 0.61, 0.24, 0.18, 0.12, 0.08, 0.05, 0.02],
    role: 'input',
    format: '0.00',
  },
  actual: {
    title: 'has it',
    note: '1 where the picture has the label.',
    values: [1, 1, 1, 0, 0, 0, 0, 0, 0, 0],
    role: 'input',
    format: '0',
  },
  answer: {
    title: 'answer',
    note: '1 where p is above the threshold.',
    formula: (row) => `=IF(${row.p}>${threshold},1,0)`,
    format: '0',
    role: 'result',
  },
  found: {
    title: 'found',
    note: 'Answered, and there.',
    formula: (row) => `=${row.answer}*${row.actual}`,
    format: '0',
  },
  wrong: {
    title: 'wrong',
    note: 'Answered, and not there.',
    formula: (row) => `=${row.answer}*(1-${row.actual})`,
    format: '0',
  },
  missed: {
    title: 'missed',
    note: 'There, and not answered.',
    formula: (row) => `=(1-${row.answer})*${row.actual}`,
    format: '0',
  },
})
const { below } = pictures
const total = (column: 'found' | 'wrong' | 'missed'): string => `SUM(${pictures.range(column)})`
const measures = [
  [
    'precision',
    'Of the answers, how many are right; 0 where there is none.',
    quotient(total('found'), `(${total('found')}+${total('wrong')})`),
  ],
  [
    'recall',
    'Of those that are there, how many are found.',
    quotient(total('found'), `(${total('found')}+${total('missed')})`),
  ],
  [
    'F1',
    'Both at once: 1 if nothing is missed and nothing is wrong.',
    quotient(`2*${total('found')}`, `(2*${total('found')}+${total('wrong')}+${total('missed')})`),
  ],
  [
    'accuracy',
    'All right answers, the noes included.',
    `=1-(${total('wrong')}+${total('missed')})/COUNT(${pictures.range('p')})`,
  ],
] as const
for (const [i, [name, note, formula]] of measures.entries()) {
  sheet.put(`A${below + 1 + i}`, name)
  sheet.put(`B${below + 1 + i}`, {
    formula,
    format: '0.000',
    note,
    role: name === 'F1' ? 'total' : 'result',
    ...(name === 'F1' ? { name: 'f1_score' } : { name }),
  })
}

const second = below + 6
sheet.put(`A${second}`, 'The same at other thresholds')
const p = fixed(pictures.range('p'))
const actual = fixed(pictures.range('actual'))
const sweep = sheet.table(`A${second + 1}`, {
  t: {
    title: 'threshold',
    values: [0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9],
    role: 'input',
    format: '0.00',
  },
  found: { title: 'found', formula: (row) => `=SUMPRODUCT((${p}>${row.t})*${actual})`, format: '0' },
  wrong: { title: 'wrong', formula: (row) => `=SUMPRODUCT((${p}>${row.t})*(1-${actual}))`, format: '0' },
  missed: { title: 'missed', formula: (row) => `=SUM(${actual})-${row.found}`, format: '0' },
  precision: {
    title: 'precision',
    formula: (row) => quotient(row.found, `(${row.found}+${row.wrong})`),
    format: '0.000',
  },
  recall: { title: 'recall', formula: (row) => quotient(row.found, `(${row.found}+${row.missed})`), format: '0.000' },
  f1: {
    title: 'F1',
    formula: (row) => quotient(`2*${row.found}`, `(2*${row.found}+${row.wrong}+${row.missed})`),
    format: '0.000',
    role: 'result',
  },
  accuracy: {
    title: 'accuracy',
    formula: (row) => `=1-(${row.wrong}+${row.missed})/COUNT(${p})`,
    format: '0.000',
    role: 'result',
  },
})
const best = sweep.below
sheet.put(`A${best}`, 'best F1')
sheet.put(`G${best}`, { formula: `=MAX(${sweep.range('f1')})`, format: '0.000', role: 'result', name: 'best_f1' })

/** 0 where there is nothing to divide by: no answer, or no picture that has the label. */
function quotient(above: string, under: string): string {
  return `=IF(${under}=0,0,${above}/IF(${under}=0,1,${under}))`
}

/** Found, wrong and missed at a threshold, by the answers of the library's own loss. */
const counts = async (read: ReadNumbers, at: number): Promise<{ found: number; wrong: number; missed: number }> => {
  const { decode } = binaryCrossEntropyWithLogitsLoss({ threshold: at })
  const answers = await numbersOf(decode(float64(read(pictures.range('p')), [read(pictures.range('p')).length, 1])))
  const truth = read(pictures.range('actual'))
  const count = (wanted: (answer: number, actual: number) => boolean): number =>
    answers.filter((answer, i) => wanted(answer, truth[i]!)).length
  return {
    found: count((answer, actual) => answer === 1 && actual === 1),
    wrong: count((answer, actual) => answer === 1 && actual === 0),
    missed: count((answer, actual) => answer === 0 && actual === 1),
  }
}

/** Which answers a threshold makes of probabilities, and how one chooses it. */
export const thresholds = worksheet({
  name: 'thresholds',
  title: 'From probabilities to answers: thresholds',
  question: 'Above which probability should a label be answered?',
  text: `
The loss compares probabilities with targets. A user wants answers: the labels whose probability is above a threshold. Half
is what one would think of first, and it is a choice like any other.

Lower the threshold, and more pictures get the label: fewer are *missed*, more get it *wrongly*. *Precision* says how many of the
answers are right, *recall* how many of the pictures with the label are found. Mostly one is bought with the other. *F1* weighs both:

$$F_1 = \\frac{2 \\cdot \\text{found}}{2 \\cdot \\text{found} + \\text{wrong} + \\text{missed}}$$

At 0.5 the network finds one of three. At 0.3 it finds all three, for the same one wrong answer, and F1 more
than doubles. Look at the accuracy meanwhile: it is 0.700 at 0.9, where *nothing* is answered. With labels that are rare, never answering is right most of the
time, so accuracy flatters.

A threshold is chosen on pictures that were not trained on, and one for each label, since labels differ in how sure the
network is of them. Change some of the probabilities and see how the best one moves.
`,
  cells: sheet.cells,
  charts: [
    {
      kind: 'line',
      title: 'By threshold',
      x: { label: 'threshold', values: sweep.range('t') },
      y: { label: 'part', min: 0, max: 1 },
      series: [
        { label: 'precision', values: sweep.range('precision') },
        { label: 'recall', values: sweep.range('recall') },
        { label: 'F1', values: sweep.range('f1') },
        { label: 'accuracy', values: sweep.range('accuracy') },
      ],
    },
  ],
  checks: [
    {
      title: 'the answers of the multi-label loss',
      cells: pictures.range('answer'),
      expected: (read) => {
        const probabilities = read(pictures.range('p'))
        const { decode } = binaryCrossEntropyWithLogitsLoss({ threshold: read('threshold')[0]! })
        return numbersOf(decode(float64(probabilities, [probabilities.length, 1])))
      },
    },
    {
      title: 'F1 of them',
      cells: 'f1_score',
      expected: async (read) => f1Of(await counts(read, read('threshold')[0]!)),
    },
    {
      title: 'F1 at each threshold',
      cells: sweep.range('f1'),
      expected: (read) => Promise.all(read(sweep.range('t')).map(async (t) => f1Of(await counts(read, t)))),
    },
  ],
})

function f1Of(count: { found: number; wrong: number; missed: number }): number {
  const under = 2 * count.found + count.wrong + count.missed
  return under === 0 ? 0 : (2 * count.found) / under
}
