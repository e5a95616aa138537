import Table from 'cli-table3'
import type { DataHealth, LabelSummary, NumberSummary, PointSummary, TargetSummary } from '../../data/index.ts'
import { printable } from '../../report/index.ts'
import { noBorders } from '../../report/no-borders.ts'
import type { DataSummary } from './data-summary.ts'
import { frequentLabels, healthFacts, milliseconds, numeral, shapeInWords } from './facts.ts'
import type { DataStep } from './step.ts'

const lineWidth = 88
const indent = '     '

/** A summary for a terminal. */
export function summaryText(summary: DataSummary): string {
  const { steps, failure, health, findings } = summary
  const lines = steps.flatMap((step, i) => stepLines(step, i + 1))
  if (failure) {
    lines.push(`✗ failed: ${failure.step}`)
    if (failure.item !== undefined) lines.push(...field('item', failure.item, 5))
    if (failure.value !== undefined && failure.value !== failure.item) lines.push(...field('value', failure.value, 5))
    lines.push(...field('why', failure.message, 5), '')
  }
  if (health) lines.push(...healthLines(health))
  for (const { level, message, examples } of findings) {
    const mark = { error: '✗', warning: '!', note: '·' }[level]
    lines.push(...wrapped(message, `  ${mark} `, '    '))
    lines.push(...exampleLines(examples))
  }
  if (health && findings.length === 0) lines.push('  ✓ nothing is wrong with it')
  // Labels and file names come from strangers.
  return lines.map(printable).join('\n').trimEnd()
}

function stepLines(step: DataStep, number: number): string[] {
  const head = `${String(number).padStart(2)} ${step.name}: ${step.does}`
  const time = milliseconds(step.milliseconds)
  const values = shapeInWords(step)
  return [
    `${head.padEnd(lineWidth - time.length - 1)} ${time}`,
    ...field('in', step.input),
    ...field('out', step.output),
    ...(values === '' ? [] : wrapped(values, `${indent}     `, `${indent}     `)),
    ...(step.details ?? []).flatMap((detail) => wrapped(detail, `${indent}     `, `${indent}     `)),
    '',
  ]
}

/** `in   photos/labels.csv`, further lines below the first. */
const field = (name: string, text: string, width = 4): string[] =>
  wrapped(text, `${indent}${name.padEnd(width)} `, `${indent}${' '.repeat(width + 1)}`)

/** Names stand in one line, sentences each in their own. */
function exampleLines(examples: readonly string[]): string[] {
  const areNames = examples.every(({ length }) => length < 30)
  const most = areNames ? 12 : 3
  const rest = examples.length > most ? [`and ${examples.length - most} more`] : []
  const shown = [...examples.slice(0, most), ...rest]
  return (areNames && shown.length > 0 ? [shown.join(', ')] : shown).flatMap((line) =>
    wrapped(line, '      ', '      '),
  )
}

function healthLines(health: DataHealth): string[] {
  return [
    'The whole set',
    ...healthFacts(health).flatMap(([name, text]) => wrapped(text, `  ${name.padEnd(11)} `, ' '.repeat(14))),
    ...targetLines(health.targets),
    '',
  ]
}

function targetLines(targets: TargetSummary): string[] {
  switch (targets.kind) {
    case 'labels':
      return labelLines(targets)
    case 'numbers':
      return numberLines(targets)
    case 'points':
      return pointLines(targets)
    case 'mask':
      return []
    case 'parts':
      return Object.entries(targets.parts).flatMap(([name, part]) => ['', `  ${name}`, ...targetLines(part)])
  }
}

const shownRows = 24
const barWidth = 30

function labelLines(targets: LabelSummary): string[] {
  const { shown, hidden } = frequentLabels(targets, shownRows)
  const most = Math.max(1, ...targets.classes.map(({ train, valid }) => train + valid))
  const table = plainTable(['class', 'train', 'valid', ''], ['left', 'right', 'right', 'left'])
  for (const { label, train, valid } of shown)
    table.push([shortened(label, 28), train, valid, '▇'.repeat(Math.ceil((barWidth * (train + valid)) / most))])
  return [
    '',
    ...tableLines(table),
    ...(hidden > 0 ? [`  (and ${hidden} classes with fewer items; --json and --html have them all)`] : []),
    ...(targets.pairs.length > 0
      ? wrapped(
          targets.pairs
            .slice(0, 8)
            .map(({ labels: [a, b], count }) => `${a} + ${b} ${count}`)
            .join(', '),
          '  together    ',
          ' '.repeat(14),
        )
      : []),
  ]
}

function numberLines({ columns }: NumberSummary): string[] {
  const table = plainTable(
    ['number', 'train', 'valid', 'min', 'mean', 'max', 'spread'],
    ['right', 'right', 'right', 'right', 'right', 'right', 'left'],
  )
  for (const [i, { present, min, mean, max, histogram }] of columns.slice(0, shownRows).entries())
    table.push([
      i,
      present.train,
      present.valid,
      ...[min, mean, max].map(numeral),
      sparkline(histogram.train.map((n, k) => n + histogram.valid[k]!)),
    ])
  return [
    '',
    ...tableLines(table),
    ...(columns.length > shownRows ? [`  (and ${columns.length - shownRows} more)`] : []),
  ]
}

function pointLines({ points }: PointSummary): string[] {
  const table = plainTable(['point', 'train', 'valid', 'x', 'y'], ['right', 'right', 'right', 'left', 'left'])
  const extent = ({ min, mean, max }: { min: number; mean: number; max: number }): string =>
    `${numeral(min)} to ${numeral(max)}, mean ${numeral(mean)}`
  for (const [i, { present, x, y }] of points.slice(0, 12).entries())
    table.push([i, present.train, present.valid, extent(x), extent(y)])
  return ['', ...tableLines(table), ...(points.length > 12 ? [`  (and ${points.length - 12} more points)`] : [])]
}

/** The bars of a histogram in a line. */
export function sparkline(counts: readonly number[]): string {
  const most = Math.max(1, ...counts)
  return counts.map((n) => (n === 0 ? ' ' : '▁▂▃▄▅▆▇█'[Math.ceil((8 * n) / most) - 1])).join('')
}

const plainTable = (head: string[], colAligns: ('left' | 'right')[]): Table.Table =>
  new Table({
    chars: { ...noBorders, middle: '  ' },
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
    head,
    colAligns,
  })

const tableLines = (table: Table.Table): string[] =>
  table
    .toString()
    .split('\n')
    .map((line) => `  ${line.trimEnd()}`)

const shortened = (text: string, most: number): string => {
  const characters = [...text]
  return characters.length > most ? `${characters.slice(0, most - 1).join('')}…` : text
}

/** Words in lines; a word that is longer than a line is broken, since paths have no spaces. */
function wrapped(text: string, first: string, further: string): string[] {
  const lines: string[] = []
  let line = ''
  let room = lineWidth - first.length
  for (let word of text.split(/\s+/).filter(Boolean)) {
    if (line !== '' && line.length + 1 + word.length > room) {
      lines.push(line)
      line = ''
      room = lineWidth - further.length
    }
    while (line === '' && word.length > room) {
      lines.push(word.slice(0, room))
      word = word.slice(room)
      room = lineWidth - further.length
    }
    line = line === '' ? word : `${line} ${word}`
  }
  return [...lines, line].map((each, i) => (i === 0 ? first : further) + each)
}
